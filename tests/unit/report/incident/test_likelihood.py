"""What silent fields most likely are: learnt, told with the word that decided, and never making less of a letter."""

from __future__ import annotations

import json
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.parse import parse
from bot.report.dialogue.questions import missing
from bot.report.fields import FIELD_NAMES, Found, Report, bare, with_sources
from bot.report.incident.likelihood import SILENT, SURE, WAKE, Learnt, Weighed, likeliest, packed, unpacked, weights
from bot.report.reading import reading_of
from bot.rules.condition_values import WORDS
from bot.rules.facts import ALARMING
from bot.settings.model import ReadingLimits
from tests.learn_fields import PASSAGES, SHORT, file_of, known_letters, learn, night_letters, others
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
        for name, told in Weighed(text).likely(SURE).items():
            assert (name, told.value) not in NEVER


@given(st.lists(st.sampled_from(sorted(weights().words)), min_size=30, max_size=80))
@settings(max_examples=60, deadline=None)
def test_it_never_makes_less_of_any_words(words):
    assert not {(name, told.value) for name, told in Weighed(" ".join(words)).likely(SURE).items()} & NEVER


def test_it_leans_only_and_names_the_word_that_decided():
    spoken = 0
    for text in texts():
        for name, told in Weighed(text).likely(SURE).items():
            assert SURE[name] / 2 - 0.01 <= told.confidence <= 0.5
            assert 0 <= told.start < told.end <= len(text)
            assert text[told.start : told.end].strip()
            spoken += 1
    assert spoken > 200


def test_it_says_nothing_of_a_few_words():
    assert Weighed("les serveurs sont chiffres, une rancon est demandee").likely(SURE) == {}


def test_it_says_nothing_of_fields_that_are_not_silent():
    assert all(set(Weighed(text).likely({"state"})) <= {"state"} for text in texts()[:40])


@given(st.lists(st.dictionaries(st.integers(0, 40), st.integers(-2_000, 2_000)), max_size=300))
@settings(max_examples=40, deadline=None)
def test_weights_added_up_at_once_are_those_added_one_by_one(rows):
    names = {str(n): row for n, row in enumerate(rows)}
    learnt = Learnt({"x": tuple(map(str, range(41)))}, (0,) * 41, {one: packed(row, 41) for one, row in names.items()})
    sums = [sum(row.get(column, 0) for row in rows) for column in range(41)]
    [(_, column, _)] = likeliest(learnt, set(names))
    assert sums[column.number] == max(sums)
    assert all(unpacked(packed(row, 41), n) == weight for row in rows for n, weight in row.items())


def test_no_sum_of_a_letter_reaches_the_next_column():
    greatest = max(abs(unpacked(row, n)) for row in weights().words.values() for n in range(len(weights().prior)))
    assert greatest < 1 << 18 and (1 << 19) * 5_000 < 1 << 32


@pytest.mark.parametrize("name", [WAKE])
def test_the_weights_shipped_are_those_learnt_from_the_letters(name):
    again, shipped = learn(known_letters(), [name]), weights()
    first = sum(len(values) for values in list(shipped.values.values())[: list(shipped.values).index(name)])
    columns = range(first, first + len(shipped.values[name]))
    rows = {one: tuple(unpacked(row, n) for n in columns) for one, row in shipped.words.items()}
    learnt = {one: tuple(unpacked(row, n) for n in range(len(columns))) for one, row in again.words.items()}
    assert again.values[name] == shipped.values[name]
    assert again.prior == shipped.prior[first : columns.stop]
    assert learnt == {one: row for one, row in rows.items() if any(row)}
    assert file_of(again).startswith(f"{name}\tfalse\ttrue")


def test_letters_of_no_incident_are_told_nothing():
    told = [letter for letter in others() if _speaks(letter.found)]
    assert len(told) <= len(others()) * 0.01


def _speaks(found: frozenset[str]) -> bool:
    told = likeliest(weights(), found)
    return any(column.value != SILENT and name in SURE and chance >= SURE[name] for name, column, chance in told)


def test_letters_that_woke_somebody_are_told_from_those_that_did_not():
    judged = [(letter.due[WAKE], weights_of(letter.found)) for letter in night_letters()]
    woken, slept = ([chance for due, chance in judged if due == value] for value in ("true", "false"))
    assert sum(chance >= ALARMING for chance in woken) > 0.9 * len(woken)
    assert sum(chance >= ALARMING for chance in slept) < 0.05 * len(slept)


def weights_of(found: frozenset[str]) -> float:
    """How alarming words are by the weights shipped."""
    [(column, chance)] = [(column, chance) for name, column, chance in likeliest(weights(), found) if name == WAKE]
    return chance if column.value == "true" else 1 - chance


def test_few_words_alarm_nobody_by_themselves():
    assert Weighed("les serveurs sont chiffres, une rancon est demandee").alarming == 0.0


def test_a_letter_is_as_alarming_in_another_order_of_its_sentences():
    first = "la nuit a ete dure. les perfusions partent avec deux debits et personne ne sait lequel croire. "
    second = "nous ne tenons plus, rappelez vite la reanimation, les ecrans sont noirs depuis minuit et demi. "
    assert abs(Weighed(first + second).alarming - Weighed(second + first).alarming) < 0.1
    assert Weighed(first + second).alarming > 0.5


def leaning(**told: Found[object]) -> Report:
    """A report with nothing told but these leanings."""
    return Report(leanings=tuple(told.items()))


def test_a_leaning_is_shown_but_no_rule_sees_it_and_it_is_still_asked_for():
    read = leaning(patient_impact=Found("potential", 0.4, "text", (3, 9)))
    assert read.patient_impact is None
    assert read.get("patient_impact") == bare(read)["patient_impact"] == "potential"
    assert with_sources(read)["patient_impact"]["confidence"] == 0.4
    assert "patient_impact" in missing(read)
    assert not {"leanings", "alarming"} & set(FIELD_NAMES)


def test_what_is_told_goes_before_what_it_leans_to():
    read = Report(state=Found("resolved"), leanings=(("state", Found("ongoing", 0.4)),))
    assert read.get("state") == "resolved"


def test_only_what_a_letter_leaves_silent_is_weighed():
    first = report(UNHEARD)
    assert first.leanings
    assert all(getattr(first, name) is None for name, _ in first.leanings)


@pytest.mark.parametrize(
    "later", [report(UNHEARD, subject="Re: bons de commande"), report(f"{UNHEARD} (dossier SSI-2026-000123)")]
)
def test_a_later_letter_leans_to_what_happened_and_never_to_how_things_stand(later):
    assert dict(later.leanings).keys() <= {"category", "origin", "data_impact", "personal_data"}


def test_a_cause_told_to_be_unknown_stays_unknown():
    read = report(UNHEARD + " La cause est inconnue à ce stade.")
    assert "origin" not in dict(read.leanings)


def test_a_form_is_not_weighed_by_what_it_asks():
    labels = ("Structure", "FINESS", "Fonction", "Téléphone", "Constat", "Cause", "État")
    asked = "\n".join(f"{label} :" for label in labels)
    told, alone = report(f"{UNHEARD}\n{asked}").leanings, report(UNHEARD).leanings
    assert [(name, found.value) for name, found in told] == [
        (name, found.value) for name, found in alone if name in ("category", "origin", "data_impact", "personal_data")
    ]


def test_every_passage_and_short_letter_names_fields_and_values_that_are():
    fields, flags = {name: set(values) for name, values in WORDS.items()}, {"true", "false"}
    for path in sorted(PASSAGES.glob("*.tsv")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            labels, tab, text = line.partition("\t")
            assert tab and text.strip(), (path.name, number)
            for name, value in (label.split("=") for label in labels.split(";")):
                assert set(value.split("+")) <= fields.get(name, flags) | {SILENT}, (path.name, number, name, value)
    for path in sorted(SHORT.glob("*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            told = json.loads(line)
            assert told.pop("s") and told.pop("t"), (path.name, number)
            for name, value in told.items():
                said = set(value) if isinstance(value, list) else {str(value).lower()} if value is not None else set()
                assert said <= fields.get(name, flags), (path.name, number, name, value)
