"""Service levels and the deadlines of NIS2 as rules see them: what is due when, what loading refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.condition_words import Names
from bot.rules.nis2 import a_month_after, deadlines, read_nis2
from bot.rules.service_levels import due_after, read_service_rules, time_left
from bot.walltime import to_wall
from tests.builders import at
from tests.unit.rules.sections import PARIS, section, told, windows

WINDOWS = windows()
NAMES = Names("sla", WINDOWS, {})
instants = st.integers(0, 400 * 24 * 60).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=n))
budgets = st.integers(0, 60 * 60).map(lambda minutes: timedelta(minutes=minutes))
clocks = st.sampled_from(["real", "in_hours", "off_hours"])


@given(clocks, instants, budgets, budgets)
@settings(max_examples=80, deadline=None)
def test_what_is_left_and_what_was_used_make_up_the_promise(
    clock: str, start: datetime, budget: timedelta, later: timedelta
) -> None:
    due_at, now = due_after(clock, budget, start, WINDOWS), start + later
    if now < due_at:
        left = time_left(clock, now, due_at, WINDOWS)
        used = time_left(clock, start, now, WINDOWS)
        assert used + left == budget
        assert due_after(clock, left, now, WINDOWS) == due_at
    else:
        assert time_left(clock, now, due_at, WINDOWS) == timedelta(0)


def test_a_window_that_is_no_more_counts_as_real_time() -> None:
    start = at("2026-03-13T17:00:00+01:00")
    assert due_after("gone", timedelta(hours=2), start, WINDOWS) == start + timedelta(hours=2)
    assert time_left("gone", start, start + timedelta(hours=2), WINDOWS) == timedelta(hours=2)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-01-15T10:00:00+01:00", "2026-02-15T10:00:00+01:00"),
        ("2026-01-31T10:00:00+01:00", "2026-02-28T10:00:00+01:00"),
        ("2028-01-31T10:00:00+01:00", "2028-02-29T10:00:00+01:00"),
        ("2026-12-31T23:59:59+01:00", "2027-01-31T23:59:59+01:00"),
        ("2026-03-10T06:05:00+01:00", "2026-04-10T06:05:00+02:00"),
        ("2026-02-28T02:30:00+01:00", "2026-03-28T02:30:00+01:00"),
        # That hour does not exist a month later: the instant of the jump.
        ("2027-02-28T02:30:00+01:00", "2027-03-28T03:00:00+02:00"),
    ],
)
def test_a_month_is_the_same_day_and_hour_on_the_wall(start: str, due: str) -> None:
    assert a_month_after(at(start), PARIS) == at(due)


@given(instants)
@settings(max_examples=60, deadline=None)
def test_a_month_is_never_shorter_than_28_days_nor_longer_than_31(start: datetime) -> None:
    due = a_month_after(start, PARIS)
    assert 28 <= (to_wall(due, PARIS).date() - to_wall(start, PARIS).date()).days <= 31


def test_the_three_deadlines_have_their_names_and_reminders() -> None:
    aware = at("2026-03-10T06:05:00+01:00")
    found = deadlines(aware, PARIS, timedelta(hours=4))
    assert [level.name for level in found] == ["nis2_early_warning", "nis2_notification", "nis2_final_report"]
    assert [level.due_at - aware for level in found[:2]] == [timedelta(hours=24), timedelta(hours=72)]
    assert all(level.remind_at == level.due_at - timedelta(hours=4) for level in found)


def test_nis2_is_off_unless_it_is_switched_on() -> None:
    for written in ({}, {"enabled": False, "when": {"track": "real"}, "remind_before": "2h"}):
        read = section(written, "nis2")
        assert read_nis2(read, NAMES) is None and read.faults == []
    on = section({"enabled": True, "when": {"track": "real"}}, "nis2")
    assert read_nis2(on, NAMES) is not None and on.faults == []


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ({"enabled": True}, ("nis2.when", "missing")),
        ({"enabled": False, "when": {"trakc": "real"}}, ("unknown",)),
        ({"enabled": True, "when": {"track": "real"}, "remind_before": "24h"}, ("remind_before", "first deadline")),
        ({"enabled": "oui"}, ("true or false",)),
        ({"enabled": True, "when": {"track": "real"}, "slip": 1}, ("unknown key",)),
    ],
)
def test_a_slip_in_nis2_is_refused_though_it_is_off(written: dict[str, Any], words: tuple[str, ...]) -> None:
    read = section(written, "nis2")
    read_nis2(read, NAMES)
    assert told(read.faults, *words)


@pytest.mark.parametrize(
    ("promise", "words"),
    [
        ({"plan": {"real": "1h", "remind_before": "1h"}}, ("remind_before", "as long as the promise")),
        ({"plan": {"30m": 1}}, ("a duration says what it counts in",)),
        ({"plan": {"business": "1h", "window": "nights"}}, ("unknown word",)),
        ({}, ("nothing is promised",)),
    ],
)
def test_a_slip_in_a_promise_is_refused(promise: dict[str, Any], words: tuple[str, ...]) -> None:
    read = section({"id": "x", "when": {"always": True}, **promise}, "sla")
    read_service_rules([read], NAMES)
    assert told(read.faults, *words)
