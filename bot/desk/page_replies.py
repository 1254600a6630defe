"""Which page a letter answers, who answers it, and whether that is proven."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.desk.records import PageRow
from bot.errors import Missing
from bot.mail import identifiers


@dataclass(frozen=True, slots=True)
class Answered:
    """The page, with the person who answers it.

    `proven` when the letter names the page's own Message-ID, which only its recipient knows; a ticket number in the
    subject can be written by anybody, so it takes no case.
    """

    page: PageRow
    proven: bool


def page_answered(unit: Unit, office: Office, reading: Reading) -> Answered | None:
    """The page this letter answers, if its author is one who was paged; absence notes often keep the subject alone."""
    message = reading.message
    if message.author is None:
        return None
    ids = (*message.in_reply_to, *reversed(message.references), *message.inner_ids)
    page = unit.cases.page_of(ids) if ids else None
    if page is not None:
        mine = _as_answered_by(office, page, message.author.address)
        return Answered(mine, True) if mine else None
    for number in identifiers.find_tokens(office.settings.identity.ticket_prefix, message.subject):
        for page in _pages_of(unit, number):
            mine = _as_answered_by(office, page, message.author.address)
            if mine is not None:
                return Answered(mine, False)
    return None


def _as_answered_by(office: Office, page: PageRow, address: str) -> PageRow | None:
    """The page as one to whoever answers: the person paged, or anybody of ours when a shared mailbox was paged."""
    names = office.persons_at(address)
    if page.person in names:
        return page
    if "@" in page.person and (names or address.lower() == page.person.lower()):
        return replace(page, person=names[0] if names else page.person)
    return None


def _pages_of(unit: Unit, number: str) -> list[PageRow]:
    """Pages of the ticket's running case, the last first."""
    try:
        ticket = unit.tickets.get(number)
    except Missing:
        return []
    row = unit.cases.running(ticket.id) if ticket.id is not None else None
    return unit.cases.pages(row.id)[::-1] if row else []
