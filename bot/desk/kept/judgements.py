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


@dataclass(frozen=True, slots=True)
class Verified:
    """What the chain of judgements proves: how many records stand in it and the hash of the last one, which says
    nothing of records cut off the end unless it was noted elsewhere; `broken` is the first that does not fit."""

    records: int
    head: str | None
    broken: Judged | None


class Audit(Protocol):
    """Decisions as they were taken."""

    def record(self, ticket_id: int | None, letter_id: int | None, at: datetime, judgement: dict[str, Any]) -> None: ...

    def traces(self, ticket_id: int) -> list[dict[str, Any]]:
        """Oldest first."""

    def judged_since(self, since: datetime) -> Iterator[Judged]:
        """Every judgement recorded since an instant, oldest first."""

    def verify(self) -> Verified:
        """Every record held against the one before it."""
