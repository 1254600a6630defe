"""`veilleur status`: a leg lives only as long as the daemon whose leg it is."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.daemon.clock import system_clock
from bot.daemon.config import load
from bot.daemon.leases import Lease, holder
from bot.daemon.wiring import storage_of
from bot.desk.kept.records import Leg


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A configuration whose daemon has just completed a round and stopped."""
    (tmp_path / "mine.yml").write_text(f'database: "sqlite:///{tmp_path / "a.db"}"\ndata: "{tmp_path}"\n')
    storage = storage_of(load(tmp_path, {}))
    with storage.begin() as unit:
        unit.watch.touch(Leg("pipeline", system_clock(), timedelta(minutes=5), "", True))
    storage.close()
    return tmp_path


def told(desk: Path) -> tuple[int, dict[str, Any]]:
    done = CliRunner().invoke(app, ["status", "--json", "--config", str(desk)])
    return done.exit_code, json.loads(done.stdout)


def leased(desk: Path, name: str) -> None:
    storage = storage_of(load(desk, {}))
    with storage.begin() as unit:
        now = system_clock()
        unit.watch.take_lease("daemon", name, now, now + timedelta(seconds=60))
    storage.close()


def test_after_a_clean_stop_no_leg_is_well(desk: Path) -> None:
    code, status = told(desk)
    assert (code, status["ok"], status["daemon"]) == (1, False, {"running": False, "holder": None})
    assert [(leg["ok"], "no daemon runs" in leg["detail"]) for leg in status["legs"].values()] == [(False, True)]
    shown = CliRunner().invoke(app, ["status", "--config", str(desk)])
    assert (shown.exit_code, "no daemon runs on this database" in shown.stdout) == (1, True)


def test_while_a_daemon_works_its_legs_are_well(desk: Path) -> None:
    leased(desk, holder("one"))
    code, status = told(desk)
    assert (code, status["ok"], status["daemon"]["running"]) == (0, True, True)
    assert set(status["legs"]["pipeline"]) == {"ok", "age_s", "detail"}


def test_a_daemon_killed_a_moment_ago_does_not_run_though_its_lease_stands(desk: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    leased(desk, f"{socket.gethostname()}/{gone.pid}/x")
    assert told(desk)[0] == 1


def test_another_machines_daemon_is_believed_until_its_lease_ends(desk: Path) -> None:
    leased(desk, f"elsewhere/{os.getpid()}/x")
    assert told(desk)[0] == 0


def test_a_lease_given_back_is_no_daemon(desk: Path) -> None:
    leased(desk, holder("one"))
    storage = storage_of(load(desk, {}))
    Lease(storage, holder("one"), lambda: None).give_back()
    storage.close()
    assert told(desk)[0] == 1
