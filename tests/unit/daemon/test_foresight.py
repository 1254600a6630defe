"""What a reading process foresees of a letter is what the desk would find by itself; what it cannot know is dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.daemon.reader import WorkerSetup, make_worker
from bot.daemon.wiring import reader_setup
from bot.desk.intake import take_in
from bot.desk.judging import first_judgement
from bot.desk.office import Office
from bot.desk.reading import Reading
from tests import builders
from tests.builders import SATURDAY_NIGHT, TUESDAY_MORNING
from tests.fakes import FakeStorage

LETTERS = {
    "report": "Bonjour, le CH de Bellerive (63) est victime d'un rançongiciel, les urgences sont en mode dégradé.",
    "alike": "Bonjour, le CH de Bellerive (63) est victime d'un rançongiciel, les urgences tournent en mode dégradé.",
    "provider": "Bonjour, notre hébergeur Altivia est en panne depuis ce matin, signalement n° 2026-4411 au portail.",
    "exercise": "EXERCICE EXERCICE. Le CH de Bellerive simule une attaque par rançongiciel, tout est chiffré.",
    "empty": "",
}


def foreseen(office: Office, text: str, number: int, at: Any) -> tuple[bytes, Reading]:
    octets = builders.octets(text, f"Incident {number}", f"rssi@a{number}.example", message_id=f"<{number}@a.example>")
    read = make_worker(WorkerSetup(reader_setup(builders.shipped(), office), office))
    return octets, read(octets, at, "desk", at)


def day_of(office: Office, at: Any, *, with_foresight: bool) -> list[Any]:
    """Everything that stands after these letters."""
    storage = FakeStorage()
    for number, text in enumerate(LETTERS.values(), 1):
        octets, reading = foreseen(office, text, number, at)
        row = builders.journaled(storage, storage.journal, at, "desk", number, octets)
        with storage.begin() as unit:
            take_in(unit, office, row, reading if with_foresight else replace(reading, foresight=None), at)
    with storage.read() as unit:
        tickets = unit.tickets.listed()
        told: list[Any] = [(one, unit.tickets.entries(one.id or 0), unit.audit.traces(one.id or 0)) for one in tickets]
        told += [unit.incidents.traits(one.id or 0) for one in tickets]
        told += [unit.outbox.listed(), unit.incidents.listed(), unit.letters.same("", "1@a.example")]
    return told


@pytest.mark.parametrize("at", [TUESDAY_MORNING, SATURDAY_NIGHT])
def test_the_desk_finds_the_same_with_and_without_it(at) -> None:
    office = builders.office()
    with_it, without = day_of(office, at, with_foresight=True), day_of(office, at, with_foresight=False)
    assert with_it == without
    assert len(with_it) > len(LETTERS)


def test_it_is_not_believed_once_the_rules_have_changed() -> None:
    office = builders.office()
    octets, reading = foreseen(office, LETTERS["report"], 1, SATURDAY_NIGHT)
    storage = FakeStorage()
    row = builders.journaled(storage, storage.journal, SATURDAY_NIGHT, "desk", 1, octets)
    assert reading.foresight is not None
    assert first_judgement(office, row, reading, SATURDAY_NIGHT) is reading.foresight.judgement
    stale = replace(reading.foresight, judgement=replace(reading.foresight.judgement, rules_hash="other"))
    fresh = first_judgement(office, row, replace(reading, foresight=stale), SATURDAY_NIGHT + timedelta(minutes=1))
    assert fresh.rules_hash == office.rules.hash
