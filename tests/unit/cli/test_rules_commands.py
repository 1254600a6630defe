"""`rules check`, `rules test` and `rules mutate` as a person or a pipeline runs them."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from bot.cli.main import app
from bot.errors import Misconfigured, Missing

ONE = """cases:
  - name: "plan blanc la nuit"
    at: 2026-03-22T03:10:00+01:00
    mail: {from: a@chu-x.example, subject: plan blanc}
    expect: {severity: SEVERITY, page: true}
"""


DEADLINES = Path(__file__).parents[2] / "rules" / "deadlines"


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["rules", *words])
    return result.exit_code, result.stdout


def scenarios(folder: Path, severity: str = "critical") -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "one.yml").write_text(ONE.replace("SEVERITY", severity), "utf-8")
    return folder


def test_the_shipped_rules_have_no_fault() -> None:
    code, told = run("check")
    assert code == 0 and "0 fault(s)" in told


def test_check_finds_a_dead_rule_and_an_example_that_does_not_hold(tmp_path: Path) -> None:
    rule = "{id: NAME, when: {always: true}, do: [{queue: triage}]}"
    dead = f"rules: {{route: [{rule.replace('NAME', 'all')}, {rule.replace('NAME', 'late')}]}}"
    (tmp_path / "mine.yml").write_text(dead, "utf-8")
    scenarios(tmp_path / "scenarios")
    code, told = run("check", "--config", str(tmp_path), "--json")
    found = [json.loads(line) for line in told.splitlines()]
    assert code == 1
    assert any("never reached" in one.get("problem", "") and one["line"] == 1 for one in found)
    assert [one["what"] for one in found if "scenario" in one] == ["page"]


def test_scenarios_that_hold_end_with_0_and_others_with_1(tmp_path: Path) -> None:
    code, told = run("test", str(scenarios(tmp_path / "a")))
    assert code == 0 and told.endswith("1 scenarios, 0 decided otherwise\n")
    code, told = run("test", str(scenarios(tmp_path / "a", "minor")), "--json")
    (miss,) = [json.loads(line) for line in told.splitlines()]
    assert code == 1 and (miss["what"], miss["expected"], miss["found"]) == ("severity", "minor", "critical")
    assert (miss["file"], miss["line"]) == ("one.yml", 2)
    code, told = run("test", str(tmp_path / "a"))
    assert code == 1 and "plan blanc la nuit" in told and told.endswith("1 scenarios, 1 decided otherwise\n")


def test_what_is_due_and_reminded_of_is_decided_as_the_desk_lead_expects() -> None:
    code, told = run("test", str(DEADLINES), "--config", str(DEADLINES / "config"))
    assert (code, told) == (0, "6 scenarios, 0 decided otherwise\n")


def test_a_reminder_that_comes_otherwise_is_a_miss_with_both_instants(tmp_path: Path) -> None:
    told = (DEADLINES / "deadlines.yml").read_text("utf-8")
    (tmp_path / "late.yml").write_text(told.replace("first_answer: +20m", "first_answer: +25m"), "utf-8")
    code, told = run("test", str(tmp_path), "--config", str(DEADLINES / "config"), "--json")
    (miss,) = [json.loads(line) for line in told.splitlines()]
    assert code == 1 and miss["what"] == "reminded" and miss["expected"]["first_answer"] == "+25m"
    assert miss["found"]["first_answer"] == "2026-03-24T09:30:00+00:00"


def test_an_instant_of_a_scenario_that_is_none_is_a_fault_with_its_line(tmp_path: Path) -> None:
    one = ONE.replace("SEVERITY", "critical") + "    report: {noticed_at: yesterday}\n"
    (tmp_path / "one.yml").write_text(one, "utf-8")
    result = CliRunner().invoke(app, ["rules", "test", str(tmp_path)])
    assert isinstance(result.exception, Misconfigured)
    assert "one.yml:6: cases[0].report.noticed_at: no instant" in str(result.exception)


def test_rules_explain_is_explain(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_text("From: a@chu-x.example\nSubject: plan blanc\n\nplan blanc\n", "utf-8")
    words = ["explain", str(tmp_path / "a.eml"), "--json", "--received-at", "2026-03-22T03:10:00+01:00"]
    alone = CliRunner().invoke(app, words).stdout
    assert run(*words) == (0, alone) and json.loads(alone)["decision"]["severity"] == "critical"


def test_a_folder_that_is_not_there_is_wrong_usage(tmp_path: Path) -> None:
    assert run("test", str(tmp_path / "none"))[0] == 2
    assert run("test")[0] == 2


def test_mutate_names_what_one_scenario_leaves_unnoticed(tmp_path: Path) -> None:
    code, told = run("mutate", str(scenarios(tmp_path)))
    lines = told.splitlines()
    assert code == 1 and "unnoticed: rule route default deleted" in lines
    assert "unnoticed: rule route critical-off-hours deleted" not in lines
    count, lost = (int(word) for word in lines[-1].split() if word.isdigit())
    assert lines[-1] == f"{count} mutants, {lost} unnoticed" and 0 < lost == len(lines) - 1 < count


def test_a_folder_without_scenarios_proves_nothing_and_says_so(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["rules", "test", str(tmp_path)])
    assert isinstance(result.exception, Missing) and "no scenario is there" in str(result.exception)
