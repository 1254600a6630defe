"""Which letters of a folder are to be fetched next: the cursor, its start point, and what a new UIDVALIDITY does to it.

In: the folder as opened and the cursor as journaled. Out: a plan, or the report of a first contact, nothing else.
UIDs only ever grow while UIDVALIDITY stays (RFC 9051 section 2.3.1.1), so "every UID above the cursor" is the whole of
what is new, whatever people do to flags; under a new UIDVALIDITY every letter is looked at again, and the journal knows
by content those it has had.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.desk.kept.records import Cursor
from bot.ingest.imap.answers import Listed, Selected
from bot.ingest.imap.idle import Refused
from bot.ingest.imap.session import Session
from bot.settings.model import AccountSettings

_DESK_ZONE = ZoneInfo("Europe/Paris")
_SAMPLE = 5


@dataclass(frozen=True, slots=True)
class FirstContact:
    """A folder with history and no start point: nothing was imported. `sample` holds header sections, newest last."""

    account: str
    folder: str
    count: int
    oldest_at: datetime | None
    newest_at: datetime | None
    sample: tuple[bytes, ...]

    def __str__(self) -> str:
        span = (
            f" from {self.oldest_at:%Y-%m-%d} to {self.newest_at:%Y-%m-%d}" if self.oldest_at and self.newest_at else ""
        )
        return (
            f"{self.account}/{self.folder}: first contact, {self.count} letters{span}, nothing imported; "
            "say what counts with `start: now`, `start: all` or `start: DATE`"
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """UIDs to fetch, ascending; `after` is the cursor when all are journaled.

    `stepwise`: the cursor may follow batch by batch. Otherwise the UIDs have gaps that do not count, and it moves once,
    at the end; a crash before that costs reading them again, never a letter.
    """

    uids: list[int]
    after: Cursor
    stepwise: bool

    def counts(self, letter: Listed) -> bool:
        """False for a letter that arrived before the start point."""
        since = self.after.since
        return self.stepwise or since is None or letter.internal_date is None or letter.internal_date >= since

    def cursor_at(self, uid: int) -> Cursor:
        """The cursor when every UID up to this one is journaled."""
        return replace(self.after, last_uid=uid)


def plan(
    session: Session, account: AccountSettings, cursor: Cursor | None, now: datetime, fresh: bool
) -> Plan | FirstContact:
    """What to fetch from the folder that is open; `fresh` when it was opened just now, so that its UIDNEXT holds.

    Raises Refused when the server went back behind the cursor under the same UIDVALIDITY: nothing can be trusted then.
    """
    opened = session.selected
    assert opened is not None
    if cursor is None:
        return _first(session, opened, account, now)
    if cursor.uidvalidity != opened.uidvalidity:
        return _again(session, replace(cursor, uidvalidity=opened.uidvalidity, last_uid=0))
    if fresh and opened.uidnext is not None and cursor.last_uid >= opened.uidnext:
        raise Refused(
            f"{account.name}/{opened.folder}: UIDNEXT {opened.uidnext} is behind the last letter had "
            f"({cursor.last_uid}): restored from a backup? New letters may be taken for known ones"
        )
    uids = session.uids_from(cursor.last_uid + 1)
    return Plan(uids, replace(cursor, last_uid=max(uids, default=cursor.last_uid)), stepwise=True)


def _first(session: Session, opened: Selected, account: AccountSettings, now: datetime) -> Plan | FirstContact:
    start = Cursor(account.name, opened.folder, opened.uidvalidity, 0)
    if account.start is None and opened.exists:
        return _census(session, opened, account)
    if account.start == "all" or not opened.exists:
        return _again(session, start)
    if isinstance(account.start, date):
        midnight = datetime.combine(account.start, time(0), _DESK_ZONE).astimezone(UTC)
        return _again(session, replace(start, since=midnight))
    last = opened.uidnext - 1 if opened.uidnext is not None else max(session.uids_from(1), default=0)
    return Plan([], replace(start, last_uid=last, since=now), stepwise=False)


def _again(session: Session, cursor: Cursor) -> Plan:
    """Everything in the folder that counts."""
    if cursor.since is None:
        uids = session.uids_from(1)
        return Plan(uids, replace(cursor, last_uid=max(uids, default=0)), stepwise=True)
    opened = session.selected
    # SINCE compares days without their zone: ask from the day before, `counts` then looks at the instant
    uids = session.uids_since((cursor.since - timedelta(days=1)).date())
    known_end = opened.uidnext - 1 if opened is not None and opened.uidnext is not None else 0
    return Plan(uids, replace(cursor, last_uid=max([known_end, *uids])), stepwise=False)


def _census(session: Session, opened: Selected, account: AccountSettings) -> FirstContact:
    uids = session.uids_from(1)
    ends = session.listed(sorted({*uids[:1], *uids[-_SAMPLE:]}))
    instants = sorted(letter.internal_date for letter in ends.values() if letter.internal_date is not None)
    return FirstContact(
        account=account.name,
        folder=opened.folder,
        count=len(uids),
        oldest_at=instants[0] if instants else None,
        newest_at=instants[-1] if instants else None,
        sample=tuple(session.headers(uid) for uid in uids[-_SAMPLE:]),
    )
