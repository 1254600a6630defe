"""In hours: a report comes in by SMTP and IMAP, its sender is answered at once and once, the thread goes on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.desk_process import DeskProcess
from tests.town import QUIET, Town, hours, message_id, written
from tests.waiting import until

ANSWERS = "1. Oui, nous demandons votre appui.\n2. Le standard : 04 73 00 00 01.\nMerci, le DSI"
_WELL_BEFORE_THE_NEXT_POLL_S = 60


@pytest.fixture(scope="module")
def desk(shared_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskProcess]:
    """A desk that is open and polls once an hour only: what comes sooner came by IDLE."""
    folder = tmp_path_factory.mktemp("day")
    seldom = {"poll_every": "1h"}
    health = {"heartbeat_file": str(folder / "heartbeat"), "stale_after": "2h"}
    overlay = shared_town.overlay(folder, accounts={"fssi": seldom, "desk": seldom}, health=health, **hours("open"))
    with DeskProcess(written(folder / "desk", overlay)) as process:
        process.up()
        yield process


def test_idle_brings_a_report_and_its_sender_is_acknowledged_long_before_the_next_poll(
    shared_town: Town, desk: DeskProcess
) -> None:
    sent = shared_town.write("rssi", "desk", "Panne de messagerie", QUIET)
    [answer] = until(lambda: shared_town.of("rssi", ".answer."), _WELL_BEFORE_THE_NEXT_POLL_S, "the acknowledgement")
    with desk.database() as unit:
        [ticket] = unit.tickets.listed()
    assert f"[{ticket.number}]" in str(answer["Subject"])
    assert str(answer["In-Reply-To"]).strip("<>") == sent
    assert (answer["Auto-Submitted"], answer["Return-Path"]) == ("auto-replied", "<>")
    assert ticket.state == "acknowledged"


def test_the_answer_to_our_questions_lands_on_the_same_ticket(shared_town: Town, desk: DeskProcess) -> None:
    shared_town.write("dsi", "desk", "Panne du logiciel de pharmacie", QUIET.replace("RSSI", "DSI"))
    [answer] = until(lambda: shared_town.of("dsi", ".answer."), what="the acknowledgement")
    reply = shared_town.answer("dsi", answer, ANSWERS)
    joined = until(lambda: _ticket_of(desk, reply), what="the answer on a ticket")
    assert joined is not None
    with desk.database() as unit:
        ticket = unit.tickets.by_id(joined)
        entries = [(entry.direction, entry.kind) for entry in unit.tickets.entries(joined)]
    assert f"[{ticket.number}]" in str(answer["Subject"])
    assert ("in", "report") in entries and ("in", "follow_up") in entries
    assert len(shared_town.of("dsi", ".answer.")) == 1


def test_the_same_letter_to_both_mailboxes_is_one_ticket_and_one_acknowledgement(
    shared_town: Town, desk: DeskProcess
) -> None:
    sent = shared_town.write("directeur", ["fssi", "desk"], "Panne du serveur de fichiers", QUIET)

    def both_taken_in() -> bool:
        with desk.database() as unit:
            return len(unit.letters.same("", sent)) == 2

    until(both_taken_in, what="both copies settled")
    until(lambda: shared_town.of("directeur", ".answer."), what="the acknowledgement")
    with desk.database() as unit:
        rows = unit.letters.same("", sent)
        mine = [e for e in unit.outbox.listed() if e.to == (shared_town.address("directeur"),)]
    assert {row.account for row in rows} == {"fssi", "desk"}
    assert sorted(row.outcome or "" for row in rows) == ["opened", "same_letter"]
    assert len({row.ticket_id for row in rows}) == 1
    assert [entry.status for entry in mine] == ["sent"]
    assert len({message_id(one) for one in shared_town.of("directeur", ".answer.")}) == 1


def test_status_tells_every_leg_well_and_the_heartbeat_beats(shared_town: Town, desk: DeskProcess) -> None:
    until((desk.config.parent / "heartbeat").exists, what="a heartbeat")
    [status] = desk.lines("status")
    assert status["ok"] is True
    assert {"account fssi", "account desk", "pipeline", "dispatch", "escalation"} <= status["legs"].keys()
    assert all(set(leg) == {"ok", "age_s", "detail"} and leg["ok"] for leg in status["legs"].values())


def test_a_second_daemon_on_the_same_file_refuses_and_names_the_first(desk: DeskProcess) -> None:
    second = desk.start()
    assert second.wait() == 2
    assert f"process {desk.begun[0].child.pid}" in second.log.read_text("utf-8")
    assert desk.begun[0].child.poll() is None


def _ticket_of(desk: DeskProcess, letter: str) -> int | None:
    with desk.database() as unit:
        rows = unit.letters.same("", letter)
    return rows[0].ticket_id if rows else None
