"""A case somebody holds: reminded, lost without a trace of work, given back, handed over; never taken by a fake."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.desk import actions
from bot.desk.kept.records import OutboxEntry
from bot.desk.pages import escalate
from bot.desk.reading import Reading
from bot.mail.verdict import Kind, Trust
from bot.tickets.model import Ticket
from tests import builders
from tests.builders import SATURDAY_NIGHT
from tests.unit.desk.conftest import Desk

MINUTE = timedelta(minutes=1)
T0 = SATURDAY_NIGHT


def critical(desk: Desk) -> str:
    taken = desk.take(builders.reading(report=builders.critical_report()), T0)
    assert taken.ticket is not None
    return taken.ticket.number


def ticket(desk: Desk, number: str) -> Ticket:
    with desk.storage.read() as unit:
        return unit.tickets.get(number)


def case_state(desk: Desk, number: str) -> str:
    with desk.storage.read() as unit:
        ticket_id = unit.tickets.get(number).id
        assert ticket_id is not None
        row = unit.cases.latest(ticket_id)
        assert row is not None
        return row.case.state


def tick(desk: Desk, minutes: float) -> None:
    with desk.storage.begin() as unit:
        escalate.tick(unit, desk.office, T0 + minutes * MINUTE)


def reply_to(page: OutboxEntry, text: str, sender: str = "", kind: Kind = Kind.FOLLOW_UP, **more: Any) -> Reading:
    author = sender or page.to[0]
    letter = builders.message(
        text, "Re: page", author, f"{len(text)}.{page.message_id[:40]}", in_reply_to=(page.message_id,)
    )
    return builders.reading(letter, kind=kind, **more)


def answer(desk: Desk, text: str, minutes: float, page: OutboxEntry | None = None, **more: Any) -> None:
    reading = reply_to(page or desk.pages()[-1], text, **more)
    desk.take(reading, T0 + minutes * MINUTE)


def told(desk: Desk, template: str) -> list[tuple[str, ...]]:
    return [entry.to for entry in desk.outbox(template)]


def test_the_holder_is_reminded_once_before_the_lease_ends(desk: Desk) -> None:
    critical(desk)
    answer(desk, "Je prends", 5)
    tick(desk, 49)
    assert not desk.outbox("page-reminder")
    tick(desk, 50)
    tick(desk, 60)
    [reminder] = desk.outbox("page-reminder")
    assert reminder.to == desk.pages()[0].to
    assert datetime.fromisoformat(reminder.context["next_step_at"]) == T0 + 65 * MINUTE


def test_taken_without_a_trace_the_policy_starts_over_and_the_ticket_has_no_owner(desk: Desk) -> None:
    number = critical(desk)
    answer(desk, "Je prends", 5)
    tick(desk, 50)
    tick(desk, 65)
    assert ticket(desk, number).owner is None
    assert case_state(desk, number) == "escalating"
    assert len(desk.pages()) == 2
    assert any("trace" in entry.context["alarm"] for entry in desk.outbox("alarm"))


def test_taken_twice_without_a_trace_it_alarms_and_nobody_passes_for_its_owner(desk: Desk) -> None:
    number = critical(desk)
    answer(desk, "Je prends", 5)
    tick(desk, 50)
    tick(desk, 65)
    answer(desk, "je prends encore", 66)
    assert ticket(desk, number).owner is not None
    tick(desk, 111)
    tick(desk, 126)
    assert case_state(desk, number) == "alarming"
    assert ticket(desk, number).owner is None
    alarms = len(desk.outbox("alarm"))
    tick(desk, 160)
    assert len(desk.outbox("alarm")) > alarms


@pytest.mark.parametrize("act", ["note", "reply", "ask", "qualify"])
def test_a_trace_of_work_keeps_the_case_for_good(desk: Desk, act: str) -> None:
    number = critical(desk)
    answer(desk, "Je prends", 5)
    work(desk, act, number, desk.pages()[0].person or "", T0 + 30 * MINUTE)
    for minutes in (50, 65, 600, 6000):
        tick(desk, minutes)
    assert case_state(desk, number) == "acknowledged"
    assert len(desk.pages()) == 1
    assert not desk.outbox("page-reminder")


def work(desk: Desk, act: str, number: str, person: str, now: datetime) -> None:
    with desk.storage.begin() as unit:
        if act == "note":
            actions.note(unit, desk.office, number, "appelé", person, now)
        elif act == "reply":
            actions.reply(unit, desk.office, number, "Bonjour, nous vous appelons.", person, now)
        elif act == "ask":
            actions.ask(unit, desk.office, number, ["finess"], person, now)
        else:
            actions.qualify(unit, desk.office, number, person, now, severity="major")


def test_work_on_a_ticket_nobody_took_takes_it_and_gives_it_an_owner(desk: Desk) -> None:
    number = critical(desk)
    work(desk, "note", number, "bruno", T0 + 3 * MINUTE)
    assert ticket(desk, number).owner == "bruno"
    tick(desk, 100)
    assert len(desk.pages()) == 1


def test_answering_the_reminder_counts_as_a_trace(desk: Desk) -> None:
    number = critical(desk)
    answer(desk, "Je prends", 5)
    tick(desk, 50)
    answer(desk, "je prends toujours", 52)
    tick(desk, 70)
    assert case_state(desk, number) == "acknowledged"
    assert len(desk.pages()) == 1


def test_a_delay_is_given_once_and_the_same_person_is_called_back_then(desk: Desk) -> None:
    critical(desk)
    answer(desk, "Dans 20 minutes", 10)
    [first] = desk.outbox("page-postponed")
    assert datetime.fromisoformat(first.context["called_back_at"]) == T0 + 30 * MINUTE
    assert "next_step_at" not in first.context
    tick(desk, 29)
    assert len(desk.pages()) == 1
    answer(desk, "encore dans 25 minutes", 29)
    [_, second] = desk.outbox("page-postponed")
    assert datetime.fromisoformat(second.context["next_step_at"]) == T0 + 30 * MINUTE
    tick(desk, 30)
    assert [page.person for page in desk.pages()] == [first.person, first.person]


def test_a_delay_shorter_than_the_wait_calls_back_then_and_nobody_else(desk: Desk) -> None:
    critical(desk)
    answer(desk, "dans 5 minutes", 1)
    tick(desk, 5.9)
    assert len(desk.pages()) == 1
    tick(desk, 6)
    assert len({page.person for page in desk.pages()}) == 1 and len(desk.pages()) == 2


def test_a_long_delay_is_cut_to_half_an_hour(desk: Desk) -> None:
    critical(desk)
    answer(desk, "Je regarde dans 2 heures", 1)
    assert datetime.fromisoformat(desk.outbox("page-postponed")[0].context["called_back_at"]) == T0 + 31 * MINUTE


def test_the_holder_gives_it_back_and_the_next_one_is_paged_now(desk: Desk) -> None:
    number = critical(desk)
    answer(desk, "Je prends", 5)
    answer(desk, "Finalement je ne peux pas", 20)
    assert ticket(desk, number).owner is None
    pages = desk.pages()
    assert len(pages) == 2
    assert pages[1].person != pages[0].person
    with desk.storage.read() as unit:
        entries = [e.text for e in unit.tickets.entries(ticket(desk, number).id or 0) if e.kind == "owner"]
    assert entries == [pages[0].person, f"{pages[0].person} → nobody"]


def test_handed_over_the_new_holder_has_the_lease_and_both_are_told(desk: Desk) -> None:
    number = critical(desk)
    answer(desk, "Je prends", 5)
    with desk.storage.begin() as unit:
        actions.assign(unit, desk.office, number, "chloe", "alice", T0 + 40 * MINUTE)
    assert ticket(desk, number).owner == "chloe"
    assert told(desk, "page-handed-over") == [("chloe@cert.example",)]
    tick(desk, 50)
    assert not desk.outbox("page-reminder"), "the lease of the first holder is over"
    tick(desk, 85)
    assert told(desk, "page-reminder") == [("chloe@cert.example",)]


def test_who_comes_second_is_told_who_has_it(desk: Desk) -> None:
    number = critical(desk)
    tick(desk, 15)
    tick(desk, 25)
    first, last = desk.pages()[0], desk.pages()[-1]
    assert first.person != last.person
    answer(desk, "Je prends", 26, last)
    answer(desk, "OK je prends", 27, first)
    assert ticket(desk, number).owner == last.person
    letter = desk.outbox("page-taken")[-1]
    assert letter.to == first.to
    assert letter.context["taken_by"] == last.person


def test_an_answer_to_a_page_of_a_case_that_has_ended_changes_nothing(desk: Desk) -> None:
    number = critical(desk)
    with desk.storage.begin() as unit:
        actions.close(unit, desk.office, number, "chloe", T0 + 2 * MINUTE)
    before = ticket(desk, number)
    answer(desk, "Je prends", 30)
    after = ticket(desk, number)
    assert (after.state, after.owner) == (before.state, before.owner)
    assert case_state(desk, number) == "closed"
    tick(desk, 600)
    assert len(desk.pages()) == 1


def test_an_old_answer_does_not_take_the_next_case_of_the_ticket(desk: Desk) -> None:
    number = critical(desk)
    old = desk.pages()[0]
    with desk.storage.begin() as unit:
        actions.close(unit, desk.office, number, "chloe", T0 + 2 * MINUTE)
        actions.reopen(unit, desk.office, number, "chloe", T0 + 3 * MINUTE)
        again = unit.tickets.get(number)
        escalate.begin(unit, desk.office, again, desk.office.rules.policies["off-hours"], T0 + 60 * MINUTE)
    answer(desk, "Je prends", 61, old)
    assert case_state(desk, number) == "escalating"


@pytest.mark.parametrize("text", ["Je prends", "Je ne peux pas", "Dans 20 minutes"])
@pytest.mark.parametrize(
    "fake",
    [
        {"trust": Trust.HOSTILE},
        {"sender": "charlie@ailleurs.example"},
        {"sender": "chloe@cert.example"},
        {"kind": Kind.AUTO_REPLY, "automatic": True},
        {"kind": Kind.JUNK},
        {"kind": Kind.OWN},
        {"kind": Kind.LIST, "automatic": True},
        {"kind": Kind.READ_RECEIPT, "automatic": True},
    ],
    ids=lambda fake: "-".join(map(str, fake.values())),
)
def test_no_forged_strange_or_automatic_letter_takes_refuses_or_delays_a_case(
    desk: Desk, fake: dict[str, Any], text: str
) -> None:
    number = critical(desk)
    answer(desk, text, 5, **fake)
    assert ticket(desk, number).owner is None
    assert case_state(desk, number) == "escalating"
    assert not desk.outbox("page-taken", "page-postponed")
    paged = len(desk.pages())
    assert paged == (2 if fake.get("kind") is Kind.AUTO_REPLY else 1), "only an absence pages the next one at once"
    tick(desk, 15 if paged == 1 else 15.1)
    assert len(desk.pages()) == 2


def test_the_same_answer_from_two_mailboxes_counts_once(desk: Desk) -> None:
    critical(desk)
    reading = reply_to(desk.pages()[0], "Je prends")
    desk.take(reading, T0 + 5 * MINUTE, "fssi")
    desk.take(reading, T0 + 6 * MINUTE, "desk")
    assert len(desk.outbox("page-taken")) == 1
