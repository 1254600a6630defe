"""No person leaves by the name of a house: whatever is written beside it in a form, a sentence or an answer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.report.dialogue.answers import read_answers
from bot.report.house.nameless import nameless
from tests.unit.report.letter import NOON, letter, lexicons, report

HOUSES = (
    "CH de Thiers",
    "EHPAD Les Lilas",
    "Clinique du Lac",
    "CHU de Nantes",
    "Hôpital Saint-Martin",
    "MAS La Source",
)
NUMBERS = (
    "IPP 8812345",
    "dossier 8812345",
    "NIR 1 51 05 63 123 456",
    "1 85 07 63 123 456 41",
    "né le 04/05/1951",
    "chambre 212",
    "lit 12",
    "DDN 04/05/1951",
    "82 ans",
)
PERSONS = (
    "patient DUPOND Marcel",
    "patient concerné : DUPOND Marcel",
    "résident dupond marcel",
    "usager DUPOND M.",
    "M. Dupond Marcel",
    "Mme DUPOND",
    "dossier DUPOND Marcel",
    "Monsieur Dupond Marcel",
    "DUPOND Marcel",
    "DUPOND-MARTINEAU Paul",
    "bébé DUPOND",
)
BETWEEN = (", ", " - ", " / ", " (", " ", " : ")
SECRETS = ("dupond", "marcel", "8812345", "212", "1951", "123 456", "lit 12", "82 ans", "martineau")


def leaks(name: str | None) -> list[str]:
    return [secret for secret in SECRETS if secret in (name or "").lower()]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(HOUSES),
    st.sampled_from(BETWEEN),
    st.sampled_from(PERSONS),
    st.lists(st.sampled_from(NUMBERS), max_size=2),
    st.sampled_from(
        (
            "Structure : {}\nIncident : panne du dossier patient.",
            "Établissement : {}\nIncident : panne.",
            "Au {} a reçu le traitement d'un autre.\nPanne du dossier patient.",
            "Le {} est touché par une panne.",
        )
    ),
)
def test_no_person_birth_or_file_leaves_by_the_fields_of_a_house(
    house: str, between: str, person: str, numbers: list[str], around: str
) -> None:
    told = report(around.format(house + between + ", ".join((person, *numbers))))
    assert leaks(told.get("structure")) == []
    assert [leak for site in told.get("sites") for leak in leaks(site.structure)] == []


@pytest.mark.parametrize("house", HOUSES)
@pytest.mark.parametrize("person", [*PERSONS, *NUMBERS])
def test_the_house_itself_is_kept(house: str, person: str) -> None:
    assert nameless(f"{house}, {person}") == house
    assert nameless(f"{house} ({person})") == house


@pytest.mark.parametrize(
    "name",
    [
        "EHPAD Monsieur Vincent",
        "Résidence Madame de Sévigné",
        "Maison des Usagers",
        "CH de Cannes Simone Veil",
        "CHU NANTES Jean Monnet",
        "EHPAD VICTOR Hugo",
        "Hôpital BICHAT Claude Bernard",
        "Centre Antoine LACASSAGNE",
        "CH de Château Thierry",
        "Hospices civils de Lyon - Hôpital Edouard Herriot",
        "Groupe SOS Santé, EHPAD Jean Jaurès",
        "EHPAD Résidence Pierre et Marie Curie",
        "HOPITAL SAINT JOSEPH",
        "CH de Thiers 63300",
    ],
)
def test_houses_that_bear_a_persons_name_keep_it(name: str) -> None:
    assert nameless(name) == name


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("Marcel DUPOND, EHPAD Les Lilas", "EHPAD Les Lilas"),
        ("CH DE THIERS DUPOND MARCEL", "CH DE THIERS"),
        ("CH de Thiers Dupond Marcel", "CH de Thiers"),
        ("CH de Thiers - Marcel Dupond", "CH de Thiers"),
        ("CH de Val-Brumeux Martineau Zorglub 1 85 07 63 123 456 41", "CH de Val-Brumeux"),
        ("CH de Thiers, service cardio, lit 12, DUPOND Marcel", "CH de Thiers, service cardio"),
        ("CH de Thiers (pac. Dupond)", "CH de Thiers"),
        ("CH de Thiers mdp Azerty1", "CH de Thiers"),
        ("Mme Odile Petit", None),
        ("marcel.dupond@ch.example", None),
    ],
)
def test_a_person_goes_wherever_he_stands(name: str, left: str | None) -> None:
    assert nameless(name) == left


def test_an_answer_to_our_question_names_no_person_either() -> None:
    found = read_answers(
        letter("6. CH de Thiers, patient DUPOND Marcel"), ("phone",) * 5 + ("structure",), lexicons(), NOON
    )
    assert found["structure"].value == "CH de Thiers"
