"""YAML files as trees with places: what stays text, what is refused, what a bound stops."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.daemon import yaml_graph, yaml_tree
from bot.daemon.yaml_tree import MOST_DEPTH, MOST_OCTETS, read_file, read_folder, read_tree
from bot.errors import Fault, Misconfigured
from bot.settings.section import Node


def tree(folder: Path, text: str) -> Node:
    path = folder / "a.yml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return read_tree(path, "a.yml")


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(Misconfigured) as refused:
        tree(folder, text)
    return [str(fault) for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("18:00", "18:00"),
        ("09:00-18:00", "09:00-18:00"),
        ("22:30", "22:30"),
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("False", False),
        ("012", 12),
        ("0x1F", 31),
        ("0o17", 15),
        ("-4", -4),
        ("1.5", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("1_000", "1_000"),
        ("~", None),
        ("", None),
        ('""', ""),
        ('"12"', "12"),
        ("!!str 12", "12"),
        ("2026-05-15", date(2026, 5, 15)),
        ("2026-08-10T18:00", "2026-08-10T18:00"),
        ("2026-08-10T18:00:00+02:00", "2026-08-10T18:00:00+02:00"),
        ("pont de l'Ascension", "pont de l'Ascension"),
        (".inf", ".inf"),
    ],
)
def test_a_scalar_means_what_it_looks_like(tmp_path: Path, written: str, read: object) -> None:
    value = tree(tmp_path, f"key: {written}\n").bare()["key"]
    assert (value, type(value)) == (read, type(read))


def test_keys_are_text_as_written(tmp_path: Path) -> None:
    assert list(tree(tmp_path, "2026-05-15: a\n012: b\ntrue: c\n").bare()) == ["2026-05-15", "012", "true"]


def test_every_value_knows_its_line(tmp_path: Path) -> None:
    root: Any = tree(tmp_path, "# first\nrules:\n  - a\n  -\n    b: 1\n").value
    rules = root["rules"]
    assert rules.line == 2
    assert [item.line for item in rules.value] == [3, 5]
    assert rules.value[1].value["b"].line == 5


def test_an_empty_file_is_an_empty_mapping(tmp_path: Path) -> None:
    assert tree(tmp_path, "").bare() == tree(tmp_path, "# nothing yet\n").bare() == {}


def test_a_byte_order_mark_is_no_part_of_the_first_key(tmp_path: Path) -> None:
    assert tree(tmp_path, "\ufefflive: true\n").bare() == {"live": True}


def test_aliases_are_read_and_merge_keys_refused(tmp_path: Path) -> None:
    assert tree(tmp_path, "a: &x [1]\nb: *x\n").bare() == {"a": [1], "b": [1]}
    assert "a key must be a plain text" in faults(tmp_path, "a: &x {c: 1}\nb: {<<: *x}\n")[0]


def test_all_duplicate_keys_are_told_with_both_lines(tmp_path: Path) -> None:
    told = faults(tmp_path, "a: 1\nb: {c: 1, c: 2}\na: 3\n")
    assert [text.split(":")[1] for text in told] == ["2", "3"]
    assert all("key written twice, first on line" in text for text in told)


def test_growing_aliases_stop_at_a_bound(tmp_path: Path) -> None:
    lines = ["a0: &a0 [1]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "too many values" in faults(tmp_path, "\n".join(lines))[0]


def test_a_list_that_contains_itself_stops_at_a_bound(tmp_path: Path) -> None:
    assert len(faults(tmp_path, "a: &x [1, *x]\n")) == 1


def test_deep_nesting_is_refused(tmp_path: Path) -> None:
    depth = MOST_DEPTH + 2
    assert "too deep" in faults(tmp_path, "a: " + "[" * depth + "]" * depth)[0]


def test_a_file_over_the_bound_is_refused_unread(tmp_path: Path) -> None:
    assert "file too large" in faults(tmp_path, "#" * (MOST_OCTETS + 1))[0]


def test_an_absent_file_is_a_fault_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"nowhere\.yml: file: No such file"):
        read_tree(tmp_path / "nowhere.yml")


def test_a_fault_of_syntax_never_shows_a_secret(tmp_path: Path) -> None:
    told = faults(tmp_path, "password: 'hunter2\n")
    assert told and "hunter2" not in told[0]


def test_a_folder_is_one_tree_with_subfolders_and_without_hidden_files(tmp_path: Path) -> None:
    (tmp_path / "lexicons").mkdir()
    (tmp_path / "a.yml").write_text("words: {one: 1}\n")
    (tmp_path / "lexicons" / "b.yaml").write_text("words: {two: 2}\n")
    (tmp_path / ".c.yml").write_text("words: {three: 3}\n")
    (tmp_path / "README.md").write_text("no: yaml")
    found: list[Fault] = []
    root = read_folder(tmp_path, found)
    assert (root.bare(), found) == ({"words": {"one": 1, "two": 2}}, [])
    words: Any = root.value
    assert words["words"].value["two"].file == "lexicons/b.yaml"


def test_a_folder_that_is_left_out_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "a.yml").write_text("cases: [")
    found: list[Fault] = []
    assert read_folder(tmp_path, found, leave_out="scenarios").bare() == {}
    assert found == []


def test_one_value_in_two_files_is_told_with_both_places(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("live: true\n")
    (tmp_path / "b.yml").write_text("\nlive: false\n")
    found: list[Fault] = []
    read_folder(tmp_path, found)
    assert [str(fault) for fault in found] == [
        "b.yml:2: live: already written at a.yml:1 (found False); keep one of the two"
    ]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_a_tree_or_a_fault(tmp_path: Path, text: str) -> None:
    found: list[Fault] = []
    path = tmp_path / "any.yml"
    path.write_bytes(text.encode("utf-8"))
    assert isinstance(read_file(path, "any.yml", found).bare(), dict)
    assert all(fault.problem and fault.remedy for fault in found)


_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text("abc é-#'\"019", max_size=12),
    lambda below: (
        st.lists(below, max_size=3) | st.dictionaries(st.text("abcé9 ", min_size=1, max_size=5), below, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text("abcd", min_size=1, max_size=4), _PLAIN, max_size=4))
def test_what_a_yaml_writer_wrote_is_read_back(tmp_path: Path, values: dict[str, Any]) -> None:
    path = tmp_path / "written.yml"
    YAML(typ="safe", pure=True).dump(values, path)
    assert read_tree(path).bare() == values


@pytest.mark.parametrize(
    "text",
    [
        "a: yes\nb: 22:30\nc: 012\nd: 0o17\ne: 1_000\nf: 2020-01-01\ng: .inf\n",
        "a: &x {b: 1}\nc: *x\n",
        "i: 'a'\nj: |\n  tex\n  t\nk: >-\n  a\n  b\nl: ~\nm:\n",
        "a: !!str 12\nb: !!int '3'\nc: \"w\\u00e9\"\nd: é\n",
        "a:\n- b\n- c: 1\n  d: [1, {e: f}]\n",
    ],
)
def test_libyaml_and_the_pure_parser_read_the_same_tree(tmp_path: Path, text: str, monkeypatch) -> None:
    with_libyaml = tree(tmp_path, text)
    monkeypatch.setattr(yaml_graph, "_MOST_OPENED", -1)
    yaml_tree._built.cache_clear()
    assert repr(tree(tmp_path, text)) == repr(with_libyaml)


@pytest.mark.parametrize("deep", ["[" * 300_000, "{b: " * 100_000, "- " * 200_000, "? " * 200_000])
def test_nesting_without_end_is_told_and_ends_no_process(tmp_path: Path, deep: str) -> None:
    assert faults(tmp_path, "a:\n  " + deep)
