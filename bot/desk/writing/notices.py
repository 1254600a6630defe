"""Who is told of a matter besides its author: the desk, the FSSI, the agencies of the territory."""

from __future__ import annotations

from collections.abc import Collection

from bot.desk.kept.letters import LetterClass
from bot.desk.office import Office
from bot.desk.writing.context import deciding_reasons, letter_context
from bot.desk.writing.orders import Order
from bot.rules.decision import Judgement
from bot.tickets.model import Ticket

_AGENCY = "ars-"


def notice_orders(
    office: Office,
    ticket: Ticket,
    judgement: Judgement,
    paged: bool,
    occasion: str = "new",
    quiet: Collection[str] = (),
    news: tuple[str, ...] = (),
) -> list[Order]:
    """One letter for each name of `decision.letters` that has an address; the desk's names who could not be told.

    Pages are ordered by the escalation and the declarant's answer by `answering`: they are not repeated here. Names in
    `quiet` are told by a digest instead; `news` stands before the reasons of the decision.
    """
    wanted = [o for o in judgement.decision.letters if o.role != "declarant" and o.template != "page"]
    not_told = tuple(n for n in judgement.decision.notify if n.startswith(_AGENCY) and not office.mails([n]))
    orders = []
    for order in wanted:
        person = office.person(order.to)
        if person is None or not person.mails or order.to in quiet:
            continue
        context = letter_context(
            ticket,
            judgement,
            paged=paged,
            questions=judgement.decision.questions,
            not_told=not_told if order.role == "person" else (),
            facts=(*news, *deciding_reasons(judgement.decision)) if order.role == "person" else (),
        )
        orders.append(
            Order(
                effect=f"{ticket.number}/{order.template}/{occasion}/{order.to}",
                cls=LetterClass.NOTICE,
                template=order.template,
                to=person.mails,
                context=context,
                language=person.language,
                ticket_id=ticket.id,
                ticket=ticket.number,
                person=order.to,
            )
        )
    return orders
