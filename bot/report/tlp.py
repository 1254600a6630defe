"""TLP and PAP labels as people write them, read as the standard words (FIRST TLP 2.0; MISP taxonomy PAP)."""

from __future__ import annotations

import re
from dataclasses import dataclass

_COLOURS = {
    "red": "RED",
    "rouge": "RED",
    "amber": "AMBER",
    "ambre": "AMBER",
    "orange": "AMBER",
    "ambert": "AMBER",
    "yellow": "AMBER",
}
_COLOURS |= {
    "green": "GREEN",
    "vert": "GREEN",
    "verte": "GREEN",
    "clear": "CLEAR",
    "white": "CLEAR",
    "blanc": "CLEAR",
    "blanche": "CLEAR",
}
_LABEL = re.compile(
    r"\b(tlp|pap)\s{0,2}[:=\-]?\s{0,2}(red|rouge|amber|ambre|ambert|orange|yellow|green|verte?|clear|"
    r"white|blanche?)\b(\s?[+\-]?\s?strict\b)?"
)
_STRICTNESS = {"TLP:CLEAR": 0, "TLP:GREEN": 1, "TLP:AMBER": 2, "TLP:AMBER+STRICT": 3, "TLP:RED": 4}


@dataclass(frozen=True, slots=True)
class Label:
    """One label with its place in the folded text; `kind` is `tlp` or `pap`."""

    kind: str
    value: str
    start: int
    end: int


def labels_in(folded: str) -> list[Label]:
    """Every TLP or PAP label; translated colours and the old TLP:WHITE are read as the word of today."""
    found = []
    for match in _LABEL.finditer(folded):
        colour = _COLOURS[match[2]]
        strict = "+STRICT" if match[3] and match[1] == "tlp" and colour == "AMBER" else ""
        found.append(Label(match[1], f"{match[1].upper()}:{colour}{strict}", match.start(), match.end()))
    return found


def strictest(labels: list[Label], kind: str) -> Label | None:
    """The strictest label of one kind, or None."""
    mine = [label for label in labels if label.kind == kind]
    return max(mine, key=lambda label: _STRICTNESS.get(label.value.replace("PAP", "TLP"), 0), default=None)
