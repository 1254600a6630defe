"""The daemon as a process: it stops when told, goes on where it was, and tells when a part of it is ill."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk_process import DeskProcess
from tests.servers import Dovecot, SmtpSink
from tests.town import QUIET, Town, composed, hours, read, written
from tests.waiting import until

STOP_WITHIN_S = 10


@pytest.fixture
def mailboxes() -> Iterator[Dovecot]:
    """A Dovecot of this test's own, for it may be ended."""
    with Dovecot({"fssi1": "pw", "desk1": "pw"}) as server:
        yield server


@pytest.fixture
def town(mailboxes: Dovecot, smtp_sink: SmtpSink) -> Town:
    return Town(1, mailboxes, smtp_sink.port)


def put(town: Town, number: int) -> None:
    """A report of its own author lands in the desk's mailbox."""
    sender = f"rssi@ch-{number}.example"
    letter = composed(sender, [town.address("desk")], f"Panne {number}", QUIET, Message_ID=f"<r{number}@ch.example>")
    town.dovecot.fill("desk1", [letter.as_bytes()])


def answered(sink: SmtpSink) -> list[str]:
    """Who was acknowledged."""
    return [one.recipients[0] for one in sink.letters if ".answer." in str(read(one.octets)["Message-ID"])]


def test_sigterm_stops_it_within_ten_seconds_and_a_restart_goes_on(
    town: Town, smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    with DeskProcess(
        written(tmp_path / "desk", town.overlay(tmp_path, reading={"workers": 1}, **hours("open")))
    ) as desk:
        running = desk.up()
        put(town, 1)
        until(lambda: answered(smtp_sink), what="the first acknowledgement")
        begun = time.monotonic()
        assert running.stop() == 0
        assert time.monotonic() - begun < STOP_WITHIN_S
        assert running.lines("daemon.stopped")
        put(town, 2)
        desk.up()
        until(lambda: len(answered(smtp_sink)) == 2, what="the second acknowledgement")
    assert answered(smtp_sink) == ["rssi@ch-1.example", "rssi@ch-2.example"]


def test_it_stops_in_time_while_the_submission_server_keeps_silent(
    town: Town, smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    smtp_sink.fault("greeting", "hang", times=50)
    overlay = town.overlay(tmp_path, submission={"timeout": "60s"}, **hours("open"))
    with DeskProcess(written(tmp_path / "desk", overlay)) as desk:
        running = desk.up()
        put(town, 1)
        until(lambda: smtp_sink.connections, what="a letter on its way")
        begun = time.monotonic()
        assert running.stop() == 0
        assert time.monotonic() - begun < STOP_WITHIN_S
        smtp_sink.clear()
        desk.up()
        until(lambda: answered(smtp_sink), what="the acknowledgement after the restart")
    assert answered(smtp_sink) == ["rssi@ch-1.example"]


def test_a_mailbox_that_is_gone_alarms_shows_in_status_and_ends_the_heartbeat(
    town: Town, mailboxes: Dovecot, smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    heartbeat = tmp_path / "heartbeat"
    changes = {
        "accounts": {"desk": {"enabled": False}},
        "health": {"stale_after": "25s", "heartbeat_file": str(heartbeat)},
    }
    with DeskProcess(written(tmp_path / "desk", town.overlay(tmp_path, **changes, **hours("open")))) as desk:
        running = desk.up()
        mailboxes.stop()
        [alarm] = until(lambda: _alarms(town, smtp_sink), 60, "an alarm")
        assert heartbeat.exists(), "it beat while nothing was stale"
        heartbeat.unlink()
        looks = len(running.lines("leg.stale"))
        status = json.loads(desk.command("status", "--json", code=1))
        until(lambda: len(running.lines("leg.stale")) > looks, what="another look at the legs")
        assert not heartbeat.exists()
    assert "boîte «\xa0fssi\xa0»" in alarm
    assert status["ok"] is False
    assert [name for name, leg in status["legs"].items() if not leg["ok"]] == ["account fssi"]


def _alarms(town: Town, sink: SmtpSink) -> list[str]:
    """The words of the letters to the operator."""
    mine = [read(one.octets) for one in sink.letters if town.address("operator") in one.recipients]
    return [str(body.get_content()) for one in mine if (body := one.get_body(("plain",)))]
