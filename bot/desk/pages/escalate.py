"""Waking somebody: cases begin, step, are answered, and end; due instants stand in rows and survive a restart.

The pure engine (`rules.escalation`) decides; here its effects become letters, entries and alarms in one transaction.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.desk.entries import entry_of
from bot.desk.kept.records import CaseRow, LetterRow, OutboxEntry, PageRow
from bot.desk.office import Office
from bot.desk.pages import case_log, paging
from bot.desk.pages.page_notices import asked_of
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.errors import Illegal
from bot.mail.verdict import Trust
from bot.rules.decision import Judgement
from bot.rules.escalation import machine as escalation
from bot.rules.escalation.case import Page
from bot.rules.escalation.hearing import hear
from bot.rules.escalation.policies import resolver
from bot.rules.escalation.policy import Policy
from bot.rules.replies.reply_words import read_reply
from bot.tickets.model import Entry, Ticket
from bot.tickets.states import Event, after, is_open

FIRST_ANSWER = "first_answer"


def start(unit: Unit, office: Office, ticket: Ticket, judgement: Judgement, now: datetime) -> tuple[str, ...]:
    """Begin a case by the policy the rules chose and run its first step; the Message-IDs of the pages."""
    assert judgement.decision.page is not None
    return begin(unit, office, ticket, office.rules.policies[judgement.decision.page.policy], now)


def begin(unit: Unit, office: Office, ticket: Ticket, policy: Policy, now: datetime) -> tuple[str, ...]:
    """Begin a case by a policy and run its first step; the Message-IDs of the pages. Raises Transient when the ticket
    has a running case."""
    assert ticket.id is not None
    row = case_log.begin(unit, ticket.id, escalation.begin(policy, now), now)
    return _advance(unit, office, row, ticket, now)


def tick(unit: Unit, office: Office, now: datetime, limit: int = 50) -> int:
    """Run what is due: each overdue case makes one step (R33); the number of cases touched."""
    rows = unit.cases.due(now, limit)
    for row in rows:
        ticket = unit.tickets.by_id(row.ticket_id)
        if is_open(ticket.state):
            _advance(unit, office, row, ticket, now)
        else:
            close(unit, row, f"the ticket is {ticket.state}", now)
    return len(rows)


def adopt(unit: Unit, office: Office, row: CaseRow, ticket: Ticket, policy: Policy, now: datetime) -> None:
    """A running case that nobody has taken goes over to another policy and starts there from its first step."""
    unit.cases.add_event(row.id, now, "adopted", {"policy": policy.name, "hash": policy.hash})
    _apply(unit, office, row, escalation.adopt(row.case, policy, now), ticket, now)
    _step_if_due(unit, office, row.id, ticket, now)


def answered(
    unit: Unit, office: Office, page: PageRow, row: LetterRow, reading: Reading, now: datetime, proven: bool = True
) -> Ticket:
    """A reply of the person paged: taken, refused, later or unclear.

    One that may be forged, or that is not `proven` to answer this page, never takes a case, and its author is asked to
    confirm it; one to a page of a case that has ended changes nothing any more.
    """
    case_row = unit.cases.get(page.case_id)
    ticket = unit.tickets.by_id(case_row.ticket_id)
    assert ticket.id is not None
    unit.tickets.add_entry(ticket.id, entry_of(reading, row, "page_reply"))
    reply = read_reply(
        reading.message.new_text, case_row.case.policy.words, asked_of(unit, office, ticket, page, reading, now)
    )
    trust = reading.authentication.trust
    heard = hear(case_row.case, page.person, reply, proven and trust is not Trust.HOSTILE, now)
    about = {"person": page.person, "message_id": reading.message.message_id, "trust": trust}
    unit.cases.add_event(case_row.id, now, heard.kind, about)
    match heard.act:
        case "take":
            return take(unit, office, ticket, page.person, now)
        case "work":
            return worked(unit, office, ticket, page.person, now)
        case "tell":
            _apply(unit, office, case_row, heard.outcome, ticket, now)
            paging.not_acted_on(unit, office, ticket, page, heard.kind, row.id, now)
        case "alarm":
            paging.answered_in_vain(unit, office, ticket, page, now)
        case "move":
            _apply(unit, office, case_row, heard.outcome, ticket, now)
            _step_if_due(unit, office, case_row.id, ticket, now)
            return unit.tickets.by_id(ticket.id)
    return ticket


def absent(unit: Unit, office: Office, page: PageRow, row: LetterRow, reading: Reading, now: datetime) -> Ticket:
    """An absence note of the person paged: not reached, so the next step is now (R27)."""
    case_row = unit.cases.get(page.case_id)
    ticket = unit.tickets.by_id(case_row.ticket_id)
    assert ticket.id is not None
    unit.tickets.add_entry(ticket.id, entry_of(reading, row, "auto_reply"))
    _not_reached(unit, office, page, "absence", now)
    return ticket


def not_told(unit: Unit, office: Office, entry: OutboxEntry, why: str, now: datetime) -> None:
    """A page that was refused, came back or ran out of time: whoever it was for was not told."""
    page = unit.cases.page_of((entry.message_id,))
    if page is not None:
        unit.cases.add_event(page.case_id, now, "not_told", {"person": page.person, "why": why[:200]})
        _not_reached(unit, office, page, "bounce", now)


def take(unit: Unit, office: Office, ticket: Ticket, person: str, now: datetime, handed_over: bool = False) -> Ticket:
    """Somebody takes the ticket, by reply or at the desk: the pager is silent, the others paged are told.

    The first one wins, unless it is `handed_over` by whoever has it.
    """
    assert ticket.id is not None
    row = unit.cases.running(ticket.id)
    if row is not None:
        grasp = escalation.hand_over if handed_over else escalation.acknowledge
        outcome = grasp(row.case, person, now)
        _apply(unit, office, row, outcome, ticket, now)
        if outcome[0].taken_by != person:
            return ticket
        paging.cancel_waiting(unit, row.id, now)
    taken = _owned(unit, ticket, person, person, now)
    unit.tickets.meet_level(ticket.id, FIRST_ANSWER, now)
    return taken


def worked(unit: Unit, office: Office, ticket: Ticket, person: str, now: datetime) -> Ticket:
    """A human left a trace on the ticket: an acknowledgement no longer runs out. Work on a ticket nobody has taken
    takes it; the ticket as it stands after."""
    assert ticket.id is not None
    row = unit.cases.running(ticket.id)
    if row is None:
        return ticket
    outcome = escalation.worked(row.case, person, now)
    if outcome != (row.case, []):
        _apply(unit, office, row, outcome, ticket, now)
        paging.cancel_waiting(unit, row.id, now)
    if row.case.taken_by is None and ticket.owner is None:
        return _owned(unit, ticket, outcome[0].taken_by, person, now)
    return ticket


def close(unit: Unit, row: CaseRow, why: str, now: datetime) -> None:
    """End a case: no timer of it can fire again (R30), no page of it still waits."""
    case_log.move(unit, row, escalation.close(row.case), now)
    unit.cases.add_event(row.id, now, "closed", {"why": why})
    paging.cancel_waiting(unit, row.id, now)


def _not_reached(unit: Unit, office: Office, page: PageRow, why: str, now: datetime) -> None:
    row = unit.cases.get(page.case_id)
    ticket = unit.tickets.by_id(row.ticket_id)
    outcome = escalation.not_reached(row.case, Page(page.round, page.step, page.person), why, now)
    _apply(unit, office, row, outcome, ticket, now)
    _step_if_due(unit, office, row.id, ticket, now)


def _step_if_due(unit: Unit, office: Office, case_id: int, ticket: Ticket, now: datetime) -> None:
    row = unit.cases.get(case_id)
    if row.case.due_at is not None and row.case.due_at <= now:
        _advance(unit, office, row, ticket, now)


def _advance(unit: Unit, office: Office, row: CaseRow, ticket: Ticket, now: datetime) -> tuple[str, ...]:
    outcome = escalation.advance(row.case, now, resolver(office.rules.schedules, office.people))
    return _apply(unit, office, row, outcome, ticket, now)


def _apply(
    unit: Unit, office: Office, row: CaseRow, outcome: escalation.Outcome, ticket: Ticket, now: datetime
) -> tuple[str, ...]:
    case, effects = outcome
    saved = case_log.move(unit, row, case, now)
    if row.case.taken_by is not None and case.taken_by is None and ticket.owner == row.case.taken_by:
        # Whoever had it gave it back, or let the lease run out: nobody may think that it is looked after.
        ticket = _owned(unit, ticket, None, row.case.taken_by, now)
    return tuple(m for effect in effects if (m := paging.carry_out(unit, office, saved, ticket, effect, now)))


def _owned(unit: Unit, ticket: Ticket, owner: str | None, author: str, now: datetime) -> Ticket:
    assert ticket.id is not None
    try:
        state = after(ticket.state, Event.TAKEN) if owner else ticket.state
    except Illegal:
        state = ticket.state
    saved = unit.tickets.save(replace(ticket, owner=owner, state=state))
    text = owner or f"{author} → nobody"
    unit.tickets.add_entry(ticket.id, Entry(at=now, kind="owner", direction="change", text=text, author=author))
    return saved
