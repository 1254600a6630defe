"""Where a house is said to lie: by the words that lead from its type word to a town, and by no other town."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.report.place.communes import longest_named, table
from bot.report.place.homonyms import Surroundings
from bot.report.place.seats import seat_of
from bot.report.reading import Reading
from tests.unit.report.letter import report


def department(text: str, **more: object) -> str | None:
    territory = report(text, **more).get("territory")  # type: ignore[arg-type]
    return territory.department if territory else None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("HAD Penn Ar Roz, secteur de Pontrieux : un portable volé.", "22"),
        ("Centre de dialyse Confluence, Lyon 2e : données en vente.", "69"),
        ("Clinique de l'Ill (Haguenau-Sud) : panne.", "67"),
        ("Le centre de radiothérapie Saint-Lazare (Orléans-la-Source) est à l'arrêt.", "45"),
        ("Clinique des Flots, 12 rue de Nantes, Guérande : panne.", "44"),
        ("CH Castres-Mazamet : panne.", "81"),
        ("CHI Elbeuf-Louviers : panne.", None),
        ("CH d'Orange : panne.", "84"),
        ("Je suis infirmière libérale à Propriano, mon ordinateur est bloqué.", "2A"),
        ("Nous sommes à Mirepoix-sur-Tarn, plus de téléphone au cabinet.", "31"),
        ("Nontron, le 12 mars 2026\n\nMadame, Monsieur, notre messagerie est en panne.", "24"),
        ("Bonsoir de Saint-André, plus de serveur. 0262 99 10 10", "974"),
        ("The nursing home in Gournay-en-Bray has lost its server.", "76"),
        ("CH Maoré : panne de climatisation.", "976"),
    ],
)
def test_a_house_lies_where_it_is_said_to(text: str, told: str | None) -> None:
    assert department(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "CH de la Baie d'Authie : panne.",
        "CH Pays de Caux-Est : panne.",
        "Clinique du Parc : panne.",
        "Nos patients ont été transférés à la clinique de Guérande.",
        "Notre prestataire, un cabinet à Guérande, est injoignable.",
        "L'EHPAD des Pins a prévenu les familles de Guérande.",
        "Panne à l'hôpital. L'éditeur est basé à Guérande.",
        "EHPAD Les Pins, Sophie Langeais, directrice.",
        "Clinique de l'avenue de Guérande.",
        "CH de Valence-d'Autre-Part : panne.",
        "Le patient est hospitalisé à l'hôpital de Guérande.",
        "Le CH de Guérande nous signale une panne chez notre hébergeur.",
        "Nous sommes en convention avec la clinique de Guérande.",
        "J'ai appelé le CH de Guérande, sans réponse.",
        "EHPAD de Langeais. EHPAD de Penvénan. Tous deux en panne.",
    ],
)
def test_another_town_is_not_where_it_lies(text: str) -> None:
    assert department(text) is None


def test_an_ambiguous_town_of_one_region_tells_the_region_alone():
    territory = report("EHPAD Les Vignes, à Bouxwiller : panne.").get("territory")
    assert territory is not None
    assert (territory.department, territory.region, territory.ars) == (None, "44", "Grand Est")


def test_of_houses_that_one_sentence_lists_the_first_is_told():
    assert department("Pannes à la résidence Bel-Air à Langeais, à la résidence du Lac à Penvénan.") == "37"
    assert department("Panne à la résidence Bel-Air à Langeais. La résidence du Lac à Penvénan va bien.") is None


def test_a_departement_told_goes_before_a_commune():
    assert department("EHPAD de Langeais, dans la Creuse : panne.") == "23"


def test_a_number_of_finess_goes_before_a_commune_with_its_key_and_speaks_against_it_without():
    assert department("EHPAD de Langeais, FINESS 630000008 : panne.") == "63"
    assert department("EHPAD de Langeais, FINESS 630000124 : panne.") is None


def test_the_signature_is_asked_when_the_letter_says_nothing():
    assert department("Plus de réseau.", signature="Accueil\nEHPAD de Langeais") == "37"


def test_the_domain_is_asked_last():
    assert department("Plus de réseau.", author="dsi@ch-guerande.example") == "44"
    assert department("Plus de réseau à la clinique, en Vendée.", author="dsi@ch-guerande.example") == "85"
    assert department("Plus de réseau.", author="dsi@guerande.example") is None


@pytest.mark.parametrize(
    "text", ["CH de Saint-Martin : panne.", "Clinique de Saint-Paul : panne.", "EHPAD de Bourg : panne."]
)
def test_a_short_name_that_longer_ones_and_many_houses_bear_is_left_open(text: str) -> None:
    assert department(text) is None


def test_a_thousand_houses_are_walked_for_a_while_only():
    assert department("CH de Saint-Martin " * 2_000) is None


PHRASES = ("EHPAD Les Jonquilles à {}, plus de réseau.", "Le CH de {} est en panne.", "Clinique Pasteur ({}) : panne.")


@settings(max_examples=150)
@given(st.integers(min_value=0, max_value=34_000), st.sampled_from(PHRASES), st.sampled_from(["", "+33261910000"]))
def test_no_commune_is_ever_placed_where_none_is_called_so(number: int, phrase: str, phone: str) -> None:
    name = table()[number].partition("\t")[0]
    reading = Reading([("text", phrase.format(name.title()), 0)])
    seat = seat_of(reading, Surroundings.of([], [phone]))
    known = longest_named(tuple(name.split()))
    assert known is not None
    assert seat is None or seat.territory.department in (None, *known.departments)
