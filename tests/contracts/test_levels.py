"""Promises of tickets: replaced until they are met, missed once, reminded of once, and never while they wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.desk.kept.levels import Level
from tests.contracts.written import MINUTE, NOW, opened

PLAN, ANSWER = Level("plan", NOW + MINUTE, "in_hours"), Level("first_answer", NOW, "real")


def test_a_level_is_replaced_until_it_is_met(storage):
    number = opened(storage)
    with storage.begin() as unit:
        unit.tickets.set_levels(number, [ANSWER, PLAN])
        unit.tickets.set_levels(number, [replace(PLAN, due_at=NOW + 2 * MINUTE)])
        assert unit.tickets.meet_level(number, "first_answer", NOW - MINUTE) is True
        assert unit.tickets.meet_level(number, "first_answer", NOW + MINUTE) is False
        assert unit.tickets.meet_level(number, "unknown", NOW) is False
        unit.tickets.set_levels(number, [replace(ANSWER, due_at=NOW + 9 * MINUTE)])
        unit.tickets.set_levels(number, [])
        assert unit.tickets.levels(number) == [
            replace(ANSWER, met_at=NOW - MINUTE),
            replace(PLAN, due_at=NOW + 2 * MINUTE),
        ]


def test_a_miss_is_due_once_until_it_was_told(storage):
    number = opened(storage)
    first, second = Level("answer", NOW - MINUTE, "real"), Level("plan", NOW, "real")
    with storage.begin() as unit:
        unit.tickets.set_levels(number, [second, first, Level("x", NOW, "real")])
        unit.tickets.meet_level(number, "x", NOW)
        assert unit.tickets.levels_due(NOW, 9) == [(number, first), (number, second)]
        assert unit.tickets.levels_due(NOW, 1) == [(number, first)]
        unit.tickets.level_told(number, "answer")
        assert unit.tickets.levels_due(NOW, 9) == [(number, second)]
        assert unit.tickets.levels_due(NOW - MINUTE, 9) == []


def test_a_miss_that_was_told_stays_told_until_the_promise_moves(storage):
    number = opened(storage)
    level = Level("plan", NOW, "real")
    with storage.begin() as unit:
        unit.tickets.set_levels(number, [level])
        unit.tickets.level_told(number, "plan")
        unit.tickets.set_levels(number, [level])
        assert unit.tickets.levels_due(NOW, 9) == []
        later = replace(level, due_at=NOW + MINUTE)
        unit.tickets.set_levels(number, [later])
        assert unit.tickets.levels_due(NOW + MINUTE, 9) == [(number, later)]


def test_a_reminder_is_due_before_the_promise_and_not_once_given_met_or_told(storage):
    number = opened(storage)
    level = Level("plan", NOW + 9 * MINUTE, "real", remind_at=NOW)
    other, third = replace(level, name="answer", remind_at=NOW - MINUTE), replace(level, name="third")
    with storage.begin() as unit:
        unit.tickets.set_levels(number, [level, other, third, ANSWER])
        assert unit.tickets.reminders_due(NOW - MINUTE, 9) == [(number, other)]
        assert unit.tickets.reminders_due(NOW, 9) == [(number, other), (number, level), (number, third)]
        assert unit.tickets.reminders_due(NOW, 1) == [(number, other)]
        unit.tickets.set_levels(number, [replace(other, remind_at=None)])
        unit.tickets.meet_level(number, "plan", NOW)
        unit.tickets.level_told(number, "third")
        assert unit.tickets.reminders_due(NOW, 9) == []


def test_nothing_is_due_of_a_promise_that_waits_and_what_is_left_of_it_is_kept(storage):
    number = opened(storage)
    waiting = Level("plan", NOW, "in_hours", remind_at=NOW - MINUTE, left=timedelta(minutes=7, milliseconds=250))
    with storage.begin() as unit:
        unit.tickets.set_levels(number, [waiting])
        assert unit.tickets.levels_due(NOW, 9) == unit.tickets.reminders_due(NOW, 9) == []
        assert unit.tickets.levels(number) == [waiting]
        on = replace(waiting, left=None)
        unit.tickets.set_levels(number, [on])
        assert unit.tickets.levels_due(NOW, 9) == unit.tickets.reminders_due(NOW, 9) == [(number, on)]
