"""Questions: asked once, answers read back into fields, reminders in working hours, then a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.desk import actions
from bot.desk.kept.records import OutboxStatus
from bot.desk.writing import reminders
from bot.desk.writing.deadlines import after_open_time, is_working_time
from bot.mail.verdict import Kind
from bot.report.fields import Found, Report, Territory
from bot.tickets.model import Ticket
from tests import builders
from tests.builders import SATURDAY_NIGHT, TUESDAY_MORNING, at
from tests.unit.desk.conftest import Desk

GOOD_FRIDAY = at("2026-04-03T10:12:00+02:00")
EIGHT = timedelta(hours=8)


def quiet_report(department: str | None = None) -> Report:
    place = Found(Territory(department, None, None)) if department else None
    return Report(category=Found("account_compromise"), structure_type=Found("ehpad"), territory=place)


def opened(desk: Desk, when: datetime, report: Report | None = None) -> Ticket:
    taken = desk.take(builders.reading(report=report or quiet_report()), when)
    assert taken.ticket is not None and taken.ticket.questions
    return taken.ticket


def tick(desk: Desk, when: datetime) -> None:
    with desk.storage.begin() as unit:
        reminders.tick(unit, desk.office, when)


def due(desk: Desk, ticket: Ticket) -> datetime | None:
    with desk.storage.read() as unit:
        row = unit.tickets.awaited(ticket.id or 0)
    return row.due_at if row else None


def answered(desk: Desk, text: str, when: datetime, report: Report | None = None) -> Ticket:
    [asked] = desk.outbox("acknowledgement-in-hours")
    letter = builders.message(text, in_reply_to=(asked.message_id,), message_id=f"r{when.timestamp()}@e")
    taken = desk.take(builders.reading(letter, report, Kind.FOLLOW_UP), when)
    assert taken.ticket is not None
    return taken.ticket


def test_an_acknowledgement_asks_once_and_names_until_when(desk: Desk) -> None:
    ticket = opened(desk, TUESDAY_MORNING)
    [answer] = desk.outbox("acknowledgement-in-hours")
    assert tuple(answer.context["questions"]) == ticket.questions
    assert (
        datetime.fromisoformat(answer.context["answer_due_at"]) == due(desk, ticket) == at("2026-03-11T10:05:00+01:00")
    )


def test_two_reminders_then_a_person_then_silence(desk: Desk) -> None:
    ticket = opened(desk, TUESDAY_MORNING)
    for wanted in (1, 2):
        instant = due(desk, ticket)
        assert instant is not None
        tick(desk, instant - timedelta(seconds=1))
        assert len(desk.outbox("questions-reminder")) == wanted - 1
        tick(desk, instant)
        assert len(desk.outbox("questions-reminder")) == wanted
    last = due(desk, ticket)
    assert last is not None and desk.outbox("alarm") == []
    tick(desk, last)
    [told] = desk.outbox("alarm")
    assert told.ticket == ticket.number and "relancé deux fois" in told.context["alarm"]
    tick(desk, last + timedelta(days=30))
    assert len(desk.outbox("questions-reminder")) == 2 and len(desk.outbox("alarm")) == 1


def test_a_reminder_goes_on_the_thread_of_the_questions(desk: Desk) -> None:
    ticket = opened(desk, TUESDAY_MORNING)
    tick(desk, due(desk, ticket) or TUESDAY_MORNING)
    [asked], [reminder] = desk.outbox("acknowledgement-in-hours"), desk.outbox("questions-reminder")
    assert reminder.in_reply_to == asked.message_id and reminder.to == asked.to
    assert tuple(reminder.context["questions"]) == ticket.questions


def test_nobody_who_has_written_is_reminded_nor_asked_again(desk: Desk) -> None:
    ticket = opened(desk, TUESDAY_MORNING)
    later = answered(desk, "Nous regardons et revenons vers vous.", TUESDAY_MORNING + timedelta(hours=1))
    assert later.questions == ticket.questions
    tick(desk, TUESDAY_MORNING + timedelta(days=20))
    assert desk.outbox("questions-reminder", "questions") == []


@pytest.mark.parametrize(
    ("hour", "reminded"),
    [("2026-03-11T03:00:00+01:00", 0), ("2026-03-11T18:00:00+01:00", 0), ("2026-03-12T09:00:00+01:00", 1)],
)
def test_after_an_outage_it_waits_for_the_next_opening(desk: Desk, hour: str, reminded: int) -> None:
    ticket = opened(desk, at("2026-03-09T11:05:00+01:00"))
    assert due(desk, ticket) == at("2026-03-10T10:05:00+01:00")
    tick(desk, at(hour))
    assert len(desk.outbox("questions-reminder")) == reminded


def test_an_exercise_is_never_reminded(desk: Desk) -> None:
    taken = desk.take(builders.reading(report=builders.critical_report(exercise=Found(True))), TUESDAY_MORNING)
    assert taken.ticket is not None and due(desk, taken.ticket) is None


def test_what_is_told_as_resolved_is_not_reminded(desk: Desk) -> None:
    ticket = opened(desk, TUESDAY_MORNING)
    desk.do(lambda unit: _ignore(unit.tickets.save(_resolved(unit.tickets.by_id(ticket.id or 0)))))
    tick(desk, TUESDAY_MORNING + timedelta(days=20))
    assert desk.outbox("questions-reminder") == [] and due(desk, ticket) is None


def test_a_closed_ticket_is_not_reminded(desk: Desk) -> None:
    ticket = opened(desk, TUESDAY_MORNING)
    desk.do(lambda unit: _ignore(actions.close(unit, desk.office, ticket.number, "alice", TUESDAY_MORNING)))
    tick(desk, TUESDAY_MORNING + timedelta(days=20))
    assert desk.outbox("questions-reminder") == []


def test_questions_of_the_desk_are_awaited_too(desk: Desk) -> None:
    ticket = opened(desk, TUESDAY_MORNING)
    answered(desk, "Bien reçu.", TUESDAY_MORNING)
    assert due(desk, ticket) is None
    desk.do(lambda unit: _ignore(actions.ask(unit, desk.office, ticket.number, ["phone"], "alice", TUESDAY_MORNING)))
    assert due(desk, ticket) is not None
    tick(desk, due(desk, ticket) or TUESDAY_MORNING)
    [reminder] = desk.outbox("questions-reminder")
    assert reminder.context["questions"] == ["phone"]


def test_numbered_answers_fill_the_fields_that_were_asked_for(desk: Desk) -> None:
    ticket = opened(desk, TUESDAY_MORNING)
    assert ticket.questions[:3] == ("phone", "degraded_mode", "patient_impact")
    text = "1. 03 53 01 44 55\n2. non\n3. je ne sais pas\n"
    later = answered(desk, text, TUESDAY_MORNING + timedelta(hours=1))
    assert (later.report["phone"], later.report["degraded_mode"]) == ("+33353014455", False)
    assert later.report["unsure"] == ["patient_impact"]
    assert later.questions == ticket.questions[3:]


def test_the_numbers_are_those_of_the_letter_that_is_answered(desk: Desk) -> None:
    opened(desk, TUESDAY_MORNING)
    answered(desk, "1. 03 53 01 44 55", TUESDAY_MORNING + timedelta(hours=1))
    later = answered(desk, "2. oui, depuis ce matin", TUESDAY_MORNING + timedelta(hours=2))
    assert later.report["degraded_mode"] is True


def test_yes_alone_answers_one_question_and_never_seven(desk: Desk) -> None:
    ticket = opened(desk, TUESDAY_MORNING)
    assert answered(desk, "Oui", TUESDAY_MORNING + timedelta(hours=1)).questions == ticket.questions
    ask = actions.ask
    desk.do(
        lambda unit: _ignore(ask(unit, desk.office, ticket.number, ["support_requested"], "alice", TUESDAY_MORNING))
    )
    [asked] = desk.outbox("questions")
    letter = builders.message("Oui", in_reply_to=(asked.message_id,), message_id="yes@e")
    taken = desk.take(builders.reading(letter, kind=Kind.FOLLOW_UP), TUESDAY_MORNING + timedelta(hours=2))
    assert taken.ticket is not None and taken.ticket.report["support_requested"] is True


def test_an_answer_that_patients_were_hurt_raises_the_severity(desk: Desk) -> None:
    ticket = opened(desk, TUESDAY_MORNING)
    later = answered(desk, "1. 03 53 01 44 55\n2. oui\n3. c'est avéré", TUESDAY_MORNING + timedelta(hours=1))
    assert (ticket.severity, later.severity) == ("major", "critical")


def test_a_finess_with_a_wrong_key_is_still_missing_until_it_is_written_again(desk: Desk) -> None:
    report = builders.critical_report(finess=Found("830999992"), finess_valid=Found(False))
    ticket = opened(desk, TUESDAY_MORNING, report)
    assert "finess" in ticket.questions
    number = ticket.questions.index("finess") + 1
    assert "finess" in answered(desk, "Nous cherchons.", TUESDAY_MORNING + timedelta(hours=1)).questions
    later = answered(desk, f"{number}. 830999991", TUESDAY_MORNING + timedelta(hours=2))
    assert (later.report["finess"], later.report["finess_valid"]) == ("830999991", True)
    assert "finess" not in later.questions


@pytest.mark.parametrize(
    ("department", "expected"),
    [
        ("67", "2026-04-07T17:00:00+02:00"),
        ("63", "2026-04-07T09:12:00+02:00"),
        (None, "2026-04-07T09:12:00+02:00"),
    ],
)
def test_the_holidays_of_the_declarants_own_department_count(department: str | None, expected: str) -> None:
    report = {"territory": {"department": department}}
    assert after_open_time(builders.office(), report, GOOD_FRIDAY, EIGHT) == at(expected)


def test_overseas_the_hours_are_those_in_which_both_work() -> None:
    office, martinique = builders.office(), {"territory": {"department": "972"}}
    assert not is_working_time(office, martinique, at("2026-03-10T10:00:00+01:00")), "five in the morning there"
    assert is_working_time(office, martinique, at("2026-03-10T15:00:00+01:00"))
    assert not is_working_time(office, martinique, at("2026-05-22T15:00:00+02:00")), "abolition day there"
    reunion = {"territory": {"department": "974"}}
    assert not is_working_time(office, reunion, at("2026-03-10T16:30:00+01:00")), "half past seven in the evening there"


def test_in_the_far_pacific_their_hours_count_alone() -> None:
    office, report = builders.office(), {"territory": {"department": "987"}}
    due_at = after_open_time(office, report, TUESDAY_MORNING, EIGHT)
    assert TUESDAY_MORNING < due_at < TUESDAY_MORNING + timedelta(days=4)


def test_an_answer_that_was_held_is_not_awaited(desk: Desk) -> None:
    for n in range(3):
        letter = builders.message(f"La messagerie ne répond plus, essai numéro {n}", message_id=f"m{n}@e")
        taken = desk.take(builders.reading(letter, quiet_report()), SATURDAY_NIGHT + timedelta(minutes=n))
    assert taken.ticket is not None and due(desk, taken.ticket) is None


def _resolved(ticket: Ticket) -> Ticket:
    return replace(ticket, report=ticket.report | {"state": "resolved"})


def _ignore(_: object) -> None: ...


@pytest.mark.parametrize("reminders", [0, 1])
def test_nobody_is_reminded_at_an_address_from_which_the_questions_came_back(desk: Desk, reminders: int) -> None:
    ticket = opened(desk, TUESDAY_MORNING)
    for _ in range(reminders):
        tick(desk, due(desk, ticket) or TUESDAY_MORNING)
    [asked] = desk.outbox("questions-reminder" if reminders else "acknowledgement-in-hours")
    with desk.storage.begin() as unit:
        unit.outbox.settle(asked.id or 0, OutboxStatus.FAILED, (), "returned: 550 no such user", TUESDAY_MORNING)
    tick(desk, due(desk, ticket) or TUESDAY_MORNING)
    assert len(desk.outbox("questions-reminder")) == reminders and due(desk, ticket) is None
    with desk.storage.read() as unit:
        assert [e.kind for e in unit.tickets.entries(ticket.id or 0)].count("unanswered") == 1
