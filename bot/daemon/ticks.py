"""What the clock does to the desk, one transaction each: due steps, edges of the hours, reminders, digests, misses."""

from __future__ import annotations

from collections.abc import Callable

from bot.daemon.clock import Clock
from bot.desk import edges, overdue
from bot.desk.many import storms
from bot.desk.office import Office
from bot.desk.pages import escalate, reach
from bot.desk.ports import Storage
from bot.desk.writing import reminders

_MOST_ROUNDS = 200


class Ticks:
    """`wake` is called after each transaction that ordered a letter; `stopping` ends a long backlog between two."""

    def __init__(
        self,
        storage: Storage,
        office: Callable[[], Office],
        now: Clock,
        wake: Callable[[], None],
        stopping: Callable[[], bool],
    ) -> None:
        self._storage, self._office, self._now = storage, office, now
        self._wake, self._stopping = wake, stopping

    def escalation(self) -> None:
        """All that is due, also after an outage, so many cases a transaction: the first are paged while the others
        are still counted, and no letter waits for the whole backlog."""
        for _ in range(_MOST_ROUNDS):
            with self._storage.begin() as unit:
                now = self._now()
                moved = edges.tick(unit, self._office(), now) + escalate.tick(unit, self._office(), now)
            if not moved:
                return
            self._wake()
            if self._stopping():
                return

    def overdue(self) -> None:
        """Service levels that passed unmet."""
        with self._storage.begin() as unit:
            told = overdue.tick(unit, self._office(), self._now())
        if told:
            self._wake()

    def dialogue(self) -> None:
        """Reminders to declarants, digests of storms, tests of reach."""
        with self._storage.begin() as unit:
            told = reminders.tick(unit, self._office(), self._now()) + storms.tick(unit, self._office(), self._now())
            told += reach.tick(unit, self._office(), self._now())
        if told:
            self._wake()

    def everything(self) -> None:
        """Each once, for a drain."""
        self.escalation()
        self.overdue()
        self.dialogue()
