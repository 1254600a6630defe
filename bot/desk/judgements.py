"""Judgements as they are kept: what was decided of which letter, in a chain that tells when one was changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Judged:
    """A recorded judgement (`rules.trace.record_of`), with the letter it was about and the ticket, if any."""

    id: int
    ticket_id: int | None
    letter_id: int | None
    at: datetime
    judgement: dict[str, Any]


class Audit(Protocol):
    """Decisions as they were taken."""

    def record(self, ticket_id: int | None, letter_id: int | None, at: datetime, judgement: dict[str, Any]) -> None: ...

    def traces(self, ticket_id: int) -> list[dict[str, Any]]:
        """Oldest first."""

    def judged_since(self, since: datetime) -> Iterator[Judged]:
        """Every judgement recorded since an instant, oldest first."""

    def broken_at(self) -> int | None:
        """The number of the first record that does not fit the one before it; None when the chain is whole."""
