"""SIGHUP on the real process: a sound configuration takes effect at once, a faulty one is refused and told."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk_process import ROOT, DeskProcess, Running
from tests.servers import Dovecot, SmtpSink
from tests.town import QUIET, Town, composed, hours, read, written
from tests.waiting import until

RULES = (ROOT / "config" / "rules.yml").read_text("utf-8").replace("queue: triage", "queue: new-queue")
SCENARIO = """cases:
  - name: "plan blanc la nuit"
    at: 2026-03-22T03:10:00+01:00
    mail: {from: a@chu-x.example, subject: plan blanc}
    expect: {severity: minor}
"""


@pytest.fixture
def town(smtp_sink: SmtpSink) -> Iterator[Town]:
    """A town with a Dovecot of this test's own."""
    with Dovecot({"fssi1": "pw", "desk1": "pw"}) as server:
        yield Town(1, server, smtp_sink.port)


def put(town: Town, number: int) -> None:
    letter = composed(
        f"rssi@ch-{number}.example",
        [town.address("desk")],
        f"Panne {number}",
        QUIET,
        Message_ID=f"<r{number}@c.example>",
    )
    town.dovecot.fill("desk1", [letter.as_bytes()])


def queues(desk: DeskProcess) -> list[str]:
    """The queues of all tickets, newest first."""
    with desk.database() as unit:
        return [ticket.queue for ticket in unit.tickets.listed()]


def read_again(running: Running, action: str) -> dict[str, object]:
    """SIGHUP, and the log line it ends in."""
    before = len(running.lines(action))
    running.child.send_signal(signal.SIGHUP)
    lines = until(lambda: running.lines(action)[before:], 60, action)
    return dict(lines[0])


def alarms(town: Town, sink: SmtpSink) -> list[str]:
    mine = [read(one.octets) for one in sink.letters if town.address("operator") in one.recipients]
    return [str(body.get_content()) for one in mine if (body := one.get_body(("plain",)))]


def test_a_faulty_configuration_is_refused_with_an_alarm_and_a_sound_one_takes_effect(
    town: Town, smtp_sink: SmtpSink, tmp_path: Path
) -> None:
    folder = written(tmp_path / "desk", town.overlay(tmp_path, reading={"workers": 1}, **hours("open")))
    with DeskProcess(folder) as desk:
        running = desk.up()
        assert queues(desk) == []
        (folder / "rules.yml").write_text(RULES.replace("always: true", "allways: true"), "utf-8")
        refused = read_again(running, "configuration.refused")
        assert "rules.yml" in str(refused["faults"]) and "allways" in str(refused["faults"])
        [told] = until(lambda: alarms(town, smtp_sink), what="the alarm")
        assert "rules.yml:" in told and "allways" in told
        put(town, 1)
        until(lambda: queues(desk) == ["triage"], what="a ticket under the old rules")

        (folder / "rules.yml").write_text(RULES, "utf-8")
        (folder / "scenarios").mkdir()
        (folder / "scenarios" / "one.yml").write_text(SCENARIO, "utf-8")
        refused = read_again(running, "configuration.refused")
        assert "severity should be minor, is critical" in str(refused["faults"])

        (folder / "scenarios" / "one.yml").write_text(SCENARIO.replace("minor", "critical"), "utf-8")
        (folder / "words.yml").write_text("report_lexicons: {}\n", "utf-8")
        read_again(running, "configuration.reloaded")
        put(town, 2)
        until(lambda: queues(desk) == ["new-queue", "triage"], what="a ticket under the new rules")
        assert running.stop() == 0
