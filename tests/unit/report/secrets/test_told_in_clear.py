"""Passwords that people hand over in a sentence, and persons listed with their numbers; talk of passwords is none."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.report.read import read
from bot.report.secrets.persons import tabled_persons
from bot.report.secrets.sensitive import credential_spans, mask
from bot.report.words.folded import fold
from tests.unit.report.letter import NOON, letter, lexicons, report


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Identifiants, si ça peut servir à vos experts : proubaud / Cigale2024! merci", "cigale2024!"),
        ("la clé partagée du boîtier c'était had34-psk-bezier.", "had34-psk-bezier."),
        ("voici le code administrateur : 4471AX99", "4471ax99"),
        ("clé WPA : lavande-2024-invites", "lavande-2024-invites"),
        ("Mot de passe (toujours le même) : Ehpad2023!", "ehpad2023!"),
        ("le mot de passe qu'il a utilisé est « Azerty123! »", "azerty123!"),
        ("identifiants de secours dr.martin Pivoine75!", "pivoine75!"),
    ],
)
def test_a_password_in_a_sentence_is_seen_and_hidden(text: str, secret: str) -> None:
    folded = fold(text)
    assert [folded[start:end] for start, end in credential_spans(folded)] == [secret]
    assert secret.rstrip(".") not in fold(mask(text))


@pytest.mark.parametrize(
    "text",
    [
        "Tous les mots de passe ont été changés hier soir à 23h30 !",
        "mot de passe compromis et compte bloqué sur 42 postes",
        "connexion RDS / Citrix2203 impossible",
        "Accès : fermé / rouvert à 14h30",
        "login : échec sur PC-ACC-12",
        "il a saisi son mot de passe sur une fausse page Office365",
    ],
)
def test_talk_of_passwords_is_no_password(text: str) -> None:
    assert credential_spans(fold(text)) == []


def test_persons_listed_with_their_numbers_are_a_list_of_patients() -> None:
    text = "Les dossiers sûrs :\nHumbert Raymond 1 58 07 54 395 112 96\nVautrin Régine 2 73 11 54 049 207 57\n"
    assert set(report(text).get("sensitive")) == {"nir", "patient_list"}


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("CH du Lac, patient DUPOND-MARTINEAU Paul transféré", "MARTINEAU"),
        ("Martineau Paul 1 85 07 63 123 456 41 a été transféré", "Martineau"),
        ("usager concerné : DUPOND M., en chambre", "DUPOND"),
        ("dossier DUPOND Marcel perdu", "DUPOND"),
        ("IPP 8812345 perdu", "8812345"),
        ("dossier patient n° 8812345", "8812345"),
    ],
)
def test_the_name_beside_a_number_and_the_number_of_a_file_are_hidden(text: str, hidden: str) -> None:
    assert hidden not in mask(text)


@pytest.mark.parametrize(
    "text", ["patient CHU Grenoble", "dossier patient ORBIS Mobile", "Dossier n° 2026-123", "ticket 8812345"]
)
def test_software_houses_and_tickets_stay_readable(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("table", "persons"),
    [
        ("nom;prenom;nir\nDupont;Paul;185076312345641\nDurand;Anne;278059904207705\n", 2),
        ("Dupont;Paul;185076312345641\nDurand;Anne;278059904207705\n", 2),
        ("185076312345641\tDupont\n278059904207705\tDurand\n", 2),
        ("Nom,Prénom,Date_naissance\nDupont,Paul,1950-04-03\n", 1),
        ("NOM|PRENOM|DDN\nDupont|Paul|03/04/50", 1),
        ("nom;email;poste\na;b@c.example;12", 0),
        ("hote;ins;note\nsrv1;2;x", 0),
        ("185076312345641\n278059904207705", 0),
    ],
)
def test_a_table_of_persons_is_one_by_its_header_or_its_numbers(table: str, persons: int) -> None:
    assert tabled_persons(fold(table)) == persons


def test_an_attached_table_of_persons_is_a_list_of_patients() -> None:
    table = "nom;prenom;nir\nDupont;Paul;185076312345641\nDurand;Anne;278059904207705\n"
    message = letter("Clinique du Lac (74), extraction jointe", attachments=("export.csv",))
    held = replace(message, attachments=(replace(message.attachments[0], text=table),))
    assert read(held, lexicons(), NOON).get("sensitive") == ("nir", "patient_list")
