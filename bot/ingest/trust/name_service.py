"""Text records of the domain name system (RFC 1035): a name in, its text out, asked of one configured resolver."""

from __future__ import annotations

import secrets
import socket
import struct
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache

_TXT, _IN, _OPT = 16, 1, 41
_LARGEST = 1_232  # octets of an answer by UDP that pass everywhere (DNS flag day 2020)
_MOST_RECORDS = 50
_MOST_STRINGS = 100
_KEPT = 500
_KEPT_S = 3_600.0
_TRUNCATED = 0x0200


@dataclass
class TextRecords:
    """Asks one resolver, by UDP and where that is too short by TCP, at most `seconds` a name; remembers for an hour."""

    place: tuple[str, int]
    seconds: float = 3.0
    _known: OrderedDict[str, tuple[float, str | None]] = field(default_factory=OrderedDict)

    def text(self, name: str) -> str | None:
        """The first text record of a name, its strings joined; None when there is none.

        Raises OSError when the resolver does not answer, or answers with a failure.
        """
        now = time.monotonic()
        known = self._known.get(name)
        if known is not None and now - known[0] < _KEPT_S:
            return known[1]
        found = self._ask(name, now + self.seconds)
        self._known[name] = (now, found)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return found

    def _ask(self, name: str, end: float) -> str | None:
        question = question_for(name, secrets.randbelow(65_536))
        answer = _by_udp(self.place, question, end)
        if len(answer) >= 4 and struct.unpack_from(">H", answer, 2)[0] & _TRUNCATED:
            answer = _by_tcp(self.place, question, end)
        return text_in(answer, question)


@lru_cache(maxsize=8)
def records_of(place: tuple[str, int]) -> TextRecords:
    """The records of one resolver, with what this process was told before."""
    return TextRecords(place)


def question_for(name: str, number: int) -> bytes:
    """The octets that ask for the text records of a name."""
    labels = name.encode("ascii").rstrip(b".").split(b".")
    asked = b"".join(bytes((len(label),)) + label for label in labels if 0 < len(label) < 64) + b"\0"
    head = struct.pack(">HHHHHH", number, 0x0100, 1, 0, 0, 1)
    return head + asked + struct.pack(">HH", _TXT, _IN) + b"\0" + struct.pack(">HHIH", _OPT, _LARGEST, 0, 0)


def _by_udp(place: tuple[str, int], question: bytes, end: float) -> bytes:
    family = socket.getaddrinfo(*place, type=socket.SOCK_DGRAM)[0][0]
    with socket.socket(family, socket.SOCK_DGRAM) as link:
        link.connect(place)  # only what comes from there is heard
        for share in (0.4, 1.0):
            link.send(question)
            until = time.monotonic() + share * (end - time.monotonic())
            while (left := until - time.monotonic()) > 0:
                link.settimeout(left)
                try:
                    answer = link.recv(65_535)
                except TimeoutError:
                    break
                if answer[:2] == question[:2] and _asks(answer, question):
                    return answer
    raise TimeoutError("the resolver does not answer")


def _by_tcp(place: tuple[str, int], question: bytes, end: float) -> bytes:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("the resolver does not answer")
    with socket.create_connection(place, timeout=left) as link:
        link.sendall(struct.pack(">H", len(question)) + question)
        (size,) = struct.unpack(">H", _exactly(link, 2, end))
        return _exactly(link, size, end)


def _exactly(link: socket.socket, size: int, end: float) -> bytes:
    found = b""
    while len(found) < size:
        link.settimeout(max(end - time.monotonic(), 0.01))
        piece = link.recv(size - len(found))
        if not piece:
            raise ConnectionResetError("the resolver closed the connection")
        found += piece
    return found


def _asks(answer: bytes, question: bytes) -> bool:
    """True when an answer repeats the question: section 4.1.1, and the guard against answers of others."""
    end = _past_name(question, 12) + 4
    return answer[12:end].lower() == question[12:end].lower()


def text_in(answer: bytes, question: bytes) -> str | None:
    """The first text record in an answer; None when there is none. Raises OSError for one that says nothing."""
    try:
        return _first_text(answer, question)
    except (struct.error, IndexError, ValueError) as error:
        raise OSError(f"the resolver's answer cannot be read: {error}") from error


def _first_text(answer: bytes, question: bytes) -> str | None:
    number, flags, questions, answers = struct.unpack_from(">HHHH", answer)
    if number != struct.unpack_from(">H", question)[0] or not flags & 0x8000 or questions != 1:
        raise ValueError("not an answer to what was asked")
    outcome = flags & 15
    if outcome == 3:
        return None  # no such name
    if outcome:
        raise OSError(f"the resolver failed ({outcome})")
    at = _past_name(answer, 12) + 4
    for _ in range(min(answers, _MOST_RECORDS)):
        at = _past_name(answer, at)
        kind, _, _, size = struct.unpack_from(">HHIH", answer, at)
        at += 10
        if kind == _TXT:
            return _strings(answer[at : at + size])
        at += size
    return None


def _strings(record: bytes) -> str:
    out, at = b"", 0
    for _ in range(_MOST_STRINGS):
        if at >= len(record):
            break
        out += record[at + 1 : at + 1 + record[at]]
        at += 1 + record[at]
    return out.decode("latin-1")


def _past_name(octets: bytes, at: int) -> int:
    """Past a name: labels up to the empty one, or to a pointer (section 4.1.4)."""
    for _ in range(128):
        size = octets[at]
        if size >= 0xC0:
            return at + 2
        at += 1 + size
        if size == 0:
            return at
    raise ValueError("a name without end")
