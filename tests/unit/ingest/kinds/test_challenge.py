"""Filters that want proof from whoever wrote are machines in every wording, never answered; people who tell of them
are not."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.kinds.challenge import challenge
from bot.ingest.kinds.classify import SortingContext, classify
from bot.ingest.parse import parse
from bot.mail.verdict import Kind, Verdict
from bot.settings.model import ReadingLimits

NOTES = Path(__file__).parents[3] / "corpus" / "notes"
CHALLENGES = (NOTES / "challenges.txt").read_text("utf-8").split("=====\n")
PEOPLE = (NOTES / "people_near_challenges.txt").read_text("utf-8").split("=====\n")


def sort(letter: str) -> Verdict:
    head, _, body = letter.partition("\n\n")
    fields = f"From: d.rey@cabinet.example\nTo: fssi@desk.example\n{head}\nMIME-Version: 1.0"
    octets = f"{fields}\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}".encode()
    return classify(parse(octets, ReadingLimits()), SortingContext(own_addresses=frozenset({"fssi@desk.example"})))


@pytest.mark.parametrize("letter", CHALLENGES, ids=lambda one: one.split("\n")[0][9:60])
def test_a_filter_that_wants_proof_is_never_answered_and_is_nobody_s_absence(letter: str) -> None:
    verdict = sort(letter)
    assert (verdict.kind, verdict.automatic, verdict.absence) == (Kind.AUTO_REPLY, True, False)
    assert verdict.reasons[0].partition(": ")[2]


@pytest.mark.parametrize("letter", PEOPLE, ids=lambda one: one.split("\n")[0][9:60])
def test_whoever_tells_of_such_a_letter_is_read_and_answered(letter: str) -> None:
    verdict = sort(letter)
    assert verdict.kind in (Kind.REPORT, Kind.FOLLOW_UP)
    assert not verdict.automatic


@settings(max_examples=60)
@given(st.text(max_size=4_000), st.text(max_size=400))
def test_any_text_is_judged_in_bounds(text: str, subject: str) -> None:
    told = challenge(text, subject)
    assert told is None or 0 < len(told) <= 60
