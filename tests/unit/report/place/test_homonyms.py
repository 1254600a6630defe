"""Communes of one name are told apart by what else the letter says, or left open."""

from __future__ import annotations

import pytest

from bot.report.place.communes import Commune
from bot.report.place.homonyms import Surroundings, settled, zone_of_numbers
from bot.report.place.territory import places_in
from tests.unit.report.letter import report


def _department(text: str) -> str | None:
    territory = report(text).get("territory")
    return territory.department if territory else None


def _around(text: str = "", *phones: str) -> Surroundings:
    return Surroundings.of(places_in(text), phones)


TWO = Commune("beaupont", (("24", 3_000), ("38", 2_500)))
CITY = Commune("grandville", (("59", 90_000), ("01", 400)))
ALONE = Commune("petitval", (("29", 900),))


def test_two_of_a_size_are_left_open():
    assert settled(TWO, _around(), 0) is None


def test_a_city_is_meant_rather_than_a_village():
    told = settled(CITY, _around(), 0)
    assert told is not None and told.department == "59"


def test_a_town_is_not_meant_rather_than_a_hamlet_by_its_size_alone():
    assert settled(Commune("mi-val", (("24", 6_000), ("38", 40))), _around(), 0) is None


@pytest.mark.parametrize(
    ("phone", "department"), [("+33465710000", "38"), ("+33536490000", "24"), ("+33161910000", None)]
)
def test_the_area_of_a_phone_tells_them_apart(phone: str, department: str | None) -> None:
    told = settled(TWO, _around("", phone), 0)
    assert (told.department if told else None) == department


def test_a_mobile_tells_nothing():
    assert settled(TWO, _around("", "+33612345678"), 0) is None


def test_a_departement_named_decides_against_the_size():
    told = settled(CITY, _around("dans l'ain (01)"), 0)
    assert told is not None and told.department == "01"


def test_a_village_is_not_told_against_the_areas_of_all_its_phones():
    assert settled(ALONE, _around("", "+33465710000"), 0) is None
    assert settled(ALONE, _around("", "+33261910000"), 0) is not None


def test_those_of_one_region_tell_the_region():
    told = settled(Commune("beauval", (("67", 3_000), ("68", 2_500))), _around(), 0)
    assert told is not None and (told.department, told.region) == (None, "44")


def test_too_small_a_place_needs_support():
    assert settled(ALONE, _around(), 1_000) is None
    assert settled(ALONE, _around("finistere"), 1_000) is not None


@pytest.mark.parametrize(
    ("department", "zone"),
    [("75", "1"), ("29", "2"), ("60", "3"), ("03", "4"), ("34", "4"), ("31", "5"), ("974", None)],
)
def test_the_zones_of_the_numbering_plan(department: str, zone: str | None) -> None:
    assert zone_of_numbers(department) == zone


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("Panne au CH de Saint-Denis.", None),
        ("Panne au CH de Saint-Denis. Rappel au 0262 99 10 10.", "974"),
        ("Panne au CH de Saint-Denis, Seine-Saint-Denis.", "93"),
        ("Panne à la clinique de Sainte-Marie, rappel au 0596 99 10 10.", "972"),
        ("Panne au CH de Villeneuve.", None),
    ],
)
def test_a_letter_tells_its_homonyms_apart_or_not(text: str, department: str | None) -> None:
    assert _department(text) == department


def test_an_island_told_gives_its_hours():
    read = report("Clinique de l'Anse, au Robert. Rappel : 0596 99 63 05. Constaté aujourd'hui à 2h12.")
    assert read.get("territory").department == "972"
    assert (read.get("noticed_at").hour, read.get("noticed_at").minute) == (6, 12)
