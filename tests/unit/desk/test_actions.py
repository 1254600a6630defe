"""What a person at the desk does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.desk import actions
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.errors import Illegal, Missing
from bot.tickets.model import Ticket
from bot.tickets.states import State
from tests import builders
from tests.builders import SATURDAY_NIGHT, TUESDAY_MORNING
from tests.unit.desk.conftest import Desk

LATER = TUESDAY_MORNING + timedelta(minutes=30)


def opened(desk: Desk, n: int = 1) -> str:
    letter = builders.message(f"Panne {n} du réseau.", message_id=f"{n}@ch-exemple.example")
    taken = desk.take(builders.reading(letter, report=builders.critical_report()), TUESDAY_MORNING)
    assert taken.ticket is not None
    return taken.ticket.number


def act(desk: Desk, what: Callable[[Unit, Office], Ticket]) -> Ticket:
    with desk.storage.begin() as unit:
        return what(unit, desk.office)


def test_taking_a_ticket_gives_it_an_owner(desk: Desk) -> None:
    number = opened(desk)
    ticket = act(desk, lambda u, o: actions.acknowledge(u, o, number, "alice", LATER))
    assert (ticket.owner, ticket.state) == ("alice", State.QUALIFYING)


def test_taking_a_ticket_ends_its_page(desk: Desk) -> None:
    letter = builders.reading(report=builders.critical_report())
    taken = desk.take(letter, SATURDAY_NIGHT)
    assert taken.ticket is not None and taken.ticket.id is not None
    number = taken.ticket.number
    act(desk, lambda u, o: actions.acknowledge(u, o, number, "alice", SATURDAY_NIGHT))
    with desk.storage.read() as unit:
        row = unit.cases.running(taken.ticket.id)
    assert row is not None and row.case.state == "acknowledged" and row.case.taken_by == "alice"


def test_the_one_who_gets_a_ticket_is_told(desk: Desk) -> None:
    number = opened(desk)
    ticket = act(desk, lambda u, o: actions.assign(u, o, number, "bruno", "alice", LATER))
    [letter] = desk.outbox("page-handed-over")
    assert ticket.owner == "bruno" and letter.person == "bruno"


def test_a_ticket_is_given_to_known_people_only(desk: Desk) -> None:
    number = opened(desk)
    with pytest.raises(Illegal, match="charlie"):
        act(desk, lambda u, o: actions.assign(u, o, number, "charlie", "alice", LATER))


def test_only_a_human_lowers_the_severity_and_it_is_written_down(desk: Desk) -> None:
    number = opened(desk)
    ticket = act(desk, lambda u, o: actions.qualify(u, o, number, "alice", LATER, severity="minor"))
    assert (ticket.severity, ticket.state) == ("minor", State.IN_PROGRESS)
    assert ticket.id is not None
    with desk.storage.read() as unit:
        changes = [(e.kind, e.text, e.author) for e in unit.tickets.entries(ticket.id) if e.direction == "change"]
    assert ("severity", "critical → minor", "alice") in changes


@pytest.mark.parametrize("wrong", [{"severity": "terrible"}, {"track": "sideways"}])
def test_unknown_words_are_refused_and_change_nothing(desk: Desk, wrong: dict[str, str]) -> None:
    number = opened(desk)
    with pytest.raises(Illegal):
        act(desk, lambda u, o: actions.qualify(u, o, number, "alice", LATER, **wrong))  # type: ignore[arg-type]
    with desk.storage.read() as unit:
        assert unit.tickets.get(number).severity == "critical"


def test_questions_go_out_alone_and_the_ticket_waits_for_the_declarant(desk: Desk) -> None:
    number = opened(desk)
    ticket = act(desk, lambda u, o: actions.ask(u, o, number, ["phone", "finess"], "alice", LATER))
    [letter] = desk.outbox("questions")
    assert ticket.state is State.WAITING_DECLARANT
    assert letter.to == ("rssi@ch-exemple.example",) and list(letter.context["questions"]) == ["phone", "finess"]
    assert letter.in_reply_to == "1@ch-exemple.example"


def test_a_reply_carries_the_desks_words_on_the_thread(desk: Desk) -> None:
    number = opened(desk)
    act(desk, lambda u, o: actions.reply(u, o, number, "Nous vous rappelons.", "alice", LATER))
    [letter] = desk.outbox("reply")
    assert letter.context["text"] == "Nous vous rappelons." and letter.auto_submitted == "no"


def test_an_empty_reply_is_not_sent(desk: Desk) -> None:
    number = opened(desk)
    with pytest.raises(Illegal):
        act(desk, lambda u, o: actions.reply(u, o, number, " \n", "alice", LATER))
    assert desk.outbox("reply") == []


def test_a_merged_ticket_is_a_duplicate_and_its_letters_follow(desk: Desk) -> None:
    one, two = opened(desk, 1), opened(desk, 2)
    merged = act(desk, lambda u, o: actions.merge(u, o, two, one, "alice", LATER))
    assert (merged.state, merged.merged_into) == (State.DUPLICATE, one)
    answers = {entry.ticket: entry for entry in desk.outbox("acknowledgement-in-hours")}
    letter = builders.message("Suite.", in_reply_to=(answers[two].message_id,), message_id="suite@e")
    taken = desk.take(builders.reading(letter), LATER)
    assert taken.ticket is not None and taken.ticket.number == one


def test_a_ticket_is_not_merged_into_itself(desk: Desk) -> None:
    number = opened(desk)
    with pytest.raises(Illegal):
        act(desk, lambda u, o: actions.merge(u, o, number, number, "alice", LATER))


def test_closing_with_feedback_writes_to_the_declarant(desk: Desk) -> None:
    number = opened(desk)
    ticket = act(desk, lambda u, o: actions.close(u, o, number, "alice", LATER, "Merci, dossier terminé."))
    assert ticket.state is State.CLOSED and ticket.closed_at == LATER
    assert len(desk.outbox("closing")) == 1


def test_a_closed_ticket_can_be_taken_up_again(desk: Desk) -> None:
    number = opened(desk)
    act(desk, lambda u, o: actions.close(u, o, number, "alice", LATER))
    assert act(desk, lambda u, o: actions.reopen(u, o, number, "alice", LATER)).state is State.QUALIFYING


def test_an_unknown_number_is_missing(desk: Desk) -> None:
    with pytest.raises(Missing):
        act(desk, lambda u, o: actions.acknowledge(u, o, "SSI-1999-000001", "alice", LATER))


def test_an_illegal_step_changes_nothing(desk: Desk) -> None:
    number = opened(desk)
    act(desk, lambda u, o: actions.close(u, o, number, "alice", LATER))
    before = len(desk.outbox())
    with pytest.raises(Illegal):
        act(desk, lambda u, o: actions.ask(u, o, number, ["phone"], "alice", LATER))
    assert len(desk.outbox()) == before
