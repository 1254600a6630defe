"""Which ticket a letter belongs to: what it claims, in order of strength, and whether its author may join.

A claim is evidence, never a right: only a participant, or a colleague of one, joins (failures 35–37).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.mail.message import Message
from bot.mail.verdict import Trust
from bot.tickets.model import Participant


class Evidence(StrEnum):
    """By what a letter names a ticket, strongest first (contract "Reads of the daemon's state")."""

    MESSAGE_ID = "message_id"
    ATTACHED_MESSAGE_ID = "attached_message_id"
    SIGNED_TOKEN = "signed_token"  # noqa: S105  # a name, no secret
    SUBJECT = "subject"
    QUOTED = "quoted"


@dataclass(frozen=True, slots=True)
class Claim:
    """One ticket a letter names: by id (from a known Message-ID) or by number (from a token)."""

    evidence: Evidence
    ticket_id: int | None = None
    number: str | None = None


class Standing(StrEnum):
    """How an author stands to a ticket."""

    PARTICIPANT = "participant"
    COLLEAGUE = "colleague"
    STRANGER = "stranger"


def claims(
    message: Message,
    known: Callable[[Sequence[str]], dict[str, int]],
    signed_numbers: Iterable[str],
    numbers_in: Callable[[str], Sequence[str]],
) -> list[Claim]:
    """Every ticket the letter names, strongest evidence first, each ticket once per evidence.

    `known` maps the Message-IDs of our records to ticket ids; `signed_numbers` are those whose token verified;
    `numbers_in` finds bare tokens in a text.
    """
    found: list[Claim] = []
    headers = (*message.in_reply_to, *reversed(message.references))
    for evidence, ids in ((Evidence.MESSAGE_ID, headers), (Evidence.ATTACHED_MESSAGE_ID, message.inner_ids)):
        tickets = known(ids) if ids else {}
        found += [Claim(evidence, ticket_id=tickets[i]) for i in dict.fromkeys(ids) if i in tickets]
    found += [Claim(Evidence.SIGNED_TOKEN, number=number) for number in signed_numbers]
    found += [Claim(Evidence.SUBJECT, number=number) for number in numbers_in(message.subject)]
    found += [Claim(Evidence.QUOTED, number=number) for number in numbers_in(message.text)]
    return list(dict.fromkeys(found))


def standing(
    address: str, trust: Trust, participants: Sequence[Participant], webmail_domains: Collection[str]
) -> Standing:
    """Participant, colleague (same domain as a confirmed participant, no public webmail) or stranger.

    A hostile author is a stranger whatever the address says.
    """
    if trust is Trust.HOSTILE or not address:
        return Standing.STRANGER
    address = address.lower()
    domain = address.rpartition("@")[2]
    if any(p.address.lower() == address for p in participants):
        return Standing.PARTICIPANT
    shared = domain and domain not in webmail_domains
    if shared and any(p.confirmed and p.address.lower().rpartition("@")[2] == domain for p in participants):
        return Standing.COLLEAGUE
    return Standing.STRANGER
