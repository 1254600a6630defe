"""`veilleur finess`: exit codes, what is printed, what stays."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.establishments import establishments, write_csv, write_json

SITES = tuple(establishments(60))
ROOT = Path(__file__).parents[3]


@pytest.fixture
def veilleur(tmp_path: Path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "mine.yml").write_text(f'database: "sqlite:///{tmp_path / "a.db"}"\n')

    def run(*words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot", "finess", *map(str, words), "--config", str(tmp_path / "config")]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)

    return run


@pytest.mark.slow
def test_load_show_find_and_a_refused_file(veilleur, tmp_path: Path) -> None:
    nothing = veilleur("show", SITES[0].finess)
    assert nothing.returncode == 1 and "no directory is loaded" in nothing.stderr
    done = veilleur("load", write_json(tmp_path / "a.json", SITES), "--json")
    assert done.returncode == 0 and done.stderr == ""
    assert {"count": 60, "format": "json", "before": 0, "left_out": 0}.items() <= json.loads(done.stdout).items()

    broken = write_csv(tmp_path / "b.csv", SITES)
    broken.write_text(broken.read_text("utf-8").replace(SITES[3].finess, "010000017", 1), "utf-8")
    refused = veilleur("load", broken)
    assert refused.returncode == 1 and f"{broken}:8: nofinesset: its key" in refused.stderr

    shown = veilleur("show", SITES[3].finess, "--json")
    assert shown.returncode == 0
    assert json.loads(shown.stdout)["directory"]["file"] == "a.json", "the old directory must stay"
    found = veilleur("find", SITES[0].name, "--town", SITES[0].town)
    assert found.returncode == 0 and SITES[0].finess in found.stdout
    assert veilleur("find", "rien de tel").returncode == 1
    assert veilleur("load", tmp_path / "absent.csv").returncode == 2
