"""Escalation policies: who is paged after whom, how long each wait is, and what an acknowledgement is worth.

A running case keeps its own copy of the policy as a JSON-able dictionary with a hash, so a reload never moves it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal

TargetKind = Literal["schedule", "person", "mailbox"]


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a step notifies: whoever a schedule names, a person, or a mailbox by its address."""

    kind: TargetKind
    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step and the real time its people have before the next one. `resend` marks a second letter to the same."""

    target: Target
    wait: timedelta
    resend: bool = False


@dataclass(frozen=True, slots=True)
class Adoption:
    """At the end of `window`, open critical tickets without an owner are taken over by this policy.

    When it begins again `tell` gets the list of what happened meanwhile; None is whoever the last resort is.
    """

    window: str
    tell: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy. The steps are gone through once and then `repeat` times more; after that `last_resort` is alarmed
    every `alarm_every` until a human acts. All durations are real time.

    `words` are phrases of an operator's own for a reply, beside those `reply_words` knows.
    """

    name: str
    steps: tuple[Step, ...]
    last_resort: Target
    repeat: int = 2
    alarm_every: timedelta = timedelta(minutes=30)
    lease: timedelta = timedelta(minutes=60)
    remind_before: timedelta = timedelta(minutes=15)
    adoption: Adoption | None = None
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """SHA-256 over the canonical JSON of the policy, in hexadecimal."""
        text = json.dumps(to_dict(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def to_dict(policy: Policy) -> dict[str, Any]:
    """The policy as JSON-able values; durations in seconds."""
    return {
        "name": policy.name,
        "steps": [
            {"target": _target(step.target), "wait": step.wait.total_seconds(), "resend": step.resend}
            for step in policy.steps
        ],
        "last_resort": _target(policy.last_resort),
        "repeat": policy.repeat,
        "alarm_every": policy.alarm_every.total_seconds(),
        "lease": policy.lease.total_seconds(),
        "remind_before": policy.remind_before.total_seconds(),
        "adoption": {"window": policy.adoption.window, "tell": policy.adoption.tell} if policy.adoption else None,
        "words": {kind: list(phrases) for kind, phrases in policy.words.items()},
    }


def _target(target: Target) -> dict[str, str]:
    return {"kind": target.kind, "name": target.name}


def from_dict(stored: Mapping[str, Any]) -> Policy:
    """The policy `to_dict` stored. Raises KeyError or TypeError when the dictionary is not one of those."""
    return Policy(
        name=stored["name"],
        steps=tuple(Step(Target(**s["target"]), timedelta(seconds=s["wait"]), s["resend"]) for s in stored["steps"]),
        last_resort=Target(**stored["last_resort"]),
        repeat=stored["repeat"],
        alarm_every=timedelta(seconds=stored["alarm_every"]),
        lease=timedelta(seconds=stored["lease"]),
        remind_before=timedelta(seconds=stored["remind_before"]),
        adoption=Adoption(**stored["adoption"]) if stored["adoption"] else None,
        words={kind: tuple(phrases) for kind, phrases in stored["words"].items()},
    )
