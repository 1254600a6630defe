"""What may be shown of a letter: text goes in, the same without NIR, passwords and lists of patients comes out.

The raw octets stay as they came; everything a person reads on a screen, in a log or in a letter passes here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any

from bot.desk.kept.letters import LetterContext
from bot.desk.reading import Reading
from bot.report.numbers.nir import nir_spans
from bot.report.secrets.persons import patient_rows
from bot.report.secrets.sensitive import mask
from bot.report.words.folded import TEXT_LIMIT, fold

HIDDEN = "████ (ligne masquée)"
SEALED = "sealed"
# Seven digits on end are in every NIR and date of birth, one of these words beside every password and patient's name.
_SUSPECT = re.compile(
    r"\d(?:\W{0,3}[\dab]){6}|mot|mdp|pass|pwd|code|cl[ée]|secret|token|key|login|identifiant|user|utilisateur|compte|begin|"
    r"acc[èe]s|connexion|credential|admin|root|chambre|\blit\b|\bch\.? ?\d|hospitalis|years old|y\.?o\b|"
    r"\bn[ée]e?\b|\b(?:ipp|iep|nda|nip)\b|\bans\b|patient|r[ée]sident|usag|malade|dossier",
    re.IGNORECASE,
)
_ROWS_MAKE_A_LIST = 2
_LONGEST_ROW = 400
_WORDS = ("nir", "patient_list")
# Machines' values, in which nothing of a letter's text stands and a mask would only break them.
_KEPT = frozenset({"message_id", "sha256", "number", "at", "due_at", "received_at", "opened_at", "met_at", "hash"})


def shown(text: str) -> str:
    """The text with everything sensitive hidden; of a list of patients nothing of its rows is left, names neither."""
    if not _SUSPECT.search(text):
        return text
    lines = text.split("\n")
    rows = [n for n, line in enumerate(lines) if _is_row(line)]
    if len(rows) >= _ROWS_MAKE_A_LIST:
        for n in rows:
            lines[n] = HIDDEN
    return "".join(mask(piece) for piece in _pieces("\n".join(lines)))


def screened(value: Any) -> Any:
    """JSON with every text in it `shown`; identifiers and instants are left alone."""
    if isinstance(value, str):
        return shown(value)
    if isinstance(value, Mapping):
        return {key: inner if key in _KEPT else screened(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [screened(inner) for inner in value]
    return value


def screened_context(context: LetterContext) -> LetterContext:
    """The facts of a letter out without anything sensitive: the last gate before the outbox, whoever ordered it."""
    changed: dict[str, Any] = {
        name: shown(value) if isinstance(value, str) else tuple(shown(one) for one in value)
        for name in _FREE
        if (value := getattr(context, name))
    }
    hidden = {name: value for name, value in changed.items() if value != getattr(context, name)}
    return replace(context, **hidden) if hidden else context


def sealed(reading: Reading) -> Reading:
    """The reading with its attachments flagged `sealed` when the report names patients or social security numbers."""
    held = reading.report.get("sensitive") if reading.report else ()
    if not set(held) & set(_WORDS) or not reading.message.attachments:
        return reading
    attachments = tuple(
        one if SEALED in one.flags else replace(one, flags=(*one.flags, SEALED)) for one in reading.message.attachments
    )
    return replace(reading, message=replace(reading.message, attachments=attachments))


def _pieces(text: str) -> Iterator[str]:
    """The text in stretches that `mask` looks at whole, cut at line ends where there are any."""
    at = 0
    while len(text) - at > TEXT_LIMIT:
        cut = text.rfind("\n", at + 1, at + TEXT_LIMIT) + 1 or at + TEXT_LIMIT
        yield text[at:cut]
        at = cut
    yield text[at:]


def _is_row(line: str) -> bool:
    folded = fold(line[:_LONGEST_ROW])
    return patient_rows(folded) > 0 or bool(nir_spans(folded))


# Facts that can carry words of a letter or of a person; codes, numbers and instants cannot.
_FREE = tuple(
    f.name
    for f in fields(LetterContext)
    if f.name
    in ("structure", "text", "alarm", "cause", "facts", "claims", "person", "taken_by", "author", "region_agency")
)
