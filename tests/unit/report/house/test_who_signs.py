"""Whose role and house a letter tells: the author's, among those of whom he only tells."""

from __future__ import annotations

import pytest

from bot.report.words.folded import fold
from tests.unit.report.letter import report

NETWORK = "Plus de réseau depuis 8h.\n"
ROLES = (
    ("{n}\nFred, infogérant de l'ESAT Les Genêts d'Argent à Vire (14).\n", "infogérant"),
    ("Sages-femmes de garde, maternité du CH de Roche-Noire, Tulle.\n{n}", "Sages-femmes de garde"),
    ("Bonsoir, Dr Elena Marchetti, réanimatrice au CHU de Bellecombe. {n}", "réanimatrice"),
    ("Bonsoir,\n\nChef d'équipe maintenance à l'EPSM des Marais.\n{n}", "Chef d'équipe maintenance"),
    ("Résidence La Roseraie à Dinan. Directrice. {n}", "Directrice"),
    ("Je suis bénévole à l'association Vivre Debout. {n}", "bénévole"),
    ("{n}\nÉlève infirmier, HIA Desplanques.\n", "Élève infirmier"),
    ("{n}\nGardien de nuit, foyer de vie Les Amandiers\n", "Gardien de nuit"),
    ("Ici Momo, agent d'accueil aux urgences du CH de Lomagne. {n}", "agent d'accueil"),
    ("{n}\nRSSI mutualisé GHT Armor-Sud\n", "RSSI mutualisé"),
    ("Titulaire : Mme Aurore Hennequin\n{n}", "Titulaire"),
    ("{n}\nNous ne sommes que deux.\n\nMouna, communication\n", "communication"),
    ("{n}\nJeanne, moyens généraux, clinique du Lac\n", "moyens généraux"),
    ("Le stagiaire du prestataire web a mis une page blanche. {n}\n\nMouna, communication\n", "communication"),
    ("Samir B., RSSI du GHT Loire-Forez (42). {n}\nJe suis tout seul avec un stagiaire.\n", "RSSI"),
    ("Jeanne, RSSI du CH du Lac. {n}\nC'est la directrice qui tient à ce que ce soit écrit.\n", "RSSI"),
    ("L'animateur vient de vérifier. {n}\n\nGilles A.\ndirecteur adjoint, CHU du Lac\n", "directeur adjoint"),
    ("Directeur d'une maison d'accueil spécialisée en Sarthe (La Garenne, 42 lits). {n}", "Directeur"),
)


@pytest.mark.parametrize(("text", "role"), ROLES)
def test_the_role_is_that_of_whoever_writes(text: str, role: str) -> None:
    assert fold(report(text.format(n=NETWORK)).get("declarant_role") or "") == fold(role)


def test_the_role_ends_where_the_author_s_firm_begins() -> None:
    text = f"{NETWORK}\nJ. Morel, responsable SOC Nuagora\n"
    assert report(text, author="soc@nuagora.example").get("declarant_role") == "responsable SOC"


@pytest.mark.parametrize(
    ("text", "author", "name", "kind"),
    [
        ("Fred, infogérant de l'ESAT Les Genêts d'Argent à Vire.", "", "ESAT Les Genêts d'Argent", "other"),
        ("Secrétaire de nuit du SAMU 87.", "", "SAMU 87", "hospital"),
        ("Technicienne à l'établissement de transfusion d'Arras.", "", "établissement de transfusion d'Arras", "other"),
        ("Dr Cazaubon, radiologue, Imagerie de l'Adour, Bayonne.", "", "Imagerie de l'Adour", "other"),
        ("Directeur d'une MAS (La Garenne, 42 lits).", "dir@mas-garenne.example", "La Garenne", "other"),
        ("Je suis aux urgences de nuit.", "", None, "hospital"),
        ("Interne, dans le groupe WhatsApp de la promo.", "", None, None),
    ],
)
def test_the_house_of_the_author_is_told(text: str, author: str, name: str | None, kind: str | None) -> None:
    read = report(f"Bonsoir,\n\n{text} {NETWORK}", author=author or "garde@webmail.example")
    assert (read.get("structure"), read.get("structure_type")) == (name, kind)


def test_whom_an_author_works_for_goes_before_those_he_serves() -> None:
    read = report("I head the emergency laboratory at RheinLab Diagnostik, Basel. We serve the Clinique du Florival.\n")
    assert (read.get("structure"), read.get("structure_type")) == ("RheinLab Diagnostik", "laboratory")


def test_of_several_sites_under_a_roof_the_first_is_told() -> None:
    read = report(
        "Direction de l'association Rives du Tarn, deux maisons touchées :\n\n"
        "EHPAD Les Platanes\t820999118\t82200 Moissac\nEHPAD La Tonnelle\t820999126\t82100 Castelsarrasin\n"
    )
    assert (read.get("structure"), read.get("structure_type")) == ("EHPAD Les Platanes", "ehpad")
