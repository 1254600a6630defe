"""Passwords that people hand over in a sentence, and persons listed with their numbers; talk of passwords is none."""

from __future__ import annotations

import pytest

from bot.report.secrets.sensitive import credential_spans, mask
from bot.report.words.folded import fold
from tests.unit.report.letter import report


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
