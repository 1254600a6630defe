"""Business time: properties P1 to P8 and P10, exact edges, day classes, and what loading refuses."""

# ruff: noqa: DTZ001 (naive datetimes are wall times here)
from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.clock.calendar import Calendar, Edge, load_calendars
from bot.rules.clock.french_holidays import BeyondHorizon, HolidaySet
from bot.rules.clock.intervals import Interval
from bot.rules.clock.week import Range
from bot.walltime import to_instant, to_wall
from tests.unit.rules.sections import DESK, PARIS, calendars, section, told

ODD = ["Europe/Paris", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca", "Pacific/Apia"]
HOUR = timedelta(hours=1)
DESK_CALENDAR = calendars()["desk"]
TICK = timedelta(microseconds=1)


def paris(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return to_instant(datetime(year, month, day, hour, minute), PARIS)


instants = st.datetimes(datetime(2011, 1, 1), datetime(2027, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))
budgets = st.integers(0, 100 * 3600).map(lambda seconds: timedelta(seconds=seconds))


@st.composite
def any_calendar(draw: st.DrawFn) -> Calendar:
    """Any zone, a few ranges a day (some across midnight), with or without French holidays."""
    cuts = st.lists(st.integers(0, 24 * 4), min_size=2, max_size=4, unique=True).map(sorted)
    week = [
        tuple(Range(a * 15, b * 15) for a, b in zip(found[::2], found[1::2], strict=False))
        for found in draw(st.lists(cuts, min_size=7, max_size=7))
    ]
    if draw(st.booleans()):
        week[4] = (Range(22 * 60, 30 * 60),)
    holidays = HolidaySet("fr-metropole") if draw(st.booleans()) else None
    return Calendar("any", ZoneInfo(draw(st.sampled_from(ODD))), tuple(week), holidays)


@given(any_calendar(), instants, budgets, budgets)
@settings(max_examples=60, deadline=None)
def test_time_between_adds_up_and_never_exceeds_real_time(c: Calendar, t: datetime, d: timedelta, e: timedelta) -> None:
    a, b, last = t, t + 3 * d, t + 3 * d + 2 * e
    assert c.between(a, b) + c.between(b, last) == c.between(a, last)
    assert timedelta(0) <= c.between(a, last) <= last - a


@given(any_calendar(), instants, budgets.filter(bool))
@settings(max_examples=60, deadline=None)
def test_what_is_added_is_found_between_and_not_an_instant_earlier(c: Calendar, t: datetime, d: timedelta) -> None:
    due = c.add(t, d)
    assert c.between(t, due) == d
    assert c.between(t, due - TICK) < d


@given(st.sampled_from(ODD), st.integers(1, 24 * 60 - 1), st.dates(date(2011, 1, 2), date(2027, 1, 1)))
@settings(max_examples=150, deadline=None)
def test_ranges_that_meet_leave_neither_gap_nor_overlap(key: str, minute: int, day: date) -> None:
    zone = ZoneInfo(key)
    early = Calendar("early", zone, ((Range(0, minute),),) * 7)
    late = Calendar("late", zone, ((Range(minute, 24 * 60),),) * 7)
    start = to_instant(datetime.combine(day, datetime.min.time()), zone) - timedelta(hours=30)
    end = start + timedelta(hours=80)
    assert early.between(start, end) + late.between(start, end) == end - start
    assert Calendar("all", zone, ((Range(0, minute), Range(minute, 1440)),) * 7).intervals(start, end) == [(start, end)]


@pytest.mark.parametrize("key", ODD)
def test_a_calendar_that_never_closes_counts_real_time(key: str) -> None:
    always = Calendar("always", ZoneInfo(key), ((Range(0, 24 * 60),),) * 7)
    start, end = datetime(2010, 12, 1, tzinfo=UTC), datetime(2012, 2, 1, tzinfo=UTC)
    assert always.between(start, end) == end - start
    assert always.add(start, timedelta(days=30)) == start + timedelta(days=30)


@given(any_calendar(), instants, budgets, budgets, budgets)
@settings(max_examples=60, deadline=None)
def test_a_later_start_or_larger_budget_is_never_due_earlier(
    c: Calendar, t: datetime, d: timedelta, later: timedelta, more: timedelta
) -> None:
    assert c.add(t, d) <= c.add(t + later, d)
    assert c.add(t, d) <= c.add(t, d + more)


@given(any_calendar(), instants, budgets.filter(bool), budgets, budgets)
@settings(max_examples=60, deadline=None)
def test_a_pause_moves_the_due_date_by_its_open_time(
    c: Calendar, t: datetime, d: timedelta, into: timedelta, pause_for: timedelta
) -> None:
    pause = Interval(t + into, t + into + pause_for)
    due = c.add(t, d, [pause])
    assert c.between(t, due, [pause]) == d
    assert due >= c.add(t, d)
    if pause.end <= due:
        assert due == c.add(t, d + c.between(*pause))


def test_a_pause_over_the_weekend_changes_nothing() -> None:
    friday, monday = paris(2026, 3, 27, 18), paris(2026, 3, 30, 9)
    start, budget = paris(2026, 3, 27, 16), 4 * HOUR
    assert DESK_CALENDAR.add(start, budget, [Interval(friday, monday)]) == DESK_CALENDAR.add(start, budget)


@given(instants, budgets, st.sampled_from([*ODD, "UTC", "America/Cayenne"]))
@settings(max_examples=60, deadline=None)
def test_an_instant_means_the_same_in_any_zone(t: datetime, d: timedelta, key: str) -> None:
    elsewhere = t.astimezone(ZoneInfo(key))
    assert DESK_CALENDAR.is_open(t) == DESK_CALENDAR.is_open(elsewhere)
    assert DESK_CALENDAR.next_edge(t) == DESK_CALENDAR.next_edge(elsewhere)
    assert DESK_CALENDAR.add(t, d) == DESK_CALENDAR.add(elsewhere, d)
    assert DESK_CALENDAR.between(t, t + d) == DESK_CALENDAR.between(elsewhere, (t + d).astimezone(ZoneInfo(key)))


def test_every_week_is_45_hours_less_9_for_each_holiday_on_a_weekday() -> None:
    monday = date(2008, 1, 7)
    while monday.year < 2031:
        days = [monday + timedelta(days=n) for n in range(5)]
        closed = sum(1 for day in days if DESK_CALENDAR.day(day).holiday)
        week = [
            to_instant(datetime.combine(day, datetime.min.time()), PARIS) for day in (monday, monday + timedelta(7))
        ]
        assert DESK_CALENDAR.between(week[0], week[1]) == (45 - 9 * closed) * HOUR, monday
        monday += timedelta(days=7)


@given(instants, budgets, st.dates(date(2011, 1, 1), date(2027, 1, 1)))
@settings(max_examples=60, deadline=None)
def test_a_further_holiday_never_adds_business_time(t: datetime, d: timedelta, day: date) -> None:
    fewer = Calendar("fewer", PARIS, DESK_CALENDAR.week, DESK_CALENDAR.holidays, extra_holidays={day: "fête locale"})
    assert fewer.between(t, t + d) <= DESK_CALENDAR.between(t, t + d)
    assert fewer.add(t, d) >= DESK_CALENDAR.add(t, d)


@pytest.mark.parametrize("start", [date(2026, 5, 4), date(2026, 8, 10), date(2026, 12, 21), date(2026, 10, 23)])
def test_it_agrees_with_a_minute_by_minute_reading_of_the_wall(start: date) -> None:
    t = to_instant(datetime.combine(start, datetime.min.time()), PARIS)
    end, minutes = t + timedelta(days=7), 0
    holidays = {date(2026, 5, 8), date(2026, 8, 15), date(2026, 12, 25)}
    at = t
    while at < end:
        wall = to_wall(at, PARIS)
        expected = wall.weekday() < 5 and 9 <= wall.hour < 18 and wall.date() not in holidays
        assert DESK_CALENDAR.is_open(at) == expected, at
        minutes += expected
        at += timedelta(minutes=1)
    assert DESK_CALENDAR.between(t, end) == timedelta(minutes=minutes)


def test_the_edges_are_exact() -> None:
    opening, closing = paris(2026, 3, 27, 9), paris(2026, 3, 27, 18)
    assert [DESK_CALENDAR.is_open(t) for t in (opening - TICK, opening, closing - TICK, closing)] == [
        False,
        True,
        True,
        False,
    ]
    assert DESK_CALENDAR.next_edge(opening - TICK) == Edge(opening, True)
    assert DESK_CALENDAR.next_edge(opening) == Edge(closing, False)
    assert DESK_CALENDAR.next_edge(closing - TICK) == Edge(closing, False)
    assert DESK_CALENDAR.next_edge(closing) == Edge(paris(2026, 3, 30, 9), True)


def test_a_budget_that_ends_with_the_day_is_due_at_closing_and_not_at_the_next_opening() -> None:
    assert DESK_CALENDAR.add(paris(2026, 3, 27, 9), 9 * HOUR) == paris(2026, 3, 27, 18)
    assert DESK_CALENDAR.add(paris(2026, 3, 27, 18), HOUR) == paris(2026, 3, 30, 10)
    assert DESK_CALENDAR.add(paris(2026, 3, 27, 20), timedelta(0)) == paris(2026, 3, 27, 20)


@given(any_calendar(), instants, st.integers(0, 3000))
@settings(max_examples=80, deadline=None)
def test_open_means_inside_an_interval(c: Calendar, t: datetime, minutes: int) -> None:
    at = t + timedelta(minutes=minutes)
    found = c.intervals(t, t + timedelta(minutes=3001))
    assert c.is_open(at) == any(a <= at < b for a, b in found)


def test_the_next_edge_skips_a_long_weekend() -> None:
    assert DESK_CALENDAR.next_edge(paris(2026, 5, 7, 18)) == Edge(paris(2026, 5, 11, 9), True)


def test_a_night_crossing_midnight_belongs_to_its_first_day() -> None:
    night = calendars({"night": {"week": {"fri": ["22:00-06:00"]}, "extra_closed": {"2026-03-28": "samedi fermé"}}})[
        "night"
    ]
    saturday = paris(2026, 3, 28)
    assert [night.is_open(paris(2026, 3, 28, hour)) for hour in (0, 5, 6, 22)] == [True, True, False, False]
    assert night.intervals(saturday, saturday + timedelta(days=7))[0] == (saturday, paris(2026, 3, 28, 6))


def test_a_night_of_the_clock_change_is_as_long_as_it_is() -> None:
    night = calendars({"night": {"week": {"sat": ["22:00-06:00"]}}})["night"]
    assert night.between(paris(2026, 3, 28, 12), paris(2026, 3, 29, 12)) == 7 * HOUR
    assert night.between(paris(2026, 10, 24, 12), paris(2026, 10, 25, 12)) == 9 * HOUR


def test_a_day_tells_its_class_and_every_reason() -> None:
    assumption = DESK_CALENDAR.day(date(2026, 8, 15))
    assert (assumption.reason, assumption.holiday, assumption.rest_day) == ("holiday", "Assomption", True)
    saturday = DESK_CALENDAR.day(date(2026, 8, 22))
    assert (saturday.reason, saturday.holiday, saturday.rest_day, saturday.ranges) == ("week", None, True, ())
    monday = DESK_CALENDAR.day(date(2026, 8, 17))
    assert (monday.ranges, monday.rest_day) == ((Range(540, 1080),), False)


def test_special_hours_come_before_closures_and_closures_before_the_week() -> None:
    special = calendars(
        {
            "c": {
                **DESK["desk"],
                "extra_closed": {"2026-05-15": "pont de l’Ascension", "2026-12-24": "fermé"},
                "special": {"2026-12-24": ["09:00-16:00"], "2026-07-14": ["10:00-12:00"], "2026-07-15": []},
            }
        }
    )["c"]
    assert special.day(date(2026, 5, 15)).note == "pont de l’Ascension"
    assert special.between(paris(2026, 12, 24), paris(2026, 12, 25)) == 7 * HOUR
    assert special.between(paris(2026, 7, 14), paris(2026, 7, 15)) == 2 * HOUR
    assert special.day(date(2026, 7, 14)).holiday == "Fête nationale"
    assert special.between(paris(2026, 7, 15), paris(2026, 7, 16)) == timedelta(0)


def test_ranges_may_touch() -> None:
    split = calendars({"split": {"week": {"mon": ["09:00-12:00", "12:00-18:00"], "tue,thu": ["09:00-12:00"]}}})["split"]
    assert split.intervals(paris(2026, 3, 30), paris(2026, 3, 31)) == [(paris(2026, 3, 30, 9), paris(2026, 3, 30, 18))]
    assert [day.on.day for n in range(7) if (day := split.day(date(2026, 3, 30 - n))).ranges] == [30, 26, 24]


def test_whit_monday_can_be_worked_and_days_added() -> None:
    worked = calendars(
        {
            "c": {
                "week": DESK["desk"]["week"],
                "holidays": {
                    "set": "fr-metropole",
                    "except": ["Lundi de Pentecôte"],
                    "add": {"2026-06-01": "fête locale"},
                },
            }
        }
    )["c"]
    assert worked.is_open(paris(2026, 5, 25, 10))
    assert worked.day(date(2026, 6, 1)).holiday == "fête locale"
    assert not worked.is_open(paris(2026, 6, 1, 10))


def test_midnight_hours_end_and_searches_do_too() -> None:
    late = calendars({"late": {"week": {"mon-sun": ["09:00-00:00"]}}})["late"]
    assert late.add(paris(2026, 10, 24, 23), 2 * HOUR) == paris(2026, 10, 25, 10)
    closed = Calendar("closed", PARIS, ((),) * 7)
    begun = time.perf_counter()
    with pytest.raises(BeyondHorizon):
        closed.next_edge(paris(2026, 1, 1))
    with pytest.raises(BeyondHorizon):
        closed.add(paris(2026, 1, 1), HOUR)
    assert time.perf_counter() - begun < 0.5
    with pytest.raises(BeyondHorizon):
        DESK_CALENDAR.is_open(paris(2200, 1, 1))


def test_a_calendar_that_never_closes_has_no_edge() -> None:
    always = calendars({"always": {"week": {"mon-sun": ["00:00-24:00"]}}})["always"]
    with pytest.raises(BeyondHorizon, match="neither opens nor closes"):
        always.next_edge(paris(2026, 1, 1))


@pytest.mark.parametrize(
    ("calendar", "words"),
    [
        ({"week": {}}, ["never open"]),
        ({"week": {"mon-fri": ["9h-18h"]}}, ["calendars.c.week.mon-fri", "no range", "09:00-18:00"]),
        ({"week": {"mon-fri": [1080]}}, ["1080", "list of texts"]),
        ({"week": {"mon-fri": ["09:00-23:59"]}}, ["last minute", "24:00"]),
        ({"week": {"mon-fri": ["09:00-09:00"]}}, ["no range"]),
        ({"week": {"mon-fri": ["09:00-25:00"]}}, ["no range"]),
        ({"week": {"mon-fri": ["09:00-12:30", "12:00-18:00"]}}, ["overlap"]),
        ({"week": {"lun-ven": ["09:00-18:00"]}}, ["names no day"]),
        ({"week": {"mon-fri": ["09:00-18:00"], "fri": ["09:00-12:00"]}}, ["fri is given twice"]),
        ({"holidays": {"set": "GES"}}, ["unknown word", "fr-metropole"]),
        ({"holidays": {"set": "fr-metropole", "except": ["Pentecote"]}}, ["Pentecote", "Lundi de Pentecôte"]),
        ({"extra_closed": {"15/05/2026": "pont"}}, ["no date", "2026-12-24"]),
        ({"timezone": "Europe/Pari"}, ["unknown time zone"]),
        ({"timezone": "+02:00"}, ["unknown time zone"]),
        ({"hollidays": {"set": "fr-metropole"}}, ["unknown key", "holidays"]),
    ],
)
def test_loading_refuses_with_file_line_and_remedy(calendar: dict[str, object], words: list[str]) -> None:
    read = section({"c": {"week": {"mon-fri": ["09:00-18:00"]}, **calendar}}, "calendars")
    load_calendars(read, PARIS)
    assert told(read.faults, "rules.yml:", *words)
