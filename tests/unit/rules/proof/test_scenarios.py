"""Every dated scenario of tests/rules through the shipped rules, read by the shipped reader."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.daemon.yaml_tree import read_tree
from bot.errors import Fault
from bot.mail.message import Message
from bot.report.fields import Report
from bot.report.read import read
from bot.rules.proof.scenarios import Scenario, judge, load_scenarios, run
from bot.rules.rule import PHASES
from bot.settings.section import Section
from tests.unit.rules.sections import section
from tests.unit.rules.shipped import ROOT, lexicons, rules


def _shipped() -> list[Scenario]:
    scenarios: list[Scenario] = []
    for path in sorted((ROOT / "tests" / "rules").glob("*.yml")):
        faults: list[Fault] = []
        scenarios += load_scenarios(Section(read_tree(path, path.name), "", faults))
        assert [str(fault) for fault in faults] == []
    return scenarios


def _read(message: Message, at: datetime) -> Report:
    return read(message, lexicons(), at)


SCENARIOS = _shipped()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_it_decides_as_the_desk_lead_expects(scenario: Scenario) -> None:
    assert [str(miss) for miss in run(scenario, rules(), _read)] == []


def test_there_are_scenarios_enough_to_live_by() -> None:
    assert len(SCENARIOS) >= 100


def test_every_route_and_every_answer_is_met_by_some_scenario() -> None:
    met = {(line.phase, line.rule) for one in SCENARIOS for line in judge(one, rules(), _read).trace if line.matched}
    unmet = {(phase, rule.id) for phase in ("route", "answer") for rule in rules().rules[phase]} - met
    assert unmet == set()
    assert {phase for phase, _ in met} >= set(PHASES) - {"answer"}


def test_a_miss_names_file_line_and_both_values() -> None:
    told = section(
        {
            "cases": [
                {
                    "name": "x",
                    "at": "2026-03-22T03:10:00+01:00",
                    "mail": {"from": "a@b.example"},
                    "expect": {"track": "exercise"},
                }
            ]
        }
    )
    (scenario,) = load_scenarios(told)
    (miss,) = run(scenario, rules(), lambda message, at: Report())
    assert str(miss).startswith("rules.yml:") and "track should be exercise, is real" in str(miss)


def test_an_instant_without_offset_and_an_unknown_expectation_are_faults() -> None:
    told = section(
        {
            "cases": [
                {"name": "x", "at": "2026-03-22T03:10:00", "mail": {"from": "a@b.example"}, "expect": {"colour": "red"}}
            ]
        }
    )
    load_scenarios(told)
    assert [fault.key for fault in told.faults] == ["cases[0].at", "cases[0].expect.colour"]
