"""What somebody is told about a page: threaded on it, and as good as the page itself when that person answers it.

The outbox remembers: a letter stands for the page it is threaded on, or else for the case that its key names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import CaseRow, OutboxEntry, PageRow
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.desk.writing.context import letter_context
from bot.desk.writing.orders import Order, Threading, place
from bot.mail.identifiers import claimed_kind
from bot.rules.replies.reply_words import Asked
from bot.tickets.model import Ticket
from bot.walltime import to_wall

ASKS = "page-unclear"
"""The letter that asks « prenez-vous ce dossier ? »."""
_ABOUT = re.compile(r"page-[a-z-]{1,40}/(\d{1,18})/")


def tell(
    unit: Unit,
    office: Office,
    row: CaseRow,
    ticket: Ticket,
    name: str,
    template: str,
    now: datetime,
    effect: str = "",
    **facts: Any,
) -> None:
    """One letter to a person by name, at all addresses, or to the mailbox that was paged; nothing when the
    configuration knows the name no more."""
    person = office.person(name)
    mails = person.mails if person else ((name,) if "@" in name else ())
    if not mails:
        return
    page = _last_page(unit, row.id, name)
    order = Order(
        effect=f"{template}/{row.id}/{name}/{effect or now.isoformat()}",
        cls=LetterClass.NOTICE,
        template=template,
        to=mails,
        context=letter_context(ticket, person=name, **facts),
        language=person.language if person else office.settings.identity.default_language,
        ticket_id=ticket.id,
        ticket=ticket.number,
        person=name,
        threading=Threading.answering(page.message_id, ()) if page else Threading(),
    )
    place(unit, office, order, now)


def page_behind(unit: Unit, message_ids: Iterable[str]) -> PageRow | None:
    """The page that the first of our letters among these ids stands for, as one to whoever got that letter; who holds
    a case without having been paged for it has one in name only. None when no letter about a page is named."""
    for message_id in message_ids:
        entry = unit.outbox.find(message_id) if claimed_kind(message_id) == LetterClass.NOTICE else None
        page = _page_of(unit, entry) if entry is not None else None
        if page is not None:
            return page
    return None


def asked_of(unit: Unit, office: Office, ticket: Ticket, page: PageRow, reading: Reading, now: datetime) -> Asked:
    """What a reply answers: this ticket, at this wall time, and whether the letter answered asks yes or no."""
    message = reading.message
    ids = (*message.in_reply_to, *reversed(message.references), *message.inner_ids)
    answered = next((entry for one in ids if (entry := unit.outbox.find(one)) is not None), None)
    return Asked(
        number=ticket.number,
        person=page.person,
        at=to_wall(now, office.rules.zone).time(),
        yes_or_no=answered is not None and answered.template == ASKS,
    )


def _page_of(unit: Unit, entry: OutboxEntry) -> PageRow | None:
    if entry.person is None:
        return None
    page = unit.cases.page_of((entry.in_reply_to,)) if entry.in_reply_to else None
    if page is not None:
        return page
    about = _ABOUT.match(entry.key)
    if about is None:
        return None
    row = unit.cases.get(int(about[1]))
    own = PageRow(row.id, row.case.round, row.case.step, entry.person, entry.message_id, entry.created_at)
    return _last_page(unit, row.id, entry.person) or own


def _last_page(unit: Unit, case_id: int, name: str) -> PageRow | None:
    return next((page for page in reversed(unit.cases.pages(case_id)) if page.person == name), None)
