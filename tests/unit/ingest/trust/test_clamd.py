"""Files and the virus scanner: what it finds is flagged and sealed, and no letter waits for it (failure 21)."""

from __future__ import annotations

import base64
import shutil
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.ingest.parse import parse
from bot.mail.message import Message
from bot.settings.model import ReadingLimits
from tests.waiting import until

MARKER = b"BOT-TEST-MALWARE-MARKER"
CLAMD = shutil.which("clamd", path="/usr/sbin:/usr/local/sbin:/usr/bin")
HEAD = (
    b"From: a@ch-vallonne.example\r\nSubject: Echantillon\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n\r\nVoici le fichier.\r\n"
)


def letter(*files: bytes) -> bytes:
    parts = (
        b"--B\r\nContent-Type: application/octet-stream; name=f%d.bin\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n%b\r\n" % (number, base64.encodebytes(octets))
        for number, octets in enumerate(files, 1)
    )
    return HEAD + b"".join(parts) + b"--B--\r\n"


def flags(message: Message) -> list[tuple[str, ...]]:
    return [one.flags for one in message.attachments]


def told(message: Message) -> list[str]:
    return [f"{one.code}: {one.detail}" for one in message.defects if one.code in ("infected", "not_scanned")]


class Scripted:
    """A clamd that speaks INSTREAM as clamd(8) tells it, and answers as the test says."""

    def __init__(self, answer: bytes | None) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.place: tuple[str, int] = self.listener.getsockname()
        self.answer = answer
        self.given: list[bytes] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self.listener.accept()
            except OSError:
                return
            with link, link.makefile("rb") as stream:
                if stream.read(10) != b"zINSTREAM\0":
                    continue
                octets = b""
                while size := struct.unpack("!L", stream.read(4))[0]:
                    octets += stream.read(size)
                self.given.append(octets)
                if self.answer is not None:
                    found = b"stream: Test.Signature FOUND\0" if MARKER in octets else self.answer
                    link.sendall(found)


@contextmanager
def scripted(answer: bytes | None = b"stream: OK\0") -> Iterator[Scripted]:
    server = Scripted(answer)
    yield server
    server.listener.close()


def test_every_file_is_shown_whole_and_what_is_found_is_flagged_and_sealed() -> None:
    large = bytes(range(256)) * 4_000
    with scripted() as clamd:
        message = parse(letter(b"propre", b"x" + MARKER, large), ReadingLimits(clamd=clamd.place))
    assert clamd.given == [b"propre", b"x" + MARKER, large]
    assert flags(message) == [(), ("infected", "sealed"), ()]
    assert told(message) == ["infected: f2.bin: Test.Signature"]
    assert message.text == "Voici le fichier."


def test_a_scanner_that_is_down_is_asked_once_and_the_letter_is_read() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        place = taken.getsockname()
    message = parse(letter(b"a", b"b", b"c"), ReadingLimits(clamd=place))
    assert flags(message) == [(), (), ()]
    assert len(told(message)) == 1
    assert told(message)[0].startswith("not_scanned: the scanner does not answer")


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b""])
def test_a_scanner_that_refuses_leaves_the_file_unscanned(answer: bytes) -> None:
    with scripted(answer) as clamd:
        message = parse(letter(b"a"), ReadingLimits(clamd=clamd.place))
    assert flags(message) == [()]
    assert told(message)[0].startswith("not_scanned: ")


def test_a_scanner_that_says_nothing_costs_a_part_of_the_letter_s_time_only() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        message = parse(letter(b"a", b"b"), ReadingLimits(clamd=silent.getsockname(), seconds=1.2))
    assert len(told(message)) == 1


@pytest.mark.skipif(CLAMD is None, reason="clamd is not installed: apt-get install clamav-daemon")
def test_debian_s_clamd_finds_a_hand_made_signature(tmp_path: Path) -> None:
    (tmp_path / "db").mkdir(mode=0o777)
    (tmp_path / "db" / "test.ndb").write_text(f"Test.Signature.Bot-1:0:*:{MARKER.hex()}\n")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    configured = tmp_path / "clamd.conf"
    configured.write_text(
        f"DatabaseDirectory {tmp_path}/db\nTCPSocket {port}\nTCPAddr 127.0.0.1\nForeground yes\n"
        f"LocalSocket {tmp_path}/s\nStreamMaxLength 30M\nSelfCheck 0\n"
    )
    clamd = subprocess.Popen([str(CLAMD), "-c", str(configured)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until(lambda: _listens(port), what="clamd listens")
        message = parse(letter(b"propre", b"x" * 300 + MARKER), ReadingLimits(clamd=("127.0.0.1", port)))
    finally:
        clamd.kill()
        clamd.wait()
    assert [set(one) for one in flags(message)] == [set(), {"infected", "sealed"}]
    assert told(message) == ["infected: f2.bin: Test.Signature.Bot-1.UNOFFICIAL"]


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
