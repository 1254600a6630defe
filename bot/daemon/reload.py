"""The configuration read again while the daemon runs: what takes effect at once out, or every fault and the old stays.

Running cases keep the policy they began with. Mailboxes, servers, database and limits need a restart.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import structlog

from bot.daemon.check import refuse_unfit
from bot.daemon.clock import Clock
from bot.daemon.config import Configuration, load
from bot.daemon.pipeline import Reads
from bot.daemon.wiring import office_of, reading_pool, renderer_of
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.desk.writing.alarms import alarm
from bot.errors import Misconfigured, Transient
from bot.outbound.wording import Writer
from bot.settings.model import Settings
from bot.storage.unit import SqlStorage

log = structlog.get_logger()

ALARM = "configuration"
_RESTART = ("live", "database", "accounts", "submission", "reading", "retry", "health", "data")
_MOST_TOLD, _LONGEST_TOLD = 20, 1000
_LAST_READINGS_S = 120.0


class Pool(Reads, Protocol):
    """Reads letters in processes of its own, until it is closed."""

    def close(self) -> None: ...


class SwappingReads:
    """The reading pool in force. Swapped for another, the old one finishes what it has in hand and ends."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._under_way: set[Future[Reading]] = set()
        self._lock = threading.Lock()

    def read(self, octets: bytes, received_at: datetime, account: str, now: datetime) -> Future[Reading]:
        """The reading of one letter, later."""
        with self._lock:
            future = self._pool.read(octets, received_at, account, now)
            self._under_way.add(future)
        future.add_done_callback(self._under_way.discard)
        return future

    def swap(self, pool: Pool) -> None:
        """From the next letter on this pool reads."""
        with self._lock:
            old, self._pool = self._pool, pool
            begun = list(self._under_way)
        threading.Thread(target=_end, args=(old, begun), name="reading, last letters", daemon=True).start()

    def close(self) -> None:
        """End the reading processes."""
        self._pool.close()


def _end(pool: Pool, begun: Sequence[Future[Reading]]) -> None:
    wait(begun, timeout=_LAST_READINGS_S)
    pool.close()


def read_again(old: Configuration, environ: Mapping[str, str], now: datetime) -> Configuration:
    """The configuration as it stands in the files now, with what needs a restart as it was.

    It must load, its letters render, its rules be sound, its scenarios decide as they expect, its schedules be covered.
    Raises Misconfigured with everything that does not hold.
    """
    new = load(old.source, environ)
    refuse_unfit(new, now)
    if waiting := [name for name in _RESTART if getattr(old.settings, name) != getattr(new.settings, name)]:
        log.warning("configuration.restart_due", parts=waiting)
    return replace(new, settings=_kept(old.settings, new.settings))


class Renewable(Protocol):
    """A daemon at work whose rules, letters and readings can be exchanged."""

    configuration: Configuration
    office: Office
    storage: SqlStorage
    now: Clock
    reads: SwappingReads
    writer: Writer
    renewing: threading.Lock


def reload(daemon: Renewable, environ: Mapping[str, str]) -> None:
    """Read the configuration again and put it in force; on any fault the old one stays and an alarm tells them all."""
    with daemon.renewing:
        _renew(daemon, environ)


def _renew(daemon: Renewable, environ: Mapping[str, str]) -> None:
    try:
        new = read_again(daemon.configuration, environ, daemon.now())
    except Misconfigured as wrong:
        _refuse(daemon, tuple(str(fault) for fault in wrong.faults))
        return
    old, daemon.configuration, daemon.office = daemon.configuration, new, office_of(new)
    daemon.writer.reword(renderer_of(new, daemon.office), daemon.office.settings.identity)
    if new.lexicons is not old.lexicons:
        daemon.reads.swap(reading_pool(new, daemon.office))
    log.info("configuration.reloaded", hash=new.hash[:12], rules=new.rules.hash[:12])
    _tell(daemon, lambda unit, now: unit.watch.clear_alarm(ALARM, now))


def _refuse(daemon: Renewable, faults: tuple[str, ...]) -> None:
    log.error("configuration.refused", faults=faults[:_MOST_TOLD], count=len(faults))
    text = f"the configuration was read again and refused, the old one stays in force; {len(faults)} fault(s): "
    text += " | ".join(faults)[:_LONGEST_TOLD]

    def raise_anew(unit: Unit, now: datetime) -> None:
        # Each attempt is told, however soon it follows the one before.
        unit.watch.clear_alarm(ALARM, now)
        alarm(unit, daemon.office, ALARM, text, now, facts=faults[:_MOST_TOLD])

    _tell(daemon, raise_anew)


def _tell(daemon: Renewable, what: Callable[[Unit, datetime], object]) -> None:
    try:
        with daemon.storage.begin() as unit:
            what(unit, daemon.now())
    except Transient as error:
        log.error("configuration.untold", cause=str(error))


def _kept(old: Settings, new: Settings) -> Settings:
    identity = replace(
        new.identity,
        key=old.identity.key or new.identity.key,
        own_addresses=old.identity.own_addresses | new.identity.own_addresses,
    )
    return replace(new, identity=identity, **{name: getattr(old, name) for name in _RESTART})
