"""A policy rehearsed while nobody answers: what the command line shows is what the machine does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.rules.escalation.case import Alarm, Page
from bot.rules.escalation.machine import timeline
from bot.rules.escalation.rehearsal import rehearse
from tests.unit.rules.escalating import DESK, POLICY, T0, OnCall, minutes, run, started


def test_it_tells_every_page_the_machine_would_send() -> None:
    told = [(m.at, m.what.person) for m in rehearse(POLICY, T0, OnCall()) if isinstance(m.what, Page)]
    _, really = run(started(), T0 + timedelta(days=1))
    assert [((at - T0) // minutes(1), person) for at, person in told] == [(0, "alice"), *really][: len(told)]
    assert told[-1][1] == DESK.name


def test_its_first_round_is_what_a_decision_shows() -> None:
    first = [(m.at, m.what.person) for m in rehearse(POLICY, T0, OnCall()) if isinstance(m.what, Page)]
    shown = [(step.at, step.to) for step in timeline(POLICY, T0, OnCall())]
    assert first[: len(shown)] == shown


def test_it_ends_with_the_first_alarm_of_the_last_resort() -> None:
    told = rehearse(POLICY, T0, OnCall())
    exhausted = [m for m in told if isinstance(m.what, Alarm) and m.what.kind == "exhausted"]
    assert exhausted == [told[-2]]
    assert {m.what.round for m in told if isinstance(m.what, Page)} == {0, 1, 2, 3}


@pytest.mark.parametrize("empty", [{"n1": []}, {"n1": [], "n2": [], "manager": []}])
def test_a_step_without_anybody_shows_as_an_alarm_and_costs_no_time(empty: dict[str, list[str]]) -> None:
    told = rehearse(POLICY, T0, OnCall(**empty))
    assert next(m.what.kind for m in told if isinstance(m.what, Alarm)) == "nobody-on-call"
    first = next(m for m in told if isinstance(m.what, Page))
    assert first.at == T0
