"""Is every leg alive: completed rounds touch their leg, an old leg alarms, and the outside heartbeat stops with it.

Silence must never look like a quiet night (promise D7): only completed work counts, never a loop that merely turns.
"""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.daemon.clock import Clock
from bot.desk.kept.records import Leg
from bot.desk.office import Office
from bot.desk.ports import Storage, Unit
from bot.desk.writing.alarms import alarm
from bot.settings.model import HealthSettings

log = structlog.get_logger()

_HEARTBEAT_TIMEOUT_S = 10.0


class Legs:
    """What each leg last told, kept in memory between two looks. Any thread may touch."""

    def __init__(self, now: Clock, stale_after: timedelta) -> None:
        self._now, self._stale_after = now, stale_after
        self._lock = threading.Lock()
        self._legs: dict[str, Leg] = {}

    def expect(self, name: str) -> None:
        """A leg that should run from now on: it grows old if it never completes a round."""
        self.touch(name, True, "started")

    def touch(self, name: str, ok: bool, detail: str = "") -> None:
        """A round was completed (`ok`), or failed: then the leg keeps the age of its last good round."""
        now = self._now()
        with self._lock:
            last = self._legs.get(name)
            at = now if ok or last is None else last.at
            self._legs[name] = Leg(name, at, self._stale_after, detail[:300], ok)

    def all(self) -> list[Leg]:
        """A copy of every leg."""
        with self._lock:
            return [replace(leg) for leg in self._legs.values()]


def is_well(leg: Leg, now: datetime) -> bool:
    """Alive and not older than it may be. A leg that failed a round is ill once it is stale too."""
    return now - leg.at <= leg.stale_after


def look(storage: Storage, office: Office, legs: Legs, now: datetime) -> list[Leg]:
    """Write the legs down, tell of every leg gone stale and of every one that came back; the ill ones."""
    ill = []
    with storage.begin() as unit:
        for leg in legs.all():
            unit.watch.touch(leg)
            key = f"leg/{leg.name}"
            if is_well(leg, now):
                unit.watch.clear_alarm(key, now)
            else:
                ill.append(leg)
                _tell(unit, office, leg, now)
    for leg in ill:
        log.error("leg.stale", leg=leg.name, age_s=round((now - leg.at).total_seconds()), detail=leg.detail)
    return ill


def status(unit: Unit, now: datetime, holder: str | None) -> dict[str, Any]:
    """The contract's `status --json`: every leg with its age in seconds. `holder` is the daemon at work; without one no
    leg is alive, however young its last round."""
    legs = {
        leg.name: {
            "ok": holder is not None and is_well(leg, now),
            "age_s": round((now - leg.at).total_seconds(), 1),
            "detail": _detail(leg) if holder is not None else f"no daemon runs; before: {_detail(leg) or 'ok'}",
        }
        for leg in unit.watch.legs()
    }
    standing = unit.watch.alarms()
    reach = [
        {
            "person": proof.person,
            "address": proof.address,
            "asked_at": proof.asked_at.isoformat(),
            "proven_at": proof.proven_at.isoformat() if proof.proven_at else None,
            "answered": proof.answered,
        }
        for proof in unit.proofs.all()
    ]
    return {
        "ok": bool(legs) and all(leg["ok"] for leg in legs.values()),
        "daemon": {"running": holder is not None, "holder": holder},
        "legs": legs,
        "letters": unit.letters.counts(),
        "outbox": unit.outbox.counts(),
        "reach": reach,
        "alarms": [{"key": key, "text": text, "since": since.isoformat()} for key, text, since in standing],
    }


def _detail(leg: Leg) -> str:
    return leg.detail if leg.ok else f"last round failed: {leg.detail}"


def beat(settings: HealthSettings) -> None:
    """Tell the outside that all legs are well: touch the file, call the URL. A heartbeat that fails is logged only:
    whoever waits for it will raise the alarm."""
    if settings.heartbeat_file is not None:
        try:
            settings.heartbeat_file.touch()
        except OSError as error:
            log.error("heartbeat.file", path=str(settings.heartbeat_file), cause=str(error))
    if settings.heartbeat_url:
        try:
            with urllib.request.urlopen(settings.heartbeat_url, timeout=_HEARTBEAT_TIMEOUT_S):  # noqa: S310
                pass
        except (urllib.error.URLError, OSError, ValueError) as error:
            log.error("heartbeat.url", cause=str(error))


def _tell(unit: Unit, office: Office, leg: Leg, now: datetime) -> None:
    age = round((now - leg.at).total_seconds() / 60)
    text = f"{leg.name} has completed no round for {age} min: {leg.detail or 'no reason known'}"
    alarm(unit, office, f"leg/{leg.name}", text, now)
