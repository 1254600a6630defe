"""The closed words of a report: categories with their RSIT classes, structure types, signs and labelled fields."""

from __future__ import annotations

from types import MappingProxyType

RSIT_VERSION = "MISP taxonomy rsit, version 2"
"""The version of the Reference Security Incident Taxonomy the mapping is pinned to."""

RSIT = MappingProxyType(
    {
        "ransomware": (
            "malicious-code:infected-system",
            "information-content-security:unauthorised-information-modification",
        ),
        "account_compromise": ("intrusions:unprivileged-account-compromise",),
        "system_compromise": ("intrusions:application-compromise",),
        "vulnerability_exploit": ("intrusion-attempts:ids-alert", "vulnerable:vulnerable-system"),
        "phishing": ("fraud:phishing",),
        "data_leak": ("information-content-security:unauthorised-information-access",),
        "ddos": ("availability:ddos",),
        "defacement": ("intrusions:application-compromise",),
        "telecom_loss": ("availability:outage",),
        "infrastructure_failure": ("availability:outage",),
        "software_bug": ("availability:misconfiguration",),
        "theft_loss": ("information-content-security:data-loss",),
        "other": ("other:other",),
    }
)
CATEGORIES: tuple[str, ...] = tuple(RSIT)

# Categories nobody suffers by accident; the others say nothing of intent by themselves.
MALICIOUS_CATEGORIES = frozenset(
    {"ransomware", "account_compromise", "system_compromise", "vulnerability_exploit", "phishing", "ddos", "defacement"}
)
OUTAGE_CATEGORIES = frozenset({"telecom_loss", "infrastructure_failure", "software_bug"})

STRUCTURE_TYPES = ("hospital", "ehpad", "laboratory", "radiotherapy", "military", "provider", "pharmacy", "other")

SIGNS = (
    "malicious",
    "innocent",
    "cause_unknown",
    "outage",
    "degraded",
    "normal_operation",
    "care_unit",
    "care_service",
    "care_hit",
    "care_safe",
    "patient_safe",
    "patient_proven",
    "patient_risk",
    "personal",
    "personal_none",
    "confidentiality",
    "integrity",
    "availability",
    "support_asked",
    "support_declined",
    "resolved",
    "contained",
    "ongoing",
    "false_alarm",
    "provider",
    "provider_none",
    "others",
    "others_none",
    "patient_list",
    "nir_named",
    "military",
    "exercise",
    "real",
)

STANCES = ("break", "denial", "doubt", "imagined", "past", "trouble")

WORD_CLASSES = (
    "care",
    "carer",
    "patient",
    "house",
    "tool",
    "system",
    "other",
    "stop",
    "divert",
    "hamper",
    "go_on",
    "normal",
    "notice",
    "able",
    "treat",
    "lacked",
    "received",
    "degraded",
    "using",
    "harm",
    "danger",
    "denial",
    "halting",
    "turn",
    "supposed",
    "past",
    "manual",
    "over",
    "condition",
    "spurn",
    "all_of_it",
    "desk",
    "later",
    "me",
    "they",
    "call",
    "at_will",
    "needs",
    "vital",
    "mistake",
    "dosed",
    "excess",
    "feared",
    "held",
    "postponed",
    "cannot",
    "seen",
    "neutral",
    "bid",
    "informed",
    "undecided",
    "formal",
    "planned",
    "opened",
    "rest",
    "data",
    "named",
    "exposed",
    "spoilt",
    "help",
    "want",
    "welcome",
    "command",
    "asking",
    "enough",
)

LABELLED = (
    "structure",
    "finess",
    "finess_legal",
    "structure_type",
    "territory",
    "declarant_role",
    "declarant",
    "phone",
    "fax",
    "noticed_at",
    "category",
    "description",
    "origin",
    "patient_impact",
    "care_impact",
    "degraded_mode",
    "data_impact",
    "personal_data",
    "support_requested",
    "state",
    "provider_involved",
    "others_at_risk",
    "exercise",
    "tlp",
)


def rsit(category: str) -> tuple[str, ...]:
    """The RSIT classes of a category, first the mandatory one; raises KeyError for a word that is no category."""
    return RSIT[category]


def rsit_tags(category: str) -> tuple[str, ...]:
    """The same as MISP machine tags, such as `rsit:availability="outage"`."""
    return tuple('rsit:{}="{}"'.format(*entry.split(":")) for entry in rsit(category))
