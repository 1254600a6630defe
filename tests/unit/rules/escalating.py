"""A policy of three people and a mailbox, who is on call, and one escalation run by its own due instants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.rules.escalation.case import Alarm, Case, Effect, Page
from bot.rules.escalation.machine import advance, begin
from bot.rules.escalation.policy import Policy, Step, Target

T0 = datetime(2026, 8, 15, 0, 47, tzinfo=UTC)
N1, N2 = Target("schedule", "n1"), Target("schedule", "n2")
DESK = Target("mailbox", "desk@cert.example")


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


POLICY = Policy(
    name="off-hours",
    steps=(
        Step(N1, minutes(15)),
        Step(N1, minutes(10), resend=True),
        Step(N2, minutes(15)),
        Step(Target("person", "manager"), minutes(30)),
    ),
    last_resort=DESK,
)


class OnCall:
    """Who the targets mean; schedules can be emptied."""

    def __init__(self, **people: list[str]) -> None:
        self.people = {"n1": ["alice"], "n2": ["bruno"], "manager": ["manager"], DESK.name: [DESK.name], **people}

    def __call__(self, target: Target, now: datetime) -> Sequence[str]:
        return self.people.get(target.name, [target.name])


def paged(effects: list[Effect]) -> list[str]:
    return [effect.person for effect in effects if isinstance(effect, Page)]


def alarms(effects: list[Effect]) -> list[str]:
    return [effect.kind for effect in effects if isinstance(effect, Alarm)]


def started(on_call: OnCall | None = None) -> Case:
    case, effects = advance(begin(POLICY, T0), T0, on_call or OnCall())
    assert paged(effects) == ["alice"]
    return case


def run(case: Case, until: datetime, on_call: OnCall | None = None) -> tuple[Case, list[tuple[int, str]]]:
    """Ticks at each due instant until then; the minutes since T0 and the people paged."""
    found = []
    while case.due_at is not None and case.due_at <= until:
        now = case.due_at
        case, effects = advance(case, now, on_call or OnCall())
        found += [((now - T0) // minutes(1), person) for person in paged(effects)]
    return case, found
