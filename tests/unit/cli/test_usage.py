"""Wrong words on the command line: exit code 2 and what would be right, before anything is read or changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app

LETTER = (
    b"Received: from a by b; Tue, 10 Mar 2026 11:05:00 +0100\r\nFrom: a@ch.example\r\nSubject: panne\r\n\r\nPanne.\r\n"
)
NUMBER = "SSI-2026-000001"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["tickets", "qualify", NUMBER, "--severity", "huge"], "minor, moderate, major, critical"),
        (["tickets", "qualify", NUMBER, "--category", "fire"], "ransomware, account_compromise"),
        (["tickets", "qualify", NUMBER, "--track", "no_ticket"], "real, exercise, out_of_scope, redirect"),
        (["tickets", "qualify", NUMBER], "give --severity, --category or --track"),
        (["tickets", "ask", NUMBER, "finess", "nonsense"], "'nonsense' is unknown; there are structure, "),
        (["tickets", "list", "--state", "nosuch"], "new, acknowledged, qualifying"),
        (["tickets", "close", NUMBER, "--feedback", "--config", "real"], "not '--config'"),
        (["outbox", "list", "--status", "lost"], "queued, sending, sent"),
        (["ingest", "--account", "nobody", "-"], "no account 'nobody'; there are: fssi, desk"),
        (["explain", "--account", "nobody", "-"], "no account 'nobody'; there are: fssi, desk"),
        (["parse", "-", "--files-from", "-"], "not both"),
    ],
)
def test_a_wrong_word_is_refused_with_what_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, words, input=LETTER)
    assert done.exit_code == 2
    assert told in " ".join(done.stderr.split())
    assert list(tmp_path.iterdir()) == []


def test_parse_and_explain_read_a_letter_from_standard_input() -> None:
    parsed = CliRunner().invoke(app, ["parse", "-"], input=LETTER)
    assert (parsed.exit_code, json.loads(parsed.stdout)["subject"]) == (0, "panne")
    explained = CliRunner().invoke(app, ["explain", "-", "--account", "desk", "--json"], input=LETTER)
    assert (explained.exit_code, json.loads(explained.stdout)["file"]) == (0, "-")
