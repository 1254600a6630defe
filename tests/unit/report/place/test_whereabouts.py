"""Where the site is: by its postcode and town, never by a delivery number, a head office or a provider."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report


def department(text: str) -> str | None:
    """The département read, None when nothing is told."""
    place = report(text).get("territory")
    return place.department if place else None


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("EHPAD Les Genêts, 17000 La Rochelle. Virus.", "17"),
        ("EHPAD Les Genêts, 85000 La Roche-sur-Yon. Virus.", "85"),
        ("EHPAD Les Genêts, 76600 Le Havre. Virus.", "76"),
        ("EHPAD Les Genêts, 17000 LA ROCHELLE. Virus.", "17"),
        ("EHPAD Les Genêts, 17 000 La Rochelle. Virus.", "17"),
        ("EHPAD Les Genêts\n12 rue des Lilas\n17000 La Rochelle\nVirus.", "17"),
        ("EHPAD Les Genêts, 72000 Le Mans. Virus.", "72"),
        ("EHPAD Les Genêts, F-13090 Aix-en-Provence. Virus.", "13"),
        ("EHPAD Les Genêts, FR-13090 Aix-en-Provence. Virus.", "13"),
        ("EHPAD Les Genêts, 44500 La Baule. Virus.", "44"),
        ("ehpad les genets, 72000 le mans. virus.", "72"),
        ("EHPAD Les Genêts, 51230 Fère-Champenoise. Virus.", "51"),
        ("EHPAD Les Genêts, 97410 Saint-Pierre. Virus.", "974"),
        ("EHPAD Les Genêts, 64000 Pau. Virus.", "64"),
        ("EHPAD Les Genêts, 76260 Eu. Virus.", "76"),
        ("EHPAD Les Genêts, CS 50001, 44093 Nantes Cedex 1. Virus.", "44"),
        ("CH Fictif, TSA 10022, 69300 Caluire. Virus.", "69"),
        ("CH Fictif, C.S. 20001, 72000 Le Mans Cedex. Virus.", "72"),
        ("CH Fictif, BP 30001, 29200 Brest. Virus.", "29"),
        ("CHU Fictif\nCS 74001\n35033 Rennes Cedex 9\nVirus.", "35"),
        ("CHU de Nice, serveurs lents.", "06"),
        ("Clinique Fictive à Nice, serveurs lents.", "06"),
        ("CHRU de Tours, virus.", "37"),
        ("CH de Vannes, virus.", "56"),
        ("CH Sologne-Fictif, à Romorantin. Virus.", "41"),
        ("GHT Fictif, site pivot de Bourges. Virus.", "18"),
        ("Clinique des Flamboyants. Virus. Rappelez au 0692 99 44 18.", "974"),
        ("Clinique des Flamboyants. Virus. Rappelez au 0639 69 12 40.", "976"),
    ],
)
def test_a_common_address_is_placed(text, due):
    assert department(text) == due


@pytest.mark.parametrize(
    "text",
    [
        "12000 dossiers patients exfiltrés. EHPAD Fictif.",
        "Rançon de 50000 euros demandée. EHPAD Fictif.",
        "Demande de 35 000 dollars. EHPAD Fictif.",
        "EHPAD Fictif, CS 50001. Virus.",
        "EHPAD Fictif, TSA 10022. Virus.",
        "EHPAD Fictif, BP 30001. Virus.",
        "Ticket 44093 chez le support. EHPAD Fictif.",
        "20000 lettres envoyées. EHPAD Fictif.",
        "10000 fiches touchées. EHPAD Fictif.",
        "13000 en tout. EHPAD Fictif.",
    ],
)
def test_five_digits_that_are_no_postcode_place_nothing(text):
    assert department(text) is None


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Notre siège est à Lille (59) mais l'EHPAD touché est à Cayenne. EHPAD Les Palmistes.", "973"),
        ("Siège social à Lille (59000) ; le foyer concerné est à Schoelcher, 97233.", "972"),
        ("L'EHPAD touché est à Cayenne ; notre siège est à Lille (59).", "973"),
        ("Clinique du Lac (63), hébergée chez un prestataire de Nantes (44). Virus.", "63"),
        ("EHPAD Les Lilas, 51100 Reims. Notre prestataire, 69003 Lyon, ne répond pas.", "51"),
        ("Je suis à Paris (75) ce soir, l'EHPAD Les Lilas (51) est touché.", "51"),
        ("EHPAD Les Lilas (51). Patients transférés vers le CHU de Dijon (21).", "51"),
        ("Je vous écris de Brest (29), en congés : le CH de Vertval (51) est attaqué.", "51"),
        ("La maison mère est à Lyon (69). La clinique Saint-Roch (33) est touchée.", "33"),
        ("Hébergeur Fictif SAS, 69003 Lyon. EHPAD Les Lilas (35) n'a plus d'accès.", "35"),
        ("CH Fictif, FINESS 750000001. Virus à Lyon.", None),
        ("CH Fictif (51). Le fichier vient de (08) et de (10).", "51"),
        ("Virus dans la Marne et dans le Var, on ne sait pas où exactement.", None),
    ],
)
def test_the_site_goes_before_head_office_provider_and_author(text, due):
    assert department(text) == due


def test_a_wrong_finess_key_places_where_no_town_says_otherwise():
    assert department("CH Fictif, FINESS 750000001. Virus.") == "75"
    assert department("CH Fictif, FINESS 690000001. Virus à Lyon.") == "69"


def test_sites_in_brackets_are_each_told():
    told = report("Les EHPAD Les Lilas (Reims, 51) et Les Roses (Lens, 62) n'ont plus d'accès internet.")
    assert [(site.structure, site.territory.department) for site in told.get("sites")] == [
        ("Les Lilas", "51"),
        ("Les Roses", "62"),
    ]


def test_a_postcode_against_its_town_tells_nothing():
    assert department("EHPAD Les Genêts, 17000 Le Mans. Virus.") is None
