"""A storm: many reports of one incident within hours. One page stands for all of them, then digests tell what is new.

Only what is graver than everything paged so far is paged too; any other critical structure is in the digest at once, on
the thread of whoever was paged (docs/decisions/0013).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.desk.kept.incidents import Incident, Member
from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import CaseRow
from bot.desk.many.likeness import SAME_WORDS
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.writing.context import letter_context
from bot.desk.writing.orders import Order, Threading, place
from bot.rules.decision import SEVERITIES
from bot.tickets.model import Ticket

_LONGEST = 40
_BEYOND = "health-system"
_WORDS = {
    "fr": {
        "critical": "NOUVEAU CRITIQUE",
        "major": "majeure",
        "moderate": "modérée",
        "minor": "mineure",
        "department": "département {}",
        "nameless": "structure non précisée",
        "more": "et {} de plus, voir « veilleur incidents show {} »",
    },
    "en": {
        "critical": "NEW CRITICAL",
        "major": "major",
        "moderate": "moderate",
        "minor": "minor",
        "department": "département {}",
        "nameless": "structure not named",
        "more": "and {} more, see “veilleur incidents show {}”",
    },
}


@dataclass(frozen=True, slots=True)
class _Reader:
    name: str
    mails: tuple[str, ...]
    language: str
    page: str | None = None


def storming(unit: Unit, office: Office, incident: Incident, ticket: Ticket, now: datetime) -> Incident:
    """The incident after one more report: whether it is a storm now, and when the next digest is due."""
    assert incident.id is not None
    settings = office.settings.incidents
    joined = unit.incidents.joined_since(incident.id, now - settings.storm_within)
    if joined < settings.storm_reports:
        return incident if incident.storm_at is None else unit.incidents.save(replace(incident, storm_at=None))
    due = now
    if incident.storm_at is not None and ticket.severity != "critical" and incident.digested_at is not None:
        due = max(now, incident.digested_at + settings.digest_every)
    due = min(due, incident.digest_due_at or due)
    changed = replace(incident, storm_at=incident.storm_at or now, digest_due_at=due)
    return incident if changed == incident else unit.incidents.save(changed)


def page_that_stands(unit: Unit, incident: Incident, ticket: Ticket, reasons: Sequence[str] = ()) -> Ticket | None:
    """The ticket whose running page stands for this one; None when this one must be paged itself.

    Before it is a storm a page stands only for whoever tells the same in nearly the same words (`reasons` of the
    proposal).
    """
    covers = incident.storm_at is not None or SAME_WORDS in reasons
    if incident.paged is None or not covers or unit.cases.running(incident.paged) is None:
        return None
    return None if graver(unit, incident, ticket) else unit.tickets.by_id(incident.paged)


def page_stands(unit: Unit, incident: Incident) -> bool:
    """Whether a page is running that stands for the reports of this storm, save for graver ones."""
    if incident.storm_at is None or incident.paged is None:
        return False
    return unit.cases.running(incident.paged) is not None


def graver(unit: Unit, incident: Incident, ticket: Ticket) -> bool:
    """Whether what this structure tells is graver than all that was paged for the incident.

    Emergency calls lost in one département are not covered by a page about another's.
    """
    grade = _grade(ticket)
    if not grade:
        return False
    paged = [one for one in _paged(unit, incident) if one.id != ticket.id]
    if grade == _EMERGENCY:
        paged = [one for one in paged if _department(one) == _department(ticket)]
    return all(_grade(one) < grade for one in paged)


def shown_at_once(unit: Unit, incident: Incident, now: datetime) -> None:
    """A report that has no page of its own is in a digest that goes now."""
    current = unit.incidents.get(incident.number)
    unit.incidents.save(replace(current, digest_due_at=now))


def quiet_names(office: Office, incident: Incident, ticket: Ticket) -> tuple[str, ...]:
    """Who needs no notice of its own for this ticket: in a storm the digest tells them, unless it is critical."""
    calm = incident.storm_at is None or ticket.severity == "critical"
    return () if calm else office.settings.incidents.tell


def tick(unit: Unit, office: Office, now: datetime, limit: int = 20) -> int:
    """Order the digests that are due; the number of incidents told."""
    due = unit.incidents.digests_due(now, limit)
    for incident in due:
        _tell(unit, office, incident, now)
        unit.incidents.save(replace(incident, digest_due_at=None, digested_at=now))
    return len(due)


def _tell(unit: Unit, office: Office, incident: Incident, now: datetime) -> None:
    assert incident.id is not None
    members = [member for member in unit.incidents.members(incident.id) if member.standing != "split"]
    fresh = _fresh(unit, incident, members)
    if not fresh:
        return
    lead = unit.tickets.by_id(incident.paged or incident.lead)
    departments = {code for member in members if (code := _department(unit.tickets.by_id(member.ticket_id)))}
    for reader in _readers(unit, office, incident):
        words = _WORDS["en" if reader.language == "en" else "fr"]
        order = Order(
            effect=f"{incident.number}/digest/{incident.version}/{reader.name}",
            cls=LetterClass.NOTICE,
            template="storm-digest",
            to=reader.mails,
            context=letter_context(
                lead,
                incident=incident.number,
                count=len(members),
                departments=tuple(sorted(departments)),
                facts=_lines(fresh, words, incident),
                person=reader.name,
            ),
            language=reader.language,
            ticket_id=lead.id,
            ticket=lead.number,
            person=reader.name,
            threading=Threading.answering(reader.page, ()),
        )
        place(unit, office, order, now)


def _fresh(unit: Unit, incident: Incident, members: Sequence[Member]) -> list[Ticket]:
    """What came since the last digest, the critical first."""
    since = incident.digested_at
    tickets = [unit.tickets.by_id(member.ticket_id) for member in members if since is None or member.at > since]
    return sorted(tickets, key=lambda ticket: (-_rank(ticket), ticket.number))


def _lines(tickets: Sequence[Ticket], words: dict[str, str], incident: Incident) -> tuple[str, ...]:
    lines = [_line(ticket, words) for ticket in tickets[:_LONGEST]]
    over = len(tickets) - len(lines)
    return (*lines, *([words["more"].format(over, incident.number)] if over else []))


def _line(ticket: Ticket, words: dict[str, str]) -> str:
    department = _department(ticket)
    parts = (
        words.get(ticket.severity or "", ""),
        ticket.number,
        letter_context(ticket).structure or words["nameless"],
        words["department"].format(department) if department else "",
    )
    return " – ".join(part for part in parts if part)


def _readers(unit: Unit, office: Office, incident: Incident) -> list[_Reader]:
    """Whoever was paged, on the thread of his page, then the people and teams of the configuration, each once."""
    readers: dict[str, _Reader] = {}
    row = unit.cases.latest(incident.paged) if incident.paged is not None else None
    for page in unit.cases.pages(row.id) if row is not None else ():
        if row is not None and _concerns(row, page.person):
            person = office.person(page.person)
            mails = person.mails if person else (page.person,)
            language = person.language if person else office.settings.identity.default_language
            readers[page.person] = _Reader(page.person, mails, language, page.message_id)
    for name in office.settings.incidents.tell:
        person = office.person(name)
        if person is not None and person.mails:
            readers.setdefault(name, _Reader(name, person.mails, person.language))
    return list(readers.values())


def _concerns(row: CaseRow, person: str) -> bool:
    """Once somebody has taken the case the others paged are left alone."""
    return row.case.taken_by in (None, person)


_HARMED, _EMERGENCY = 1, 2


def _grade(ticket: Ticket) -> int:
    """How far a critical matter reaches, as report and rules tell: patients in danger for certain where help is not
    declined, or the health system beyond the structure (emergency calls, ambulances sent away)."""
    if ticket.severity != "critical":
        return 0
    if _BEYOND in ticket.labels:
        return _EMERGENCY
    harmed = ticket.report.get("patient_impact") == "proven" and ticket.report.get("support_requested") is not False
    return _HARMED if harmed else 0


def _paged(unit: Unit, incident: Incident) -> list[Ticket]:
    assert incident.id is not None
    members = [one.ticket_id for one in unit.incidents.members(incident.id) if one.standing != "split"]
    return [unit.tickets.by_id(one) for one in members if unit.cases.latest(one) is not None]


def _department(ticket: Ticket) -> str | None:
    return (ticket.report.get("territory") or {}).get("department")


def _rank(ticket: Ticket) -> int:
    return SEVERITIES.index(ticket.severity) if ticket.severity in SEVERITIES else -1
