"""The same desk on PostgreSQL: a night's report is answered and paged, by day the thread goes on after a restart."""

from __future__ import annotations

import time
from pathlib import Path

from tests.desk_process import DeskProcess
from tests.town import CRITICAL, Town, hours, written
from tests.waiting import until

STANDS_BY_AT_MOST_S = 30
"""Half of a lease."""


def test_on_postgresql_a_report_is_acknowledged_paged_taken_and_the_desk_stops_and_starts(
    town: Town, tmp_path: Path, postgres_url: str
) -> None:
    overlay = town.overlay(tmp_path, database=postgres_url, **hours("closed"))
    with DeskProcess(written(tmp_path / "desk", overlay)) as desk:
        running = desk.up()
        beside = desk.start("run", "--drain")
        assert beside.wait() == 2
        assert f"/{running.child.pid}" in beside.log.read_text("utf-8")
        town.write("rssi", "fssi", "URGENT rançongiciel", CRITICAL)
        [page] = until(lambda: town.of("alice", ".page."), what="the page")
        until(lambda: town.of("rssi", ".answer."), what="the acknowledgement")
        assert running.stop() == 0
        town.answer("alice", page, "Je prends.")
        desk.up()
        until(lambda: town.of("alice", ".notice."), what="alice's confirmation")
        with desk.database() as unit:
            [ticket] = unit.tickets.listed()
            counts = unit.outbox.counts()
    assert ticket.owner == "alice"
    assert counts.keys() == {"sent"}
    assert len(town.of("rssi", ".answer.")) == len(town.of("alice", ".page.")) == 1


def test_on_postgresql_another_daemon_is_at_work_as_soon_as_one_is_killed(
    town: Town, tmp_path: Path, postgres_url: str
) -> None:
    overlay = town.overlay(tmp_path, database=postgres_url, reading={"workers": 1}, **hours("closed"))
    with DeskProcess(written(tmp_path / "desk", overlay)) as desk:
        first = desk.up()
        beside = desk.start("run")
        until(lambda: beside.lines("daemon.stands_by"), 60, "the second daemon")
        first.kill()
        begun = time.monotonic()
        until(lambda: beside.lines("daemon.started"), 60, "the second daemon at work")
        took_over_after = time.monotonic() - begun
        beside.kill()
        again = desk.up()
        assert not again.lines("daemon.stands_by")
        town.write("rssi", "fssi", "URGENT rançongiciel", CRITICAL)
        until(lambda: town.of("alice", ".page."), what="the page")
    assert took_over_after < STANDS_BY_AT_MOST_S
