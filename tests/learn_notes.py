"""Learns the weights by which short texts are known for vacation notes, from the letters in tests/corpus.

usage: python -m tests.learn_notes            writes bot/ingest/kinds/note_weights.tsv
       python -m tests.learn_notes --halves   learns on four fifths, measures on the fifth left out, five times

Logistic regression with one step size a feature (AdaGrad), in plain Python; the same letters give the same weights.
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random

from ruamel.yaml import YAML

from bot.ingest.kinds.absence import spoken
from bot.ingest.kinds.likeness import PRIOR, features, scale, words
from bot.ingest.parse import parse
from bot.settings.model import ReadingLimits

CORPUS = Path(__file__).parent / "corpus"
WEIGHTS = Path(__file__).parents[1] / "bot" / "ingest" / "kinds" / "note_weights.tsv"
NOTES = ("absences", "absences_by_program", "absences_by_another_hand")
PEOPLE = ("acknowledgements", "people", "people_like_notes", "people_by_another_hand")
_EPOCHS, _STEP, _SHRINK, _NOTE_COUNTS, _SEEN = 12, 0.5, 1e-3, 2.0, 3
_CLAUSE = re.compile(r"(?<=[.!?;\n])\s+")


def examples() -> list[tuple[str, bool]]:
    """Every text of the corpus, and whether it is a vacation note."""
    found = [(text, True) for name in NOTES for text in _letters(name)]
    found += [(text, False) for name in PEOPLE for text in _letters(name)]
    found += [(line, True) for line in _lines("lines_of_notes")] + [(line, False) for line in _lines("lines_of_people")]
    for path in sorted((CORPUS / "reports").glob("*.eml")):
        if path.name < "600":
            found.append((spoken(parse(path.read_bytes(), ReadingLimits())), False))
    replies = YAML(typ="safe").load((CORPUS / "page-replies" / "replies.yml").read_text("utf-8"))["replies"]
    return found + [(str(one["typed"]), one["verdict"] == "absent") for one in replies]


def learn(letters: Iterable[tuple[str, bool]], seed: int = 7) -> dict[str, int]:
    """The weight of each word and pair met at least three times, in hundredths."""
    random = Random(seed)
    both = list(_with_parts(letters, random))
    seen = [features(words(text)) for text, _ in both]
    counted = Counter(one for found in seen for one in found)
    kept = [[one for one in found if counted[one] >= _SEEN] for found in seen]
    rows = [(k, scale(found), note) for k, found, (_, note) in zip(kept, seen, both, strict=True)]
    weight: dict[str, float] = {}
    moved: dict[str, float] = {}
    for _ in range(_EPOCHS):
        random.shuffle(rows)
        for found, worth, note in rows:
            told = PRIOR + worth * sum(weight.get(one, 0.0) for one in found)
            wrong = 1 / (1 + math.exp(-max(-30.0, min(30.0, told)))) - note
            pull = wrong * worth * (_NOTE_COUNTS if note else 1.0)
            for one in found:
                slope = pull + _SHRINK * weight.get(one, 0.0)
                moved[one] = moved.get(one, 0.0) + slope * slope
                weight[one] = weight.get(one, 0.0) - _STEP * slope / math.sqrt(moved[one] + 1e-8)
    return {one: round(100 * value) for one, value in sorted(weight.items()) if abs(value) >= 0.05}


def _with_parts(letters: Iterable[tuple[str, bool]], random: Random) -> Iterable[tuple[str, bool]]:
    """Each text, and a part of the longer ones: a note with a clause less is still a note."""
    for text, note in letters:
        yield text, note
        clauses = [one for one in _CLAUSE.split(text) if one.strip()]
        if note and len(clauses) > 2:
            yield " ".join(one for one in clauses if random.random() < 0.6) or text, True
        elif not note and len(clauses) > 6:
            at = random.randrange(len(clauses) - 3)
            yield " ".join(clauses[at : at + 3]), False


def _letters(name: str) -> list[str]:
    path = CORPUS / "notes" / f"{name}.txt"
    shape = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit"
    found = []
    for letter in path.read_text("utf-8").split("=====\n"):
        head, _, body = letter.partition("\n\n")
        found.append(spoken(parse(f"{head}\n{shape}\n\n{body}".encode(), ReadingLimits())))
    return found


def _lines(name: str) -> list[str]:
    return [one for one in (CORPUS / "notes" / f"{name}.txt").read_text("utf-8").splitlines() if one.strip()]


def _halves() -> None:
    letters = examples()
    told: Counter[tuple[bool, bool]] = Counter()
    for part in range(5):
        known = learn(one for at, one in enumerate(letters) if at % 5 != part)
        for text, note in letters[part::5]:
            found = features(words(text))
            told[note, PRIOR + scale(found) * sum(known.get(one, 0) for one in found) / 100 > 0] += 1
    print(f"notes found {told[True, True]} of {told[True, True] + told[True, False]}, others taken for notes "
          f"{told[False, True]} of {told[False, True] + told[False, False]}")  # fmt: skip


if __name__ == "__main__":
    if "--halves" in sys.argv:
        _halves()
    else:
        WEIGHTS.write_text("".join(f"{one}\t{weight}\n" for one, weight in learn(examples()).items()), "utf-8")
