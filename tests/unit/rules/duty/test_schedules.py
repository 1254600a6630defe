"""Schedules as written: bounds of the horizon, and faults of stand-ins at the lines where they stand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.rules.duty.schedules import load_schedules
from bot.settings.section import Section
from tests.unit.rules.sections import PEOPLE, section, told, windows

LAYER = {"name": "a", "rotation": ["alice"], "every": "1w", "start": "2026-01-05", "handoff": "09:00"}
SPAN = {"from": "2026-01-05T09:00", "to": "2026-01-06T09:00", "reason": "x"}


def loaded(**schedule: Any) -> Section:
    read = section({"nights": {"layers": [LAYER], **schedule}}, "schedules")
    load_schedules(read, windows(), PEOPLE)
    return read


@pytest.mark.parametrize("horizon", ["0d", "1d", "6d", "367d", "60000d"])
def test_a_horizon_that_proves_nothing_or_never_ends_is_refused(horizon: str) -> None:
    assert told(loaded(horizon=horizon).faults, "schedules.nights.horizon")


@pytest.mark.parametrize("horizon", ["7d", "45d", "366d"])
def test_a_horizon_within_bounds_is_taken(horizon: str) -> None:
    assert loaded(horizon=horizon).faults == []


def test_a_stand_in_for_somebody_not_on_call_is_told_where_it_is_written() -> None:
    for key, value in (("overrides", {"replace": "bruno", "by": "chloe"}), ("swaps", {"between": ["bruno", "chloe"]})):
        read = loaded(**{key: [{**SPAN, **value}]})
        node = read.section("nights").sections(key)[0].node
        assert {(fault.key, fault.line) for fault in read.faults} == {(f"schedules.nights.{key}[0]", node.line)}
        assert all("bruno is not on call" in str(f) or "chloe is not on call" in str(f) for f in read.faults)


def test_overlapping_stand_ins_are_told_at_the_later_one() -> None:
    two = [{**SPAN, "replace": "alice", "by": "chloe"}, {**SPAN, "replace": "alice", "by": "bruno"}]
    assert told(loaded(overrides=two).faults, "schedules.nights.overrides[1]", "two overrides of alice overlap")


def test_turns_of_one_person_that_meet_are_one_shift() -> None:
    read = section({"nights": {"layers": [{**LAYER, "every": "1d"}]}}, "schedules")
    schedule = load_schedules(read, windows(), PEOPLE)["nights"]
    start = datetime(2026, 2, 2, 8, tzinfo=UTC)
    [shift] = schedule.shifts(start, start + timedelta(days=5))
    assert (shift.person, shift.start, shift.until) == ("alice", start, start + timedelta(days=5))
