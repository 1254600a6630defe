"""Mutants: every rule, term, combination, denial, edge and step has one, and scenarios see the ones they speak of."""

from __future__ import annotations

from functools import cache
from itertools import islice

import pytest

from bot.mail.message import Message
from bot.report.fields import Report
from bot.rules.mutants import Mutant, mutants
from bot.rules.scenarios import load_scenarios
from bot.rules.unnoticed import Prepared, prepare, unnoticed
from tests.unit.rules.sections import section
from tests.unit.rules.shipped import changed, load, rules
from tests.unit.rules.test_scenarios import SCENARIOS, _read

SAMPLE = 16
"""Every so many mutants one is tried here; `make mutate` tries them all."""


@cache
def prepared() -> list[Prepared]:
    return prepare(SCENARIOS, rules(), _read)


def by_name(name: str) -> Mutant:
    return next(mutant for mutant in mutants(rules()) if mutant.name == name)


@pytest.mark.parametrize("mutant", list(islice(mutants(rules()), 0, None, SAMPLE)), ids=lambda mutant: mutant.name)
def test_a_scenario_notices_what_is_lost(mutant: Mutant) -> None:
    assert [noticed for _, noticed in unnoticed([mutant], prepared())] == [True]


def test_everything_has_its_mutant() -> None:
    names = [mutant.name for mutant in mutants(rules())]
    assert len(names) == len(set(names)) > 200
    every = [f"rule {phase} {rule.id} deleted" for phase, placed in rules().rules.items() for rule in placed]
    every += [f"rule sla {rule.id} deleted" for rule in rules().service]
    every += [f"term {name}.{term} deleted" for name, one in rules().lexicons.items() for term in one.weights]
    every += [f"calendar desk: {day} 09:00-18:00 opens a minute early" for day in "mon tue wed thu fri".split()]
    every += ["calendar desk: holiday Noël deleted", "window handover: a minute longer"]
    every += [f"policy off-hours: step {number} deleted" for number in (1, 2, 3)]
    assert set(every) <= set(names)


def test_what_nobody_speaks_of_is_unnoticed() -> None:
    told = section(
        {
            "cases": [
                {
                    "name": "x",
                    "at": "2026-03-22T03:10:00+01:00",
                    "mail": {"from": "a@b.example"},
                    "expect": {"page": False},
                }
            ]
        }
    )
    quiet = prepare(load_scenarios(told), rules(), lambda message, at: Report())
    tried = [by_name("rule classify words deleted"), by_name("calendar desk: mon 09:00-18:00 deleted")]
    assert [noticed for _, noticed in unnoticed(tried, quiet)] == [False, False]


def test_a_rule_nobody_needs_is_unnoticed() -> None:
    more = changed("rules.classify.0", {"id": "spare", "when": {"always": True}, "do": [{"severity": "minor"}]})
    loaded, faults = load(more)
    assert faults == []
    spare = next(mutant for mutant in mutants(loaded) if "spare" in mutant.name)
    told = section(
        {
            "cases": [
                {
                    "name": "x",
                    "at": "2026-03-22T03:10:00+01:00",
                    "mail": {"from": "a@b.example"},
                    "expect": {"severity": "minor"},
                }
            ]
        }
    )
    scenarios = load_scenarios(told)
    ready = prepare(scenarios, loaded, lambda message, at: Report())
    assert [noticed for _, noticed in unnoticed([spare], ready)] == [False]


def test_a_daily_window_an_extra_closure_and_a_special_day_have_mutants_of_their_own() -> None:
    tree = changed("windows.deep_night", {"daily": ["22:00-07:00"]})
    tree = changed("calendars.desk.extra_closed", {"2026-05-15": "pont"}, tree)
    tree = changed("calendars.desk.special", {"2026-12-24": ["09:00-16:00"]}, tree)
    loaded, faults = load(tree)
    assert faults == []
    names = {mutant.name for mutant in mutants(loaded)}
    assert {
        "window deep_night: 22:00-07:00 ends a minute late",
        "calendar desk: extra_closed 2026-05-15 deleted",
        "calendar desk: special 2026-12-24 deleted",
    } <= names
    for mutant in mutants(loaded):
        if "deep_night" in mutant.name or "2026-" in mutant.name:
            mutant.build()


def test_a_scenario_that_does_not_hold_says_so() -> None:
    told = section(
        {
            "cases": [
                {
                    "name": "x",
                    "at": "2026-03-22T03:10:00+01:00",
                    "mail": {"from": "a@b.example"},
                    "expect": {"page": True},
                }
            ]
        }
    )
    (one,) = prepare(load_scenarios(told), rules(), _nothing)
    assert [miss.what for miss in one.misses] == ["page"]


def _nothing(message: Message, at: object) -> Report:
    return Report()
