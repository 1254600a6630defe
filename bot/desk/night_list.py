"""The list the desk gets when its hours begin: what came in while it was closed and what nobody has taken yet.

Each line names a ticket, its severity, structure, owner and the state of its case; nothing of what was written.
"""

from __future__ import annotations

from datetime import datetime

from bot.desk.kept.letters import LetterClass, LetterContext
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.writing.context import letter_context
from bot.desk.writing.orders import Order, place
from bot.rules.decision import SEVERITIES
from bot.rules.escalation.policy import Policy
from bot.tickets.model import Ticket

_LONGEST = 60
_LOOKED_AT = 5000
_WORDS = {
    "fr": {
        "critical": "critique",
        "major": "majeure",
        "moderate": "modérée",
        "minor": "mineure",
        "escalating": "appel en cours",
        "acknowledged": "astreinte prévenue, dossier pris",
        "alarming": "appel sans réponse",
        "closed": "appel terminé",
        "none": "pas d'appel",
        "owner": "responsable {}",
        "nobody": "sans responsable",
        "more": "et {} de plus, voir la liste des dossiers",
    },
    "en": {
        "critical": "critical",
        "major": "major",
        "moderate": "moderate",
        "minor": "minor",
        "escalating": "being paged",
        "acknowledged": "on call reached, ticket taken",
        "alarming": "pages unanswered",
        "closed": "page ended",
        "none": "no page",
        "owner": "owner {}",
        "nobody": "no owner",
        "more": "and {} more, see the list of tickets",
    },
}


def send(unit: Unit, office: Office, policy: Policy, closed_at: datetime, opened_at: datetime, now: datetime) -> bool:
    """Order the list of the time between two edges, also when nothing happened; False when it was ordered before."""
    to, language = _recipients(office, policy)
    order = Order(
        effect=f"night-list/{policy.name}/{opened_at.isoformat()}",
        cls=LetterClass.NOTICE,
        template="night-list",
        to=to,
        context=LetterContext(closes_at=closed_at, opens_at=opened_at, facts=_lines(unit, language, closed_at)),
        language=language,
    )
    return place(unit, office, order, now) is not None


def _recipients(office: Office, policy: Policy) -> tuple[tuple[str, ...], str]:
    """Whom the policy tells, and in which language; the operator when the configuration no longer knows the name."""
    default = office.settings.identity.default_language
    name = (policy.adoption and policy.adoption.tell) or policy.last_resort.name
    person = office.person(name)
    if person is not None and person.mails:
        return person.mails, person.language
    if "@" in name:
        owners = [office.person(owner) for owner in office.persons_at(name)]
        return (name,), next((owner.language for owner in owners if owner), default)
    return office.settings.alarms_to, default


def _lines(unit: Unit, language: str, since: datetime) -> tuple[str, ...]:
    found = {brief.number: brief for brief in (*unit.cases.opened_since(since, _LOOKED_AT), *unit.cases.unowned())}
    briefs = sorted(found.values(), key=lambda brief: (-_rank(brief.severity), brief.number))
    words = _WORDS["en" if language == "en" else "fr"]
    lines = [_line(unit, unit.tickets.by_id(brief.ticket_id), words) for brief in briefs[:_LONGEST]]
    over = len(briefs) - len(lines)
    return (*lines, *([words["more"].format(over)] if over else []))


def _line(unit: Unit, ticket: Ticket, words: dict[str, str]) -> str:
    assert ticket.id is not None, "a stored ticket has an id"
    row = unit.cases.latest(ticket.id)
    structure = letter_context(ticket).structure
    parts = (
        ticket.number,
        words.get(ticket.severity or "", ""),
        structure or "",
        words["owner"].format(ticket.owner) if ticket.owner else words["nobody"],
        words[row.case.state if row else "none"],
    )
    return " – ".join(part for part in parts if part)


def _rank(severity: str | None) -> int:
    return SEVERITIES.index(severity) if severity in SEVERITIES else -1
