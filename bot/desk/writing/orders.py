"""From a decision to letters in the outbox: each effect has one key, so that ordering it again orders nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.desk.kept.letters import LetterClass, LetterContext
from bot.desk.kept.records import OutboxEntry, OutboxStatus
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.screen import screened_context

_REFERENCES = 20
_PAGE_PATIENCE = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Threading:
    """The letter that is answered: its Message-ID and what it refers to (RFC 5322 section 3.6.4)."""

    in_reply_to: str | None = None
    references: tuple[str, ...] = ()

    @classmethod
    def answering(cls, message_id: str | None, references: Sequence[str]) -> Threading:
        """Threading of an answer to a letter with these fields; long chains keep their first and last ids."""
        if message_id is None:
            return cls()
        chain = (*references, message_id)
        kept = chain if len(chain) <= _REFERENCES else (chain[0], *chain[1 - _REFERENCES :])
        return cls(message_id, tuple(kept))


@dataclass(frozen=True, slots=True)
class Order:
    """A letter to be put into the outbox. `effect` is unique for the effect within the ticket or the daemon."""

    effect: str
    cls: LetterClass
    template: str
    to: tuple[str, ...]
    context: LetterContext
    language: str = "fr"
    ticket_id: int | None = None
    ticket: str | None = None
    threading: Threading = Threading()
    person: str | None = None
    fingerprint: str = ""
    waits_for: str | None = None
    otherwise: str | None = None
    due_at: datetime | None = None
    held: str | None = None


def place(unit: Unit, office: Office, order: Order, now: datetime) -> str | None:
    """Put one letter into the outbox, threaded on its ticket; its Message-ID, or None when it was ordered before.

    Only answers to somebody's letter are `auto-replied` and leave with the null return path (RFC 3834 sections 3.1.7
    and 3.3); pages, notices and alarms must tell us when they bounce, so they carry our address.
    """
    message_id = office.message_id(order.cls, order.ticket, order.effect, now)
    answer = order.cls is LetterClass.ANSWER
    entry = OutboxEntry(
        key=order.effect,
        message_id=message_id,
        cls=order.cls,
        template=order.template,
        language=order.language,
        to=order.to,
        context=screened_context(order.context).to_dict(),
        due_at=order.due_at or now,
        created_at=now,
        ticket_id=order.ticket_id,
        ticket=order.ticket,
        in_reply_to=order.threading.in_reply_to,
        references=order.threading.references,
        auto_submitted=_auto_submitted(order.cls),
        envelope_from="" if answer else office.settings.identity.address,
        person=order.person,
        fingerprint=order.fingerprint,
        waits_for=order.waits_for,
        waits_until=now + _PAGE_PATIENCE if order.waits_for else None,
        otherwise=order.otherwise,
    )
    if order.held:
        entry = replace(entry, status=OutboxStatus.HELD, last_error=order.held)
    if not unit.outbox.add(entry):
        return None
    if order.ticket_id is not None:
        unit.tickets.know(message_id, order.ticket_id, ours=True)
    return message_id


def _auto_submitted(cls: LetterClass) -> str:
    """RFC 3834 section 5: `no` for words a person wrote, `auto-replied` for answers, else `auto-generated`."""
    if cls is LetterClass.REPLY:
        return "no"
    return "auto-replied" if cls is LetterClass.ANSWER else "auto-generated"
