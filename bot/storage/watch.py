"""What the daemon knows of itself: legs that completed a round, standing alarms, leases with their numbers, marks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam, delete, select, update

from bot.desk.kept.records import Leg
from bot.storage.columns import CleanText, Instant, Key
from bot.storage.schema_effects import alarm, lease, leg, mark
from bot.storage.statement import Inserter, Statement, replacing

_FREE_SINCE = datetime(1970, 1, 1, tzinfo=UTC)

_LEG_NAMES = ("name", "at", "stale_after_ms", "detail", "ok")
_TOUCH = Statement(lambda insert: replacing(insert(leg), ["name"], _LEG_NAMES), _LEG_NAMES)
_LEGS = Statement(select(leg.c.name, leg.c.at, leg.c.stale_after_ms, leg.c.detail, leg.c.ok).order_by(leg.c.name))
_FORGET = Statement(delete(leg).where(leg.c.name == bindparam("named", type_=Key)))


def _raising(insert: Inserter) -> Any:
    new = insert(alarm)
    again = alarm.c.told_at <= bindparam("told_before", type_=Instant)
    told_at = sa.case((again, new.excluded.told_at), else_=alarm.c.told_at)
    return new.on_conflict_do_update(index_elements=["key"], set_={"text": new.excluded.text, "told_at": told_at})


_RAISE = Statement(_raising, ["key", "text", "since", "told_at"])
_TOLD_AT = Statement(select(alarm.c.told_at).where(alarm.c.key == bindparam("named", type_=Key)))
_CLEAR = Statement(delete(alarm).where(alarm.c.key == bindparam("named", type_=Key)))
_ALARMS = Statement(select(alarm.c.key, alarm.c.text, alarm.c.since).order_by(alarm.c.since, alarm.c.key))

_ENDED = sa.or_(lease.c.holder.is_(None), lease.c.until <= bindparam("now", type_=Instant))


def _taking(insert: Inserter) -> Any:
    first = insert(lease).values(number=1)
    taken = {
        "holder": first.excluded.holder,
        "until": first.excluded.until,
        # A lease that ended gets a new number even for its last holder: what it still has under way is out of date.
        "number": sa.case((_ENDED, lease.c.number + 1), else_=lease.c.number),
    }
    free = sa.or_(_ENDED, lease.c.holder == first.excluded.holder)
    return first.on_conflict_do_update(index_elements=["name"], set_=taken, where=free).returning(lease.c.number)


_TAKE = Statement(_taking, ["name", "holder", "until"])
# The row stays, so that numbers only ever ascend.
_GIVE = Statement(
    update(lease)
    .where(lease.c.name == bindparam("named", type_=Key), lease.c.holder == bindparam("whose", type_=CleanText))
    .values(holder=None, until=_FREE_SINCE)
)
_HOLDER = Statement(
    select(lease.c.holder, lease.c.until).where(
        lease.c.name == bindparam("named", type_=Key), lease.c.holder.is_not(None)
    )
)
_NUMBER = Statement(select(lease.c.number).where(lease.c.name == bindparam("named", type_=Key)))

_MARK = Statement(select(mark.c.at).where(mark.c.name == bindparam("named", type_=Key)))
_SET_MARK = Statement(lambda insert: replacing(insert(mark), ["name"], ("at",)), ["name", "at"])


class SqlWatch:
    """bot.desk.ports.Watch on a connection."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def touch(self, leg: Leg) -> None:
        values = {
            "name": leg.name,
            "at": leg.at,
            "stale_after_ms": leg.stale_after // timedelta(milliseconds=1),
            "detail": leg.detail,
            "ok": leg.ok,
        }
        _TOUCH.run(self._connection, values)

    def legs(self) -> list[Leg]:
        """By name."""
        rows = _LEGS.rows(self._connection)
        return [Leg(name, at, timedelta(milliseconds=stale), detail, ok) for name, at, stale, detail, ok in rows]

    def forget_leg(self, name: str) -> None:
        _FORGET.run(self._connection, {"named": name})

    def raise_alarm(self, key: str, text: str, now: datetime, again_after: timedelta) -> bool:
        """True when it should be told now: it is new, or was last told `again_after` ago or longer."""
        before: datetime | None = _TOLD_AT.value(self._connection, {"named": key})
        values = {"key": key, "text": text, "since": now, "told_at": now, "told_before": now - again_after}
        _RAISE.run(self._connection, values)
        return before is None or before <= now - again_after

    def clear_alarm(self, key: str, now: datetime) -> bool:
        return _CLEAR.run(self._connection, {"named": key}) > 0

    def alarms(self) -> list[tuple[str, str, datetime]]:
        """Standing alarms: key, text, since; the oldest first."""
        return [(key, text, since) for key, text, since in _ALARMS.rows(self._connection)]

    def take_lease(self, name: str, holder: str, now: datetime, until: datetime) -> int | None:
        """The number ascends each time the lease begins anew and stays while its holder prolongs it."""
        values = {"name": name, "holder": holder, "until": until, "now": now}
        number: int | None = _TAKE.value(self._connection, values)
        return number

    def give_lease(self, name: str, holder: str) -> None:
        """Nothing happens when the lease is somebody else's."""
        _GIVE.run(self._connection, {"named": name, "whose": holder})

    def lease_holder(self, name: str) -> tuple[str, datetime] | None:
        """The holder and the end of the lease, which may have passed; None when it was given back or never taken."""
        found = _HOLDER.row(self._connection, {"named": name})
        return None if found is None else (found[0], found[1])

    def lease_number(self, name: str) -> int | None:
        """The number of the lease as it stands; None when it was never taken."""
        number: int | None = _NUMBER.value(self._connection, {"named": name})
        return number

    def mark(self, name: str) -> datetime | None:
        at: datetime | None = _MARK.value(self._connection, {"named": name})
        return at

    def set_mark(self, name: str, at: datetime) -> None:
        _SET_MARK.run(self._connection, {"name": name, "at": at})
