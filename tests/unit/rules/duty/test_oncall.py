"""Who is on call: turns by wall time, layers, overrides, the proof of coverage, and what loading refuses."""

# ruff: noqa: DTZ001 (naive datetimes are wall times here)
from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.clock.intervals import Interval, total, union
from bot.rules.duty.coverage import gaps
from bot.rules.duty.oncall import Schedules
from bot.rules.duty.rotation import Rotation
from bot.rules.duty.schedules import load_schedules
from bot.settings.model import PersonSettings
from bot.walltime import to_instant, to_wall
from tests.unit.rules.sections import PARIS, PEOPLE, section, told, windows

WINDOWS = windows()
WEEKLY = {
    "name": "semaine", "rotation": ["alice", "bruno", "chloe"], "every": "1w", "start": "2026-01-05",
    "handoff": "09:00", "during": "off_hours",
}  # fmt: skip
AWAY = {
    "from": "2026-08-10T18:00", "to": "2026-08-14T09:00", "replace": "bruno", "by": "chloe", "reason": "congés",
}  # fmt: skip
FIRST_LINE: dict[str, Any] = {"must_cover": "off_hours", "layers": [WEEKLY]}
instants = st.integers(0, 366 * 24 * 60).map(lambda n: datetime(2026, 1, 5, 8, tzinfo=UTC) + timedelta(minutes=n))


def paris(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return to_instant(datetime(2026, month, day, hour, minute), PARIS)


def schedules(people: dict[str, PersonSettings] | None = None, **named: Any) -> Schedules:
    read = section(named or {"n1": FIRST_LINE}, "schedules")
    loaded = load_schedules(read, WINDOWS, people or PEOPLE)
    assert read.faults == []
    return loaded


def person(on_call: Schedules, t: datetime, name: str = "n1") -> str | None:
    shift = on_call.who(name, t)
    return shift.person if shift else None


def test_people_take_weekly_turns_at_the_hour_of_the_wall() -> None:
    on_call = schedules()
    assert person(on_call, paris(1, 5, 20)) == "alice"
    assert person(on_call, paris(1, 12, 8, 59)) == "alice"
    assert person(on_call, paris(1, 12, 18)) == "bruno"
    assert person(on_call, paris(1, 19, 18)) == "chloe"
    assert person(on_call, paris(1, 26, 18)) == "alice"


def test_nobody_is_on_call_outside_of_the_window_or_before_the_start() -> None:
    assert person(schedules(), paris(1, 6, 12)) is None
    assert person(schedules(), paris(1, 5, 8)) is None


def test_a_shift_tells_until_when_and_why() -> None:
    shift = schedules().who("n1", paris(8, 15, 2, 47))
    assert shift is not None
    assert (shift.until, shift.because) == (paris(8, 17, 9), "n1, layer semaine")


def test_an_override_stands_in_for_one_person_and_says_why() -> None:
    on_call = schedules(n1={**FIRST_LINE, "overrides": [AWAY]})
    assert person(schedules(), paris(8, 11, 3)) == "bruno"
    shift = on_call.who("n1", paris(8, 11, 3))
    assert shift is not None
    assert (shift.person, shift.because) == ("chloe", "n1, layer semaine, for bruno: congés")
    assert person(on_call, paris(8, 10, 3)) == person(schedules(), paris(8, 10, 3))
    assert person(on_call, paris(8, 14, 18)) == "bruno"


def test_an_override_takes_exactly_its_time_from_the_person_replaced() -> None:
    on_call = schedules(n1={"layers": [{k: v for k, v in WEEKLY.items() if k != "during"}], "overrides": [AWAY]})
    listed = [(s.person, s.start, s.until) for s in on_call.shifts("n1", paris(8, 10, 9), paris(8, 17, 9))]
    assert listed == [
        ("bruno", paris(8, 10, 9), paris(8, 10, 18)),
        ("chloe", paris(8, 10, 18), paris(8, 14, 9)),
        ("bruno", paris(8, 14, 9), paris(8, 17, 9)),
    ]


def test_a_layer_that_ends_within_a_turn_ends_the_turn() -> None:
    on_call = schedules(n1={**FIRST_LINE, "layers": [{**WEEKLY, "end": "2026-01-14"}]})
    assert person(on_call, paris(1, 14, 8)) == "bruno"
    assert person(on_call, paris(1, 14, 20)) is None


def test_a_later_layer_fills_only_what_earlier_ones_leave_free() -> None:
    nights = {**WEEKLY, "name": "nuits", "rotation": ["manager"], "during": "off_hours", "start": "2026-02-02"}
    on_call = schedules(n1={"layers": [{**WEEKLY, "end": "2026-02-09"}, nights], "fallback_layer": {"always": "chloe"}})
    assert person(on_call, paris(2, 3, 20)) == "bruno"
    assert person(on_call, paris(2, 9, 20)) == "manager"
    assert person(on_call, paris(2, 9, 12)) == "chloe"


def test_somebody_always_on_call_has_no_end() -> None:
    shift = schedules(n2={"fallback_layer": {"always": "manager"}}).who("n2", paris(8, 15))
    assert shift is not None
    assert (shift.person, shift.until) == ("manager", None)


@pytest.mark.parametrize("zone", ["Europe/Paris", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca"])
@pytest.mark.parametrize("handoff", [time(0), time(2, 30), time(9)])
def test_turns_tile_exactly_over_every_clock_change_of_a_year(zone: str, handoff: time) -> None:
    turns = Rotation(("a", "b", "c"), date(2025, 12, 29), handoff, ZoneInfo(zone), days=1).turns(
        datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    )
    assert all(one.end == other.start for one, other in pairwise(turns))
    assert all(
        to_wall(turn.start, ZoneInfo(zone)).time() == handoff for turn in turns if turn.start.month not in (3, 4, 9, 10)
    )


def test_a_monthly_turn_begins_on_the_same_day_of_each_month() -> None:
    monthly = Rotation(("a", "b"), date(2026, 1, 28), time(9), PARIS, months=1)
    turns = monthly.turns(paris(1, 1), paris(5, 1))
    assert [to_wall(turn.start, PARIS).date().isoformat() for turn in turns] == [
        "2026-01-28", "2026-02-28", "2026-03-28", "2026-04-28",
    ]  # fmt: skip
    assert [turn.person for turn in turns] == ["a", "b", "a", "b"]
    assert [turn.person for turn in monthly.turns(paris(4, 1), paris(4, 2))] == ["a"]


@given(instants, st.integers(1, 20))
def test_the_person_paged_is_the_one_any_listing_names(t: datetime, days: int) -> None:
    on_call = schedules(n1={**FIRST_LINE, "overrides": [AWAY], "fallback_layer": {"always": "manager"}})
    listed = on_call.shifts("n1", t - timedelta(days=days), t + timedelta(days=days))
    holding = [shift.person for shift in listed if shift.start <= t and (shift.until is None or t < shift.until)]
    assert holding == [person(on_call, t)]


@given(instants)
def test_a_shift_lasts_exactly_until_it_says(t: datetime) -> None:
    on_call = schedules(n1={**FIRST_LINE, "overrides": [AWAY]})
    shift = on_call.who("n1", t)
    if shift is not None and shift.until is not None:
        after, before = on_call.who("n1", shift.until), on_call.who("n1", shift.until - timedelta(microseconds=1))
        assert before is not None
        assert before.person == shift.person
        assert after is None or (after.person, after.because) != (shift.person, shift.because)


@given(instants, st.integers(1, 40), st.sampled_from(["n1", "holes", "nobody"]))
def test_what_must_be_covered_is_covered_or_a_gap_and_never_both(t: datetime, days: int, name: str) -> None:
    on_call = schedules(
        n1=FIRST_LINE,
        holes={**FIRST_LINE, "layers": [{**WEEKLY, "start": "2026-03-02", "end": "2026-06-01"}]},
        nobody={**FIRST_LINE, "layers": [{**WEEKLY, "start": "2030-01-07"}]},
    )
    horizon = timedelta(days=days)
    required = WINDOWS.intervals("off_hours", t, t + horizon)
    found = gaps(on_call[name], WINDOWS, t, horizon)
    covered = [Interval(s.start, s.until or t) for s in on_call.shifts(name, t, t + horizon)]
    assert total(covered) + total(Interval(gap.start, gap.end) for gap in found) == total(required)
    assert union([*covered, *(Interval(gap.start, gap.end) for gap in found)]) == required
    if name == "nobody":
        assert [(gap.start, gap.end) for gap in found] == required


def test_a_person_without_an_address_is_a_gap_while_on_call() -> None:
    people = {**PEOPLE, "bruno": PersonSettings("bruno", ())}
    found = gaps(schedules(people)["n1"], WINDOWS, paris(1, 5, 9), timedelta(days=14))
    assert {gap.person for gap in found} == {"bruno"}
    assert (found[0].start, found[-1].end) == (paris(1, 12, 18), paris(1, 19, 9))
    assert "bruno is on call and has no address" in str(found[0])


def test_a_person_taken_out_and_put_back_leaves_no_hole() -> None:
    fewer = schedules(n1={**FIRST_LINE, "layers": [{**WEEKLY, "rotation": ["alice", "chloe"]}]})
    assert gaps(fewer["n1"], WINDOWS, paris(8, 1), timedelta(days=45)) == []
    assert gaps(schedules()["n1"], WINDOWS, paris(8, 1), timedelta(days=45)) == []


def test_dates_written_without_quotes_are_read() -> None:
    on_call = schedules(n1={**FIRST_LINE, "layers": [{**WEEKLY, "start": date(2026, 1, 5)}]})
    assert person(on_call, paris(1, 5, 20)) == "alice"


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ({"layers": [{**WEEKLY, "rotation": ["alice", "bruna"]}]}, ["unknown person `bruna`"]),
        ({"layers": [{**WEEKLY, "rotation": []}]}, ["nobody takes turns"]),
        ({"layers": []}, ["nobody is ever on call"]),
        ({"layers": [{**WEEKLY, "every": "1month", "start": "2026-01-31"}]}, ["not every month", "1 to 28"]),
        ({"layers": [{**WEEKLY, "every": "168h"}]}, ["no period", "1w"]),
        ({"layers": [{**WEEKLY, "handoff": "9h"}]}, ["no time of day"]),
        ({"layers": [{**WEEKLY, "handoff": 540}]}, ["text is due"]),
        ({"layers": [{**WEEKLY, "start": "5 janvier"}]}, ["a date is due"]),
        ({"layers": [{**WEEKLY, "end": "2025-01-01"}]}, ["ends before it starts"]),
        ({"layers": [{**WEEKLY, "during": "off_hour"}]}, ["unknown word", "off_hours"]),
        ({"must_cover": "of_hours"}, ["unknown word", "off_hours"]),
        ({"fallback_layer": {"always": "personne"}}, ["unknown person `personne`"]),
        ({"overrides": [{**AWAY, "replace": "alice"}]}, ["alice is not on call between"]),
        ({"overrides": [AWAY, {**AWAY, "by": "alice"}]}, ["two overrides of bruno overlap"]),
        ({"overrides": [{**AWAY, "to": "2026-08-01T09:00"}]}, ["ends before it starts"]),
        ({"overrides": [{**AWAY, "from": "lundi"}]}, ["a date and time is due", "Europe/Paris"]),
        ({"overrides": [{k: v for k, v in AWAY.items() if k != "reason"}]}, ["reason", "missing"]),
        ({"overides": [AWAY]}, ["unknown key", "overrides"]),
    ],
)
def test_loading_refuses_with_file_line_and_remedy(schedule: dict[str, Any], words: list[str]) -> None:
    read = section({"n1": {**FIRST_LINE, **schedule}}, "schedules")
    load_schedules(read, WINDOWS, PEOPLE)
    assert told(read.faults, "rules.yml:", *words)
