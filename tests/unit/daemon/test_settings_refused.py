"""Values that would only hurt later are refused when the configuration is read, with their place; nothing is made."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.daemon.config import load
from bot.errors import Fault, Misconfigured


def faults(folder: Path, text: str) -> list[Fault]:
    (folder / "mine.yml").write_text(text, encoding="utf-8")
    with pytest.raises(Misconfigured) as refused:
        load(folder, {})
    assert [path.name for path in folder.iterdir()] == ["mine.yml"]
    return list(refused.value.faults)


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("mysql://bot:geheim@host/veilleur", "is neither SQLite nor PostgreSQL"),
        ("sqlite://", "names no file"),
        ("bot:geheim at host", "is not a database URL"),
    ],
)
def test_a_database_that_cannot_be_used_is_told_at_its_line_without_its_password(
    tmp_path: Path, url: str, problem: str
) -> None:
    [fault] = faults(tmp_path, f"live: false\ndatabase: {url}\n")
    assert (fault.file, fault.line, fault.key, fault.problem) == ("mine.yml", 2, "database", problem)
    assert "geheim" not in str(fault) and "sqlite:///" in fault.remedy


@pytest.mark.parametrize("number", ["abc", "le standard", "+", "9" * 30, "01 99 00 00 00; rm"])
def test_a_telephone_number_is_digits(tmp_path: Path, number: str) -> None:
    [fault] = faults(tmp_path, f'identity:\n  emergency_phone: "{number}"\n')
    assert (fault.line, fault.key, fault.problem) == (2, "identity.emergency_phone", "not a telephone number")


@pytest.mark.parametrize("number", ["+33 1 99 00 00 00", "01.99.00.00.00", "15", "(0)1 99-00-00-00"])
def test_a_telephone_number_is_taken_as_people_write_it(tmp_path: Path, number: str) -> None:
    (tmp_path / "mine.yml").write_text(f'identity: {{emergency_phone: "{number}"}}\n', encoding="utf-8")
    assert load(tmp_path, {}).settings.identity.emergency_phone == number


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://portail.example", "https://", "portail.example"])
@pytest.mark.parametrize(("section", "key"), [("identity", "portal"), ("health", "heartbeat_url")])
def test_a_web_address_is_http_or_https(tmp_path: Path, section: str, key: str, address: str) -> None:
    [fault] = faults(tmp_path, f'{section}:\n  {key}: "{address}"\n')
    assert (fault.line, fault.key, fault.problem) == (2, f"{section}.{key}", "not a web address")


def test_a_heartbeat_needs_a_folder_that_exists(tmp_path: Path) -> None:
    [fault] = faults(tmp_path, "health:\n  heartbeat_file: nowhere/beat\n")
    assert (fault.line, fault.key) == (2, "health.heartbeat_file")
    assert f"no such folder: {tmp_path / 'nowhere'}" in fault.problem


def test_a_heartbeat_is_no_folder(tmp_path: Path) -> None:
    [fault] = faults(tmp_path, "health:\n  heartbeat_file: .\n")
    assert fault.problem == "a folder, not a file"


def test_what_is_left_out_is_told_at_the_operators_own_lines(tmp_path: Path) -> None:
    [fault] = faults(tmp_path, "live: false\naccounts:\n  desk:\n    host: imap.hopital.example\n")
    assert (fault.file, fault.line, fault.key, fault.value) == ("mine.yml", 3, "accounts.desk.user", "nothing")


def test_a_person_nobody_knows_is_named_with_the_line_of_the_list(tmp_path: Path) -> None:
    layer = "name: n\n        every: 1w\n        start: 2026-01-05\n        handoff: '09:00'\n        rotation:"
    text = f"schedules:\n  astreinte:\n    layers:\n      - {layer}\n          - alice\n          - zoe\n"
    [fault] = faults(tmp_path, text)
    assert (fault.line, fault.value) == (10, "'zoe'")
