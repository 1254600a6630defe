"""The index finds what each term finds by itself, tried at every word of a text."""

from __future__ import annotations

import pickle
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.report.words.folded import fold
from bot.report.words.term_grammar import openings, pattern, rarest_heads
from bot.report.words.terms import TermIndex
from tests.score_reports import letters

TERMS = [
    ("degraded", 1.0, "mode dégradé"),
    ("encrypted", 2.0, "serveur* ... chiffr*"),
    ("down", 3.0, "(tout|rien) ne (marche|va) plus"),
    ("ransom", 9.0, "(rancon|ransom)(giciel|ware|*)"),
    ("unasked", 1.0, "(pas|aucune) (de |)demande ... (souhaitee|attendu*)"),
    ("alarm", 1.0, "alarme"),
    ("server", 1.0, "serveur de (test|la paie)"),
    ("commune", 1.0, "communication* ... plus"),
]
WORDS = """
tout rien ne marche plus va serveurs serveur serveurss chiffrés chiffre mode dégradé dégrade rançon ransomware
rancogiciel pas de aucune demande souhaitée attendues alarme alarmes comunication communnications test la paie é"""
SAID = [*WORDS.split(), *"\n.-',;"]
INDEX = TermIndex(TERMS)


def alone(text: str) -> set[tuple[str, int]]:
    """Where each term begins, when it is tried by itself wherever a word begins."""
    found: set[tuple[str, int]] = set()
    for concept, _, term in TERMS:
        for opening in openings(term):
            written = re.compile(pattern(opening.word + "*" * opening.stem + opening.rest))
            found |= {
                (concept, word.start()) for word in re.finditer(r"\w+", text) if written.match(text, word.start())
            }
    return found


@settings(max_examples=300)
@given(st.lists(st.sampled_from(SAID), max_size=16))
def test_it_finds_what_each_term_finds_alone(words):
    # A gap reaches a few letters further where more signs than one stand at its beginning.
    text = fold(" ".join(words))[:58]
    hits = INDEX.search(text)
    begun = alone(text)
    assert {(hit.concept, hit.start) for hit in hits} <= begun
    # What is not told begins inside a longer hit of the same concept.
    for concept, start in begun:
        assert any(hit.concept == concept and hit.start <= start < hit.end for hit in hits)


def test_on_real_letters_too():
    for _, octets, _, _ in list(letters())[:40]:
        text = fold(octets.decode("utf-8", "replace"))[:3000]
        assert {(hit.concept, hit.start) for hit in INDEX.search(text)} <= alone(text)


@pytest.mark.parametrize(
    ("text", "concept", "said"),
    [
        ("nos serveurs sont tous chiffrés", "encrypted", "serveurs sont tous chiffres"),
        ("le ransomware, le rancongiciels", "ransom", "ransomware"),
        ("pas de demande\nparticulière souhaitée", "unasked", "pas de demande\nparticuliere souhaitee"),
        ("le serveur de la paie", "server", "serveur de la paie"),
        ("la comunication ne passe plus", "commune", "comunication ne passe plus"),
    ],
)
def test_it_tells_where_a_term_ends(text, concept, said):
    text = fold(text)
    assert said in [text[hit.start : hit.end] for hit in INDEX.search(text) if hit.concept == concept]


@pytest.mark.parametrize(
    "text", ["des alarmes", "serveur. Chiffré", "serveur de tests", "tout ne va-il plus", "ransom2"]
)
def test_it_finds_no_word_that_is_another(text):
    assert not INDEX.search(fold(text))


def test_what_a_text_has_to_hold_is_a_word_few_texts_hold():
    assert rarest_heads(" la (preuve|trace) d un") == {"preu", "trac"}
    assert rarest_heads(" (de |)la") == {"la"}
    # Grown together, nothing is sure.
    assert rarest_heads(" re(mise|prise) en route") == frozenset()


def test_an_index_travels_between_processes():
    text = fold("rien ne va plus")
    assert pickle.loads(pickle.dumps(INDEX)).search(text) == INDEX.search(text)
