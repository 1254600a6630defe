"""One letter into the desk: told apart from its twins, given to the ticket, the page or the delivery it answers.

Everything a letter causes happens in the caller's transaction: ticket, outbox, case, trace and journal row change
together or not at all (promise D3).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.desk import bounces, following, opening
from bot.desk.belonging import Belonging, find_ticket
from bot.desk.contacts import propose
from bot.desk.entries import entry_of
from bot.desk.judging import first_judgement
from bot.desk.kept.records import LetterRow, Settlement
from bot.desk.many.resembling import note_resembling
from bot.desk.office import Office
from bot.desk.pages import escalate, reach
from bot.desk.pages.page_replies import page_answered
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.mail.identity import content_identity
from bot.mail.verdict import Kind, Trust
from bot.report.place.directory import place
from bot.rules.decision import Judgement
from bot.tickets.correlate import Standing
from bot.tickets.model import Entry, Ticket

_MACHINES = frozenset(
    (
        Kind.DELIVERY_REPORT,
        Kind.AUTO_REPLY,
        Kind.READ_RECEIPT,
        Kind.FEEDBACK_REPORT,
        Kind.LIST,
        Kind.CALENDAR,
        Kind.OWN,
        Kind.JUNK,
    )
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a letter: its final kind, the outcome's word, the ticket, what was ordered, by what judgement."""

    kind: Kind
    outcome: str
    ticket: Ticket | None = None
    new: bool = False
    letters: tuple[str, ...] = ()
    page: bool = False
    judgement: Judgement | None = None


def take_in(
    unit: Unit, office: Office, row: LetterRow, reading: Reading, now: datetime, set_aside: str | None = None
) -> Taken:
    """Take in one journaled letter and settle its row. Raises Permanent when a rule cannot be applied to it.

    `set_aside` tells why nothing could be read of it: a ticket is opened for a human, the letter goes to quarantine,
    and a replay will join that ticket.
    """
    identity = reading.foresight.identity if reading.foresight else content_identity(reading.message)
    taken = _same_letter(unit, row, reading, identity) or _dispatch(unit, office, row, reading, now)
    settlement = Settlement(
        kind=taken.kind,
        outcome=taken.outcome,
        identity=identity,
        message_id=reading.message.message_id,
        ticket_id=taken.ticket.id if taken.ticket else None,
    )
    if set_aside is None:
        unit.letters.settle(row.id, settlement, now)
    else:
        unit.letters.quarantine(row.id, set_aside, now, settlement)
    return taken


def _same_letter(unit: Unit, row: LetterRow, reading: Reading, identity: str) -> Taken | None:
    """The same words under the same id were taken in before, from this mailbox or another: nothing happens twice."""
    twins = [t for t in unit.letters.same(identity, None) if t.id != row.id]
    if not twins:
        return None
    twin = twins[0]
    ticket = unit.tickets.by_id(twin.ticket_id) if twin.ticket_id is not None else None
    if ticket is not None and twin.account != row.account:
        note = Entry(at=row.received_at, kind="also_received", direction="note", text=row.account, letter_id=row.id)
        unit.tickets.add_entry(_id(ticket), note)
    kind = Kind(twin.kind) if twin.kind else reading.verdict.kind
    return Taken(kind, "same_letter", ticket)


def _dispatch(unit: Unit, office: Office, row: LetterRow, reading: Reading, now: datetime) -> Taken:
    verdict = reading.verdict
    # Kinds of machine mail are nothing for the desk as far as the guard rules say so, as `explain` tells (R25).
    machine = verdict.kind in _MACHINES and first_judgement(office, row, reading, now).decision.track == "no_ticket"
    if verdict.kind is Kind.DELIVERY_REPORT:
        told = bounces.take_in(unit, office, row, reading, now)
        if machine or told is not None:
            return Taken(verdict.kind, "feedback", told)
    if reach.answered(unit, office, reading, row.received_at, now):
        return Taken(Kind.FOLLOW_UP, "reach_answer")
    answered = page_answered(unit, office, reading)
    by_hand = answered is not None and answered.by_hand
    if answered is not None and not by_hand and (verdict.absence or verdict.kind is Kind.AUTO_REPLY):
        return Taken(verdict.kind, "absence", escalate.absent(unit, office, answered.page, row, reading, now))
    if machine and not by_hand:
        return _machine(unit, office, row, reading, now)
    if answered is not None:
        page, proven = answered.page, answered.proven
        return Taken(Kind.FOLLOW_UP, "page_reply", escalate.answered(unit, office, page, row, reading, now, proven))
    colleague = _by_our_own_people(unit, office, row, reading)
    if colleague is not None:
        return Taken(Kind.FOLLOW_UP, "noted", colleague)
    belonging = _replayed(unit, row) or find_ticket(unit, office, reading)
    if belonging.ticket is not None:
        return _follow(unit, office, row, _placed(unit, reading, hints=False), belonging, now)
    reading = _placed(unit, reading, hints=True)
    opened = opening.open_ticket(unit, office, row, reading, belonging.claimed, now)
    if opened.ticket is None:
        return Taken(verdict.kind, "no_ticket")
    note_resembling(unit, opened.ticket, reading.report, row.received_at)
    kind = verdict.kind if verdict.kind is Kind.UNREADABLE else Kind.REPORT
    return Taken(kind, "opened", opened.ticket, True, opened.letters, opened.page, opened.judgement)


def _placed(unit: Unit, reading: Reading, *, hints: bool) -> Reading:
    """The reading with its report as the directory of establishments completes it."""
    report = reading.report
    placed = place(report, unit.establishments, hints=hints) if report is not None else None
    # What was foreseen while reading was another report.
    return reading if placed == report else replace(reading, report=placed, foresight=None)


def _replayed(unit: Unit, row: LetterRow) -> Belonging | None:
    """A letter out of quarantine goes to the ticket that was opened because it could not be read."""
    if row.ticket_id is None:
        return None
    return Belonging(unit.tickets.by_id(row.ticket_id), Standing.PARTICIPANT, "replay")


def _follow(unit: Unit, office: Office, row: LetterRow, reading: Reading, belonging: Belonging, now: datetime) -> Taken:
    followed = following.follow_up(unit, office, row, reading, belonging, now)
    return Taken(
        Kind.FOLLOW_UP, "appended", followed.ticket, False, followed.letters, followed.page, followed.judgement
    )


def _machine(unit: Unit, office: Office, row: LetterRow, reading: Reading, now: datetime) -> Taken:
    """Machine mail stands on the ticket it answers, if any, and changes nothing there (failure 54)."""
    ticket = find_ticket(unit, office, reading, anybody=True).ticket
    if ticket is not None:
        unit.tickets.add_entry(_id(ticket), entry_of(reading, row, reading.verdict.kind))
        if reading.verdict.absence:
            propose(unit, ticket, reading, row.received_at)
    else:
        opening.record_undecided(unit, office, row, reading, now)
    return Taken(reading.verdict.kind, "machine", ticket)


def _by_our_own_people(unit: Unit, office: Office, row: LetterRow, reading: Reading) -> Ticket | None:
    """A letter of somebody of the configuration about a ticket is noted there. It acts on nothing: no header field
    gives the rights of the desk (failure 36).

    So is one from our own address that lost our mark on its way back: a notice that a forwarder writes anew would open
    a ticket, and the notice of that ticket the next one.
    """
    author = reading.message.author
    if author is None:
        return None
    known = reading.authentication.trust is not Trust.HOSTILE and office.persons_at(author.address)
    if not known and not office.is_ours(author.address):
        return None
    ticket = find_ticket(unit, office, reading, anybody=True).ticket
    if ticket is not None:
        unit.tickets.add_entry(_id(ticket), entry_of(reading, row, "colleague"))
    return ticket


def _id(ticket: Ticket) -> int:
    assert ticket.id is not None, "a stored ticket has an id"
    return ticket.id
