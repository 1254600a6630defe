"""Rules and the tree they were read from in, every name out that is defined and that nothing refers to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.errors import Fault
from bot.rules.conditions import All, AnyOf, Condition, Finds, Not
from bot.rules.duty.oncall import reachable
from bot.rules.lexicons.lexicon import Lexicon
from bot.rules.ruleset import Ruleset
from bot.settings.section import SHIPPED, Node, is_shipped

_COMPULSORY = frozenset({"in_hours", "off_hours"})
_WORDS = frozenset({"lexicons", "report_lexicons"})
"""Keys of the configuration under which words of letters stand, no names."""
_REMEDY = "use or delete it"
_KINDS = {
    "windows": "no rule, schedule, policy or other window refers to this window",
    "calendars": "no window or other setting refers to this calendar",
    "teams": "no rule or other setting tells this team anything",
}


def unused(rules: Ruleset, tree: Node | None) -> Iterator[Fault]:
    """Lexicons, terms, policies, schedules, windows, calendars and teams that change nothing. What is shipped and was
    left behind by an operator's own is not told, save a policy: then nobody would be woken."""
    yield from _lexicons(rules)
    started = {name for rule in rules.rules["route"] for name in rule.values("escalate")}
    for name in rules.policies:
        if name not in started:
            yield _fault(tree, "escalation", name, "no rule starts this policy")
    called = {step.target.name for p in rules.policies.values() for step in p.steps if step.target.kind == "schedule"}
    for name in rules.schedules.names():
        if name not in called and not _left_behind(tree, "schedules", name):
            yield _fault(tree, "schedules", name, "no policy calls anybody by this schedule")
    if tree is not None:
        written = {text for key, node in _below(tree).items() if key not in _WORDS for text in _texts(node)}
        for kind, problem in _KINDS.items():
            for name in _below(tree, kind):
                if name not in written | _COMPULSORY and not _left_behind(tree, kind, name):
                    yield _fault(tree, kind, name, problem)


def never_reaching(rules: Ruleset, tree: Node | None, now: datetime) -> Iterator[Fault]:
    """Steps whose schedule names nobody with an address within its horizon. A calendar that others keep may yet."""
    for name, policy in rules.policies.items():
        for number, step in enumerate(policy.steps):
            if step.target.kind != "schedule" or step.target.name not in rules.schedules:
                continue
            schedule = rules.schedules[step.target.name]
            shifts = schedule.shifts(now, now + schedule.horizon)
            if schedule.rota is None and not any(reachable(rules.people, shift.person) for shift in shifts):
                at = _place(tree, "escalation", name, "steps", number)
                if at[0].startswith(SHIPPED):
                    at = _place(tree, "schedules", schedule.name)
                problem = f"this step reaches nobody within the {schedule.horizon.days} days of the schedule's horizon"
                remedy = "mend the layers of the schedule, or name another"
                key = f"escalation.{name}.steps[{number}]"
                yield Fault(*at, key, schedule.name, problem, remedy)


def _lexicons(rules: Ruleset) -> Iterator[Fault]:
    every = [rule for phase in rules.rules.values() for rule in phase]
    conditions = [rule.when for rule in every] + [rule.when for rule in rules.service]
    conditions += [rules.nis2.when] if rules.nis2 else []
    asked = {finds for condition in conditions for finds in _finds(condition)}
    scored = {name for rule in every for name in rule.values("score")}
    for name, lexicon in rules.lexicons.items():
        if lexicon.file.startswith(SHIPPED):
            # An operator's own rules may leave our words behind.
            continue
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


def _fault(tree: Node | None, kind: str, name: str, problem: str) -> Fault:
    return Fault(*_place(tree, kind, name), f"{kind}.{name}", name, problem, _REMEDY)


def _left_behind(tree: Node | None, kind: str, name: str) -> bool:
    node = _below(tree, kind).get(name)
    return node is not None and is_shipped(node)


def _below(tree: Node | None, key: str | None = None) -> dict[str, Node]:
    node = tree.value.get(key) if key and tree is not None and isinstance(tree.value, dict) else tree
    return node.value if node is not None and isinstance(node.value, dict) else {}


def _place(tree: Node | None, *way: str | int) -> tuple[str, int | None]:
    """File and line of what lies on this way, as far as it goes."""
    node = tree
    for key in way:
        if node is not None and isinstance(node.value, dict) and key in node.value:
            node = node.value[str(key)]
        elif node is not None and isinstance(node.value, list) and isinstance(key, int):
            node = node.value[key]
    return (node.file, node.line) if node is not None and node is not tree else ("rules.yml", None)


def _texts(node: Node) -> Iterator[str]:
    if isinstance(node.value, dict):
        for below in node.value.values():
            yield from _texts(below)
    elif isinstance(node.value, list):
        for below in node.value:
            yield from _texts(below)
    elif isinstance(node.value, str):
        yield node.value
