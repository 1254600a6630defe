"""Roles of declarants, of all trades of a house, in every place of a letter where people put them."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from bot.ingest.parse import parse
from bot.report.read import read
from bot.report.words.folded import fold
from bot.settings.model import ReadingLimits
from tests.score_reports import shipped_lexicons

AT = datetime(2026, 3, 18, 13, 20, tzinfo=UTC)
LEXICONS = shipped_lexicons()
ROLES = (
    "RSSI",
    "directrice adjointe",
    "cadre supérieur de santé",
    "infirmière de nuit",
    "secrétaire médicale",
    "radiothérapeute",
    "diététicienne",
    "puéricultrice",
    "apprenti informaticien",
    "stagiaire informatique",
    "alternant au service informatique",
    "président de l'association",
    "préparatrice en pharmacie",
    "brancardier",
    "régulateur",
    "archiviste",
    "chargée de mission e-santé",
    "urbaniste SI",
    "assistante SSI",
    "chirurgien-dentiste",
)
PLACES = {
    "opening": "Bonjour,\nJe suis {role} à l'EHPAD Les Tilleuls (37). Plus de réseau depuis 8h.\n",
    "under a name": "Bonjour,\nPlus de réseau.\n\nJeanne Morel\n{Role}\nEHPAD Les Tilleuls (37)\n01 99 00 12 34",
    "signature": "Bonjour,\nPlus de réseau depuis 8h.\n\n-- \nJeanne Morel - {role}\nEHPAD Les Tilleuls (37)\n",
    "one line": "Bonjour,\nPlus de réseau depuis 8h.\n\nJ. Morel, {role}, EHPAD Les Tilleuls (37), 01 99 00 12 34\n",
    "sentence": "{Role} de l'EHPAD Les Tilleuls (37), je vous signale une panne de réseau depuis 8h.\n",
    "form": "Structure : EHPAD Les Tilleuls\nDéclarant : Jeanne Morel, {role}\nFaits : panne de réseau\n",
}


def role_in(text: str) -> str | None:
    letter = EmailMessage()
    letter["From"] = "Jeanne Morel <jm@mail.example>"
    letter["To"] = "desk@cert.example"
    letter["Subject"] = "Incident"
    letter["Message-ID"] = "<1@mail.example>"
    letter.set_content(text)
    found: str | None = read(parse(letter.as_bytes(), ReadingLimits()), LEXICONS, AT).get("declarant_role")
    return found


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("place", PLACES)
def test_a_declarant_is_known_by_his_trade(place: str, role: str) -> None:
    text = PLACES[place].format(role=role, Role=role[0].upper() + role[1:])
    assert fold(role_in(text) or "") == fold(role)


@pytest.mark.parametrize(
    "text",
    [
        "Structure : EHPAD Les Tilleuls\nPoste : 01 99 00 12 34\nFaits : panne de réseau depuis 8 h\n",
        "Bonjour,\nL'électricien est passé ce matin et le réseau est tombé. Merci de nous rappeler.\n",
    ],
)
def test_a_number_or_a_tradesman_is_no_declarant(text: str) -> None:
    assert role_in(text) is None
