"""Towns place an establishment only where they are said of it: an agency told by mistake is worse than none."""

from __future__ import annotations

import pytest

from bot.report.place.departments import DEPARTMENTS
from bot.report.place.towns import TOWNS
from tests.unit.report.letter import report


def test_every_town_lies_in_a_departement_that_exists():
    assert set(TOWNS.values()) <= DEPARTMENTS.keys()


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("Je dirige l'EHPAD Les Tilleuls à Bitche, la messagerie est en panne.", "57"),
        ("Panne du PACS au CH de Mirebel (Lunéville).", "54"),
        ("Oncologue à l'hôpital Saint-Cyprien de Mâcon.", "71"),
        ("Nous sommes basés à Villeurbanne, panne de messagerie.", "69"),
        ("Panne de messagerie.\nLe RSSI, Pontoise, 01 99 00 62 70", "95"),
        ("Le CH de Brume a transféré trois patients à Pau.", None),
        ("EHPAD Les Pins. Notre hébergeur, à Lyon, est en panne.", None),
        ("Le laboratoire Anse-Claire, siège à Lille, est en panne.", None),
        ("Panne à l'ehpad des pins, dans un lot de condom.", None),
        ("Panne au CH de Brume (15 h à Paris).", None),
        ("Éditeur présent dans toutes les régions sauf Corse et Mayotte.", None),
    ],
)
def test_a_town_counts_beside_the_establishment_alone(text, department):
    territory = report(text).get("territory")
    assert (territory.department if territory else None) == department


def test_a_departement_named_goes_before_a_town():
    territory = report("EHPAD Les Tilleuls à Bitche, dans le Bas-Rhin.").get("territory")
    assert territory is not None and territory.department == "67"


def test_new_caledonia_has_its_code_and_its_hours_and_no_agency():
    read = report("Centre hospitalier de la Roche Percée, Nouvelle-Calédonie. Panne constatée aujourd'hui à 8 h 30.")
    assert (read.get("territory").department, read.get("territory").ars) == ("988", None)
    assert read.get("noticed_at").hour == 21


def test_a_house_in_small_letters_says_where_it_lies():
    read = report("c jb l informaticien de la clinique ste opportune a alencon, tout est crypte")
    assert read.get("territory").department == "61"


def test_a_house_patients_are_sent_to_is_not_the_place():
    read = report("plus de dossier, les malades sont envoyes a la clinique du parc a alencon")
    assert read.get("territory") is None


def test_the_other_end_of_a_line_is_not_the_place():
    read = report("Exploitation du CHU de la Baie, Pointe-à-Pitre. Le télé-AVC avec la Martinique ne passe plus.")
    assert read.get("territory").department == "971"
