"""The quarantine as a person works it, from the command line alone: list, show, replay, release, and after an upgrade
everything in it is tried again without being asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.daemon.config import load
from bot.daemon.wiring import storage_of
from bot.desk.quarantine import cause_of
from bot.errors import Illegal, Missing
from tests.builders import SATURDAY_NIGHT
from tests.town import CRITICAL, Town, composed, written

NIGHT = SATURDAY_NIGHT.isoformat()
REPORT = composed("rssi@ch-1.example", ["fssi@veilleur.example"], "URGENT rançongiciel", CRITICAL).as_bytes()


class Desk:
    """A desk whose letters come from files; what is due is handled by `run --drain`."""

    def __init__(self, town: Town, folder: Path) -> None:
        self._town, self._folder = town, folder
        self.config = folder / "desk"
        self.gives_up_after(0.0001)

    def gives_up_after(self, seconds: float) -> None:
        """How long a letter may take to be read: no letter is read in a ten-thousandth of a second."""
        written(self.config, self._town.overlay(self._folder, reading={"workers": 1, "seconds": seconds}))

    def run(self, *words: str, code: int = 0) -> bytes:
        """What a command writes; it must end with that exit code."""
        done = CliRunner().invoke(app, [*words, "--config", str(self.config)])
        failed = done.exception if not isinstance(done.exception, SystemExit) else None
        assert (1 if isinstance(failed, Illegal | Missing) else done.exit_code) == code, (done.output, failed)
        return done.stdout_bytes

    def told(self, *words: str) -> list[dict[str, Any]]:
        """The lines of JSON of a read."""
        return [json.loads(line) for line in self.run(*words, "--json").splitlines()]

    def takes_in(self, octets: bytes) -> dict[str, Any]:
        """What became of a letter from a file."""
        path = self._folder / "letter.eml"
        path.write_bytes(octets)
        [taken] = self.told("ingest", "--received-at", NIGHT, str(path))
        return taken

    def drains(self) -> None:
        """The daemon's own process handles what is due, and ends."""
        command = [sys.executable, "-m", "bot", "run", "--drain", "--now", NIGHT, "--config", str(self.config)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


@pytest.fixture
def desk(town: Town, tmp_path: Path) -> Desk:
    return Desk(town, tmp_path)


def test_quarantine_a_letter_set_aside_is_listed_shown_and_replayed_into_its_ticket(desk: Desk) -> None:
    taken = desk.takes_in(REPORT)
    [aside] = desk.told("quarantine", "list")
    assert taken["kind"] == "unreadable" and taken["new"] and taken["page"]
    assert aside["size"] == len(REPORT) and aside["received_at"] == NIGHT
    assert "took longer" in aside["cause"] and "[veilleur " in aside["cause"]
    [shown] = desk.told("quarantine", "show", str(aside["id"]))
    assert shown["sha256"] == aside["sha256"]
    assert desk.run("quarantine", "show", str(aside["id"]), "--raw") == REPORT
    assert b"1 letter(s) given back" in desk.run("quarantine", "replay", str(aside["id"]))
    desk.gives_up_after(20)
    desk.drains()
    assert desk.told("quarantine", "list") == []
    [ticket] = desk.told("tickets", "list")
    [whole] = desk.told("tickets", "show", taken["ticket"])
    assert ticket["number"] == taken["ticket"] and ticket["participants"] == ["rssi@ch-1.example"]
    assert any("rançongiciel a chiffré" in entry["text"] for entry in whole["entries"])


def test_quarantine_a_letter_that_still_cannot_be_read_comes_back_and_is_released_by_a_person(desk: Desk) -> None:
    taken = desk.takes_in(REPORT)
    [aside] = desk.told("quarantine", "list")
    desk.run("quarantine", "replay")
    assert desk.told("quarantine", "list") == []
    desk.drains()
    [again] = desk.told("quarantine", "list")
    assert again["id"] == aside["id"]
    released = desk.run("quarantine", "release", str(aside["id"]), "--by", "alice").decode()
    assert taken["ticket"] in released
    assert desk.told("quarantine", "list") == []
    assert len(desk.told("tickets", "list")) == 1
    desk.run("quarantine", "release", str(aside["id"]), code=1)
    desk.run("quarantine", "show", "999", code=1)


def test_quarantine_after_an_upgrade_everything_is_tried_again_unasked(desk: Desk) -> None:
    taken = desk.takes_in(REPORT)
    [aside] = desk.told("quarantine", "list")
    desk.gives_up_after(20)
    desk.drains()
    assert [one["id"] for one in desk.told("quarantine", "list")] == [aside["id"]], "the same version tries once"
    storage = storage_of(load(desk.config, {}))
    with storage.begin() as unit:
        unit.letters.quarantine(aside["id"], cause_of("reading took longer", "0.0.9"), SATURDAY_NIGHT)
    storage.close()
    desk.drains()
    assert desk.told("quarantine", "list") == []
    [ticket] = desk.told("tickets", "list")
    assert ticket["number"] == taken["ticket"] and ticket["participants"] == ["rssi@ch-1.example"]
