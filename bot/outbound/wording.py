"""From a claimed entry to a letter ready for the wire: words fixed once, then composed for who is left to reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.desk.kept.letters import LetterContext, Rendered
from bot.desk.kept.records import OutboxEntry, OutboxStatus, RecipientOutcome
from bot.desk.ports import Unit
from bot.errors import Permanent
from bot.outbound.compose import compose, usable
from bot.outbound.fallback import fallback
from bot.outbound.render import Renderer
from bot.settings.model import IdentitySettings


@dataclass(frozen=True, slots=True)
class Claimed:
    """An entry of which the lease is ours, its template decided, and the recipients still to be reached."""

    entry: OutboxEntry
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Worded:
    """An entry with its words. `octets` is None when no recipient can be written to; `unusable` tells which cannot.

    `trouble` says why the built-in words stand in for a template's.
    """

    entry: OutboxEntry
    recipients: tuple[str, ...]
    octets: bytes | None
    unusable: tuple[RecipientOutcome, ...] = ()
    fresh: bool = True
    trouble: str | None = None


def look_up(unit: Unit, entries: Sequence[OutboxEntry], live: bool = True) -> list[Claimed]:
    """What the database must say before the words can be chosen: the fate of the letter waited for, who is left.

    Not `live`, a page that is held counts as accepted: what is shown is what would have been sent.
    """
    return [Claimed(_decided(unit, entry, live), _left(unit, entry)) for entry in entries]


def _decided(unit: Unit, entry: OutboxEntry, live: bool) -> OutboxEntry:
    if entry.waits_for is None or entry.otherwise is None or entry.template == entry.otherwise:
        return entry
    awaited = unit.outbox.by_key(entry.waits_for)
    held = awaited is not None and awaited.status is OutboxStatus.HELD
    if entry.subject is not None:
        # Words of a rehearsal, sent by hand now that we are live: nobody was alerted after all.
        return _plain(entry, entry.otherwise) if live and held else entry
    if (awaited is not None and awaited.status is OutboxStatus.SENT) or (held and not live):
        return entry
    # An answer must not say that somebody was alerted unless the alert was accepted (requirement 29).
    return _plain(entry, entry.otherwise)


def _plain(entry: OutboxEntry, template: str) -> OutboxEntry:
    return replace(entry, template=template, subject=None, text=None, html=None)


def _left(unit: Unit, entry: OutboxEntry) -> tuple[str, ...]:
    if entry.attempts <= 1 or entry.id is None:
        return entry.to
    return unit.outbox.unsettled_of(entry.id)


class Writer:
    """Words and octets for claimed entries. `identify` gives the value of X-Veilleur-Id that marks a letter as ours."""

    def __init__(self, renderer: Renderer, identity: IdentitySettings, identify: Callable[[OutboxEntry], str]) -> None:
        self._renderer, self._identity, self._identify = renderer, identity, identify

    def reword(self, renderer: Renderer, identity: IdentitySettings) -> None:
        """Other templates and another sender's name from the next letter on; words fixed already stay."""
        self._renderer, self._identity = renderer, identity

    def write(self, claimed: Claimed) -> Worded:
        """The letter, dated when it was ordered, so that every copy is the same.

        Never fails: a broken template gives the built-in words, a bad address an outcome.
        """
        words, trouble = self._words(claimed.entry)
        entry = replace(claimed.entry, subject=words.subject, text=words.text, html=words.html)
        good = tuple(address for address in claimed.recipients if usable(address))
        bad = tuple(
            RecipientOutcome(address, "refused", None, "this address cannot be written to")
            for address in claimed.recipients
            if address not in good
        )
        fresh = claimed.entry.subject is None
        if not good:
            return Worded(entry, good, None, bad, fresh, trouble)
        try:
            if entry.envelope_from and not usable(entry.envelope_from):
                raise Permanent("the return path cannot be written")
            octets = compose(entry, words, self._identity, entry.created_at, good, self._identify(entry))
        except Permanent as error:
            unsendable = tuple(RecipientOutcome(address, "refused", None, str(error)) for address in good)
            return Worded(entry, (), None, (*bad, *unsendable), fresh, trouble)
        return Worded(entry, good, octets, bad, fresh, trouble)

    def _words(self, entry: OutboxEntry) -> tuple[Rendered, str | None]:
        if entry.subject is not None and entry.text is not None and entry.html is not None:
            return Rendered(entry.subject, entry.text, entry.html), None
        try:
            context = LetterContext.from_dict(entry.context)
            return self._renderer.render(entry.template, entry.language, context), None
        except (Permanent, TypeError, ValueError) as error:
            return fallback(entry, self._identity), f"letter {entry.message_id}: {error}"
