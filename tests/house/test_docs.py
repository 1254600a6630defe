"""What a user can name is written down: commands, conditions of rules, what templates may use."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import typer.main

from bot.cli.main import app
from bot.desk.letters import LetterContext
from tests.house.sources import ROOT


def _commands(command: object, path: tuple[str, ...] = ()) -> Iterator[str]:
    below = getattr(command, "commands", None)
    if below is None:
        yield " ".join(path)
        return
    for name, one in below.items():
        yield from _commands(one, (*path, name))


def test_every_command_is_documented() -> None:
    text = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert [c for c in _commands(typer.main.get_command(app)) if f"veilleur {c}" not in text] == []


def test_every_fact_a_template_may_name_is_documented() -> None:
    text = (ROOT / "docs" / "letters.md").read_text("utf-8")
    assert [f.name for f in dataclasses.fields(LetterContext) if f"`{f.name}`" not in text] == []


def test_every_letter_is_documented() -> None:
    text = (ROOT / "docs" / "letters.md").read_text("utf-8")
    letters = [p.name for p in (ROOT / "templates" / "fr").iterdir() if p.is_dir()]
    assert letters
    assert [name for name in letters if f"`{name}`" not in text] == []


def test_every_letter_stands_in_both_languages() -> None:
    french, english = ({p.name for p in (ROOT / "templates" / lang).iterdir()} for lang in ("fr", "en"))
    assert french == english
