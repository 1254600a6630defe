"""A structure tells that its incident is over: it is asked once for when, why and how long it ran degraded, and what
it tells is kept beside its report."""

from __future__ import annotations

from bot.desk.kept.ending import still_open
from bot.desk.kept.letters import LetterClass
from bot.desk.reading import Reading
from bot.desk.writing.context import letter_context
from bot.desk.writing.orders import Order, Threading
from bot.tickets.model import Ticket
from bot.tickets.states import State

TOLD = "la structure déclare l’incident résolu"
"""How the desk is told, in the notice of the letter."""


def declared(old: Ticket, new: Ticket) -> bool:
    """Whether this letter moved the ticket to `resolved_declared`."""
    return new.state is State.RESOLVED_DECLARED and old.state is not State.RESOLVED_DECLARED


def questions_order(ticket: Ticket, reading: Reading) -> Order | None:
    """The letter that asks, on the thread of the one that told; None when a machine told it. Once for a ticket: its
    key does not know the letter."""
    if reading.verdict.automatic or not ticket.requester or ticket.track != "real":
        return None
    return Order(
        effect=f"{ticket.number}/resolution-questions",
        cls=LetterClass.QUESTION,
        template="resolution-questions",
        to=(ticket.requester,),
        context=letter_context(ticket, questions=still_open(ticket.report)),
        language=ticket.language,
        ticket_id=ticket.id,
        ticket=ticket.number,
        threading=Threading.answering(reading.message.message_id, reading.message.references),
    )
