"""Learns the weights by which silent fields of a report are told, from the letters and passages in tests/corpus.

usage: python -m tests.learn_fields           writes bot/report/incident/field_weights.tsv
       python -m tests.learn_fields --hands   learns without the letters of one hand and tells those, hand by hand

Multinomial logistic regression, one field after the other, in plain Python; the same letters give the same weights.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from math import exp
from pathlib import Path
from random import Random
from typing import NamedTuple

from bot.ingest.parse import parse
from bot.report.incident.likelihood import (
    SILENT,
    SURE,
    WAKE,
    Learnt,
    features,
    likeliest,
    packed,
    scale,
    unpacked,
    words,
)
from bot.report.reading import reading_of
from bot.report.words.folded import fold
from bot.settings.model import ReadingLimits
from tests.score_reports import LATER, LETTERS

NOTES = Path(__file__).parent / "corpus" / "notes"
PASSAGES = Path(__file__).parent / "corpus" / "passages"
SHORT = Path(__file__).parent / "corpus" / "short_letters"
NIGHT = Path(__file__).parent / "corpus" / "night_letters"
WEIGHTS = Path(__file__).parents[1] / "bot" / "report" / "incident" / "field_weights.tsv"
HANDS = (300, 370, 430, 550, 660, 760, 810, 870, 930, 990, 1050)
"""The last number of each hand's letters."""
OTHERS = -1
_EPOCHS, _STEP, _SHRINK, _SEEN, _LEAST = 16, 0.1, 1e-3, 3, 0.2
_UNDECIDED = 0.02


class Letter(NamedTuple):
    """The words of one letter and what its fields are; a field that is not judged is not among them."""

    hand: int
    found: frozenset[str]
    due: dict[str, str]


def letters() -> list[Letter]:
    """Every letter of a report that has expectations."""
    read = []
    for path in sorted((*LETTERS.glob("*.eml"), *LATER.glob("*.eml"))):
        expected = json.loads(path.with_suffix(".expect.json").read_text("utf-8"))["report"]
        if expected is None:
            continue
        hand = next(n for n, last in enumerate(HANDS) if int(path.stem.partition("-")[0]) <= last)
        folded = reading_of(parse(path.read_bytes(), ReadingLimits())).folded
        due = {name: written(name, expected[name]) for name in SURE if name in expected}
        read.append(Letter(hand, frozenset(features(words(folded))), due))
    return read


def known_letters() -> list[Letter]:
    """All that is learnt from."""
    return letters() + passages() + night_letters() + others()


def others() -> list[Letter]:
    """Letters of no incident: absences, answers by machines and people. Of them nothing must be told."""
    nothing = {**dict.fromkeys(SURE, SILENT), WAKE: "false"}
    texts = (text for path in sorted(NOTES.glob("*.txt")) for text in path.read_text("utf-8").split("=====\n"))
    read = (reading_of(parse(_typed(text), ReadingLimits())).folded for text in texts)
    return [Letter(OTHERS, frozenset(features(words(folded))), nothing) for folded in read]


def passages() -> list[Letter]:
    """Sentences out of letters, each judged by the few fields it decides, and short letters judged by most."""
    read = []
    for path in sorted(PASSAGES.glob("*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            labels, _, text = line.partition("\t")
            due = dict(label.split("=") for label in labels.split(";"))
            read.append(_told(text, {name: value for name, value in due.items() if name in SURE}))
    for path in sorted(SHORT.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            told = json.loads(line)
            due = {name: written(name, told[name]) for name in SURE if told.get(name, []) != []}
            if (wakes := _wakes(told)) is not None:
                due[WAKE] = str(wakes).lower()
            read.append(_told(f"{told['s']}\n.\n{told['t']}", due))
    return read


def _wakes(told: dict[str, object]) -> bool | None:
    """Whether somebody is woken for a letter with these fields; None where they do not tell."""
    if told.get("state") in ("contained", "resolved"):
        return False
    hit = told.get("care_impact"), told.get("degraded_mode"), told.get("patient_impact") in ("potential", "proven")
    if True in hit or told.get("category") == "ransomware":
        return True
    return False if False in hit[:2] or told.get("patient_impact") == "none" else None


def night_letters() -> list[Letter]:
    """Letters to the mailbox of the night, judged by whether somebody is woken for them."""
    lines = (line for path in sorted(NIGHT.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines())
    told = (each for each in map(json.loads, lines) if each["page"] is not None)
    return [_told(f"{each['s']}\n.\n{each['t']}", {WAKE: str(each["page"]).lower()}) for each in told]


def _told(text: str, due: dict[str, str]) -> Letter:
    return Letter(OTHERS, frozenset(features(words(fold(text)))), due)


def _typed(text: str) -> bytes:
    head, _, body = text.partition("\n\n")
    shape = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit"
    return f"{head}\n{shape}\n\n{body}".encode()


def written(name: str, value: object) -> str:
    """A value as a slot names it; of several right ones the first."""
    if name == "data_impact":
        return "+".join(sorted(map(str, value))) if isinstance(value, list) and value else SILENT
    value = value[0] if isinstance(value, list) and value else value
    return SILENT if value in (None, "unknown", []) else str(value).lower()


def learn(known: Sequence[Letter], names: Iterable[str] = (*SURE, WAKE), seed: int = 7) -> Learnt:
    """The weights of each word and pair that several letters share, for each value of each field."""
    seen = Counter(one for letter in known for one in letter.found)
    words = sorted(one for one, count in seen.items() if count >= _SEEN)
    number = {one: n for n, one in enumerate(words)}
    rows = [([number[one] for one in sorted(each.found) if one in number], scale(len(each.found))) for each in known]
    values, prior, told = dict[str, tuple[str, ...]](), list[int](), [dict[int, int]() for _ in words]
    for name in names:
        judged = [(*row, letter.due[name]) for row, letter in zip(rows, known, strict=True) if name in letter.due]
        values[name] = tuple(sorted({value for *_, value in judged}))
        bias, weight = _fit(judged, values[name], len(words), Random(seed))
        for column, mine in enumerate(weight, len(prior)):
            for n, each in enumerate(mine):
                if abs(each) >= _LEAST:
                    told[n][column] = round(100 * each)
        prior += [round(100 * each) for each in bias]
    weights = {one: packed(row, len(prior)) for one, row in zip(words, told, strict=True) if row}
    return Learnt(values, tuple(prior), weights)


def _fit(
    judged: list[tuple[list[int], float, str]], values: Sequence[str], size: int, random: Random
) -> tuple[list[float], list[list[float]]]:
    bias = [0.0] * len(values)
    weight = [[0.0] * size for _ in values]
    order = list(judged)
    for epoch in range(_EPOCHS):
        random.shuffle(order)
        step = _STEP / (1 + epoch / 4)
        for row, worth, due in order:
            told = [b + worth * sum(map(mine.__getitem__, row)) for b, mine in zip(bias, weight, strict=True)]
            chances = _shares(told)
            for n, value in enumerate(values):
                wrong = chances[n] - (value == due)
                if abs(wrong) < _UNDECIDED:
                    continue
                mine, pull = weight[n], step * wrong * worth
                for one in row:
                    mine[one] -= pull + step * _SHRINK * mine[one]
                bias[n] -= step * wrong
    return bias, weight


def _shares(told: list[float]) -> list[float]:
    most = max(told)
    raised = [exp(max(-60.0, each - most)) for each in told]
    return [each / sum(raised) for each in raised]


def file_of(learnt: Learnt) -> str:
    """The weights as the file holds them."""
    fields = ["\t".join((name, *values)) for name, values in learnt.values.items()]
    prior = "\t".join(map(str, learnt.prior))
    words = ("\t".join((one, *_told_by(row, len(learnt.prior)))) for one, row in learnt.words.items())
    return "\n".join((*fields, prior, "", *words)) + "\n"


def _told_by(row: int, columns: int) -> list[str]:
    return [f"{column}:{weight}" for column in range(columns) if (weight := unpacked(row, column))]


def _by_hands(known: list[Letter]) -> None:
    told: dict[str, Counter[str]] = {name: Counter() for name in SURE}
    for hand in sorted({letter.hand for letter in known} - {OTHERS})[1:]:
        learnt = learn([letter for letter in known if letter.hand != hand])
        for letter in known:
            for name, column, chance in likeliest(learnt, letter.found) if letter.hand == hand else ():
                if name in SURE and name in letter.due and column.value != SILENT and chance >= SURE[name]:
                    told[name]["right" if column.value == letter.due[name] else "wrong"] += 1
                told[name]["judged"] += name in letter.due
    for name, count in told.items():
        spoken = count["right"] + count["wrong"]
        print(f"{name:16} speaks of {spoken} in {count['judged']}, right {count['right'] / max(1, spoken):.0%}")


if __name__ == "__main__":
    if "--hands" in sys.argv:
        _by_hands(known_letters())
    else:
        WEIGHTS.write_text(file_of(learn(known_letters())), "utf-8")
