"""A policy rehearsed while nobody answers: an instant in, every page and alarm until it only repeats itself out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.rules.escalation.case import Alarm, Page
from bot.rules.escalation.machine import Resolve, advance, begin
from bot.rules.escalation.policy import Policy


@dataclass(frozen=True, slots=True)
class Moment:
    """What happens at one instant (UTC); rounds and steps count from 0 as in the case."""

    at: datetime
    what: Page | Alarm


def rehearse(policy: Policy, at: datetime, resolve: Resolve) -> list[Moment]:
    """The timeline of all rounds if nobody answers, up to and with the first alarm of the last resort.

    It runs the machine that will really run, so a step that resolves to nobody shows as its alarm.
    """
    case, found = begin(policy, at), []
    while case.due_at is not None:
        now = case.due_at
        case, effects = advance(case, now, resolve)
        found += [Moment(now, effect) for effect in effects if isinstance(effect, Page | Alarm)]
        if case.state != "escalating":
            break
    return found
