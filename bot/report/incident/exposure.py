"""Statements go in; what became of data comes out: out of reach, falsified, seen by others, and whether of persons."""

from __future__ import annotations

from collections.abc import Sequence

from bot.report.incident.consequences import Told
from bot.report.words.statements import Statement

PROPERTIES = ("availability", "integrity", "confidentiality")
_OUT_OF_HAND = frozenset({"data_leak", "theft_loss"})
_BROKEN_INTO = _OUT_OF_HAND | {"account_compromise", "system_compromise", "ransomware", "vulnerability_exploit"}
_HELD = frozenset({"data", "tool"})
_LOST = frozenset({"spoilt", "exposed", "lacked", "stop", "no_longer"})


def losses_told(statements: Sequence[Statement]) -> dict[str, Told]:
    """The properties lost, each with what tells it: `availability`, `integrity`, `confidentiality`."""
    lost: dict[str, Told] = {}
    for told in statements:
        if told.said.isdisjoint(_LOST) or not told.plain:
            continue
        if _spoils(told):
            lost.setdefault("integrity", Told(True, 0.5, told))
        if _exposes(told):
            lost.setdefault("confidentiality", Told(True, 0.5, told))
        if _withholds(told):
            lost.setdefault("availability", Told(True, 0.5, told))
    return lost


def persons_told(statements: Sequence[Statement], category: str | None) -> Told | None:
    """True where data of persons are told to be seen by others or lie where they were lost, False where denied."""
    for told in statements:
        if "exposed" in told.said and told.plain and _exposes(told) and "named" in told.within:
            return Told(True, 0.55, told)
    for told in statements:
        if "held" in told.said and told.plain and "named" in told.within and category in _BROKEN_INTO:
            return Told(True, 0.5, told)
    mentions = [told for told in statements if "named" in told.said and _of_data(told)]
    if category in _OUT_OF_HAND:
        for told in mentions:
            if told.plain:
                return Told(True, 0.5, told)
    for told in () if any(told.plain for told in mentions) else mentions:
        if told.denied and told.within & {"data", "held"} and not (told.asked or told.supposed or told.past):
            return Told(False, 0.5, told)
    return None


def _of_data(told: Statement) -> bool:
    return bool(told.within & {"data", "tool", "held", "exposed"})


def _spoils(told: Statement) -> bool:
    return bool(told.said & {"spoilt"}) and bool(told.of("data", "tool") or told.within & {"dosed"})


def _exposes(told: Statement) -> bool:
    return "exposed" in told.said and ("named" in told.within or (told.of("data") and not told.of("other")))


def _withholds(told: Statement) -> bool:
    if "lacked" in told.said and not told.upon.isdisjoint(_HELD):
        return True
    return bool(told.said & {"stop", "no_longer"}) and not told.about.isdisjoint(_HELD)
