"""docs/letters.md names every letter and everything a template may name."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from bot.desk.kept.letters import LetterContext
from bot.outbound.proof import LETTERS

WORDS = (Path(__file__).resolve().parents[3] / "docs" / "letters.md").read_text("utf-8")
IDENTITY = ("desk_name", "desk_address", "emergency_phone", "portal", "signed_token")


@pytest.mark.parametrize("name", [*LETTERS, *(field.name for field in fields(LetterContext)), *IDENTITY])
def test_it_is_explained(name: str) -> None:
    assert f"`{name}`" in WORDS
