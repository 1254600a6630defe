"""A desk in memory: the fakes, the shipped rules, and one call to take a letter in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from bot.desk import ports
from bot.desk.intake import Taken, take_in
from bot.desk.kept.records import OutboxEntry
from bot.desk.office import Office
from bot.desk.reading import Reading
from tests import builders
from tests.fakes import FakeStorage


@dataclass
class Desk:
    """Letters in, and what stands afterwards."""

    office: Office
    storage: FakeStorage = field(default_factory=FakeStorage)
    _uid: int = 0

    def take(self, reading: Reading, at: datetime, account: str = "fssi") -> Taken:
        """Journal a letter and take it in at the instant it was received."""
        self._uid += 1
        row = builders.journaled(self.storage, self.storage.journal, at, account, self._uid)
        with self.storage.begin() as unit:
            return take_in(unit, self.office, row, reading, at)

    def outbox(self, *templates: str) -> list[OutboxEntry]:
        """Letters out, oldest first; only these templates when some are named."""
        with self.storage.read() as unit:
            entries = reversed(unit.outbox.listed())
            return [entry for entry in entries if not templates or entry.template in templates]

    def pages(self) -> Sequence[OutboxEntry]:
        """Pages, oldest first."""
        return self.outbox("page")

    def do(self, act: Callable[[ports.Unit], None]) -> None:
        """Something in one transaction."""
        with self.storage.begin() as unit:
            act(unit)


@pytest.fixture
def desk() -> Desk:
    return Desk(builders.office())
