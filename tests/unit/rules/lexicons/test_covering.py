"""Phrases that add nothing: what is told is certain, and stands at its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.lexicons.covering import covered
from bot.rules.lexicons.phrases import PhraseBook, compile_phrase
from bot.rules.lexicons.words import Words
from bot.rules.lint import lint, notes
from tests.unit.rules.sections import told
from tests.unit.rules.shipped import changed, load

_PLACES = st.sampled_from(["aaa", "bbb", "aaab", "aaa*", "bbb*", "(aaa|bbb)", "(ccc|aaa*)", "ccc"])
_PHRASES = st.lists(st.tuples(_PLACES, st.booleans()), min_size=1, max_size=4).map(
    lambda places: " ".join(("" if not n or not gap else ".. ") + place for n, (place, gap) in enumerate(places))
)
_TEXTS = st.lists(st.sampled_from(["aaa", "bbb", "aaab", "bbbc", "ccc", "x", "."]), max_size=12).map(" ".join)


def adds_nothing(*written: str) -> list[tuple[str, str]]:
    phrases = [compile_phrase("term", one) for one in written]
    return [(longer.written, shorter.written) for longer, shorter in covered(phrases)]


@pytest.mark.parametrize(
    ("longer", "shorter"),
    [
        ("(est|is) down", "down|hs"),
        ("serveurs hs", "serveur* .. (hs|down)"),
        ("panne des serveurs", "panne .. serveurs"),
        ("controleur de domaine $", "domaine"),
        ("impossible", "impossib*"),
        ("~rancongiciel", "~rancongiciel|~ransomware"),
    ],
)
def test_it_tells_a_phrase_that_holds_a_shorter_one(longer: str, shorter: str) -> None:
    told_of = [] if shorter.startswith("~") else [(longer, shorter)]
    assert adds_nothing(longer, shorter) == adds_nothing(shorter, longer) == told_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("panne .. serveurs", "panne .. des serveurs"),
        ("panne du (serveur|poste)", "serveur"),
        ("non $", "reponse non"),
        ("aaa .. bbb .. ccc", "aaa bbb bbb ccc"),
    ],
)
def test_it_tells_nothing_of_which_it_is_not_certain(one: str, other: str) -> None:
    assert adds_nothing(one, other) == []


def test_of_two_that_say_the_same_the_later_is_told() -> None:
    assert adds_nothing("hs|down", "down|hs") == [("down|hs", "hs|down")]


@given(_PHRASES, _PHRASES, _TEXTS)
def test_wherever_a_phrase_told_is_found_the_other_is_found_too(one: str, other: str, text: str) -> None:
    for longer, shorter in adds_nothing(one, other):
        words = Words("body", text)
        if PhraseBook([compile_phrase("term", longer)]).find(words):
            assert PhraseBook([compile_phrase("term", shorter)]).find(words)


def test_it_is_a_note_at_its_line_and_no_fault() -> None:
    terms = [{"id": "down", "weight": 1, "any": ["hs|down", "serveur hs"]}]
    root = changed("lexicons.mine", {"fields": {"body": 1.0}, "scale": {"minor": 0}, "terms": terms})
    root = changed("rules.classify.0.do", [{"score": "severity"}, {"score": "mine"}], root)
    rules, _ = load(root)
    found = notes(rules, root)
    assert told(found, "mine.yml:7", "lexicons.mine.down", "`hs|down` is found wherever this is")
    assert [note.value for note in found if note.key == "lexicons.mine.down"] == ["serveur hs"]
    assert [fault for fault in lint(rules, root) if "serveur hs" in str(fault)] == []
