"""`prove` finds every template that could fail at night, and names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.outbound.proof import LETTERS, prove, samples
from tests.letters_out import IDENTITY, TEMPLATES


def overlay(folder: Path, name: str, words: str) -> None:
    path = folder / "fr" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, "utf-8")


@pytest.mark.parametrize(
    ("name", "words", "found"),
    [
        ("page/body.txt", "Bonjour {{ prénom }}", "prénom"),
        ("page/body.txt", "Rappeler {{ phone | phone }}", "is not known"),
        ("page/body.txt", "Rappeler {{ telephone }}", "telephone"),
        ("page/body.txt", "{% if ticket %}", "line 1"),
        ("page/subject.txt", "Astreinte", "does not begin with the token"),
        ("notice/body.html", '<img src="https://suivi.example/x.gif">{{ body }}', "fetched from elsewhere"),
        ("notice/body.html", "{{ body }}" + "x" * 1200, "longer than 998"),
    ],
)
def test_it_names_the_broken_template_before_it_is_needed(tmp_path: Path, name: str, words: str, found: str) -> None:
    overlay(tmp_path, name, words)
    faults = prove(tmp_path, TEMPLATES, IDENTITY, ["page", "notice"])
    assert len(faults) == 1
    assert name.partition("/")[0] in faults[0].file
    assert found in f"{faults[0].value} {faults[0].problem}"


def test_it_tells_all_broken_templates_at_once(tmp_path: Path) -> None:
    for letter in ("page", "notice", "closing"):
        overlay(tmp_path, f"{letter}/body.txt", "{{ nothing }}")
    assert [fault.key for fault in prove(tmp_path, TEMPLATES, IDENTITY, LETTERS[7:])] == ["notice", "page", "closing"]


def test_samples_leave_out_each_fact_that_may_be_unknown() -> None:
    for letter in LETTERS:
        names = [name for name, _ in samples(letter)]
        assert {"every fact known", "nothing known", "phone not known", "opens_at not known"} <= set(names)
