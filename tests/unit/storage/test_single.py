"""One daemon for each SQLite file, and a file only its owner reads."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import Misconfigured
from bot.storage.connect import sqlite_path
from bot.storage.engine import lock_single_daemon, open_storage

HOLDER = """
import sys
from pathlib import Path
from bot.storage.engine import lock_single_daemon
lock = lock_single_daemon(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_daemon_is_told_who_holds_the_file(tmp_path: Path):
    path = tmp_path / "veilleur.db"
    with lock_single_daemon(path), pytest.raises(Misconfigured, match=f"process {os.getpid()}"):
        lock_single_daemon(path)
    lock_single_daemon(path).release()


def test_a_killed_daemon_leaves_the_file_free(tmp_path: Path):
    path = tmp_path / "veilleur.db"
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        with pytest.raises(Misconfigured, match=f"process {child.pid}"):
            lock_single_daemon(path)
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdin.close()
    lock_single_daemon(path).release()


def test_the_file_and_its_folder_are_made_for_the_owner_alone(tmp_path: Path):
    path = tmp_path / "new" / "veilleur.db"
    storage = open_storage(f"sqlite:///{path}")
    with storage.begin() as unit:
        unit.tickets.next_number("SSI", 2026)
        for each in path.parent.iterdir():
            assert stat.S_IMODE(each.stat().st_mode) == 0o600, each
        assert len(list(path.parent.iterdir())) == 3
    storage.close()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("mysql://bot:s3cret@db.example/veilleur", "neither SQLite nor PostgreSQL"),
        ("veilleur.db s3cret", "not a database URL"),
    ],
)
def test_a_url_of_no_use_is_refused_without_its_password(url, problem):
    with pytest.raises(Misconfigured, match=problem) as refused:
        open_storage(url)
    assert "s3cret" not in str(refused.value)


def test_a_file_that_cannot_be_made_is_refused(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Misconfigured, match="cannot be opened"):
        open_storage(f"sqlite:///{tmp_path / 'file' / 'veilleur.db'}")


def test_the_file_of_a_url_is_known():
    assert sqlite_path("sqlite:////var/lib/veilleur/veilleur.db") == Path("/var/lib/veilleur/veilleur.db")
    assert sqlite_path("postgresql://bot@db.example/veilleur") is None


def test_the_file_of_another_program_is_refused(tmp_path: Path):
    path = tmp_path / "notes.txt"
    path.write_text("these are my notes, not a database\n" * 100)
    with pytest.raises(Misconfigured, match="not a database"):
        open_storage(f"sqlite:///{path}")
    assert path.read_text().startswith("these are my notes")
