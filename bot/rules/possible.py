"""Conditions in, out whether some letter may meet them all: a search over closed values, blind to what words may say.

Sound, not complete: "no" is certain; where it does not know (or would search too long) the answer is "maybe". Several
windows are held against each other by `window_meets`, which is asked for instants inside of some and outside of others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from bot.mail.verdict import Kind, Trust
from bot.rules.condition_values import TRACKS, VALUES
from bot.rules.conditions import (
    All,
    Always,
    AnyOf,
    At,
    Condition,
    FromDomain,
    Is,
    Labelled,
    Not,
    Says,
    Territory,
    Value,
    Words,
)
from bot.rules.decision import SEVERITIES
from bot.rules.implication import implies

MOST_STEPS = 4000
"""Steps of one search; past them a letter is said to be possible."""

Meets = Callable[[frozenset[str], frozenset[str]], bool]
"""Whether some instant lies in all of the first windows and in none of the second."""

_FLAGS = frozenset({True, False})
_CLOSED: dict[str, frozenset[Value]] = {
    "severity": frozenset(SEVERITIES),
    "track": frozenset(TRACKS),
    "is": frozenset(str(kind) for kind in Kind),
    "trust": frozenset(str(trust) for trust in Trust),
    **dict.fromkeys(("automatic", "new_ticket", "unreadable", "alarming", "page", "risen", "exercise_lifted"), _FLAGS),
}
_LISTS = frozenset({"data_impact", "sensitive", "unsure", "sites"})


@dataclass(frozen=True, slots=True)
class _Supposed:
    """What is supposed of one letter so far. A variable with a closed set of values keeps those still possible."""

    possible: tuple[tuple[str, frozenset[Value]], ...] = ()
    required: tuple[Condition, ...] = ()
    refused: tuple[Condition, ...] = ()


def possible(conditions: Sequence[Condition], without: Sequence[Condition], window_meets: Meets) -> bool:
    """False when certainly no letter meets all of `conditions` and none of `without`."""
    wanted = [(one, True) for one in conditions] + [(one, False) for one in without]
    return _Search(window_meets).met(_Supposed(), tuple(wanted))


class _Search:
    """One search: suppositions are split where a condition offers a choice, and given up where two contradict."""

    def __init__(self, window_meets: Meets) -> None:
        self.window_meets, self.left = window_meets, MOST_STEPS

    def met(self, supposed: _Supposed, wanted: tuple[tuple[Condition, bool], ...]) -> bool:
        self.left -= 1
        if self.left < 0 or not wanted:
            return True
        (first, holds), rest = wanted[0], wanted[1:]
        if isinstance(first, Not):
            return self.met(supposed, ((first.part, not holds), *rest))
        if isinstance(first, At) and len(first.clocks) != 1:
            first = AnyOf(tuple(At(first.window, (clock,)) for clock in first.clocks))
        if isinstance(first, All | AnyOf):
            parts = tuple((part, holds) for part in first.parts)
            if isinstance(first, All) is holds:
                return self.met(supposed, (*parts, *rest))
            # Choices last: what needs none narrows them first.
            if rest and any(not _splits(*one) for one in rest):
                settled = tuple(one for one in rest if not _splits(*one))
                return self.met(supposed, (*settled, (first, holds), *(one for one in rest if _splits(*one))))
            return any(self.met(supposed, (part, *rest)) for part in parts)
        narrowed = self.suppose(supposed, first, holds)
        return narrowed is not None and self.met(narrowed, rest)

    def suppose(self, supposed: _Supposed, one: Condition, holds: bool) -> _Supposed | None:
        """With one more plain condition; None when that contradicts what is supposed already."""
        if isinstance(one, Always):
            return supposed if holds else None
        if isinstance(one, Is | Says) and (one.word if isinstance(one, Is) else one.name) not in _LISTS:
            return _narrowed(supposed, one, holds)
        if not holds:
            supposed = replace(supposed, refused=(*supposed.refused, one))
        else:
            supposed = replace(supposed, required=(*supposed.required, one))
        return supposed if self.agree(supposed, one) else None

    def agree(self, supposed: _Supposed, latest: Condition) -> bool:
        required, refused = supposed.required, supposed.refused
        if any(implies(one, other) for one in required for other in refused):
            return False
        if isinstance(latest, At):
            return self.windows_agree(required, refused, latest.clocks)
        if isinstance(latest, Says | Labelled):
            return _sets_agree(required, refused)
        if isinstance(latest, Words):
            most = min((one.at_most for one in required if isinstance(one, Words)), default=None)
            return most is None or all(one.at_most < most for one in refused if isinstance(one, Words))
        if isinstance(latest, FromDomain):
            return _domains_agree(required, refused)
        return not isinstance(latest, Territory) or _places_agree(required, refused)

    def windows_agree(self, required: Sequence[Condition], refused: Sequence[Condition], clocks: Sequence[str]) -> bool:
        inside = frozenset(one.window for one in required if isinstance(one, At) and one.clocks == clocks)
        outside = frozenset(one.window for one in refused if isinstance(one, At) and one.clocks == clocks)
        return self.window_meets(inside, outside)


def _splits(one: Condition, holds: bool) -> bool:
    while isinstance(one, Not):
        one, holds = one.part, not holds
    if isinstance(one, At):
        return holds and len(one.clocks) > 1
    return isinstance(one, AnyOf if holds else All)


def _narrowed(supposed: _Supposed, one: Is | Says, holds: bool) -> _Supposed | None:
    word = one.word if isinstance(one, Is) else one.name
    known = dict(supposed.possible)
    if word in _CLOSED or word in VALUES:
        before = known.get(word, _CLOSED.get(word) or VALUES.get(word) or frozenset())
        after = before & one.values if holds else before - one.values
    elif holds:
        # Of an open variable only what was written is known: `required` keeps nothing else to hold it against.
        before = known.get(word, one.values)
        after = (before & one.values) - _never(supposed, word)
    else:
        after = known[word] - one.values if word in known else one.values
        if word not in known:
            return replace(supposed, refused=(*supposed.refused, one))
    if not after:
        return None
    known[word] = after
    return replace(supposed, possible=tuple(known.items()))


def _never(supposed: _Supposed, word: str) -> frozenset[Value]:
    found: frozenset[Value] = frozenset()
    for one in supposed.refused:
        if (isinstance(one, Is) and one.word == word) or (isinstance(one, Says) and one.name == word):
            found |= one.values
    return found


def _sets_agree(required: Sequence[Condition], refused: Sequence[Condition]) -> bool:
    """Fields and labels that hold several values: one required is lost only when every choice of it is refused."""
    for one in required:
        if isinstance(one, Says):
            no = {
                value
                for other in refused
                if isinstance(other, Says) and other.name == one.name
                for value in other.values
            }
            if one.values <= no:
                return False
        if isinstance(one, Labelled) and one.labels <= {
            label for other in refused if isinstance(other, Labelled) for label in other.labels
        }:
            return False
    return True


def _domains_agree(required: Sequence[Condition], refused: Sequence[Condition]) -> bool:
    asked = [one.patterns for one in required if isinstance(one, FromDomain)]
    barred = [p for one in refused if isinstance(one, FromDomain) for p in one.patterns]
    for patterns in asked:
        if any(set(pattern) & set("*?[") for pattern in patterns):
            continue
        left = [name for name in patterns if all(any(fnmatchcase(name, p) for p in other) for other in asked)]
        if all(any(fnmatchcase(name, p) for p in barred) for name in left):
            return False
    return True


def _places_agree(required: Sequence[Condition], refused: Sequence[Condition]) -> bool:
    barred = [one for one in refused if isinstance(one, Territory)]
    departments = frozenset(code for one in barred for code in one.departments)
    regions = frozenset(code for one in barred for code in one.regions)
    asked = [one for one in required if isinstance(one, Territory)]
    if any(one.departments <= departments and one.regions <= regions for one in asked):
        return False
    # One letter has one département and one region: two lists of only the one kind must share a code.
    for kind, other, no in (("departments", "regions", departments), ("regions", "departments", regions)):
        lists = [getattr(one, kind) for one in asked if not getattr(one, other)]
        if lists and not frozenset.intersection(*lists) - no:
            return False
    return True
