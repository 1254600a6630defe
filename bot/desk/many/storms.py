"""A storm: many reports of one incident within hours. One page stands for all of them, then digests tell what is new.

Only what is graver than everything paged so far is paged too; any other critical structure is in the digest at once, on
the thread of whoever was paged (docs/decisions/0013).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.desk.kept.incidents import Incident, Member
from bot.desk.kept.letters import LetterClass
from bot.desk.many.standing import department_of, is_carried
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.writing.context import letter_context
from bot.desk.writing.orders import Order, Threading, place
from bot.rules.decision import SEVERITIES
from bot.rules.escalation.policies import resolver
from bot.tickets.model import Ticket

_LONGEST = 40
_APART = timedelta(minutes=1)
"""Digests at once are so far apart."""
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


def shown_at_once(
    unit: Unit, office: Office, incident: Incident, stands: Ticket, withheld: Sequence[Ticket], now: datetime
) -> bool:
    """Tell reports that have no page of their own to whoever carries the page that stands for them and is on call, now;
    those that are new a minute after the last digest. False when there is nobody to be told: then they are paged."""
    assert incident.id is not None
    current = replace(unit.incidents.get(incident.number), paged=stands.id)
    if not _carriers(unit, office, current, now):
        return False
    last = current.digested_at
    joined = {member.ticket_id: member.at for member in unit.incidents.members(incident.id)}
    if last is not None and last <= now < last + _APART and all(joined[one.id or 0] > last for one in withheld):
        due = last + _APART
        unit.incidents.save(replace(current, digest_due_at=min(due, current.digest_due_at or due)))
    else:
        _tell(unit, office, current, now, withheld)
        unit.incidents.save(replace(current, digest_due_at=None, digested_at=now))
    return True


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


def _tell(unit: Unit, office: Office, incident: Incident, now: datetime, withheld: Sequence[Ticket] = ()) -> None:
    assert incident.id is not None
    members = [member for member in unit.incidents.members(incident.id) if member.standing != "split"]
    fresh = _fresh(unit, incident, members, withheld)
    if not fresh:
        return
    lead = unit.tickets.by_id(incident.paged or incident.lead)
    departments = {code for member in members if (code := department_of(unit.tickets.by_id(member.ticket_id)))}
    for reader in _readers(unit, office, incident, now):
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


def _fresh(unit: Unit, incident: Incident, members: Sequence[Member], withheld: Sequence[Ticket]) -> list[Ticket]:
    """What came since the last digest, or has no page for the sake of another's; the critical first."""
    since = incident.digested_at
    known = {one.id for one in withheld}
    new = [m.ticket_id for m in members if m.ticket_id not in known and (since is None or m.at > since)]
    tickets = [*withheld, *(unit.tickets.by_id(one) for one in new)]
    return sorted(tickets, key=lambda ticket: (-_rank(ticket), ticket.number))


def _lines(tickets: Sequence[Ticket], words: dict[str, str], incident: Incident) -> tuple[str, ...]:
    lines = [_line(ticket, words) for ticket in tickets[:_LONGEST]]
    over = len(tickets) - len(lines)
    return (*lines, *([words["more"].format(over, incident.number)] if over else []))


def _line(ticket: Ticket, words: dict[str, str]) -> str:
    department = department_of(ticket)
    parts = (
        words.get(ticket.severity or "", ""),
        ticket.number,
        letter_context(ticket).structure or words["nameless"],
        words["department"].format(department) if department else "",
    )
    return " – ".join(part for part in parts if part)


def _readers(unit: Unit, office: Office, incident: Incident, now: datetime) -> list[_Reader]:
    """Whoever carries the page, on its thread, then the people and teams of the configuration, each once."""
    readers = _carriers(unit, office, incident, now)
    for name in office.settings.incidents.tell:
        person = office.person(name)
        if person is not None and person.mails:
            readers.setdefault(name, _Reader(name, person.mails, person.language))
    return list(readers.values())


def _carriers(unit: Unit, office: Office, incident: Incident, now: datetime) -> dict[str, _Reader]:
    """Whoever was paged, or has taken it, and while the page is carried whoever is on call by now.

    Once somebody has taken the case the others paged are left alone.
    """
    row = unit.cases.latest(incident.paged) if incident.paged is not None else None
    if row is None:
        return {}
    pages = {page.person: page.message_id for page in unit.cases.pages(row.id)}
    holder = row.case.taken_by
    names = [holder] if holder is not None else list(pages)
    if is_carried(unit.cases.running(row.ticket_id), office, now):
        on_call = resolver(office.rules.schedules, office.people)(row.case.policy.steps[0].target, now)
        names += [name for name in on_call if name not in pages]
    found: dict[str, _Reader] = {}
    for name in names:
        person = office.person(name)
        mails = person.mails if person else ((name,) if "@" in name else ())
        if mails:
            language = person.language if person else office.settings.identity.default_language
            found.setdefault(name, _Reader(name, mails, language, pages.get(name)))
    return found


def _rank(ticket: Ticket) -> int:
    return SEVERITIES.index(ticket.severity) if ticket.severity in SEVERITIES else -1
