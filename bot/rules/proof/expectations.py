"""What a scenario may expect of a judgement: one word each, and how what was decided is held against it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot.rules.decision import SEVERITIES, Judgement
from bot.settings.section import parse_duration
from bot.walltime import iso, parse_instant


def found(what: str, judgement: Judgement, expected: Any) -> Any:
    """What the judgement holds under a word of `EXPECTED`, in the shape of what is expected; equal when it is met."""
    return _READERS[what](judgement, expected)


def offset(text: str) -> timedelta:
    """`+15m` as a length of time; zero when it is none."""
    return parse_duration(text.lstrip("+")) or timedelta(0)


def _at_least(judgement: Judgement, expected: Any) -> Any:
    severity = judgement.decision.severity
    reached = severity is not None and SEVERITIES.index(severity) >= SEVERITIES.index(expected)
    return expected if reached else severity


def _named(what: str) -> Callable[[Judgement, Any], Any]:
    def among(judgement: Judgement, expected: Any) -> Any:
        named = list(getattr(judgement.decision, what))
        wanted = [expected] if isinstance(expected, str) else expected
        return expected if set(wanted) <= set(named) and (wanted or not named) else named

    return among


def _not_notified(judgement: Judgement, expected: Any) -> Any:
    # Were the names alone returned, those of a list that is told whole would equal it.
    return [f"{name} is told" for name in expected if name in judgement.decision.notify] or expected


def _letters(judgement: Judgement, expected: Any) -> Any:
    templates = [letter.template for letter in judgement.decision.letters if letter.template != "notice"]
    return expected if sorted(expected) == sorted(templates) else templates


def _pages(judgement: Judgement, expected: Any) -> Any:
    steps = judgement.decision.page.steps if judgement.decision.page else ()
    for one in expected:
        at = judgement.clock.received_at + offset(str(one.get("at", "+0m")))
        if not any(step.to == one["to"] and step.at == at for step in steps):
            return [f"{step.to} at {iso(step.at)}" for step in steps]
    return expected


def _due(judgement: Judgement, expected: Any) -> Any:
    """Promises by name: `+30m` counts from receipt, anything else is an instant."""
    return _instants({level.name: level.due_at for level in judgement.decision.service_levels}, judgement, expected)


def _reminded(judgement: Judgement, expected: Any) -> Any:
    """Promises somebody is reminded of, by name, and when, written as `due` is."""
    levels = judgement.decision.service_levels
    return _instants({one.name: one.remind_at for one in levels if one.remind_at is not None}, judgement, expected)


def _instants(reached: dict[str, datetime], judgement: Judgement, expected: Any) -> Any:
    wanted = {name: _instant(text, judgement.clock.received_at) for name, text in expected.items()}
    return expected if reached == wanted else {name: iso(at) for name, at in reached.items()}


def _instant(text: str, received_at: datetime) -> datetime:
    return received_at + offset(text) if text.startswith("+") else parse_instant(text)


def _because(judgement: Judgement, expected: Any) -> Any:
    reasons = judgement.decision.severity_reasons
    return expected if any(expected in reason for reason in reasons) else list(reasons)


_READERS: dict[str, Callable[[Judgement, Any], Any]] = {
    "track": lambda judgement, _: judgement.decision.track,
    "severity": lambda judgement, _: judgement.decision.severity,
    "at_least": _at_least,
    "because": _because,
    "window": lambda judgement, _: judgement.clock.window,
    "route": lambda judgement, _: next((t.rule for t in judgement.trace if t.phase == "route" and t.matched), None),
    "queue": lambda judgement, _: judgement.decision.queue,
    "page": lambda judgement, _: judgement.decision.page is not None,
    "pages": _pages,
    "letters": _letters,
    "replied": lambda judgement, _: any(letter.role == "declarant" for letter in judgement.decision.letters),
    "notify": _named("notify"),
    "not_notified": _not_notified,
    "significant": lambda judgement, _: judgement.decision.significant,
    "labels": _named("labels"),
    "first_question": lambda judgement, _: next(iter(judgement.decision.questions), None),
    "due": _due,
    "reminded": _reminded,
}
EXPECTED = tuple(_READERS)
"""Every word `expect:` knows."""
