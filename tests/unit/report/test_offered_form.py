"""The form that we offer to copy and fill in: whatever is filled in is read back, however it was typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.report.words.folded import fold
from tests.unit.report.letter import NOON, paris, report

TEMPLATES = Path(__file__).parents[3] / "templates"
DUE = {
    "structure": "CH de Val-Brumeux",
    "finess": "630999993",
    "phone": "+33473001122",
    "noticed_at": paris(2026, 3, 9, 7, 15),
    "category": "ransomware",
    "degraded_mode": True,
    "patient_impact": "potential",
    "others_at_risk": False,
    "support_requested": True,
    "personal_data": False,
    "origin": "malicious",
    "provider_involved": False,
    "state": "contained",
    "exercise": False,
}
SAID = {
    "fr": "CH de Val-Brumeux|630 999 993|63 Puy-de-Dôme|directrice adjointe|04 73 00 11 22|09/03/2026 à 7h15|"
    "rançongiciel|tous les serveurs de fichiers sont chiffrés|oui|possible|non|oui|non|oui|non|maîtrisé|non".split("|"),
    "en": "CH de Val-Brumeux|630 999 993|63|deputy director|04 73 00 11 22|09/03/2026 07:15|ransomware|"
    "all file servers are encrypted|yes|possible|no|yes|no|yes|no|contained|no".split("|"),
}
TYPED: dict[str, Callable[[str, str], str]] = {
    "as offered": lambda label, said: f"{label} {said}",
    "no space": lambda label, said: f"{label}{said}",
    "no-break space": lambda label, said: f"{label[:-1].rstrip()}\u00a0:\u00a0{said}",
    "capitals": lambda label, said: f"{label.upper()} {said}",
    "no accents": lambda label, said: f"{fold(label)} {said}",
    "a list": lambda label, said: f"  - {label} {said}",
    "on the next line": lambda label, said: f"{label}\n{said}",
    "hints removed": lambda label, said: f"{label.split(' (')[0].rstrip(': ')} : {said}",
    "answered below our lines": lambda label, said: f"{label}   {said}  ",
}


def labels(language: str) -> list[str]:
    return TEMPLATES.joinpath(language, "_form.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_filled_in_is_read_back_in_full(language: str, typed: Callable[[str, str], str]) -> None:
    lines = [typed(label, said) for label, said in zip(labels(language), SAID[language], strict=True)]
    read = report("\n".join(lines))
    assert {name: read.get(name) for name in DUE} == DUE
    assert read.get("territory").department == "63"
    assert read.get("declarant_role") == SAID[language][3] and read.get("finess_valid") is True


@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_empty_form_says_nothing(language: str) -> None:
    read = report("\n".join(labels(language)))
    told = {name: read.get(name) for name in DUE if read.get(name) not in (None, "unknown", False, ())}
    assert told == {}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_not_knowing_is_an_answer_to_every_closed_question(language: str) -> None:
    unknown = {"fr": "je ne sais pas", "en": "I don't know"}[language]
    lines = [f"{label} {unknown}" for label in labels(language) if unknown in label]
    assert len(lines) >= 5
    assert len(report("\n".join(lines), NOON).get("unsure")) == len(lines)
