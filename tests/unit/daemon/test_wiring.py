"""What is built at a start: the letters of a desk whose signing key was made a moment ago prove their ticket too."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from bot.daemon.config import load
from bot.daemon.wiring import office_of, renderer_of
from bot.desk.kept.letters import LetterContext
from bot.mail.identifiers import find_signed_tokens


def test_the_first_letters_of_a_new_desk_prove_their_ticket(tmp_path: Path) -> None:
    folder = tmp_path / "etc"
    folder.mkdir()
    (folder / "veilleur.yml").write_text(json.dumps({"data": str(tmp_path / "data")}), encoding="utf-8")
    configuration = load(folder, {})
    office = office_of(configuration)
    context = LetterContext(ticket="SSI-2026-000001", received_at=datetime(2026, 3, 10, 10, tzinfo=UTC))
    letter = renderer_of(configuration, office).render("acknowledgement-in-hours", "fr", context)
    assert find_signed_tokens(office.settings.identity.key, "SSI", letter.text) == ("SSI-2026-000001",)
