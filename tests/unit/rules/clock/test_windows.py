"""Windows: the algebra against a reading instant by instant, exact edges, and what loading refuses."""

# ruff: noqa: DTZ001 (naive datetimes are wall times here)
from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.clock.calendar import Edge
from bot.rules.clock.french_holidays import BeyondHorizon
from bot.rules.clock.intervals import Interval, complement, difference, intersection, total, union
from bot.rules.clock.windows import load_windows
from bot.walltime import to_instant, to_wall
from tests.unit.rules.sections import PARIS, WINDOWS, calendars, section, told, windows

NIGHT = {"daily": ["22:00-07:00"]}
MORE: dict[str, Any] = {
    "night": NIGHT,
    "deep_night": {"all": ["off_hours", NIGHT]},
    "weekend_nights": {"daily": ["22:00-07:00"], "days": ["fri", "sat"]},
    "either": {"any": ["in_hours", NIGHT]},
    "last_of_night": {"last": "2h", "of": "night"},
    "never": {"all": ["in_hours", "off_hours"]},
    "open_again": {"not": "off_hours"},
}
ALL = windows(MORE)
START = datetime(2026, 1, 1, tzinfo=UTC)
instants = st.integers(0, 366 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6).map(
    lambda pairs: union(Interval(START + timedelta(hours=a), START + timedelta(hours=b)) for a, b in pairs)
)


def paris(month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> datetime:
    return to_instant(datetime(2026, month, day, hour, minute, second), PARIS)


@given(spans, spans)
def test_the_algebra_of_intervals_keeps_its_laws(left: list[Interval], right: list[Interval]) -> None:
    start, end = START, START + timedelta(hours=60)
    assert complement(complement(left, start, end), start, end) == left
    assert intersection(left, right) == intersection(right, left)
    assert total(difference(left, right)) + total(intersection(left, right)) == total(left)
    assert total(union([*left, *right])) == total(left) + total(right) - total(intersection(left, right))


@given(instants)
def test_every_instant_is_in_hours_or_off_hours_and_never_both(t: datetime) -> None:
    assert ALL.contains("in_hours", t) != ALL.contains("off_hours", t)
    assert ALL.contains("open_again", t) == ALL.contains("in_hours", t)
    assert not ALL.contains("never", t)


@given(instants, st.sampled_from(sorted(MORE)), st.integers(1, 5000))
def test_contains_and_intervals_never_disagree(t: datetime, name: str, minutes: int) -> None:
    end = t + timedelta(minutes=minutes)
    found = ALL.intervals(name, t, end)
    assert ALL.contains(name, t) == (bool(found) and found[0].start == t)
    for at in (t + (end - t) * n / 7 for n in range(7)):
        assert ALL.contains(name, at) == any(a <= at < b for a, b in found)


@given(instants, st.sampled_from(sorted({"in_hours", "off_hours", "handover", *MORE} - {"never"})))
def test_the_next_edge_is_the_first_change(t: datetime, name: str) -> None:
    edge = ALL.next_edge(name, t)
    assert edge.at > t
    assert ALL.contains(name, edge.at) == edge.opens
    assert ALL.contains(name, edge.at - timedelta(microseconds=1)) != edge.opens
    for n in range(10):
        assert ALL.contains(name, t + (edge.at - t) * n / 10) == ALL.contains(name, t)


@settings(max_examples=20)
@given(st.lists(instants, min_size=2, max_size=5))
def test_what_was_asked_before_changes_no_answer(asked: list[datetime]) -> None:
    again, near = windows(MORE), [t + timedelta(hours=1) for t in asked]
    for name in ("in_hours", "off_hours", "handover", "night"):
        for t in (*asked, *near, *reversed(asked)):
            fresh = windows(MORE)
            assert again.next_edge(name, t) == fresh.next_edge(name, t)
            assert again.contains(name, t) == fresh.contains(name, t)


@given(instants)
def test_a_nightly_range_reads_as_on_the_wall(t: datetime) -> None:
    hour = to_wall(t, PARIS).hour
    assert ALL.contains("night", t) == (hour >= 22 or hour < 7)


def test_a_night_belongs_to_the_day_it_starts_on() -> None:
    assert ALL.contains("weekend_nights", paris(3, 29, 6))
    assert not ALL.contains("weekend_nights", paris(3, 29, 22))
    assert not ALL.contains("weekend_nights", paris(3, 27, 6))
    assert ALL.contains("weekend_nights", paris(3, 28, 0))


def test_the_handover_is_the_last_half_hour_before_closing() -> None:
    times = [paris(3, 27, 17, 29, 59), paris(3, 27, 17, 30), paris(3, 27, 17, 59, 59), paris(3, 27, 18)]
    assert [ALL.contains("handover", t) for t in times] == [False, True, True, False]
    assert [ALL.contains("in_hours", t) for t in times] == [True, True, True, False]
    assert ALL.next_edge("handover", paris(3, 27, 18)) == Edge(paris(3, 30, 17, 30), True)


def test_the_handover_is_not_there_before_it_begins_though_the_search_ends_earlier() -> None:
    assert ALL.intervals("handover", paris(3, 27, 17, 10), paris(3, 27, 17, 20)) == []
    assert ALL.intervals("handover", paris(3, 27, 17, 10), paris(3, 27, 17, 40)) == [
        Interval(paris(3, 27, 17, 30), paris(3, 27, 17, 40))
    ]


def test_the_handover_does_not_exist_before_a_holiday_that_is_closed_anyway() -> None:
    assert ALL.intervals("handover", paris(5, 8), paris(5, 11)) == []


def test_off_hours_last_through_a_long_weekend() -> None:
    assert ALL.intervals("off_hours", paris(5, 7, 12), paris(5, 11, 12)) == [(paris(5, 7, 18), paris(5, 11, 9))]


def test_a_window_that_never_changes_has_no_edge() -> None:
    with pytest.raises(BeyondHorizon, match="never neither begins nor ends"):
        ALL.next_edge("never", START)


def test_the_fourteen_days_of_a_window_read_as_expected() -> None:
    days = [
        f"{to_wall(a, PARIS):%a %d %H:%M}-{to_wall(b, PARIS):%a %d %H:%M}"
        for a, b in ALL.intervals("in_hours", paris(5, 1), paris(5, 15))
    ]
    assert days == [
        "Mon 04 09:00-Mon 04 18:00", "Tue 05 09:00-Tue 05 18:00", "Wed 06 09:00-Wed 06 18:00",
        "Thu 07 09:00-Thu 07 18:00", "Mon 11 09:00-Mon 11 18:00", "Tue 12 09:00-Tue 12 18:00",
        "Wed 13 09:00-Wed 13 18:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"w": {"calendar": "desc"}}, ["unknown word", "desk"]),
        ({"w": {"not": "in_hour"}}, ["unknown window `in_hour`", "in_hours"]),
        ({"w": "in_hour"}, ["unknown window"]),
        ({"w": {"not": "v"}, "v": {"any": ["w"]}}, ["circle", "w > v > w"]),
        ({"w": {"not": "w"}}, ["circle"]),
        ({"w": {"all": []}}, ["a list of windows"]),
        ({"w": {"all": "in_hours"}}, ["a list of windows"]),
        ({"w": {"calendar": "desk", "not": "in_hours"}}, ["one kind of window"]),
        ({"w": {"hours": ["09:00-18:00"]}}, ["one kind of window"]),
        ({"w": 5}, ["a mapping is due"]),
        ({"w": {"last": "30m"}}, ["missing", "last: 30m, of:"]),
        ({"w": {"last": "30", "of": "in_hours"}}, ["duration"]),
        ({"w": {"daily": ["22h-7h"]}}, ["no range"]),
        ({"w": {"daily": ["22:00-07:00"], "days": "samedi"}}, ["names no day"]),
        ({"w": {"daily": ["22:00-07:00"], "dais": "sat"}}, ["unknown key", "days"]),
    ],
)
def test_loading_refuses_with_file_line_and_remedy(more: dict[str, Any], words: list[str]) -> None:
    read = section({**WINDOWS, **more}, "windows")
    load_windows(read, calendars(), PARIS)
    assert told(read.faults, "rules.yml:", *words)
