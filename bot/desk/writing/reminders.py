"""Reminders to a declarant who does not answer: twice in working hours, then a person is told.

None by night, none of an exercise, none once the matter is told as resolved or he has written. What is due stands in
rows, so that a restart neither forgets nor repeats one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.desk.kept.awaiting import Awaited
from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import OutboxStatus
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.writing.alarms import alarm
from bot.desk.writing.context import letter_context
from bot.desk.writing.deadlines import after_open_time, is_working_time
from bot.desk.writing.orders import Order, Threading, place
from bot.tickets.model import Entry, Ticket
from bot.tickets.states import State, is_open

_MOST = 2
_INSTANT = timedelta(microseconds=1)
_OVER = (State.RESOLVED_DECLARED, State.EXERCISE)


def answer_due(office: Office, ticket: Ticket, now: datetime) -> datetime | None:
    """Until when an answer to questions asked now is wished for; None when the declarant is not to be reminded."""
    if not ticket.questions or not _may_be_reminded(ticket):
        return None
    return after_open_time(office, ticket.report, now, office.settings.reminders.first_after)


def begin(unit: Unit, ticket: Ticket, asked: str, due_at: datetime | None, now: datetime) -> None:
    """From now on an answer is awaited; `asked` is the Message-ID of the letter with the questions."""
    assert ticket.id is not None
    if due_at is not None:
        unit.tickets.await_answer(Awaited(ticket.id, asked, now, due_at))


def tick(unit: Unit, office: Office, now: datetime, limit: int = 50) -> int:
    """Remind whoever is due, or hand over to a person; the number of rows looked at."""
    due = unit.tickets.answers_due(now, limit)
    for awaited in due:
        ticket = unit.tickets.by_id(awaited.ticket_id)
        if not ticket.questions or not _may_be_reminded(ticket):
            unit.tickets.stop_awaiting(awaited.ticket_id)
        elif _came_back(unit, ticket, awaited):
            _give_up(unit, ticket, now)
        elif awaited.reminders >= _MOST:
            _hand_over(unit, office, ticket, awaited, now)
        elif is_working_time(office, ticket.report, now):
            _remind(unit, office, ticket, awaited, now)
        else:
            # After an outage the instant may have passed by night: the next opening is soon enough.
            opens_at = after_open_time(office, ticket.report, now, _INSTANT)
            unit.tickets.await_answer(replace(awaited, due_at=opens_at))
    return len(due)


def _may_be_reminded(ticket: Ticket) -> bool:
    over = ticket.state in _OVER or ticket.report.get("state") == "resolved"
    return ticket.track == "real" and is_open(ticket.state) and not over and bool(ticket.requester)


def _came_back(unit: Unit, ticket: Ticket, awaited: Awaited) -> bool:
    """Whether the last letter that asked reached nobody: a person was told of that already."""
    asked = unit.outbox.find(awaited.asked)
    last = unit.outbox.by_key(_effect(ticket, awaited, awaited.reminders)) if awaited.reminders else asked
    return last is not None and last.status is OutboxStatus.FAILED


def _give_up(unit: Unit, ticket: Ticket, now: datetime) -> None:
    assert ticket.id is not None
    unit.tickets.stop_awaiting(ticket.id)
    text = "pas de relance : la dernière lettre avec ces questions est revenue"
    unit.tickets.add_entry(ticket.id, Entry(at=now, kind="unanswered", direction="note", text=text))


def _effect(ticket: Ticket, awaited: Awaited, reminder: int) -> str:
    return f"{ticket.number}/questions-reminder/{awaited.asked}/{reminder}"


def _remind(unit: Unit, office: Office, ticket: Ticket, awaited: Awaited, now: datetime) -> None:
    settings = office.settings.reminders
    wait = settings.second_after if awaited.reminders == 0 else settings.give_up_after
    due_at = after_open_time(office, ticket.report, now, wait)
    asked = unit.outbox.find(awaited.asked)
    to = asked.to if asked is not None else (ticket.requester,)
    chain = (*asked.references, asked.message_id) if asked is not None else ()
    order = Order(
        effect=_effect(ticket, awaited, awaited.reminders + 1),
        cls=LetterClass.QUESTION,
        template="questions-reminder",
        to=to,
        context=letter_context(ticket, questions=ticket.questions, answer_due_at=due_at),
        language=ticket.language,
        ticket_id=ticket.id,
        ticket=ticket.number,
        threading=Threading.answering(awaited.asked, chain[:-1]),
    )
    place(unit, office, order, now)
    unit.tickets.await_answer(replace(awaited, due_at=due_at, reminders=awaited.reminders + 1))


def _hand_over(unit: Unit, office: Office, ticket: Ticket, awaited: Awaited, now: datetime) -> None:
    assert ticket.id is not None
    unit.tickets.stop_awaiting(ticket.id)
    missing = ", ".join(ticket.questions)
    text = f"{ticket.number}: the declarant was reminded twice and has not answered; still missing: {missing}"
    unit.tickets.add_entry(ticket.id, Entry(at=now, kind="unanswered", direction="note", text=text))
    alarm(unit, office, f"unanswered/{ticket.id}", text, now, ticket=ticket.number, ticket_id=ticket.id)
