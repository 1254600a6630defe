"""Conditions as written in the configuration, read into `conditions`. Whatever is not known here is a fault at load."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import re2

from bot.mail.verdict import Kind, Trust
from bot.report.fields import FIELD_NAMES
from bot.rules.clock.windows import Windows
from bot.rules.condition_values import (
    CATEGORIES,
    DOMAIN,
    TRACKS,
    VALUES,
    read_codes,
    read_items,
    read_said,
    read_texts,
    read_values,
)
from bot.rules.conditions import (
    All,
    Always,
    AnyOf,
    At,
    Condition,
    Finds,
    FromDomain,
    Is,
    Labelled,
    Matches,
    Not,
    Says,
    Territory,
    Words,
    conjunction,
)
from bot.rules.decision import SEVERITIES
from bot.rules.lexicons.lexicon import Lexicon
from bot.settings.section import Section

_PLAIN_WORDS: dict[str, list[str] | None] = {
    "severity": list(SEVERITIES),
    "track": list(TRACKS),
    "is": [str(kind) for kind in Kind],
    "trust": [str(trust) for trust in Trust],
    "account_role": ["fssi", "desk"],
    "category": CATEGORIES,
    "automatic": None,
    "new_ticket": None,
    "unreadable": None,
    "alarming": None,
    "page": None,
    "risen": None,
    "exercise_lifted": None,
}
SETTLED_LATER = {"severity": "route", "track": "route", "label": "route", "page": "answer", "risen": "route"}
"""Words that only mean something from a later phase on: asked earlier, the order of rules would change the result."""
_PHASES = ("guard", "classify", "route", "answer", "sla")


@dataclass(frozen=True, slots=True)
class Names:
    """What conditions of one phase may refer to."""

    phase: str
    windows: Windows
    lexicons: Mapping[str, Lexicon]
    labels: frozenset[str] = frozenset()


def read_condition(section: Section, names: Names) -> Condition:
    """The condition a mapping writes; several words in one mapping must all hold. Faults stay in the section."""
    parts: list[Condition] = []
    for word in section.names():
        reader = _READERS.get(word) or (_plain if word in _PLAIN_WORDS else None)
        if reader is None:
            continue
        earliest = SETTLED_LATER.get(word)
        if earliest and _PHASES.index(names.phase) < _PHASES.index(earliest):
            section.fault(word, f"not settled yet in phase {names.phase}", f"ask for it from phase {earliest} on")
        part = reader(section, word, names)
        if part is not None:
            parts.append(part)
    for word in (*_READERS, *_PLAIN_WORDS):
        section.raw(word)
    section.close()
    if not section.names():
        section.fault("", "a condition is due here", "write {always: true} for a rule that always holds")
    return conjunction(parts)


def _plain(section: Section, word: str, names: Names) -> Condition | None:
    allowed = _PLAIN_WORDS[word]
    if allowed is None:
        return Is(word, frozenset({section.flag(word)}))
    return Is(word, read_values(section, word, allowed if word != "category" else VALUES["category"]))


def _report(section: Section, word: str, names: Names) -> Condition:
    below = section.section(word)
    parts: list[Condition] = []
    for name in below.names():
        if name in FIELD_NAMES:
            parts.append(Says(name, read_said(below, name)))
        else:
            below.raw(name)
            below.fault(name, "no field of a report", f"known here: {', '.join(FIELD_NAMES)}")
    return conjunction(parts)


def _at(section: Section, word: str, names: Names) -> Condition | None:
    node = section.raw(word)
    if node is not None and isinstance(node.value, str):
        return At(section.text(word, choices=names.windows.names()), ("now",))
    below = section.section(word)
    window = below.text("window", choices=names.windows.names())
    clocks = read_texts(below, "clock", ("received", "now"), ("received", "now"))
    below.close()
    return At(window, clocks)


def _lexicon(section: Section, word: str, names: Names) -> Condition | None:
    below = section.section(word)
    name = below.text("name", choices=names.lexicons)
    terms, either = below.texts("has"), below.texts("any")
    at_least = below.number("at_least", 0.0) if "at_least" in below else None
    within = below.text("within", "letter", choices=("letter", "sentence"))
    below.raw("at_least")
    below.close()
    known = names.lexicons[name].weights if name in names.lexicons else {}
    for term in (*terms, *either):
        if term not in known:
            below.fault("", f"no term `{term}` in lexicon {name}", f"known: {', '.join(known)}")
    if at_least is None and not terms and not either:
        below.fault("", "nothing is asked of the lexicon", "write at_least, has or any")
    return Finds(name, at_least, terms, either, within) if name in names.lexicons else None


def _text(section: Section, word: str, names: Names) -> Condition | None:
    below = section.section(word)
    pattern = below.text("regex")
    fields = read_texts(below, "in", ("subject", "body"), ("subject", "body"))
    below.close()
    if not pattern.strip():
        below.fault("regex", "an empty pattern is found in every letter", "write what is looked for")
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        compiled = re2.compile(pattern, options)
    except re2.error as wrong:
        why = wrong.args[0] if wrong.args else ""
        told = why.decode("utf-8", "replace") if isinstance(why, bytes) else str(why)
        unknown = "invalid perl operator" in told or "invalid escape" in told
        remedy = (
            "no look-around, no back reference" if unknown else "mend the pattern; a literal ( ) [ ] is written \\("
        )
        below.fault("regex", f"RE2 refuses it: {told[:120]}", remedy)
        return None
    return Matches(pattern, fields, compiled)


def _territory(section: Section, word: str, names: Names) -> Condition:
    below = section.section(word)
    departments, regions = read_codes(below, "department"), read_codes(below, "region")
    below.close()
    if not departments and not regions:
        below.fault("", "no place is asked for", 'write department: ["63"] or region: ["84"]')
    return Territory(departments, regions)


def _domains(section: Section, word: str, names: Names) -> Condition:
    read_items(section, word)
    patterns = tuple(pattern.lower() for pattern in section.texts(word))
    for pattern in patterns:
        if not DOMAIN.fullmatch(pattern[:254]):
            remedy = "write what stands after the @, such as chu-x.example or *.chu-x.example"
            section.fault(word, f"no author's domain is {pattern[:80]!r}", remedy)
    return FromDomain(patterns)


def _several(section: Section, word: str, names: Names) -> Condition:
    parts = tuple(read_condition(part, names) for part in section.sections(word))
    if not parts:
        section.fault(word, "a list of conditions is due here", f"write {word}: [{{…}}, {{…}}]")
    return All(parts) if word == "all" else AnyOf(parts)


def _label(section: Section, word: str, names: Names) -> Condition:
    read_items(section, word)
    labels = section.texts(word)
    for label in labels:
        if label not in names.labels:
            section.fault(word, f"no rule gives the label {label!r}", f"given: {', '.join(sorted(names.labels))}")
    return Labelled(frozenset(labels))


def _words(section: Section, word: str, names: Names) -> Condition:
    below = section.section(word)
    condition = Words(below.integer("at_most", least=1))
    below.close()
    return condition


def _always(section: Section, word: str, names: Names) -> Condition:
    if not section.flag(word):
        section.fault(word, "only `true` means something here", "write {always: true}")
    return Always()


_READERS: dict[str, Callable[[Section, str, Names], Condition | None]] = {
    "always": _always,
    "all": _several,
    "any": _several,
    "not": lambda section, word, names: Not(read_condition(section.section(word), names)),
    "report": _report,
    "at": _at,
    "window": _at,
    "territory": _territory,
    "from_domain": _domains,
    "lexicon": _lexicon,
    "text": _text,
    "label": _label,
    "words": _words,
}
