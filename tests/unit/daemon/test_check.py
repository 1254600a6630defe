"""What `check` tells of a configuration without any server."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.daemon.check import CheckReport, check, servers
from bot.daemon.config import load

SCENARIOS = """
cases:
  - name: a Saturday night
    at: 2026-08-15T02:47:00+02:00
    mail: {from: rssi@chu-x.example, subject: "URGENT rançongiciel", text: "Serveurs chiffrés, urgences au papier."}
    expect: {window: off_hours, severity: critical}
  - name: wrong on purpose
    at: 2026-08-15T02:47:00+02:00
    mail: {from: rssi@chu-x.example, subject: "URGENT rançongiciel", text: "Serveurs chiffrés, urgences au papier."}
    expect: {severity: minor}
"""
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def checked(folder: Path, text: str) -> CheckReport:
    (folder / "mine.yml").write_text(text, encoding="utf-8")
    return check(folder, True, {}, NOW)


def faults(report: CheckReport) -> list[str]:
    return [line.text for line in report.lines if line.level == "fault"]


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def shipped() -> CheckReport:
    return check(None, True, {}, NOW)


def test_the_shipped_configuration_passes_offline(shipped: CheckReport) -> None:
    assert (faults(shipped), shipped.ok, shipped.misconfigured, shipped.exit_code) == ([], True, False, 0)
    assert any(line.text.startswith("live: false") for line in shipped.lines)


def test_a_line_shows_its_level(shipped: CheckReport) -> None:
    assert {str(line).split()[0] for line in shipped.lines} == {"ok", "warning"}


def test_coverage_is_proven_for_every_schedule(shipped: CheckReport) -> None:
    assert any("schedule astreinte: somebody is on call for the next 45 days" in line.text for line in shipped.lines)


def test_a_configuration_that_does_not_load_gives_a_line_for_each_fault(tmp_path: Path) -> None:
    report = checked(tmp_path, "live: yes\ncolour: blue\n")
    assert (report.misconfigured, report.ok, report.exit_code) == (True, False, 2)
    assert [line.fault.line for line in report.lines if line.fault] == [1, 2]


def test_live_without_a_mailbox_is_a_fault_and_offline_no_server_is_asked(tmp_path: Path) -> None:
    text = f"live: true\nsubmission: {{host: 127.0.0.1, port: {closed_port()}, tls: none}}\n"
    report = checked(tmp_path, text)
    assert len(faults(report)) == 1 and "no mailbox is configured" in faults(report)[0]
    assert report.exit_code == 1
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yml"]


def test_a_server_that_is_not_there_is_one_fault_each(tmp_path: Path) -> None:
    text = f"""
accounts:
  fssi: {{host: 127.0.0.1, port: {closed_port()}, tls: none, user: fssi, password: geheim}}
submission: {{host: 127.0.0.1, port: {closed_port()}, tls: none}}
"""
    (tmp_path / "mine.yml").write_text(text, encoding="utf-8")
    told = [line.text for line in servers(load(tmp_path, {}).settings) if line.level == "fault"]
    assert len(told) == 2
    assert told[0].startswith("account fssi at 127.0.0.1:") and told[1].startswith("submission at 127.0.0.1:")
    assert not any("geheim" in line for line in told)


def test_scenarios_of_the_operator_are_run(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "night.yml").write_text(SCENARIOS, encoding="utf-8")
    report = checked(tmp_path, "live: false\n")
    assert len(faults(report)) == 1
    assert "wrong on purpose: severity should be minor" in faults(report)[0]


def test_every_letter_is_rendered_and_a_broken_template_is_a_fault(tmp_path: Path) -> None:
    letter = tmp_path / "letters" / "fr" / "page"
    letter.mkdir(parents=True)
    (letter / "subject.txt").write_text("{{ nowhere }}\n")
    told = faults(checked(tmp_path, "templates: letters\n"))
    assert len(told) == 1 and "letters/fr/page" in told[0] and "nowhere" in told[0]
