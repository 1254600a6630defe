"""The end of an attempt written into the outbox, with what follows from it, in the transaction of the caller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import OutboxEntry, OutboxStatus, RecipientOutcome
from bot.desk.ports import Unit
from bot.errors import Illegal, Missing, Permanent
from bot.outbound.retry import NOT_WANTED, Next, after, postponed
from bot.settings.model import RetrySettings

NOT_LIVE = "not live: nothing is sent"
PAGE_NOT_LIVE = "not live: this page would have gone, and nobody is woken"


class Consequences(Protocol):
    """What the daemon does about letters out. Each call comes inside the transaction that settles the entry, so it
    uses `unit` and opens none of its own. The entry carries the words as sent."""

    def wanted(self, unit: Unit, entry: OutboxEntry) -> bool:
        """Asked before every attempt: False when what the letter was ordered for is over, so that it is cancelled."""

    def sent(self, unit: Unit, entry: OutboxEntry) -> None:
        """Accepted by the submission server for at least one recipient."""

    def held(self, unit: Unit, entry: OutboxEntry, why: str) -> None:
        """Decided and worded, not sent: not live. A page deserves a loud word."""

    def not_told(self, unit: Unit, entry: OutboxEntry, why: str) -> None:
        """Given up: nobody got it, or (a page in doubt) nobody can be sure. A page moves on to the next step."""

    def alarm(self, unit: Unit, key: str, text: str) -> None:
        """The operator must know; the same key is the same trouble."""

    def relieved(self, unit: Unit, key: str) -> None:
        """That trouble is over."""

    def turned(self, unit: Unit, trouble: str | None) -> None:
        """A round was completed; `trouble` is what keeps letters from leaving, None when nothing does."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What one attempt came to: outcomes of the recipients tried, or why nothing was tried."""

    entry: OutboxEntry
    outcomes: tuple[RecipientOutcome, ...]
    postponed: str | None = None


class Settler:
    """Applies the retry policy. `dice` gives numbers from 0 up to 1 for the spread of waits.

    `careful` puts each consequence into a savepoint: one that does not fit any more (Illegal, Missing, Permanent) then
    alarms, instead of keeping its letter and all behind it from being settled.
    """

    def __init__(self, settings: RetrySettings, consequences: Consequences, dice: Callable[[], float]) -> None:
        self._settings, self._consequences, self._dice = settings, consequences, dice
        self.careful = False

    def settle(self, unit: Unit, attempt: Attempt, now: datetime) -> OutboxStatus | None:
        """Record one attempt; the final status, or None when the letter will be tried again."""
        if attempt.postponed is None:
            following = after(attempt.entry, attempt.outcomes, self._settings, now, self._dice())
        else:
            following = postponed(attempt.entry, attempt.postponed, self._settings, now, self._dice())
        self._write(unit, attempt, following, now)
        self._tell(unit, attempt.entry, following)
        return following.status

    def stranded(self, unit: Unit, leases_over_at: datetime, now: datetime) -> int:
        """Letters a dead worker left in the act: what became of them is not known, so the policy of doubt holds."""
        entries = unit.outbox.stranded(leases_over_at)
        for entry in entries:
            left = unit.outbox.unsettled_of(_id(entry))
            why = "the worker ended while it was handed over"
            doubt = tuple(RecipientOutcome(address, "uncertain", None, why) for address in left)
            self.settle(unit, Attempt(entry, doubt), now)
        return len(entries)

    def drop(self, unit: Unit, entry: OutboxEntry, now: datetime) -> None:
        """What it was ordered for is over: it is never sent."""
        unit.outbox.settle(_id(entry), OutboxStatus.CANCELLED, (), NOT_WANTED, now)

    def hold(self, unit: Unit, entry: OutboxEntry, now: datetime) -> None:
        """Not live: the words are kept, nothing is sent; a page says that somebody would have been woken."""
        why = PAGE_NOT_LIVE if entry.cls is LetterClass.PAGE else NOT_LIVE
        unit.outbox.settle(_id(entry), OutboxStatus.HELD, (), why, now)
        self._guarded(unit, entry, lambda: self._consequences.held(unit, entry, why))

    def _guarded(self, unit: Unit, entry: OutboxEntry, consequence: Callable[[], None]) -> None:
        if not self.careful:
            consequence()
            return
        try:
            with unit.savepoint():
                consequence()
        except (Illegal, Missing, Permanent) as error:
            self._consequences.alarm(
                unit, f"outbox/{entry.message_id}/consequence", f"letter {entry.message_id}: {error}"
            )

    def _write(self, unit: Unit, attempt: Attempt, following: Next, now: datetime) -> None:
        if following.status is not None:
            unit.outbox.settle(_id(attempt.entry), following.status, attempt.outcomes, following.error, now)
            return
        unit.outbox.retry(_id(attempt.entry), following.due_at or now, attempt.outcomes, following.error or "")

    def _tell(self, unit: Unit, entry: OutboxEntry, following: Next) -> None:
        if following.status is OutboxStatus.SENT:
            self._guarded(unit, entry, lambda: self._consequences.sent(unit, entry))
        if (why := following.not_told) is not None:
            self._guarded(unit, entry, lambda: self._consequences.not_told(unit, entry, why))
        # An alarm that cannot be delivered must not order the next alarm: that would never end.
        if following.alarm is not None and entry.cls is not LetterClass.ALARM:
            self._consequences.alarm(unit, f"outbox/{entry.message_id}", following.alarm)


def _id(entry: OutboxEntry) -> int:
    if entry.id is None:
        raise ValueError(f"letter {entry.message_id} is not stored")
    return entry.id
