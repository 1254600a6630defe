"""What the rules answer for one letter: the clock as read, the decision, and the trace of how it came about."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

SEVERITIES = ("minor", "moderate", "major", "critical")
Severity = Literal["minor", "moderate", "major", "critical"]
Track = Literal["real", "exercise", "redirect", "out_of_scope", "no_ticket"]


@dataclass(frozen=True, slots=True)
class ClockReading:
    """The desk's clock at `received_at` (UTC). `opens_at` only off hours, `closes_at` only in hours.

    `why` tells the day and the edge in words; `sender_local_time` is `received_at` in the zone of the territory.
    """

    received_at: datetime
    window: Literal["in_hours", "off_hours"]
    why: str
    opens_at: datetime | None
    closes_at: datetime | None
    sender_local_time: datetime | None


@dataclass(frozen=True, slots=True)
class PageStep:
    """One step of an escalation as it stands now: when it is due if nobody answers, and the person's name."""

    at: datetime
    to: str


@dataclass(frozen=True, slots=True)
class PageOrder:
    """A page to start: the policy's name and its first round of steps."""

    policy: str
    steps: tuple[PageStep, ...]


@dataclass(frozen=True, slots=True)
class LetterOrder:
    """A letter due at once: template, to whom (a name of the configuration, or `declarant`), and its role."""

    template: str
    to: str
    role: Literal["declarant", "person", "agency"]


@dataclass(frozen=True, slots=True)
class ServiceLevel:
    """A promise with its own due time; `clock` is `real` or the name of the window it is counted in.

    `remind_at` is when somebody is reminded of it, if anybody is.
    """

    name: str
    due_at: datetime
    budget: timedelta
    clock: str
    remind_at: datetime | None = None


class TraceLine(NamedTuple):
    """One rule asked: hit or miss, and the values it saw. A tuple: each decision has some eighty, sent by workers."""

    phase: str
    rule: str
    matched: bool
    because: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done with one letter. `severity` is None on the track `no_ticket`."""

    track: Track
    severity: Severity | None
    severity_reasons: tuple[str, ...]
    significant: bool
    queue: str
    notify: tuple[str, ...]
    page: PageOrder | None
    letters: tuple[LetterOrder, ...]
    questions: tuple[str, ...]
    labels: tuple[str, ...] = ()
    service_levels: tuple[ServiceLevel, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """Decision, clock and trace of one letter, with the hash of its rules; deciding again gives the same."""

    clock: ClockReading
    decision: Decision
    trace: tuple[TraceLine, ...]
    rules_hash: str
    facts: dict[str, Any] = field(default_factory=dict)
    untried: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """By phase, the rules nobody asked because one before them held."""
    made_of: dict[str, str] = field(default_factory=dict)
    """What the decision hangs on besides rules and letter, by name: configuration, time zone data, holidays."""
