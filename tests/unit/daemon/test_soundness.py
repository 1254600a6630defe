"""One answer for start-up, reload, `ingest` and `explain`: what one refuses, all refuse, and `rules check` tells."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.daemon.check import local, refuse_unfit
from bot.daemon.config import load
from bot.daemon.reload import read_again
from bot.daemon.running import run_drain
from bot.errors import Misconfigured
from bot.walltime import parse_instant

NOW = parse_instant("2026-03-02T09:00:00+01:00")
MAILBOX = "accounts: {fssi: {host: 127.0.0.1, port: 1, tls: none, user: fssi, password: x, start: all}}\n"
UNSOUND = {
    "guard": "rules: {guard: [{id: every, when: {always: true}, do: [{park: list}]}]}\n",
    "route": "rules: {route: [{id: one, when: {severity: critical}, do: [{queue: x}, {escalate: off-hours}]}]}\n",
}
ALMOST_CLOSED = 'calendars: {desk: {week: {mon-sun: ["03:00-03:01"]}, holidays: null}}\n'
UNCOVERED = """
schedules:
  astreinte:
    fallback_layer: ~
    layers: [{name: a, rotation: [alice], every: 1w, start: 2099-01-05, handoff: "09:00"}]
"""


@pytest.fixture(params=["guard", "route", "uncovered"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    text = UNCOVERED if request.param == "uncovered" else UNSOUND[request.param]
    (tmp_path / "mine.yml").write_text(f"{MAILBOX}{text}data: {tmp_path / 'data'}\n", encoding="utf-8")
    return tmp_path


def test_it_does_not_start_with_what_a_reload_refuses(folder: Path) -> None:
    loaded = load(folder, {})
    with pytest.raises(Misconfigured) as started:
        run_drain(loaded, NOW)
    with pytest.raises(Misconfigured) as reloaded:
        read_again(loaded, os.environ, NOW)
    assert started.value.faults == reloaded.value.faults != ()
    assert {line.fault for line in local(loaded, NOW) if line.level == "fault"} >= set(started.value.faults)


def test_rules_that_a_desk_always_closed_leaves_without_a_letter_hinder_no_start(tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text(f"{MAILBOX}{ALMOST_CLOSED}data: {tmp_path / 'data'}\n", encoding="utf-8")
    refuse_unfit(load(tmp_path, {}), NOW)


@pytest.mark.parametrize("command", ["ingest", "explain"])
def test_commands_refuse_it_with_each_line(folder: Path, command: str) -> None:
    letter = folder / "one.eml"
    letter.write_bytes(b"From: a@ch-x.example\r\nSubject: incident\r\n\r\nServeurs en panne.\r\n")
    options = [str(letter), "--received-at", "2026-03-02T09:00:00+01:00"]
    result = CliRunner().invoke(app, [command, *options, "--config", str(folder)])
    if command == "explain" and "2099" in (folder / "mine.yml").read_text("utf-8"):
        # No clock is read there: what lies ahead is not looked at.
        assert result.exit_code == 0
        return
    # The command line ends with 2 and a line for each fault.
    assert isinstance(result.exception, Misconfigured)
    assert all(fault.file == "mine.yml" and fault.line for fault in result.exception.faults)
    assert not (folder / "data").exists()


def test_rules_check_tells_of_it(folder: Path) -> None:
    result = CliRunner().invoke(app, ["rules", "check", "--config", str(folder)])
    assert result.exit_code == 1 and "mine.yml:" in result.stdout
