"""Errors named after what the caller must do next; outside exceptions are translated into these once, at the edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in what an operator wrote: where it stands, what it says and what would be right."""

    file: str
    line: int | None
    key: str
    value: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line is not None else self.file
        return f"{place}: {self.key}: {self.problem} (found {self.value}); {self.remedy}"


@dataclass(frozen=True, slots=True)
class Doubt(Fault):
    """What is taken as it stands and should be looked at: nothing is refused for it."""


class VeilleurError(Exception):
    """Root of all errors raised on purpose."""


class Misconfigured(VeilleurError):
    """Cannot start right. Carries every fault found, never only the first; the command line exits with 2."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class Transient(VeilleurError):
    """Did not work now and may work later: try again after a wait."""


class Permanent(VeilleurError):
    """Will never work as asked: settle as failed and tell a person."""


class Uncertain(VeilleurError):
    """May or may not have happened (the connection was lost where it mattered): never repeat blindly."""


class Illegal(VeilleurError):
    """State and event do not fit: refused, and nothing was changed."""


class Missing(VeilleurError):
    """What was asked for by name or number does not exist; the command line exits with 1."""
