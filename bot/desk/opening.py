"""A new matter: decided, numbered, written down, answered, told to whom it concerns, paged if it must be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.desk.authority import CALL_BACK, unproven
from bot.desk.entries import entry_of, file_shown, warning_of
from bot.desk.judging import first_judgement
from bot.desk.kept.levels import Level
from bot.desk.kept.records import LetterRow
from bot.desk.many import gathering
from bot.desk.many.gathering import Gathered
from bot.desk.many.storms import quiet_names
from bot.desk.office import Office
from bot.desk.pages import escalate
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.desk.screen import SEALED, sealed
from bot.desk.writing import reminders
from bot.desk.writing.answering import answer_order
from bot.desk.writing.notices import notice_orders
from bot.desk.writing.orders import place
from bot.report import fields
from bot.rules.decision import Judgement
from bot.rules.trace import record_of
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
    reading = sealed(reading)
    judgement = first_judgement(office, row, reading, now)
    if judgement.decision.track == "no_ticket":
        unit.audit.record(None, row.id, now, record_of(judgement))
        return Opened(None, judgement=judgement)
    ticket = unit.tickets.add(_ticket(unit, office, row, reading, judgement, claimed, now))
    assert ticket.id is not None
    _write_down(unit, ticket, row, reading)
    unit.audit.record(ticket.id, row.id, now, record_of(judgement))
    levels = judgement.decision.service_levels
    unit.tickets.set_levels(ticket.id, [Level(one.name, one.due_at, one.clock, one.remind_at) for one in levels])
    gathered = gathering.gather(unit, office, ticket, reading, now)
    pages = _wake(unit, office, ticket, judgement, gathered, now)
    answered = _answer(unit, office, ticket, reading, judgement, pages, now)
    quiet = quiet_names(office, gathered.incident, ticket) if gathered else ()
    news = (CALL_BACK,) if unproven(office, reading) else ()
    orders = notice_orders(office, ticket, judgement, bool(pages), quiet=quiet, news=news)
    placed = (answered, *(place(unit, office, order, now) for order in orders))
    return Opened(ticket, (*pages, *(message_id for message_id in placed if message_id)), bool(pages), judgement)


def _wake(
    unit: Unit, office: Office, ticket: Ticket, judgement: Judgement, gathered: Gathered | None, now: datetime
) -> tuple[str, ...]:
    """The pages of a new ticket; none when the rules order none, or in a storm another's page stands for it."""
    if judgement.decision.page is None:
        return ()
    if gathered is not None and gathering.covered(unit, office, gathered.incident, ticket, now, gathered.reasons):
        return ()
    pages = escalate.start(unit, office, ticket, judgement, now)
    gathering.paged(unit, gathered, ticket, pages)
    return pages


def _answer(
    unit: Unit,
    office: Office,
    ticket: Ticket,
    reading: Reading,
    judgement: Judgement,
    pages: tuple[str, ...],
    now: datetime,
) -> str | None:
    """The acknowledgement's Message-ID; from now on the answer to the questions in it is awaited."""
    due_at = reminders.answer_due(office, ticket, now)
    order = answer_order(unit, office, ticket, reading, judgement, pages, now, due_at)
    message_id = place(unit, office, order, now) if order is not None else None
    if order is not None and message_id is not None and order.held is None:
        reminders.begin(unit, ticket, message_id, due_at, now)
    return message_id


def record_undecided(unit: Unit, office: Office, row: LetterRow, reading: Reading, now: datetime) -> None:
    """Machine mail without a ticket leaves its trace all the same (promise D6)."""
    unit.audit.record(None, row.id, now, record_of(first_judgement(office, row, reading, now)))


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
        # Read once already, by whoever judged.
        language=judgement.facts["language"],
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
    if (warning := warning_of(reading, row)) is not None:
        unit.tickets.add_entry(ticket.id, warning)
    if row.truncated:
        text = f"the letter has {row.size} octets, more than the limit: only its beginning was kept"
        unit.tickets.add_entry(ticket.id, Entry(at=row.received_at, kind="truncated", direction="note", text=text))
    if any(SEALED in attachment.flags for attachment in message.attachments):
        names = ", ".join(file_shown(attachment) for attachment in message.attachments)
        text = f"pièces jointes scellées, données de patients : {names}"
        unit.tickets.add_entry(ticket.id, Entry(at=row.received_at, kind="sealed", direction="note", text=text))
    if ticket.claims:
        text = f"the author names {ticket.claims} but takes no part in it"
        unit.tickets.add_entry(ticket.id, Entry(at=row.received_at, kind="claim", direction="note", text=text))
    if message.message_id:
        unit.tickets.know(message.message_id, ticket.id, ours=False)
    if message.author:
        unit.tickets.add_participant(ticket.id, Participant(message.author.address, message.author.name))
