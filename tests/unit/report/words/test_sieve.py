"""The sieve leaves out no pattern that stands in a text: a warm index finds what a cold one finds."""

from __future__ import annotations

import pickle

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.report.words.folded import fold
from bot.report.words.sieve import Sieve, beginning
from bot.report.words.terms import TermIndex
from tests.score_reports import letters

TERMS = [("a", 1.0, "mode dégradé"), ("b", 2.0, "serveur* ... chiffr*"), ("c", 3.0, "(tout|rien) ne (marche|va) plus")]

WORDS = "tout rien ne marche plus serveurs chiffrés mode dégradé\n é . -".split(" ")


def warmed() -> TermIndex:
    index = TermIndex(TERMS)
    for _ in range(80):
        index.search("rien")
    return index


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from("tout rien ne marche plus serveurs chiffrés mode dégradé\n é . -".split(" ")), max_size=14)
)
def test_a_warm_index_finds_what_a_cold_one_finds(words):
    text = fold(" ".join(words))
    assert WARM.search(text) == TermIndex(TERMS).search(text)


WARM = warmed()


def test_on_real_letters_too():
    for _, octets, _, _ in list(letters())[:40]:
        text = fold(octets.decode("utf-8", "replace"))[:3000]
        assert WARM.search(text) == TermIndex(TERMS).search(text)


def test_a_cold_sieve_and_an_empty_answer_let_everything_pass():
    sieve = Sieve(["serveur", "poste"], warm=2)
    assert list(sieve.possible("le poste")) == [0, 1]
    assert list(sieve.possible("le poste")) == [1]
    assert list(sieve.possible("autre chose")) == [0, 1]


def test_it_travels_between_processes():
    sieve = pickle.loads(pickle.dumps(Sieve(["serveur"], warm=1)))
    assert list(sieve.possible("serveur")) == [0]


def test_an_open_bracket_leaves_only_what_is_sure():
    assert beginning("(?:a~b)c", "~") == "[a-z0-9]"
    assert beginning("ab~c", "~") == "ab"
