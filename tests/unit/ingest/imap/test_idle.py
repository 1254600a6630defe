"""IDLE against a scripted server: each way in which a library was seen to go deaf, blind or mad."""

from __future__ import annotations

import imaplib
import socket
import threading
import time
from collections.abc import Iterator
from typing import BinaryIO

import imapclient  # noqa: F401 - makes IDLE known to imaplib
import pytest

from bot.ingest.imap.idle import Lost, Refused, wait_for_arrival
from tests.faulty_imap import FaultyImap, Script

_pause = threading.Event().wait


@pytest.fixture
def server() -> Iterator[FaultyImap]:
    with FaultyImap({1: b"a: b\r\n\r\nc\r\n"}) as faulty:
        yield faulty


@pytest.fixture
def connection(server: FaultyImap) -> Iterator[imaplib.IMAP4]:
    opened = imaplib.IMAP4("127.0.0.1", server.port, timeout=5)
    opened.login("fssi", "pw")
    opened.select("INBOX")
    yield opened
    opened.shutdown()


def _say(*parts: bytes, pause: float = 0.02, finish: bool = True) -> Script:
    """Sends each part in a segment of its own, then answers DONE."""

    def play(wire: socket.socket, lines: BinaryIO, tag: bytes) -> bool:
        for part in parts:
            wire.sendall(part)
            _pause(pause)
        if not finish:
            return False
        lines.readline()
        wire.sendall(tag + b" OK idled\r\n")
        return True

    return play


def _wait(connection: imaplib.IMAP4, seconds: float = 0.3, patience: float = 0.3) -> bool:
    return wait_for_arrival(connection, seconds, threading.Event(), patience)


@pytest.mark.parametrize(
    "parts",
    [
        (b"+ idling\r\n", b"* 4 EXISTS\r\n"),
        (b"+ idling\r\n* 4 EXISTS\r\n",),
        (b"* 4 EXISTS\r\n+ idling\r\n",),
        (b"+ idli", b"ng\r\n* 4 EX", b"ISTS\r", b"\n"),
        (b"* OK still here\r\n", b"+ idling\r\n", b"* OK still here\r\n* 3 EXPUNGE\r\n", b"* 4 exists\r\n"),
    ],
    ids=["plain", "same segment", "before the plus", "split lines", "among others"],
)
def test_it_hears_of_a_letter_however_the_octets_are_cut(
    server: FaultyImap, connection: imaplib.IMAP4, parts: tuple[bytes, ...]
) -> None:
    server.scripts["IDLE"] = _say(*parts)
    assert _wait(connection, seconds=5, patience=5)
    assert connection.noop()[0] == "OK"


def test_it_hears_of_a_letter_announced_with_the_answer_to_the_command_before(
    server: FaultyImap, connection: imaplib.IMAP4
) -> None:
    def noop(wire: socket.socket, lines: BinaryIO, tag: bytes) -> bool:
        wire.sendall(tag + b" OK done\r\n* 4 EXISTS\r\n* 5 EXI")
        return True

    server.scripts = {"NOOP": noop, "IDLE": _say(b"STS\r\n+ idling\r\n")}
    connection.noop()
    assert _wait(connection, seconds=5, patience=5)


def test_nothing_new_is_no_arrival(server: FaultyImap, connection: imaplib.IMAP4) -> None:
    server.scripts["IDLE"] = _say(b"+ idling\r\n", b"* OK still here\r\n* 2 FETCH (FLAGS (\\Seen))\r\n")
    assert not _wait(connection)
    assert connection.noop()[0] == "OK"


def test_it_finishes_a_half_line_before_it_gives_the_connection_back(
    server: FaultyImap, connection: imaplib.IMAP4
) -> None:
    def idle(wire: socket.socket, lines: BinaryIO, tag: bytes) -> bool:
        wire.sendall(b"+ idling\r\n")
        lines.readline()
        wire.sendall(tag + b" OK idled\r\n* 9 EX")
        _pause(0.05)
        wire.sendall(b"ISTS\r\n")
        return True

    server.scripts["IDLE"] = idle
    assert _wait(connection, patience=5)
    assert connection.noop()[0] == "OK"


@pytest.mark.parametrize(
    "parts",
    [(), (b"+ idling\r\n",), (b"+ idling\r\n* 4 EXI",), (b"+ idling\r\n", b"* BYE idled too long\r\n")],
    ids=["before the plus", "while idling", "in half a line", "with a goodbye"],
)
def test_it_notices_at_once_when_the_server_goes(
    server: FaultyImap, connection: imaplib.IMAP4, parts: tuple[bytes, ...]
) -> None:
    server.scripts["IDLE"] = _say(*parts, finish=False)
    begun = time.monotonic()
    with pytest.raises(Lost):
        _wait(connection, seconds=30, patience=10)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    "said", [b"", b"+ idling\r\n", b"+ idling\r\n* 4 EXI"], ids=["no plus", "no end", "half a line"]
)
def test_it_does_not_wait_for_ever_on_a_silent_server(
    server: FaultyImap, connection: imaplib.IMAP4, said: bytes
) -> None:
    def mute(wire: socket.socket, lines: BinaryIO, tag: bytes) -> bool:
        wire.sendall(said)
        while lines.readline():
            pass
        return False

    server.scripts["IDLE"] = mute
    begun = time.monotonic()
    with pytest.raises(Lost):
        _wait(connection, seconds=0.2, patience=0.2)
    assert time.monotonic() - begun < 3


def test_an_endless_line_does_not_fill_the_memory(server: FaultyImap, connection: imaplib.IMAP4) -> None:
    def flood(wire: socket.socket, lines: BinaryIO, tag: bytes) -> bool:
        wire.sendall(b"+ idling\r\n")
        while True:
            wire.sendall(b"x" * 65_536)

    server.scripts["IDLE"] = flood
    with pytest.raises(Lost, match="endless"):
        _wait(connection, seconds=30, patience=10)


def test_a_refusal_leaves_the_connection_good(server: FaultyImap, connection: imaplib.IMAP4) -> None:
    server.refused.add("IDLE")
    with pytest.raises(Refused):
        _wait(connection)
    assert connection.noop()[0] == "OK"


def test_stopping_ends_it_within_a_second(server: FaultyImap, connection: imaplib.IMAP4) -> None:
    stop = threading.Event()
    timer = threading.Timer(0.2, stop.set)
    timer.start()
    begun = time.monotonic()
    assert not wait_for_arrival(connection, 60, stop, 5)
    assert time.monotonic() - begun < 3
    timer.join()


def test_it_can_be_done_again_and_again(server: FaultyImap, connection: imaplib.IMAP4) -> None:
    assert [_wait(connection, seconds=0.01, patience=5) for _ in range(20)] == [False] * 20
    assert connection.noop()[0] == "OK"
    assert connection.tagged_commands == {}
