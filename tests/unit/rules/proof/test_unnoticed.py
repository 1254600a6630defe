"""Mutants: every rule, term, combination, denial, edge and step has one, and scenarios see the ones they speak of."""

from __future__ import annotations

from functools import cache
from itertools import islice

import pytest

from bot.mail.message import Message
from bot.report.fields import Report
from bot.rules.proof.mutants import Mutant, mutants
from bot.rules.proof.scenarios import load_scenarios
from bot.rules.proof.unnoticed import Prepared, prepare, unnoticed
from tests.unit.rules.proof.test_scenarios import SCENARIOS, _read
from tests.unit.rules.sections import section
from tests.unit.rules.shipped import changed, load, rules

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
    every += [
        "rule classify off-hours-mailbox: part 1, is account_role, deleted",
        "rule classify off-hours-mailbox: part 2: at off_hours: now deleted",
        "rule classify worth-a-look: says category: phishing deleted",
        "rule classify mailbox-test: part 1: one word more",
        "schedule astreinte: layer semaine: handed over a minute late",
        "schedule astreinte: layer semaine: alice deleted",
        "schedule astreinte: fallback layer deleted",
        "schedule astreinte: must_cover deleted",
        "schedule astreinte: the horizon a week shorter",
        "policy off-hours: quiet_edges deleted",
        "field severity.subject: counted as any other",
        *(
            f"scale severity.{one}: a point {way}"
            for one in ("moderate", "major", "critical")
            for way in ("less", "more")
        ),
    ]
    assert set(every) <= set(names)


def test_what_nobody_speaks_of_is_unnoticed() -> None:
    told = section(
        {
            "cases": [
                {
                    "name": "x",
                    "at": "2026-03-22T03:10:00+01:00",
                    "mail": {"from": "a@b.example", "text": "La cafetière du service est revenue de réparation."},
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
                    "mail": {"from": "a@b.example", "text": "La cafetière du service est revenue de réparation."},
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


def test_stand_ins_and_absences_have_mutants_of_their_own() -> None:
    stands_in = {
        "from": "2026-01-12T18:00",
        "to": "2026-01-13T09:00",
        "replace": "bruno",
        "by": "chloe",
        "reason": "train",
    }
    away = {"person": "alice", "from": "2026-01-07T18:00", "to": "2026-01-08T09:00", "reason": "congés"}
    tree = changed("schedules.astreinte.overrides", [stands_in])
    tree = changed("schedules.astreinte.absences", [away], tree)
    loaded, faults = load(tree)
    assert faults == []
    names = {mutant.name for mutant in mutants(loaded)}
    assert {"schedule astreinte: override train deleted", "schedule astreinte: absence congés deleted"} <= names


def test_two_rules_that_each_name_a_reply_to_one_letter_are_no_unnoticed_pair() -> None:
    loaded, faults = load(
        changed("rules.answer.1", {"id": "both", "when": {"always": True}, "do": [{"reply": "redirect"}]})
    )
    assert faults == []
    told = section(
        {
            "cases": [
                {
                    "name": "x",
                    "at": "2026-03-22T03:10:00+01:00",
                    "mail": {"from": "a@b.example", "text": "La cafetière du service est revenue de réparation."},
                    "expect": {"track": "real"},
                }
            ]
        }
    )
    (one,) = prepare(load_scenarios(told), loaded, _nothing)
    assert [miss.what for miss in one.misses] == ["letters"]


def test_a_scenario_that_does_not_hold_says_so() -> None:
    told = section(
        {
            "cases": [
                {
                    "name": "x",
                    "at": "2026-03-22T03:10:00+01:00",
                    "mail": {"from": "a@b.example", "text": "La cafetière du service est revenue de réparation."},
                    "expect": {"page": True},
                }
            ]
        }
    )
    (one,) = prepare(load_scenarios(told), rules(), _nothing)
    assert [miss.what for miss in one.misses] == ["page"]


def _nothing(message: Message, at: object) -> Report:
    return Report()
