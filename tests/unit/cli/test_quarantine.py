"""`veilleur quarantine`: what stands there, and a letter taken in unread by hand."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.daemon.config import load
from bot.daemon.wiring import storage_of
from bot.desk.quarantine import cause_of
from tests import builders
from tests.builders import TUESDAY_MORNING

ROOT = Path(__file__).parents[3]


def veilleur(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "bot", *words, "--config", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.mark.slow
def test_a_letter_in_quarantine_is_shown_and_released_into_a_ticket(tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text(f'database: "sqlite:///{tmp_path / "a.db"}"\ndata: "{tmp_path}"\n')
    storage = storage_of(load(tmp_path, {}))
    row = builders.journaled(storage, storage.journal, TUESDAY_MORNING)
    with storage.begin() as unit:
        unit.letters.quarantine(row.id, cause_of("a rule failed"), TUESDAY_MORNING)
    storage.close()

    [listed] = [json.loads(line) for line in veilleur(tmp_path, "quarantine", "list", "--json").stdout.splitlines()]
    assert listed["cause"].startswith("a rule failed [veilleur ")
    released = veilleur(tmp_path, "quarantine", "release", str(row.id), "--by", "alice")
    assert released.returncode == 0, released.stderr
    assert "opened" in released.stdout
    assert veilleur(tmp_path, "quarantine", "list", "--json").stdout == ""
    [ticket] = [json.loads(line) for line in veilleur(tmp_path, "tickets", "list", "--json").stdout.splitlines()]
    assert ticket["number"] in released.stdout
    assert veilleur(tmp_path, "quarantine", "release", str(row.id)).returncode == 1
