"""What a person at the desk does with a ticket: one function, one transaction, one line in the timeline each.

Every function takes the ticket's number and the person acting, gives the ticket as it stands after, and raises
Missing for an unknown number and Illegal when the state does not allow it; then nothing changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.desk import pace
from bot.desk.kept.letters import LetterClass
from bot.desk.office import Office
from bot.desk.pages import escalate, page_notices
from bot.desk.ports import Unit
from bot.desk.writing import reminders
from bot.desk.writing.context import letter_context
from bot.desk.writing.orders import Order, Threading, place
from bot.errors import Illegal
from bot.report.fields import FIELD_NAMES
from bot.rules.decision import SEVERITIES
from bot.tickets.model import Entry, Ticket
from bot.tickets.states import Event, after


def acknowledge(unit: Unit, office: Office, number: str, person: str, now: datetime) -> Ticket:
    """Take the ticket: it has an owner, a running page ends."""
    ticket = unit.tickets.get(number)
    after(ticket.state, Event.TAKEN)
    return escalate.take(unit, office, ticket, person, now)


def assign(unit: Unit, office: Office, number: str, owner: str, person: str, now: datetime) -> Ticket:
    """Give the ticket to somebody of the configuration, who is told."""
    ticket = unit.tickets.get(number)
    told = office.person(owner)
    if told is None:
        raise Illegal(f"{owner} is not a person of the configuration")
    after(ticket.state, Event.TAKEN)
    taken = escalate.take(unit, office, ticket, owner, now, handed_over=True)
    row = unit.cases.running(_id(taken))
    if row is not None:
        until = row.case.lease_until
        page_notices.tell(unit, office, row, taken, owner, "page-handed-over", now, author=person, next_step_at=until)
        return taken
    context = letter_context(taken, person=owner, author=person)
    order = Order(
        effect=f"{number}/handed-over/{owner}/{now.isoformat()}",
        cls=LetterClass.NOTICE,
        template="page-handed-over",
        to=told.mails,
        context=context,
        language=told.language,
        ticket_id=taken.id,
        ticket=number,
        person=owner,
    )
    place(unit, office, order, now)
    return taken


def qualify(
    unit: Unit,
    office: Office,
    number: str,
    person: str,
    now: datetime,
    *,
    severity: str | None = None,
    category: str | None = None,
    track: str | None = None,
) -> Ticket:
    """Set severity, category or track by a human's judgement, which alone may lower; the ticket is in progress then."""
    ticket = unit.tickets.get(number)
    if severity is not None and severity not in SEVERITIES:
        raise Illegal(f"{severity} is no severity; there are {', '.join(SEVERITIES)}")
    event = {
        None: Event.QUALIFIED,
        "real": Event.QUALIFIED if ticket.track == "real" else Event.JUDGED_REAL,
        "exercise": Event.JUDGED_EXERCISE,
        "out_of_scope": Event.JUDGED_OUT_OF_SCOPE,
        "redirect": Event.REDIRECTED,
    }.get(track)
    if event is None:
        raise Illegal(f"{track} is no track; there are real, exercise, out_of_scope, redirect")
    changed = replace(
        ticket,
        state=after(ticket.state, event),
        severity=severity or ticket.severity,
        track=track or ticket.track,
        report=ticket.report | ({"category": category} if category else {}),
    )
    unit.tickets.meet_level(_id(ticket), pace.QUALIFICATION, now)
    return _changed(unit, office, ticket, changed, person, now)


def met(unit: Unit, office: Office, number: str, level: str, person: str, now: datetime) -> Ticket:
    """Note that something promised or due was given: a service level or a deadline of NIS2 by its name."""
    ticket = unit.tickets.get(number)
    if not unit.tickets.meet_level(_id(ticket), level, now):
        open_ones = [one.name for one in unit.tickets.levels(_id(ticket)) if one.met_at is None]
        raise Illegal(f"{number} has no {level} to be met; there are: {', '.join(open_ones) or 'none'}")
    unit.watch.clear_alarm(f"level/{ticket.id}/{level}", now)
    unit.tickets.add_entry(_id(ticket), Entry(at=now, kind="level_met", direction="note", text=level, author=person))
    return escalate.worked(unit, office, ticket, person, now)


def ask(unit: Unit, office: Office, number: str, fields: Sequence[str], person: str, now: datetime) -> Ticket:
    """Ask the declarant for these fields of the report (all that is missing when none is named), in one letter."""
    ticket = unit.tickets.get(number)
    unknown = [name for name in fields if name not in FIELD_NAMES]
    if unknown:
        raise Illegal(f"{', '.join(unknown)}: no field of a report")
    asked = tuple(fields) or ticket.questions
    if not asked:
        raise Illegal(f"nothing is missing in {number}")
    changed = replace(ticket, state=after(ticket.state, Event.QUESTIONS_ASKED), questions=asked)
    unit.tickets.meet_level(_id(ticket), escalate.FIRST_ANSWER, now)
    saved = _changed(unit, office, ticket, changed, person, now)
    due_at = reminders.answer_due(office, saved, now)
    facts = {"questions": asked, "author": person, "answer_due_at": due_at}
    letter = _write(unit, office, saved, LetterClass.QUESTION, "questions", now, **facts)
    if letter is not None:
        reminders.begin(unit, saved, letter, due_at, now)
    return saved


def reply(unit: Unit, office: Office, number: str, text: str, person: str, now: datetime) -> Ticket:
    """Write to the declarant in the desk's own words."""
    if not text.strip():
        raise Illegal("an empty reply is not sent")
    ticket = unit.tickets.get(number)
    unit.tickets.meet_level(_id(ticket), escalate.FIRST_ANSWER, now)
    ticket = escalate.worked(unit, office, ticket, person, now)
    _write(unit, office, ticket, LetterClass.REPLY, "reply", now, text=text, author=person)
    return ticket


def note(unit: Unit, office: Office, number: str, text: str, person: str, now: datetime) -> Ticket:
    """A line for the desk's eyes only."""
    ticket = unit.tickets.get(number)
    unit.tickets.add_entry(_id(ticket), Entry(at=now, kind="note", direction="note", text=text, author=person))
    return escalate.worked(unit, office, ticket, person, now)


def merge(unit: Unit, office: Office, number: str, into: str, person: str, now: datetime) -> Ticket:
    """Fold a ticket into another: it becomes a duplicate, later letters follow; its declarant keeps the thread."""
    ticket, target = unit.tickets.get(number), unit.tickets.get(into)
    if number == into or target.merged_into:
        raise Illegal(f"{number} cannot be merged into {into}: that is {'itself' if number == into else 'a duplicate'}")
    changed = replace(ticket, state=after(ticket.state, Event.MERGED), merged_into=into)
    saved = _changed(unit, office, ticket, changed, person, now, f"merged into {into}")
    for participant in unit.tickets.participants(_id(ticket)):
        unit.tickets.add_participant(_id(target), participant)
    text = f"{number} was merged into this ticket"
    unit.tickets.add_entry(_id(target), Entry(at=now, kind="merge", direction="note", text=text, author=person))
    _end_case(unit, ticket, "merged", now)
    return saved


def close(unit: Unit, office: Office, number: str, person: str, now: datetime, feedback: str | None = None) -> Ticket:
    """End the matter; with `feedback` the declarant gets the closing letter."""
    ticket = unit.tickets.get(number)
    changed = replace(ticket, state=after(ticket.state, Event.CLOSED), closed_at=now)
    saved = _changed(unit, office, ticket, changed, person, now)
    _end_case(unit, ticket, "closed", now)
    if feedback:
        _write(unit, office, saved, LetterClass.REPLY, "closing", now, text=feedback, author=person)
    return saved


def reopen(unit: Unit, office: Office, number: str, person: str, now: datetime) -> Ticket:
    """Take an ended matter up again."""
    ticket = unit.tickets.get(number)
    changed = replace(ticket, state=after(ticket.state, Event.REOPENED), closed_at=None, merged_into=None)
    return _changed(unit, office, ticket, changed, person, now)


def _changed(unit: Unit, office: Office, old: Ticket, new: Ticket, person: str, now: datetime, why: str = "") -> Ticket:
    saved = unit.tickets.save(new)
    pace.state_changed(unit, office, old, saved, now)
    for name in ("state", "track", "severity"):
        was, is_ = getattr(old, name), getattr(new, name)
        if was != is_:
            text = f"{was} → {is_}" + (f": {why}" if why else "")
            unit.tickets.add_entry(_id(saved), Entry(at=now, kind=name, direction="change", text=text, author=person))
    return escalate.worked(unit, office, saved, person, now)


def _write(
    unit: Unit, office: Office, ticket: Ticket, cls: LetterClass, template: str, now: datetime, **facts: Any
) -> str | None:
    """A letter to the declarant on the ticket's thread: it answers the last letter that came from there."""
    if not ticket.requester:
        raise Illegal(f"{ticket.number} has nobody to write to: its letter named no author")
    letters = [e for e in unit.tickets.entries(_id(ticket)) if e.direction == "in" and e.message_id]
    heard = [e.message_id for e in letters if e.message_id]
    order = Order(
        effect=f"{ticket.number}/{template}/{now.isoformat()}",
        cls=cls,
        template=template,
        to=(ticket.requester,),
        context=letter_context(ticket, **facts),
        language=ticket.language,
        ticket_id=ticket.id,
        ticket=ticket.number,
        threading=Threading.answering(heard[-1], heard[:-1]) if heard else Threading(),
    )
    return place(unit, office, order, now)


def _end_case(unit: Unit, ticket: Ticket, why: str, now: datetime) -> None:
    row = unit.cases.running(_id(ticket))
    if row is not None:
        escalate.close(unit, row, why, now)


def _id(ticket: Ticket) -> int:
    assert ticket.id is not None, "a stored ticket has an id"
    return ticket.id
