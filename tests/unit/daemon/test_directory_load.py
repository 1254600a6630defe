"""Loading the directory: whole or not at all, and the old one stays whatever happens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.daemon.directory_load import Loaded, Refused, load_directory
from bot.daemon.directory_reads import proposal_lines, site_told
from bot.errors import Illegal, Missing, Permanent, Transient
from bot.storage.engine import open_storage
from tests.establishments import establishments, write_csv, write_json
from tests.fakes import FakeStorage

NOW = datetime(2026, 8, 20, 6, 0, tzinfo=UTC)
SITES = tuple(establishments(600))
OLD = SITES[:10]


def load(storage, path: Path, holder: str = "one", **more: bool) -> Loaded:
    return load_directory(storage, path, lambda: NOW, holder, lambda done, total: None, **more)


@pytest.fixture(params=["fake", "sqlite"])
def storage(request: pytest.FixtureRequest, tmp_path: Path):
    storage = FakeStorage() if request.param == "fake" else open_storage(f"sqlite:///{tmp_path / 'a.db'}")
    load(storage, write_csv(tmp_path / "old.csv", OLD))
    yield storage
    storage.close()


def in_force(storage) -> tuple[str, int]:
    with storage.read() as unit:
        version = unit.establishments.version()
        assert version is not None
        for site in OLD:
            assert unit.establishments.by_number(site.finess) == site
        return version.file, version.count


def damaged(path: Path, *numbers: int) -> Path:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    for number in numbers:
        lines[number] = lines[number].replace(";0", ";9", 1).replace("structureet;", "structureet;x", 1)
    path.write_text("".join(lines), "utf-8")
    return path


@pytest.mark.parametrize("write", [write_csv, write_json])
def test_a_new_file_replaces_the_directory(storage, tmp_path: Path, write) -> None:
    loaded = load(storage, write(tmp_path / "new", SITES))
    assert (loaded.version.count, loaded.before, loaded.left_out) == (600, 10, 0)
    assert loaded.version.published in ("2026-05-11", "2026-08-19T02:14:23Z")
    assert loaded.version.loaded_at == NOW and len(loaded.version.sha256) == 64
    assert in_force(storage) == ("new", 600)
    with storage.read() as unit:
        assert [unit.establishments.by_number(site.finess) for site in SITES] == list(SITES)


def test_a_faulty_file_is_refused_with_every_fault_and_the_old_directory_stays(storage, tmp_path: Path) -> None:
    path = damaged(write_csv(tmp_path / "new.csv", SITES), 1, 5, 801)
    with pytest.raises(Refused) as refused:
        load(storage, path)
    assert [fault.line for fault in refused.value.faults] == [2, 6, 802]
    assert "the old one stays in force" in str(refused.value) and "new.csv:802" in str(refused.value)
    assert in_force(storage) == ("old.csv", 10)


def test_after_fifty_faults_reading_ends(storage, tmp_path: Path) -> None:
    path = damaged(write_csv(tmp_path / "new.csv", SITES), *range(1, 1000, 2))
    with pytest.raises(Refused, match="at least 50 fault") as refused:
        load(storage, path)
    assert len(refused.value.faults) == 50


def test_what_is_valid_can_be_loaded_and_the_rest_is_named(storage, tmp_path: Path) -> None:
    path = damaged(write_csv(tmp_path / "new.csv", SITES), 801)
    loaded = load(storage, path, leave_out_faulty=True)
    assert (loaded.version.count, loaded.left_out) == (599, 1)
    assert [fault.line for fault in loaded.faults] == [802]


def test_a_file_cut_short_is_refused(storage, tmp_path: Path) -> None:
    path = write_json(tmp_path / "new.json", SITES)
    path.write_bytes(path.read_bytes()[:-4000])
    with pytest.raises(Refused):
        load(storage, path)
    assert in_force(storage) == ("old.csv", 10)


@pytest.mark.parametrize("leave_out", [False, True])
def test_a_file_without_a_site_is_refused(storage, tmp_path: Path, leave_out: bool) -> None:
    with pytest.raises(Refused, match="no site in this file"):
        load(storage, write_csv(tmp_path / "new.csv", ()), leave_out_faulty=leave_out)
    assert in_force(storage) == ("old.csv", 10)


def test_what_is_no_such_file_is_refused(storage, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"PK\x03\x04\x00")
    with pytest.raises(Permanent, match="neither"):
        load(storage, tmp_path / "a")
    assert in_force(storage) == ("old.csv", 10)


def test_a_database_that_fails_on_the_way_leaves_the_old_directory(storage, tmp_path: Path) -> None:
    def fail(done: int, total: int) -> None:
        raise Transient("database: the disk is full")

    with pytest.raises(Transient):
        load_directory(storage, write_csv(tmp_path / "new.csv", SITES), lambda: NOW, "one", fail)
    assert in_force(storage) == ("old.csv", 10)
    assert load(storage, tmp_path / "new.csv", "two").version.count == 600


def test_two_loads_at_once_are_refused_until_the_first_is_surely_dead(storage, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "new.csv", SITES)
    with storage.begin() as unit:
        assert unit.watch.take_lease("directory", "dead", NOW - timedelta(seconds=5), NOW + timedelta(seconds=55))
    with pytest.raises(Illegal, match="somebody else"):
        load(storage, path)
    later = NOW + timedelta(seconds=56)
    assert load_directory(storage, path, lambda: later, "one", lambda done, total: None).version.count == 600


def test_what_a_killed_load_left_is_cleared_away_by_the_next(storage, tmp_path: Path) -> None:
    with storage.begin() as unit:
        version = unit.establishments.version()
        orphan = unit.establishments.begin(version)
        unit.establishments.add(orphan, SITES[:99])
    load(storage, write_csv(tmp_path / "new.csv", SITES))
    with storage.begin() as unit:
        assert not unit.establishments.discard(1)


def test_progress_is_told_in_octets(storage, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    path = write_csv(tmp_path / "new.csv", SITES)
    load_directory(storage, path, lambda: NOW, "one", lambda done, total: heard.append((done, total)))
    assert heard and all(0 < done <= total == path.stat().st_size for done, total in heard)


def test_a_site_is_told_with_its_territory_and_version(storage) -> None:
    with storage.read() as unit:
        told = site_told(unit.establishments, " ".join(OLD[0].finess))
    assert told["finess"] == OLD[0].finess and told["name"] == OLD[0].name
    assert told["territory"] == {"department": "01", "region": "84", "ars": "Auvergne-Rhône-Alpes"}
    assert told["directory"]["published"] == "2026-05-11"


def test_a_number_that_is_none_tells_why(storage) -> None:
    with storage.read() as unit:
        for written, why in (
            (SITES[50].finess, "its key is right"),
            ("010000017", "its key is wrong"),
            ("abc", "its key is wrong"),
            (OLD[0].entity or "", "number of a legal person.*its sites: 010000016"),
        ):
            with pytest.raises(Missing, match=why):
                site_told(unit.establishments, written)
    with FakeStorage().read() as unit, pytest.raises(Missing, match="no directory is loaded"):
        site_told(unit.establishments, OLD[0].finess)


def test_a_name_proposes_with_its_resemblance(storage) -> None:
    with storage.read() as unit:
        found = proposal_lines(unit.establishments, "CH Val-Brumeux", "Port Clair", 3)
    assert found[0]["name"] == OLD[0].name and 0.75 <= found[0]["resemblance"] <= 1
