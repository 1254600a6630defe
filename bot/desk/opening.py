"""A new matter: decided, numbered, written down, answered, told to whom it concerns, paged if it must be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.desk import escalate
from bot.desk.answering import answer_order
from bot.desk.entries import entry_of
from bot.desk.notices import notice_orders
from bot.desk.office import Office
from bot.desk.orders import place
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.desk.records import LetterRow
from bot.mail.language import language_of
from bot.report import fields
from bot.rules.decide import decide
from bot.rules.decision import Judgement
from bot.rules.facts import Facts, TicketFacts
from bot.rules.trace import judgement_dict
from bot.tickets.model import Entry, Participant, Ticket
from bot.tickets.states import State

_FIRST_STATE = {
    "exercise": State.EXERCISE,
    "redirect": State.REDIRECTED,
    "out_of_scope": State.OUT_OF_SCOPE,
}


@dataclass(frozen=True, slots=True)
class Opened:
    """The ticket (None on the track `no_ticket`), the Message-IDs ordered, whether somebody is paged."""

    ticket: Ticket | None
    letters: tuple[str, ...] = ()
    page: bool = False
    judgement: Judgement | None = None


def open_ticket(
    unit: Unit, office: Office, row: LetterRow, reading: Reading, claimed: Ticket | None, now: datetime
) -> Opened:
    """Open a ticket for a letter, unless the rules say it is none. `claimed` is the ticket a stranger named."""
    judgement = judge(office, row, reading, now, ticket=None)
    if judgement.decision.track == "no_ticket":
        unit.audit.record(None, row.id, now, judgement_dict(judgement))
        return Opened(None, judgement=judgement)
    ticket = unit.tickets.add(_ticket(unit, office, row, reading, judgement, claimed, now))
    assert ticket.id is not None
    _write_down(unit, ticket, row, reading)
    unit.audit.record(ticket.id, row.id, now, judgement_dict(judgement))
    levels = judgement.decision.service_levels
    unit.tickets.set_levels(ticket.id, [(level.name, level.due_at, level.clock) for level in levels])
    pages = escalate.start(unit, office, ticket, judgement, now) if judgement.decision.page else ()
    answer = answer_order(unit, office, ticket, reading, judgement, pages, now)
    orders = [*([answer] if answer else ()), *notice_orders(office, ticket, judgement, bool(pages))]
    placed = [place(unit, office, order, now) for order in orders]
    return Opened(ticket, (*pages, *(message_id for message_id in placed if message_id)), bool(pages), judgement)


def judge(office: Office, row: LetterRow, reading: Reading, now: datetime, ticket: TicketFacts | None) -> Judgement:
    """The rules' judgement of a letter, as a first letter or on a ticket."""
    language = language_of(reading.message.new_text, office.settings.identity.default_language)
    facts = Facts(
        message=reading.message,
        verdict=reading.verdict,
        authentication=reading.authentication,
        report=reading.report,
        account=row.account,
        account_role=office.role_of(row.account),
        received_at=row.received_at,
        now=now,
        new_ticket=ticket is None,
        ticket=ticket,
        language=language,
    )
    return decide(facts, office.rules)


def record_undecided(unit: Unit, office: Office, row: LetterRow, reading: Reading, now: datetime) -> None:
    """Machine mail without a ticket leaves its trace all the same (promise D6)."""
    unit.audit.record(None, row.id, now, judgement_dict(judge(office, row, reading, now, ticket=None)))


def _ticket(
    unit: Unit,
    office: Office,
    row: LetterRow,
    reading: Reading,
    judgement: Judgement,
    claimed: Ticket | None,
    now: datetime,
) -> Ticket:
    message, decision = reading.message, judgement.decision
    report = fields.bare(reading.report) if reading.report else {}
    local = office.rules.zone
    return Ticket(
        number=unit.tickets.next_number(office.settings.identity.ticket_prefix, row.received_at.astimezone(local).year),
        state=_FIRST_STATE.get(decision.track, State.NEW),
        track=decision.track,
        severity=decision.severity,
        queue=decision.queue,
        opened_at=now,
        received_at=row.received_at,
        subject=message.subject[:500],
        language=language_of(message.new_text, office.settings.identity.default_language),
        requester=message.author.address if message.author else "",
        structure=report.get("structure"),
        significant=decision.significant,
        labels=decision.labels,
        report=report,
        questions=decision.questions,
        claims=claimed.number if claimed else None,
    )


def _write_down(unit: Unit, ticket: Ticket, row: LetterRow, reading: Reading) -> None:
    assert ticket.id is not None
    message = reading.message
    unit.tickets.add_entry(ticket.id, entry_of(reading, row, "report"))
    if row.truncated:
        text = f"the letter has {row.size} octets, more than the limit: only its beginning was kept"
        unit.tickets.add_entry(ticket.id, Entry(at=row.received_at, kind="truncated", direction="note", text=text))
    if ticket.claims:
        text = f"the author names {ticket.claims} but takes no part in it"
        unit.tickets.add_entry(ticket.id, Entry(at=row.received_at, kind="claim", direction="note", text=text))
    if message.message_id:
        unit.tickets.know(message.message_id, ticket.id, ours=False)
    if message.author:
        unit.tickets.add_participant(ticket.id, Participant(message.author.address, message.author.name))
