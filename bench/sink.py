"""An SMTP server in a process of its own: takes every letter at once and tells which letters were answered, and when.

`Sink` is the parent's side. Answers are told by what they reply to, with the monotonic instant of their arrival.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import socket
import subprocess
import sys
import time
from types import TracebackType
from typing import Self

_ANSWERED = re.compile(rb"^In-Reply-To:\s*<([^>\r\n]{1,998})>", re.I | re.M)
_END = b"\r\n.\r\n"


class Sink:
    """`with Sink() as sink:` then `sink.port`; `sink.take()` gives what came since the last time."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "bench.sink"]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = int(json.loads(self._line()))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._child.stdin and self._child.stdout
        self._child.stdin.close()
        self._child.wait(10)
        self._child.stdout.close()

    @property
    def pid(self) -> int:
        """The process that serves."""
        return self._child.pid

    def take(self) -> list[tuple[str, float]]:
        """Message-IDs answered since the last call, each as often as it was; "" for letters that answer none."""
        assert self._child.stdin
        self._child.stdin.write("take\n")
        self._child.stdin.flush()
        return [(message_id, at) for message_id, at in json.loads(self._line())]

    def _line(self) -> str:
        assert self._child.stdout
        return self._child.stdout.readline()


class _Conversation(asyncio.Protocol):
    def __init__(self, answered: list[tuple[str, float]]) -> None:
        self._answered, self._in, self._body = answered, bytearray(), False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._out = transport
        transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        transport.write(b"220 sink.example ESMTP\r\n")

    def data_received(self, data: bytes) -> None:
        self._in += data
        while True:
            mark = _END if self._body else b"\r\n"
            end = self._in.find(mark)
            if end < 0:
                return
            taken = bytes(self._in[:end])
            del self._in[: end + len(mark)]
            self._out.write(self._letter(taken) if self._body else self._command(taken))

    def _letter(self, octets: bytes) -> bytes:
        self._body = False
        found = _ANSWERED.search(octets, 0, 10_000)
        self._answered.append((found.group(1).decode() if found else "", time.monotonic()))
        return b"250 2.0.0 Ok\r\n"

    def _command(self, line: bytes) -> bytes:
        verb = line[:4].upper()
        if verb == b"EHLO":
            return b"250-sink.example\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 50000000\r\n"
        if verb == b"DATA":
            self._body = True
            return b"354 go ahead\r\n"
        if verb == b"QUIT":
            return b"221 2.0.0 Bye\r\n"
        return b"250 2.0.0 Ok\r\n"


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    answered: list[tuple[str, float]] = []
    server = await loop.create_server(lambda: _Conversation(answered), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(json.dumps(answered), flush=True)
        answered.clear()
    server.close()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve())
