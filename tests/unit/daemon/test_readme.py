"""The README's first real configuration, typed as it stands: it goes live once its domain is one's own."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app

README = (Path(__file__).resolve().parents[3] / "README.md").read_text("utf-8")
OWN = "hopital-reel.fr"


def typed(folder: Path, domain: str, more: str) -> Path:
    """The folder as the README says, with another domain."""
    chapter = README[README.index("## Your first real configuration") :]
    found = re.search(r"```yaml\n(.*?)```", chapter, re.S)
    assert found is not None
    words = textwrap.dedent("   " + found[1].lstrip(" ")).replace("/etc/veilleur", str(folder))
    (folder / "veilleur.yml").write_text(words.replace("cert.example", domain) + more, "utf-8")
    for name in ("fssi.secret", "desk.secret"):
        (folder / name).write_text("secret", "utf-8")
        (folder / name).chmod(0o600)
    return folder


def check(folder: Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["check", "--offline", "--config", str(folder)])
    return done.exit_code, done.output


@pytest.mark.parametrize("domain", ["cert.example", OWN])
@pytest.mark.parametrize("live", ["", "live: true\n"])
def test_it_is_accepted_live_and_not_live(tmp_path: Path, domain: str, live: str) -> None:
    code, told = check(typed(tmp_path, domain, live))
    assert code == 0, told
    assert "fault" not in told


def test_an_agency_as_the_readme_writes_it_is_accepted(tmp_path: Path) -> None:
    found = re.search(r"`(agencies: \{.*?\}\})`", README)
    assert found is not None
    agency = found[1].replace("ars.example", "ars-reelle.fr")
    code, told = check(typed(tmp_path, OWN, f"live: true\n{agency}\n"))
    assert code == 0, told


def test_what_the_readme_lists_is_all_that_keeps_an_example_from_going_live(tmp_path: Path) -> None:
    folder = typed(tmp_path, OWN, "live: true\n")
    words = (folder / "veilleur.yml").read_text("utf-8")
    (folder / "veilleur.yml").write_text(words.replace(f"night@{OWN}", "night@cert.example"), "utf-8")
    code, told = check(folder)
    assert code == 2 and "night@cert.example" in told
