"""Conditions with one thing taken away: a part of `all` or `any`, a `not`, one of several values written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

from bot.rules.conditions import All, AnyOf, Condition, Finds, Not, Words


def thinner(condition: Condition) -> Iterator[tuple[str, Condition, bool]]:
    """Each such condition: what was taken away in words, the condition, and whether it can only hold more rarely."""
    if isinstance(condition, Not):
        for words, part, rarer in thinner(condition.part):
            yield f"not: {words}", Not(part), not rarer
        yield "not deleted", condition.part, False
    elif isinstance(condition, All | AnyOf):
        yield from _parts(condition)
    else:
        yield from _values(condition)


def _parts(condition: All | AnyOf) -> Iterator[tuple[str, Condition, bool]]:
    for number, part in enumerate(condition.parts):
        left, right = condition.parts[:number], condition.parts[number + 1 :]
        if left or right:
            yield (
                f"part {number + 1}, {_told(part)}, deleted",
                replace(condition, parts=left + right),
                isinstance(condition, AnyOf),
            )
        for words, changed, rarer in thinner(part):
            yield f"part {number + 1}: {words}", replace(condition, parts=(*left, changed, *right)), rarer


def _values(condition: Any) -> Iterator[tuple[str, Condition, bool]]:
    for field in fields(condition):
        several = getattr(condition, field.name)
        if field.init and isinstance(several, tuple | frozenset) and len(several) > 1:
            for one in sorted(several, key=str):
                left = type(several)(other for other in several if other != one)
                # A lexicon must find all of its `terms`, every other list needs one of its values only.
                rarer = not (isinstance(condition, Finds) and field.name == "terms")
                yield f"{_told(condition)}: {one} deleted", replace(condition, **{field.name: left}), rarer
    if isinstance(condition, Words):
        yield "one word less", replace(condition, at_most=condition.at_most - 1), True
        yield "one word more", replace(condition, at_most=condition.at_most + 1), False


def _told(condition: Any) -> str:
    names = ("name", "word", "window", "lexicon", "labels", "pattern", "patterns", "at_most")
    named = next((getattr(condition, name) for name in names if hasattr(condition, name)), "")
    shown = " ".join(sorted(map(str, named))) if isinstance(named, tuple | frozenset) else str(named)
    return f"{type(condition).__name__.lower()} {shown}".strip()
