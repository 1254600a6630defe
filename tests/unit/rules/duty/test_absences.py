"""Absences, swaps and calendars that others keep, in one schedule: who is on call then, what loading refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Fault
from bot.rules.clock.intervals import Interval, difference, union
from bot.rules.duty.coverage import gaps
from bot.rules.duty.oncall import Schedule
from bot.rules.duty.schedules import load_schedules
from tests.unit.rules.rotas import BRUNO, event, rota
from tests.unit.rules.sections import PEOPLE, section, told, windows

WINDOWS = windows()
WEEKS = {"name": "semaine", "rotation": ["alice", "bruno", "chloe"], "every": "1w", "start": "2026-01-05"}
LAYERS = [{**WEEKS, "handoff": "09:00", "during": "off_hours"}]
BASE: dict[str, Any] = {"must_cover": "off_hours", "layers": LAYERS, "fallback_layer": {"always": "manager"}}
START, END = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 4, 20, tzinfo=UTC)


def loaded(more: dict[str, Any], rotas: dict[str, list[bytes]] | None = None) -> tuple[Schedule, list[Fault]]:
    read = section({"nuit": {**BASE, **more}}, "schedules")
    return load_schedules(read, WINDOWS, PEOPLE, rotas)["nuit"], read.faults


def on_call(schedule: Schedule, day: str, hour: int = 22) -> str:
    at = datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)
    return schedule.shifts(at, at + timedelta(minutes=1))[0].person


def away(person: str = "bruno", start: str = "2026-03-17T00:00", end: str = "2026-03-19T00:00") -> dict[str, str]:
    return {"person": person, "from": start, "to": end, "reason": "congés"}


def test_who_is_absent_is_not_called_and_the_next_layer_is() -> None:
    schedule, faults = loaded({"absences": [away()]})
    assert faults == []
    assert [on_call(schedule, f"2026-03-{day}") for day in ("16", "17", "18", "19")] == [
        "bruno", "manager", "manager", "bruno",
    ]  # fmt: skip


def test_an_absence_without_anybody_behind_is_a_hole_with_its_dates() -> None:
    schedule, _ = loaded({"absences": [away()], "fallback_layer": None})
    holes = gaps(schedule, WINDOWS, START, END - START)
    assert [str(hole) for hole in holes] == [
        "nuit: nobody is on call from 2026-03-16T23:00:00+00:00 to 2026-03-17T08:00:00+00:00",
        "nuit: nobody is on call from 2026-03-17T17:00:00+00:00 to 2026-03-18T08:00:00+00:00",
        "nuit: nobody is on call from 2026-03-18T17:00:00+00:00 to 2026-03-18T23:00:00+00:00",
    ]


def test_who_stands_in_and_is_absent_himself_is_not_called_either() -> None:
    stands_in = {"from": "2026-03-16T00:00", "to": "2026-03-23T00:00", "replace": "bruno", "by": "chloe", "reason": "x"}
    schedule, _ = loaded({"overrides": [stands_in], "absences": [away("chloe")]})
    assert [on_call(schedule, f"2026-03-{day}") for day in ("16", "17", "20")] == ["chloe", "manager", "chloe"]


def test_a_swap_exchanges_two_persons_for_its_time() -> None:
    swap = {"from": "2026-03-16T09:00", "to": "2026-03-30T09:00", "between": ["bruno", "chloe"], "reason": "mariage"}
    plain, _ = loaded({})
    schedule, faults = loaded({"swaps": [swap]})
    assert faults == []
    days = ("2026-03-11", "2026-03-18", "2026-03-25", "2026-04-01", "2026-04-08")
    assert [on_call(plain, day) for day in days] == ["alice", "bruno", "chloe", "alice", "bruno"]
    assert [on_call(schedule, day) for day in days] == ["alice", "chloe", "bruno", "alice", "bruno"]
    assert any("for bruno: mariage" in shift.because for shift in schedule.shifts(START, END))


def test_a_calendar_of_others_comes_first_and_the_layers_fill_what_it_leaves() -> None:
    lines = ("DTSTART;TZID=Europe/Paris:20260316T180000", "DTEND;TZID=Europe/Paris:20260317T090000")
    octets = rota(
        event(*lines), event(*lines, uid="two", who=BRUNO).replace("20260316", "20260318").replace("0317T", "0319T")
    )
    schedule, faults = loaded({"ical_import": {"source": "rota.ics"}}, {"nuit": [octets]})
    assert faults == []
    assert [on_call(schedule, f"2026-03-{day}") for day in ("16", "17", "18")] == ["alice", "bruno", "bruno"]
    assert "layer rota" in schedule.shifts(datetime(2026, 3, 16, 22, tzinfo=UTC), END)[0].because


def test_where_a_calendar_names_two_who_began_earlier_stays_to_his_end() -> None:
    first = event("DTSTART:20260316T170000Z", "DTEND:20260317T080000Z")
    second = event("DTSTART:20260316T210000Z", "DTEND:20260318T080000Z", uid="two", who=BRUNO)
    schedule, _ = loaded({"ical_import": {"source": "rota.ics"}}, {"nuit": [rota(second, first)]})
    shifts = schedule.shifts(datetime(2026, 3, 16, 17, tzinfo=UTC), datetime(2026, 3, 18, 8, tzinfo=UTC))
    assert [(shift.person, shift.start.hour, shift.until and shift.until.hour) for shift in shifts] == [
        ("alice", 17, 8), ("bruno", 8, 8),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"absences": [away("nemo")]}, ("unknown person `nemo`",)),
        ({"absences": [away(start="2026-03-19T00:00", end="2026-03-19T00:00")]}, ("ends before it starts",)),
        ({"absences": [{k: v for k, v in away().items() if k != "reason"}]}, ("reason", "missing")),
        ({"swaps": [{"from": "2026-03-16T09:00", "to": "2026-03-30T09:00", "between": ["bruno"], "reason": "x"}]},
         ("two persons change places",)),
        ({"swaps": [{"from": "2026-03-16T09:00", "to": "2026-03-17T09:00", "between": ["bruno", "chloe"],
                     "reason": "x"}]}, ("chloe is not on call between",)),
        ({"ical_import": {"source": "rota.ics", "person_from": "title"}}, ("person_from", "unknown word")),
        ({"ical_import": {"source": "rota.ics", "refresh": "10s"}}, ("refresh", "too short")),
        ({"ical_import": {"source": "rota.ics", "refresh": "2h", "alarm_when_stale": "1h"}}, ("shorter than refresh",)),
        ({"ical_import": {"source": "rota.ics", "keep_last_good": False}}, ("always stays in force",)),
        ({"ical_import": {"source": "rota.ics", "reject": ["everything"]}}, ("unknown word `everything`",)),
        ({"ical_import": {"source": "rota.ics", "floating_and_all_day_zone": "Paris"}}, ("unknown time zone",)),
        ({"ical_import": {"source": "gopher://rota"}}, ("neither a file nor https",)),
        ({"ical_import": {}}, ("source", "missing")),
        ({"ical_import": {"source": "rota.ics", "slip": 1}}, ("unknown key",)),
    ],
)  # fmt: skip
def test_a_slip_is_refused_at_load(more: dict[str, Any], words: tuple[str, ...]) -> None:
    assert told(loaded(more)[1], *words)


spans = st.tuples(st.integers(0, 60), st.integers(1, 20)).map(
    lambda of: (START - timedelta(days=10) + timedelta(days=of[0]), timedelta(hours=7 * of[1]))
)


@given(st.lists(st.tuples(st.sampled_from(["alice", "bruno", "chloe", "manager"]), spans), max_size=6))
@settings(max_examples=60, deadline=None)
def test_whatever_the_absences_nobody_absent_is_named_and_covered_and_holes_make_up_the_whole(
    found: list[tuple[str, tuple[datetime, timedelta]]],
) -> None:
    absences = [
        away(person, (at + timedelta(hours=1)).isoformat(), (at + lasts).isoformat()) for person, (at, lasts) in found
    ]
    schedule, faults = loaded({"absences": absences})
    assert faults == []
    shifts = schedule.shifts(START, END)
    assert all(one.until is not None and one.until <= two.start for one, two in pairwise(shifts))
    for absence in schedule.absences:
        mine = [Interval(s.start, s.until) for s in shifts if s.person == absence.person and s.until]
        assert difference(mine, [Interval(absence.start, absence.end)]) == mine
    required = WINDOWS.intervals("off_hours", START, END)
    holes = [Interval(gap.start, gap.end) for gap in gaps(schedule, WINDOWS, START, END - START)]
    covered = union(Interval(s.start, s.until) for s in shifts if s.until)
    assert difference(required, union([*holes, *covered])) == []
    assert difference(holes, covered) == holes
