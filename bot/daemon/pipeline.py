"""From the journal to the desk: waiting letters are read in the worker processes and taken in, in order, in batches.

One transaction carries a batch, each letter in its own savepoint; a letter that cannot be taken in is tried again, then
quarantined with its octets, and a person is told (promises D1–D5).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.daemon.clock import Clock
from bot.desk.intake import Taken, take_in
from bot.desk.kept.records import LetterRow
from bot.desk.office import Office
from bot.desk.ports import Storage, Unit
from bot.desk.quarantine import cause_of, gave_up, unreadable
from bot.desk.reading import Reading
from bot.desk.writing.alarms import alarm
from bot.errors import Permanent, Transient, VeilleurError

log = structlog.get_logger()

BATCH = 50
_FIRST_BATCH = 10
_OCTETS_AT_ONCE = 16_000_000
_ATTEMPTS = 3
_RETRY = timedelta(seconds=30)
_ROUND_EVERY_S = 5.0


class Reads(Protocol):
    """Gives the reading of a letter, later; the future raises Permanent when reading hung or died."""

    def read(self, octets: bytes, received_at: datetime, account: str, now: datetime) -> Future[Reading]: ...


@dataclass(frozen=True, slots=True)
class Handled:
    """A letter that was taken in, for whoever watches (the demo, `run --drain`)."""

    row: LetterRow
    reading: Reading
    taken: Taken


@dataclass(frozen=True, slots=True)
class _Batch:
    """Letters that were given to the workers together, and the instant they are judged by."""

    rows: list[LetterRow]
    futures: list[Future[Reading]]
    now: datetime


class Pipeline:
    """Takes in what waits in the journal. `office` gives the configuration in force; `on_handled` hears of each letter
    after its transaction was committed; `on_round` of each completed round."""

    def __init__(
        self,
        storage: Storage,
        reads: Reads,
        office: Callable[[], Office],
        now: Clock,
        on_handled: Callable[[Sequence[Handled]], None],
        on_round: Callable[[int], None],
    ) -> None:
        self._storage, self._reads, self._office, self._now = storage, reads, office, now
        self._on_handled, self._on_round = on_handled, on_round
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Something was journaled. Call it in the loop's thread."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Take in until `stop` is set; a round under way is finished."""
        while not stop.is_set():
            self._wake.clear()
            while await self.round() and not stop.is_set():
                pass
            waiting = asyncio.create_task(self._wake.wait())
            await asyncio.wait({waiting}, timeout=_ROUND_EVERY_S)
            waiting.cancel()

    async def round(self) -> int:
        """Everything that waits, batch by batch: read, take in, commit. The number of letters that were waiting."""
        total = 0
        # Small at first: those that came first are answered while the others are read.
        size = _FIRST_BATCH
        batch = await self._begin(frozenset(), size)
        while batch.rows:
            size = min(2 * size, BATCH)
            # The next batch is fetched and read while this one is taken in: all cores, one order.
            ahead = asyncio.create_task(self._begin(frozenset(row.id for row in batch.rows), size))
            handled = await asyncio.to_thread(self._take_in, batch)
            total += len(batch.rows)
            self._on_handled(handled)
            self._on_round(total)
            batch = await ahead
        self._on_round(total)
        return total

    async def _begin(self, under_way: frozenset[int], most: int) -> _Batch:
        """The next letters in order, already with the workers."""
        fetched = await asyncio.to_thread(self._fetch, under_way, most)
        now = self._now()
        futures = [self._reads.read(octets, row.received_at, row.account, now) for row, octets in fetched]
        return _Batch([row for row, _ in fetched], futures, now)

    def _fetch(self, under_way: frozenset[int], most: int) -> list[tuple[LetterRow, bytes]]:
        with self._storage.read() as unit:
            rows = unit.letters.waiting(self._now(), most + len(under_way))
            wanted = _bounded([row for row in rows if row.id not in under_way][:most])
            return [(row, unit.letters.octets(row.id)) for row in wanted]

    def _reading(self, row: LetterRow, future: Future[Reading]) -> Reading:
        try:
            return future.result()
        except Permanent as error:
            log.error("letter.unreadable", letter=row.id, sha256=row.sha256, cause=str(error))
            return unreadable(row.sha256, row.size, str(error))

    def _take_in(self, batch: _Batch) -> list[Handled]:
        """One transaction once all are read; should it fail as a whole, each letter in one of its own.

        The letters are taken in by the instant the reading began: workers judged by it.
        """
        pairs = [(row, self._reading(row, future)) for row, future in zip(batch.rows, batch.futures, strict=True)]
        now = batch.now
        try:
            return self._take_in_together(pairs, now)
        except Transient as error:
            log.warning("batch.again", letters=len(pairs), cause=str(error))
        handled: list[Handled] = []
        for pair in pairs:
            handled += self._take_in_together([pair], now)
        return handled

    def _take_in_together(self, pairs: Sequence[tuple[LetterRow, Reading]], now: datetime) -> list[Handled]:
        office = self._office()
        handled = []
        with self._storage.begin() as unit:
            for row, reading in pairs:
                taken = self._take_in_one(unit, office, row, reading, now)
                if taken is not None:
                    handled.append(Handled(row, reading, taken))
        return handled

    def _take_in_one(self, unit: Unit, office: Office, row: LetterRow, reading: Reading, now: datetime) -> Taken | None:
        try:
            with unit.savepoint():
                return take_in(unit, office, row, reading, now, gave_up(reading))
        except Transient:
            raise
        except Exception as error:  # one bad letter never stops the mailbox (promise D5)
            self._set_aside(unit, office, row, error, now)
            return None

    def _set_aside(self, unit: Unit, office: Office, row: LetterRow, error: Exception, now: datetime) -> None:
        cause = str(error) if isinstance(error, VeilleurError) else f"{type(error).__name__}: {error}"
        log.error("letter.set_aside", letter=row.id, attempts=row.attempts + 1, cause=cause, exc_info=error)
        if row.attempts + 1 < _ATTEMPTS:
            unit.letters.postpone(row.id, cause[:500], now + _RETRY * (row.attempts + 1))
            return
        unit.letters.quarantine(row.id, cause_of(cause), now)
        text = f"a letter received in {row.account} could not be taken in and stands in quarantine: {cause[:200]}"
        alarm(unit, office, f"quarantine/{row.id}", text, now)


def _bounded(rows: Sequence[LetterRow]) -> list[LetterRow]:
    """As many rows from the first on as their octets may stand in memory together, one at least (failure 28)."""
    kept: list[LetterRow] = []
    octets = 0
    for row in rows:
        octets += row.size
        if kept and octets > _OCTETS_AT_ONCE:
            break
        kept.append(row)
    return kept
