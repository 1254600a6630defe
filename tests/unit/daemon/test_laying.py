"""How an operator's values lie over the shipped ones."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.daemon.laying import lay_over
from bot.settings.section import Node


def node(value: Any, file: str = "a.yml") -> Node:
    if isinstance(value, dict):
        return Node({key: node(below, file) for key, below in value.items()}, file, 1)
    if isinstance(value, list):
        return Node([node(below, file) for below in value], file, 1)
    return Node(value, file, 1)


def laid(shipped: dict[str, Any], own: dict[str, Any]) -> Any:
    return lay_over(node(shipped), node(own)).bare()


def week(shipped: dict[str, Any], own: dict[str, Any]) -> Any:
    return laid({"calendars": {"desk": {"week": shipped}}}, {"calendars": {"desk": {"week": own}}})["calendars"][
        "desk"
    ]["week"]


def test_mappings_are_joined_and_lists_and_scalars_replaced() -> None:
    shipped = {"a": {"b": 1, "c": [1, 2]}, "d": 3}
    assert laid(shipped, {"a": {"c": [9], "e": 4}}) == {"a": {"b": 1, "c": [9], "e": 4}, "d": 3}


def test_nothing_under_a_top_level_key_leaves_what_is_shipped() -> None:
    assert laid({"people": {"alice": {"lang": "fr"}}}, {"people": None}) == {"people": {"alice": {"lang": "fr"}}}


def test_nothing_in_place_of_a_deeper_mapping_removes_it() -> None:
    assert laid({"people": {"alice": {"lang": "fr"}, "bruno": {}}}, {"people": {"alice": None}}) == {
        "people": {"bruno": {}}
    }


def test_nothing_in_place_of_a_value_is_that_value() -> None:
    assert laid({"submission": {"port": 25}}, {"submission": {"port": None}}) == {"submission": {"port": None}}


def test_one_day_given_anew_leaves_the_other_days_of_a_span() -> None:
    assert week({"mon-fri": ["09:00-18:00"]}, {"fri": ["09:00-16:00"]}) == {
        **{day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu")},
        "fri": ["09:00-16:00"],
    }


def test_a_span_and_a_list_of_days_cover_single_days() -> None:
    assert week({"mon": ["09:00-10:00"], "sun": []}, {"sat-mon": ["11:00-12:00"], "wed,thu": []}) == {
        **{day: ["11:00-12:00"] for day in ("mon", "sun", "sat")},
        **{day: [] for day in ("wed", "thu")},
    }


def test_a_day_that_is_none_is_left_for_the_calendar_to_refuse() -> None:
    assert week({"mon-fri": ["09:00-18:00"]}, {"lun": []}) == {"mon-fri": ["09:00-18:00"], "lun": []}


def test_another_way_of_saying_a_window_replaces_it_and_the_same_way_changes_it() -> None:
    shipped = {"windows": {"in_hours": {"calendar": "desk"}, "handover": {"last": "30m", "of": "in_hours"}}}
    own = {"windows": {"in_hours": {"any": ["a", "b"]}, "handover": {"last": "15m"}}}
    assert laid(shipped, own)["windows"] == {
        "in_hours": {"any": ["a", "b"]},
        "handover": {"last": "15m", "of": "in_hours"},
    }


def test_another_target_when_exhausted_replaces_the_shipped_one() -> None:
    def policy(target: dict[str, str]) -> dict[str, Any]:
        return {"escalation": {"off-hours": {"when_exhausted": {"notify": target}}}}

    assert laid(policy({"mailbox": "desk"}), policy({"person": "chief"})) == policy({"person": "chief"})


def test_each_value_keeps_the_file_it_came_from() -> None:
    both = lay_over(node({"a": {"b": 1, "c": 2}}, "shipped"), node({"a": {"c": 3}}, "own")).value
    assert isinstance(both, dict) and isinstance(both["a"].value, dict)
    assert {key: below.file for key, below in both["a"].value.items()} == {"b": "shipped", "c": "own"}


_TREES = st.dictionaries(
    st.text("ab", min_size=1, max_size=2),
    st.recursive(
        st.integers() | st.booleans(),
        lambda below: st.dictionaries(st.text("ab", min_size=1, max_size=2), below, max_size=3),
        max_leaves=6,
    ),
    max_size=4,
)


@given(_TREES)
def test_laying_nothing_over_a_tree_changes_nothing(tree: dict[str, Any]) -> None:
    assert laid(tree, {}) == tree == laid({}, tree)


@given(_TREES, _TREES)
def test_laying_a_tree_twice_is_laying_it_once(shipped: dict[str, Any], own: dict[str, Any]) -> None:
    once = laid(shipped, own)
    assert laid(once, own) == once
