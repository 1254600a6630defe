"""Replies to our numbered questions: by number, inline, in order, alone; « je ne sais pas » is an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.mail.message import Message
from bot.report.dialogue.answers import read_answers
from bot.report.fields import FIELD_NAMES
from tests.unit.report.letter import NOON, letter, lexicons, paris

ASKED = ("phone", "degraded_mode", "patient_impact", "others_at_risk", "support_requested", "structure", "finess")
QUESTIONS = (
    "1. À quel numéro de téléphone pouvons-nous vous rappeler, de jour comme de nuit ?",
    "2. Fonctionnez-vous en mode dégradé (procédures papier, services arrêtés) ? Depuis quelle heure ?",
    "3. La prise en charge des patients est-elle touchée : non, c'est possible, ou c'est avéré ?",
    "4. D'autres structures risquent-elles d'être touchées (groupement, prestataire partagé, interconnexions) ?",
    "5. Souhaitez-vous être accompagné dans la gestion de l'incident : oui ou non ?",
    "6. Quel est le nom complet de la structure concernée ?",
    "7. Pouvez-vous vérifier le numéro FINESS du site ? Celui que nous avons lu semble mal recopié.",
)
SAID = ("03 53 01 44 55", "oui, depuis 3h", "c'est possible", "non", "oui", "CH des Trois Vallons", "630999999")
DUE = {
    "phone": "+33353014455",
    "degraded_mode": True,
    "patient_impact": "potential",
    "others_at_risk": False,
    "support_requested": True,
    "structure": "CH des Trois Vallons",
    "finess": "630999999",
}


def answered(text: str, asked: tuple[str, ...] = ASKED, whole: str | None = None) -> dict[str, object]:
    message = letter(text)
    if whole is not None:
        message = replace(message, text=whole)
    return {name: found.value for name, found in read_answers(message, asked, lexicons(), NOON).items()}


def told(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if name != "finess_valid"}


@pytest.mark.parametrize(
    "mark", ["{n}. ", "{n}) ", "{n}/ ", "Q{n} : ", "{n} - ", "{n}: ", "- {n}) ", "Question {n} : "]
)
def test_it_reads_answers_by_number_however_numbers_are_written(mark):
    lines = "\n".join(mark.format(n=n) + said for n, said in enumerate(SAID, 1))
    assert told(answered(f"Bonjour,\n\n{lines}\n\nCordialement,\nLe DSI")) == DUE


def test_it_reads_numbers_in_one_running_line():
    assert told(answered("1) 03 53 01 44 55 2) oui 3) possible 4) non 5) oui")) == {
        name: DUE[name] for name in ASKED[:5]
    }


def test_only_some_numbers_are_some_answers():
    assert answered("2. non\n5. oui merci") == {"degraded_mode": False, "support_requested": True}


def test_an_answer_may_repeat_its_question():
    lines = "\n".join(f"{asked} {said}" for asked, said in zip(QUESTIONS[:6], SAID[:6], strict=True))
    assert answered(lines) == {name: DUE[name] for name in ASKED[:6]}


def test_it_reads_answers_below_each_quoted_question():
    whole = "Bonjour,\n\n> Madame, Monsieur,\n>\n" + "".join(
        f"> {asked}\n{said}\n" for asked, said in zip(QUESTIONS, SAID, strict=True)
    )
    assert told(answered("Bonjour,\n\n" + "\n".join(SAID), whole=whole + "> N'envoyez pas de mots de passe.\n")) == DUE


def test_it_reads_answers_typed_into_a_copy_without_marks():
    lines = "\n".join(f"{asked} {said}" for asked, said in zip(QUESTIONS, SAID, strict=True))
    whole = f"Voir ci-dessous.\n\nDe : Veilleur\nObjet : compléments\n\n{lines}\n\nN'envoyez pas de mots de passe."
    assert told(answered("Voir ci-dessous.", whole=whole)) == DUE


def test_questions_quoted_without_answers_answer_nothing():
    quoted = "".join(f"> {asked}\n" for asked in QUESTIONS)
    assert answered("Bien reçu, je reviens vers vous.", whole=f"Bien reçu, je reviens vers vous.\n\n{quoted}") == {}


def test_as_many_lines_as_questions_are_answers_in_their_order():
    assert told(answered("Bonjour\n" + "\n".join(SAID))) == DUE


@pytest.mark.parametrize(
    ("text", "asked", "due"),
    [
        ("Oui.", ("support_requested",), {"support_requested": True}),
        ("non", ("phone", "degraded_mode"), {"degraded_mode": False}),
        ("Bonjour, oui\n\nCordialement", ("degraded_mode",), {"degraded_mode": True}),
        ("oui", ASKED, {}),
        ("Je ne sais pas.", ("patient_impact",), {"unsure": ("patient_impact",)}),
        ("avéré malheureusement", ("patient_impact",), {"patient_impact": "proven"}),
        ("Le 9 mars à 7h15", ("noticed_at",), {"noticed_at": paris(2026, 3, 9, 7, 15)}),
        ("63", ("territory",), {}),
        ("directrice adjointe", ("declarant_role",), {"declarant_role": "directrice adjointe"}),
        ("en cours", ("state",), {"state": "ongoing"}),
    ],
)
def test_a_lone_answer_counts_where_one_question_wants_it(text, asked, due):
    values = answered(text, asked)
    assert values == due or (asked == ("territory",) and values["territory"].department == "63")


def test_not_knowing_is_told_apart_from_silence():
    assert answered("1. je ne sais pas\n2. non\n3. en cours d'évaluation") == {
        "degraded_mode": False,
        "unsure": ("phone", "patient_impact"),
    }


def test_a_phone_number_is_no_question_number():
    assert "degraded_mode" not in answered("Rappelez-moi au\n03 53 01 44 55, merci.\n06 39 98 12 34 sinon.")


def test_spans_index_the_text():
    message = letter("Bonjour,\n1. cœur : 03 53 01 44 55\n2. non")
    found = read_answers(message, ASKED, lexicons(), NOON)
    assert found["phone"].span is not None
    assert "03 53 01 44 55" in message.text[slice(*found["phone"].span)]
    assert message.text[slice(*found["degraded_mode"].span)] == "non"


def test_nothing_asked_is_nothing_answered():
    assert read_answers(letter("1. oui"), (), lexicons(), NOON) == {}
    assert read_answers(Message(sha256="0" * 64, size=0), FIELD_NAMES, lexicons(), NOON) == {}


@pytest.mark.parametrize(
    "stuff", ["1. " * 30_000, "1.\n" * 30_000, "> 1. ?\n" * 9_000, "? " * 40_000, "bonjour " * 9_000]
)
def test_a_hostile_reply_costs_little(stuff):
    import time

    begun = time.process_time()
    answered(stuff)
    assert time.process_time() - begun < 1.5
