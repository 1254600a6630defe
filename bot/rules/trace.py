"""A judgement told again: as JSON (the words of `explain`), and as a few lines a person reads at night."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.rules.decision import Decision, Judgement, PageOrder, ServiceLevel, TraceLine
from bot.walltime import iso

PARIS = ZoneInfo("Europe/Paris")
_WIDTH = 9


def judgement_dict(judgement: Judgement, zone: ZoneInfo = PARIS) -> dict[str, Any]:
    """`clock`, `decision` and `trace` as JSON-able values; instants are ISO 8601 with the offset of `zone`.

    Letters carry template, addressee and role; whoever renders them adds subject and text.
    """
    clock = judgement.clock
    return {
        "clock": {
            "received_at": iso(clock.received_at, zone),
            "window": clock.window,
            "why": clock.why,
            "opens_at": _iso(clock.opens_at, zone),
            "closes_at": _iso(clock.closes_at, zone),
            # Already in the zone of the sender, where its offset says what the declarant's clock shows.
            "sender_local_time": clock.sender_local_time.isoformat() if clock.sender_local_time else None,
        },
        "decision": _decision(judgement.decision, zone),
        "trace": [
            {"phase": line.phase, "rule": line.rule, "matched": line.matched, "because": line.because}
            for line in judgement.trace
        ],
    }


def record_of(judgement: Judgement, zone: ZoneInfo = PARIS) -> dict[str, Any]:
    """What is stored of a judgement: with the letter's octets and rules of the same hash it can be decided again, as
    long as what it was `made_of` is the same."""
    told = judgement_dict(judgement, zone)
    return {**told, "facts": judgement.facts, "rules": judgement.rules_hash, "made_of": judgement.made_of}


def _decision(decision: Decision, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "track": decision.track,
        "severity": decision.severity,
        "severity_reasons": list(decision.severity_reasons),
        "significant": decision.significant,
        "queue": decision.queue,
        "notify": list(decision.notify),
        "page": _page(decision.page, zone),
        "letters": [{"template": one.template, "to": one.to, "role": one.role} for one in decision.letters],
        "questions": list(decision.questions),
        "labels": list(decision.labels),
        "service_levels": [_level(level, zone) for level in decision.service_levels],
    }


def _page(page: PageOrder | None, zone: ZoneInfo) -> dict[str, Any] | None:
    if page is None:
        return None
    return {"policy": page.policy, "steps": [{"at": iso(step.at, zone), "to": step.to} for step in page.steps]}


def _level(level: ServiceLevel, zone: ZoneInfo) -> dict[str, Any]:
    budget = int(level.budget.total_seconds())
    return {"name": level.name, "due_at": iso(level.due_at, zone), "budget_s": budget, "clock": level.clock}


def _iso(instant: datetime | None, zone: ZoneInfo) -> str | None:
    return iso(instant, zone) if instant is not None else None


def render(judgement: Judgement, zone: ZoneInfo = PARIS) -> str:
    """The trace as text: one line a phase, what held in capitals, and the values each rule saw."""
    clock, decision = judgement.clock, judgement.decision
    sha256 = str(judgement.facts.get("sha256", ""))[:8]
    made_of = "".join(f"  {name} {what[:16]}" for name, what in judgement.made_of.items())
    lines = [f"letter {sha256}  received {iso(clock.received_at, zone)}  rules {judgement.rules_hash[:8]}{made_of}"]
    lines.append(_line("clock", [f"{clock.window}: {clock.why}"]))
    lines += [
        _line("guard", [_told(line) for line in judgement.trace if line.phase == "guard"], " | "),
        *(_line("classify", [_told(line)]) for line in judgement.trace if line.phase == "classify" and line.matched),
        _line(
            "no match", [line.rule for line in judgement.trace if line.phase == "classify" and not line.matched], ", "
        ),
        *(_line("score", [f"{line.rule} {line.because}"]) for line in judgement.trace if line.phase == "score"),
        *(_line(line.phase, [f"{line.rule} ({line.because})"]) for line in judgement.trace if line.phase in _SETTLED),
    ]
    for phase in ("route", "page", "answer", "sla"):
        told = [_told(line) for line in judgement.trace if line.phase == phase]
        untried = dict(judgement.untried).get(phase, ())
        lines.append(
            _line(phase, [" | ".join(told), *([f"not tried: {', '.join(untried)}"] if untried else [])], "   ")
        )
    lines += _outcome(decision, zone)
    return "\n".join(line for line in lines if line)


_SETTLED = ("track", "severity")


def _told(line: TraceLine) -> str:
    return f"{line.rule} YES ({line.because})" if line.matched else f"{line.rule} no ({line.because})"


def _line(head: str, parts: list[str], between: str = "") -> str:
    return f"  {head:<{_WIDTH}} {between.join(parts)}" if parts else ""


def _outcome(decision: Decision, zone: ZoneInfo) -> list[str]:
    said = [f"{decision.track}, {decision.severity or 'no severity'}, queue {decision.queue}"]
    if decision.significant:
        said.append("significant (CSP D1111-16-2)")
    lines = [_line("=>", said, ", ")]
    if decision.page:
        steps = [f"{step.to} at {iso(step.at, zone)}" for step in decision.page.steps]
        lines.append(_line("pages", [f"{decision.page.policy}: {', '.join(steps) or 'nobody can be reached'}"]))
    lines.append(_line("letters", [f"{one.template} to {one.to}" for one in decision.letters], ", "))
    lines.append(_line("asked", list(decision.questions), ", "))
    due = [f"{level.name} by {iso(level.due_at, zone)} ({level.clock})" for level in decision.service_levels]
    lines.append(_line("due", due, ", "))
    return lines
