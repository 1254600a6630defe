"""The automatic answer to a declarant: to whom it may go (RFC 3834), whether it must be held, what it says."""

from __future__ import annotations

import re
from datetime import datetime

from bot.desk.authority import unproven
from bot.desk.kept.letters import LetterClass
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.desk.writing.alarms import alarm
from bot.desk.writing.answers import fingerprint, over_budget
from bot.desk.writing.context import letter_context
from bot.desk.writing.orders import Order, Threading
from bot.rules.decision import Judgement
from bot.tickets.model import Ticket

_PAGED = "-paged"
_DECLARANT = re.compile(
    r"(?:courriel|m[ée]l|e-?mail|adresse)\b[^\n@]{0,60}?[:\s<]([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})", re.I
)


def answer_order(
    unit: Unit,
    office: Office,
    ticket: Ticket,
    reading: Reading,
    judgement: Judgement,
    pages: tuple[str, ...],
    now: datetime,
    due_at: datetime | None = None,
) -> Order | None:
    """The acknowledgement the rules chose, or None when nobody may be answered.

    The wording « paged » waits for the page: it goes only once the relay accepted one, else the plain one goes; so it
    does where nobody is paged for this ticket itself. `due_at` is until when answers to its questions are wished for.
    """
    template = next((o.template for o in judgement.decision.letters if o.role == "declarant"), None)
    address = answer_address(office, reading)
    if template is None or address is None:
        return None
    made = reading.foresight
    sketch = made.sketch if made is not None else fingerprint(reading.message)
    held = over_budget(unit.outbox, address, sketch, office.settings.answers, now)
    if held:
        text = f"an automatic answer to {address} is held: {held}"
        alarm(unit, office, f"answers/{address}", text, now, ticket=ticket.number, ticket_id=ticket.id)
    paged = template.endswith(_PAGED) and bool(pages)
    plain = template.removesuffix(_PAGED)
    return Order(
        effect=f"{ticket.number}/answer",
        cls=LetterClass.ANSWER,
        template=template if paged else plain,
        to=(address,),
        context=letter_context(
            ticket, judgement, questions=judgement.decision.questions, paged=paged, answer_due_at=due_at
        ),
        language=ticket.language,
        ticket_id=ticket.id,
        ticket=ticket.number,
        threading=Threading.answering(reading.message.message_id, reading.message.references),
        fingerprint=sketch,
        waits_for=unit.outbox.get(pages[0]).key if paged else None,
        otherwise=plain if paged else None,
        held=held,
    )


def answer_address(office: Office, reading: Reading) -> str | None:
    """Where an automatic answer goes: the return path, else From, else Reply-To; None when RFC 3834 forbids one.

    A null return path, a machine's letter and our own addresses are never answered. A portal's notification is a
    machine's letter about a person: the declarant it names is answered. Whoever presents himself as an authority
    without proof gets nothing.
    """
    message = reading.message
    if unproven(office, reading):
        return None
    if reading.verdict.automatic:
        named = _DECLARANT.search(message.text[:20_000])
        address = named.group(1) if named else None
    elif message.return_path == "":
        return None
    else:
        written = (*message.from_[:1], *message.reply_to[:1])
        address = message.return_path or next((one.address for one in written), None)
    if not address or "@" not in address or office.is_ours(address):
        return None
    return address
