"""Letters far too large: a ticket is opened from what their beginning says, and memory stays bounded (failure 28)."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk_process import DeskProcess
from tests.servers import Dovecot, SmtpSink
from tests.town import QUIET, Town, composed, hours, written
from tests.waiting import until

MOST_RESIDENT = 256_000_000
# A child is charged with the memory of whoever starts it: a small process between starts it and tells what it held.
IN_BETWEEN = """
import resource, subprocess, sys
ended = subprocess.run(sys.argv[1:], stderr=subprocess.STDOUT).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(ended)
"""


@pytest.fixture
def town(smtp_sink: SmtpSink) -> Iterator[Town]:
    with Dovecot({"fssi1": "pw", "desk1": "pw"}) as mailboxes:
        yield Town(1, mailboxes, smtp_sink.port)


def letter(town: Town, number: int, octets: int) -> bytes:
    """A report with a file of so many octets."""
    sender = f"rssi@ch-{number}.example"
    one = composed(sender, [town.address("desk")], f"Panne {number}", QUIET, Message_ID=f"<r{number}@ch.example>")
    one.add_attachment("", filename="journal.txt")
    head, _, tail = one.as_bytes().rpartition(b"\n--")
    line = b"2026-08-14T23:10:02 vpn session ouverte pour le compte de service\r\n"
    return head + line * (octets // len(line)) + b"\n--" + tail


def most_resident(pid: int) -> int:
    """The most octets a process ever held in memory."""
    told = Path(f"/proc/{pid}/status").read_text("ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", told)
    assert found
    return int(found[1]) * 1_000


def children(pid: int) -> list[int]:
    """The processes below one, all generations."""
    own = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    return [*own, *(one for child in own for one in children(child))]


@pytest.mark.parametrize("megabytes", [100, 39])
def test_failure_28_a_large_letter_opens_a_ticket_in_little_memory(
    town: Town, smtp_sink: SmtpSink, tmp_path: Path, megabytes: int
) -> None:
    town.dovecot.fill("desk1", [letter(town, 1, megabytes * 1_000_000), letter(town, 2, 1_000)])
    overlay = town.overlay(tmp_path, reading={"workers": 1}, **hours("open"))
    with DeskProcess(written(tmp_path / "desk", overlay)) as desk:
        running = desk.up()

        def tickets() -> list[str]:
            with desk.database() as unit:
                return [one.subject for one in unit.tickets.listed()]

        until(lambda: len(tickets()) == 2, 60, "both tickets")
        resident = {pid: most_resident(pid) for pid in (running.child.pid, *children(running.child.pid))}
        assert sorted(tickets()) == ["Panne 1", "Panne 2"]
        with desk.database() as unit:
            [large] = [one for one in unit.tickets.listed() if one.subject == "Panne 1"]
            assert large.id is not None
            kinds = [entry.kind for entry in unit.tickets.entries(large.id)]
    assert ("truncated" in kinds) == (megabytes > 40)
    assert max(resident.values()) < MOST_RESIDENT, resident


@pytest.mark.parametrize("command", ["parse", "ingest"])
@pytest.mark.parametrize("encoding", ["base64", "7bit"])
def test_failure_28_a_letter_of_100_mb_from_a_file_is_read_in_little_memory(
    tmp_path: Path, command: str, encoding: str
) -> None:
    head = (
        "From: rssi@ch-1.example\r\nSubject: Panne\r\nMessage-ID: <large@ch-1.example>\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nServeur en panne.\r\n--b\r\n'
        "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=j.bin\r\n"
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    ).encode()
    line = b"MjAyNi0wOC0xNFQyMzoxMDowMiB2cG4gc2Vzc2lvbiBvdXZlcnRl\r\n"
    with (tmp_path / "large.eml").open("wb") as file:
        file.write(head)
        for _ in range(100):
            file.write(line * (1_000_000 // len(line)))
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "desk.yml").write_text(f"data: {tmp_path / 'kept'}\n")
    words = [sys.executable, "-m", "bot", command, "--config", str(tmp_path / "desk"), str(tmp_path / "large.eml")]
    with (tmp_path / "out").open("wb") as out:
        child = subprocess.run(
            [sys.executable, "-c", IN_BETWEEN, *words], stdout=out, stderr=subprocess.PIPE, text=True, check=False
        )
    told = (tmp_path / "out").read_text("utf-8")
    assert child.returncode == 0 and "report" in told, told[:2_000]
    assert command == "ingest" or "letter_too_large" in told
    assert int(child.stderr.split()[-1]) * 1_024 < MOST_RESIDENT
