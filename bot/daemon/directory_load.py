"""A file of establishments becomes the directory in force: written beside the old one, switched in one transaction.

Whatever happens on the way, look-ups see the old directory whole or the new one whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from pathlib import Path

from bot.daemon.clock import Clock
from bot.desk.kept.establishments import DirectoryVersion
from bot.desk.ports import Storage
from bot.errors import Doubt, Fault, Illegal, Permanent
from bot.ingest.finess.files import DirectoryFile
from bot.report.place.directory import Establishment

_BATCH = 4000
_MOST_FAULTS = 50
_LEASE = "directory"
# Longer than any batch takes; a load that was killed is in nobody's way after it.
_HOLDS_FOR = timedelta(seconds=60)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """The version now in force, how many sites the one before had, how many records were left out and the first why."""

    version: DirectoryVersion
    before: int
    left_out: int
    faults: tuple[Fault, ...]
    doubts: tuple[Doubt, ...] = ()
    """What was loaded as it stands and should be looked at, the first fifty."""


class Refused(Permanent):
    """The file has faults (all of them up to fifty, each with its line): the old directory stays in force."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        more = " at least" if len(faults) == _MOST_FAULTS else ""
        lines = "\n".join(map(str, faults))
        super().__init__(
            f"the directory was not loaded, the old one stays in force:{more} {len(faults)} fault(s)\n{lines}"
        )


def load_directory(
    storage: Storage, path: Path, now: Clock, holder: str, progress: Progress, *, leave_out_faulty: bool = False
) -> Loaded:
    """Load a file; `progress` hears octets read and octets in all. `holder` names this process among others.

    Raises Refused for a faulty file, unless `leave_out_faulty` (then a file without one valid site is refused all the
    same), Permanent for one that cannot be read, Illegal while somebody else loads, Transient from the database.
    """
    with DirectoryFile(path) as file:
        loading = _Loading(storage, file, now, holder)
        loading.begin(path)
        try:
            return loading.run(progress, leave_out_faulty)
        finally:
            loading.clear_away()


class _Loading:
    """One load under way: a version beside the one in force, and a lease that keeps a second load out."""

    def __init__(self, storage: Storage, file: DirectoryFile, now: Clock, holder: str) -> None:
        self._storage, self._file, self._now, self._holder = storage, file, now, holder
        self._faults: list[Fault] = []
        self._doubts: list[Doubt] = []
        self._left_out, self._alone = 0, True

    def begin(self, path: Path) -> None:
        self._described = DirectoryVersion(path.name, self._file.format, None, self._file.sha256(), self._now())
        with self._storage.begin() as unit:
            now = self._now()
            if unit.watch.take_lease(_LEASE, self._holder, now, now + _HOLDS_FOR) is None:
                raise Illegal("somebody else is loading a directory at this moment; try again in a minute")
            before = unit.establishments.version()
            self._before = before.count if before else 0
            self._number = unit.establishments.begin(self._described)

    def run(self, progress: Progress, leave_out_faulty: bool) -> Loaded:
        found = self._sites(leave_out_faulty)
        while batch := list(islice(found, _BATCH)):
            progress(self._file.position, self._file.size)
            if leave_out_faulty or not self._faults:
                self._write(batch)
        if self._faults and not leave_out_faulty:
            raise Refused(tuple(self._faults))
        return self._switch()

    def clear_away(self) -> None:
        """What is not in force goes, in pieces, so that nobody waits long for the database."""
        left = self._alone
        while left:
            with self._storage.begin() as unit:
                left = unit.establishments.discard(_BATCH * 4)
        with self._storage.begin() as unit:
            unit.watch.give_lease(_LEASE, self._holder)

    def _sites(self, leave_out_faulty: bool) -> Iterator[Establishment]:
        """The valid sites; faults are kept aside, and reading ends when there are too many to be of use."""
        for each in self._file.establishments():
            if isinstance(each, Establishment):
                yield each
                continue
            if isinstance(each, Doubt):
                self._doubts += [each] if len(self._doubts) < _MOST_FAULTS else []
                continue
            self._left_out += 1
            if len(self._faults) < _MOST_FAULTS:
                self._faults.append(each)
            elif not leave_out_faulty:
                return

    def _write(self, batch: list[Establishment]) -> None:
        with self._storage.begin() as unit:
            now = self._now()
            self._alone = unit.watch.take_lease(_LEASE, self._holder, now, now + _HOLDS_FOR) is not None
            if not self._alone:
                raise Illegal("this load was held up for more than a minute and another one began")
            unit.establishments.add(self._number, batch)

    def _switch(self) -> Loaded:
        described = replace(self._described, published=self._file.published, loaded_at=self._now())
        with self._storage.begin() as unit:
            unit.establishments.put_in_force(self._number, described)
            version = unit.establishments.version()
            if version is None or not version.count:
                nothing = Fault(described.file, None, "sites", "none", "no site in this file", "take the whole extract")
                raise Refused((*self._faults, nothing))
        return Loaded(version, self._before, self._left_out, tuple(self._faults), tuple(self._doubts))
