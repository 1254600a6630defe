"""Only where the author's house or a struck site lies is told: never where others are, whatever is said of them."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report

OWN = "CH de Dax (40)."
HIT = "\nPlusieurs comptes de messagerie compromis depuis ce matin."


def told(text: str) -> set[str]:
    """The départements that agencies are chosen by: the territory's and those of all sites."""
    read = report(text + HIT)
    places = [read.get("territory"), *(site.territory for site in read.get("sites") or ())]
    return {place.department for place in places if place and place.department}


@pytest.mark.parametrize(
    "aside",
    [
        "Le CHU de Rennes (35) a été attaqué l'an dernier.",
        "Le CHU de Rennes (35) avait été attaqué, nous craignons la même chose.",
        "Le CH de Cholet (49) a subi la même chose en mars 2024.",
        "Comme au CHU de Rennes (35) en 2023, tout est chiffré.",
        "À l'image du CHU de Rennes (35), nous isolons tout.",
        "C'est le même mode opératoire qu'au CHU de Rennes (35).",
        "Le CHU de Rennes (35) a vécu cela il y a deux ans.",
        "Les sites de Mont-de-Marsan (40) et Tarbes (65) ne sont pas touchés.",
        "Le CH de Tarbes (65) n'est pas concerné.",
        "La clinique Ormeau, Tarbes (65), reste indemne.",
        "La clinique Ormeau de Tarbes (65) fonctionne normalement.",
        "Rien à signaler au CH de Tarbes (65).",
        "Notre prestataire, la société Infogest de Lyon (69), a coupé le lien.",
        "Notre éditeur, le groupe Ramsis de Lyon (69), intervient.",
        "Le groupe Ramsis, Lyon 69003, est informé.",
        "Le CHU de Toulouse (31) a été prévenu.",
        "Le CHU de Toulouse (31) nous aide.",
        "Nous avons reçu le courriel piégé depuis une boîte du CHU de Nantes (44).",
        "Le mail piégé vient du CH de Cholet (49), visiblement compromis.",
        "Un message d'hameçonnage envoyé par le CH de Cholet (49) a été ouvert.",
        "Les factures piégées sont signées du CH de Cholet (49).",
        "Copie au CHU de Toulouse (31).",
        "Les patients sont transférés à Bayonne (64) et au CHU de Toulouse (31).",
        "Siège du groupe : 75008 Paris.",
        "Entité gestionnaire : Fondation Saint-Irénée, Lyon (Rhône).",
    ],
)
def test_places_of_others_are_not_told(aside: str) -> None:
    assert told(f"{OWN} {aside}") == {"40"}


@pytest.mark.parametrize(
    ("text", "departments"),
    [
        ("Le CH de Gien (45) et le CH de Cosne (58) sont touchés.", {"45", "58"}),
        ("CH de Gien (45), CH de Cosne (58)", {"45", "58"}),
        ("Le CH de Dax (40) est touché. Le CH de Tarbes (65) aussi.", {"40", "65"}),
        ("- CH de Gien (45) : serveurs chiffrés\n- CH de Cosne (58) : plus de messagerie", {"45", "58"}),
        ("Nos deux EHPAD, Les Lilas à Bordeaux (33) et Les Iris à Toulouse (31), sont touchés.", {"33", "31"}),
        ("Notre CH de Dax (40) avait été attaqué l'an dernier, cela recommence.", {"40"}),
        ("Le CH de Dax (40) avait été attaqué en mars.", {"40"}),
    ],
)
def test_every_struck_site_is_told(text: str, departments: set[str]) -> None:
    assert told(text) == departments


@pytest.mark.parametrize(
    ("text", "departments"),
    [
        ("Clinique La Martinique à Pau", {"64"}),
        ("Polyclinique Le Languedoc, Bordeaux", {"33"}),
        ("Clinique de la Creuse, à Dunkerque", {"59"}),
        ("Clinique La Martinique", {"972"}),
        ("CHU Martinique", {"972"}),
        ("CH de Mayotte", {"976"}),
        ("Saint-Denis (pas la Réunion)", set()),
        ("EHPAD Les Avoines. Nous, c'est l'Orne.", {"61"}),
    ],
)
def test_what_a_house_is_called_after_or_is_not_says_not_where_it_lies(text: str, departments: set[str]) -> None:
    assert told(text) == departments


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Référence ticket éditeur 630999993, clinique à Metz", None),
        ("Commande n° 630999993. Clinique à Metz", None),
        ("Votre contrat 630 999 993", None),
        ("Clinique à Metz, 630999993", None),
        ("Clinique à Clermont-Ferrand, 630999993", "630999993"),
        ("FINESS 630999993, clinique à Metz", "630999993"),
        ("Clinique des Ormes 630999993", "630999993"),
    ],
)
def test_a_number_without_its_label_is_a_finess_only_where_nothing_speaks_against(
    text: str, number: str | None
) -> None:
    assert report(text).get("finess") == number
