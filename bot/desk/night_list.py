"""The list the desk gets when its hours begin: what came in while it was closed and what nobody has taken yet.

Each line names a ticket, its severity, structure, owner and the state of its case; nothing of what was written.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.desk.context import letter_context
from bot.desk.letters import LetterClass, LetterContext
from bot.desk.office import Office
from bot.desk.orders import Order, place
from bot.desk.ports import Unit
from bot.rules.decision import SEVERITIES
from bot.rules.policy import Policy
from bot.tickets.model import Ticket
from bot.tickets.states import State, is_open

_LONGEST = 60
_LOOKED_AT = 5000
_ALL = 1_000_000
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


def open_tickets(unit: Unit) -> Iterable[Ticket]:
    """Tickets of real matters on which the desk still has work, in no order; not those told as resolved."""
    states = (state for state in State if is_open(state) and state not in (State.RESOLVED_DECLARED, State.EXERCISE))
    return (
        ticket for state in states for ticket in unit.tickets.listed(state=state, limit=_ALL) if ticket.track == "real"
    )


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
    recent = (t for t in unit.tickets.listed(limit=_LOOKED_AT) if t.opened_at >= since and t.track == "real")
    left = (t for t in open_tickets(unit) if t.owner is None and t.severity == "critical")
    found = {t.number: t for t in (*recent, *left) if t.state is not State.DUPLICATE}
    tickets = sorted(found.values(), key=lambda t: (-_rank(t), t.number))
    words = _WORDS["en" if language == "en" else "fr"]
    lines = [_line(unit, ticket, words) for ticket in tickets[:_LONGEST]]
    over = len(tickets) - len(lines)
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


def _rank(ticket: Ticket) -> int:
    return SEVERITIES.index(ticket.severity) if ticket.severity in SEVERITIES else -1
