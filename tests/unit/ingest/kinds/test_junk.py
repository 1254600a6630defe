"""Junk by its words, and the people who pass it on, ask about it or were taken in by it: in doubt a report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.ingest.kinds.classify import SortingContext, classify
from bot.ingest.parse import parse
from bot.mail.verdict import Kind, Verdict
from bot.settings.model import ReadingLimits

CORPUS = Path(__file__).parents[3] / "corpus"
CONTEXT = SortingContext(own_addresses=frozenset({"fssi@desk.example", "desk@desk.example"}), key=b"k" * 32)


def letters(name: str) -> list[str]:
    return (CORPUS / "junk" / name).read_text("utf-8").split("=====\n")


def sort(letter: str, author: str = "x@y.example") -> Verdict:
    head, _, body = letter.partition("\n\n")
    fields = (
        f"From: {author}\nTo: fssi@desk.example\n{head}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8"
    )
    return classify(parse(f"{fields}\nContent-Transfer-Encoding: 8bit\n\n{body}".encode(), ReadingLimits()), CONTEXT)


def test_nobody_who_passes_junk_on_is_thrown_away_with_it() -> None:
    verdicts = {one.split("\n")[0]: sort(one) for one in letters("people_who_pass_it_on.txt")}
    assert not {name: one.reasons for name, one in verdicts.items() if one.kind is not Kind.REPORT}


def test_most_junk_is_known_and_says_by_which_words() -> None:
    verdicts = [sort(one) for one in letters("junk.txt")]
    found = [one for one in verdicts if one.kind is Kind.JUNK]
    assert len(found) >= 0.85 * len(verdicts)
    assert all(one.reasons[0].partition(": ")[2] for one in found)


@pytest.mark.parametrize(
    "text", ["Achetez.", "Voici le mail : votre compte sera suspendu, cliquez ici http://x.example"]
)
def test_our_own_address_forged_is_junk_whatever_it_says(text: str) -> None:
    verdict = sort(f"Subject: x\n\n{text}", "fssi@desk.example")
    assert (verdict.kind, verdict.reasons[0]) == (Kind.JUNK, "From: our own address without our identifier")


def test_every_letter_of_the_corpus_comes_with_reasons() -> None:
    for path in sorted(CORPUS.glob("*.eml")):
        verdict = classify(parse(path.read_bytes(), ReadingLimits()), CONTEXT)
        assert verdict.reasons, path.name
        want = json.loads(path.with_suffix("").with_suffix(".expect.json").read_text("utf-8"))
        if want.get("kind", "report") != "report":
            assert verdict.reasons[0] != "no sign of another kind", path.name
