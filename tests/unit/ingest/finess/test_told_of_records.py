"""What a directory file says wrongly of one site is told with its place; what is only doubtful is loaded and told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import Doubt
from tests.establishments import number, person
from tests.unit.ingest.finess.test_files import FIRST, lines, read, row, structures


def test_an_unknown_departement_is_refused_on_the_islands_too(tmp_path: Path) -> None:
    sites, faults = read(lines(tmp_path, row(_13="9Z", _15="97150 ST MARTIN")))
    assert sites == [] and [fault.key for fault in faults] == ["departement"]


@pytest.mark.parametrize("code", ["99999", "98001", "98500"])
def test_a_commune_of_no_country_is_refused(tmp_path: Path, code: str) -> None:
    _, faults = read(lines(tmp_path, row(_13=code)))
    assert [fault.key for fault in faults] == ["departement"]


@pytest.mark.parametrize("address", ["x", ["x"], {"cogCommune": "63300"}])
def test_an_address_that_is_no_list_of_addresses_is_refused(tmp_path: Path, address: object) -> None:
    told = person(FIRST.entity or "", [FIRST])
    told["ege"][0]["adresse"] = address
    sites, faults = read(structures(tmp_path, told))
    assert sites == [] and [fault.key.rpartition(".")[2] for fault in faults] == ["adresse"]


def test_a_corsican_number_whose_key_fails_is_loaded_and_told(tmp_path: Path) -> None:
    right = number("2A", 7)
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    sites, doubts = read(lines(tmp_path, row(_1=wrong, _13="2A", _15="20090 AJACCIO")))
    assert [site.finess for site in sites] == [wrong]
    assert [(type(doubt), doubt.line) for doubt in doubts] == [(Doubt, 2)]
