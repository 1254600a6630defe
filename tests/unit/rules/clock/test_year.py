"""A whole year of the shipped desk, every five minutes: off hours somebody who can be reached is on call, always."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from bot.rules.clock.intervals import Interval, total
from bot.rules.duty.oncall import reachable
from bot.rules.escalation.policies import resolver
from bot.rules.escalation.rehearsal import rehearse
from tests import builders
from tests.unit.rules.sections import PARIS

RULES = builders.shipped().rules
SCHEDULE = RULES.schedules["astreinte"]
RESOLVE = resolver(RULES.schedules, RULES.people)
MINUTE = timedelta(minutes=1)
BEGIN, END = datetime(2025, 12, 31, 23, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)
# Service-public.fr, "jours fériés 2026".
HOLIDAYS = (
    (1, 1), (4, 6), (5, 1), (5, 8), (5, 14), (5, 25), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25),
)  # fmt: skip
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def at_work(t: datetime) -> bool:
    """The desk's hours told without any calendar of ours."""
    wall = t.astimezone(PARIS)
    return wall.weekday() < 5 and 9 <= wall.hour < 18 and (wall.month, wall.day) not in HOLIDAYS


def every(step: timedelta, start: datetime = BEGIN, end: datetime = END) -> Iterator[datetime]:
    return (start + n * step for n in range((end - start) // step))


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=PARIS).astimezone(UTC)


def paged_first(t: datetime) -> list[str]:
    return list(RESOLVE(RULES.policies["off-hours"].steps[0].target, t))


def test_at_every_instant_off_hours_somebody_reachable_is_on_call() -> None:
    for t in every(5 * MINUTE):
        assert RULES.windows.contains("in_hours", t) is at_work(t), t
        [person] = paged_first(t)
        assert reachable(RULES.people, person), t


def test_off_hours_belong_to_those_who_take_turns_and_never_to_the_fallback() -> None:
    for t in every(30 * MINUTE):
        if not at_work(t) and t >= midnight(date(2026, 1, 5)) + timedelta(hours=9):
            assert paged_first(t)[0] in ("alice", "bruno", "chloe"), t


def test_shifts_meet_exactly_without_gap_or_overlap_all_year() -> None:
    shifts = SCHEDULE.shifts(BEGIN, END)
    assert (shifts[0].start, shifts[-1].until) == (BEGIN, END)
    assert all(one.until == next_one.start for one, next_one in pairwise(shifts))


def test_turns_change_at_nine_on_the_wall_in_winter_and_in_summer() -> None:
    shifts = [shift for shift in SCHEDULE.shifts(BEGIN, END) if "semaine" in shift.because]
    handed_over = [b.start.astimezone(PARIS) for a, b in pairwise(shifts) if a.person != b.person]
    assert len(handed_over) >= 50
    # A week that ends on a working day is handed over half an hour before the desk closes; on a holiday at nine.
    assert {(t.hour, t.minute) for t in handed_over} == {(17, 30), (9, 0)}
    assert {t.weekday() for t in handed_over} == {0}


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_a_night_with_a_clock_change_is_covered_minute_by_minute(day: date, hours: int) -> None:
    start, end = midnight(day), midnight(day + timedelta(days=1))
    assert end - start == timedelta(hours=hours)
    assert len({paged_first(t)[0] for t in every(MINUTE, start, end)}) == 1
    covered = total(Interval(shift.start, shift.until or end) for shift in SCHEDULE.shifts(start, end))
    assert covered == timedelta(hours=hours)


@pytest.mark.parametrize(("month", "day"), HOLIDAYS)
def test_on_a_holiday_the_pager_answers_all_day(month: int, day: int) -> None:
    for t in every(10 * MINUTE, midnight(date(2026, month, day)), midnight(date(2026, month, day) + timedelta(days=1))):
        assert RULES.windows.contains("off_hours", t), t
        assert reachable(RULES.people, paged_first(t)[0]), t


def test_a_case_begun_at_any_time_of_the_year_pages_somebody_at_once_and_never_stops_by_itself() -> None:
    policy = RULES.policies["off-hours"]
    for t in every(timedelta(hours=3)):
        told = rehearse(policy, t, RESOLVE)
        assert told[0].at == t
        assert [type(m.what).__name__ for m in told].count("Alarm") == 1, t
        assert max(b.at - a.at for a, b in pairwise(told)) <= 30 * MINUTE, t
