"""Which page a letter answers, who answers it, and whether that is proven."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace

from bot.desk.kept.records import PageRow
from bot.desk.office import Office
from bot.desk.pages.page_notices import page_behind
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.errors import Missing
from bot.mail import identifiers
from bot.rules.replies.reply_words import Asked, ReplyKind, read_reply

_LONGEST_ANSWER, _ADDRESSES = 200, 50


@dataclass(frozen=True, slots=True)
class Answered:
    """The page, with the person who answers it.

    `proven` when the letter names the Message-ID of the page, or of a letter about it, or went to the address that the
    page gave for answers: only its recipient knows these;
    a ticket number in the subject can be written by anybody, so it takes no case. `by_hand` when it says clearly what
    to do with the page and nothing but its words made it look like a vacation note: « je suis malade, passez au
    suivant » is an answer.
    """

    page: PageRow
    proven: bool
    by_hand: bool = False


def page_answered(unit: Unit, office: Office, reading: Reading) -> Answered | None:
    """The page this letter answers, if its author is one who was paged; absence notes often keep the subject alone."""
    message = reading.message
    if message.author is None:
        return None
    ids = (*message.in_reply_to, *reversed(message.references), *message.inner_ids)
    page = (unit.cases.page_of(ids) or page_behind(unit, ids)) if ids else None
    page = page or _by_token(unit, office, reading)
    if page is not None:
        mine = _as_answered_by(office, page, message.author.address)
        if mine is None:
            return _by_a_colleague(unit, office, reading, page)
        return Answered(mine, True, _by_hand(unit, reading, page))
    for number in identifiers.find_tokens(office.settings.identity.ticket_prefix, message.subject):
        for page in _pages_of(unit, number):
            mine = _as_answered_by(office, page, message.author.address)
            if mine is not None:
                return Answered(mine, False)
    return None


def _by_token(unit: Unit, office: Office, reading: Reading) -> PageRow | None:
    """The page whose Reply-To the letter was sent to: as good as its Message-ID, since both stand only in the page."""
    message, identity = reading.message, office.settings.identity
    addressed = (*(one.address for one in (*message.to, *message.cc)), *message.delivered_to)
    for number, token in identifiers.find_page_tokens(identity.ticket_prefix, addressed[:_ADDRESSES]):
        for page in _pages_of(unit, number):
            if hmac.compare_digest(identifiers.mint_page_token(identity.key, number, page.message_id), token):
                return page
    return None


def _by_a_colleague(unit: Unit, office: Office, reading: Reading, page: PageRow) -> Answered | None:
    """Somebody of ours who was not paged and takes it, by a page that was passed on: not proven, so a letter to the
    address of the configuration asks, and the answer to that one counts. Anything else of theirs is only noted."""
    assert reading.message.author is not None
    names = office.persons_at(reading.message.author.address)
    if not names or reading.verdict.automatic or _meant(unit, page, reading) != "take":
        return None
    return Answered(replace(page, person=names[0]), False)


def _by_hand(unit: Unit, reading: Reading, page: PageRow) -> bool:
    reasons = reading.verdict.reasons
    if not reasons or not all(reason.startswith("text:") for reason in reasons):
        return False
    return len(reading.message.new_text) <= _LONGEST_ANSWER and _meant(unit, page, reading) != "unclear"


def _meant(unit: Unit, page: PageRow, reading: Reading) -> ReplyKind:
    row = unit.cases.get(page.case_id)
    asked = Asked(unit.tickets.by_id(row.ticket_id).number, page.person)
    return read_reply(reading.message.new_text, row.case.policy.words, asked).kind


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
