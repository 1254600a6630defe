"""Whether two tickets come from one house: what their reports and senders say in; same, another or unknown out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Literal

from bot.desk.many.likeness import names_of, numbers_of
from bot.tickets.model import Ticket

House = Literal["same", "another", "unknown"]


def house_of(one: Ticket, other: Ticket, webmail: Collection[str]) -> House:
    """Another département, FINESS, structure or sender's domain is another house; of one at a `webmail` provider the
    domain says nothing. Unknown when nothing is said on both sides."""
    place = _agree(_department(one), _department(other), str.__eq__)
    number = _agree(numbers_of(one.report), numbers_of(other.report), str.__eq__)
    name = _agree(names_of(one.report), names_of(other.report), _same_name)
    domain = _agree(_domain(one, webmail), _domain(other, webmail), _same_domain)
    if False in (place, number, name):
        return "another"
    if number or (name and place):
        return "same"
    if domain is False:
        return "another"
    return "same" if name or domain or _same_mailbox(one, other) else "unknown"


def _agree(mine: Sequence[str], theirs: Sequence[str], alike: Callable[[str, str], bool]) -> bool | None:
    """Whether any of both sides is alike; None when one side says nothing."""
    if not mine or not theirs:
        return None
    return any(alike(a, b) for a in mine for b in theirs)


def _same_name(one: str, other: str) -> bool:
    a, b = set(one.split()), set(other.split())
    return a <= b or b <= a


def _same_domain(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _same_mailbox(one: Ticket, other: Ticket) -> bool:
    return bool(one.requester) and one.requester.lower() == other.requester.lower()


def _department(ticket: Ticket) -> list[str]:
    code = (ticket.report.get("territory") or {}).get("department")
    return [str(code)] if code else []


def _domain(ticket: Ticket, webmail: Collection[str]) -> list[str]:
    domain = ticket.requester.lower().rpartition("@")[2]
    return [domain] if domain and domain not in webmail else []
