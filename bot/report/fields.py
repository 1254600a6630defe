"""The report: every field a value with its confidence, source and span, or unknown. Unknown is never a guess."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A value read from a letter: `confidence` 0–1, `source` names the text (`subject`, `text`, `attachment:2`,
    `directory`), `span` the characters of that text (half-open), None when it is not a stretch of text."""

    value: T
    confidence: float = 1.0
    source: str = "text"
    span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Territory:
    """INSEE codes of the département and the region, name of the regional agency; None where there is none."""

    department: str | None
    region: str | None
    ars: str | None


@dataclass(frozen=True, slots=True)
class Site:
    """One place named in a report that names several."""

    structure: str | None
    finess: str | None
    territory: Territory | None


@dataclass(frozen=True, slots=True)
class Report:
    """What a letter says, in the words of docs/reference; None is unknown."""

    structure: Found[str] | None = None
    structure_type: Found[str] | None = None
    finess: Found[str] | None = None
    finess_valid: Found[bool] | None = None
    territory: Found[Territory] | None = None
    sites: Found[tuple[Site, ...]] | None = None
    declarant_role: Found[str] | None = None
    phone: Found[str] | None = None
    noticed_at: Found[datetime] | None = None
    category: Found[str] | None = None
    origin: Found[str] | None = None
    patient_impact: Found[str] | None = None
    degraded_mode: Found[bool] | None = None
    care_impact: Found[bool] | None = None
    data_impact: Found[tuple[str, ...]] | None = None
    personal_data: Found[bool] | None = None
    support_requested: Found[bool] | None = None
    state: Found[str] | None = None
    provider_involved: Found[bool] | None = None
    others_at_risk: Found[bool] | None = None
    exercise: Found[bool] | None = None
    tlp: Found[str] | None = None
    pap: Found[str] | None = None
    sensitive: Found[tuple[str, ...]] | None = None
    unsure: Found[tuple[str, ...]] | None = None
    """Names of the fields the author said he cannot answer: known to be unknown, not asked for again."""
    leanings: tuple[tuple[str, Found[Any]], ...] = ()
    """What silent fields most likely are (decision 0017): shown, but still asked for, and no rule decides by it."""
    alarming: float = 0.0
    """How likely somebody is to be woken for such a letter, 0–1 (decision 0018): no field, but rules may ask for it."""
    denied: tuple[tuple[int, int], ...] = ()
    """Where in the new text labels of a form stand that are answered by no: they ask, and say nothing."""

    def shown(self, name: str) -> Found[Any] | None:
        """A field as it was told, else what it leans to, else None."""
        found: Found[Any] | None = getattr(self, name)
        return found or next((leaning for leant, leaning in self.leanings if leant == name), None)

    def get(self, name: str) -> Any:
        """The bare value of a field by name, or what unknown is for that field.

        Raises KeyError for a name that is no field.
        """
        if name not in FIELD_NAMES:
            raise KeyError(name)
        found = self.shown(name)
        return UNKNOWN.get(name) if found is None else found.value


_NO_FIELDS = ("leanings", "alarming", "denied")
FIELD_NAMES: tuple[str, ...] = tuple(f.name for f in fields(Report) if f.name not in _NO_FIELDS)

# What stands for "the letter does not say" where null is not the word (contract "report").
UNKNOWN: dict[str, Any] = {
    "origin": "unknown",
    "patient_impact": "unknown",
    "state": "unknown",
    "sites": (),
    "data_impact": (),
    "exercise": False,
    "sensitive": (),
    "unsure": (),
}


def bare(report: Report) -> dict[str, Any]:
    """JSON-ready: every field its bare value (contract "report"); instants as ISO 8601, unknown as listed or null."""
    return {name: _plain(report.get(name)) for name in FIELD_NAMES}


def with_sources(report: Report) -> dict[str, Any]:
    """JSON-ready: every field as value, confidence, source and span; unknown fields have confidence 0."""
    told = {}
    for name in FIELD_NAMES:
        found = report.shown(name)
        told[name] = {
            "value": _plain(report.get(name)),
            "confidence": found.confidence if found else 0.0,
            "source": found.source if found else None,
            "span": list(found.span) if found and found.span else None,
        }
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value
