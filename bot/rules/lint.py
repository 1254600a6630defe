"""What is allowed in the rules but surely not meant: dead rules, holes, unused names; each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.errors import Fault
from bot.rules.conditions import Always
from bot.rules.lexicons.lexicon import Lexicon
from bot.rules.reach import Placed, shadowed, swallowed, unclear, unreachable
from bot.rules.ruleset import Ruleset
from bot.rules.unused import never_reaching, unused
from bot.settings.section import Node


def lint(rules: Ruleset, tree: Node | None = None, now: datetime | None = None) -> list[Fault]:
    """Every doubt about a ruleset that loads; an empty list when there is none.

    With the `tree` it was read from, faults of names stand at their lines; without `now` nothing is said of schedules
    whose time may come or may be over.
    """
    faults = [*_without_a_way(rules), *unreachable(rules), *unclear(rules), *unused(rules, tree)]
    faults += never_reaching(rules, tree, now) if now is not None else ()
    for lexicon in rules.lexicons.values():
        faults += _written_twice(lexicon)
    return faults


def unsafe(rules: Ruleset, tree: Node | None = None, now: datetime | None = None) -> list[Fault]:
    """The doubts nothing may be decided with: letters that would find no way or never open a ticket, shadowed rules,
    two things for one letter, steps that reach nobody. A rule that hours leave without a letter does no harm."""
    faults = [*_without_a_way(rules), *swallowed(rules), *shadowed(rules), *unclear(rules)]
    faults += never_reaching(rules, tree, now) if now is not None else ()
    return faults


def _without_a_way(rules: Ruleset) -> Iterator[Fault]:
    yield from _last_is_unconditional("rules.route", rules.rules["route"], rules)
    yield from _last_is_unconditional("sla", rules.service, rules)


def _last_is_unconditional(phase: str, placed: Sequence[Placed], rules: Ruleset) -> list[Fault]:
    if placed and isinstance(placed[-1].when, Always):
        return []
    last = placed[-1] if placed else None
    remedy = "end with a rule whose condition is {always: true}: every letter must find its way"
    place = (last.file, last.line) if last else ("rules.yml", None)
    return [Fault(*place, phase, last.id if last else "nothing", "the last rule is not unconditional", remedy)]


def _written_twice(lexicon: Lexicon) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for phrase in lexicon.phrases:
        if (key := (phrase.term, phrase.written)) in seen:
            place = f"lexicons.{lexicon.name}.{phrase.term}"
            yield Fault(lexicon.file, lexicon.line, place, phrase.written, "written twice", "keep one")
        seen.add(key)
