"""Off hours: somebody is woken, takes the matter by a reply, or cannot be reached and the next one is woken at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.desk_process import DeskProcess
from tests.town import CRITICAL, Town, hours, message_id, written
from tests.waiting import until

ABSENCE = "Je suis absente jusqu'au 24 août. En mon absence, adressez-vous à mes collègues.\n"


@pytest.fixture(scope="module")
def desk(shared_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskProcess]:
    """A closed desk; it sends as soon as it knows."""
    folder = tmp_path_factory.mktemp("night")
    with DeskProcess(written(folder / "desk", shared_town.overlay(folder, **hours("closed")))) as process:
        process.up()
        yield process


def test_an_absence_note_wakes_the_next_one_whose_reply_takes_the_case_and_the_other_is_told(
    shared_town: Town, desk: DeskProcess
) -> None:
    shared_town.write("rssi", "fssi", "URGENT rançongiciel au CH de Val-Brumeux", CRITICAL)
    [page] = until(lambda: shared_town.of("alice", ".page."), what="alice's page")
    shared_town.answer(
        "alice", page, ABSENCE, Auto_Submitted="auto-replied", X_Auto_Response_Suppress="All", Precedence="bulk"
    )
    [second] = until(lambda: shared_town.of("bruno", ".page."), what="bruno's page, long before the first wait ends")
    shared_town.answer("bruno", second, "OK je prends")
    told = until(lambda: shared_town.of("alice", ".notice."), what="alice told that bruno has it")
    until(lambda: shared_town.of("bruno", ".notice."), what="bruno's confirmation")
    assert "bruno" in str(told[0].get_body(("plain",)))
    with desk.database() as unit:
        [ticket] = unit.tickets.listed()
        assert ticket.id is not None
        row = unit.cases.latest(ticket.id)
        kinds = [entry.kind for entry in unit.tickets.entries(ticket.id)]
    assert (ticket.owner, ticket.state) == ("bruno", "qualifying")
    assert row is not None and (row.case.state, row.case.taken_by) == ("acknowledged", "bruno")
    assert "auto_reply" in kinds and "page_reply" in kinds
    assert shared_town.of("chef", ".page.") == []


def test_the_acknowledgement_at_night_says_that_somebody_was_woken(shared_town: Town, desk: DeskProcess) -> None:
    other_words = (
        "CH de Clairval (69) : le plan blanc est déclenché, plus aucun écran en réanimation, tout est sur papier."
    )
    shared_town.write("dsi", "fssi", "Écrans noirs en réanimation", other_words)
    [answer] = until(lambda: shared_town.of("dsi", ".answer."), what="the acknowledgement")
    with desk.database() as unit:
        entry = unit.outbox.get(message_id(answer))
        pages = [e for e in unit.outbox.listed(ticket_id=entry.ticket_id) if e.cls == "page"]
    assert entry.template == "acknowledgement-off-hours-paged"
    assert [(page.status, page.to) for page in pages] == [("sent", (shared_town.address("alice"),))]


def test_each_letter_about_a_page_is_answered_as_it_came_and_the_case_is_taken(
    town: Town, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("answers")
    with DeskProcess(written(folder / "desk", town.overlay(folder, **hours("closed")))) as process:
        process.up()
        town.write("rssi", "fssi", "URGENT rançongiciel au CH de Val-Brumeux", CRITICAL)
        [page] = until(lambda: town.of("alice", ".page."), what="alice's page")
        town.write("alice", "desk", f"RE: {page['Subject']}", "Je prends")
        [unproven] = until(lambda: town.of("alice", ".notice."), what="alice asked to confirm")
        assert "rien ne prouve" in str(unproven.get_body(("plain",)))
        town.answer("alice", unproven, "C'est quoi ?")
        unclear = until(lambda: town.of("alice", ".notice.")[1:], what="alice told that she was not understood")[0]
        town.answer("alice", unclear, "dans 20 minutes", References="")
        postponed = until(lambda: town.of("alice", ".notice.")[2:], what="alice told of her delay")[0]
        town.answer("alice", postponed, "je prends", In_Reply_To="")
        until(lambda: town.of("alice", ".notice.")[3:], what="alice's confirmation")
        with process.database() as unit:
            [ticket] = unit.tickets.listed()
    assert ticket.owner == "alice"
    assert town.of("bruno", ".page.") == []


def test_a_page_that_bounces_wakes_the_next_one_at_once(town: Town, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("bounce")
    overlay = town.overlay(folder, people={"alice": {"mail": "alice@refus.example"}}, **hours("closed"))
    with DeskProcess(written(folder / "desk", overlay)) as process:
        process.up()
        town.write("rssi", "fssi", "URGENT rançongiciel", CRITICAL)
        until(lambda: town.of("bruno", ".page."), what="bruno's page, long before the first wait ends")
        with process.database() as unit:
            [bounced] = [e for e in unit.outbox.listed() if e.person == "alice" and e.cls == "page"]
            assert bounced.ticket_id is not None
            row = unit.cases.latest(bounced.ticket_id)
            assert row is not None
            told = [detail for _, kind, detail in unit.cases.events(row.id) if kind == "not_told"]
    assert bounced.status == "failed"
    assert "mailbox does not exist" in told[0]["why"]
