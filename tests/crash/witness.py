"""A submission server that looks at the case whenever somebody begins to hand it a letter."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from tests.smtp_sink import Letter, SmtpSink, Step, _Fault


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A letter taken, and how the case stood in the database when its hand-over began."""

    letter: Letter
    case: str | None


class Witness(SmtpSink):
    """One connection at a time. `database` is an SQLite file that may not be there yet; `consumed` counts faults."""

    def __init__(self, database: Path) -> None:
        super().__init__()
        self.witnessed: list[Witnessed] = []
        self.consumed = 0
        self._database, self._case = database, None

    def next_fault(self, at: Step) -> _Fault | None:
        if at == "mail":
            self._case = self._state()
        fault = super().next_fault(at)
        self.consumed += fault is not None
        return fault

    def take(self, letter: Letter) -> None:
        self.witnessed.append(Witnessed(letter, self._case))
        super().take(letter)

    def _state(self) -> str | None:
        if not self._database.exists():
            return None
        connection = sqlite3.connect(f"file:{self._database}?mode=ro", uri=True, timeout=10)
        try:
            row = connection.execute('SELECT "case" FROM escalation_case ORDER BY id DESC LIMIT 1').fetchone()
        except sqlite3.OperationalError:
            return None
        finally:
            connection.close()
        return None if row is None else str(json.loads(row[0])["state"])
