"""A storm: many reports of one incident within hours. One page stands for all of them, then digests tell what is new.

A critical structure that asks for help is paged all the same; any other critical one is in the digest at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.desk.kept.incidents import Incident, Member
from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import CaseRow
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.writing.context import letter_context
from bot.desk.writing.orders import Order, Threading, place
from bot.rules.decision import SEVERITIES
from bot.tickets.model import Ticket

_LONGEST = 40
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


def page_that_stands(unit: Unit, incident: Incident, ticket: Ticket) -> Ticket | None:
    """The ticket whose running page stands for this one in a storm; None when this one must be paged itself."""
    helpless = ticket.severity == "critical" and ticket.report.get("support_requested") is True
    if helpless or not page_stands(unit, incident) or incident.paged is None:
        return None
    return unit.tickets.by_id(incident.paged)


def page_stands(unit: Unit, incident: Incident) -> bool:
    """Whether a page is running that stands for the reports of this storm, save for those that ask for help."""
    if incident.storm_at is None or incident.paged is None:
        return False
    return unit.cases.running(incident.paged) is not None


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


def _department(ticket: Ticket) -> str | None:
    return (ticket.report.get("territory") or {}).get("department")


def _rank(ticket: Ticket) -> int:
    return SEVERITIES.index(ticket.severity) if ticket.severity in SEVERITIES else -1
