"""What a letter means where no known wording told it: statements composed of small classes fill the silent fields."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import Any

from bot.report.fields import Found
from bot.report.incident.asking import support_told
from bot.report.incident.consequences import Told, care_told, patients_told, working_told
from bot.report.incident.exposure import PROPERTIES, losses_told, persons_told
from bot.report.reading import Reading
from bot.report.words.sentences import Sentences
from bot.report.words.statements import Statement, statements_of
from bot.report.words.word_classes import WordClasses

_PASSED_ON = "forwarded"


def statements_in(
    reading: Reading, sentences: Sentences, classes: WordClasses, labels: Sequence[tuple[int, int]]
) -> list[Statement]:
    """All that is said of whom in a letter, in order; the `labels` of a form only ask and say nothing."""
    told = statements_of(reading.folded, sentences.spans(), classes)
    return [each for each in told if not any(start <= each.start < end for start, end in labels)] if labels else told


def composed(
    reading: Reading, statements: Sequence[Statement], category: str | None, silent: Collection[str]
) -> dict[str, Found[Any]]:
    """The `silent` fields concluded from statements, with their places; `category` as it was read before.

    The author's own words go before what he passes on: « nous ne sommes pas concernés » speaks of his house.
    """
    if not any(part.source.startswith(_PASSED_ON) for part in reading.parts):
        return _concluded(reading, statements, category, silent)
    own = [told for told in statements if not reading.source_at(told.start).startswith(_PASSED_ON)]
    return {
        **_concluded(reading, statements, category, silent),
        **_concluded(reading, own, category, silent),
    }


def _concluded(
    reading: Reading, statements: Sequence[Statement], category: str | None, silent: Collection[str]
) -> dict[str, Found[Any]]:
    readers: dict[str, Callable[[Sequence[Statement]], Told | None]] = {
        "care_impact": care_told,
        "degraded_mode": partial(working_told, category=category),
        "patient_impact": patients_told,
        "support_requested": support_told,
        "personal_data": partial(persons_told, category=category),
    }
    fields: dict[str, Found[Any]] = {}
    for name, concluded in readers.items():
        if name in silent and (told := concluded(statements)) is not None:
            fields[name] = _found(reading, told)
    if "data_impact" in silent and (lost := losses_told(statements)):
        fields["data_impact"] = _losses(reading, lost)
    return fields


def _found(reading: Reading, told: Told) -> Found[Any]:
    return reading.found(told.value, told.confidence, told.by.start, told.by.end)


def _losses(reading: Reading, lost: dict[str, Told]) -> Found[Any]:
    first = next(iter(lost.values()))
    named = tuple(name for name in PROPERTIES if name in lost)
    return reading.found(named, first.confidence, first.by.start, first.by.end)
