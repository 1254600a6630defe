"""What silent fields most likely are: learnt, told with the word that decided, and never making less of a letter."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.parse import parse
from bot.report.dialogue.questions import missing
from bot.report.fields import FIELD_NAMES, Found, Report, bare, with_sources
from bot.report.incident.likelihood import SILENT, SURE, likeliest, likely, weights
from bot.report.reading import reading_of
from bot.settings.model import ReadingLimits
from tests.learn_fields import file_of, learn, letters, others
from tests.score_reports import LETTERS
from tests.unit.report.letter import report

NEVER = {("care_impact", False), ("patient_impact", "none"), ("patient_impact", "proven"), ("state", "resolved")}
# Told in words that no term holds.
UNHEARD = (
    "Madame, Monsieur, ce matin en arrivant la secrétaire a vu que les bons de commande partaient tout seuls vers la "
    "mauvaise adresse, cela depuis que la personne de la société est venue lundi faire ses réglages sur la machine du "
    "fond, et depuis nous ne pouvons plus rien envoyer au laboratoire ni aux familles qui attendent leurs papiers."
)


@cache
def texts() -> tuple[str, ...]:
    """The letters of the corpus, every third, as they are read."""
    paths = sorted(LETTERS.glob("*.eml"))[::3]
    return tuple(reading_of(parse(path.read_bytes(), ReadingLimits())).folded for path in paths)


def test_it_never_makes_less_of_a_letter():
    for text in texts():
        for name, told in likely(text, SURE).items():
            assert (name, told.value) not in NEVER


@given(st.lists(st.sampled_from(sorted(weights()["care_impact"].words)), min_size=30, max_size=80))
@settings(max_examples=60, deadline=None)
def test_it_never_makes_less_of_any_words(words):
    assert not {(name, told.value) for name, told in likely(" ".join(words), SURE).items()} & NEVER


def test_it_leans_only_and_names_the_word_that_decided():
    spoken = 0
    for text in texts():
        for name, told in likely(text, SURE).items():
            assert SURE[name] / 2 - 0.01 <= told.confidence <= 0.5
            assert 0 <= told.start < told.end <= len(text)
            assert text[told.start : told.end].strip()
            spoken += 1
    assert spoken > 200


def test_it_says_nothing_of_a_few_words():
    assert likely("les serveurs sont chiffres, une rancon est demandee", SURE) == {}


def test_it_says_nothing_of_fields_that_are_not_silent():
    assert all(set(likely(text, {"state"})) <= {"state"} for text in texts()[:40])


def test_the_same_words_weigh_the_same_in_any_order_they_are_added():
    assert all(
        isinstance(number, int) for learnt in weights().values() for row in learnt.words.values() for number in row
    )


@pytest.mark.parametrize("name", ["care_impact"])
def test_the_weights_shipped_are_those_learnt_from_the_letters(name):
    again = learn(letters() + others(), [name])
    assert again[name] == weights()[name]
    assert f"{name}\t{SILENT}" in file_of(again)


def test_letters_of_no_incident_are_told_nothing():
    told = [letter for letter in others() if any(_speaks(name, letter.found) for name in SURE)]
    assert len(told) <= len(others()) * 0.01


def _speaks(name: str, found: frozenset[str]) -> bool:
    value, chance = likeliest(weights()[name], found)
    return value != SILENT and chance >= SURE[name]


def leaning(**told: Found[object]) -> Report:
    """A report with nothing told but these leanings."""
    return Report(leanings=tuple(told.items()))


def test_a_leaning_is_shown_but_no_rule_sees_it_and_it_is_still_asked_for():
    read = leaning(patient_impact=Found("potential", 0.4, "text", (3, 9)))
    assert read.patient_impact is None
    assert read.get("patient_impact") == bare(read)["patient_impact"] == "potential"
    assert with_sources(read)["patient_impact"]["confidence"] == 0.4
    assert "patient_impact" in missing(read)
    assert "leanings" not in FIELD_NAMES


def test_what_is_told_goes_before_what_it_leans_to():
    read = Report(state=Found("resolved"), leanings=(("state", Found("ongoing", 0.4)),))
    assert read.get("state") == "resolved"


def test_only_what_a_first_letter_leaves_silent_is_weighed():
    first = report(UNHEARD)
    assert all(getattr(first, name) is None for name, _ in first.leanings)
    assert report(UNHEARD, subject="Re: bons de commande").leanings == ()
    assert report(f"{UNHEARD} (dossier SSI-2026-000123)").leanings == ()


def test_a_cause_told_to_be_unknown_stays_unknown():
    read = report(UNHEARD + " La cause est inconnue à ce stade.")
    assert "origin" not in dict(read.leanings)


def test_a_form_is_not_weighed_by_what_it_asks():
    asked = "\n".join(
        f"{label} :" for label in ("Structure", "FINESS", "Fonction", "Téléphone", "Constat", "Cause", "État")
    )
    assert report(f"{UNHEARD}\n{asked}").leanings == ()
