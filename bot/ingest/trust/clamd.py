"""A virus scanner's word on octets, over clamd's INSTREAM: octets in, a signature's name or None out.

A scanner that is down or refuses never holds a letter up: the file then counts as not scanned.
"""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Callable

_CHUNK = 262_144
_LONGEST_ANSWER = 4_096


class Scanner:
    """Asks one clamd about the files of one letter, within `seconds` for all of them together.

    After the first failure it is not asked again for this letter; `fault` hears of it once.
    """

    def __init__(self, place: tuple[str, int] | None, seconds: float, fault: Callable[[str, str], None]) -> None:
        self._place, self._seconds, self._fault = place, seconds, fault

    def infected(self, octets: bytes) -> str | None:
        """The name of what was found in the octets; None when nothing was, or nobody could be asked."""
        if self._place is None or not octets:
            return None
        begun = time.monotonic()
        try:
            answer = _asked(self._place, octets, self._seconds)
        except OSError as error:
            self._fault("not_scanned", f"the scanner does not answer: {error}"[:200])
            self._place = None
            return None
        finally:
            self._seconds -= time.monotonic() - begun
        said = answer.removeprefix("stream: ").strip()
        if said.endswith(" FOUND"):
            return said.removesuffix(" FOUND")[:100]
        if said != "OK":
            # a file larger than its StreamMaxLength is refused; the next one may be had
            self._fault("not_scanned", said[:150] or "the scanner closed the connection")
        return None


def _asked(place: tuple[str, int], octets: bytes, seconds: float) -> str:
    """clamd(8), INSTREAM: chunks behind their length in network order, an empty one ends, a NUL ends the answer."""
    if seconds <= 0:
        raise TimeoutError("no time left for this letter")
    end = time.monotonic() + seconds
    with socket.create_connection(place, timeout=min(seconds, 5.0)) as link:
        link.settimeout(seconds)
        try:
            link.sendall(b"zINSTREAM\0")
            for at in range(0, len(octets), _CHUNK):
                piece = octets[at : at + _CHUNK]
                link.sendall(struct.pack("!L", len(piece)) + piece)
            link.sendall(struct.pack("!L", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before the end: the answer says why
        answer = b""
        while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
            link.settimeout(max(end - time.monotonic(), 0.01))
            piece = link.recv(_LONGEST_ANSWER)
            if not piece:
                break
            answer += piece
    return answer.partition(b"\0")[0].decode("utf-8", "replace")
