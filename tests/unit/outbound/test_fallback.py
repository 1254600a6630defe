"""The words for when a template fails: true of any letter, and complete."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk.kept.letters import LetterClass
from bot.outbound.fallback import fallback
from bot.outbound.typography import NO_BREAK
from tests.letters_out import IDENTITY, entry


@pytest.mark.parametrize("cls", list(LetterClass))
@pytest.mark.parametrize("language", ["fr", "en", "de"])
@pytest.mark.parametrize("context", [{}, {"text": 3, "alarm": None, "structure": "x"}])
def test_it_has_words_for_every_class_whatever_the_facts(
    cls: LetterClass, language: str, context: dict[str, object]
) -> None:
    words = fallback(entry(cls=cls, language=language, context=context), IDENTITY)
    assert words.subject.startswith("[SSI-2026-000123] ")
    assert "[SSI-2026-000123]" in words.text
    assert words.html.startswith("<!DOCTYPE html>")
    assert "None" not in words.text


def test_a_page_still_says_how_to_answer() -> None:
    words = fallback(entry(cls=LetterClass.PAGE), IDENTITY)
    assert "« je prends »" in words.text.replace(NO_BREAK, " ")


def test_a_declarant_still_gets_the_emergency_number_and_no_false_comfort() -> None:
    text = " ".join(fallback(entry(), IDENTITY).text.split())
    assert "01 99 00 12 34" in text
    assert "ne dit pas qu’une personne l’a lu" in text
    assert "01 99" not in fallback(entry(), replace(IDENTITY, emergency_phone="")).text


def test_a_persons_reply_is_not_replaced() -> None:
    words = fallback(entry(cls=LetterClass.REPLY, context={"text": "Rappelez-nous.\n# ici"}), IDENTITY)
    assert "Rappelez-nous.\n# ici" in words.text
