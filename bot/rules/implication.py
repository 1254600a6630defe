"""Two conditions in, out whether the second certainly holds whenever the first does."""

from __future__ import annotations

from bot.rules.conditions import All, Always, AnyOf, At, Condition, Finds, FromDomain, Is, Labelled, Not, Says


def implies(one: Condition, other: Condition) -> bool:
    """True when `other` certainly holds whenever `one` does. Sound, not complete: a doubt is answered with False."""
    if isinstance(other, Always) or one == other:
        return True
    if isinstance(other, All):
        return all(implies(one, part) for part in other.parts)
    if isinstance(one, AnyOf):
        return all(implies(part, other) for part in one.parts)
    if isinstance(other, AnyOf) and any(implies(one, part) for part in other.parts):
        return True
    if isinstance(one, All):
        return any(implies(part, other) for part in one.parts)
    return _narrower(one, other)


def _narrower(one: Condition, other: Condition) -> bool:
    if isinstance(one, Is) and isinstance(other, Is):
        return one.word == other.word and one.values <= other.values
    if isinstance(one, Says) and isinstance(other, Says):
        return one.name == other.name and one.values <= other.values
    if isinstance(one, Labelled) and isinstance(other, Labelled):
        return one.labels <= other.labels
    if isinstance(one, At) and isinstance(other, At):
        return one.window == other.window and set(one.clocks) <= set(other.clocks)
    if isinstance(one, FromDomain) and isinstance(other, FromDomain):
        return set(one.patterns) <= set(other.patterns)
    if isinstance(one, Not) and isinstance(other, Not):
        return implies(other.part, one.part)
    if isinstance(one, Finds) and isinstance(other, Finds):
        return _finds_more(one, other)
    return False


def _finds_more(one: Finds, other: Finds) -> bool:
    if one.lexicon != other.lexicon or other.either or not set(other.terms) <= set(one.terms):
        return False
    if other.terms and other.within != one.within:
        return False
    return other.at_least is None or (one.at_least is not None and one.at_least >= other.at_least)
