"""What a ticket keeps of its incident's end: when, why, how long in degraded mode, beside the fields of the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.report.dialogue.resolution import RESOLUTION

KEY = "resolution"
"""Where it stands in what a ticket keeps of its letters: no field of the report."""


def with_end(kept: dict[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """What a ticket keeps, with what was told of the end: the newest word counts, what is unknown erases nothing."""
    if not told:
        return kept
    before = end_of(kept)
    if "returned_at" in told:
        before.pop("returned_on", None)
    values = {name: value for name, value in (before | dict(told)).items() if name != "unsure"}
    unsure = [*before.get("unsure", ()), *told.get("unsure", ())]
    left = [name for name in dict.fromkeys(unsure) if name not in values]
    return kept | {KEY: values | ({"unsure": left} if left else {})}


def end_of(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What was told of the end: `returned_at` or `returned_on`, `causes`, `degraded_minutes`, `unsure`."""
    return dict(kept.get(KEY) or {})


def still_open(kept: Mapping[str, Any]) -> tuple[str, ...]:
    """What of the end was neither told nor answered by « je ne sais pas »."""
    told = end_of(kept)
    known = {*told, *told.get("unsure", ())}
    return tuple(name for name in RESOLUTION if name not in known)
