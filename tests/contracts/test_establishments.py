"""The directory of establishments: one version in force, the next one beside it, nothing half loaded ever seen."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
import sqlalchemy as sa

from bot.desk.kept.establishments import DirectoryVersion
from bot.errors import Missing, Transient
from bot.report.place.directory import Establishment
from bot.storage.connect import engines
from bot.storage.engine import open_storage
from bot.storage.migrations import climb, current_version, upgrade
from tests.contracts.written import NOW, Killed

HOSPITAL = Establishment(
    "639999997", "639999898", "CENTRE HOSPITALIER DE VAL BRUMEUX", "355", "63", "63000", "VAL BRUMEUX"
)
HOME = Establishment("639999989", "639999898", "EHPAD LES TILLEULS", "500", "63", "63100", "PORT CLAIR")
CLOSED = Establishment(
    "639999971", "639999898", "EHPAD LES TILLEULS ANCIEN", "500", "63", None, "PORT CLAIR", active=False
)
VERSION = DirectoryVersion("finess.csv", "csv", "2026-05-01", "0" * 64, NOW)


def load(storage, *establishments):
    with storage.begin() as unit:
        number = unit.establishments.begin(VERSION)
        unit.establishments.add(number, establishments)
        unit.establishments.put_in_force(number, VERSION)
    return number


def test_an_empty_directory_knows_nothing(storage):
    with storage.read() as unit:
        assert unit.establishments.version() is None
        assert unit.establishments.by_number(HOSPITAL.finess) is None
        assert unit.establishments.sites_of(HOSPITAL.entity, 9) == []
        assert unit.establishments.named("Centre hospitalier de Val-Brumeux", None, 9) == []


def test_the_transaction_that_puts_a_version_in_force_sees_it(storage):
    with storage.begin() as unit:
        assert unit.establishments.by_number(HOSPITAL.finess) is None
        assert unit.establishments.named("CH de Val-Brumeux", None, 9) == []
        number = unit.establishments.begin(VERSION)
        unit.establishments.add(number, [HOSPITAL])
        unit.establishments.put_in_force(number, VERSION)
        assert unit.establishments.by_number(HOSPITAL.finess) == HOSPITAL
        assert [p.establishment for p in unit.establishments.named("CH de Val-Brumeux", None, 9)] == [HOSPITAL]


def test_a_loaded_site_comes_back_as_it_was(storage):
    number = load(storage, HOSPITAL, HOME, CLOSED)
    with storage.read() as unit:
        assert [unit.establishments.by_number(each.finess) for each in (HOSPITAL, HOME, CLOSED)] == [
            HOSPITAL,
            HOME,
            CLOSED,
        ]
        assert unit.establishments.version() == replace(VERSION, id=number, count=3)


def test_the_sites_of_a_legal_person_are_those_in_operation(storage):
    load(storage, HOSPITAL, HOME, CLOSED)
    with storage.read() as unit:
        assert unit.establishments.sites_of("639999898", 9) == [HOME, HOSPITAL]
        assert unit.establishments.sites_of("639999898", 1) == [HOME]


def test_a_name_and_a_town_propose_a_site_in_operation(storage):
    load(storage, HOSPITAL, HOME, CLOSED)
    with storage.read() as unit:
        [found] = unit.establishments.named("CH de Val-Brumeux", None, 9)
        assert found.establishment == HOSPITAL and found.resemblance > 0.8
        assert [p.establishment for p in unit.establishments.named("Résidence les Tilleuls", "Port-Clair", 9)] == [HOME]
        assert unit.establishments.named("Centre hospitalier", None, 9) == []


def test_a_version_is_seen_only_once_it_is_in_force(storage):
    load(storage, HOSPITAL)
    with storage.begin() as unit:
        number = unit.establishments.begin(VERSION)
        unit.establishments.add(number, [HOME])
    with storage.read() as unit:
        assert unit.establishments.by_number(HOME.finess) is None
    with storage.begin() as unit:
        unit.establishments.put_in_force(number, replace(VERSION, file="next.csv"))
    with storage.read() as unit:
        assert unit.establishments.by_number(HOME.finess) == HOME
        assert unit.establishments.by_number(HOSPITAL.finess) is None
        version = unit.establishments.version()
        assert version is not None and version.file == "next.csv" and version.count == 1


def test_a_switch_that_fails_leaves_the_old_version(storage):
    load(storage, HOSPITAL)
    with contextlib.suppress(Killed), storage.begin() as unit:
        number = unit.establishments.begin(VERSION)
        unit.establishments.add(number, [HOME])
        unit.establishments.put_in_force(number, VERSION)
        raise Killed
    with storage.read() as unit:
        assert unit.establishments.by_number(HOSPITAL.finess) == HOSPITAL
        assert unit.establishments.by_number(HOME.finess) is None


def test_a_number_twice_in_a_version_is_refused(storage):
    with storage.begin() as unit:
        number = unit.establishments.begin(VERSION)
        unit.establishments.add(number, [HOSPITAL])
        with pytest.raises(Transient), unit.savepoint():
            unit.establishments.add(number, [HOSPITAL])


def test_a_version_that_does_not_exist_cannot_be_put_in_force(storage):
    load(storage, HOSPITAL)
    with pytest.raises(Missing), storage.begin() as unit:
        unit.establishments.put_in_force(99, VERSION)
    with storage.read() as unit:
        assert unit.establishments.by_number(HOSPITAL.finess) == HOSPITAL


def test_discarding_takes_what_is_not_in_force_piece_by_piece(storage):
    load(storage, HOSPITAL, HOME)
    load(storage, HOSPITAL, CLOSED)
    rounds = 0
    with storage.begin() as unit:
        while unit.establishments.discard(1):
            rounds += 1
            assert rounds < 20
        assert rounds
    with storage.read() as unit:
        assert unit.establishments.by_number(CLOSED.finess) == CLOSED
        assert unit.establishments.by_number(HOSPITAL.finess) == HOSPITAL


def test_the_step_keeps_what_the_first_schema_held(tmp_path):
    url = f"sqlite:///{tmp_path / 'old.db'}"
    writing, _ = engines(url, pool_size=1)
    with writing.begin() as connection:
        climb(connection, None, "0001")
        connection.execute(sa.text("insert into leg values ('poll', '2026-03-02 21:00:00.000000', 1000, '', 1)"))
    writing.dispose()
    assert current_version(url) == "0001"
    assert upgrade(url)[0] == "0001"
    storage = open_storage(url, create=False)
    with storage.read() as unit:
        assert [leg.name for leg in unit.watch.legs()] == ["poll"]
        assert unit.establishments.version() is None
    storage.close()
