"""`check` asks real servers: logins, folders and the submission server, and changes nothing there."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

from bot.daemon.check import check, servers
from bot.daemon.config import load
from bot.settings.model import Settings
from tests.servers import Dovecot, SmtpSink

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def load_settings(folder: Path, text: str) -> Settings:
    (folder / "mine.yml").write_text(text, encoding="utf-8")
    return load(folder, {}).settings


def told(folder: Path, text: str, level: str) -> list[str]:
    return [line.text for line in servers(load_settings(folder, text)) if line.level == level]


def account(port: int, **more: str) -> str:
    values = {"host": "127.0.0.1", "port": str(port), "user": "u58", "password": "pw"} | more
    return "accounts: {fssi: {" + ", ".join(f"{key}: {value}" for key, value in values.items()) + "}}\n"


def test_it_logs_in_everywhere_and_finds_the_folders(tmp_path: Path, dovecot: Dovecot, smtp_sink: SmtpSink) -> None:
    folders = "[{name: INBOX, after: move, move_to: Traites}]"
    text = account(dovecot.imap, tls="none", folders=folders)
    load_settings(tmp_path, text + f"submission: {{host: 127.0.0.1, port: {smtp_sink.port}, tls: none}}\n")
    report = check(tmp_path, False, {}, NOW)
    lines = [line.text for line in report.lines if line.level == "ok"]
    assert report.ok, report.lines
    assert any("logged in" in line for line in lines)
    assert any("INBOX, Traites can be read and filed as configured" in line for line in lines)
    assert any(line.startswith("submission at") for line in lines)
    assert smtp_sink.letters == []


def test_implicit_tls_is_checked_against_the_given_certificate(tmp_path: Path, dovecot: Dovecot) -> None:
    trusting = account(dovecot.imaps, host="localhost", ca_file=str(dovecot.ca_file))
    assert told(tmp_path, trusting, "fault") == []
    assert len(told(tmp_path, account(dovecot.imaps, host="localhost"), "fault")) == 1


def test_a_wrong_password_and_a_folder_that_is_not_there_are_told(tmp_path: Path, dovecot: Dovecot) -> None:
    refused = told(tmp_path, account(dovecot.imap, tls="none", password="falsch"), "fault")
    assert len(refused) == 1 and "falsch" not in refused[0]
    missing = told(tmp_path, account(dovecot.imap, tls="none", folders="[{name: Alertes}]"), "fault")
    assert len(missing) == 1 and "no folder Alertes; there are" in missing[0]


def test_a_token_command_logs_in_by_xoauth2(tmp_path: Path, dovecot: Dovecot) -> None:
    # Dovecot itself compares the expiry with the machine's clock.
    token = dovecot.token("u58", int(time.time()) + 600)
    (tmp_path / "token").write_text(token + "\n")
    text = account(dovecot.imap, tls="none", token_command=f"[cat, {tmp_path / 'token'}]").replace(", password: pw", "")
    assert told(tmp_path, text, "fault") == []


def test_a_database_that_is_there_and_one_that_is_not(tmp_path: Path, postgres_url: str) -> None:
    settings = load_settings(tmp_path, f"database: {postgres_url}\n")
    assert [line.text for line in servers(settings)] == ["database: connected"]
    settings = load_settings(tmp_path, "database: postgresql+psycopg://bot:geheim@127.0.0.1:1/nowhere\n")
    lines = list(servers(settings))
    assert [line.level for line in lines] == ["fault"] and "geheim" not in lines[0].text
