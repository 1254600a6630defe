"""A submission server that looks at the case whenever somebody begins to hand it a letter."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from tests.smtp_sink import Letter, SmtpSink, Step, _Fault


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A letter taken, and how the case stood in the database when its hand-over began."""

    letter: Letter
    case: str | None


class Witness(SmtpSink):
    """One connection at a time. `database` is a URL whose tables may not be there yet; `consumed` counts faults."""

    def __init__(self, database: str) -> None:
        super().__init__()
        self.witnessed: list[Witnessed] = []
        self.consumed = 0
        self._engine = create_engine(database)
        self._case: str | None = None

    def next_fault(self, at: Step) -> _Fault | None:
        if at == "mail":
            self._case = self._state()
        fault = super().next_fault(at)
        self.consumed += fault is not None
        return fault

    def take(self, letter: Letter) -> None:
        self.witnessed.append(Witnessed(letter, self._case))
        super().take(letter)

    def __exit__(self, *error: Any) -> None:
        super().__exit__(*error)
        self._engine.dispose()

    def _state(self) -> str | None:
        try:
            with self._engine.connect() as connection:
                row = connection.execute(text('SELECT "case" FROM escalation_case ORDER BY id DESC LIMIT 1')).first()
        except DBAPIError:
            return None
        if row is None:
            return None
        return str((json.loads(row[0]) if isinstance(row[0], str) else row[0])["state"])
