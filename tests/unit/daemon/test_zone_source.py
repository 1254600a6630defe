"""The version of the time zone data that a trace names is that of the data in force."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from bot.daemon.config import load
from bot.daemon.zone_source import zone_version


def folder(tmp_path: Path, zi: str | None) -> tuple[str, ...]:
    (tmp_path / "Europe").mkdir()
    (tmp_path / "Europe" / "Paris").write_bytes(b"TZif2")
    if zi is not None:
        (tmp_path / "tzdata.zi").write_text(zi, encoding="ascii")
    return ("/nowhere", str(tmp_path))


def test_the_machines_own_data_are_named_by_their_version(tmp_path: Path) -> None:
    assert zone_version(folder(tmp_path, "# version 2026b\n# more\n")) == "2026b"


def test_data_that_name_no_version_are_named_by_what_they_hold(tmp_path: Path) -> None:
    assert zone_version(folder(tmp_path, None)).startswith("sha256 ")


def test_without_data_of_the_machine_the_package_counts() -> None:
    assert zone_version(("/nowhere",)) == f"tzdata {version('tzdata')}"


def test_the_rules_of_a_configuration_know_what_they_are_made_of() -> None:
    loaded = load(None, {})
    assert loaded.rules.made_of["configuration"] == loaded.hash
    assert loaded.rules.made_of["tzdata"] == zone_version() and loaded.rules.made_of["holidays"]
