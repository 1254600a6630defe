"""Logins and keys: one way each, read when needed, never shown."""

from __future__ import annotations

import stat
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.daemon.secrets import KEY_FILE, Places, ensure_key, read_key, read_login
from bot.errors import Fault, Misconfigured, Transient
from bot.settings.model import IdentitySettings, LoginSettings, Settings
from bot.settings.section import Node, Section


def login(folder: Path, environ: dict[str, str] | None = None, **values: str) -> tuple[LoginSettings, list[Fault]]:
    faults: list[Fault] = []
    node = Node({key: Node(value, "a.yml", 1) for key, value in values.items()}, "a.yml", 1)
    return read_login(Section(node, "accounts.desk", faults), Places(environ or {}, folder)), faults


def bare_settings(folder: Path) -> Settings:
    identity = IdentitySettings(name={}, address="desk@hopital.example", message_id_domain="hopital.example")
    return Settings(False, "sqlite://", (), None, identity, {}, (), data=folder / "data")


def test_a_password_in_the_file_is_given_as_written(tmp_path: Path) -> None:
    found, faults = login(tmp_path, user="desk", password=" spaces count ")
    assert found.password is not None and found.password() == " spaces count " and faults == []


def test_a_password_file_is_read_again_each_time(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("old\n")
    found, faults = login(tmp_path, user="desk", password_file="secret")
    assert found.password is not None and found.password() == "old" and faults == []
    (tmp_path / "secret").write_text("new\r\n")
    assert found.password() == "new"


def test_a_password_file_that_vanishes_later_is_transient(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("old\n")
    found, _ = login(tmp_path, user="desk", password_file="secret")
    (tmp_path / "secret").unlink()
    with pytest.raises(Transient, match="secret"):
        assert found.password is not None and found.password()


def test_an_empty_password_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("\n")
    assert "is empty" in str(login(tmp_path, user="desk", password_file="secret")[1][0])


def test_a_variable_of_the_given_environment_is_used(tmp_path: Path) -> None:
    found, faults = login(tmp_path, {"DESK_PASSWORD": "geheim"}, user="desk", password_env="DESK_PASSWORD")
    assert found.password is not None and found.password() == "geheim" and faults == []


def test_a_token_command_gives_a_token_and_no_password(tmp_path: Path) -> None:
    found, faults = login(tmp_path, user="desk", token_command=f"{sys.executable} -c 'print(\"ya29.token\")'")
    assert found.token is not None and found.token() == "ya29.token"
    assert (found.password, faults) == (None, [])


def test_a_command_that_fails_is_transient_and_its_output_stays_untold(tmp_path: Path) -> None:
    command = f"{sys.executable} -c 'import sys; print(\"hunter2\"); sys.exit(3)'"
    found, _ = login(tmp_path, user="desk", password_command=command)
    assert found.password is not None
    with pytest.raises(Transient, match="code 3") as failed:
        found.password()
    assert "hunter2" not in str(failed.value)


def test_a_command_that_does_not_exist_is_transient(tmp_path: Path) -> None:
    found, _ = login(tmp_path, user="desk", password_command="/nowhere/secret-printer")
    with pytest.raises(Transient, match="FileNotFoundError"):
        assert found.password is not None and found.password()


def test_a_secret_is_not_in_what_a_login_prints(tmp_path: Path) -> None:
    found, _ = login(tmp_path, user="desk", password="hunter2")
    assert "hunter2" not in repr(found)


def test_the_first_start_creates_a_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    made = ensure_key(bare_settings(tmp_path))
    path = tmp_path / "data" / KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert made.identity.key == path.read_bytes().strip() and len(made.identity.key) == 64
    assert [each.name for each in path.parent.iterdir()] == [KEY_FILE]


def test_the_next_start_finds_the_same_key(tmp_path: Path) -> None:
    first = ensure_key(bare_settings(tmp_path)).identity.key
    assert ensure_key(bare_settings(tmp_path)).identity.key == first
    faults: list[Fault] = []
    section = Section(Node({}, "a.yml", 1), "identity", faults)
    assert read_key(section, Places({}, tmp_path), tmp_path / "data") == first


def test_a_given_key_is_kept(tmp_path: Path) -> None:
    settings = bare_settings(tmp_path)
    given = replace(settings, identity=replace(settings.identity, key=b"k" * 32))
    assert ensure_key(given) is given
    assert not (tmp_path / "data").exists()


def test_a_data_folder_that_cannot_be_made_is_told_as_a_fault(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in the way")
    with pytest.raises(Misconfigured, match="data"):
        ensure_key(bare_settings(tmp_path))


def test_a_damaged_key_is_never_used(tmp_path: Path) -> None:
    (tmp_path / KEY_FILE).write_text("short\n")
    faults: list[Fault] = []
    read_key(Section(Node({}, "a.yml", 1), "identity", faults), Places({}, tmp_path), tmp_path)
    assert "damaged" in str(faults[0])


def test_the_key_is_not_in_what_an_identity_prints(tmp_path: Path) -> None:
    settings = bare_settings(tmp_path)
    assert "sesame" not in repr(replace(settings.identity, key=b"sesame" * 6))
