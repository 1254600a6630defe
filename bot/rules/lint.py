"""What is allowed in the rules but surely not meant: dead rules, holes, unused names; each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.errors import Fault
from bot.rules.conditions import Always
from bot.rules.lexicons.covering import covered
from bot.rules.lexicons.lexicon import Lexicon
from bot.rules.lexicons.phrases import Phrase
from bot.rules.reach import Placed, shadowed, swallowed, unclear, unreachable
from bot.rules.ruleset import Ruleset
from bot.rules.unused import never_reaching, unused
from bot.settings.section import SHIPPED, Node


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


def notes(rules: Ruleset, tree: Node | None = None) -> list[Fault]:
    """What does no harm and adds nothing: phrases of the operator's own that are never found without a shorter one of
    the same term. With the `tree` each stands at its line."""
    told = []
    for lexicon in rules.lexicons.values():
        own = [] if lexicon.file.startswith(SHIPPED) else [p for p in lexicon.phrases if p.owner == lexicon.name]
        for longer, shorter in covered(own):
            node = _written_at(tree, lexicon.name, longer)
            file, line = (node.file, node.line) if node else (lexicon.file, lexicon.line)
            problem = f"adds nothing: `{shorter.written}` is found wherever this is"
            place = f"lexicons.{lexicon.name}.{longer.term}"
            told.append(Fault(file, line, place, longer.written, problem, "keep the shorter one alone, or narrow it"))
    return told


def _written_at(tree: Node | None, lexicon: str, phrase: Phrase) -> Node | None:
    node = tree
    for key in ("lexicons", lexicon, "terms"):
        node = node.value.get(key) if node is not None and isinstance(node.value, dict) else None
    terms = node.value if node is not None and isinstance(node.value, list) else []
    named = (term.value for term in terms if isinstance(term.value, dict))
    lists = (term["any"].value for term in named if "any" in term and term["id"].value == phrase.term)
    every = (one for several in lists if isinstance(several, list) for one in several)
    return next((one for one in every if one.value == phrase.written), None)


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
