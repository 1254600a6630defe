"""Templates proved before they are used: every letter, language and combination of known facts, as a list of faults."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.desk.kept.letters import LetterContext
from bot.errors import Fault, Permanent
from bot.outbound.compose import unstructured
from bot.outbound.paragraphs import LONGEST_LINE
from bot.outbound.render import LANGUAGES, Renderer
from bot.report.dialogue.resolution import RESOLUTION
from bot.report.fields import FIELD_NAMES
from bot.rules.decision import SEVERITIES
from bot.settings.model import IdentitySettings

LETTERS = (
    "acknowledgement-in-hours",
    "acknowledgement-off-hours",
    "acknowledgement-off-hours-paged",
    "acknowledgement-exercise",
    "redirect",
    "out-of-scope",
    "questions",
    "questions-reminder",
    "resolution-questions",
    "notice",
    "agency-notice",
    "page",
    "page-taken",
    "page-handed-over",
    "page-unclear",
    "page-unproven",
    "page-postponed",
    "page-reminder",
    "night-list",
    "storm-digest",
    "level-reminder",
    "reach-test",
    "reply",
    "closing",
    "alarm",
)
# What whoever orders a letter always knows; everything else a template must ask for first.
ALWAYS_KNOWN = {
    "reply": ("text",),
    "alarm": ("alarm",),
    "questions": ("questions",),
    "questions-reminder": ("questions",),
}
# What a declarant could not tell is no field to ask for.
_FACTS = tuple(field.name for field in fields(LetterContext))
_NEVER_ASKED = frozenset({"unsure"})
_WITHOUT_TOKEN = frozenset({"alarm", "reach-test"})

_REFERENCE = re.compile(r"[\"']([\w./-]{1,200})[\"']")
_AT = datetime(2026, 8, 15, 0, 47, tzinfo=UTC)
FULL = LetterContext(
    ticket="SSI-2026-000123",
    received_at=_AT,
    window="off_hours",
    opens_at=datetime(2026, 8, 17, 7, 0, tzinfo=UTC),
    closes_at=datetime(2026, 8, 14, 16, 0, tzinfo=UTC),
    sender_zone="Indian/Reunion",
    track="real",
    severity="critical",
    significant=True,
    category="ransomware",
    structure="CHU Piton-Blanc",
    structure_type="hospital",
    finess="970499992",
    department="974",
    region_agency="ARS La Réunion",
    phone="+33639981234",
    requester="rssi@chu-piton-blanc.example",
    patient_impact="potential",
    degraded_mode=True,
    support_requested=True,
    others_at_risk=True,
    personal_data=True,
    personal_data_feared=True,
    sensitive=("nir", "patient_list", "credentials"),
    questions=("phone", "degraded_mode", "finess"),
    answer_due_at=datetime(2026, 8, 17, 11, 0, tzinfo=UTC),
    tlp="TLP:AMBER",
    claims="SSI-2026-000098",
    paged=True,
    person="alice",
    step=0,
    round=0,
    policy="off-hours",
    taken_by="bruno",
    taken_at=datetime(2026, 8, 15, 1, 2, tzinfo=UTC),
    next_step_at=datetime(2026, 8, 15, 1, 15, tzinfo=UTC),
    called_back_at=datetime(2026, 8, 15, 1, 15, tzinfo=UTC),
    chain="waits",
    author="Une analyste",
    text="Bonjour,\n\nMerci de nous rappeler.",
    alarm="Le serveur de courriel ne répond plus.",
    cause="courriels bloqués",
    facts=("règle crit-off", "fermé : samedi et 15 août"),
    not_told=("ars-la-reunion",),
    incident="INC-2026-000007",
    count=22,
    departments=("33", "972"),
    returned_at=datetime(2026, 8, 16, 4, 30, tzinfo=UTC),
    degraded_minutes=1590,
)
_CATEGORIES = (
    "ransomware",
    "account_compromise",
    "system_compromise",
    "vulnerability_exploit",
    "phishing",
    "data_leak",
    "ddos",
    "defacement",
    "telecom_loss",
    "infrastructure_failure",
    "software_bug",
    "theft_loss",
    "other",
)
_STRUCTURES = ("hospital", "ehpad", "laboratory", "radiotherapy", "military", "provider", "pharmacy", "other")
_CODES: dict[str, Sequence[str]] = {
    "category": _CATEGORIES,
    "structure_type": _STRUCTURES,
    "severity": SEVERITIES,
    "track": ("real", "exercise", "redirect", "out_of_scope", "no_ticket"),
    "patient_impact": ("none", "potential", "proven", "unknown"),
}


def samples(letter: str, named: Container[str] = _FACTS) -> Iterator[tuple[str, LetterContext]]:
    """Contexts a letter must bear, each with a name: all facts, none, each it names missing, every code there is."""
    known = {name: getattr(FULL, name) for name in ("ticket", "received_at", *ALWAYS_KNOWN.get(letter, ()))}
    yield "every fact known", FULL
    yield "nothing known", LetterContext(**known)
    yield "nothing known, not even the ticket", LetterContext(**(known | {"ticket": None, "received_at": None}))
    blank = LetterContext()
    for fact in _FACTS:
        if fact in named and fact not in ALWAYS_KNOWN.get(letter, ()):
            yield f"{fact} not known", _with(fact, getattr(blank, fact))
    for fact, codes in _CODES.items():
        if fact in named:
            yield from ((f"{fact} {code}", _with(fact, code)) for code in codes)
    asked = (*(name for name in FIELD_NAMES if name not in _NEVER_ASKED), *RESOLUTION)
    yield "every question", replace(FULL, questions=asked)
    yield "a hostile structure", replace(FULL, structure="{{ 7*7 }} <b>\r\nBcc: x@y.example " + "n" * 500)


def _with(fact: str, value: Any) -> LetterContext:
    return replace(FULL, **{fact: value})


def prove(
    folder: Path | None, shipped: Path, identity: IdentitySettings, letters: Sequence[str] = LETTERS
) -> list[Fault]:
    """These letters in every language against their samples, with the operator's folder before the shipped one."""
    renderer = Renderer(folder, shipped, identity)
    folders = [place for place in (folder, shipped) if place is not None]
    faults = []
    for language in LANGUAGES:
        for letter in letters:
            found = next(_faults(renderer, letter, language, _named(folders, letter, language)), None)
            if found is not None:
                where = folder if folder is not None and (folder / language / letter).is_dir() else shipped
                name = f"{where.name}/{language}/{letter}"
                faults.append(Fault(name, None, letter, found[0], found[1], "mend the template, or remove yours"))
    return faults


def _named(folders: Sequence[Path], letter: str, language: str) -> set[str]:
    """Every word in the files a letter is made of: a fact that is not among them need not be left out to see."""
    waiting = [f"{language}/{letter}/{part}" for part in ("subject.txt", "body.txt", "body.html")]
    read: dict[str, str] = {}
    while waiting:
        name = waiting.pop()
        path = next((place / name for place in folders if (place / name).is_file()), None)
        if path is not None and name not in read:
            read[name] = path.read_text("utf-8", "replace")
            waiting += _REFERENCE.findall(read[name])
    return {word for text in read.values() for word in re.findall(r"\w+", text)}


def _faults(renderer: Renderer, letter: str, language: str, named: Container[str]) -> Iterator[tuple[str, str]]:
    for name, context in samples(letter, named):
        try:
            rendered = renderer.render(letter, language, context)
        except Permanent as error:
            yield name, str(error)
            continue
        token = f"[{context.ticket}] "
        if context.ticket and letter not in _WITHOUT_TOKEN and not rendered.subject.startswith(token):
            yield name, f"the subject does not begin with the token {token}"
        if any(len(line) > LONGEST_LINE for line in (*rendered.text.split("\n"), *rendered.html.split("\n"))):
            yield name, f"a line is longer than {LONGEST_LINE} characters"
        if not unstructured(rendered.subject, len("Subject: ")).isascii():
            yield name, "the subject cannot be encoded"
        if "http://" in rendered.html or "https://" in rendered.html or "src=" in rendered.html:
            yield name, "the HTML names something to be fetched from elsewhere"
