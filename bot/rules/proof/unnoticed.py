"""Scenarios and rules in, the mutants that no scenario notices out.

Reading a letter does not change when rules do, so each is read once; a mutant is shown only to scenarios it can touch.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.errors import Permanent
from bot.rules.decide import decide
from bot.rules.facts import Facts
from bot.rules.proof.mutants import Mutant
from bot.rules.proof.scenarios import Miss, Read, Scenario, facts_of, hold
from bot.rules.ruleset import Ruleset
from bot.rules.view import View


@dataclass(frozen=True, slots=True)
class Prepared:
    """A scenario with its facts, and what the unchanged rules met in it: rules that held, terms found."""

    scenario: Scenario
    facts: Facts
    met: frozenset[tuple[str, str]]
    misses: tuple[Miss, ...] = ()


def prepare(scenarios: Iterable[Scenario], rules: Ruleset, read: Read) -> list[Prepared]:
    """Every scenario read and judged once. Look at `misses` first: a scenario that does not hold notices everything."""
    return [_prepared(scenario, facts_of(scenario, read), rules) for scenario in scenarios]


def _prepared(scenario: Scenario, facts: Facts, rules: Ruleset) -> Prepared:
    judgement = decide(facts, rules)
    met = {(line.phase, line.rule) for line in judgement.trace if line.matched}
    view = View(facts, rules.windows, rules.lexicons, rules.book)
    for name in rules.lexicons:
        met |= {(name, hit.term) for hit in view.reading(name).hits}
    return Prepared(scenario, facts, frozenset(met), tuple(hold(scenario, judgement, rules)))


def unnoticed(mutants: Iterable[Mutant], prepared: Sequence[Prepared]) -> Iterator[tuple[Mutant, bool]]:
    """Each mutant, and whether some scenario notices it."""
    for mutant in mutants:
        changed = mutant.build()
        yield mutant, any(_notices(one, changed) for one in prepared if _touched(mutant, one))


def _touched(mutant: Mutant, one: Prepared) -> bool:
    return mutant.needs is None or not mutant.needs.isdisjoint(one.met)


def _notices(one: Prepared, changed: Ruleset) -> bool:
    try:
        judgement = decide(one.facts, changed)
    except Permanent:
        return True
    return bool(hold(one.scenario, judgement, changed))
