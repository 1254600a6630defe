"""Our own words in a reply: blanked sign for sign, however wrapped or quoted; the declarant's stay."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from bot.mail.message import Cut
from bot.report.asked import repeated_questions, without
from bot.report.read import read
from tests.unit.report.letter import NOON, letter, lexicons

OURS = (
    "Bonjour,\n\n1. À quel numéro de téléphone pouvons-nous vous rappeler, de jour comme de\n   nuit ?\n"
    "2. D’autres structures risquent-elles d’être touchées (groupement,\n   prestataire partagé, interconnexions) ?\n\n"
    "Si la prise en charge des patients est menacée, n’attendez pas de réponse à ce\ncourriel.\n"
)
QUOTED = "".join(f"> {line}\n" for line in OURS.splitlines())
OTHERWISE = (
    "D'autres structures risquent-elles d'être touchées (groupement, prestataire\npartagé, interconnexions) ? non"
)


@pytest.mark.parametrize("text", [OURS, QUOTED, OTHERWISE], ids=["as sent", "quoted", "wrapped otherwise"])
def test_whole_sentences_of_ours_are_blanked_and_every_offset_stays(text: str) -> None:
    own = without(letter(text), OURS)
    assert "structures" not in own.text and "menacée" not in own.text
    assert len(own.text) == len(text) and own.text.count("\n") == text.count("\n")
    assert ("non" in own.text) is ("non" in text)


def test_a_part_of_our_sentence_is_the_declarants_own() -> None:
    text = "La prise en charge des patients est menacée, d'autres structures risquent d'être touchées."
    assert without(letter(text), OURS).text == text


def test_questions_repeated_under_their_numbers_tell_the_letter() -> None:
    assert repeated_questions(letter(QUOTED), OURS) == 2
    assert repeated_questions(letter(OTHERWISE), OURS) == 0


def test_long_questions_quoted_and_answered_line_by_line_are_not_the_authors_facts() -> None:
    quoted = (
        "> 1. Structure ?\n",
        "> 2. Mode dégradé ?\n",
        "> 3. Souhaitez-vous un accompagnement ?\n",
        "> 4. D'autres structures risquent-elles d'être touchées (GHT,\n>    prestataire partagé, liens) ?\n",
    )
    answers = ("EHPAD Les Moulins\n", "non\n", "oui\n", "je ne sais pas\n")
    text = "".join(asked + said for asked, said in zip(quoted, answers, strict=True))
    cuts = tuple(Cut(text.index(one), text.index(one) + len(one), "quoted lines") for one in quoted)
    told = read(replace(letter("".join(answers)), text=text, cuts=cuts), lexicons(), NOON)
    assert told.get("others_at_risk") is None and told.get("provider_involved") is None
    assert (told.get("degraded_mode"), told.get("support_requested")) == (False, True)


@pytest.mark.parametrize("stuff", ["> 1. ? " * 9_000, "a " * 30_000, "1. nuit ?\n" * 6_000, OURS * 150])
def test_a_hostile_reply_costs_little(stuff: str) -> None:
    begun = time.process_time()
    without(letter(stuff), OURS), repeated_questions(letter(stuff), OURS)
    assert time.process_time() - begun < 1.5
