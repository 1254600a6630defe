"""A fast SMTP server in a thread that keeps every letter and misbehaves on order: refusals, 4xx, silence, cuts.

Loopback only, nothing is relayed. Faults are consumed in the order given, one each time their step is reached.
"""

from __future__ import annotations

import asyncio
import base64
import threading
from collections import deque
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self

Step = Literal["greeting", "ehlo", "mail", "rcpt", "data", "body", "dot"]
_END = b"\r\n.\r\n"
_EHLO = ("8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "SIZE 50000000", "DSN")


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter taken: envelope, octets after dot-unstuffing, and the number of its connection (from 1)."""

    sender: str
    recipients: tuple[str, ...]
    octets: bytes
    connection: int


@dataclass(frozen=True, slots=True)
class _Fault:
    act: str
    kept: bool


class SmtpSink:
    """`with SmtpSink() as sink:` then `sink.port`, `sink.letters`, `sink.wait(3)`; `password` makes AUTH compulsory."""

    def __init__(self, password: str | None = None) -> None:
        self.host, self.port, self.password = "127.0.0.1", 0, password
        self.letters: list[Letter] = []
        self.connections = 0
        self.refused: dict[str, str] = {}
        self._faults: dict[Step, deque[_Fault]] = {}
        self._arrived = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._open: set[_Conversation] = set()
        self._thread = threading.Thread(target=self._run, name="smtp-sink", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self.open_door()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shut_door()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def refuse(self, recipient: str, reply: str) -> None:
        """Answer RCPT for this address with `reply` ("550 5.1.1 no such user", "451 4.7.1 later") until `clear`."""
        self.refused[recipient.lower()] = reply

    def fault(self, at: Step, act: str, times: int = 1, kept: bool = True) -> None:
        """At the next `times` passages of a step: give the reply `act` ("451 4.3.0 later"), or "hang", or "cut".

        "body" is the moment the first octets after 354 arrive. At "dot" the letter counts as taken before a hang or cut
        unless `kept` is False; a 4xx or 5xx reply never takes it.
        """
        self._faults.setdefault(at, deque()).extend([_Fault(act, kept)] * times)

    def clear(self) -> None:
        """Forget letters, refusals and faults; the connection count goes back to 0."""
        with self._arrived:
            self.letters.clear()
            self.connections = 0
        self.refused.clear()
        self._faults.clear()

    def wait(self, count: int, seconds: float = 10) -> list[Letter]:
        """The letters so far, once there are `count` of them. Raises TimeoutError."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.letters) >= count, seconds):
                raise TimeoutError(f"{len(self.letters)} letters of {count} after {seconds} s")
            return list(self.letters)

    def shut_door(self) -> None:
        """Refuse connections and cut those there are."""
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result(5)

    def open_door(self) -> None:
        """Listen (again) on the same port."""
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _listen(self) -> None:
        self._server = await self._loop.create_server(lambda: _Conversation(self), self.host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _shut(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for conversation in tuple(self._open):
            conversation.cut()
        await asyncio.sleep(0)

    def take(self, letter: Letter) -> None:
        with self._arrived:
            self.letters.append(letter)
            self._arrived.notify_all()

    def next_fault(self, at: Step) -> _Fault | None:
        waiting = self._faults.get(at)
        return waiting.popleft() if waiting else None


class _Conversation(asyncio.Protocol):
    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink
        self._in = bytearray()
        self._body = self._silent = self._body_begun = False
        self._known = sink.password is None
        self._reset()

    def _reset(self) -> None:
        self._sender: str | None = None
        self._recipients: list[str] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._out = transport
        self._sink._open.add(self)
        self._sink.connections += 1
        self._number = self._sink.connections
        self._answer("greeting", "220 sink.desk.example ESMTP")

    def connection_lost(self, error: Exception | None) -> None:
        self._sink._open.discard(self)

    def cut(self) -> None:
        self._silent = True
        self._out.abort()

    def data_received(self, octets: bytes) -> None:
        if self._silent:
            return
        self._in += octets
        while not self._silent and (self._take_body() if self._body else self._take_line()):
            pass

    def _take_line(self) -> bool:
        end = self._in.find(b"\r\n")
        if end < 0:
            return False
        line = self._in[:end].decode("utf-8", "replace")
        del self._in[: end + 2]
        self._command(line)
        return True

    def _take_body(self) -> bool:
        if not self._body_begun and self._in:
            self._body_begun = True
            if (fault := self._sink.next_fault("body")) is not None:
                self._misbehave(fault)
                return False
        # an empty body is the end mark alone, without the line end before it
        if self._in.startswith(_END[2:]):
            octets, length = b"", 3
        elif (end := self._in.find(_END)) >= 0:
            octets, length = bytes(self._in[: end + 2]), end + 5
        else:
            return False
        del self._in[:length]
        self._body = False
        self._finish((b"\r\n" + octets).replace(b"\r\n..", b"\r\n.")[2:])
        return True

    def _finish(self, octets: bytes) -> None:
        letter = Letter(self._sender or "", tuple(self._recipients), octets, self._number)
        fault = self._sink.next_fault("dot")
        self._reset()
        if fault is None:
            self._sink.take(letter)
            self._say(f"250 2.0.0 Ok: queued as {len(self._sink.letters)}")
            return
        if fault.kept and fault.act in ("hang", "cut"):
            self._sink.take(letter)
        self._misbehave(fault)

    def _command(self, line: str) -> None:
        verb, _, rest = line.partition(" ")
        match verb.upper():
            case "EHLO" | "HELO":
                offers = ("sink.desk.example", *_EHLO, *(("AUTH PLAIN",) if self._sink.password else ()))
                lines = [f"250{'-' if n < len(offers) - 1 else ' '}{offer}" for n, offer in enumerate(offers)]
                self._answer("ehlo", "\r\n".join(lines))
            case "AUTH":
                self._authenticate(rest)
            case "MAIL" if not self._known:
                self._say("530 5.7.0 Authentication required")
            case "MAIL":
                if self._answer("mail", "250 2.1.0 Ok"):
                    self._sender = _address(rest)
            case "RCPT":
                self._add_recipient(_address(rest))
            case "DATA" if not self._recipients:
                self._say("554 5.5.1 no valid recipients")
            case "DATA":
                self._body, self._body_begun = self._answer("data", "354 go ahead"), False
            case "RSET":
                self._reset()
                self._say("250 2.0.0 Ok")
            case "NOOP":
                self._say("250 2.0.0 Ok")
            case "QUIT":
                self._say("221 2.0.0 Bye")
                self._out.close()
            case _:
                self._say("500 5.5.2 unknown command")

    def _authenticate(self, rest: str) -> None:
        secret = base64.b64decode(rest.partition(" ")[2] or "").decode().split("\0")[-1]
        self._known = secret == self._sink.password
        self._say("235 2.7.0 welcome" if self._known else "535 5.7.8 wrong password")

    def _add_recipient(self, address: str) -> None:
        if self._sender is None:
            self._say("503 5.5.1 MAIL first")
        elif (refusal := self._sink.refused.get(address.lower())) is not None:
            self._say(refusal)
        elif self._answer("rcpt", "250 2.1.5 Ok"):
            self._recipients.append(address)

    def _answer(self, at: Step, reply: str) -> bool:
        fault = self._sink.next_fault(at)
        if fault is None:
            self._say(reply)
            return True
        self._misbehave(fault)
        return False

    def _misbehave(self, fault: _Fault) -> None:
        if fault.act == "cut":
            self.cut()
        elif fault.act == "hang":
            self._silent = True
        else:
            self._body = False
            self._say(fault.act)
            if fault.act.startswith("421"):
                self._silent = True
                self._out.close()

    def _say(self, reply: str) -> None:
        self._out.write(reply.encode() + b"\r\n")


def _address(rest: str) -> str:
    start, end = rest.find("<"), rest.find(">")
    return rest[start + 1 : end] if 0 <= start < end else rest.partition(":")[2].strip()
