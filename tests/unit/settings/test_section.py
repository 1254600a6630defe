"""Typed reading of a mapping: each reader's good values, its faults with their place, and what stays hidden."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Fault
from bot.settings.section import Node, Section, overlay, parse_duration, shown


def node(value: Any, line: int = 1) -> Node:
    if isinstance(value, dict):
        return Node({key: node(below, line + n) for n, (key, below) in enumerate(value.items())}, "a.yml", line)
    if isinstance(value, list):
        return Node([node(below, line) for below in value], "a.yml", line)
    return Node(value, "a.yml", line)


def section(values: Any) -> tuple[Section, list[Fault]]:
    faults: list[Fault] = []
    return Section(node(values), "top", faults), faults


def test_every_reader_gives_a_good_value_as_it_is() -> None:
    values = {"t": "x", "i": 3, "n": 1.5, "f": True, "d": "1d12h", "l": ["a", "b"], "s": {"k": "v"}, "m": [{"k": 1}]}
    top, faults = section(values)
    assert (top.text("t"), top.integer("i"), top.number("n"), top.flag("f")) == ("x", 3, 1.5, True)
    assert (top.duration("d"), top.texts("l")) == (timedelta(days=1, hours=12), ("a", "b"))
    assert top.section("s").text("k") == "v"
    assert [below.integer("k") for below in top.sections("m")] == [1]
    top.close()
    assert faults == []


def test_an_absent_key_gives_the_default_and_without_one_is_a_fault() -> None:
    top, faults = section({})
    assert (top.text("a", "x"), top.integer("b", 2), top.flag("c", True), top.optional("d")) == ("x", 2, True, None)
    assert faults == []
    assert (top.text("a"), top.integer("b"), top.flag("c"), top.duration("d")) == ("", 0, False, timedelta(0))
    assert [fault.problem for fault in faults] == ["missing"] * 4


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        ("text", 5),
        ("text", True),
        ("integer", "5"),
        ("integer", True),
        ("integer", 1.5),
        ("number", "1"),
        ("number", False),
        ("flag", "true"),
        ("flag", 1),
        ("duration", 15),
        ("duration", "15"),
        ("duration", "a while"),
        ("texts", [1]),
        ("sections", {"a": 1}),
    ],
)
def test_a_value_of_another_type_is_one_fault_with_its_line(reader: str, value: object) -> None:
    top, faults = section({"other": 1, "key": value})
    getattr(top, reader)("key")
    assert [(fault.file, fault.line, fault.key) for fault in faults] == [("a.yml", 2, "top.key")]
    assert faults[0].remedy


def test_a_mapping_that_is_none_is_told_once_with_all_that_stands_below() -> None:
    top, faults = section("text")
    top.text("a")
    top.section("b").text("c")
    assert [fault.problem for fault in faults] == ["a mapping is due here"]


def test_an_unknown_key_is_told_with_the_nearest_known_one() -> None:
    top, faults = section({"adress": "x"})
    top.text("address", "")
    top.close()
    assert "did you mean `address`?" in faults[0].remedy


def test_bounds_and_choices_are_told() -> None:
    top, faults = section({"i": 11, "w": "blu", "d": "30s"})
    top.integer("i", least=1, most=10)
    top.text("w", choices=("red", "blue"))
    top.duration("d", least=timedelta(minutes=1))
    assert [fault.remedy for fault in faults] == [
        "write a number of 1 to 10",
        "did you mean `blue`? known here: red, blue",
        "write 60s or more",
    ]


def test_a_single_text_counts_as_a_list_of_one() -> None:
    assert section({"key": "one"})[0].texts("key") == ("one",)


@pytest.mark.parametrize("text", ["", "15", "m", "15 minutes", "1.5h", "-3m", "9999999m", "3m 4x", "١٥m"])
def test_what_is_no_duration_is_none(text: str) -> None:
    assert parse_duration(text) is None


@given(st.integers(0, 999), st.integers(0, 999), st.integers(0, 999))
def test_the_parts_of_a_duration_add_up(days: int, hours: int, seconds: int) -> None:
    assert parse_duration(f"{days}d {hours}h{seconds}S") == timedelta(days=days, hours=hours, seconds=seconds)


@pytest.mark.parametrize("key", ["password", "pasword", "passwd", "mdp", "pwd", "token", "api_secret", "a.b.key"])
def test_the_value_of_a_secret_is_never_shown(key: str) -> None:
    assert shown(key, "hunter2") == "hidden"


@pytest.mark.parametrize("key", ["password_file", "password_env", "token_command", "key_file", "keyboard", "host"])
def test_where_a_secret_lies_is_shown(key: str) -> None:
    assert shown(key, "/run/x") == "'/run/x'"


def test_a_login_inside_an_address_is_not_shown() -> None:
    assert shown("database", "postgresql://bot:hunter2@db.example/veilleur") == "'postgresql://…@db.example/veilleur'"


@given(st.text(max_size=700))
def test_what_is_shown_is_short(value: str) -> None:
    assert len(shown("host", value)) <= 80


def test_overlay_joins_mappings_and_replaces_the_rest() -> None:
    both = overlay(node({"a": {"b": 1, "c": [1]}, "d": 1}), node({"a": {"c": [2]}}))
    assert both.bare() == {"a": {"b": 1, "c": [2]}, "d": 1}
