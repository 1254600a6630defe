"""What may stand behind a condition word: the closed lists of values, and the reading of values against them."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.report.fields import FIELD_NAMES, UNKNOWN, Report
from bot.report.place.departments import COLLECTIVITIES, DEPARTMENTS, REGIONS
from bot.rules.conditions import Value
from bot.settings.section import Node, Section

DOMAIN = re.compile(r"[^@\s/:;,<>\"'()]{1,253}")
TRACKS = ("real", "exercise", "redirect", "out_of_scope", "no_ticket")
CATEGORIES = (
    "ransomware account_compromise system_compromise vulnerability_exploit phishing data_leak ddos defacement "
    "telecom_loss infrastructure_failure software_bug theft_loss other"
).split()
WORDS: dict[str, list[str]] = {
    "category": CATEGORIES,
    "structure_type": "hospital ehpad laboratory radiotherapy military provider pharmacy other".split(),
    "origin": ["malicious", "non_malicious", "unknown"],
    "patient_impact": ["none", "potential", "proven", "unknown"],
    "state": ["ongoing", "contained", "resolved", "unknown"],
    "data_impact": ["availability", "integrity", "confidentiality"],
    "sensitive": ["nir", "patient_list", "credentials"],
}
_CODES: dict[str, frozenset[str]] = {
    "department": frozenset((*DEPARTMENTS, *COLLECTIVITIES)),
    "region": frozenset(REGIONS),
}
FLAGS = frozenset(name for name, hint in Report.__annotations__.items() if "Found[bool]" in str(hint))
"""Fields of a report that are true, false or unknown."""
VALUES: dict[str, frozenset[Value]] = {
    name: frozenset([*(WORDS.get(name) or (True, False)), UNKNOWN.get(name)])
    for name in (*WORDS, *sorted(FLAGS))
    if not isinstance(UNKNOWN.get(name), tuple)
}
"""Every value of the fields that have a closed list of them, what stands for unknown included."""
_LISTED: dict[str, Collection[Value]] = {**{n: WORDS[n] for n in ("data_impact", "sensitive")}, "unsure": FIELD_NAMES}
_UNWRITTEN: dict[str, Collection[Value]] = {"territory": (None,), "noticed_at": (None,), "sites": ()}
"""Fields that no word can be compared with; where they go is the condition `territory`."""


def read_values(section: Section, word: str, allowed: Collection[Value]) -> frozenset[Value]:
    """The values written; one that is not among the allowed could never hold."""
    known = ", ".join(sorted(_written(value) for value in allowed))
    values: set[Value] = set()
    for item in read_items(section, word):
        value = item.value
        # True equals 1, so that the type counts too.
        if isinstance(value, str | bool | None) and value in allowed:
            values.add(value)
        else:
            section.fault(word, f"unknown word {value!r}", f"known here: {known}", item)
    return frozenset(values)


def _written(value: Value) -> str:
    return "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def read_items(section: Section, word: str) -> list[Node]:
    """The items of a list, or the one value written; an empty list, which never holds, is a fault."""
    node = section.raw(word)
    items = node.value if node is not None and isinstance(node.value, list) else [node] if node is not None else []
    if node is not None and not items:
        section.fault(word, "an empty list never holds", "write at least one value, or delete the condition")
    return items


def read_said(section: Section, name: str) -> frozenset[Value]:
    """The values a field of the report is compared with."""
    for closed in (VALUES, _LISTED, _UNWRITTEN):
        if name in closed:
            return read_values(section, name, closed[name])
    items = read_items(section, name)
    for item in items:
        if not isinstance(item.value, str | None):
            section.fault(name, "a text is due here", "put it in quotes, or write null for unknown", item)
    return frozenset(item.value for item in items if isinstance(item.value, str | None))


def read_codes(section: Section, key: str) -> frozenset[str]:
    """INSEE codes under `department` or `region`, each one that exists."""
    known = _CODES[key]
    codes = section.texts(key)
    for code in codes:
        if code not in known:
            section.fault(key, f"no INSEE code of a {key}: {code!r}", f"known here: {', '.join(sorted(known))}")
    return frozenset(codes)


def read_texts(section: Section, key: str, known: tuple[str, ...], default: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The texts of a list, each a known one; an empty list, which never holds, is a fault."""
    if key in section:
        read_items(section, key)
    texts = section.texts(key, default)
    for text in texts:
        if text not in known:
            section.fault(key, f"unknown {key} {text!r}", f"known here: {', '.join(known)}")
    return texts
