"""What the directory tells of a report: the site's number first, never its owner's, a name as a proposal."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from bot.report.fields import Found, Report, Site, Territory
from bot.report.place.directory import Directory, Establishment, Proposal, place
from bot.report.place.resemblance import ranked, search_words
from bot.report.place.territory import of_department
from tests.establishments import number
from tests.unit.report.letter import report as read

SEAT = number("59", 79_973)
SITE = number("972", 1605)
HOSPITAL = Establishment(SITE, SEAT, "CENTRE HOSPITALIER DE PORT-CLAIR", "355", "972", "97200", "PORT CLAIR")
MAINLAND = Establishment(number("63", 99_999), SEAT, "EHPAD LES TILLEULS", "500", "63", "63000", "VALBRUME")


@dataclass(frozen=True)
class Shelf(Directory):
    """A few establishments."""

    sites: tuple[Establishment, ...] = (HOSPITAL, MAINLAND)

    def by_number(self, number: str) -> Establishment | None:
        return next((site for site in self.sites if site.finess == number), None)

    def sites_of(self, entity: str, limit: int) -> list[Establishment]:
        return [site for site in self.sites if site.entity == entity and site.active][:limit]

    def named(self, name: str, town: str | None, limit: int) -> list[Proposal]:
        return ranked(name, town, self.sites, limit)


def numbered(written: str, **more: Found) -> Report:
    return replace(
        Report(
            finess=Found(written, 0.95, "text", (4, 13)),
            finess_valid=Found(True),
            territory=Found(of_department("63"), 0.95, "text", (4, 13)),
        ),
        **more,
    )


def test_a_site_in_the_directory_decides_the_territory_before_all_else() -> None:
    placed = place(numbered(SITE), Shelf())
    assert placed.territory == Found(Territory("972", "02", "Martinique"), 0.98, "directory")


def test_a_letter_read_from_its_text_is_placed_by_its_site_and_not_by_its_owner() -> None:
    told = read(f"FINESS ET : {SITE}\nFINESS EJ : {SEAT}\nNotre messagerie est en panne.")
    assert place(told, Shelf()).get("territory") == of_department("972")


def test_saint_martin_is_told_though_its_numbers_are_those_of_guadeloupe() -> None:
    island = replace(HOSPITAL, finess=number("971", 42), department="978")
    assert place(numbered(island.finess), Shelf((island,))).get("territory") == Territory("978", "01", "Guadeloupe")


def test_a_site_outside_the_departements_concerns_no_agency() -> None:
    afar = replace(HOSPITAL, department=None)
    assert place(numbered(SITE), Shelf((afar,))).get("territory") == Territory(None, None, None)


def test_name_and_type_are_hints_only_where_the_letter_says_none() -> None:
    silent = place(numbered(SITE), Shelf())
    assert silent.structure == Found(HOSPITAL.name, 0.5, "directory")
    assert silent.structure_type == Found("hospital", 0.5, "directory")
    said = Found("CH de Port-Clair", 0.85, "text", (0, 16))
    assert place(numbered(SITE, structure=said), Shelf()).structure is said
    assert place(numbered(SITE), Shelf(), hints=False).structure is None


@pytest.mark.parametrize("category", ["620", "114"])
def test_the_directory_alone_never_takes_a_letter_off_the_real_track(category: str) -> None:
    site = replace(HOSPITAL, category=category)
    assert site.structure_type in ("pharmacy", "military")
    assert place(numbered(SITE), Shelf((site,))).structure_type is None


def test_a_wrong_key_stays_a_question_even_if_the_directory_had_that_number() -> None:
    wrong = SITE[:-1] + str((int(SITE[-1]) + 1) % 10)
    told = numbered(wrong, finess_valid=Found(False))
    assert place(told, Shelf((replace(HOSPITAL, finess=wrong),))) == told


def test_a_corsican_number_whose_key_cannot_be_told_is_confirmed_by_the_directory() -> None:
    corsican = replace(HOSPITAL, finess="2A0000009", department="2A")
    told = numbered("2A0000009", finess_valid=None)
    assert place(told, Shelf((corsican,))).get("finess_valid") is True
    assert place(told, Shelf()).finess_valid is None


def test_the_number_of_a_legal_person_places_nothing_when_its_sites_lie_apart() -> None:
    assert place(numbered(SEAT), Shelf()).territory is None


def test_a_place_told_otherwise_stays_beside_the_number_of_a_legal_person() -> None:
    elsewhere = Found(of_department("34"), 0.9, "text", (40, 45))
    assert place(numbered(SEAT, territory=elsewhere), Shelf()).territory is elsewhere


def test_a_legal_person_whose_sites_all_lie_in_one_departement_tells_it() -> None:
    assert place(numbered(SEAT), Shelf((MAINLAND,))).get("territory") == of_department("63")


def test_an_unknown_number_and_an_empty_directory_change_nothing() -> None:
    told = numbered(number("13", 77))
    assert place(told, Shelf()) == told
    assert place(numbered(SITE), Shelf(())) == numbered(SITE)
    assert place(Report(), Shelf()) == Report()


def test_each_site_of_a_letter_is_placed_by_its_own_number() -> None:
    sites = (Site("Clinique", SITE, of_department("59")), Site(None, MAINLAND.finess, None), Site("Autre", None, None))
    placed = place(Report(sites=Found(sites)), Shelf()).get("sites")
    assert [site.territory for site in placed] == [of_department("972"), of_department("63"), None]
    assert [site.structure for site in placed] == ["Clinique", "EHPAD LES TILLEULS", "Autre"]


@pytest.mark.parametrize(
    ("name", "town"),
    [
        ("CH de Port-Clair", None),
        ("centre hospitalier port clair", "Port Clair"),
        ("Ctre Hosp. de Port-Claire", "PORT-CLAIR"),
        ("C.H. de Port-Clair", "Port-Clair cedex 2"),
    ],
)
def test_a_name_as_people_write_it_finds_the_establishment(name: str, town: str | None) -> None:
    assert ranked(name, town, Shelf().sites, 5)[0].establishment == HOSPITAL


@pytest.mark.parametrize("name", ["Centre hospitalier de Montserein", "EHPAD", "", "Les Acacias", "x" * 5000])
def test_a_name_that_is_another_proposes_nothing(name: str) -> None:
    assert ranked(name, None, Shelf().sites, 5) == []


def test_generic_words_are_not_searched_by() -> None:
    assert search_words("Centre Hospitalier de la Côte d'Écume", "SAINT-ELOI CEDEX 2") == ("cote", "ecume", "eloi")
