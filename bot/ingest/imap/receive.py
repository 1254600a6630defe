"""One account's loop: connect, fetch what is new, journal it, and only then move the cursor and file on the server.

Promises D1 (no letter is lost), D2 (none counts twice) and its part of D5 (one bad letter never stops the mailbox).
Runs in a thread of its own and holds at most one connection.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.desk.kept.records import Arrival, Cursor
from bot.desk.ports import Journal
from bot.errors import Permanent, Transient
from bot.ingest.imap.answers import Fetched, Listed, Selected, chunks
from bot.ingest.imap.cursor import FirstContact, Plan, plan
from bot.ingest.imap.filing import file_letters
from bot.ingest.imap.idle import Lost, Refused
from bot.ingest.imap.session import SLICE, Session
from bot.settings.model import AccountSettings, FolderSettings, ReadingLimits

_LISTED_AT_ONCE = 500
_LETTERS_A_BATCH = 50
_OCTETS_A_BATCH = 4 * SLICE
_TRIES = 5
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 300.0
_AFTER_REFUSAL = 6


@dataclass(frozen=True, slots=True)
class Round:
    """What one look at all folders gave: letters journaled, and what could not be done, in words."""

    journaled: int
    faults: tuple[str, ...]


class Receiver:
    """The reader of one account.

    `on_journaled` gets journal ids after each committed batch; `report_leg(ok, detail)` hears of each round; `now`
    gives aware UTC; setting `stop` ends `run` within a second, or after the step under way (`interrupt` cuts it short).
    """

    def __init__(
        self,
        account: AccountSettings,
        journal: Journal,
        on_journaled: Callable[[Sequence[int]], None],
        stop: threading.Event,
        report_leg: Callable[[bool, str], None],
        now: Callable[[], datetime],
        limit: int = ReadingLimits().octets,
    ) -> None:
        self._account, self._journal, self._limit = account, journal, limit
        self._on_journaled, self._stop, self._report_leg, self._now = on_journaled, stop, report_leg, now
        self._poll_seconds = account.poll_every.total_seconds()
        self._session: Session | None = None
        self._looked_at: Selected | None = None
        self._trouble: Counter[tuple[str, int, int]] = Counter()
        self._failures = self._journaled = 0

    def run(self) -> None:
        """Receive until `stop` is set. Outages are waited out with back-off and jitter, and told to the leg."""
        while not self._stop.is_set():
            try:
                with Session(self._account) as self._session:
                    self._watch(self._session)
            except (Transient, Permanent) as error:
                if self._stop.is_set():
                    return
                # a server that counts wrong passwords must not lock the account
                self._failures = max(self._failures + 1, _AFTER_REFUSAL if isinstance(error, Refused) else 1)
                self._report_leg(False, str(error))
                self._stop.wait(self._wait())
            finally:
                self._session = None

    def interrupt(self) -> None:
        """Cut the connection under a step that takes long; from any thread, after `stop` was set."""
        session = self._session
        if session is not None:
            session.interrupt()

    def drain_once(self) -> Round:
        """Everything that is there now, then done. Raises Transient when server or journal cannot be reached."""
        with Session(self._account) as session:
            return self._round(session, reopen=True)

    def _watch(self, session: Session) -> None:
        reopen = True
        while not self._stop.is_set():
            done = self._round(session, reopen)
            self._failures = 0
            self._report_leg(not done.faults, "; ".join(done.faults) or f"{self._journaled} letters journaled so far")
            # a folder opened after its letters were asked for may hold more by now: look before idling
            reopen = session.selected is self._looked_at and not session.idle(self._poll_seconds, self._stop)

    def _round(self, session: Session, reopen: bool) -> Round:
        faults: list[str] = []
        before = self._journaled
        # the first folder last: IDLE then watches it
        for folder in (*self._account.folders[1:], self._account.folders[0]):
            try:
                faults += self._look(session, folder, reopen)
            except Refused as error:
                # a folder that is missing or cannot be trusted does not stop the others
                faults.append(str(error))
        if not self._stop.is_set():
            faults += file_letters(session, self._account, self._journal, self._now())
        return Round(self._journaled - before, tuple(faults))

    def _look(self, session: Session, folder: FolderSettings, reopen: bool) -> list[str]:
        cursor = self._journal.cursor(self._account.name, folder.name)
        opened = session.selected
        if fresh := reopen or opened is None or opened.folder != folder.name:
            # the first contact must not be able to change anything
            session.select(folder.name, writable=folder.after != "leave" and cursor is not None)
        self._looked_at = session.selected
        planned = plan(session, self._account, cursor, self._now(), fresh)
        if isinstance(planned, FirstContact):
            return [str(planned)]
        self._take(session, folder, planned, cursor)
        return []

    def _take(self, session: Session, folder: FolderSettings, planned: Plan, reached: Cursor | None) -> None:
        waiting = {uid for uid in planned.uids if self._trouble and self._place(planned, uid) in self._trouble}
        calm = [uid for uid in planned.uids if uid not in waiting]
        for chunk in chunks(calm, _LISTED_AT_ONCE):
            listed = session.listed(chunk)
            for batch in batches({uid: seen for uid, seen in listed.items() if planned.counts(seen)}):
                if self._stop.is_set():
                    return
                letters = self._fetch(session, planned, batch)
                waiting |= batch.keys() - {letter.uid for letter in letters}
                # the cursor waits before a letter that cannot be had yet; those behind it are had meanwhile
                cursor = planned.cursor_at(max(batch)) if planned.stepwise and not waiting else None
                reached = cursor or reached
                self._record(folder, planned, letters, batch, cursor)
            self._report_leg(True, f"{self._journaled} letters journaled so far")
        # those tried least come first: a letter that breaks the connection must not stand before the others
        settled = True
        for uid in sorted(waiting, key=lambda uid: (self._trouble[self._place(planned, uid)], uid)):
            if self._stop.is_set():
                return
            settled = self._take_alone(session, folder, planned, uid) and settled
        if settled and reached != planned.after:
            self._journal.move_cursor(planned.after)

    def _fetch(self, session: Session, planned: Plan, batch: Mapping[int, Listed]) -> list[Fetched]:
        try:
            return session.fetch({uid: seen.size for uid, seen in batch.items()}, self._limit)
        except Lost:
            # one of them may break the connection each time: from now on each is fetched alone
            self._trouble.update(self._place(planned, uid) for uid in batch)
            raise
        except Refused:
            return []

    def _take_alone(self, session: Session, folder: FolderSettings, planned: Plan, uid: int) -> bool:
        """True when the letter was had or is gone, False when it is to be tried again."""
        place = self._place(planned, uid)
        # counted before the try: a letter that breaks the connection is known the next time
        self._trouble[place] += 1
        session.noop()
        seen = session.listed([uid]).get(uid)
        if seen is not None:
            letter = self._fetch_alone(session, uid, seen.size, self._trouble[place])
            if letter is None:
                return False
            self._record(folder, planned, [letter], {uid: seen}, None)
        del self._trouble[place]
        return True

    def _fetch_alone(self, session: Session, uid: int, size: int, tries: int) -> Fetched | None:
        """The letter; None when it does not come yet. After enough tries what there is of it: a person must see it."""
        try:
            if tries > _TRIES:
                return Fetched(uid, session.headers(uid) if tries == _TRIES + 1 else b"", truncated=True)
            return next(iter(session.fetch({uid: size}, self._limit)), None)
        except Refused:
            return Fetched(uid, b"", truncated=True) if tries > _TRIES else None

    def _record(
        self,
        folder: FolderSettings,
        planned: Plan,
        letters: Sequence[Fetched],
        listed: Mapping[int, Listed],
        cursor: Cursor | None,
    ) -> None:
        arrivals = [self._arrival(planned, letter, listed[letter.uid]) for letter in letters]
        ids = self._journal.record(arrivals, cursor, folder.after != "leave", self._now())
        self._failures = 0
        self._journaled += len(ids)
        self._on_journaled(ids)

    def _arrival(self, planned: Plan, letter: Fetched, seen: Listed) -> Arrival:
        return Arrival(
            account=self._account.name,
            folder=planned.after.folder,
            uidvalidity=planned.after.uidvalidity,
            uid=letter.uid,
            received_at=seen.internal_date or self._now(),
            octets=letter.octets,
            size=max(seen.size, len(letter.octets)) if letter.truncated else len(letter.octets),
            truncated=letter.truncated,
        )

    def _place(self, planned: Plan, uid: int) -> tuple[str, int, int]:
        return planned.after.folder, planned.after.uidvalidity, uid

    def _wait(self) -> float:
        longest: float = min(_FIRST_WAIT * 2 ** min(self._failures - 1, 10), _LONGEST_WAIT)
        return longest * random.uniform(0.5, 1.0)


def batches(listed: Mapping[int, Listed]) -> Iterator[dict[int, Listed]]:
    """Letters in batches of at most 50 and some 4 MiB, ascending by UID; a larger letter is a batch of its own."""
    batch: dict[int, Listed] = {}
    octets = 0
    for uid in sorted(listed):
        size = listed[uid].size
        if batch and (len(batch) >= _LETTERS_A_BATCH or octets + size > _OCTETS_A_BATCH):
            yield batch
            batch, octets = {}, 0
        batch[uid] = listed[uid]
        octets += size
    if batch:
        yield batch
