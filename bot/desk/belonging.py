"""Whether a letter joins a ticket: the evidence in it, weighed against who wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.errors import Missing
from bot.mail import identifiers
from bot.tickets.correlate import Claim, Standing, claims, standing
from bot.tickets.model import Ticket


@dataclass(frozen=True, slots=True)
class Belonging:
    """The ticket joined, how its author stands to it and by what evidence; or the ticket a stranger claimed."""

    ticket: Ticket | None
    standing: Standing = Standing.STRANGER
    evidence: str = ""
    claimed: Ticket | None = None


def find_ticket(unit: Unit, office: Office, reading: Reading, anybody: bool = False) -> Belonging:
    """The ticket a letter joins. `anybody` skips the question who wrote: for machine mail, which changes nothing."""
    claimed: Ticket | None = None
    for claim in _claims(unit, office, reading):
        ticket = _claimed_ticket(unit, claim)
        if ticket is None:
            continue
        stands = _standing(unit, office, reading, ticket)
        if anybody or stands is not Standing.STRANGER:
            return Belonging(_followed(unit, ticket), stands, claim.evidence)
        claimed = claimed or ticket
    return Belonging(None, claimed=claimed)


def _claims(unit: Unit, office: Office, reading: Reading) -> list[Claim]:
    prefix, key = office.settings.identity.ticket_prefix, office.settings.identity.key

    def known(ids: Sequence[str]) -> dict[str, int]:
        return {message_id: ticket_id for message_id, (ticket_id, _) in unit.tickets.known(ids).items()}

    def numbers_in(text: str) -> Sequence[str]:
        return identifiers.find_tokens(prefix, text)

    message = reading.message
    addressed = (*(a.address for a in (*message.to, *message.cc)), *message.delivered_to)
    signed = identifiers.find_signed_tokens(key, prefix, "\n".join((*addressed, message.text)))
    return claims(message, known, signed, numbers_in)


def _claimed_ticket(unit: Unit, claim: Claim) -> Ticket | None:
    try:
        if claim.ticket_id is not None:
            return unit.tickets.by_id(claim.ticket_id)
        return unit.tickets.get(claim.number or "")
    except Missing:
        return None


def _followed(unit: Unit, ticket: Ticket) -> Ticket:
    """A merged ticket's letters go to the one it was merged into."""
    return unit.tickets.get(ticket.merged_into) if ticket.merged_into else ticket


def _standing(unit: Unit, office: Office, reading: Reading, ticket: Ticket) -> Standing:
    author = reading.message.author
    if author is None or ticket.id is None:
        return Standing.STRANGER
    return standing(
        author.address,
        reading.authentication.trust,
        unit.tickets.participants(ticket.id),
        office.settings.webmail_domains,
    )
