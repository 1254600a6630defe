"""What a report does not say yet, in the order in which it should be asked."""

from __future__ import annotations

from bot.report.fields import Report

MOST_QUESTIONS = 7

# Safety first, then who, then technique: a page must never wait for a FINESS number.
_ORDER = (
    "phone",
    "degraded_mode",
    "patient_impact",
    "others_at_risk",
    "support_requested",
    "structure",
    "finess",
    "noticed_at",
    "state",
    "category",
    "personal_data",
    "origin",
    "provider_involved",
    "declarant_role",
)


def missing(report: Report, limit: int = MOST_QUESTIONS) -> tuple[str, ...]:
    """Names of the report fields to ask for, first the most pressing, at most `limit`.

    « Je ne sais pas » counts as answered. A FINESS number with a wrong key is asked for again. Nothing is asked of an
    exercise, nor of a military hospital, whose report goes another way.
    """
    if report.get("exercise") or report.get("structure_type") == "military":
        return ()
    return tuple(name for name in _ORDER if _is_missing(report, name))[: max(0, limit)]


def _is_missing(report: Report, name: str) -> bool:
    if name in report.get("unsure"):
        return False
    if name == "finess":
        return report.get("finess_valid") is not True and not _corsican(report)
    found = getattr(report, name)
    return found is None or found.value is None


def _corsican(report: Report) -> bool:
    number = report.get("finess")
    return number is not None and report.get("finess_valid") is None
