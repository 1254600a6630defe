"""What a user can name is written down: commands, conditions of rules, what templates may use."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import typer.main

from bot.cli.main import app
from bot.daemon.yaml_tree import read_folder, read_tree
from bot.desk.kept.letters import LetterContext
from bot.errors import Fault
from bot.report.fields import FIELD_NAMES
from bot.rules.proof import expectations, steps
from bot.rules.proof.scenarios import load_scenarios
from bot.rules.ruleset import load_ruleset
from bot.settings.model import PersonSettings
from bot.settings.section import Node, Section
from tests.house.sources import ROOT


def _commands(command: object, path: tuple[str, ...] = ()) -> Iterator[str]:
    below = getattr(command, "commands", None)
    if below is None:
        yield " ".join(path)
        return
    for name, one in below.items():
        yield from _commands(one, (*path, name))


def test_every_command_is_documented() -> None:
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert [c for c in _commands(typer.main.get_command(app)) if f"veilleur {c}" not in text] == []


def test_every_fact_a_template_may_name_is_documented() -> None:
    text = (ROOT / "docs" / "letters.md").read_text("utf-8")
    assert [f.name for f in dataclasses.fields(LetterContext) if f"`{f.name}`" not in text] == []


def test_every_letter_is_documented() -> None:
    text = (ROOT / "docs" / "letters.md").read_text("utf-8")
    letters = [p.name for p in (ROOT / "templates" / "fr").iterdir() if p.is_dir()]
    assert letters
    assert [name for name in letters if f"`{name}`" not in text] == []


def test_every_letter_stands_in_both_languages() -> None:
    french, english = ({p.name for p in (ROOT / "templates" / lang).iterdir()} for lang in ("fr", "en"))
    assert french == english


def test_every_word_of_rules_and_scenarios_is_documented() -> None:
    text = (ROOT / "docs" / "rules.md").read_text("utf-8")
    words = _known_words() | set(expectations.EXPECTED) | set(steps.EXPECTED)
    assert {"exercise_lifted", "escalate", "cap_per_term", "rotation", "on_close_of", "handled_at"} <= words
    assert sorted(word for word in words if f"`{word}" not in text and f"{word}:" not in text) == []


def _known_words() -> set[str]:
    """Every key the loader knows where rules are written: it tells them itself when it meets one it does not know."""
    faults: list[Fault] = []
    people = {
        name: PersonSettings(name, (f"{name}@cert.example",)) for name in ("alice", "bruno", "chloe", "desk-team")
    }
    load_ruleset(Section(_with_a_slip(read_folder(ROOT / "config", [])), "", faults), people)
    for path in sorted((ROOT / "tests" / "rules").glob("*.yml")):
        load_scenarios(Section(_with_a_slip(read_tree(path)), "", faults))
    told = [fault.remedy.partition("known here: ")[2] for fault in faults if fault.problem == "unknown key"]
    return {word for words in told for word in words.split(", ")} - {"rules_under_test", "cases", ""} - set(FIELD_NAMES)


def _with_a_slip(node: Node) -> Node:
    if isinstance(node.value, dict):
        below = {key: _with_a_slip(one) for key, one in node.value.items()}
        return Node({**below, "slip": Node("slip", "", None)}, "", None)
    if isinstance(node.value, list):
        return Node([_with_a_slip(one) for one in node.value], "", None)
    return node
