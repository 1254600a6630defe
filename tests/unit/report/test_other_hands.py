"""Letters as other people write them: forms in many shapes, roles of several words, denials, what a reply "
"carries over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.mail.message import Cut
from bot.report.read import read
from bot.report.secrets.sensitive import mask
from tests.unit.report.letter import NOON, letter, lexicons, paris, report

COLUMNS = "ETABLISSEMENT            CH DE BRUME\nMODE DEGRADE             NON\nETAT                     RESOLU"
DOTS = "  Structure ............ CH de Brume\n  Mode dégradé ......... non\n  Etat ................. résolu"
SEMICOLONS = "structure;CH de Brume\nmode degrade;non\netat;résolu\ntlp;AMBER\nfiness;630 999 992"
DASHES = "Etablissement - CH de Brume\nMode dégradé - non\nEtat - résolu\nRappel - 06 39 98 12 34\nAide - non"


@pytest.mark.parametrize("form", [COLUMNS, DOTS, SEMICOLONS, DASHES], ids=["columns", "dots", "semicolons", "dashes"])
def test_a_form_is_a_form_whatever_leads_to_its_answers(form):
    told = report(form)
    assert (told.get("structure").lower(), told.get("degraded_mode"), told.get("state")) == (
        "ch de brume",
        False,
        "resolved",
    )


def test_one_dash_or_semicolon_makes_no_form():
    assert report("Les serveurs sont chiffrés.", subject="EXERCICE - cyberattaque").get("exercise") is True
    assert report("Panne réseau ; aide - non urgente").get("support_requested") is not False


def test_a_colour_alone_in_the_box_of_the_label_is_the_label():
    assert report(SEMICOLONS).get("tlp") == "TLP:AMBER"


def test_answers_below_quoted_questions_answer_them():
    questions = ("> Structure ?", "> Mode dégradé ?", "> Souhaitez-vous un accompagnement ?")
    answers = ("EHPAD Les Moulins", "non", "oui")
    text = "".join(f"{asked}\n{said}\n" for asked, said in zip(questions, answers, strict=True))
    cuts = tuple(Cut(text.index(one), text.index(one) + len(one) + 1, "quoted lines") for one in questions)
    message = replace(letter("\n".join(answers)), text=text, cuts=cuts)
    told = read(message, lexicons(), NOON)
    assert (told.get("structure"), told.get("degraded_mode"), told.get("support_requested")) == (
        "EHPAD Les Moulins",
        False,
        True,
    )


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (
            "Bonjour, panne.\nYann Chassagnard, responsable administratif et financier, 03 53 01 07 51",
            "responsable administratif et financier",
        ),
        ("Panne du PACS.\nRodrigue, infirmier major, 0690 00 29 84", "infirmier major"),
        ("Panne du PACS.\nPour le directeur, la cheffe de cabinet\n04 65 71 50 01", "cheffe de cabinet"),
        ("I am the group's security manager; the server is down.", "security manager"),
        ("Monsieur le FSSI,\nPanne du PACS.\nLe RSSI mutualisé\n05 36 49 60 33", "RSSI mutualisé"),
        ("Un administrateur du domaine a été créé à 3 h.", None),
    ],
)
def test_a_role_is_read_whole_and_the_reader_has_none(text, role):
    assert report(text).get("declarant_role") == role


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("Transfert de patients : non", "care_impact", None),
        ("Y a-t-il mise en danger de patients ? Non.", "patient_impact", "none"),
        ("Aucun patient n'a été exposé.", "patient_impact", "none"),
        ("Personne n'a voulu nuire.", "origin", "non_malicious"),
        (
            "Pas de transfert pour l'instant, mais six malades en danger si les alarmes tombent.",
            "patient_impact",
            "potential",
        ),
        ("On ne vous demande rien.", "support_requested", False),
        ("Inutile de nous dépêcher quelqu'un.", "support_requested", False),
        ("Merci de nous dire comment vous pouvez nous épauler.", "support_requested", True),
        ("L'incident est à nos yeux contenu, non résolu.", "state", "contained"),
        ("70 % des accès sont revenus.", "state", "ongoing"),
    ],
)
def test_it_reads_denials_and_turns_of_phrase(text, field, value):
    assert report(text).get(field) == value


def test_what_only_the_subject_of_a_reply_names_may_be_over():
    told = report("Rien n'a été chiffré, ce n'était pas une rançon.", subject="Re: Alerte cryptolocker")
    assert told.get("category") != "ransomware" and told.get("origin") != "malicious"


def test_no_thought_goes_on_from_the_subject_into_the_text():
    told = report("Nous organisons une sensibilisation au rançongiciel.", subject="Formation")
    assert told.get("category") is None


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Le 8/03 à 21:10 un client nous l'a signalé ; corrigé ce matin à 7 h.", paris(2026, 3, 8, 21, 10)),
        (
            "La pharmacie s'en est rendu compte ce matin, 9 h 55, le certificat a expiré hier à minuit.",
            paris(2026, 3, 10, 9, 55),
        ),
        ("Ça dure depuis lundi 9 à 22 h 10.", paris(2026, 3, 9, 22, 10)),
        ("Bouclage à 17 heures.", None),
        ("Maintenance de 8 h à 10 h.", None),
    ],
)
def test_it_tells_when_it_was_noticed_from_other_hours(text, at):
    assert report(text).get("noticed_at") == at


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("user admin mdp Lavande47!", "Lavande47!"),
        ("serveur : administrateur / Br@me2019", "Br@me2019"),
        ("son mot de passe office365 a fuité", None),
        ("la page https://portail.example/admin/login2024page répond", None),
        ("mot de passe CVE-2024-1234 contourné", None),
    ],
)
def test_a_password_without_a_colon_is_seen_and_masked_and_a_product_is_none(said, secret):
    told = report(f"CH de Brume (63).\n{said}")
    assert told.get("sensitive") == (("credentials",) if secret else ())
    assert mask(said) == (said.replace(secret, "█" * 8) if secret else said)


def test_what_is_undecided_over_or_a_postal_address_is_not_taken_for_more():
    assert report("CH de Brume : panne. J'ignore si l'on souhaite votre intervention.").get("support_requested") is None
    assert report("On avait ressorti le papier hier, on l'a rangé ce midi.").get("degraded_mode") is False
    assert report("Etablissement : EHPAD du Lac, 63000 Brume\nMode dégradé : non\nEtat : résolu").get("structure") == (
        "EHPAD du Lac"
    )
