"""Lexicons: what a term finds whatever its dress, what denies it, and what never lowers a severity."""

from __future__ import annotations

import textwrap
import time
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.rules.decision import SEVERITIES
from bot.rules.lexicons.lexicon import Lexicon, Reading, concordance, load_lexicons
from bot.rules.lexicons.phrases import PhraseBook, compile_phrase
from bot.rules.lexicons.words import Words
from tests.unit.rules.sections import section, told
from tests.unit.rules.shipped import rules

SMALL: dict[str, Any] = {
    "fields": {"subject": 2.0, "body": 1.0},
    "cap_per_term": 2,
    "scale": {"minor": 0, "moderate": 2, "major": 5, "critical": 8},
    "terms": [
        {"id": "ransom", "any": ["~rancongiciel", "chiffr* .. serveurs", "serveurs .. chiffr*"], "weight": 3},
        {"id": "outage", "any": ["hs|down", "ne repond pas"], "weight": 1},
    ],
    "negation": {
        "before": ["pas (de|d)", "aucun", "(n|ne) (est|sont) pas"],
        "after": ["non $"],
        "never": ["pas de doute"],
    },
    "decisive": [{"all_of": ["ransom", "outage"], "within": "sentence", "severity": "critical"}],
}


def small(**changes: Any) -> Lexicon:
    read = section({"small": {**SMALL, **changes}}, "lexicons")
    lexicon = load_lexicons(read)["small"]
    assert read.faults == []
    return lexicon


def read(text: str, subject: str = "", lexicon: Lexicon | None = None) -> Reading:
    return _reading(lexicon or small(), Words("subject", subject), Words("body", text))


def _reading(lexicon: Lexicon, *texts: Words) -> Reading:
    book = concordance([lexicon])
    return lexicon.read((words, book.find_by_owner(words)) for words in texts)


def terms(text: str) -> list[str]:
    return [hit.term for hit in read(text).counted]


@pytest.mark.parametrize(
    "text",
    [
        "RANÇONGICIEL",
        "rancongiciel",
        unicodedata.normalize("NFD", "rançongiciel"),
        "rançongicel",
        "rançongiciell",
        "nos serveurs de fichiers sont tous chiffrés",
        "chiffrement des\nserveurs",
    ],
)
def test_it_finds_a_term_in_any_dress(text: str) -> None:
    assert terms(text) == ["ransom"]


@pytest.mark.parametrize(
    "text",
    ["rançon", "serveurs. Chiffrement", "serveurs\n\nchiffrés", "chiffre un deux trois quatre cinq six sept serveurs"],
)
def test_it_does_not_find_what_is_not_there(text: str) -> None:
    assert terms(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "pas de rançongiciel",
        "aucun signe de rançongiciel",
        "les serveurs ne sont pas chiffrés",
        "Rançongiciel : non",
        "Rançongiciel : non\nServeurs : oui",
    ],
)
def test_it_understands_a_denial(text: str) -> None:
    found = read(text)
    assert found.counted == () and found.score == 0 and [hit.denied for hit in found.hits] == [True]


def test_words_are_quoted_from_where_they_stand_whatever_boxes_stand_before_them() -> None:
    found = read("Reprise : ☐ inconnue ☒ rançongiciel\n[x] serveurs hs")
    assert [hit.shown for hit in found.counted] == ["“rançongiciel” body@23", "“hs” body@49"]


@pytest.mark.parametrize(
    "text",
    [
        "pas de doute, rançongiciel",
        "pas de doute rançongiciel",
        "Pas de PJ. Rançongiciel",
        "pas de PJ, rançongiciel",
        "aucun mot pour le dire rançongiciel",
        "rançongiciel non identifié",
        "PJ : aucun\nRançongiciel : oui",
        "le poste ne répond pas rançongiciel",
    ],
)
def test_a_denial_of_something_else_denies_nothing(text: str) -> None:
    assert "ransom" in terms(text)


def test_a_term_said_and_denied_counts_once() -> None:
    assert read("aucun rançongiciel hier. Aujourd'hui rançongiciel.").score == 3


def test_a_term_repeated_forty_times_counts_as_often_as_the_cap_says() -> None:
    assert read("hs " * 40).score == 2
    assert read("hs " * 40, lexicon=small(cap_per_term=1)).score == 1


def test_the_best_field_counts_first() -> None:
    assert read("hs hs hs", subject="hs").score == 3


def test_terms_of_one_sentence_are_told_from_terms_of_one_letter() -> None:
    apart, together = read("Rançongiciel. Poste HS."), read("Ici. Rançongiciel, poste HS.")
    assert apart.has(["ransom", "outage"]) and not apart.has(["ransom", "outage"], "sentence")
    assert together.has(["ransom", "outage"], "sentence")
    assert [hit.written for hit in together.together(["ransom", "outage"], "sentence")] == ["Rançongiciel", "HS"]


def test_a_hit_is_quoted_as_written_with_its_place() -> None:
    (hit,) = read("Bonjour, nos SERVEURS sont chiffrés.").hits
    assert (hit.written, hit.field, hit.offset) == ("SERVEURS sont chiffrés", "body", 13)


def test_thresholds_are_included() -> None:
    grades = [small().grade(score) for score in (0, 1.9, 2, 4.9, 5, 8)]
    assert grades == ["minor", "minor", "moderate", "moderate", "major", "critical"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"terms": [{"id": "a", "any": ["ab*"]}]}, ("terms[0].any", "too short")),
        ({"terms": [{"id": "a", "any": ["~court"]}]}, ("terms[0].any", "forgive a slip")),
        ({"terms": [{"id": "a", "any": [".. x"]}, {"id": "a", "any": ["y"]}]}, ("terms[1].id", "written twice")),
        ({"terms": [{"id": "a", "any": ["x ..", "z"]}]}, ("terms[0].any", "begin and end with a word")),
        ({"terms": [{"id": "a", "any": ["a(b"]}]}, ("terms[0].any", "is no word")),
        ({"terms": [{"id": "a", "any": ["a|b c"]}]}, ("terms[0].any", "a|b c", "write `(a|b)`")),
        ({"terms": [{"id": "a", "any": ["x (a|b c)"]}]}, ("terms[0].any", "each alternative is one word")),
        ({"terms": [{"id": "a", "any": ["x (a|b"]}]}, ("terms[0].any", "is no word")),
        ({"terms": [{"id": "a", "any": ["x"], "weight": -1}]}, ("weight", "may not be negative")),
        ({"decisive": [{"all_of": ["nobody"], "severity": "major"}]}, ("all_of", "no term `nobody`")),
        ({"scale": {"minor": 0, "moderate": 5, "major": 2, "critical": 8}}, ("scale", "must rise")),
        ({"colour": "red"}, ("colour", "unknown key")),
    ],
)
def test_what_cannot_be_meant_is_a_fault_with_place_and_remedy(changes: dict[str, Any], words: tuple[str, ...]) -> None:
    read_section = section({"small": {**SMALL, **changes}}, "lexicons")
    load_lexicons(read_section)
    assert told(read_section.faults, *words)


def test_a_gap_and_the_end_of_a_clause() -> None:
    book = PhraseBook([compile_phrase("t", "mode .. non $")])
    assert book.find(Words("body", "mode dégradé : non, rien"))
    assert not book.find(Words("body", "mode dégradé non renseigné"))


# --- properties of the shipped lexicon ---------------------------------------------------------------------------

_PIECES = (
    "rançongiciel|serveurs chiffrés|les urgences sont en panne|plan blanc|fuite de données|aucun|pas de|"
    "le réseau est tombé|bonjour|messagerie|, |. |hameçonnage"
).split("|")
pieces = st.lists(st.sampled_from(_PIECES), max_size=14).map(" ".join)


def shipped(text: str) -> Reading:
    words = Words("body", text)
    return rules().lexicons["severity"].read([(words, rules().book.find_by_owner(words))])


@given(pieces)
@example("serveurs chiffrés fuite de données rançongiciel aucun aucun")  # wrapped, its last line is « aucun »
def test_case_accents_and_wrapping_do_not_change_the_score(text: str) -> None:
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    wrapped = "\n".join(textwrap.wrap(text, 30, break_long_words=False)) or text
    scores = {shipped(form).score for form in (text, text.upper(), bare, unicodedata.normalize("NFD", text), wrapped)}
    assert len(scores) == 1


@given(pieces, st.sampled_from(_PIECES))
def test_one_more_sentence_never_lowers_anything(text: str, more: str) -> None:
    lexicon = rules().lexicons["severity"]
    before, after = shipped(text), shipped(f"{text}.\n\n{more}")
    assert after.score >= before.score
    floors = [{c.severity for c in lexicon.combinations if r.has(c.terms, c.within)} for r in (before, after)]
    assert floors[0] <= floors[1] and floors[1] <= set(SEVERITIES)


def test_a_hostile_letter_costs_little() -> None:
    letters = ["pas de " * 6000, "rançongiciel " * 3000, "serveurs " * 4000, "a" * 40000, "ne " * 13000, ".\n" * 20000]
    letters += ["si nous étions " * 3000, "maintenance prévue " * 3000, "maintenance prévue depuis. " * 2000]
    for text in letters:
        begun = time.process_time()
        shipped(text)
        assert time.process_time() - begun < 1


ASIDE: dict[str, Any] = {
    "terms": [
        {"id": "outage", "any": ["hs|down"], "weight": 1},
        {"id": "now", "any": ["depuis"]},
        {"id": "planned", "any": ["maintenance .. prevue"], "aside_unless": ["now"]},
    ],
    "negation": {"ahead": ["si (nous|le) .. (etions|etait)"]},
    "decisive": [],
}


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("Le DPI sera HS, maintenance prévue.", ["planned"]),
        ("Maintenance du DPI prévue. Le PACS est HS.", ["planned", "outage"]),
        ("HS depuis la maintenance prévue.", ["outage", "now", "planned"]),
        ("Si le DPI était HS ?", []),
        ("Le PACS est HS, que faire si le DPI était HS ?", ["outage"]),
        ("Si nous étions prêts. Le PACS est HS.", ["outage"]),
    ],
)
def test_what_is_planned_or_supposed_sets_its_sentence_aside_and_no_other(text: str, counted: list[str]) -> None:
    assert [hit.term for hit in read(text, lexicon=small(**ASIDE)).counted] == counted


def test_a_sentence_held_by_an_unknown_term_is_a_fault() -> None:
    terms = [{"id": "planned", "any": ["maintenance"], "aside_unless": ["nothing"]}]
    root = section({"small": {**SMALL, "terms": terms, "decisive": []}}, "lexicons")
    load_lexicons(root)
    assert "no term `nothing` in this lexicon" in str(root.faults[0])
