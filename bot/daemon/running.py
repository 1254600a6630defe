"""The two ways the daemon runs: until it is told to stop, or until nothing is due."""

from __future__ import annotations

import asyncio
import gc
import secrets
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog

from bot.daemon.check import refuse_unfit
from bot.daemon.clock import Clock, FixedClock, system_clock
from bot.daemon.config import Configuration
from bot.daemon.leases import FileLock, refuse_beside_another
from bot.daemon.live import ready_to_run
from bot.daemon.rotas import looked_up
from bot.daemon.service import Service
from bot.daemon.wiring import office_of, reading_pool, storage_of
from bot.errors import Misconfigured

log = structlog.get_logger()


def run_daemon(configuration: Configuration) -> None:
    """Run until SIGTERM or SIGINT; SIGHUP reads the configuration again.

    Raises Misconfigured when it cannot start, also when another daemon has the file.
    """
    with _service(configuration, system_clock) as service:
        asyncio.run(_until_told(service))


def run_drain(configuration: Configuration, at: datetime | None) -> list[str]:
    """`run --drain`: what could not be handled, in words; empty when all was. With `at` the clock stands there.

    Raises Misconfigured while a daemon works on the same database.
    """
    with _service(configuration, FixedClock(at) if at else system_clock) as service:
        refuse_beside_another(service.storage, service.holder)
        return asyncio.run(service.drain())


@contextmanager
def _service(configuration: Configuration, now: Clock) -> Iterator[Service]:
    if faults := ready_to_run(configuration.settings, configuration.tree):
        raise Misconfigured(faults)
    # A rehearsal may stand in the past, and a machine's clock may be wrong: what lies ahead of both is a lie.
    today = max(now(), system_clock()).date()
    configuration, _, ill = looked_up(configuration, now(), kept=True)
    for text in ill:
        log.error("rota.refused", cause=text)
    refuse_unfit(configuration, now(), today)
    # What is loaded by now stays, here and in the workers: the collector need not look at it, nor copy its pages. Of a
    # hundred thousand objects a thousand are garbage: to look for them first takes a tenth of a second.
    gc.freeze()
    gc.enable()
    # Before there are threads, a lock or a database: the workers are forks and must inherit none of them.
    reads = reading_pool(configuration, office_of(configuration))
    try:
        with FileLock(configuration.settings.database):
            storage = storage_of(configuration)
            try:
                yield Service(configuration, storage, now, reads=reads, instance=secrets.token_hex(6))
            finally:
                storage.close()
    finally:
        reads.close()


async def _until_told(service: Service) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, service.reload)
    await service.run(stop)
