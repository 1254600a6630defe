"""Calendars of duties that others keep: octets from a file or a server in, a configuration that follows them out.

One that is not sound changes nothing: the last good one stays in force, here and in the data folder, and an alarm names
the fault (failures R4 and R5).
"""

from __future__ import annotations

import http.client
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from bot import walltime
from bot.daemon.clock import Clock
from bot.daemon.config import Configuration
from bot.daemon.rota_files import keep, read_rota_file
from bot.desk.office import Office
from bot.desk.writing.alarms import alarm
from bot.errors import Fault, Transient
from bot.rules.duty.coverage import Gap, gaps
from bot.rules.duty.duties import Duties, overlaps
from bot.rules.duty.duty_guard import OCTETS, Unsound, read_duties
from bot.rules.duty.oncall import Schedule
from bot.rules.duty.rota import RotaSettings
from bot.settings.section import Section
from bot.storage.unit import SqlStorage

log = structlog.get_logger()

EVERY_S = 15.0
_MOST_HOLES = 5
_TIMEOUT_S, _LONGEST_S = 10.0, 30.0
_PIECE = 65_536

Fetch = Callable[[RotaSettings, Path], bytes]


def fetch(rota: RotaSettings, folder: Path) -> bytes:
    """The octets of a calendar as they are now, one more than is allowed at most; relative paths begin at `folder`.

    Raises Transient, with the host but never the whole address in it.
    """
    if not rota.remote:
        return read_rota_file(folder / Path(rota.source.removeprefix("file:")).expanduser())
    ends, octets = time.monotonic() + _LONGEST_S, b""
    try:
        with urllib.request.urlopen(rota.source, timeout=_TIMEOUT_S) as answer:  # noqa: S310
            if rota.source.startswith("https:") and not answer.url.startswith("https:"):
                raise Transient(f"{rota.place}: leads away from https")
            while len(octets) <= OCTETS and (piece := answer.read1(_PIECE)):
                octets += piece
                if time.monotonic() > ends:
                    raise Transient(f"{rota.place}: took longer than {_LONGEST_S:g} s")
    except urllib.error.HTTPError as error:
        raise Transient(f"{rota.place}: answered {error.code}") from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Transient(f"{rota.place}: {getattr(error, 'reason', None) or type(error).__name__}") from None
    return octets


def judged(configuration: Configuration, schedule: Schedule, octets: bytes, now: datetime) -> Duties:
    """The duties of a calendar for a schedule. Raises Unsound: faulty, two persons at one time, or nobody to come."""
    assert schedule.rota is not None, "only a schedule with a calendar of others is asked"
    settings = configuration.settings
    duties = read_duties(octets, {**settings.people, **settings.agencies}, schedule.rota.zone)
    if twice := overlaps(duties, now, now + schedule.horizon):
        raise Unsound(twice[:5])
    if not duties.within(now, now + schedule.horizon):
        raise Unsound([f"empty: nobody is on call by it within {schedule.horizon.days} days"])
    return duties


def followed(configuration: Configuration, name: str, duties: Duties) -> Configuration:
    """The configuration with this calendar in force; the very same when it was already."""
    rules = configuration.rules.with_duties(name, duties)
    return configuration if rules.hash == configuration.rules.hash else replace(configuration, rules=rules)


def looked_up(
    configuration: Configuration, now: datetime, fetch: Fetch = fetch, kept: bool = False, remote: bool = True
) -> tuple[Configuration, list[str], list[str]]:
    """Ask for every calendar once: the configuration that follows them, what is well and what is not, in words.

    What is not well leaves its last good calendar in force. `kept`: a sound one is written to the data folder.
    """
    well, ill = [], []
    for name, schedule in _with_rota(configuration):
        assert schedule.rota is not None
        if schedule.rota.remote and not remote:
            continue
        try:
            octets = fetch(schedule.rota, configuration.folder or Path.cwd())
            configuration = followed(configuration, name, judged(configuration, schedule, octets, now))
            if kept:
                keep(configuration.settings.data, name, octets)
        except (Transient, Unsound) as error:
            ill.append(f"schedule {name}: its calendar is not used: {error}")
        else:
            well.append(f"schedule {name}: its calendar of {schedule.rota.place} is sound")
    return configuration, well, ill


def uncovered(configuration: Configuration, now: datetime) -> list[Fault]:
    """The gaps within a schedule's horizon, in the desk's own time, at the place where the schedule is written: the
    first five, then how many more."""
    found = []
    section = Section(configuration.tree, "", []).section("schedules")
    for name, schedule in configuration.rules.schedules.named.items():
        node = section.raw(name) or configuration.tree
        holes = gaps(schedule, configuration.rules.windows, now, schedule.horizon)
        told = [_told(hole, configuration.rules.zone) for hole in holes[:_MOST_HOLES]]
        if more := holes[_MOST_HOLES:]:
            last = _wall(more[-1].end, configuration.rules.zone)
            told.append((f"{len(more)} more such times until {last}", "`veilleur oncall coverage` lists them all"))
        found += [Fault(node.file, node.line, f"schedules.{name}", name, *words) for words in told]
    return found


def _told(hole: Gap, zone: ZoneInfo) -> tuple[str, str]:
    """Problem and remedy."""
    span = f"from {_wall(hole.start, zone)} to {_wall(hole.end, zone)} ({walltime.spoken_zone(zone, 'en')})"
    if hole.person is None:
        return f"nobody is on call {span}", "name somebody for that time, or a fallback_layer"
    return f"{hole.person} is on call {span} and has no address", f"add `mail:` to {hole.person}, or name somebody else"


def _wall(instant: datetime, zone: ZoneInfo) -> str:
    wall = walltime.to_wall(instant, zone)
    return f"{walltime.spoken_day(wall.date(), 'en')} {walltime.spoken_time(wall, 'en')}"


def _with_rota(configuration: Configuration) -> Iterator[tuple[str, Schedule]]:
    return ((name, one) for name, one in configuration.rules.schedules.named.items() if one.rota is not None)


class Following(Protocol):
    """A daemon at work whose rules can be exchanged; whoever does holds `renewing` meanwhile."""

    configuration: Configuration
    office: Office
    storage: SqlStorage
    now: Clock
    renewing: threading.Lock


class RotaRounds:
    """Asks for each calendar on its own rhythm and tells what became of it."""

    def __init__(self, daemon: Following, fetch: Fetch = fetch) -> None:
        self._daemon, self._fetch = daemon, fetch
        self._due: dict[str, datetime] = {}
        self._kept: dict[str, str] = {}

    def tick(self) -> None:
        """One look at every calendar that is due. Raises Transient when the database cannot be had."""
        now = self._daemon.now()
        for name, schedule in list(_with_rota(self._daemon.configuration)):
            assert schedule.rota is not None
            if now >= self._due.get(name, now):
                # A rhythm and not "from the end": a server that is slow to answer is not asked less often.
                self._due[name] = now + schedule.rota.refresh
                self._look(name, schedule, schedule.rota, now)

    def _look(self, name: str, schedule: Schedule, rota: RotaSettings, now: datetime) -> None:
        faults: tuple[str, ...] = ()
        good = False
        try:
            octets = self._fetch(rota, self._daemon.configuration.folder or Path.cwd())
            good = self._follow(name, schedule, octets, now)
        except Unsound as refused:
            faults = refused.faults
            log.error("rota.refused", schedule=name, faults=faults[:5])
        except Transient as error:
            log.warning("rota.not_fetched", schedule=name, cause=str(error))
        self._tell(name, rota, good, faults, now)

    def _follow(self, name: str, schedule: Schedule, octets: bytes, now: datetime) -> bool:
        """False when the schedule is no longer the one that was asked for."""
        daemon = self._daemon
        with daemon.renewing:
            if daemon.configuration.rules.schedules.named.get(name) is not schedule:
                # Reloaded meanwhile: what was fetched may belong to another source.
                self._due.pop(name, None)
                return False
            duties = judged(daemon.configuration, schedule, octets, now)
            if self._kept.get(name) != duties.sha256:
                keep(daemon.configuration.settings.data, name, octets)
                self._kept[name] = duties.sha256
            after = followed(daemon.configuration, name, duties)
            if after is daemon.configuration:
                return True
            daemon.configuration = after
            daemon.office = replace(daemon.office, rules=after.rules)
        log.info("rota.followed", schedule=name, sha256=duties.sha256[:12])
        return True

    def _tell(self, name: str, rota: RotaSettings, good: bool, faults: tuple[str, ...], now: datetime) -> None:
        key, office, again = f"rota/{name}", self._daemon.office, rota.alarm_when_stale
        with self._daemon.storage.begin() as unit:
            if faults:
                text = f"schedule {name}: its calendar ({rota.place}) is refused, the last good one stays: {faults[0]}"
                alarm(unit, office, key, text, now, facts=faults, again_after=again)
            elif good:
                unit.watch.clear_alarm(key, now)
            last = unit.watch.mark(key)
            if good or last is None:
                unit.watch.set_mark(key, now)
                unit.watch.clear_alarm(f"{key}/stale", now)
            elif now - last > rota.alarm_when_stale:
                text = f"schedule {name}: no sound calendar from {rota.place} since {last.isoformat()}"
                alarm(unit, office, f"{key}/stale", text, now, again_after=again)
