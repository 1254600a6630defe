"""docs/configuration.md names every key of the shipped configuration, and gives the defaults that are shipped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.daemon.shipped import shipped_config
from bot.daemon.yaml_tree import read_folder
from bot.errors import Fault
from bot.report.fields import FIELD_NAMES
from bot.settings.section import Node

DOC = Path(__file__).parents[3].joinpath("docs", "configuration.md").read_text(encoding="utf-8")
NAMED = {"people", "teams", "agencies", "calendars", "schedules", "escalation", "accounts", "lexicons"}
TABLED = (
    "identity",
    "accounts",
    "submission",
    "alarms",
    "answers",
    "reminders",
    "incidents",
    "deadlines",
    "reach_tests",
    "reading",
    "retry",
    "health",
)
GATHERED = {
    "people": "people`, `teams`, `agencies",
    "teams": "people`, `teams`, `agencies",
    "agencies": "people`, `teams`, `agencies",
}


def shipped() -> dict[str, Node]:
    faults: list[Fault] = []
    tree = read_folder(shipped_config(), faults).value
    assert faults == [] and isinstance(tree, dict)
    return tree


def chapter(key: str) -> str:
    """The part of the document about one top-level key."""
    heading = f"## `{GATHERED.get(key, key)}`\n"
    if heading not in DOC:
        return DOC.partition("## Top level\n")[2].partition("\n## ")[0]
    return DOC.partition(heading)[2].partition("\n## ")[0]


def keys_below(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield key
            yield from keys_below(below.value)
    elif isinstance(value, list):
        for below in value:
            yield from keys_below(below.value)


def documented(top: str, value: Any) -> set[str]:
    if top in ("report_lexicons", "windows"):
        return set(value)
    below = [node.value for node in value.values()] if top in NAMED else [value]
    return {key for each in below for key in keys_below(each)} - {"mon-fri", *FIELD_NAMES}


def scalars(path: str, value: Any) -> Iterator[tuple[str, str]]:
    for key, node in value.items():
        if isinstance(node.value, dict):
            yield from scalars(f"{path}{key}.", node.value)
        elif isinstance(node.value, list) and node.value and isinstance(node.value[0].value, dict):
            yield from scalars(f"{path}{key}[].", node.value[0].value)
        else:
            yield f"{path}{key}", as_written(node.value)


def as_written(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(as_written(node.value) for node in value) + "]"
    return "~" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize("top", sorted(shipped()))
def test_every_key_is_documented(top: str) -> None:
    # Service levels are asked for by the condition words that stand with the rules.
    text = chapter(top) + (chapter("rules") if top == "sla" else "")
    words = {word for code in re.findall(r"`([^`]+)`", text) for word in re.findall(r"[\w-]+", code)}
    assert documented(top, shipped()[top].value) - words == set()


@pytest.mark.parametrize("top", TABLED)
def test_the_defaults_in_the_tables_are_the_shipped_ones(top: str) -> None:
    values: Any = shipped()[top].value
    values = values["desk"].value if top == "accounts" else values
    rows = {
        row[0].strip("` "): row[1] for row in re.findall(r"^\| (`[^|]+`) \| ([^|]*) \|", chapter(top), re.MULTILINE)
    }
    wrong = {key: rows.get(key) for key, value in scalars("", values) if f"`{value}`" not in (rows.get(key) or "")}
    assert wrong == {}


def test_the_defaults_at_the_top_are_the_shipped_ones() -> None:
    for key, node in shipped().items():
        if not isinstance(node.value, dict | list):
            assert f"| `{key}` | `{as_written(node.value)}` |" in DOC
