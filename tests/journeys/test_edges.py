"""A day goes over into the night and back: what nobody took wakes somebody at 18:00, the desk is told at 9:00."""

from __future__ import annotations

from pathlib import Path

from tests.builders import at
from tests.desk_process import DeskProcess
from tests.town import CRITICAL, Town, composed, written
from tests.waiting import until

AFTERNOON = at("2026-03-10T14:00:00+01:00")


def test_what_nobody_took_by_day_wakes_somebody_in_the_evening_and_stands_in_the_list_next_morning(
    town: Town, tmp_path: Path
) -> None:
    letter = composed(town.address("rssi"), [town.address("fssi")], "URGENT rançongiciel", CRITICAL)
    town.dovecot.fill(f"fssi{town.number}", [letter.as_bytes()], at=AFTERNOON)
    with DeskProcess(written(tmp_path / "desk", town.overlay(tmp_path))) as desk:
        desk.drain("2026-03-10T14:01:00+01:00")
        until(lambda: town.of("rssi", ".answer."), what="the acknowledgement")
        assert not town.of("alice", ".page.")
        desk.drain("2026-03-10T18:00:05+01:00")
        until(lambda: town.of("alice", ".page."), what="alice's page")
        desk.drain("2026-03-10T18:00:10+01:00")
        with desk.database() as unit:
            [ticket] = unit.tickets.listed()
            assert [e.person for e in unit.outbox.listed() if e.cls == "page"] == ["alice"]
        desk.drain("2026-03-11T09:00:05+01:00")
        [told] = until(lambda: town.of("chef", ".notice."), what="the night's list")
    body = told.get_body(("plain",))
    assert body is not None
    words = " ".join(body.get_content().split())
    assert f"{ticket.number} – critique – CH de Val-Brumeux – sans responsable – appel en cours" in words
    assert "rançongiciel" not in words
