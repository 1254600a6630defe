"""One visit to the outbox: attempts settled, due letters claimed, worded, and recorded as *sending* before all else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import OutboxEntry, OutboxStatus
from bot.desk.ports import Storage, Unit
from bot.errors import Illegal, Missing, Permanent, Transient
from bot.outbound.settle import Attempt, Consequences, Settler
from bot.outbound.wording import Claimed, Worded, Writer, look_up

T = TypeVar("T")

SERVER_ALARM, TEMPLATE_ALARM = "submission", "template"


@dataclass(frozen=True, slots=True)
class Claiming:
    """Who claims and for how long; `lease` must outlast the longest hand-over."""

    worker: str = "outbound"
    lease: timedelta = timedelta(minutes=6)


class Turn:
    """The dispatcher's side of the database. Every method is called from one thread at a time. Raises Transient when
    the database is out of reach: then nothing of the visit happened and it may be made again."""

    def __init__(
        self,
        storage: Storage,
        writer: Writer,
        settler: Settler,
        consequences: Consequences,
        claiming: Claiming,
        *,
        live: bool,
    ) -> None:
        self._storage, self._writer, self._settler = storage, writer, settler
        self._consequences, self._claiming, self._live = consequences, claiming, live
        # An earlier process may have left its alarm standing.
        self._alarmed = True

    def visit(self, done: Sequence[Attempt], room: int, trouble: str | None, now: datetime) -> list[Worded]:
        """Settle `done`, then claim up to `room` letters; those that may leave now, pages first.

        `trouble` keeps letters from leaving at present: it raises the alarm, and its end takes the alarm back.
        """
        claimed = self._carefully(lambda: self._settle_and_claim(done, room, trouble, now))
        if not claimed:
            return []
        # Words outside of any transaction: they take longer than the database.
        letters = [self._writer.write(one) for one in claimed]
        return self._carefully(lambda: self._record(letters, now))

    def _carefully(self, transaction: Callable[[], T]) -> T:
        """The transaction; once more from the start, with savepoints, when something in it does not fit."""
        try:
            return transaction()
        except (Illegal, Missing, Permanent):
            self._settler.careful = True
            return transaction()
        finally:
            self._settler.careful = False

    def _settle_and_claim(
        self, done: Sequence[Attempt], room: int, trouble: str | None, now: datetime
    ) -> list[Claimed]:
        with self._storage.begin() as unit:
            for attempt in done:
                self._settler.settle(unit, attempt, now)
            self._settler.stranded(unit, now, now)
            self._report(unit, trouble, worked=bool(done))
            lease_until = now + self._claiming.lease
            entries = unit.outbox.claim(now, lease_until, self._claiming.worker, room) if room > 0 else []
            return look_up(unit, entries, self._live)

    def recover(self, now: datetime) -> int:
        """Settle what a dead worker left in the act though its lease still runs; how many. What it had only claimed is
        free again.

        Only for a daemon known to be the only one on this database.
        """
        with self._storage.begin() as unit:
            unit.outbox.free_claims()
            return self._settler.stranded(unit, now + self._claiming.lease, now)

    def still_wanted(self, entry: OutboxEntry) -> bool:
        """The second look at a letter marked *sending* that has waited for its turn, made right before it leaves.

        True also when the database is out of reach: nobody else may send it now, and silence would be worse.
        """
        try:
            with self._storage.read() as unit:
                return self._consequences.wanted(unit, entry)
        except Transient:
            return True

    def next_due(self) -> datetime | None:
        """When the next queued letter can be claimed."""
        with self._storage.read() as unit:
            return unit.outbox.next_due()

    def _report(self, unit: Unit, trouble: str | None, *, worked: bool) -> None:
        self._consequences.turned(unit, trouble)
        if trouble is not None:
            self._alarmed = True
            self._consequences.alarm(unit, SERVER_ALARM, f"no letter can leave: {trouble}")
        elif worked and self._alarmed:
            self._consequences.relieved(unit, SERVER_ALARM)
            self._alarmed = False

    def _record(self, letters: Sequence[Worded], now: datetime) -> list[Worded]:
        """*Written* and *sending* before the first octet leaves."""
        with self._storage.begin() as unit:
            for letter in letters:
                self._write(unit, letter)
            if not self._live:
                for letter in letters:
                    self._settler.hold(unit, letter.entry, now)
                return []
            ready = self._sending(unit, self._wanted(unit, letters, now), now)
            for letter in ready:
                if letter.octets is None:
                    self._settler.settle(unit, Attempt(letter.entry, letter.unusable), now)
        return [_under_way(letter) for letter in ready if letter.octets is not None]

    def _write(self, unit: Unit, letter: Worded) -> None:
        entry = letter.entry
        if letter.fresh and entry.id is not None:
            unit.outbox.written(entry.id, entry.template, entry.subject or "", entry.text or "", entry.html or "")
        # An alarm that cannot be worded has its built-in words; ordering another alarm would never end.
        if letter.trouble is not None and entry.cls is not LetterClass.ALARM:
            self._consequences.alarm(unit, f"{TEMPLATE_ALARM}/{entry.language}/{entry.template}", letter.trouble)

    def _wanted(self, unit: Unit, letters: Sequence[Worded], now: datetime) -> list[Worded]:
        """A page of a case that was taken while its letter waited, failed or was in doubt goes to nobody."""
        wanted = []
        for letter in letters:
            if self._consequences.wanted(unit, letter.entry):
                wanted.append(letter)
            else:
                self._settler.drop(unit, letter.entry, now)
        return wanted

    def _sending(self, unit: Unit, letters: Sequence[Worded], now: datetime) -> list[Worded]:
        """Those that may be sent: a letter cancelled or lost to another worker meanwhile is left out."""
        if self._marked(unit, [letter.entry for letter in letters], now):
            return list(letters)
        return [letter for letter in letters if self._marked(unit, [letter.entry], now)]

    def _marked(self, unit: Unit, entries: Sequence[OutboxEntry], now: datetime) -> bool:
        try:
            with unit.savepoint():
                unit.outbox.sending([entry.id for entry in entries if entry.id is not None], now)
        except Transient:
            return False
        return True


def _under_way(letter: Worded) -> Worded:
    return replace(letter, entry=replace(letter.entry, status=OutboxStatus.SENDING))
