"""A desk that works by commands alone: over the database of a drained run, in the shapes other programs rely on."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.daemon.config import load
from bot.daemon.running import run_drain
from bot.errors import Illegal, Missing
from tests.builders import SATURDAY_NIGHT
from tests.desk_process import DeskProcess
from tests.town import CRITICAL, QUIET, Town, composed, written

LATER = timedelta(minutes=5)
TICKET = {"number", "state", "track", "severity", "queue", "structure", "opened_at", "owner", "participants"}
ENTRY = {"at", "kind", "message_id", "direction", "from", "to", "subject", "text"}
LETTER = {"message_id", "ticket", "template", "to", "subject", "status", "attempts", "due_at", "last_error"}
SET_ASIDE = {"id", "account", "received_at", "cause", "sha256", "size"}

Act = Callable[..., str]


@pytest.fixture(scope="module")
def folder(shared_town: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of a desk that took in two reports of one night and sent what was due."""
    town, place = shared_town, tmp_path_factory.mktemp("commands")
    reports = [
        composed(town.address("rssi"), [town.address("fssi")], "URGENT rançongiciel", CRITICAL).as_bytes(),
        composed(
            "dsi@ch-clairval.example", [town.address("fssi")], "Panne", QUIET.replace("Val-Brumeux", "Clairval")
        ).as_bytes(),
    ]
    town.dovecot.fill(f"fssi{town.number}", reports[:1], at=SATURDAY_NIGHT)
    town.dovecot.fill(f"fssi{town.number}", reports[1:], at=SATURDAY_NIGHT + timedelta(seconds=1))
    config = written(place / "desk", town.overlay(place))
    assert run_drain(load(config, {}), SATURDAY_NIGHT + LATER) == []
    return config


@pytest.fixture
def act(folder: Path) -> Act:
    """Runs a command and gives its output; a refusal is raised as the command line would tell it. With `code` the
    command must end with that one."""

    def run(*words: str, code: int = 0) -> str:
        done = CliRunner().invoke(app, [*words, "--config", str(folder)])
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, done.output
        return done.stdout

    return run


def lines(shown: str) -> list[dict[str, Any]]:
    """JSON Lines read."""
    return [json.loads(line) for line in shown.splitlines()]


def shown(act: Act, number: str) -> dict[str, Any]:
    """One ticket as `tickets show --json` has it."""
    [ticket] = lines(act("tickets", "show", number, "--json"))
    return ticket


def test_lists_and_tickets_have_the_promised_shape(act: Act) -> None:
    quiet, critical = lines(act("tickets", "list", "--json"))
    assert quiet.keys() >= TICKET and critical["severity"] == "critical"
    assert datetime.fromisoformat(critical["opened_at"]).tzinfo is not None
    whole = shown(act, critical["number"])
    assert TICKET | {"entries", "report", "trace", "case"} <= whole.keys()
    assert all(entry.keys() >= ENTRY for entry in whole["entries"])
    assert {entry["direction"] for entry in whole["entries"]} <= {"in", "out", "note", "change"}
    assert all({"phase", "rule", "matched", "because"} == line.keys() for line in whole["trace"])
    assert whole["case"]["state"] == "escalating" and whole["report"]["structure"]
    letters = lines(act("outbox", "list", "--json"))
    assert all(letter.keys() >= LETTER for letter in letters)
    assert {letter["status"] for letter in letters if letter["to"] != ["dsi@ch-clairval.example"]} == {"sent"}
    assert critical["number"] in act("tickets", "list") and "page" in act("outbox", "list")


def test_a_ticket_is_taken_qualified_asked_answered_noted_closed_and_reopened(act: Act) -> None:
    number = lines(act("tickets", "list", "--json"))[-1]["number"]
    act("tickets", "ack", number, "--by", "alice")
    assert (shown(act, number)["owner"], shown(act, number)["state"]) == ("alice", "qualifying")
    assert shown(act, number)["case"]["state"] == "acknowledged"
    act("tickets", "assign", number, "bruno", "--by", "alice")
    assert shown(act, number)["owner"] == "bruno"
    act("tickets", "qualify", number, "--severity", "major", "--by", "bruno")
    assert (shown(act, number)["severity"], shown(act, number)["state"]) == ("major", "in_progress")
    act("tickets", "ask", number, "noticed_at", "--by", "bruno")
    assert shown(act, number)["state"] == "waiting_declarant"
    act("tickets", "reply", number, "Nous vous rappelons dans l'heure.", "--by", "bruno")
    act("tickets", "note", number, "Vu avec le prestataire.", "--by", "bruno")
    act("tickets", "close", number, "--feedback", "Merci de votre signalement.", "--by", "bruno")
    closed = shown(act, number)
    assert closed["state"] == "closed" and closed["case"]["state"] == "closed"
    assert [e["text"] for e in closed["entries"] if e["kind"] == "note"] == ["Vu avec le prestataire."]
    act("tickets", "reopen", number, "--by", "alice")
    assert shown(act, number)["state"] == "qualifying"
    ordered = {letter["template"] for letter in lines(act("outbox", "list", "--status", "queued", "--json"))}
    assert {"questions", "reply", "closing", "page-handed-over"} <= ordered


def test_merging_makes_a_duplicate_and_what_cannot_be_done_changes_nothing(act: Act) -> None:
    quiet, critical = (ticket["number"] for ticket in lines(act("tickets", "list", "--json")))
    act("tickets", "merge", quiet, "--into", critical, "--by", "alice")
    assert (shown(act, quiet)["state"], shown(act, quiet)["merged_into"]) == ("duplicate", critical)
    assert "dsi@ch-clairval.example" in shown(act, critical)["participants"]
    before = shown(act, critical)
    with pytest.raises(Illegal):
        act("tickets", "merge", critical, "--into", quiet)
    act("tickets", "qualify", critical, "--severity", "terrible", code=2)
    with pytest.raises(Missing):
        act("tickets", "show", "SSI-1999-000001")
    assert shown(act, critical) == before


def test_a_letter_that_waits_is_cancelled_and_one_that_failed_is_sent_again(act: Act) -> None:
    queued = lines(act("outbox", "list", "--status", "queued", "--json"))[0]["message_id"]
    act("outbox", "cancel", queued)
    [cancelled] = lines(act("outbox", "list", "--status", "cancelled", "--json"))
    assert cancelled["message_id"] == queued
    with pytest.raises(Illegal):
        act("outbox", "retry", queued)
    sent = lines(act("outbox", "list", "--status", "sent", "--json"))[0]["message_id"]
    with pytest.raises(Illegal):
        act("outbox", "cancel", f"<{sent}>")
    act("outbox", "list", "--status", "perhaps", code=2)
    [whole] = lines(act("outbox", "show", sent, "--json"))
    assert whole["message_id"] == sent and whole["text"]


def test_a_letter_that_cannot_be_read_is_a_ticket_at_once_and_joins_it_when_it_is_replayed(
    town: Town, tmp_path: Path
) -> None:
    report = composed(town.address("rssi"), [town.address("fssi")], "URGENT rançongiciel", CRITICAL).as_bytes()
    town.dovecot.fill(f"fssi{town.number}", [report], at=SATURDAY_NIGHT)
    desk = DeskProcess(written(tmp_path / "desk", town.overlay(tmp_path, reading={"workers": 1, "seconds": 0.0001})))
    with desk:
        desk.drain(SATURDAY_NIGHT.isoformat())
    config = ["--config", str(desk.config)]
    [aside] = lines(CliRunner().invoke(app, ["quarantine", "list", "--json", *config]).stdout)
    assert aside.keys() >= SET_ASIDE and aside["size"] == len(report)
    raw = CliRunner().invoke(app, ["quarantine", "show", str(aside["id"]), "--raw", *config])
    assert raw.stdout_bytes == report
    [ticket] = lines(CliRunner().invoke(app, ["tickets", "list", "--json", *config]).stdout)
    assert ticket["severity"] == "critical"
    assert CliRunner().invoke(app, ["quarantine", "replay", str(aside["id"]), *config]).exit_code == 0
    written(desk.config, town.overlay(tmp_path))
    assert run_drain(load(desk.config, {}), SATURDAY_NIGHT + LATER) == []
    assert CliRunner().invoke(app, ["quarantine", "list", "--json", *config]).stdout == ""
    [after] = lines(CliRunner().invoke(app, ["tickets", "list", "--json", *config]).stdout)
    [whole] = lines(CliRunner().invoke(app, ["tickets", "show", after["number"], "--json", *config]).stdout)
    assert after["number"] == ticket["number"]
    assert after["participants"] == [town.address("rssi")]
    assert CliRunner().invoke(app, ["tickets", "reply", after["number"], "Bonsoir.", *config]).exit_code == 0
    assert any("rançongiciel" in entry["text"] for entry in whole["entries"])
