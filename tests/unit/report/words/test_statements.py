"""What is said of whom, by classes of words: a denial, an if or a question turns it, and hostile text costs little."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.report.words.folded import fold
from bot.report.words.sentences import Sentences
from bot.report.words.statements import Statement, statements_of
from bot.report.words.word_classes import WordClasses
from tests.unit.report.letter import lexicons


def said(text: str) -> list[Statement]:
    folded = fold(text)
    return statements_of(folded, Sentences(folded).spans(), lexicons().classes)


def first(text: str, kind: str) -> Statement:
    return next(told for told in said(text) if kind in told.said)


def test_the_head_of_a_group_of_nouns_is_what_is_spoken_of():
    told = first("Le serveur des urgences est arrêté.", "stop")
    assert "system" in told.about and "care" in told.owner and "care" not in told.about


@pytest.mark.parametrize(
    ("text", "kind", "denied"),
    [
        ("Les consultations sont annulées.", "stop", False),
        ("Aucune consultation n'est annulée.", "stop", True),
        ("Les résidents n'ont été gênés en rien.", "hamper", True),
        ("Gêne pour les soins    non", "hamper", True),
        ("Soins = non touchés", "hamper", True),
        ("Le bloc ne ferme pas, les urgences sont perturbées.", "hamper", False),
        ("Care was not affected.", "hamper", True),
    ],
)
def test_a_denial_reaches_its_own_part_of_the_sentence(text, kind, denied):
    assert first(text, kind).denied is denied


def test_what_is_supposed_asked_or_past_is_no_fact():
    assert not first("Si cela dure, le bloc sera fermé.", "stop").plain
    assert not first("Le bloc est-il fermé ?", "stop").plain
    assert not first("L'an dernier le bloc était fermé.", "stop").plain


def test_no_longer_says_it_of_any_verb():
    assert "tool" in first("Les sonnettes ne tintent plus.", "no_longer").about


def test_an_order_to_the_desk_is_one_whatever_the_verb():
    assert first("Prêtez-nous un analyste.", "command").plain
    assert not any("command" in told.said for told in said("Excusez-moi du dérangement."))


def test_the_longest_phrase_is_taken_and_a_star_leaves_the_end_open():
    classes = WordClasses({"a": ["mode", "chiff*"], "b": ["mode degrade"]})
    assert [sorted(word.kinds) for word in classes.words("mode degrade chiffrement mode", 0, 29)] == [
        ["b"],
        ["a"],
        ["a"],
    ]


@given(st.text(alphabet="ni sans plus de soin,.:?\n", max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_is_read(text):
    assert all(0 <= told.start < told.end <= len(fold(text)) for told in said(text))


@pytest.mark.parametrize("piece", ["soins de ", "ne pas arret ", "si bloc ", "impact " + "." * 30, "a" * 50 + " "])
def test_hostile_repetition_stays_cheap(piece):
    text = (piece * 6000)[:40_000]
    began = time.process_time()
    said(text)
    assert time.process_time() - began < 2
