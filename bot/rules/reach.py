"""Rules in, out those that can never hold or never be reached, and those that want two things of one letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, partial
from itertools import permutations
from typing import Protocol

from bot.errors import Fault
from bot.rules.clock.meeting import meet
from bot.rules.conditions import Always, Condition
from bot.rules.implication import implies
from bot.rules.possible import Meets, possible
from bot.rules.rule import Rule
from bot.rules.ruleset import Ruleset

_MOVE = "move it up, narrow the other, or delete it"
_ONE_ONLY = {
    "track": "a letter has one track",
    "queue": "a ticket has one queue",
    "escalate": "a page follows one policy",
    "reply": "a declarant gets one reply",
}


class Placed(Protocol):
    """A rule of any phase, or a promise, with its place."""

    @property
    def id(self) -> str: ...
    @property
    def when(self) -> Condition: ...
    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int | None: ...


def unreachable(rules: Ruleset) -> Iterator[Fault]:
    """Rules whose conditions contradict each other, and rules of a first-match phase that others always come before."""
    meets = _meets(rules)
    guard = rules.rules["guard"]
    yield from _first_match("rules.guard", guard, (), meets)
    kept = list(swallowed(rules))
    yield from kept
    parked = [] if kept else [rule.when for rule in guard]
    yield from _first_match("rules.route", rules.rules["route"], parked, meets)
    yield from _first_match("sla", rules.service, parked, meets)
    for phase in ("classify", "answer"):
        for rule in rules.rules[phase]:
            yield from _never(f"rules.{phase}", rule, parked, meets)
    if rules.nis2 and not possible((rules.nis2.when,), parked, meets):
        problem = "these deadlines never run: the condition contradicts itself"
        yield Fault("rules.yml", None, "nis2.when", "nis2", problem, "mend it")


def swallowed(rules: Ruleset) -> Iterator[Fault]:
    """The guard rules, when they keep every letter there can be."""
    guard = rules.rules["guard"]
    if not possible((), [rule.when for rule in guard], _meets(rules)):
        last = guard[-1]
        problem = "the guard rules keep every letter: no ticket is ever opened"
        yield Fault(last.file, last.line, "rules.guard", last.id, problem, "narrow them")


def shadowed(rules: Ruleset) -> Iterator[Fault]:
    """Rules of a first-match phase that ask for no more than one before them, whatever the hours."""
    phases: dict[str, Sequence[Placed]] = {
        "rules.guard": rules.rules["guard"],
        "rules.route": rules.rules["route"],
        "sla": rules.service,
    }
    for phase, placed in phases.items():
        for number, later in enumerate(placed):
            yield from _hidden(phase, later, placed[:number])


def _hidden(phase: str, later: Placed, before: Sequence[Placed]) -> Iterator[Fault]:
    if over := next((one for one in before if implies(later.when, one.when)), None):
        problem = f"never reached: `{over.id}` (line {over.line}) holds whenever this one does"
        yield Fault(later.file, later.line, phase, later.id, problem, _MOVE)


def _meets(rules: Ruleset) -> Meets:
    return cache(partial(meet, rules.windows))


def _first_match(phase: str, placed: Sequence[Placed], parked: Sequence[Condition], meets: Meets) -> Iterator[Fault]:
    for number, later in enumerate(placed):
        before = placed[:number]
        if never := list(_never(phase, later, parked, meets)):
            yield from never
        elif hidden := list(_hidden(phase, later, before)):
            yield from hidden
        elif number == len(placed) - 1 and isinstance(later.when, Always):
            # What is compulsory at the end may well be left without a letter.
            continue
        elif not possible((later.when,), [*parked, *(one.when for one in before)], meets):
            problem = "never reached: of the rules before it one holds whenever this one does"
            yield Fault(later.file, later.line, phase, later.id, problem, _MOVE)


def _never(phase: str, rule: Placed, parked: Sequence[Condition], meets: Meets) -> Iterator[Fault]:
    if not possible((rule.when,), (), meets):
        problem = "can never hold: what it asks contradicts itself"
        yield Fault(rule.file, rule.line, phase, rule.id, problem, "mend the condition, or delete the rule")
    elif not possible((rule.when,), parked, meets):
        problem = "never asked: the guard rules keep every letter it would hold for"
        yield Fault(rule.file, rule.line, phase, rule.id, problem, "narrow the guard rules, or delete this one")


def unclear(rules: Ruleset) -> Iterator[Fault]:
    """Where one letter would certainly get two things of which it can have one only."""
    for phase, placed in rules.rules.items():
        for rule in placed:
            for word, because in _ONE_ONLY.items():
                if len(named := dict.fromkeys(rule.values(word))) > 1:
                    yield _two(phase, rule, f"two values of `{word}` ({', '.join(named)}): {because}")
    meets = _meets(rules)
    answers = [rule for rule in rules.rules["answer"] if rule.values("reply")]
    told: set[str] = set()
    for one, other in permutations(answers, 2):
        same = set(one.values("reply")) == set(other.values("reply"))
        if same or {one.id, other.id} <= told or not possible((one.when,), (), meets):
            continue
        if not possible((one.when,), (other.when,), meets):
            told |= {one.id, other.id}
            problem = f"whenever this rule holds, `{other.id}` (line {other.line}) names another reply"
            yield _two("answer", one, f"{problem}: {_ONE_ONLY['reply']}")


def _two(phase: str, rule: Rule, problem: str) -> Fault:
    return Fault(rule.file, rule.line, f"rules.{phase}", rule.id, problem, "keep one")
