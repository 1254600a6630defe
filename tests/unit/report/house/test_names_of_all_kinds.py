"""Houses of every kind by their whole names, wherever a letter names them; a part, a neighbour or a land is no name."""

from __future__ import annotations

import pytest

from bot.report.house.naming import name_in_value, tidy, without_town
from bot.report.words.folded import fold
from tests.unit.report.letter import report

NAMES = (
    ("Centre hospitalier de la Pointe aux Lièvres", "hospital"),
    ("CH du Ried et du Taennchel", "hospital"),
    ("GHT du Bocage et de l'Avre", "hospital"),
    ("Hôpital marin de Pen-Glas", "hospital"),
    ("clinique de rééducation du Belvédère", "hospital"),
    ("clinique psychiatrique Les Horizons", "hospital"),
    ("Institut Morvan de Cardiologie", "hospital"),
    ("Centre d'oncologie des Rives", "hospital"),
    ("Centre Antoine-Lacaze", "hospital"),
    ("SMR La Colline aux Oiseaux", "hospital"),
    ("EHPAD du Moulin à Vent", "ehpad"),
    ("EHPAD Les Petits Pas", "ehpad"),
    ("Villa Beausoleil", "ehpad"),
    ("LABM des Trois-Moulins", "laboratory"),
    ("Centre de radiothérapie et d'oncologie du Golfe", "radiotherapy"),
    ("Foyer d'accueil médicalisé Le Tilleul", "other"),
    ("GIE IRM des Deux Rives", "other"),
    ("Maison médicale de garde du Bassin", "other"),
)
WRITTEN = "Plus de dossier patient depuis 8 h, les infirmières écrivent à la main."
LETTERS = (
    ("Panne", "Bonjour,\n\n{name} (56). " + WRITTEN + "\n"),
    ("Panne DPI - {name}", "Bonjour,\n\n" + WRITTEN + " Merci de nous rappeler.\n"),
    ("Panne", "Bonjour,\n\n" + WRITTEN + "\n\nJ. Morel, RSSI, {name}\n01 99 00 12 34\n"),
    ("Panne", "Bonjour,\n\nNotre établissement ({name}) est touché depuis 8 h par une panne de réseau.\n"),
    ("Panne", "1. Établissement concerné : {name}, Vannes (56)\n2. Faits : " + WRITTEN + "\n"),
    ("Panne", "Structure : {name} - 56000 Vannes\nFaits : " + WRITTEN + "\n"),
)


@pytest.mark.parametrize(("name", "kind"), NAMES)
@pytest.mark.parametrize(("subject", "text"), LETTERS, ids=["prose", "subject", "line", "bracket", "town", "postcode"])
def test_a_house_of_any_kind_is_told_by_its_whole_name(name: str, kind: str, subject: str, text: str) -> None:
    read = report(text.format(name=name), subject=subject.format(name=name))
    assert fold(read.get("structure") or "") == fold(name)
    assert read.get("structure_type") == kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Les CH de Lens et de Béthune n'ont plus de réseau depuis 8 h.", "CH de Lens"),
        ("Bonjour, le CH du Lac et le Dr Martin vous écrivent : plus de réseau.", "CH du Lac"),
        ("Bonjour, le CMPP des Rives n'a plus de réseau. Le CHU de Montbrun prend nos patients.", "CMPP des Rives"),
        ("slt c la residence les glycines a loudeac on a plus de tel", "residence les glycines"),
        ("bonsoir, clinique st roch ici, tout est bloqué depuis 1h", "clinique st roch"),
        ("ehpad Beausoleil La Garde (83). plus de sonnettes depuis 2h20", "ehpad Beausoleil"),
        ("Laboratoire Biovert au Lamentin : plus de réseau depuis 8 h.", "Laboratoire Biovert"),
    ],
)
def test_a_name_ends_where_another_house_a_person_or_a_town_begins(text: str, name: str) -> None:
    assert report(text).get("structure") == name


@pytest.mark.parametrize(
    "text",
    [
        "On me parle d'une attaque contre un CHU de l'Est, confirmez-vous ?",
        "Une clinique du Morbihan aurait été piratée, selon nos lecteurs.",
        "Plusieurs EHPAD de la Drôme seraient touchés.",
        "Our Laboratory Director will call you back about the outage.",
        "Nous avons appelé le SAMU 35, qui ne répond pas.",
    ],
)
def test_one_of_a_land_a_title_or_whom_everybody_calls_is_no_house_of_the_author(text: str) -> None:
    assert report(text).get("structure") is None


def test_the_house_by_whose_domain_the_author_writes_goes_before_another() -> None:
    text = "Le directeur de l'EHPAD Les Lilas nous a alertés hier. La Fondation Gilbert-Roy gère la maison."
    assert report(text, author="dsi@fondation-gilbert-roy.example").get("structure") == "Fondation Gilbert-Roy"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Clinique du Lac     Ajaccio", "Clinique du Lac"),
        ("CH du Mont-Chauvet > Imagerie", "CH du Mont-Chauvet"),
        ("Nom : SSR Les Genêts d'Or", "SSR Les Genêts d'Or"),
        ("Clinique du Korrigan - Lannion (22)", "Clinique du Korrigan"),
        ("Résidence Le Clos (EHPAD), Romans-sur-Isère", "Résidence Le Clos"),
        ("EHPAD Les Moulins, Hazebrouck (59190)", "EHPAD Les Moulins"),
        ("MAS « Les Hirondelles »", "MAS Les Hirondelles"),
        ("EHPAD Les Tilleuls à Vannes", "EHPAD Les Tilleuls"),
        ("CH de Vannes", "CH de Vannes"),
        ("Clinique de l'Anse aux Moines", "Clinique de l'Anse aux Moines"),
    ],
)
def test_a_name_is_shown_without_what_stands_around_it(written: str, name: str) -> None:
    assert tidy(written) == name


def test_a_town_belongs_to_a_name_unless_its_own_number_stands_behind() -> None:
    assert without_town("EHPAD Beausoleil La Garde", "83") == "EHPAD Beausoleil"
    assert without_town("EHPAD Beausoleil La Garde", "35") == "EHPAD Beausoleil La Garde"
    assert without_town("CHU Rennes", "35") == "CHU Rennes"
    assert name_in_value("papier", named_by_type=True) is None
