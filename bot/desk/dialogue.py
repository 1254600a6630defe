"""Questions and answers: which questions a letter answers, and the report as those answers complete it.

What a letter repeats of ours is never read as the declarant's word, and numbers count only where it is known which
letter numbered them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.desk.kept.records import OutboxEntry
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.mail.message import Message
from bot.report.asked import cut_out, repeated_questions, without
from bot.report.dialogue.answers import read_answers
from bot.report.dialogue.pieces import pieces_of
from bot.report.dialogue.resolution import RESOLUTION, read_resolution, stretches
from bot.report.fields import Found, Report, Territory
from bot.report.place.directory import place
from bot.report.place.territory import zone_of
from bot.report.read import read
from bot.tickets.model import Ticket
from bot.tickets.states import State

_LOOKED_AT = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """The questions in the order in which the letter that is answered numbered them, and that letter's text as sent.

    `rivals` are the sets of which one may be meant when nothing tells which: then `names` is empty.
    """

    names: tuple[str, ...] = ()
    letter: str = ""
    rivals: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Heard:
    """The reading with what was answered in its report; the letter's own words as the rules are to weigh them, without
    what it repeats and what it tells of the end; what was told of that end; whether there are answers of which nobody
    knows what they answer."""

    reading: Reading
    own: Message
    resolution: Mapping[str, Any] = field(default_factory=dict)
    unplaced: bool = False


def heard(unit: Unit, office: Office, ticket: Ticket, reading: Reading, received_at: datetime) -> Heard:
    """What a follow-up says to its ticket, our own words set apart."""
    message, lexicons = reading.message, office.lexicons
    if lexicons is None or reading.report is None:
        return Heard(reading, message)
    asked = asked_in(unit, ticket, reading)
    zone = zone_of(Territory((ticket.report.get("territory") or {}).get("department"), None, None))
    own = without(message, asked.letter) if asked.letter else message
    whole = reading.report if own == message else read(own, lexicons, received_at)
    ended = _speaks_of_the_end(ticket, whole, asked)
    weighed = cut_out(own, stretches(message, asked.names, lexicons, own)) if ended else own
    report = whole if weighed == own else _apart(read(weighed, lexicons, received_at), whole)
    if report is not reading.report:
        report = place(report, unit.establishments, hints=False)
    answers = read_answers(message, asked.names, lexicons, received_at, zone, own)
    report = _with(report, answers)
    told: Mapping[str, Any] = {}
    if ended:
        told = read_resolution(message, asked.names, lexicons, received_at, zone, own)
        if "noticed_at" not in answers:
            # The instant of an end is none of a beginning.
            report = replace(report, noticed_at=None)
    unplaced = any(pieces_of(message, list(rival), lexicons, own) for rival in asked.rivals)
    return Heard(replace(reading, report=report, foresight=None), weighed, told, unplaced)


def asked_in(unit: Unit, ticket: Ticket, reading: Reading) -> Asked:
    """The questions of the letter that is answered: by what it replies to, then by what it quotes, then by its chain;
    else the newest, unless they number things differently from older ones."""
    message = reading.message
    sets = [entry for entry in _to_declarant(unit, ticket) if entry.context.get("questions")]
    replied = [_ours(unit, ticket, message_id) for message_id in message.in_reply_to]
    for entry in replied:
        if entry is not None and entry.context.get("questions"):
            return _asked(entry)
    quoted = {entry.id: repeated_questions(message, entry.text or "") for entry in sets}
    best = max(quoted.values(), default=0)
    if best and list(quoted.values()).count(best) == 1:
        return next(_asked(entry) for entry in sets if quoted[entry.id] == best)
    if not any(replied):
        for message_id in (*reversed(message.references), *message.inner_ids):
            entry = _ours(unit, ticket, message_id)
            if entry is not None and entry.context.get("questions"):
                return _asked(entry)
    return _newest(ticket, sets, "\n\n".join(e.text for e in replied if e is not None and e.text), any(replied))


def still_missing(asked: tuple[str, ...], merged: Mapping[str, Any]) -> tuple[str, ...]:
    """What of the questions is not answered yet. « Je ne sais pas » is an answer, a FINESS with a wrong key none."""
    unsure = merged.get("unsure") or ()
    return tuple(name for name in asked if name not in unsure and not _told(name, merged))


def _newest(ticket: Ticket, sets: list[OutboxEntry], letter: str, replied: bool) -> Asked:
    """The newest questions; none where a letter without questions is answered, or numbers could mean another set."""
    rivals = tuple(dict.fromkeys(tuple(entry.context["questions"]) for entry in sets))
    if not sets:
        return Asked(ticket.questions, letter)
    if len(rivals) > 1 or replied:
        return Asked((), letter or sets[0].text or "", rivals)
    return _asked(sets[0])


def _asked(entry: OutboxEntry) -> Asked:
    return Asked(tuple(entry.context["questions"]), entry.text or "")


def _ours(unit: Unit, ticket: Ticket, message_id: str) -> OutboxEntry | None:
    entry = unit.outbox.find(message_id)
    return entry if entry is not None and entry.ticket_id == ticket.id and not entry.person else None


def _to_declarant(unit: Unit, ticket: Ticket) -> list[OutboxEntry]:
    """Newest first."""
    return [entry for entry in unit.outbox.listed(ticket_id=ticket.id, limit=_LOOKED_AT) if not entry.person]


def _apart(report: Report, whole: Report) -> Report:
    """The report without what tells of the end; the whole letter says how things stand and whether help is wanted."""
    return replace(report, state=whole.state, support_requested=whole.support_requested, sensitive=whole.sensitive)


def _speaks_of_the_end(ticket: Ticket, report: Report, asked: Asked) -> bool:
    state = report.get("state")
    over = ticket.state is State.RESOLVED_DECLARED or bool(set(asked.names) & set(RESOLUTION))
    return state == "resolved" or (over and state != "ongoing")


def _told(name: str, merged: Mapping[str, Any]) -> bool:
    if name == "finess" and merged.get("finess_valid") is False:
        return False
    return merged.get(name) not in (None, "unknown", [], ())


def _with(report: Report, answers: Mapping[str, Found[Any]]) -> Report:
    """The report with the answers before its prose; what was answered by « je ne sais pas » is unknown in both."""
    if not answers:
        return report
    before = report.unsure.value if report.unsure else ()
    unsure = answers.get("unsure")
    changes: dict[str, Any] = dict(answers)
    if unsure is not None:
        changes["unsure"] = replace(unsure, value=tuple(dict.fromkeys((*before, *unsure.value))))
        changes |= {name: None for name in unsure.value if name not in answers}
    return replace(report, **changes)
