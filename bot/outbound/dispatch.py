"""Letters out of the outbox to the submission server: claimed by lease, worded once, handed over, settled (promise D4).

A turn visits the database in a thread; tasks with one connection each hand over what it brings, pages first.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import OutboxEntry, RecipientOutcome
from bot.errors import Transient
from bot.outbound.deliver import LastLook
from bot.outbound.settle import Attempt
from bot.outbound.turn import Turn
from bot.outbound.wording import Worded

_AHEAD, _AHEAD_AT_LEAST = 8, 32
_IDLE_AT_MOST = 20.0
_BREATH = 0.02
_STORAGE_TRIES = 5
_LONGEST_SHUT = 60


class Connection(Protocol):
    """What takes letters: `deliver.Submission`, or a fake."""

    async def hand_over(
        self, sender: str, recipients: Sequence[str], octets: bytes, last_look: LastLook | None = None
    ) -> tuple[RecipientOutcome, ...]:
        """One outcome for each recipient. `last_look` is asked right before the words leave. Raises Transient when
        nothing was tried."""

    async def close(self) -> None: ...


@dataclass(order=True, frozen=True, slots=True)
class _Job:
    rank: tuple[bool, int]
    worded: Worded
    start_before: datetime


class Dispatcher:
    """Sends what is due on `connections` connections made by `connect`; `now` gives the instant.

    A letter queued longer than `patience` is not begun any more: its lease might end in the middle. `storage_pause` is
    the first wait, in seconds, when the database is out of reach.
    """

    def __init__(
        self,
        turn: Turn,
        connect: Callable[[], Connection],
        now: Callable[[], datetime],
        *,
        connections: int = 4,
        patience: timedelta = timedelta(minutes=1),
        storage_pause: float = 0.2,
    ) -> None:
        self._turn, self._connect, self._now = turn, connect, now
        self._connections, self._patience, self._storage_pause = connections, patience, storage_pause
        self._capacity = max(connections * _AHEAD, _AHEAD_AT_LEAST)
        self._jobs: asyncio.PriorityQueue[_Job] = asyncio.PriorityQueue()
        self._attempts: list[Attempt] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._stir = asyncio.Event()
        self._at_work = self._numbered = self._failures = 0
        self._trouble: str | None = None
        self._shut_until: datetime | None = None

    def wake(self) -> None:
        """Something was ordered: look at once. Call it from the loop's own thread."""
        self._stir.set()

    async def drain(self) -> int:
        """Send until nothing is due now; the number of attempts made. What must wait for a later instant waits.

        Raises Transient when the database stays out of reach.
        """
        attempts = 0
        async with self._at_their_desks():
            while True:
                settled, queued = await self._visit()
                attempts += settled
                if self._at_work:
                    await self._stirred(None)
                elif not settled and not queued and not self._attempts:
                    return attempts

    async def run(self, stop: asyncio.Event) -> None:
        """Send what falls due until `stop` is set, then finish what was begun.

        Raises Transient when the database stays out of reach: the letters under way are settled after a restart.
        """
        ending = asyncio.create_task(self._wake_at(stop))
        try:
            async with self._at_their_desks():
                while not stop.is_set():
                    settled, queued = await self._visit()
                    if self._at_work:
                        await self._stirred(_IDLE_AT_MOST)
                    elif not settled and not queued:
                        await self._stirred(await asyncio.to_thread(self._idle_for))
                while self._at_work or self._attempts:
                    if self._at_work:
                        await self._stirred(None)
                    await self._visit(claiming=False)
        finally:
            ending.cancel()

    async def _wake_at(self, stop: asyncio.Event) -> None:
        await stop.wait()
        self._stir.set()

    async def _stirred(self, seconds: float | None) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stir.wait()
        self._stir.clear()
        for task in self._tasks:
            if task.done():
                task.result()

    @contextlib.asynccontextmanager
    async def _at_their_desks(self) -> AsyncIterator[None]:
        """The tasks that hand over, each with its connection; a task that dies wakes the loop, which then fails."""
        connections = [self._connect() for _ in range(self._connections)]
        self._tasks = [asyncio.create_task(self._work(connection)) for connection in connections]
        for task in self._tasks:
            task.add_done_callback(lambda _: self._stir.set())
        try:
            yield
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._tasks = []
            await asyncio.gather(*(connection.close() for connection in connections))

    async def _work(self, connection: Connection) -> None:
        while True:
            job = await self._jobs.get()
            attempt = _interrupted(job.worded)
            try:
                attempt = await self._hand_over(connection, job)
            finally:
                self._end(attempt)

    def _end(self, attempt: Attempt) -> None:
        self._attempts.append(attempt)
        self._at_work -= 1
        if len(self._attempts) * 2 >= self._capacity or not self._at_work:
            self._stir.set()
        elif self._jobs.empty():
            # The other connections are about to end too: one visit settles all of it, not one for each letter.
            asyncio.get_running_loop().call_later(_BREATH, self._stir.set)

    async def _hand_over(self, connection: Connection, job: _Job) -> Attempt:
        worded = job.worded
        now = self._now()
        if self._shut_until is not None and now < self._shut_until:
            return Attempt(worded.entry, worded.unusable, self._trouble)
        if now > job.start_before or worded.octets is None:
            return Attempt(worded.entry, worded.unusable, "its turn came too late within its lease")
        try:
            said = await connection.hand_over(
                worded.entry.envelope_from, worded.recipients, worded.octets, self._last_look(worded.entry)
            )
        except Transient as error:
            self._shut(str(error), now)
            return Attempt(worded.entry, worded.unusable, str(error))
        self._trouble, self._shut_until, self._failures = None, None, 0
        return Attempt(worded.entry, (*worded.unusable, *said))

    def _last_look(self, entry: OutboxEntry) -> LastLook | None:
        """A case may be taken while its page waits for a connection or for a slow server (invariant I3)."""
        if entry.cls is not LetterClass.PAGE:
            return None
        return lambda: asyncio.to_thread(self._turn.still_wanted, entry)

    def _shut(self, trouble: str, now: datetime) -> None:
        """No connection: nobody else tries for a while, so that a thousand letters do not knock a thousand times."""
        self._failures += 1
        self._trouble = trouble
        self._shut_until = now + timedelta(seconds=min(5 * 2 ** min(self._failures - 1, 4), _LONGEST_SHUT))

    async def _visit(self, claiming: bool = True) -> tuple[int, int]:
        """One turn, made again when the database is briefly out of reach; letters settled and letters queued."""
        for tried in range(1, _STORAGE_TRIES + 1):
            now, done = self._now(), tuple(self._attempts)
            room = self._room(now) if claiming else 0
            try:
                letters = await asyncio.to_thread(self._turn.visit, done, room, self._trouble, now)
                break
            except Transient:
                if tried == _STORAGE_TRIES:
                    raise
                await asyncio.sleep(self._storage_pause * 2 ** (tried - 1))
        del self._attempts[: len(done)]
        for letter in letters:
            self._numbered += 1
            rank = (letter.entry.cls is not LetterClass.PAGE, self._numbered)
            self._jobs.put_nowait(_Job(rank, letter, now + self._patience))
        self._at_work += len(letters)
        return len(done), len(letters)

    def _room(self, now: datetime) -> int:
        if self._shut_until is None:
            return self._capacity - self._at_work
        # One letter goes ahead to see whether the server is back.
        return 0 if now < self._shut_until or self._at_work else 1

    def _idle_for(self) -> float:
        """Seconds until something can fall due, bounded: a completed round is the sign of life."""
        now, due_at = self._now(), self._turn.next_due()
        if due_at is None:
            return _IDLE_AT_MOST
        wait = max((due_at - now).total_seconds(), 0.05)
        if self._shut_until is not None:
            wait = max(wait, (self._shut_until - now).total_seconds())
        return min(wait, _IDLE_AT_MOST)


def _interrupted(worded: Worded) -> Attempt:
    """Cancelled in the act: whether it was taken is not known."""
    doubt = (RecipientOutcome(address, "uncertain", None, "interrupted") for address in worded.recipients)
    return Attempt(worded.entry, (*worded.unusable, *doubt))
