"""The daemon: receivers, pipeline, dispatcher and ticks over one database; started, drained, stopped.

SIGTERM ends it within ten seconds: what was begun is finished, what waits stands in rows.
"""

from __future__ import annotations

import asyncio
import os
import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog

from bot.daemon import health, rotas
from bot.daemon.clock import Clock, system_clock
from bot.daemon.config import Configuration
from bot.daemon.consequences import LEG as DISPATCH
from bot.daemon.consequences import DeskConsequences
from bot.daemon.health import Legs
from bot.daemon.leases import RENEW_EVERY_S, Lease, holder
from bot.daemon.limits import SLOWEST_S
from bot.daemon.pipeline import Handled, Pipeline
from bot.daemon.reload import SwappingReads, reload
from bot.daemon.supervise import keep_running, keep_running_in_thread
from bot.daemon.ticks import Ticks
from bot.daemon.wiring import office_of, reading_pool, renderer_of
from bot.desk import quarantine
from bot.desk.kept.records import OutboxEntry
from bot.desk.office import Office
from bot.desk.reading import Reading
from bot.errors import Permanent, Transient
from bot.ingest.imap.receive import Receiver
from bot.ingest.workers import ReadingPool
from bot.outbound.deliver import Submission
from bot.outbound.dispatch import Dispatcher
from bot.outbound.settle import Settler
from bot.outbound.turn import Claiming, Turn
from bot.outbound.wording import Writer
from bot.storage.unit import SqlStorage

if TYPE_CHECKING:
    from bot.daemon.clockwork import Clockwork

log = structlog.get_logger()

PIPELINE, ESCALATION = "pipeline", "escalation"
_ESCALATION_EVERY_S, _DIALOGUE_EVERY_S, _OVERDUE_EVERY_S, _LOOK_EVERY_S = 5.0, 5.0, SLOWEST_S, 10.0
_STOP_WITHIN_S = 8.0


@dataclass
class Watchers:
    """Who looks on: the demo's running account. Called after the fact, in whatever thread it happened."""

    handled: Callable[[Sequence[Handled]], None] = lambda handled: None
    ended: Callable[[OutboxEntry, str], None] = lambda entry, word: None


class Service:
    """One daemon over an opened storage. Use `run` once, or `drain` once; then `close`.

    `instance` tells it from every other daemon that may meet it on one database.
    """

    def __init__(
        self,
        configuration: Configuration,
        storage: SqlStorage,
        now: Clock = system_clock,
        watchers: Watchers | None = None,
        reads: ReadingPool[Reading] | None = None,
        instance: str = "alone",
    ) -> None:
        self.holder = holder(instance)
        self.configuration, self.storage, self.now = configuration, storage, now
        self.office: Office = office_of(configuration)
        watchers = watchers or Watchers()
        settings = self.office.settings
        self.legs = Legs(now, settings.health.stale_after)
        self.reads = SwappingReads(reads or reading_pool(configuration, self.office))
        self._watchers = watchers
        self.pipeline = Pipeline(storage, self.reads, lambda: self.office, now, self._handled, self._round)
        consequences = DeskConsequences(lambda: self.office, now, self.legs, watchers.ended)
        self.dispatcher = self._dispatcher(consequences)
        self._threads_stop, self.renewing = threading.Event(), threading.Lock()
        self.ticks = Ticks(storage, lambda: self.office, now, self._wake_dispatcher, self._threads_stop.is_set)
        self._receivers: list[tuple[str, Receiver]] = []
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; then finish what was begun and come to rest within ten seconds.

        While another machine's daemon works on the same database, this one stands by.
        """
        self._loop = asyncio.get_running_loop()
        lease = Lease(self.storage, self.holder, lambda: self._from_thread(stop.set))
        if not await lease.wait(stop):
            return
        await asyncio.to_thread(self._recover)
        for name in (PIPELINE, DISPATCH, ESCALATION):
            self.legs.expect(name)
        self._forget_old_legs()
        threads = [self._receive_in_thread(name, receiver) for name, receiver in self._make_receivers()]
        clockwork = self._clockwork()
        clockwork.every(RENEW_EVERY_S, "lease", lease.renew)
        clockwork.start()
        parts = [
            asyncio.create_task(keep_running(self.legs, PIPELINE, self.pipeline.run, stop)),
            asyncio.create_task(keep_running(self.legs, DISPATCH, self.dispatcher.run, stop)),
        ]
        log.info("daemon.started", live=self.office.settings.live, accounts=[name for name, _ in self._receivers])
        await stop.wait()
        await self._come_to_rest(parts, clockwork, threads)
        await asyncio.to_thread(lease.give_back)
        log.info("daemon.stopped")

    async def drain(self) -> list[str]:
        """Fetch, handle and send all that is due now; what could not be handled, in words."""
        self._loop = asyncio.get_running_loop()
        left: list[str] = []
        await asyncio.to_thread(self._recover)
        stop_pipeline, stop_dispatch = asyncio.Event(), asyncio.Event()
        taking = asyncio.create_task(self.pipeline.run(stop_pipeline))
        sending = asyncio.create_task(self.dispatcher.run(stop_dispatch))
        rounds = (asyncio.to_thread(self._drain_account, name, r) for name, r in self._make_receivers())
        for faults in await asyncio.gather(*rounds):
            left += faults
        stop_pipeline.set()
        self.pipeline.wake()
        await taking
        while await self.pipeline.round():
            pass
        stop_dispatch.set()
        await sending
        await asyncio.to_thread(self.ticks.everything)
        await self.dispatcher.drain()
        return left + await asyncio.to_thread(self._left)

    def _recover(self) -> None:
        self._turn.recover(self.now())
        with self.storage.begin() as unit:
            again = quarantine.try_again(unit)
        if again:
            log.info("quarantine.tried_again", letters=again)

    def reload(self) -> None:
        """Begin to read the configuration again; it takes effect only when everything holds. Call it in the loop."""
        reading = asyncio.get_running_loop().run_in_executor(None, reload, self, os.environ)
        reading.add_done_callback(lambda done: self.dispatcher.wake())

    def close(self) -> None:
        """End the reading processes."""
        self.reads.close()

    def _dispatcher(self, consequences: DeskConsequences) -> Dispatcher:
        settings = self.office.settings
        submission = settings.submission
        self.writer = Writer(
            renderer_of(self.configuration, self.office),
            settings.identity,
            lambda entry: self.office.mark(entry.message_id),
        )
        settler = Settler(settings.retry, consequences, random.random)
        claiming = Claiming(worker=self.holder)
        live = settings.live and submission is not None
        self._turn = Turn(self.storage, self.writer, settler, consequences, claiming, live=live)

        def connect() -> Submission:
            assert submission is not None, "only a live desk with a submission server connects"
            return Submission(submission, settings.identity.message_id_domain)

        connections = submission.connections if live and submission else 0
        return Dispatcher(self._turn, connect, self.now, connections=connections)

    def _make_receivers(self) -> list[tuple[str, Receiver]]:
        settings = self.office.settings
        for account in settings.accounts:
            if account.enabled and account.configured:
                leg = f"account {account.name}"
                self.legs.expect(leg)
                receiver = Receiver(
                    account,
                    self.storage.journal,
                    lambda ids: self._journaled(),
                    self._threads_stop,
                    lambda ok, detail, leg=leg: self.legs.touch(leg, ok, detail),  # type: ignore[misc]
                    self.now,
                    settings.reading.octets,
                )
                self._receivers.append((leg, receiver))
        return self._receivers

    def _receive_in_thread(self, leg: str, receiver: Receiver) -> threading.Thread:
        thread = threading.Thread(
            target=keep_running_in_thread,
            args=(self.legs, leg, receiver.run, self._threads_stop),
            name=leg,
            daemon=True,
        )
        thread.start()
        return thread

    def _drain_account(self, leg: str, receiver: Receiver) -> list[str]:
        try:
            done = receiver.drain_once()
        except (Transient, Permanent) as error:
            self.legs.touch(leg, False, str(error))
            return [f"{leg}: {error}"]
        self.legs.touch(leg, not done.faults, "; ".join(done.faults))
        return [f"{leg}: {fault}" for fault in done.faults]

    def _clockwork(self) -> Clockwork:
        # Loaded when the letters are being read already; a drain needs no scheduler.
        from bot.daemon.clockwork import Clockwork

        clockwork = Clockwork(self.legs)
        clockwork.every(_ESCALATION_EVERY_S, ESCALATION, self.ticks.escalation)
        clockwork.every(_DIALOGUE_EVERY_S, "dialogue", self.ticks.dialogue)
        clockwork.every(_OVERDUE_EVERY_S, "service levels", self.ticks.overdue)
        clockwork.every(_LOOK_EVERY_S, "watch", self._look)
        clockwork.every(rotas.EVERY_S, "rotas", rotas.RotaRounds(self).tick)
        return clockwork

    async def _come_to_rest(
        self, parts: list[asyncio.Task[None]], clockwork: Clockwork, threads: list[threading.Thread]
    ) -> None:
        self._threads_stop.set()
        self.pipeline.wake()
        self.dispatcher.wake()
        _, late = await asyncio.wait(parts, timeout=_STOP_WITHIN_S)
        for task in late:
            task.cancel()
        await clockwork.stop()
        for _, receiver in self._receivers:
            receiver.interrupt()
        for thread in threads:
            await asyncio.to_thread(thread.join, 1.0)

    def _look(self) -> None:
        ill = health.look(self.storage, self.office, self.legs, self.now())
        if ill:
            self._wake_dispatcher()
        else:
            health.beat(self.office.settings.health)

    def _left(self) -> list[str]:
        with self.storage.read() as unit:
            counts = unit.letters.counts()
        waiting = counts.get("waiting", 0)
        return [f"{waiting} letter(s) in the journal could not be taken in yet"] if waiting else []

    def _forget_old_legs(self) -> None:
        """Legs of accounts that are no longer configured would stay ill for ever."""
        names = {leg.name for leg in self.legs.all()}
        with self.storage.begin() as unit:
            for leg in unit.watch.legs():
                if leg.name not in names:
                    unit.watch.forget_leg(leg.name)

    def _handled(self, handled: Sequence[Handled]) -> None:
        for one in handled:
            ticket = one.taken.ticket.number if one.taken.ticket else None
            log.info(
                "letter.taken_in", letter=one.row.id, outcome=one.taken.outcome, kind=one.taken.kind, ticket=ticket
            )
        self._watchers.handled(handled)
        self.dispatcher.wake()

    def _round(self, letters: int) -> None:
        self.legs.touch(PIPELINE, True, f"{letters} letters in the last round")

    def _journaled(self) -> None:
        self._from_thread(self.pipeline.wake)

    def _wake_dispatcher(self) -> None:
        self._from_thread(self.dispatcher.wake)

    def _from_thread(self, call: Callable[[], None]) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(call)
