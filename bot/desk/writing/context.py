"""The facts of a ticket as a letter may name them: bounded, without the sender's free text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.desk.kept.ending import end_of
from bot.desk.kept.letters import LetterContext
from bot.desk.screen import shown
from bot.rules.decision import Decision, Judgement
from bot.tickets.model import Ticket
from bot.walltime import parse_instant

_LONGEST = 120
_REASONS = 6
_BREACHES = frozenset({"ransomware", "data_leak", "account_compromise", "theft_loss"})
_POSTCODE = re.compile(r"[ ,;:(–—-]{1,4}(?:F-)?(?:0[1-9]|[1-8]\d|9[0-578]) ?\d{3} (?=[^\W\d_])")


def letter_context(ticket: Ticket, judgement: Judgement | None = None, **more: Any) -> LetterContext:
    """What letters about a ticket may say. `judgement` adds the clock; `more` adds facts of the occasion."""
    report = ticket.report
    territory = report.get("territory") or {}
    end = end_of(report)
    facts: dict[str, Any] = {
        "ticket": ticket.number,
        "received_at": ticket.received_at,
        "track": ticket.track,
        "severity": ticket.severity,
        "significant": ticket.significant,
        "category": report.get("category"),
        "structure": _name_shown(ticket.structure),
        "structure_type": report.get("structure_type"),
        "finess": report.get("finess"),
        "department": territory.get("department"),
        "region_agency": territory.get("ars"),
        "phone": report.get("phone"),
        "requester": ticket.requester or None,
        "patient_impact": report.get("patient_impact"),
        "degraded_mode": report.get("degraded_mode"),
        "support_requested": report.get("support_requested"),
        "others_at_risk": report.get("others_at_risk"),
        "personal_data": report.get("personal_data"),
        "personal_data_feared": _breach_feared(report),
        "sensitive": tuple(report.get("sensitive") or ()),
        "tlp": report.get("tlp"),
        "claims": ticket.claims,
        "returned_at": parse_instant(end["returned_at"]) if end.get("returned_at") else None,
        "degraded_minutes": end.get("degraded_minutes"),
    }
    if judgement is not None:
        clock = judgement.clock
        facts |= {
            "window": clock.window,
            "opens_at": clock.opens_at,
            "closes_at": clock.closes_at,
            "sender_zone": getattr(clock.sender_local_time and clock.sender_local_time.tzinfo, "key", None),
        }
    return LetterContext(**(facts | more))


def deciding_reasons(decision: Decision) -> tuple[str, ...]:
    """Why the severity is what it is, for people: the first reasons of that severity, without its name before them."""
    mark = f"{decision.severity}: "
    reasons = [reason.removeprefix(mark) for reason in decision.severity_reasons if reason.startswith(mark)]
    return tuple(reasons[:_REASONS])


def merged_report(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The ticket's report with what a follow-up adds: a known value replaces an unknown one or an older one.

    Unknown never erases; what is sensitive and where patients are touched only ever accumulates (nothing is lowered by
    itself).
    """
    result = dict(old)
    for name, value in new.items():
        if _known(value):
            result[name] = value
    result["sensitive"] = sorted(_united(old, new, "sensitive"))
    result["unsure"] = [name for name in _united(old, new, "unsure") if not _known(result.get(name))]
    if new.get("finess"):
        # The check of a number that was corrected says nothing of the new one.
        result["finess_valid"] = new.get("finess_valid")
    result["patient_impact"] = max(
        (old.get("patient_impact") or "unknown", new.get("patient_impact") or "unknown"), key=_IMPACT.index
    )
    return result


_IMPACT = ("unknown", "none", "potential", "proven")


def _united(old: Mapping[str, Any], new: Mapping[str, Any], name: str) -> list[Any]:
    return list(dict.fromkeys((*(old.get(name) or ()), *(new.get(name) or ()))))


def _known(value: Any) -> bool:
    return value is not None and value != "unknown" and value != [] and value != ()


def _breach_feared(report: Mapping[str, Any]) -> bool:
    """Whether the report says or fears a breach of personal data (GDPR article 4(12): loss of availability is one)."""
    if report.get("personal_data") or report.get("category") in _BREACHES:
        return True
    return "confidentiality" in (report.get("data_impact") or ())


def _name_shown(text: str | None) -> str | None:
    """One line of a name as the declarant wrote it, without the postcode and town behind it: short and harmless."""
    if not text:
        return None
    line = " ".join("".join(c if c.isprintable() else " " for c in shown(text)).split())[:_LONGEST]
    return _POSTCODE.split(line, maxsplit=1)[0].rstrip() or line or None
