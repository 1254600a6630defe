"""What is allowed in the rules but surely not meant: dead rules, holes, unused names; each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from bot.errors import Fault
from bot.rules.conditions import All, Always, AnyOf, At, Condition, Finds, FromDomain, Is, Labelled, Not, Says
from bot.rules.lexicons.lexicon import Lexicon
from bot.rules.ruleset import Ruleset
from bot.settings.section import Node


class _Placed(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def when(self) -> Condition: ...
    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int | None: ...


def lint(rules: Ruleset, tree: Node | None = None, now: datetime | None = None) -> list[Fault]:
    """Every doubt about a ruleset that loads; an empty list when there is none.

    With the `tree` it was read from, faults of names stand at their lines; without `now` nothing is said of schedules
    whose time may come or may be over.
    """
    faults = [*_last_is_unconditional("rules.route", rules.rules["route"], rules)]
    faults += _last_is_unconditional("sla", rules.service, rules)
    for phase, placed in (("rules.guard", rules.rules["guard"]), ("rules.route", rules.rules["route"])):
        faults += _shadowed(phase, placed)
    faults += _shadowed("sla", rules.service)
    faults += _unused(rules)
    for lexicon in rules.lexicons.values():
        faults += _written_twice(lexicon)
    return faults


def _last_is_unconditional(phase: str, placed: Sequence[_Placed], rules: Ruleset) -> list[Fault]:
    if placed and isinstance(placed[-1].when, Always):
        return []
    last = placed[-1] if placed else None
    remedy = "end with a rule whose condition is {always: true}: every letter must find its way"
    place = (last.file, last.line) if last else ("rules.yml", None)
    return [Fault(*place, phase, last.id if last else "nothing", "the last rule is not unconditional", remedy)]


def _shadowed(phase: str, placed: Sequence[_Placed]) -> Iterator[Fault]:
    for number, later in enumerate(placed):
        for earlier in placed[:number]:
            if implies(later.when, earlier.when):
                problem = f"never reached: `{earlier.id}` (line {earlier.line}) holds whenever this one does"
                yield Fault(
                    later.file, later.line, phase, later.id, problem, "move it up, narrow the other, or delete it"
                )
                break


def _unused(rules: Ruleset) -> Iterator[Fault]:
    every = [rule for phase in rules.rules.values() for rule in phase]
    conditions = [rule.when for rule in every] + [rule.when for rule in rules.service]
    asked = {finds for condition in conditions for finds in _finds(condition)}
    scored = {name for rule in every for name in rule.values("score")}
    for name, lexicon in rules.lexicons.items():
        if name not in scored and not any(finds.lexicon == name for finds in asked):
            yield _unused_name(lexicon, f"lexicons.{name}", name, "no rule uses this lexicon")
            continue
        by_points = name in scored or any(f.lexicon == name and f.at_least is not None for f in asked)
        named = {term for f in asked if f.lexicon == name for term in (*f.terms, *f.either)}
        named |= {term for together in lexicon.combinations for term in together.terms} | lexicon.instead.keys()
        named |= lexicon.aside.keys() | {term for unless in lexicon.aside.values() for term in unless}
        for term, weight in lexicon.weights.items():
            if term not in named and not (by_points and weight):
                yield _unused_name(lexicon, f"lexicons.{name}.{term}", term, "this term changes nothing")
    started = {name for rule in every for name in rule.values("escalate")}
    for name in rules.policies:
        if name not in started:
            yield Fault("rules.yml", None, f"escalation.{name}", name, "no rule starts this policy", "use or delete it")


def _unused_name(lexicon: Lexicon, key: str, value: str, problem: str) -> Fault:
    return Fault(lexicon.file, lexicon.line, key, value, problem, "give it a weight, use it in a rule, or delete it")


def _finds(condition: Condition) -> Iterator[Finds]:
    if isinstance(condition, Finds):
        yield condition
    elif isinstance(condition, All | AnyOf):
        for part in condition.parts:
            yield from _finds(part)
    elif isinstance(condition, Not):
        yield from _finds(condition.part)


def _written_twice(lexicon: Lexicon) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for phrase in lexicon.phrases:
        if (key := (phrase.term, phrase.written)) in seen:
            place = f"lexicons.{lexicon.name}.{phrase.term}"
            yield Fault(lexicon.file, lexicon.line, place, phrase.written, "written twice", "keep one")
        seen.add(key)


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
