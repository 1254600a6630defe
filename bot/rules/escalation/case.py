"""A running escalation as a value, what it asks to be done, and both as JSON-able dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from bot.rules.escalation.policy import Policy, from_dict, to_dict
from bot.walltime import iso, parse_instant

CaseState = Literal["escalating", "acknowledged", "alarming", "closed"]


@dataclass(frozen=True, slots=True)
class Page:
    """A letter to one person (or mailbox) for one step of one round; these three name it within its case."""

    round: int
    step: int
    person: str

    def key(self, case: str) -> str:
        """The page's name among all cases: the same page is never queued twice."""
        return f"{case}.r{self.round}.s{self.step}.{self.person}"


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something the operators must know: `nobody-on-call`, `not-reached`, `lease-ended`, `exhausted`, or that answers
    to a page come one after the other and change nothing, `answers-in-vain`."""

    kind: Literal["nobody-on-call", "not-reached", "lease-ended", "exhausted", "answers-in-vain"]
    detail: str


@dataclass(frozen=True, slots=True)
class Remind:
    """Tell the holder that the lease ends at `lease_until` unless there is a trace of work on the ticket."""

    person: str
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """Confirm to `person`, and tell the `others` who were paged."""

    person: str
    at: datetime
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TakenAlready:
    """Tell `person` who has had the case since when; `by` is None when it was closed without being taken."""

    person: str
    by: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Postponed:
    """Tell `person` that the chain waits until then, and that `person` is called back at that instant."""

    person: str
    until: datetime


@dataclass(frozen=True, slots=True)
class NotPostponed:
    """Tell `person` that no delay can be had (any more, or by whoever is not asked now); the next step is due then."""

    person: str
    due_at: datetime


Effect = Page | Alarm | Remind | Taken | TakenAlready | Postponed | NotPostponed


@dataclass(frozen=True, slots=True)
class Case:
    """One escalation. `round` and `step` are the next to run at `due_at`; `awaited` are the people who may answer now.

    `policy` is the frozen copy the case began with. `last_round` is where the steps end and the alarm begins.
    `call_back` asked for a delay and is paged again at `due_at`, before the next step.
    `unavailable` are those who refused, were absent or bounced in this round; they are left out until the next one.
    `told_in_vain` is who was told when, lately, that an answer changed nothing.
    """

    policy: Policy
    policy_hash: str
    begun_at: datetime
    due_at: datetime | None
    last_round: int
    state: CaseState = "escalating"
    round: int = 0
    step: int = 0
    awaited: tuple[str, ...] = ()
    unavailable: tuple[str, ...] = ()
    last_pages: tuple[Page, ...] = ()
    taken_by: str | None = None
    taken_at: datetime | None = None
    lease_until: datetime | None = None
    reminded: bool = False
    restarted: bool = False
    postponed: bool = False
    call_back: str | None = None
    told_in_vain: tuple[tuple[str, datetime], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The case as JSON-able values."""
        return {
            "policy": to_dict(self.policy),
            "policy_hash": self.policy_hash,
            **{name: _iso(getattr(self, name)) for name in _INSTANTS},
            **{name: getattr(self, name) for name in _PLAIN},
            "awaited": list(self.awaited),
            "unavailable": list(self.unavailable),
            "call_back": self.call_back,
            "last_pages": [[page.round, page.step, page.person] for page in self.last_pages],
            "told_in_vain": [[person, iso(at)] for person, at in self.told_in_vain],
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Case:
        """The case `to_dict` stored. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            policy=from_dict(stored["policy"]),
            policy_hash=stored["policy_hash"],
            begun_at=parse_instant(stored["begun_at"]),
            due_at=_instant(stored["due_at"]),
            taken_at=_instant(stored["taken_at"]),
            lease_until=_instant(stored["lease_until"]),
            **{name: stored[name] for name in _PLAIN},
            call_back=stored.get("call_back"),  # not in cases of before there was one
            awaited=tuple(stored["awaited"]),
            unavailable=tuple(stored["unavailable"]),
            last_pages=tuple(Page(*page) for page in stored["last_pages"]),
            told_in_vain=tuple((person, parse_instant(at)) for person, at in stored.get("told_in_vain", ())),
        )


_INSTANTS = ("begun_at", "due_at", "taken_at", "lease_until")
_PLAIN = ("last_round", "state", "round", "step", "taken_by", "reminded", "restarted", "postponed")


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else iso(instant)


def _instant(text: str | None) -> datetime | None:
    return None if text is None else parse_instant(text)
