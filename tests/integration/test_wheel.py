"""The package as a wheel: templates and default configuration travel in it, and the command works from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content in a folder of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-index", "--no-build-isolation", "--no-deps"]
    subprocess.run([*build, "-w", str(folder), str(ROOT)], check=True, timeout=100)
    [wheel] = folder.glob("veilleur-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def run(unpacked: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # -P and -s: neither the checkout nor the current folder may help.
    command = [sys.executable, "-P", "-m", "bot", *arguments]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(unpacked), "HOME": str(cwd)}
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=100)


def test_templates_and_configuration_travel_in_it(unpacked: Path) -> None:
    shipped = unpacked / "bot" / "shipped"
    assert (shipped / "templates" / "fr" / "page" / "subject.txt").is_file()
    for path in (ROOT / "config").rglob("*.yml"):
        assert (shipped / "config" / path.relative_to(ROOT / "config")).read_bytes() == path.read_bytes()


def test_the_shipped_configuration_passes_its_check_from_any_folder(unpacked: Path, tmp_path: Path) -> None:
    done = run(unpacked, tmp_path, "check", "--offline")
    assert done.returncode == 0, done.stdout + done.stderr
    assert list(tmp_path.iterdir()) == [], "a check writes nothing"


def test_it_explains_a_letter_from_any_folder(unpacked: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.eml"
    letter.write_bytes(b"From: a@ch.example\r\nSubject: panne\r\n\r\nNotre messagerie est en panne.\r\n")
    done = run(unpacked, tmp_path, "explain", "--received-at", "2026-03-10T11:00:00+01:00", str(letter))
    assert done.returncode == 0 and "in_hours" in done.stdout, done.stderr
