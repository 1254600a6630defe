"""The weights of words by which short texts are known for notes: learnt again they are the same, and bounded."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.kinds.likeness import PRIOR, features, likeness, scale, weights, words
from tests.learn_notes import CORPUS, examples, learn


def test_learning_from_the_corpus_again_gives_the_weights_that_are_shipped() -> None:
    again, shipped = learn(examples()), weights()
    differing = [
        one for one in again.keys() | shipped.keys() if abs(again.get(one, 0) / 100 - shipped.get(one, 0)) > 0.1
    ]
    assert len(shipped) > 3_000
    # A letter added to the corpus moves a few; run `python -m tests.learn_notes` when it moves many.
    assert len(differing) <= 0.1 * len(shipped), differing[:20]


def test_letters_that_it_did_not_learn_from_are_told_apart() -> None:
    letters = examples()
    known = learn(one for at, one in enumerate(letters) if at % 5)
    left = letters[::5]

    def weighed(text: str) -> float:
        found = features(words(text))
        return PRIOR + scale(found) * sum(known.get(one, 0) for one in found) / 100

    notes = [text for text, note in left if note]
    people = [text for text, note in left if not note]
    assert sum(weighed(one) > 0 for one in notes) >= 0.8 * len(notes)
    assert sum(weighed(one) > 0 for one in people) <= 0.15 * len(people)


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
