"""Names of establishments as people write them, in every place of a letter where they stand."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from bot.ingest.parse import parse
from bot.report.fields import Report
from bot.report.read import read
from bot.report.words.folded import fold
from bot.settings.model import ReadingLimits
from tests.score_reports import shipped_lexicons

AT = datetime(2026, 3, 10, 10, tzinfo=UTC)
LEXICONS = shipped_lexicons()

NAMES = (
    ("EHPAD Les Tilleuls", "ehpad"),
    ("Résidence Mon Repos", "ehpad"),
    ("EHPAD public Jean-Moulin", "ehpad"),
    ("maison de retraite Saint-Joseph", "ehpad"),
    ("Centre Hospitalier du Val Fleuri", "hospital"),
    ("hôpital de proximité de Mauvezin", "hospital"),
    ("Clinique Notre Dame", "hospital"),
    ("centre de rééducation Le Grand Large", "hospital"),
    ("Fondation Hospitalière Sainte-Odile", "hospital"),
    ("Laboratoire d'analyses médicales Carnot", "laboratory"),
    ("laboratoire de biologie médicale des Quais", "laboratory"),
    ("Centre d'oncologie-radiothérapie Saint-Luc", "radiotherapy"),
    ("centre de santé municipal Pasteur", "other"),
    ("EFS Centre-Atlantique", "other"),
    ("ESAT du Moulin Vert", "other"),
)
LETTERS = (
    ("Incident", "Bonjour,\n\nJe vous écris pour le compte de {name}. Depuis ce matin, plus aucun poste ne démarre.\n"),
    ("{name} : panne", "Bonjour,\n\nPlus de dossier patient depuis 8 h. Merci de nous rappeler.\n"),
    ("Panne", "Bonjour,\n\nPlus de dossier patient depuis 8 h.\n\nJeanne Morel\nCadre de santé\n{name}\n"),
    ("Signalement", "{name} - PLUS D'ACCES AU DOSSIER PATIENT DEPUIS 5H.\n"),
    ("Déclaration", "Structure concernée : {name}\nDescription : postes bloqués depuis ce matin\n"),
)


def reported(subject: str, text: str) -> Report:
    letter = EmailMessage()
    letter["From"] = "Jeanne Morel <jm@mail.example>"
    letter["To"] = "desk@cert.example"
    letter["Subject"] = subject
    letter["Message-ID"] = "<1@mail.example>"
    letter.set_content(text)
    return read(parse(letter.as_bytes(), ReadingLimits()), LEXICONS, AT)


@pytest.mark.parametrize(("name", "kind"), NAMES)
@pytest.mark.parametrize(("subject", "text"), LETTERS, ids=["prose", "subject", "signature", "capitals", "form"])
def test_a_house_is_named_with_its_whole_name(name: str, kind: str, subject: str, text: str) -> None:
    report = reported(subject.format(name=name), text.format(name=name))
    assert fold(report.get("structure") or "").endswith(fold(name).partition(" ")[2])
    assert report.get("structure_type") == kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("slt, ici ehpad de la vallée heureuse, on a plus internet depuis ce matin", "ehpad de la vallée heureuse"),
        ("slt, ici l'ime les alouettes, on a plus internet", "ime les alouettes"),
        ("on est le ch roger vasseur et on a plus rien depuis 6h", "ch roger vasseur"),
        ("Bonjour, ici l'hôpital de montrevel, plus de téléphone.", "hôpital de montrevel"),
        ("hello, je suis infirmière au laboratoire biovexin. un virus sur les pc", "laboratoire biovexin"),
    ],
)
def test_a_name_written_small_ends_where_the_sentence_goes_on(text: str, name: str) -> None:
    assert reported("pb", text).get("structure") == name


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour, un ordinateur de notre EHPAD affiche une demande de rançon.",
        "Bonjour, les fichiers de l'hôpital sont chiffrés depuis ce matin.",
        "Bonjour, la pharmacie vient de tomber aussi, rappelez-nous.",
        "bonjour, le laboratoire est en panne et la clinique voisine aussi",
    ],
)
def test_a_sentence_about_a_house_is_not_its_name(text: str) -> None:
    assert reported("Incident", text).get("structure") is None
