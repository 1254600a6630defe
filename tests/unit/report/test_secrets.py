"""Numbers, lists, passwords and patients that must not be repeated: seen whatever the slip, and nothing else is."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from bot.ingest.parse import parse
from bot.report.numbers.nir import nir_key, nir_spans
from bot.report.read import read
from bot.report.secrets.persons import patient_rows, person_spans
from bot.report.secrets.sensitive import mask
from bot.settings.model import ReadingLimits
from tests.unit.report.letter import lexicons, report

BODY = "2540344109001"


@pytest.mark.parametrize(
    "written",
    [
        f"{BODY}{nir_key(BODY):02d}",
        "2 54 03 44 109 001",
        "2.54.03.44.109.001",
        "2-54-03-44-109-001 (clé 21)",
        "2 54 03 44 109 001 (67)",
        "2 54 03 44 109 001 22",
        "1 85 05 2A 006 084 55",
        "n°SS : 2540344109001",
        "NIR : 2540344109001",
        "matricule INS 254034410900199",
        "numéro de sécurité sociale 2540344109001",
        "immatriculée 2540344109001",
        "Sécu : 254034410900100",
    ],
)
def test_a_social_security_number_is_seen_with_or_without_its_right_key(written):
    told = report(f"Fuite. Patiente concernée, {written}. CH Fictif (69).")
    assert told.get("sensitive") == ("nir",)
    assert told.get("phone") is None
    assert told.get("territory").department == "69"
    assert "109" not in mask(written)
    assert "(67)" not in mask(written)


@pytest.mark.parametrize(
    "written",
    [
        "04 78 00 11 22",
        "+33 6 39 98 01 02",
        "SIRET 26690027500013",
        "FINESS 690781810",
        "IMEI 354034410900122",
        "Ticket 2540344109001",
        "2026 03 24 10 12 33 456",
        "9 54 03 44 109 001",
        "2 54 13 44 109 001",
        "10.54.03.44",
        "EAN 2540344109001",
        "commande 2540344109001",
    ],
)
def test_other_numbers_are_no_social_security_number(written):
    assert nir_spans(written.lower()) == []


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Le code VPN : 884422", "884422"),
        ("mot de passe habituel Toto-75", "Toto-75"),
        ("Le mot de passe c'est : Azerty99!", "Azerty99!"),
        ("mdp commun Hopital2024", "Hopital2024"),
        ("Le mot de passe du compte est Soleil75", "Soleil75"),
        ("mot de passe initial Bienvenue1", "Bienvenue1"),
        ("mot de passe par défaut : Chu2026", "Chu2026"),
        ("mdp wifi : lilas2024", "lilas2024"),
        ("j ai changé le mdp et viré les redirections. le nouveau c Gras07-Aubenas! si besoin", "Gras07-Aubenas!"),
        ("Nos identifiants : jdupont / Hiver2026! pour le VPN", "Hiver2026!"),
    ],
)
def test_a_password_is_seen_in_other_wordings(text, secret):
    assert report(text).get("sensitive") == ("credentials",)
    assert secret not in mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "Le mot de passe a été changé hier.",
        "Le mot de passe est bon.",
        "Mot de passe habituel refusé.",
        "Code de la route",
        "Nous avons changé le code, le nouveau est affiché.",
        "L'accès internet / téléphonie est coupé.",
        "Connexion VPN / Citrix impossible depuis 8h30.",
    ],
)
def test_talk_of_passwords_is_none(text):
    assert report(text).get("sensitive") == ()
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Le dossier de Mme Jeanne MARTIN née le 03/04/1950 est en ligne.", "MARTIN"),
        ("Le patient Jean Dupont a reçu un mail.", "Dupont"),
        ("La résidente Mme Paule Durand n'a pas eu son traitement.", "Durand"),
        ("M. Paul Bernard né le 2/2/1960 a reçu le dossier d'un autre.", "Bernard"),
        ("Patient IPP 8001, né le 03/04/1950, M. Jean DUPONT, chambre 12.", "DUPONT"),
        ("Dossier médical de Mme Martin publié.", "Martin"),
        ("Mme Éléonore Vial, née le 9 octobre 1968, en psychiatrie.", "Vial"),
        ("Anne Petit, née le 01/02/1944, est concernée.", "Petit"),
        ("Usager : M. Luc Moreau", "Moreau"),
        ("Résident Monsieur Henri Lefèvre, chute.", "Lefèvre"),
        ("Mes prioritaires : Gabriel Nérée-Louis (71 ans, diabète) et d'autres.", "Nérée-Louis"),
        ("On a perdu la trace de M. Bernard (82 ans) pendant une heure.", "Bernard"),
        ("Monsieur Marchetti chambre 12 a reçu la mauvaise poche.", "Marchetti"),
        ("Madame Lefort, hospitalisée en cardiologie, n'a pas été prévenue.", "Lefort"),
    ],
)
def test_a_patient_named_is_masked_and_told(text, name):
    assert report(text).get("sensitive") == ("patient_list",)
    assert name not in mask(text)


@pytest.mark.parametrize(
    "text",
    [
        "M. Paul Bernard, DSI, joignable au 06 39 98 12 34",
        "Mme Durand, cadre de santé",
        "Le Dossier Patient Informatisé est en panne.",
        "PATIENT EN DANGER AU CH FICTIF",
        "Patient Connecté est le nom du logiciel.",
        "Résidence Les Lilas : patients transférés.",
        "Contact : Mme Anne Petit",
        "Dossier Patient Unique indisponible.",
        "Docteur Anne Petit, médecin de garde",
        "Centre Hospitalier Saint-Jean (90 ans d'histoire)",
        "Panne depuis le 03/04/2026, reprise le 04/04/2026, rechute le 05/04/2026.",
    ],
)
def test_declarants_and_products_are_left_alone(text):
    assert report(text).get("sensitive") == ()
    assert mask(text) == text


def test_a_list_on_one_line_counts_its_persons():
    line = "dupont jean 03/04/1950 ; martin anne 12/12/1961 ; durand luc 01/02/1944 ; petit eva 05/06/1990"
    assert patient_rows(line) == 4
    shown = mask(f"Liste : {line}. CH Fictif.")
    assert shown == "Liste : ████████ ; ████████ ; ████████ ; ████████. CH Fictif."


def test_three_dates_of_laws_are_no_list():
    assert patient_rows("decret du 03/04/1950, loi du 12/12/1961, arrete du 01/02/1944") <= 1


def test_the_span_of_a_name_is_the_name_alone():
    text = "le patient Jean Dupont est là"
    assert [text[a:b] for a, b in person_spans(text, text.lower())] == ["Jean Dupont"]


def test_what_a_text_file_holds_is_told_as_what_the_letter_holds():
    rows = "Nom;NIR;Né le\nDUPONT Jean;1 62 04 54 395 027 34;03/11/1962\nMARTIN A;x;17/08/1971\nLE GALL;x;27/02/1934\n"
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Message-ID"] = "a@ch.example", "desk@cert.example", "<1@ch.example>"
    letter["Subject"] = "Messagerie en panne"
    letter.set_content("Notre messagerie est en panne, voir la pièce jointe. CH Fictif (51)")
    letter.add_attachment(rows, subtype="csv", filename="extrait.csv")
    found = read(parse(letter.as_bytes(), ReadingLimits()), lexicons(), datetime(2026, 3, 10, 10, tzinfo=UTC))
    assert found.get("sensitive") == ("nir", "patient_list")
    assert found.sensitive is not None and found.sensitive.source.startswith("attachment:")
