"""The fields a letter tells go in; for those it leaves silent, what they most likely are comes out (decision 0017).

Where the author says that he does not know, or that it was a false alarm, nothing is weighed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.mail.message import Message
from bot.report.evidence import Evidence
from bot.report.fields import Found
from bot.report.incident.false_alarm import taken_back
from bot.report.incident.likelihood import SURE, Weighed
from bot.report.reading import is_reply
from bot.report.words.negation import Stance

_A_FORM = 6
"""Labels that make a form: what was left blank there was asked for and not answered."""
_OF_THE_MATTER = frozenset({"category", "origin", "data_impact", "personal_data"})
"""What a later letter and a form may still lean to: what happened, never how things stand now."""
_TICKET = re.compile(r"\b[a-z]{2,12}-20\d\d-\d{3,9}\b", re.IGNORECASE)
_OF_THE_MOMENT = frozenset({"care_impact", "patient_impact"})


def leanings_of(
    evidence: Evidence,
    fields: Mapping[str, Found[Any] | None],
    labels: Sequence[tuple[int, int]],
    message: Message,
    weighed: Weighed,
) -> tuple[tuple[str, Found[Any]], ...]:
    """What the silent fields lean to, in the order of their names, each at the word that spoke most for it.

    `labels` is where the labels of a form stand.
    """
    folded = evidence.reading.folded
    silent = {name for name in SURE if fields.get(name) is None} - _left_open(evidence, fields)
    if len(labels) >= _A_FORM or is_reply(message) or _TICKET.search(folded) is not None:
        silent &= _OF_THE_MATTER
    if message.inner_ids or any(_TICKET.search(each.address) is not None for each in (*message.to, *message.cc)):
        silent.discard("state")
    if not silent:
        return ()
    found = weighed.likely(silent)
    place = evidence.reading.found
    return tuple(
        (name, place(each.value, each.confidence, each.start, each.end)) for name, each in sorted(found.items())
    )


def weighed(folded: str, labels: Sequence[tuple[int, int]]) -> Weighed:
    """The words of a text, weighed without the labels of a form: they ask."""
    for start, end in labels:
        folded = folded[:start] + " " * (end - start) + folded[end:]
    return Weighed(folded)


def _left_open(evidence: Evidence, fields: Mapping[str, Found[Any] | None]) -> set[str]:
    """Fields whose silence is meant."""
    unsure = fields.get("unsure")
    left = set(unsure.value) if unsure is not None else set()
    if taken_back(evidence) is not None:
        return set(SURE)
    if evidence.of("cause_unknown", Stance.STATED, Stance.DENIED):
        left.add("origin")
    state, care, patients = (_told(fields, name) for name in ("state", "care_impact", "patient_impact"))
    if state == "resolved" or care is False or patients == "none":
        left |= _OF_THE_MOMENT
    return left


def _told(fields: Mapping[str, Found[Any] | None], name: str) -> Any:
    found = fields.get(name)
    return found.value if found is not None else None
