"""Proofs of reach: for each address of whoever can be paged the last test letter, and when one was last answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Proof:
    """One address of one person. `message_id` is the last test letter's; `told`: that it went unanswered was told."""

    person: str
    address: str
    message_id: str
    asked_at: datetime
    due_at: datetime
    proven_at: datetime | None = None
    told: bool = False

    @property
    def answered(self) -> bool:
        """Whether an answer came since it was last asked."""
        return self.proven_at is not None and self.proven_at >= self.asked_at


class Proofs(Protocol):
    """What stands of them in rows."""

    def put(self, proof: Proof) -> None:
        """Adds the row of its person and address, or replaces it."""

    def all(self) -> list[Proof]:
        """By person and address."""

    def forget(self, person: str, address: str) -> None:
        """Nobody has that address any more; no row is no fault."""
