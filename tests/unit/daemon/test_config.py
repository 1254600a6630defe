"""The shipped configuration alone, and an operator's folder laid over it."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.daemon.config import Configuration, load
from bot.daemon.shipped import shipped_config, shipped_templates
from bot.errors import Misconfigured
from bot.settings.model import AnswerLimits, HealthSettings, ReadingLimits, RetrySettings

WORKING = """
live: true
database: postgresql+psycopg://bot@127.0.0.1:5433/veilleur
accounts:
  fssi: {host: 127.0.0.1, port: 1143, tls: none, user: fssi@ministere.example, password: geheim, start: all}
  desk: {host: localhost, port: 1143, tls: starttls, user: desk, password_env: DESK, start: 2026-01-31}
submission: {host: 127.0.0.1, port: 1025, tls: none}
"""


def loaded(folder: Path, text: str, environ: dict[str, str] | None = None) -> Configuration:
    (folder / "mine.yml").write_text(text, encoding="utf-8")
    return load(folder, environ or {})


def test_the_shipped_configuration_loads_and_sends_nothing() -> None:
    configuration = load(None, {})
    assert configuration.settings.live is False
    assert [(a.name, a.role, a.configured) for a in configuration.settings.accounts] == [
        ("fssi", "fssi", False),
        ("desk", "desk", False),
    ]
    assert configuration.settings.submission is None
    assert configuration.folder is None


def test_the_shipped_files_and_the_types_agree_on_the_defaults() -> None:
    settings = load(None, {}).settings
    assert (settings.answers, settings.reading) == (AnswerLimits(), ReadingLimits())
    assert (settings.retry, settings.health) == (RetrySettings(), HealthSettings())
    account, login = settings.accounts[0], settings.accounts[0].login
    given = {f.name for f in fields(account)} - {"name", "role", "address", "host", "port", "tls", "login"}
    assert all(getattr(account, f.name) == f.default for f in fields(account) if f.name in given)
    assert (login.user, login.password, login.token) == ("", None, None)


def test_the_working_set_up_of_the_contract_is_live(tmp_path: Path) -> None:
    settings = loaded(tmp_path, WORKING, {"DESK": "auch geheim"}).settings
    fssi, desk = settings.accounts
    assert settings.live and settings.database.endswith("@127.0.0.1:5433/veilleur")
    assert (fssi.port, fssi.tls, fssi.start, fssi.address) == (1143, "none", "all", "fssi@ministere.example")
    assert fssi.login.password is not None and fssi.login.password() == "geheim"
    assert (desk.start, desk.address) == (date(2026, 1, 31), "desk@veilleur.example")
    assert desk.login.password is not None and desk.login.password() == "auch geheim"
    assert settings.submission is not None and settings.submission.port == 1025


def test_keys_not_overlaid_keep_their_shipped_value(tmp_path: Path) -> None:
    settings = loaded(tmp_path, "answers: {all_per_hour: 50}\n").settings
    assert settings.answers == AnswerLimits(all_per_hour=50)


def test_lists_are_replaced_whole(tmp_path: Path) -> None:
    configuration = loaded(tmp_path, "alarms: {to: [ops@hopital.example]}\n")
    assert configuration.settings.alarms_to == ("ops@hopital.example",)


def test_one_file_is_taken_as_well_as_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "one.yml"
    path.write_text("data: here\n")
    configuration = load(path, {})
    assert configuration.settings.data == tmp_path / "here"
    assert configuration.folder == tmp_path


def test_a_copy_of_the_shipped_folder_laid_over_it_changes_nothing() -> None:
    assert load(shipped_config(), {}).hash == load(None, {}).hash


def test_hours_of_one_day_change_without_retyping_the_others(tmp_path: Path) -> None:
    rules = loaded(tmp_path, 'calendars: {desk: {week: {fri: ["09:00-16:00"]}}}\n').rules
    thursday, friday = (datetime(2026, 3, day, 15, 30, tzinfo=UTC) for day in (5, 6))
    assert rules.windows.contains("in_hours", thursday)
    assert rules.windows.contains("off_hours", friday)


def test_an_absent_folder_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="nowhere"):
        load(tmp_path / "nowhere", {})


def test_a_section_whose_lines_are_all_comments_changes_nothing(tmp_path: Path) -> None:
    assert loaded(tmp_path, "accounts:\n#  fssi: {host: x}\n").hash == load(None, {}).hash


def test_an_account_of_a_new_name_begins_as_the_desk(tmp_path: Path) -> None:
    text = "accounts: {night: {host: imap.hopital.example, user: night, password: x, role: fssi}}\n"
    night = loaded(tmp_path, text).settings.accounts[-1]
    assert (night.name, night.role, night.port, night.tls) == ("night", "fssi", 993, "implicit")
    assert (night.poll_every, night.folders[0].after) == (timedelta(seconds=60), "flag")


@pytest.mark.parametrize(("tls", "port"), [("implicit", 993), ("starttls", 143), ("none", 143)])
def test_the_port_follows_the_kind_of_tls(tmp_path: Path, tls: str, port: int) -> None:
    text = f"accounts: {{fssi: {{host: 127.0.0.1, user: a, password: b, tls: {tls}}}}}\n"
    assert loaded(tmp_path, text).settings.accounts[0].port == port


@pytest.mark.parametrize(("tls", "port"), [("implicit", 465), ("starttls", 587), ("none", 25)])
def test_the_port_of_submission_follows_too(tmp_path: Path, tls: str, port: int) -> None:
    submission = loaded(tmp_path, f"submission: {{host: '::1', tls: {tls}}}\n").settings.submission
    assert submission is not None and submission.port == port


def test_all_addresses_that_are_us_are_known_as_ours(tmp_path: Path) -> None:
    text = """
identity: {address: Desk@Hopital.example, own_addresses: [Alias@hopital.example]}
accounts:
  fssi: {address: fssi@hopital.example}
  desk: {user: bot@hopital.example, password: x}
"""
    identity = loaded(tmp_path, text).settings.identity
    ours = {"desk@hopital.example", "alias@hopital.example", "fssi@hopital.example", "bot@hopital.example"}
    assert (identity.own_addresses, identity.message_id_domain) == (ours, "hopital.example")


def test_relative_paths_begin_at_the_operators_folder(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    settings = loaded(tmp_path, "templates: letters\nhealth: {heartbeat_file: beat}\n").settings
    assert settings.templates == tmp_path / "letters"
    assert settings.health.heartbeat_file == tmp_path / "beat"
    assert settings.database == f"sqlite:///{tmp_path / 'data' / 'veilleur.db'}"


def test_loading_writes_nothing(tmp_path: Path) -> None:
    loaded(tmp_path, "live: false\n")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yml"]


def test_a_person_laid_over_with_nothing_is_gone_and_a_team_may_lack_an_address(tmp_path: Path) -> None:
    people = loaded(
        tmp_path, "people: {zoe: {mail: [z@hopital.example], backup_mail: y@hopital.example}}\n"
    ).settings.people
    assert people["zoe"].mails == ("z@hopital.example", "y@hopital.example")
    assert people["health-alerts"].mails == ()


def test_the_hash_follows_values_and_neither_places_nor_secrets(tmp_path: Path) -> None:
    first = loaded(tmp_path, "identity: {ticket_prefix: ABC}\nsubmission: {user: a, password: one}\n").hash
    again = loaded(tmp_path, "\n\nsubmission: {user: a, password: two}\nidentity: {ticket_prefix: ABC}\n").hash
    other = loaded(tmp_path, "identity: {ticket_prefix: ABD}\nsubmission: {user: a, password: one}\n").hash
    assert first == again != other


def test_secrets_stand_nowhere_in_what_settings_print(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path, WORKING + "identity: {key: abcdefghijklmnopqrstuvwxyz0123456789}\n", {"DESK": "x"}
    ).settings
    assert "geheim" not in repr(settings)
    assert "abcdefghijkl" not in repr(settings)


def test_the_shipped_folders_are_there() -> None:
    assert (shipped_config() / "veilleur.yml").is_file()
    assert shipped_templates().is_dir()
