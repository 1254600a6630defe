"""Statements go in; whether the author asks for help comes out: by a wish, an order, a question, or a refusal of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.report.incident.consequences import Told
from bot.report.words.statements import Statement

_ASKING = frozenset({"asking", "command", "call", "help"})
_DECLINING = frozenset({"enough", "spurn", "help", "want"})


def support_told(statements: Sequence[Statement]) -> Told | None:
    """True when help is asked for, False when it is declined, left for later, or only information is meant."""
    declined = next((told for told in statements if _declines(told)), None)
    asked = next((told for told in statements if _asks(told)), None)
    if asked is not None and (declined is None or "enough" in declined.said or "asking" in asked.said):
        return Told(True, 0.6, asked)
    if declined is not None:
        return Told(False, 0.6, declined)
    return None


def _asks(told: Statement) -> bool:
    said = told.said
    if (
        said.isdisjoint(_ASKING)
        or told.denied
        or told.past
        or told.within & {"later", "spurn"}
        or "undecided" in told.amid
    ):
        return False
    if "asking" in said and "formal" in told.within and not told.within & {"help", "command"}:
        return False
    if said & {"asking", "command"}:
        return True
    if "call" in said:
        return "at_will" not in told.within
    if "help" not in said:
        return False
    return told.asked or bool(told.within & {"want", "welcome", "command"}) or "welcome" in told.amid


def _declines(told: Statement) -> bool:
    said = told.said
    if said.isdisjoint(_DECLINING) or told.asked or told.past:
        return False
    if "enough" in said:
        return not told.denied
    if "spurn" in said:
        return bool(told.within & {"help", "command", "desk", "call"})
    if told.denied:
        if "help" in said or ("want" in said and told.within & {"help", "desk", "needs"}):
            return True
        return "want" in said and {"all_of_it", "me"} <= told.within and "they" not in told.within
    return told.conditional and bool(said & {"help", "want"}) and "later" in told.within
