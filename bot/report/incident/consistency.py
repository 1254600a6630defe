"""The fields read from a letter go in; what follows from one of them beyond doubt comes out for those left silent.

An outage takes services away, an opened file is seen, a harmed patient was cared for wrongly: no careful reader asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.report.evidence import Evidence
from bot.report.fields import Found
from bot.report.words.negation import Stance

_UNSURE = 0.45
# The class of the reference taxonomy (RSIT) that these belong to is called availability, and that of a leak the other.
_PROPERTY = {
    "ddos": ("availability",),
    "telecom_loss": ("availability",),
    "infrastructure_failure": ("availability",),
    "data_leak": ("confidentiality",),
    "defacement": ("integrity",),
}
# Where systems fail or are entered, care that goes on tells that nobody works otherwise; of a theft it tells nothing.
_OF_SYSTEMS = frozenset(
    "ransomware system_compromise vulnerability_exploit telecom_loss infrastructure_failure software_bug".split()
)
# Whoever is in an account or a machine with data of persons has seen them.
_ENTERED = frozenset({"account_compromise", "system_compromise", "phishing"})
_OPENED = ("personal", "personal_none")
_FEARS = ("patient_risk", "patient_proven", "care_hit")


def following(evidence: Evidence, fields: Mapping[str, Found[Any] | None]) -> dict[str, Found[Any]]:
    """Values for silent fields, each at the place of the field it follows from, less sure than that."""
    known = {name: found for name, found in fields.items() if found is not None}
    told: dict[str, Found[Any]] = {}
    category = known.get("category")
    if category is not None:
        told |= _from_category(evidence, category, known)
    persons = known.get("personal_data")
    entered = category is not None and category.value in _ENTERED
    if entered and persons is not None and persons.value and not evidence.of("confidentiality", Stance.DENIED):
        told.setdefault("data_impact", _as(persons, ("confidentiality",)))
    care, patients = known.get("care_impact"), known.get("patient_impact")
    if care is None and patients is not None and patients.value == "proven":
        told["care_impact"] = _as(patients, True)
    if care is not None and not care.value:
        if not any(evidence.of(name, Stance.STATED, Stance.DOUBTED) for name in _FEARS):
            told["patient_impact"] = _as(care, "none")
        worse = any(evidence.of(name, Stance.STATED) for name in ("degraded", "care_hit"))
        if category is not None and category.value in _OF_SYSTEMS and not worse:
            told["degraded_mode"] = _as(care, False)
    return {name: found for name, found in told.items() if name not in known}


def _from_category(evidence: Evidence, category: Found[Any], known: Mapping[str, Found[Any]]) -> dict[str, Found[Any]]:
    told: dict[str, Found[Any]] = {}
    if (lost := _PROPERTY.get(category.value)) is not None and not any(
        evidence.of(name, Stance.DENIED) for name in lost
    ):
        told["data_impact"] = _as(category, lost)
    if category.value == "software_bug" and not any(
        evidence.of(name, Stance.STATED) for name in ("outage", "availability")
    ):
        told["data_impact"] = _as(category, ("integrity",))
    if category.value == "defacement" and not any(evidence.of(name, Stance.STATED) for name in _OPENED):
        told["personal_data"] = _as(category, False)
    if category.value == "infrastructure_failure" and not _leaves_cause_open(evidence):
        told["origin"] = _as(category, "non_malicious")
    return told


def _leaves_cause_open(evidence: Evidence) -> bool:
    """True where an attack is named in any way, or nobody knows the cause."""
    stances = (Stance.STATED, Stance.DOUBTED, Stance.DENIED)
    return bool(
        evidence.of("malicious", Stance.STATED, Stance.DOUBTED)
        or evidence.of("category.system_compromise", Stance.STATED, Stance.DOUBTED)
        or evidence.of("cause_unknown", *stances)
    )


def _as(source: Found[Any], value: Any) -> Found[Any]:
    return Found(value, min(_UNSURE, source.confidence), source.source, source.span)
