"""Roles by the places where people put them, also of trades that no list holds; whom an author tells of is not he."""

from __future__ import annotations

import pytest

from bot.report.house.role import role_in_value
from bot.report.house.unlisted import trade_behind_name, unlisted_role
from bot.report.words.folded import fold
from tests.unit.report.letter import report

ROLES = (
    "astreinte SI",
    "astreinte de direction",
    "dir. technique et SI",
    "officier de permanence",
    "correspondante matériovigilance",
    "DSI par intérim",
    "responsable SI des deux cliniques",
    "cadre de santé faisant fonction",
    "chef de projet DPI",
    "médecin directeur",
    "hôtesse d'accueil",
    "experte cybersécurité",
)
TITLES = ("Major Incident Manager", "IT Service Manager", "Head of Product Security", "Site Reliability Engineer")
NETWORK = "Plus de réseau depuis 8h.\n\n"
PLACES = {
    "by name": "Bonjour,\nJe suis Jeanne Morel {role} à l'EHPAD Les Tilleuls (37). " + NETWORK,
    "alone": "Bonjour,\nje suis seule {role} à l'EHPAD Les Tilleuls (37). " + NETWORK,
    "written by": "Bonsoir,\n\nCompte rendu de la nuit, rédigé par {role}.\n\n" + NETWORK + "Jeanne Morel\n",
    "no mark": "Bonjour,\n" + NETWORK + "J. Morel {role} 01 99 00 12 34\n",
    "bracket": "Bonjour,\n" + NETWORK + "Jeanne Morel ({role})\n",
    "form": "Structure : EHPAD Les Tilleuls\nDéclarant : MOREL Jeanne ({role})\nFaits : panne de réseau\n",
    "end": "Bonjour,\n" + NETWORK + "Jeanne, {role}, CHI de la Plaine\n",
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("place", PLACES)
def test_a_role_is_found_wherever_its_bearer_puts_it(place: str, role: str) -> None:
    assert fold(report(PLACES[place].format(role=role)).get("declarant_role") or "") == fold(role)


@pytest.mark.parametrize("title", TITLES)
@pytest.mark.parametrize("place", ["no mark", "bracket", "form", "end"])
def test_an_english_title_is_whole(place: str, title: str) -> None:
    assert fold(report(PLACES[place].format(role=title)).get("declarant_role") or "") == fold(title)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Plus de réseau.\n\nLe DG a ouvert la cellule.\n\nSolenn K., RSSI, GHT du Lac\n", "RSSI"),
        ("Plus de réseau.\n\nL'astreinte technique est prévenue.\n\nJ. Morel, qualiticienne\n", "qualiticienne"),
        ("Plus de réseau.\n\nDr Émile Marie, médecin directeur\np/o la secrétaire\n", "médecin directeur"),
        ("Animateur           : Solène Aubertot, RSSI mutualisée\nFaits : panne de réseau\n", "RSSI mutualisée"),
        ("Ingénieur en chef Le Guillou, officier SSI à l'HIA Kermadec. Plus de réseau.\n", "officier SSI"),
        (
            "Plus de réseau.\n\nT. Pasqualini – responsable informatique Bio-Isula – 04 65 71 51 05\n",
            "responsable informatique",
        ),
        ("Plus de réseau.\n\nHugo Lemaire, directeur général, biologiste\n", "directeur général"),
        ("Volet choisi par le déclarant : cybersécurité\nPlus de réseau.\n\nJ. Morel, RSSI\n", "RSSI"),
    ],
)
def test_the_author_s_own_role_goes_before_those_he_tells_of(text: str, role: str) -> None:
    assert report(text).get("declarant_role") == role


def test_a_trade_that_no_list_holds_is_told_by_its_place() -> None:
    folded = "plus de reseau depuis 8h.\n\njeanne morel\nvitrailliste du chateau\n"
    span = unlisted_role(folded, "jeanne morel")
    assert span is not None and folded[slice(*span)] == "vitrailliste du chateau"
    assert unlisted_role("plus de reseau depuis 8h.\n\njeanne morel\nmerci a vous\n", "jeanne morel") is None
    assert unlisted_role("plus de serveur.\n\njeanne morel\nserveur arrete\n", "jeanne morel") is None


def test_a_trade_behind_a_name_in_a_form_s_answer_is_its_bearer_s() -> None:
    span = trade_behind_name("jeanne morel (electricienne)")
    assert span is not None and "jeanne morel (electricienne)"[slice(*span)] == "electricienne"
    assert trade_behind_name("jeanne morel, 01 99 00 12 34") is None
    title = role_in_value("saoirse brannigan, major incident manager")
    assert title is not None and "saoirse brannigan, major incident manager"[slice(*title)] == "major incident manager"
