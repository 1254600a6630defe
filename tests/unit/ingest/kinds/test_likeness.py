"""The weights of words by which short texts are known for notes: learnt again they tell the same, and are bounded."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.kinds.likeness import PRIOR, features, likeness, scale, weights, words
from tests.learn_notes import CORPUS, examples, learn


def test_learning_from_the_corpus_again_tells_the_letters_apart_as_the_shipped_weights_do() -> None:
    letters = examples()
    again = {one: value / 100 for one, value in learn(letters).items()}
    agreed = sum((weighed(text, again) > 0) == (likeness(text) > 0) for text, _ in letters)
    assert len(weights()) > 3_000
    # A letter added to the corpus moves many weights a little; when verdicts move: `python -m tests.learn_notes`.
    assert agreed >= 0.98 * len(letters)


def weighed(text: str, known: dict[str, float]) -> float:
    found = features(words(text))
    return PRIOR + scale(found) * sum(known.get(one, 0) for one in found)


def test_letters_that_it_did_not_learn_from_are_told_apart() -> None:
    letters = examples()
    learnt = learn(one for at, one in enumerate(letters) if at % 5)
    known = {one: value / 100 for one, value in learnt.items()}
    left = letters[::5]
    notes = [text for text, note in left if note]
    people = [text for text, note in left if not note]
    assert sum(weighed(one, known) > 0 for one in notes) >= 0.8 * len(notes)
    assert sum(weighed(one, known) > 0 for one in people) <= 0.15 * len(people)


def test_an_unknown_text_is_somebody_s() -> None:
    assert likeness("") == likeness("Zzyzx qwrtp.") == PRIOR


def test_dates_numbers_accents_and_addresses_weigh_alike() -> None:
    assert words("Absente jusqu'à lundi 3 août, a@b.example") == words("ABSENTE jusqu'a mardi 14 mai, c.d@e.example")


def test_ordinary_sentences_are_not_worded_like_notes() -> None:
    lines = (CORPUS / "junk" / "ordinary_sentences.txt").read_text("utf-8").splitlines()
    assert sum(likeness(one) > 1 for one in lines) <= 0.1 * len(lines)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=4_000))
def test_any_text_is_weighed_in_bounds(text: str) -> None:
    assert len(words(text)) <= 160
    assert abs(likeness(text)) < 100
