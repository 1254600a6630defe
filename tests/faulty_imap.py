"""A scripted IMAP server on loopback that refuses, keeps silent, cuts and stammers where it is told to.

It knows just what the reader of a mailbox asks; everything else it does is a fault given by the test.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import BinaryIO, Self

Script = Callable[[socket.socket, BinaryIO, bytes], bool]
"""Plays one command: the wire, its lines, the tag; False ends the connection."""

_DATE = b'"02-Mar-2026 09:00:00 +0100"'


class FaultyImap:
    """`letters` by UID. `refused` commands get NO, at `silent` ones the server falls silent for ever, `scripts` play.

    Names of commands: greeting, CAPABILITY, LOGIN, SELECT, EXAMINE, SEARCH, LIST (sizes), FETCH (octets), SLICE, STORE,
    MOVE, NOOP, IDLE, and "literal" for silence in the middle of a letter's octets. `unfetchable` UIDs are listed, and
    their octets never come; `deadly` UIDs cut the connection when asked for. `most_live` counts connections at once.
    """

    def __init__(self, letters: dict[int, bytes] | None = None, capabilities: str = "IDLE UIDPLUS MOVE") -> None:
        self.letters = dict(letters or {})
        self.capabilities = f"IMAP4rev1 {capabilities}".encode()
        self.uidvalidity = 7
        self.refused: set[str] = set()
        self.silent: set[str] = set()
        self.scripts: dict[str, Script] = {}
        self.unfetchable: set[int] = set()
        self.deadly: set[int] = set()
        self.commands: list[str] = []
        self.most_live = 0
        self._wires: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.fell_silent = threading.Event()
        self._ended = threading.Event()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])

    def __enter__(self) -> Self:
        self._spawn(self._accept)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        for wire in (self._door, *self._wires):
            with suppress(OSError):
                wire.shutdown(socket.SHUT_RDWR)
        self._door.close()
        for thread in self._threads:
            thread.join(5)

    def _spawn(self, target: Callable[..., None], *args: object) -> None:
        thread = threading.Thread(target=target, args=args, name="faulty-imap", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                wire, _ = self._door.accept()
                wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self._wires.append(wire)
                self.most_live = max(self.most_live, sum(map(_is_live, self._wires)))
                self._spawn(self._serve, wire)

    def _serve(self, wire: socket.socket) -> None:
        with suppress(OSError, ValueError), wire, wire.makefile("rb") as lines:
            if self._may_speak("greeting"):
                wire.sendall(b"* OK [CAPABILITY %s] ready\r\n" % self.capabilities)
            while line := lines.readline():
                if not self._play(wire, lines, line.strip()):
                    break

    def _may_speak(self, name: str) -> bool:
        if name in self.silent:
            self.fell_silent.set()
            self._ended.wait()
        return not self._ended.is_set()

    def _play(self, wire: socket.socket, lines: BinaryIO, line: bytes) -> bool:
        tag, _, rest = line.partition(b" ")
        name = _name(rest)
        self.commands.append(name)
        if name in self.scripts:
            return self.scripts[name](wire, lines, tag)
        if not self._may_speak(name):
            return False
        if name in self.refused:
            wire.sendall(tag + b" NO not today\r\n")
            return True
        return self._answer(wire, lines, tag, name, rest)

    def _answer(self, wire: socket.socket, lines: BinaryIO, tag: bytes, name: str, rest: bytes) -> bool:
        done = tag + b" OK done\r\n"
        match name:
            case "CAPABILITY":
                wire.sendall(b"* CAPABILITY " + self.capabilities + b"\r\n" + done)
            case "SELECT" | "EXAMINE":
                following = max(self.letters, default=0) + 1
                head = b"* %d EXISTS\r\n* OK [UIDVALIDITY %d] x\r\n* OK [UIDNEXT %d] x\r\n"
                wire.sendall(head % (len(self.letters), self.uidvalidity, following) + done)
            case "SEARCH":
                asked = sorted(self.letters) if b"SINCE" in rest else _uids(rest.split()[-1], self.letters)
                wire.sendall(b"* SEARCH " + b" ".join(b"%d" % uid for uid in asked) + b"\r\n" + done)
            case "LIST":
                wire.sendall(b"".join(self._listed(uid) for uid in _uids(rest.split()[2], self.letters)) + done)
            case "FETCH" | "SLICE":
                return self._give(wire, tag, rest)
            case "IDLE":
                wire.sendall(b"+ idling\r\n")
                lines.readline()
                wire.sendall(done)
            case "MOVE":
                for uid in _uids(rest.split()[2], self.letters):
                    del self.letters[uid]
                wire.sendall(done)
            case "LOGOUT":
                wire.sendall(b"* BYE\r\n" + done)
                return False
            case _:
                wire.sendall(done)
        return True

    def _listed(self, uid: int) -> bytes:
        size = len(self.letters[uid])
        return b"* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE %b FLAGS ())\r\n" % (uid, uid, size, _DATE)

    def _give(self, wire: socket.socket, tag: bytes, rest: bytes) -> bool:
        for uid in _uids(rest.split()[2], self.letters):
            if uid in self.deadly:
                return False
            if uid in self.unfetchable:
                wire.sendall(tag + b" NO this one cannot be read\r\n")
                return True
            octets, name = self.letters[uid], b"BODY[]"
            if part := re.search(rb"BODY\.PEEK\[(HEADER)?\]<(\d+)\.(\d+)>", rest):
                start = int(part[2])
                octets = (octets.partition(b"\r\n\r\n")[0] if part[1] else octets)[start : start + int(part[3])]
                name = b"BODY[%b]<%d>" % (part[1] or b"", start)
            head = b"* %d FETCH (UID %d %b {%d}\r\n" % (uid, uid, name, len(octets))
            if "literal" in self.silent:
                wire.sendall(head + octets[: len(octets) // 2])
                return self._may_speak("literal")
            wire.sendall(head + octets + b")\r\n")
        wire.sendall(tag + b" OK done\r\n")
        return True


def _is_live(wire: socket.socket) -> bool:
    try:
        return wire.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) != b""
    except BlockingIOError:
        return True
    except OSError:
        return False


def _name(rest: bytes) -> str:
    words = rest.decode("ascii", "replace").upper().split()
    if words[:2] == ["UID", "FETCH"]:
        return "LIST" if "RFC822.SIZE" in rest.decode() else "SLICE" if "]<" in rest.decode() else "FETCH"
    return words[1] if words[0] == "UID" else words[0]


def _uids(uid_set: bytes, there: Iterable[int]) -> list[int]:
    """The UIDs of a set that are there; as the standard has it, "n:*" always names the last one."""
    found: set[int] = set()
    known = sorted(there)
    for part in uid_set.split(b","):
        first, _, last = part.partition(b":")
        if last == b"*":
            found |= {uid for uid in known if uid >= int(first)} | set(known[-1:])
        else:
            found |= {uid for uid in known if int(first) <= uid <= int(last or first)}
    return sorted(found)
