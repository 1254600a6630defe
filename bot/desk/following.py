"""A follow-up: what it adds to a ticket, whether the matter rises, relapses or is told as resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from bot.desk import pace, resolution
from bot.desk.authority import CALL_BACK, unproven
from bot.desk.belonging import Belonging
from bot.desk.dialogue import Heard, heard, still_missing
from bot.desk.entries import entry_of, warning_of
from bot.desk.judging import judge
from bot.desk.kept.ending import with_end
from bot.desk.kept.records import LetterRow
from bot.desk.many.gathering import covered
from bot.desk.office import Office
from bot.desk.pages import escalate
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.desk.screen import sealed
from bot.desk.writing.context import merged_report
from bot.desk.writing.notices import notice_orders
from bot.desk.writing.orders import place
from bot.errors import Illegal
from bot.report import fields
from bot.rules.decision import SEVERITIES, Judgement, Severity, Track
from bot.rules.facts import TicketFacts
from bot.rules.trace import record_of
from bot.tickets.correlate import Standing
from bot.tickets.model import Entry, Participant, Ticket
from bot.tickets.states import Event, State, after


@dataclass(frozen=True, slots=True)
class Followed:
    """The ticket as it stands now, the Message-IDs ordered, whether this letter started a page."""

    ticket: Ticket
    letters: tuple[str, ...]
    page: bool
    judgement: Judgement


def follow_up(
    unit: Unit, office: Office, row: LetterRow, reading: Reading, belonging: Belonging, now: datetime
) -> Followed:
    """Append a letter to its ticket. Nothing is lowered by it; only a participant declares a resolution."""
    old = belonging.ticket
    assert old is not None and old.id is not None
    running = unit.cases.running(old.id)
    before = TicketFacts(
        track=cast(Track, old.track),
        severity=cast(Severity | None, old.severity),
        state=old.state,
        owned=old.owner is not None,
        running_case=running is not None,
    )
    said = heard(unit, office, old, reading, row.received_at)
    reading = sealed(said.reading)
    weighed = replace(reading, message=said.own)
    judgement = judge(office, weighed, row.account, row.received_at, now, before)
    unit.audit.record(old.id, row.id, now, record_of(judgement))
    _write_down(unit, old.id, row, reading, belonging)
    _note_unplaced(unit, old.id, row, said)
    unit.tickets.stop_awaiting(old.id)
    ticket = unit.tickets.save(_changed(old, reading, judgement, belonging.standing, said.resolution))
    pace.state_changed(unit, office, old, ticket, now)
    if (ticket.severity, ticket.track) != (old.severity, old.track):
        pace.promised_anew(unit, old.id, judgement.decision.service_levels)
    _note_changes(unit, old, ticket, now)
    if ticket.state is State.RESOLVED_DECLARED and running is not None:
        escalate.close(unit, running, "resolution_declared", now)
    starts = judgement.decision.page is not None and running is None and not _covered(unit, office, ticket, now)
    pages = escalate.start(unit, office, ticket, judgement, now) if starts else ()
    ended = resolution.declared(old, ticket)
    asked = resolution.questions_order(ticket, reading) if ended else None
    news = ((CALL_BACK,) if unproven(office, reading) else ()) + ((resolution.TOLD,) if ended else ())
    notices = notice_orders(office, ticket, judgement, bool(pages), occasion=str(row.id), news=news)
    orders = [*([asked] if asked else ()), *notices]
    placed = [place(unit, office, order, now) for order in orders]
    return Followed(ticket, (*pages, *(m for m in placed if m)), bool(pages), judgement)


def _covered(unit: Unit, office: Office, ticket: Ticket, now: datetime) -> bool:
    """In a storm one page stands for what follows too (docs/decisions/0013)."""
    assert ticket.id is not None
    incident = unit.incidents.of_ticket(ticket.id)
    return incident is not None and covered(unit, office, incident, ticket, now)


def _write_down(unit: Unit, ticket_id: int, row: LetterRow, reading: Reading, belonging: Belonging) -> None:
    author = reading.message.author
    unit.tickets.add_entry(ticket_id, entry_of(reading, row, "follow_up"))
    if (warning := warning_of(reading, row)) is not None:
        unit.tickets.add_entry(ticket_id, warning)
    if reading.message.message_id:
        unit.tickets.know(reading.message.message_id, ticket_id, ours=False)
    if author and belonging.standing is Standing.COLLEAGUE:
        colleague = Participant(author.address, author.name, "colleague", confirmed=False)
        unit.tickets.add_participant(ticket_id, colleague)
    elif author and not unit.tickets.participants(ticket_id):
        # Opened for a letter nobody could read: only now, out of quarantine, it says who wrote it.
        unit.tickets.add_participant(ticket_id, Participant(author.address, author.name))


def _note_unplaced(unit: Unit, ticket_id: int, row: LetterRow, said: Heard) -> None:
    """Numbers that could mean two of our letters are no answers: a person reads them."""
    if said.unplaced:
        text = (
            "réponses numérotées sans que l’on sache à quelles questions : à lire par une personne, rien n’est repris"
        )
        note = Entry(at=row.received_at, kind="answers_unplaced", direction="note", text=text, letter_id=row.id)
        unit.tickets.add_entry(ticket_id, note)


def _changed(
    old: Ticket, reading: Reading, judgement: Judgement, standing: Standing, ended: Mapping[str, Any]
) -> Ticket:
    # What a letter only leans to replaces nothing, answers nothing and moves no state (decision 0017).
    report = fields.bare(replace(reading.report, leanings=())) if reading.report else {}
    decision = judgement.decision
    merged = with_end(merged_report(old.report, report), ended)
    # « je ne sais pas » answers also where the first letter leaned to a value
    told = {**report, "unsure": [*(merged.get("unsure") or ()), *(report.get("unsure") or ())]}
    author = reading.message.author
    rises = old.track == "exercise" and decision.track == "real"
    return replace(
        old,
        state=_next_state(old, report, standing, rises),
        track="real" if rises else old.track,
        severity=_higher(old.severity, decision.severity),
        significant=old.significant or decision.significant,
        labels=tuple(dict.fromkeys((*old.labels, *decision.labels))),
        structure=old.structure or merged.get("structure"),
        subject=old.subject or reading.message.subject[:500],
        requester=old.requester or (author.address if author else ""),
        report=merged,
        questions=still_missing(old.questions, told),
    )


def _next_state(old: Ticket, report: dict[str, object], standing: Standing, rises: bool) -> State:
    events = [Event.DECLARANT_WROTE]
    if rises:
        events = [Event.JUDGED_REAL]
    elif standing is Standing.PARTICIPANT and report.get("state") == "resolved":
        events.append(Event.RESOLUTION_DECLARED)
    elif old.state is State.RESOLVED_DECLARED and report.get("state") == "ongoing":
        events.append(Event.RELAPSED)
    state = old.state
    for event in events:
        try:
            state = after(state, event)
        except Illegal:
            # A merged or redirected ticket keeps its state whatever the letter says; the entry stands there.
            continue
    return state


def _note_changes(unit: Unit, old: Ticket, new: Ticket, now: datetime) -> None:
    assert new.id is not None
    for name in ("state", "track", "severity"):
        was, is_ = getattr(old, name), getattr(new, name)
        if was != is_:
            change = Entry(at=now, kind=name, direction="change", text=f"{was} → {is_}", author="follow-up")
            unit.tickets.add_entry(new.id, change)


def _higher(old: str | None, new: str | None) -> str | None:
    return max((s for s in (old, new) if s is not None), key=SEVERITIES.index, default=None)
