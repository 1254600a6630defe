"""One letter's facts and the rules in, the judgement out: guard, classify, route, page, answer, service levels.

The same facts and rules always give the same judgement. A rule that fails is an error, never "no match".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.errors import Permanent
from bot.rules.answers import answer
from bot.rules.clock_reading import read_clock
from bot.rules.decision import Decision, Judgement, ServiceLevel, Severity, TraceLine, Track
from bot.rules.facts import Facts
from bot.rules.nis2 import nis2_levels
from bot.rules.routing import order_page, risen, route
from bot.rules.rule import Rule
from bot.rules.ruleset import Ruleset
from bot.rules.service_levels import ServiceRule, due
from bot.rules.severity import Classified, classify, highest
from bot.rules.view import View
from bot.walltime import iso, utc

NO_QUEUE = "none"
_MAJOR = ("major", "critical")
# What a condition or a search can raise on values no load check foresaw.
_RULE_ERRORS = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError)


def decide(facts: Facts, rules: Ruleset) -> Judgement:
    """The judgement of one letter.

    Raises Permanent, with the rule's id, when a rule cannot be evaluated: the letter belongs to a human then.
    """
    trace: list[TraceLine] = []
    view = View(facts, rules.windows, rules.lexicons, rules.book)
    try:
        decision = _parked(view, rules, trace) or _judged(view, rules, trace)
        clock = read_clock(facts, rules)
    except _RULE_ERRORS as fault:
        last = f"{trace[-1].phase} {trace[-1].rule}" if trace else "the first rule"
        raise Permanent(f"rule-error after {last}: {type(fault).__name__}: {fault}") from fault
    made_of = dict(rules.made_of)
    return Judgement(clock, decision, tuple(trace), rules.hash, _stored(facts), _untried(rules, trace), made_of)


def _untried(rules: Ruleset, trace: list[TraceLine]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    asked: dict[str, set[str]] = {phase: set() for phase in ("guard", "route", "sla")}
    for line in trace:
        if line.phase in asked:
            asked[line.phase].add(line.rule)
    left = []
    for phase, tried in asked.items():
        untried = tuple(rule.id for rule in _first_match(rules, phase) if rule.id not in tried) if tried else ()
        if untried:
            left.append((phase, untried))
    return tuple(left)


def _first_match(rules: Ruleset, phase: str) -> Sequence[Rule | ServiceRule]:
    return rules.service if phase == "sla" else rules.rules[phase]


def _parked(view: View, rules: Ruleset, trace: list[TraceLine]) -> Decision | None:
    for rule in rules.rules["guard"]:
        asked = rule.when.ask(view)
        trace.append(TraceLine("guard", rule.id, asked.holds, asked.because))
        if asked.holds:
            labels = [f"parked:{word}" for word in rule.values("park")]
            labels += [f"feed:{word}" for word in rule.values("feed")] + rule.values("label")
            return _no_ticket(labels)
    return None


def _no_ticket(labels: list[str]) -> Decision:
    return Decision("no_ticket", None, (), False, NO_QUEUE, (), None, (), (), tuple(sorted(labels)))


def _judged(view: View, rules: Ruleset, trace: list[TraceLine]) -> Decision:
    own = classify(view, rules, trace)
    view.track = _track(view.facts, own, trace)
    if view.track == "no_ticket":
        return _no_ticket(sorted(own.labels))
    before = view.facts.ticket
    view.severity = _severity(own, before.severity if before else None, trace)
    view.labels = frozenset(own.labels)
    why = risen(view.facts, own, view.track)
    view.risen = why is not None
    chosen = route(view, rules, trace)
    page = order_page(view, chosen, own, why, rules, trace)
    view.page = page is not None
    answers = answer(view, chosen, page, rules, trace)
    return Decision(
        track=view.track,
        severity=view.severity,
        severity_reasons=tuple(own.reasons),
        significant=own.significant(rules.significant_needs_all),
        queue=chosen.queue,
        notify=tuple(dict.fromkeys(answers.notify)),
        page=page,
        letters=tuple(answers.letters),
        questions=answers.questions,
        labels=tuple(sorted(own.labels)),
        service_levels=_service_levels(view, rules, trace),
    )


def _track(facts: Facts, own: Classified, trace: list[TraceLine]) -> Track:
    before = facts.ticket.track if facts.ticket else None
    track: Track = own.track
    if before is not None and before != "no_ticket":
        track = _joined(before, own)
    trace.append(TraceLine("track", track, True, f"letter alone: {own.track}; ticket: {before or 'new'}"))
    return track


def _joined(before: Track, own: Classified) -> Track:
    if before == "real" or own.track == "no_ticket":
        # What is real stays real: only a person takes it back.
        return before
    if before == "exercise":
        return "real" if own.lift and own.track != "exercise" else "exercise"
    if before == "out_of_scope" and own.track == "real" and own.severity in _MAJOR:
        return "real"
    return before


def _severity(own: Classified, before: Severity | None, trace: list[TraceLine]) -> Severity:
    severity = highest([own.severity, before])
    if before is not None and severity != own.severity:
        own.reasons.insert(0, f"{before}: gravité déjà retenue pour ce ticket")
    trace.append(TraceLine("severity", severity, True, " | ".join(own.reasons)))
    return severity


def _service_levels(view: View, rules: Ruleset, trace: list[TraceLine]) -> tuple[ServiceLevel, ...]:
    return (*_promised(view, rules, trace), *_obliged(view, rules, trace))


def _obliged(view: View, rules: Ruleset, trace: list[TraceLine]) -> tuple[ServiceLevel, ...]:
    if rules.nis2 is None:
        return ()
    asked = rules.nis2.when.ask(view)
    trace.append(TraceLine("sla", "nis2", asked.holds, asked.because))
    return nis2_levels(view, rules.nis2, rules.zone) if asked.holds else ()


def _promised(view: View, rules: Ruleset, trace: list[TraceLine]) -> tuple[ServiceLevel, ...]:
    for rule in rules.service:
        asked = rule.when.ask(view)
        trace.append(TraceLine("sla", rule.id, asked.holds, asked.because))
        if asked.holds:
            start = utc(view.facts.received_at)
            return tuple(due(promise, start, rules.windows) for promise in rule.promises)
    return ()


def _stored(facts: Facts) -> dict[str, Any]:
    ticket = facts.ticket
    return {
        "sha256": facts.message.sha256,
        "account": facts.account,
        "account_role": facts.account_role,
        "received_at": iso(facts.received_at),
        "now": iso(facts.now),
        "kind": str(facts.verdict.kind),
        "automatic": facts.verdict.automatic,
        "trust": str(facts.authentication.trust),
        "new_ticket": facts.new_ticket,
        "language": facts.language,
        "ticket": ticket
        and {
            "track": ticket.track,
            "severity": ticket.severity,
            "state": str(ticket.state),
            "owned": ticket.owned,
            "running_case": ticket.running_case,
        },
    }
