"""IDLE (RFC 2177) that notices everything: a change in the same segment as "+", half lines, a goodbye, a dead peer.

In goes an imaplib connection with a folder selected, out comes whether letters arrived. While it runs, the socket is
read here and never by imaplib, whose buffer hides octets from poll and takes the end of the stream for "nothing new".
IDLE is only a hint: whoever calls asks for new UIDs afterwards in any case.
"""

from __future__ import annotations

import contextlib
import re
import select
import ssl
import threading
import time
from typing import Any

from bot.errors import Transient

_BUFFER_LIMIT = 65_536
_LOOK_UP_EVERY = 0.5
_ARRIVAL = re.compile(rb"\* \d{1,10} EXISTS\b", re.IGNORECASE)


class Lost(Transient):
    """The connection is no more, or can no longer be trusted: open another one."""


class Refused(Transient):
    """The server said NO or BAD to one command; the connection is still good."""


def wait_for_arrival(connection: Any, seconds: float, stop: threading.Event, patience: float) -> bool:
    """True as soon as the server announces letters; False after `seconds` without any, or when `stop` is set.

    `connection` is an `imaplib.IMAP4` in the selected state and is in that state again afterwards. `patience` bounds,
    in seconds, the wait for "+", for the rest of a half line and for the answer to DONE.
    Raises Lost when the peer is gone, says BYE or keeps silent; Refused when it does not want to idle.
    """
    idle = _Idle(connection, patience)
    try:
        idle.begin()
        idle.listen(time.monotonic() + seconds, stop)
        idle.end()
    except (OSError, ssl.SSLError) as error:
        raise Lost(f"connection lost during IDLE: {error}") from error
    return idle.arrived


class _Idle:
    def __init__(self, connection: Any, patience: float) -> None:
        self._connection, self._socket, self._patience = connection, connection.sock, patience
        self._octets = bytearray()
        self._timeout = self._socket.gettimeout()
        self._tag = b""
        self.arrived = False

    def begin(self) -> None:
        self._tag = self._connection._command("IDLE")
        self._empty_buffer()
        deadline = time.monotonic() + self._patience
        begun = False
        while not begun:
            for line in self._lines():
                # what follows "+" in the same segment is news already and must not wait for the next event
                if line.startswith(b"+") and not begun:
                    begun = True
                elif line.startswith(self._tag + b" "):
                    self._connection.tagged_commands.pop(self._tag, None)
                    raise Refused(f"IDLE refused: {_shown(line)}")
                else:
                    self._hear(line)
            if not begun:
                self._expect(deadline, "no answer to IDLE")

    def listen(self, deadline: float, stop: threading.Event) -> None:
        half_since: float | None = None
        while not self.arrived and not stop.is_set() and (left := deadline - time.monotonic()) > 0:
            self._receive(min(left, _LOOK_UP_EVERY))
            for line in self._lines():
                self._hear(line)
            half_since = (half_since or time.monotonic()) if self._octets else None
            if half_since is not None and time.monotonic() - half_since > self._patience:
                raise Lost("half a line during IDLE and then silence")

    def end(self) -> None:
        self._socket.settimeout(self._patience)
        self._socket.sendall(b"DONE\r\n")
        deadline = time.monotonic() + self._patience
        done = False
        # a half line after the answer is finished here: imaplib would start reading in its middle
        while not done or self._octets:
            for line in self._lines():
                if line.startswith(self._tag + b" "):
                    done = True
                else:
                    self._hear(line)
            if not done or self._octets:
                self._expect(deadline, "no answer to DONE")
        self._connection.tagged_commands.pop(self._tag, None)
        self._socket.settimeout(self._timeout)

    def _empty_buffer(self) -> None:
        buffered = self._connection.file
        self._socket.settimeout(0)
        try:
            with contextlib.suppress(ssl.SSLWantReadError, BlockingIOError):
                while ahead := buffered.peek(1):
                    self._octets += buffered.read1(len(ahead))
        finally:
            self._socket.settimeout(self._patience)

    def _receive(self, seconds: float) -> bool:
        """One read; False when nothing came in time."""
        if not (isinstance(self._socket, ssl.SSLSocket) and self._socket.pending()):
            watch = select.poll()
            watch.register(self._socket.fileno(), select.POLLIN)
            if not watch.poll(max(0.0, seconds) * 1000):
                return False
        try:
            octets = self._socket.recv(_BUFFER_LIMIT)
        except (ssl.SSLWantReadError, TimeoutError):
            return False
        if not octets:
            raise Lost("the server closed the connection during IDLE")
        self._octets += octets
        if len(self._octets) > _BUFFER_LIMIT and b"\r\n" not in self._octets:
            raise Lost("an endless line during IDLE")
        return True

    def _lines(self) -> list[bytes]:
        *lines, rest = bytes(self._octets).split(b"\r\n")
        self._octets = bytearray(rest)
        return lines

    def _hear(self, line: bytes) -> None:
        if line[:5].upper() == b"* BYE":
            raise Lost(f"the server said goodbye: {_shown(line)}")
        if _ARRIVAL.match(line):
            self.arrived = True

    def _expect(self, deadline: float, otherwise: str) -> None:
        left = deadline - time.monotonic()
        if left <= 0 or (not self._receive(left) and time.monotonic() >= deadline):
            raise Lost(f"{otherwise} within {self._patience:g} s")


def _shown(line: bytes) -> str:
    return line[:200].decode("ascii", "replace")
