"""Rules with one thing taken away or moved: every rule, condition, term, combination, denial, edge, step and turn of a
ruleset, one by one.

A mutant that no scenario notices is a line that could be lost on a bad day without anybody being told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeVar

from bot.rules.clock.calendar import Calendar
from bot.rules.clock.french_holidays import HolidaySet
from bot.rules.clock.week import DAYS, Range, Week
from bot.rules.clock.windows import All, AnyOf, Daily, Instants, Last, Not, Open, Windows
from bot.rules.duty.oncall import Schedules
from bot.rules.escalation.policy import Policy
from bot.rules.lexicons.denials import DENIALS
from bot.rules.lexicons.lexicon import Lexicon, concordance
from bot.rules.proof.condition_mutants import thinner
from bot.rules.proof.rota_mutants import changed_schedules, within
from bot.rules.rule import PHASES
from bot.rules.ruleset import Ruleset

T = TypeVar("T")
_MINUTE = timedelta(minutes=1)
_POINT = 1.0


@dataclass(frozen=True, slots=True)
class Mutant:
    """What was changed, in words; `needs` is what a scenario must meet to see it, None when any may.

    `needs` is `(phase, rule)` as in a trace or `(lexicon, term)` as found in the letter.
    """

    name: str
    build: Callable[[], Ruleset]
    needs: frozenset[tuple[str, str]] | None = None
    file: str = ""
    line: int | None = None


def mutants(rules: Ruleset) -> Iterator[Mutant]:
    """Every mutant of a ruleset, in the order of the configuration. Each is built only when it is asked for."""
    yield from _rules(rules)
    yield from _service(rules)
    for name, lexicon in rules.lexicons.items():
        yield from _terms(rules, name, lexicon)
    yield from _windows(rules)
    for name, policy in rules.policies.items():
        yield from _steps(rules, name, policy)
    yield from _rotas(rules)


def _rules(rules: Ruleset) -> Iterator[Mutant]:
    for phase in PHASES:
        placed = rules.rules[phase]
        for number, rule in enumerate(placed):
            left = _without(placed, number)
            yield Mutant(
                f"rule {phase} {rule.id} deleted",
                lambda phase=phase, left=left: replace(rules, rules={**rules.rules, phase: left}),  # type: ignore[misc]
                frozenset({(phase, rule.id)}),
                rule.file,
                rule.line,
            )

            for words, when, rarer in thinner(rule.when):
                thinned = (*placed[:number], replace(rule, when=when), *placed[number + 1 :])
                yield Mutant(
                    f"rule {phase} {rule.id}: {words}",
                    lambda phase=phase, thinned=thinned: replace(rules, rules={**rules.rules, phase: thinned}),  # type: ignore[misc]
                    # What holds more rarely is missed only where it held.
                    frozenset({(phase, rule.id)}) if rarer else None,
                    rule.file,
                    rule.line,
                )


def _service(rules: Ruleset) -> Iterator[Mutant]:
    for number, rule in enumerate(rules.service):
        left = _without(rules.service, number)
        build = lambda left=left: replace(rules, service=left)  # noqa: E731
        yield Mutant(f"rule sla {rule.id} deleted", build, frozenset({("sla", rule.id)}), rule.file, rule.line)


def _without(several: tuple[T, ...], number: int) -> tuple[T, ...]:
    return several[:number] + several[number + 1 :]


def _terms(rules: Ruleset, name: str, lexicon: Lexicon) -> Iterator[Mutant]:
    every = {(name, term) for term in lexicon.weights}
    for term in lexicon.weights:
        left = tuple(p for p in lexicon.phrases if (p.owner, p.term) != (name, term))
        yield _lexical(rules, lexicon, f"term {name}.{term} deleted", {(name, term)}, phrases=left)
    for denial in DENIALS:
        owner = f"{name}/{denial}"
        left = tuple(p for p in lexicon.phrases if p.owner != owner)
        if left != lexicon.phrases:
            yield _lexical(rules, lexicon, f"denials {owner} deleted", every, phrases=left)
    for severity, least in lexicon.scale.items():
        for words, moved in (("a point less", least - _POINT), ("a point more", least + _POINT)):
            if moved > 0 < least:
                scale = {**lexicon.scale, severity: moved}
                yield _lexical(rules, lexicon, f"scale {name}.{severity}: {words}", every, scale=scale)
    for part, factor in lexicon.factors.items():
        if factor and factor != 1:
            factors = {**lexicon.factors, part: 1.0}
            yield _lexical(rules, lexicon, f"field {name}.{part}: counted as any other", every, factors=factors)
    for number, together in enumerate(lexicon.combinations):
        left_over = _without(lexicon.combinations, number)
        words = f"combination {name} {' + '.join(together.terms)} -> {together.severity} deleted"
        yield _lexical(rules, lexicon, words, {(name, together.terms[0])}, combinations=left_over)


def _lexical(rules: Ruleset, lexicon: Lexicon, words: str, needs: set[tuple[str, str]], **change: object) -> Mutant:
    def build() -> Ruleset:
        changed = {**rules.lexicons, lexicon.name: replace(lexicon, **change)}  # type: ignore[arg-type]
        book = concordance(changed.values()) if "phrases" in change else rules.book
        return replace(rules, lexicons=changed, book=book)

    return Mutant(words, build, frozenset(needs), lexicon.file, lexicon.line)


def _windows(rules: Ruleset) -> Iterator[Mutant]:
    for name, calendar in rules.calendars.items():
        for words, changed in _calendars(calendar):
            yield Mutant(f"calendar {name}: {words}", _with_windows(rules, _swap(calendar, changed)))
    for name, window in rules.windows.named.items():
        for words, moved in _moved(window):
            yield Mutant(f"window {name}: {words}", _with_windows(rules, _exchange(window, moved)))


def _calendars(calendar: Calendar) -> Iterator[tuple[str, Calendar]]:
    for day, ranges in enumerate(calendar.week):
        for number, one in enumerate(ranges):
            for words, left in _ranges(ranges, number):
                week: Week = (*calendar.week[:day], left, *calendar.week[day + 1 :])
                yield f"{DAYS[day]} {one} {words}", replace(calendar, week=week)
    if calendar.holidays is not None:
        known = calendar.holidays
        for holiday in sorted(known.known_names() - known.except_for):
            less = HolidaySet(known.code, known.except_for | {holiday})
            yield f"holiday {holiday} deleted", replace(calendar, holidays=less)
    for what in ("extra_closed", "special", "extra_holidays"):
        dates: Mapping[object, object] = getattr(calendar, what)
        for on in dates:
            rest = {key: value for key, value in dates.items() if key != on}
            yield f"{what} {on} deleted", replace(calendar, **{what: rest})  # type: ignore[arg-type]


def _ranges(ranges: tuple[Range, ...], number: int) -> Iterator[tuple[str, tuple[Range, ...]]]:
    one = ranges[number]
    yield "deleted", _without(ranges, number)
    for words, moved in (
        ("opens a minute early", Range(one.start - 1, one.end)),
        ("opens a minute late", Range(one.start + 1, one.end)),
        ("ends a minute early", Range(one.start, one.end - 1)),
        ("ends a minute late", Range(one.start, one.end + 1)),
    ):
        yield words, (*ranges[:number], moved, *ranges[number + 1 :])


def _moved(window: Instants) -> Iterator[tuple[str, Instants]]:
    if isinstance(window, Last):
        for words, stretch in (("a minute shorter", -_MINUTE), ("a minute longer", _MINUTE)):
            yield words, replace(window, stretch=window.stretch + stretch)
    if isinstance(window, Daily):
        for number, one in enumerate(window.ranges):
            for words, left in _ranges(window.ranges, number):
                yield f"{one} {words}", replace(window, ranges=left)
    if not isinstance(window, Open | Not):
        yield "deleted", AnyOf(())


def _with_windows(rules: Ruleset, change: Callable[[Instants], Instants]) -> Callable[[], Ruleset]:
    def build() -> Ruleset:
        named = {name: _rebuilt(window, change) for name, window in rules.windows.named.items()}
        windows = Windows(rules.windows.zone, named)
        known = rules.schedules.named.items()
        return replace(rules, windows=windows, schedules=Schedules({name: within(one, windows) for name, one in known}))

    return build


def _swap(old: Calendar, new: Calendar) -> Callable[[Instants], Instants]:
    return lambda window: Open(new) if isinstance(window, Open) and window.calendar is old else window


def _exchange(old: Instants, new: Instants) -> Callable[[Instants], Instants]:
    return lambda window: new if window is old else window


def _rebuilt(window: Instants, change: Callable[[Instants], Instants]) -> Instants:
    changed = change(window)
    if changed is not window:
        return changed
    if isinstance(window, Not):
        return Not(_rebuilt(window.of, change))
    if isinstance(window, Last):
        return Last(window.stretch, _rebuilt(window.of, change))
    if isinstance(window, All | AnyOf):
        return type(window)(tuple(_rebuilt(one, change) for one in window.of))
    return window


def _steps(rules: Ruleset, name: str, policy: Policy) -> Iterator[Mutant]:
    for number, step in enumerate(policy.steps):
        place = f"policy {name}: step {number + 1}"
        if len(policy.steps) > 1:
            yield _policy(rules, name, f"{place} deleted", replace(policy, steps=_without(policy.steps, number)))
        for words, wait in (("a minute early", -_MINUTE), ("a minute late", _MINUTE)):
            moved = (*policy.steps[:number], replace(step, wait=step.wait + wait), *policy.steps[number + 1 :])
            yield _policy(rules, name, f"{place} passed on {words}", replace(policy, steps=moved))
    yield _policy(rules, name, f"policy {name}: one round less", replace(policy, repeat=max(0, policy.repeat - 1)))
    if policy.adoption is not None:
        unadopted = replace(rules, policies={**rules.policies, name: replace(policy, adoption=None)})
        # What happens at the end of a day shows in scenarios that page nobody, too.
        yield Mutant(f"policy {name}: quiet_edges deleted", lambda: unadopted)
    for what in ("alarm_every", "lease", "remind_before"):
        later = getattr(policy, what) + _MINUTE
        yield _policy(rules, name, f"policy {name}: {what} a minute later", replace(policy, **{what: later}))


def _policy(rules: Ruleset, name: str, words: str, changed: Policy) -> Mutant:
    return Mutant(
        words, lambda: replace(rules, policies={**rules.policies, name: changed}), frozenset({("page", name)})
    )


def _rotas(rules: Ruleset) -> Iterator[Mutant]:
    paged = frozenset(("page", policy) for policy in rules.policies)
    for name in rules.schedules.names():
        for words, changed in changed_schedules(rules.schedules[name]):
            schedules = Schedules({**rules.schedules.named, name: changed})
            build = lambda schedules=schedules: replace(rules, schedules=schedules)  # noqa: E731
            yield Mutant(f"schedule {name}: {words}", build, paged)
