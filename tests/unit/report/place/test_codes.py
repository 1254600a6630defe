"""Numbers and names of départements as signatures and headings hold them; a bare number or a common word is none."""

from __future__ import annotations

import pytest

from bot.report.place.departments import DEPARTMENTS
from tests.unit.report.letter import report

PANNE = "Bonjour,\nPlus de réseau depuis 8h.\n\n"
NUMBERED = (
    PANNE + "J. Morel, RSSI\nEHPAD Les Tilleuls – {code} – portable 01 99 00 12 34\n",
    PANNE + "EHPAD Les Tilleuls\nD. Hamon – chef de projet DPI – {code}\n",
    "EHPAD Les Tilleuls / {code} / réseau HS depuis 8h / urgent\n",
    "Site : EHPAD Les Tilleuls\nLocalisation : Bâtiment C - {code} {name}\nFaits : plus de réseau.\n",
)
NAMED = (
    PANNE + "J. Morel\nRSSI, EHPAD Les Tilleuls\n{name}\n01 99 00 12 34\n",
    PANNE + "EHPAD Les Tilleuls - {name} - 01 99 00 12 34\n",
    "Bonjour,\nEtablissement : EHPAD Les Tilleuls / {name}\nPlus de réseau depuis 8h.\n",
)


def department(text: str, **more: object) -> str | None:
    territory = report(text, **more).get("territory")
    return territory.department if territory else None


@pytest.mark.parametrize("code", ["01", "2A", "23", "59", "79", "80", "974"])
@pytest.mark.parametrize("text", NUMBERED, ids=["dashes", "signature", "slashes", "beside its name"])
def test_a_number_set_off_beside_a_house_or_a_role_is_a_department(text: str, code: str) -> None:
    assert department(text.format(code=code, name=DEPARTMENTS[code])) == code


@pytest.mark.parametrize("code", ["18", "23", "39", "46", "61", "80"])
@pytest.mark.parametrize("text", NAMED, ids=["line", "dashes", "slash"])
def test_a_name_that_is_a_word_as_well_counts_where_it_is_set_off(text: str, code: str) -> None:
    assert department(text.format(name=DEPARTMENTS[code])) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (PANNE + "Directrice de l'EHPAD Les Tilleuls\n23 - La Souterraine\n", "23"),
        (PANNE + "Directrice de l'EHPAD Les Tilleuls\n35 - La Souterraine\n", None),
        (PANNE + "D. Hamon, poste 79\n", None),
        (PANNE + "Le serveur de la Manche de secours est arrêté.\n", None),
        ("L'EPSM de la Somme n'a plus de réseau.\n", "80"),
        ("Bonjour de Saint-Pierre-et-Miquelon,\nPlus d'avis de Rennes. Que ce soit connu à Paris.\n", "975"),
        ("À Mayotte le réseau est coupé, la pièce arrive de La Réunion.\n0269 00 55 10\n", "976"),
    ],
)
def test_where_a_house_lies_is_told_by_what_fits_together(text: str, code: str | None) -> None:
    assert department(text) == code


def test_a_line_for_each_town_is_a_list_of_sites() -> None:
    text = "Site par site :\n\nBastia centre : reconnecté à 14 h\nCorte : serveur en panne\nPorto-Vecchio : lenteur\n"
    sites = report(text).get("sites")
    assert [site.territory.department for site in sites] == ["2B", "2B", "2A"]
    assert not report("Objet : panne\nCause : inconnue\nTours : 3 par nuit\n").get("sites")
