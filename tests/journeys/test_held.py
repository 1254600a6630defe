"""Not live: everything is decided and shown, nothing leaves, and a page that would have gone is told loudly."""

from __future__ import annotations

from pathlib import Path

from bot.desk.kept.records import OutboxStatus
from tests.builders import SATURDAY_NIGHT
from tests.desk_process import DeskProcess
from tests.town import CRITICAL, Town, composed, written

NIGHT = SATURDAY_NIGHT.isoformat()


def test_a_desk_that_is_not_live_holds_every_letter_and_says_which_page_would_have_gone(
    town: Town, tmp_path: Path
) -> None:
    letter = composed(town.address("rssi"), [town.address("fssi")], "URGENT rançongiciel", CRITICAL)
    town.dovecot.fill(f"fssi{town.number}", [letter.as_bytes()], at=SATURDAY_NIGHT)
    with DeskProcess(written(tmp_path / "desk", town.overlay(tmp_path, live=False))) as desk:
        running = desk.start("run", "--drain", "--now", NIGHT)
        assert running.wait() == 0
        loud = [line for line in running.lines("letter.held") if line["level"] == "error"]
        with desk.database() as unit:
            held = unit.outbox.listed()
            [ticket] = unit.tickets.listed()
            assert ticket.id is not None
            shown = [entry.kind for entry in unit.tickets.entries(ticket.id)]
    assert [(line["template"], line["person"]) for line in loud] == [("page", "alice")]
    assert "this page would have gone" in loud[0]["why"]
    assert {entry.last_error for entry in held if entry.template == "page"} == {loud[0]["why"]}
    assert {entry.status for entry in held} == {OutboxStatus.HELD}
    assert {"page", "acknowledgement-off-hours-paged"} <= {entry.template for entry in held}
    assert all(entry.subject and entry.text and entry.html for entry in held)
    assert "page (held)" in shown
    assert [town.letters(role) for role in ("rssi", "alice", "bruno", "chef", "operator")] == [[]] * 5
