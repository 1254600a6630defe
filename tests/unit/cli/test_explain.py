"""`veilleur explain` over several letters: one that cannot be placed in time holds up no other."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from bot.cli.main import app

PLAIN = b"From: a@ch.example\r\nSubject: panne\r\n\r\nNotre messagerie est en panne.\r\n"
RECEIVED = b"Received: from a by b; Tue, 10 Mar 2026 11:05:00 +0100\r\n"


def test_a_letter_without_an_instant_is_told_and_the_next_is_explained(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(PLAIN)
    (tmp_path / "two.eml").write_bytes(RECEIVED + PLAIN)
    done = CliRunner().invoke(app, ["explain", "--json", str(tmp_path / "one.eml"), str(tmp_path / "two.eml")])
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert done.exit_code == 1
    assert "--received-at" in first["error"]
    assert second["clock"]["received_at"] == "2026-03-10T11:05:00+01:00"


def test_no_answer_is_told_that_the_daemon_would_not_give(tmp_path: Path) -> None:
    (tmp_path / "null.eml").write_bytes(b"Return-Path: <>\r\n" + RECEIVED + PLAIN)
    done = CliRunner().invoke(app, ["explain", "--json", str(tmp_path / "null.eml")])
    letters = json.loads(done.stdout)["decision"]["letters"]
    assert letters and all(one["to"] and one["template"] != "acknowledgement-in-hours" for one in letters)
