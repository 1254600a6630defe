"""Faults sown into copies of the clock, the windows and the schedules: the properties must notice each."""

from __future__ import annotations

import gc
import importlib
import inspect
import os
from collections.abc import Callable
from functools import partial
from types import ModuleType

import pytest

from bot import walltime
from bot.rules.clock import calendar, week, windows
from bot.rules.duty import coverage, oncall, rotation
from tests.unit import test_walltime
from tests.unit.rules.clock import test_calendar, test_windows, test_year
from tests.unit.rules.duty import test_oncall

Fault = tuple[ModuleType, str, str, str, Callable[[], None]]

FAULTS: dict[str, Fault] = {
    "a skipped time is read as Python reads it, so time runs backwards on the wall": (
        walltime,
        "_instant_of",
        "return _jump(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), first, zone)",
        "return first",
        partial(test_walltime.test_it_never_goes_back_when_the_wall_time_grows, "Europe/Paris"),
    ),
    "a time shown twice is its second showing": (
        walltime,
        "_instant_of",
        "first = wall.replace(tzinfo=zone, fold=0)",
        "first = wall.replace(tzinfo=zone, fold=1)",
        test_walltime.test_a_time_shown_twice_is_its_first_showing,
    ),
    "the closing instant is still open": (
        calendar,
        "Calendar.is_open",
        "a <= t < b",
        "a <= t <= b",
        test_calendar.test_the_edges_are_exact,
    ),
    "a night belongs to no day but today": (
        calendar,
        "Calendar.is_open",
        "(today, today - _DAY, today + _DAY)",
        "(today,)",
        test_calendar.test_a_night_crossing_midnight_belongs_to_its_first_day,
    ),
    "a closure comes before the special hours of its day": (
        calendar,
        "Calendar.day",
        "if on in self.special:",
        "if on in self.special and note is None and holiday is None:",
        test_calendar.test_special_hours_come_before_closures_and_closures_before_the_week,
    ),
    "a holiday is an ordinary day": (
        calendar,
        "Calendar.day",
        "if note is not None or holiday is not None:",
        "if note is not None:",
        test_calendar.test_the_next_edge_skips_a_long_weekend,
    ),
    "a budget used up at closing time falls due at the next opening": (
        calendar,
        "Calendar.add",
        "if end - start >= left:",
        "if end - start > left:",
        test_calendar.test_a_budget_that_ends_with_the_day_is_due_at_closing_and_not_at_the_next_opening,
    ),
    "a pause does not count": (
        calendar,
        "Calendar.add",
        "in difference([Interval(max(opened.start, t), opened.end)], breaks):",
        "in [Interval(max(opened.start, t), opened.end)]:",
        test_calendar.test_a_pause_moves_the_due_date_by_its_open_time,
    ),
    "ranges that touch are two openings": (
        calendar,
        "Calendar._from",
        "elif start <= current.end:",
        "elif start < current.end:",
        test_calendar.test_a_calendar_that_never_closes_has_no_edge,
    ),
    "the last half hour ends where the search ends": (
        windows,
        "Last.intervals",
        "end + self.stretch",
        "end",
        test_windows.test_the_handover_is_not_there_before_it_begins_though_the_search_ends_earlier,
    ),
    "off hours are opening hours": (
        windows,
        "Not.contains",
        "return not self.of",
        "return self.of",
        test_windows.test_every_instant_is_in_hours_or_off_hours_and_never_both,
    ),
    "a nightly range belongs to the day it ends on": (
        windows,
        "Daily.intervals",
        "if day.weekday() in self.days",
        "if (day + _DAY).weekday() in self.days",
        test_windows.test_a_night_belongs_to_the_day_it_starts_on,
    ),
    "the minutes of a day are counted from noon": (
        week,
        "instants",
        "time.min",
        "time(12)",
        test_windows.test_the_handover_is_the_last_half_hour_before_closing,
    ),
    "a turn lasts so many times 24 hours, not so many days of the wall": (
        rotation,
        "Rotation._handoff",
        "return self._at(self.start + timedelta(days=self.days * number))",
        "return self._at(self.start) + timedelta(days=self.days * number)",
        test_year.test_turns_change_at_nine_on_the_wall_in_winter_and_in_summer,
    ),
    "the turns are counted from one": (
        rotation,
        "Rotation.turns",
        "self.people[number % len(self.people)]",
        "self.people[(number + 1) % len(self.people)]",
        test_oncall.test_people_take_weekly_turns_at_the_hour_of_the_wall,
    ),
    "a later layer is on call beside the earlier one": (
        oncall,
        "Schedule.shifts",
        "difference([span], taken)",
        "[span]",
        test_year.test_shifts_meet_exactly_without_gap_or_overlap_all_year,
    ),
    "a stand-in stays for the whole turn": (
        oncall,
        "Schedule._stand_ins",
        "rest = difference(rest, part)",
        "rest = []",
        test_oncall.test_an_override_takes_exactly_its_time_from_the_person_replaced,
    ),
    "whoever has no address covers all the same": (
        coverage,
        "gaps",
        "if person in schedule.unreachable:",
        "if False:",
        test_oncall.test_a_person_without_an_address_is_a_gap_while_on_call,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_clock_is_noticed(fault: str) -> None:
    module, name, old, new, look = FAULTS[fault]
    assert old in inspect.getsource(module), f"the fault has no place any more: {old}"
    assert _end(look) == "holds", "without the fault"
    assert _end(lambda: (_sow(module, name, old, new), look())) == "does not hold"


def _end(look: Callable[[], object]) -> str:
    """In a fork: what a fault leaves in a cache must not outlive it."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            look()
            status = 0
        except (AssertionError, pytest.fail.Exception):
            status = 2
        except BaseException:
            status = 3
        finally:
            os._exit(status)
    return {0: "holds", 2: "does not hold"}.get(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), "breaks")


def _sow(module: ModuleType, name: str, old: str, new: str) -> None:
    """Puts a faulty copy of one function where the true one stands, in every module that has it by name.

    What calendars worked out before, for other tests, is forgotten.
    """
    gc.unfreeze()  # a daemon run in this process hides what stood before it
    for known in gc.get_objects():
        if isinstance(known, calendar.Calendar):
            known._opened.clear()
        elif isinstance(known, calendar.NearEdge):
            known._found = None
    source = inspect.getsource(module)
    copy = ModuleType(module.__name__)
    copy.__dict__["__file__"] = module.__file__
    exec(compile(source.replace(old, new), str(module.__file__), "exec"), copy.__dict__)
    owner, _, attribute = name.rpartition(".")
    faulty = getattr(getattr(copy, owner) if owner else copy, attribute)
    if owner:
        setattr(getattr(module, owner), attribute, faulty)
        return
    true = getattr(module, attribute)
    for other in (module, *map(importlib.import_module, _USERS)):
        if getattr(other, attribute, None) is true:
            setattr(other, attribute, faulty)


_USERS = ("bot.rules.clock.calendar", "bot.rules.clock.windows", "bot.rules.duty.coverage", test_oncall.__name__)
