"""The table of communes: whole, sorted, quick to ask; the longest name wins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.report.place.communes import LONGEST, key_of, longest_named, table
from bot.report.place.departments import COLLECTIVITIES, DEPARTMENTS
from tests.make_communes import lines

PLACES = DEPARTMENTS.keys() | COLLECTIVITIES.keys()


def _places(row: str) -> list[tuple[str, int]]:
    return [(code, int(n)) for code, _, n in (one.partition(":") for one in row.partition("\t")[2].split(","))]


def test_the_table_is_sorted_by_name_and_holds_each_name_once():
    names = [row.partition("\t")[0] for row in table()]
    assert names == sorted(set(names))
    assert len(names) > 34_000
    assert max(len(name.split()) for name in names) <= LONGEST


def test_every_departement_and_collectivity_has_communes_and_no_other_code_stands_there():
    assert {code for row in table() for code, _ in _places(row)} == PLACES


def test_those_of_one_name_stand_by_their_inhabitants():
    for row in table():
        counts = [inhabitants for _, inhabitants in _places(row)]
        assert counts == sorted(counts, reverse=True), row


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("villefranche sur saone est en panne", "villefranche sur saone"),
        ("villefranche du perigord", "villefranche du perigord"),
        ("l isle sur la sorgue", "l isle sur la sorgue"),
        ("le robert", "le robert"),
        ("mamoudzou jacaranda", "mamoudzou"),
        ("nontronnais", None),
        ("zzyzx", None),
        ("aaa", None),
    ],
)
def test_the_longest_name_wins(words: str, name: str | None) -> None:
    found = longest_named(tuple(words.split()))
    assert (found.name if found else None) == name


def test_a_homonym_tells_all_that_bear_the_name():
    found = longest_named(("saint", "denis"))
    assert found is not None
    assert {"974", "93"} <= set(found.departments)


@pytest.mark.parametrize(
    "written", ["St-Lambert-la-Potherie", "SAINT LAMBERT LA POTHERIE", "Saint-Lambert-la-Potherie"]
)
def test_a_name_is_filed_alike_however_it_is_written(written: str) -> None:
    assert key_of(written) == "saint lambert la potherie"


@pytest.mark.parametrize(("said", "department"), [("romorantin", "41"), ("lamballe", "22"), ("portail", None)])
def test_a_town_of_two_words_is_known_by_the_first_where_it_is_the_only_one(said: str, department: str | None) -> None:
    found = longest_named((said,))
    assert (found.departments[0] if found is not None else None) == department


@settings(max_examples=60)
@given(st.lists(st.sampled_from(["saint", "denis", "sur", "le", "val", "mont", "en", "robert", "x"]), max_size=9))
def test_what_is_found_is_a_beginning_of_what_was_asked(words: list[str]) -> None:
    found = longest_named(tuple(words))
    assert found is None or words[: len(found.name.split())] == found.name.split()


@settings(max_examples=60)
@given(st.integers(min_value=0, max_value=34_000))
def test_every_name_of_the_table_is_found_again(number: int) -> None:
    name = table()[number].partition("\t")[0]
    found = longest_named(tuple(name.split()))
    assert found is not None and found.name == name


def test_the_script_files_former_communes_and_leaves_out_lands_without_people(tmp_path: Path) -> None:
    listed = json.loads(
        """[{"nom": "Val-Nouveau", "code": "01001", "departement": "01", "type": "commune-actuelle", "population": 900},
            {"nom": "Val-Nouveau", "code": "02001", "departement": "02", "type": "commune-actuelle", "population": 40},
            {"nom": "Vieux-Bourg", "code": "01002", "departement": "01", "type": "commune-deleguee"},
            {"nom": "Île Déserte", "code": "98901", "type": "commune-actuelle"}]"""
    )
    told = lines(listed)
    assert "val nouveau\t01:900,02:40" in told
    assert "vieux bourg\t01:0" in told
    assert not [row for row in told if "deserte" in row]
