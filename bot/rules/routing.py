"""The route phase and the page: which queue, who is told, and whether somebody is woken now.

Whatever the configuration says, nobody is paged on another track than real, for a matter told as resolved, or twice for
one ticket.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.rules.decision import SEVERITIES, PageOrder, TraceLine
from bot.rules.escalation.machine import timeline
from bot.rules.escalation.policy import Policy
from bot.rules.facts import Facts, TicketFacts
from bot.rules.ruleset import Ruleset
from bot.rules.severity import Classified
from bot.rules.view import View
from bot.walltime import iso, utc


@dataclass(frozen=True, slots=True)
class Route:
    """What the first matching route says."""

    rule: str
    queue: str
    notify: tuple[str, ...] = ()
    policy: str | None = None


def route(view: View, rules: Ruleset, trace: list[TraceLine]) -> Route:
    """The first route that holds; lint proves that the last one always does."""
    for rule in rules.rules["route"]:
        answer = rule.when.ask(view)
        trace.append(TraceLine("route", rule.id, answer.holds, answer.because))
        if answer.holds:
            queue, policy = rule.values("queue"), rule.values("escalate")
            return Route(
                rule.id, queue[0] if queue else "triage", tuple(rule.values("notify")), next(iter(policy), None)
            )
    return Route("", "triage")


def risen(facts: Facts, own: Classified, track: str) -> str | None:
    """Why this letter makes its ticket graver than it was, or None. A letter that opens a ticket always does."""
    ticket = facts.ticket
    if ticket is None:
        return "new ticket"
    if ticket.track != "real" and track == "real":
        return f"track rises from {ticket.track}"
    if ticket.severity is None or SEVERITIES.index(own.severity) > SEVERITIES.index(ticket.severity):
        return f"severity rises from {ticket.severity or 'none'} to {own.severity}"
    if _relapsed(facts, own, ticket):
        return f"a ticket that is {ticket.state} relapses"
    return None


def _relapsed(facts: Facts, own: Classified, ticket: TicketFacts) -> bool:
    if not ticket.ended:
        return False
    return own.relapse or (facts.report is not None and facts.report.get("state") == "ongoing")


def order_page(
    view: View, chosen: Route, own: Classified, why: str | None, rules: Ruleset, trace: list[TraceLine]
) -> PageOrder | None:
    """The page to start, or None; either way the trace says why. `why` is what has risen."""
    if chosen.policy is None:
        trace.append(TraceLine("page", "none", False, f"route {chosen.rule} wakes nobody"))
        return None
    refusal = _refusal(view, own, why)
    if refusal is not None:
        trace.append(TraceLine("page", chosen.policy, False, refusal))
        return None
    policy, now = rules.policies[chosen.policy], utc(view.facts.now)
    steps = tuple(timeline(policy, now, rules.resolve))
    first = f"first {steps[0].to}{_by_what(policy, rules, steps[0].to, now)}" if steps else "nobody can be reached now"
    trace.append(TraceLine("page", chosen.policy, True, f"{why}; {first}"))
    return PageOrder(chosen.policy, steps)


def _by_what(policy: Policy, rules: Ruleset, person: str, now: datetime) -> str:
    """The schedule by which somebody is on call, with the layer or override, for whoever asks why him."""
    for step in policy.steps:
        name = step.target.name
        shift = rules.schedules.who(name, now) if step.target.kind == "schedule" and name in rules.schedules else None
        if shift is not None and shift.person == person:
            until = f", until {iso(shift.until, rules.zone)}" if shift.until else ""
            return f" ({name}: {shift.because}{until})"
    return ""


def _refusal(view: View, own: Classified, why: str | None) -> str | None:
    facts = view.facts
    if view.track != "real" or own.track != "real":
        return f"track is {view.track if view.track != 'real' else own.track}"
    if facts.report is not None and facts.report.get("state") == "resolved":
        return "the letter tells the matter as resolved"
    if facts.ticket is not None and facts.ticket.running_case:
        return "a case is running for this ticket"
    return "neither severity nor track rises, nothing relapses" if why is None else None
