"""Faults sown into a copy of the escalation: random nights must notice each, else they prove nothing."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
import structlog

from bot.desk.pages import case_log, escalate, paging
from bot.errors import VeilleurError
from bot.outbound.settle import Settler
from bot.outbound.turn import Turn
from bot.rules.escalation import machine as escalation
from tests.unit.desk import chaos
from tests.unit.desk.promises import broken

NIGHTS = 120

ENGINE = {
    "the next step is due from the old due instant, so an outage bunches steps": (
        "_awaiting(case, pages, now + step.wait)",
        "_awaiting(case, pages, (case.due_at or now) + step.wait)",
        "I4",
    ),
    "a step that means nobody leaves no alarm": (
        'effects.append(Alarm("nobody-on-call", what))',
        "pass",
        "I6",
    ),
    "an exhausted policy alarms once and falls silent": (
        "pages, now + case.policy.alarm_every)",
        "pages, now + timedelta(days=99))\n    case = replace(case, due_at=None)",
        "I5",
    ),
    "a lease that ends leaves the case with whoever fell asleep": (
        "return replace(ended, restarted=True), [Alarm",
        "return replace(case, due_at=None), [Alarm",
        "I5",
    ),
    "a policy that starts over counts its rounds from where they were": (
        "        round=case.round + 1,\n        step=0,\n        last_round=case.round + 1",
        "        round=case.round,\n        step=0,\n        last_round=case.round",
        "I",
    ),
}


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with structlog.testing.capture_logs():
        yield


def noticed() -> str:
    """What the first night that went wrong says; empty when none did. A night that cannot go on went wrong too."""
    for seed in range(NIGHTS):
        try:
            found = broken(chaos.Night(seed).lived())
        except (VeilleurError, KeyError) as error:
            return f"I0 stopped: {error}"
        if found:
            return found[0]
    return ""


def copy_with(module: ModuleType, old: str, new: str) -> ModuleType:
    source = inspect.getsource(module)
    assert source.count(old) == 1, f"the fault has no place any more: {old}"
    copy = ModuleType(module.__name__)
    copy.__dict__["__file__"] = module.__file__
    exec(compile(source.replace(old, new), str(module.__file__), "exec"), copy.__dict__)
    return copy


@pytest.mark.parametrize("fault", ENGINE)
def test_a_fault_in_the_engine_is_noticed(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new, invariant = ENGINE[fault]
    monkeypatch.setattr(escalate, "escalation", copy_with(escalation, old, new))
    assert invariant in noticed(), fault


def _sent_whatever_came_back(self: Settler, unit: Any, attempt: Any, following: Any) -> None:
    from bot.desk.kept.records import OutboxStatus

    unit.outbox.settle(attempt.entry.id, OutboxStatus.SENT, attempt.outcomes, None, attempt.entry.created_at)


DESK: dict[str, tuple[Any, str, Any, str]] = {
    "a page is sent without reading its case again": (paging, "wanted", lambda unit, entry: True, "I3"),
    "a page marked sending leaves without a second look": (Turn, "still_wanted", lambda self, entry: True, "I3"),
    "letters of a worker that died stay in the act": (Settler, "stranded", lambda self, unit, over, now: 0, "I1"),
    "a letter counts as sent before the relay has it": (
        Settler,
        "_write",
        lambda self, unit, attempt, following, now: _sent_whatever_came_back(self, unit, attempt, following),
        "I1",
    ),
    "whatever looks like an answer is one": (
        escalate,
        "Trust",
        type("Everybody", (), {"HOSTILE": object()}),
        "I7",
    ),
    "a case is changed and its log is not": (
        case_log,
        "move",
        lambda unit, row, case, now: unit.cases.save(replace(row, case=case)),
        "I9",
    ),
    "a page that bounced is noted and nothing follows": (escalate, "not_told", lambda *a: None, "I1"),
}


@pytest.mark.parametrize("fault", DESK)
def test_a_fault_at_the_desk_or_on_the_way_out_is_noticed(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, wrong, invariant = DESK[fault]
    monkeypatch.setattr(where, name, wrong)
    assert invariant in noticed(), fault
