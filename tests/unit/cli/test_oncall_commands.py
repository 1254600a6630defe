"""Commands about time, as a person types them, on the shipped configuration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli.main import app
from bot.errors import Missing

FRIDAY_NIGHT = "2026-10-23T22:00:00+02:00"


def veilleur(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=True)


def test_simulate_tells_the_pages_if_nobody_answers() -> None:
    done = veilleur("escalation", "simulate", "off-hours", "--at", FRIDAY_NIGHT, "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.exit_code == 0
    assert [(line["at"], line["to"]) for line in lines[:3]] == [
        ("2026-10-23T22:00:00+02:00", "chloe"),
        ("2026-10-23T22:15:00+02:00", "chloe"),
        ("2026-10-23T22:25:00+02:00", "duty-manager"),
    ]
    assert [line["alarm"] for line in lines if line["event"] == "alarm"] == ["exhausted"]
    assert lines[-1]["to"] == "desk@cert.example"


def test_simulate_in_words_shows_each_instant_with_its_zone_over_the_clock_change() -> None:
    done = veilleur("escalation", "simulate", "off-hours", "--at", "2026-10-25T01:30:00+02:00")
    assert done.exit_code == 0
    assert "Sun 25 Oct 02:25 CEST" in done.stdout
    assert "Sun 25 Oct 02:20 CET" in done.stdout
    assert "page duty-manager" in done.stdout


def test_simulate_of_an_unknown_policy_names_those_there_are() -> None:
    done = veilleur("escalation", "simulate", "nights", "--at", FRIDAY_NIGHT)
    assert isinstance(done.exception, Missing)
    assert "off-hours" in str(done.exception)


def test_export_is_a_calendar_that_agrees_with_who() -> None:
    text = veilleur("oncall", "export", "--days", "3", "--at", FRIDAY_NIGHT).stdout_bytes.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("END:VCALENDAR\r\n")
    [told] = [
        json.loads(line) for line in veilleur("oncall", "who", "--at", FRIDAY_NIGHT, "--json").stdout.splitlines()
    ]
    assert told["person"] == "chloe"
    assert "DTSTART:20261023T153000Z\r\nDTEND:20261026T080000Z\r\nSUMMARY:astreinte: chloe\r\n" in text


@pytest.mark.parametrize("words", [("oncall", "export", "--schedule", "n9"), ("oncall", "export", "--days", "0")])
def test_export_of_nothing_is_refused(words: tuple[str, ...]) -> None:
    assert veilleur(*words).exit_code != 0


def test_export_gives_addresses_only_when_asked_for_them() -> None:
    words = ("oncall", "export", "--days", "3", "--at", FRIDAY_NIGHT)
    assert "@" not in veilleur(*words).stdout
    assert 'ATTENDEE;CN="chloe":mailto:chloe@cert.example' in veilleur(*words, "--contacts").stdout


def test_calendar_shows_windows_beside_days_in_words_and_for_programs(tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text(
        'windows: {deep_night: {all: [off_hours, {daily: ["22:00-06:00"]}]}}\n', encoding="utf-8"
    )
    words = ("calendar", "--from", "2026-05-07", "--days", "2", "--config", str(tmp_path))
    days = [json.loads(line) for line in veilleur(*words, "--json").stdout.splitlines()]
    assert [day["date"] for day in days] == ["2026-05-07", "2026-05-08"]
    assert days[0]["windows"]["in_hours"] == {
        "open": ["09:00-18:00"],
        "next_edge": "2026-05-11T09:00:00+02:00",
        "opens": True,
    }
    assert days[1]["windows"]["off_hours"]["open"] == ["00:00-24:00"]
    assert days[1]["windows"]["off_hours"] | {"open": []} == {
        "open": [],
        "next_edge": "2026-05-11T09:00:00+02:00",
        "opens": False,
    }
    assert days[0]["windows"]["deep_night"]["open"] == ["00:00-06:00", "22:00-24:00"]
    told = veilleur(*words).stdout.splitlines()
    assert [line.split() for line in told if line.startswith("2026-05-08") and "deep_night" in line] == [
        ["2026-05-08", "Friday", "deep_night", "00:00-06:00,", "22:00-24:00", "then", "ends", "2026-05-09T06:00"]
    ]
