"""The monthly test letter with real servers: sent once over restarts, proven by an answer, silence told; no ticket."""

from __future__ import annotations

import json
from pathlib import Path

from tests.desk_process import DeskProcess
from tests.town import Town, written
from tests.waiting import until

ON = {"reach_tests": {"enabled": True, "day": 2, "at": "10:00", "answer_within": "4h"}}


def test_whoever_answers_the_monthly_test_has_proven_his_address_and_silence_is_told(
    town: Town, tmp_path: Path
) -> None:
    with DeskProcess(written(tmp_path / "desk", town.overlay(tmp_path, **ON))) as desk:
        desk.drain("2026-03-01T12:00:00+01:00")
        assert not town.of("alice", ".notice."), "not on a Sunday"
        desk.drain("2026-03-02T10:04:30+01:00")
        [test] = until(lambda: town.of("alice", ".notice."), what="the test letter")
        assert str(test["Subject"]).startswith("ESSAI") and str(test["Auto-Submitted"]) == "auto-generated"
        desk.drain("2026-03-02T10:20:00+01:00")
        town.answer("alice", test, "Bien reçu, merci.")
        desk.drain("2026-03-02T11:00:00+01:00")
        desk.drain("2026-03-02T14:30:00+01:00")
        told = {
            line["person"]: line for line in map(json.loads, desk.command("oncall", "reach", "--json").splitlines())
        }
        with desk.database() as unit:
            assert unit.tickets.listed() == []
            tests = sorted(entry.person or "" for entry in unit.outbox.listed() if entry.template == "reach-test")
            alarms = {key for key, _, _ in unit.watch.alarms() if key.startswith("reach/")}
        shown = desk.command("oncall", "coverage", "--at", "2026-03-02T15:00:00+01:00")
    assert tests == ["alice", "bruno", "duty-manager"], "one each, however often the daemon was started"
    assert [told[name]["answered"] for name in ("alice", "bruno", "duty-manager")] == [True, False, False]
    assert alarms == {f"reach/bruno/{town.address('bruno')}", f"reach/duty-manager/{town.address('chef')}"}
    assert f"{town.address('alice')}" in shown and "never proven" in shown
