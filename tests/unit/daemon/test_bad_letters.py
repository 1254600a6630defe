"""Bad letters first in the mailbox: all others are taken in in the same run, each bad one is kept with its cause
(failures 19 and 20, promise D5)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, timedelta

import structlog

from bot.daemon.pipeline import Pipeline
from bot.daemon.reader import make_reader
from bot.daemon.wiring import reader_setup
from bot.desk.kept.records import LetterState
from bot.desk.reading import Reading
from bot.errors import Permanent
from tests import builders
from tests.builders import TUESDAY_MORNING
from tests.fakes import FakeStorage
from tests.unit.ingest.test_hostile import LETTERS

HANGS = b"Subject: hangs the reader"
GOOD = [builders.octets(subject=f"Panne {number}", message_id=f"<g{number}@a.example>") for number in range(3)]


class Reads:
    """Reads in this thread; over one letter the worker is said to have hung."""

    def __init__(self) -> None:
        self.read_one = make_reader(reader_setup(builders.shipped()))

    def read(self, octets: bytes, received_at: datetime, account: str, now: datetime) -> Future[Reading]:
        future: Future[Reading] = Future()
        if octets == HANGS:
            future.set_exception(Permanent("reading took longer than 20 s"))
        else:
            future.set_result(self.read_one(octets, received_at))
        return future


def taken_in(letters: list[bytes], storage: FakeStorage, at: Callable[[], datetime] = lambda: TUESDAY_MORNING) -> None:
    for uid, octets in enumerate(letters, 1):
        builders.journaled(storage, storage.journal, TUESDAY_MORNING, "desk", uid, octets)
    office = builders.office()
    pipeline = Pipeline(storage, Reads(), lambda: office, at, lambda handled: None, lambda count: None)
    asyncio.run(pipeline.round())


def test_failure_19_hostile_letters_first_in_the_box_hold_up_no_other() -> None:
    storage = FakeStorage()
    taken_in([HANGS, *LETTERS.values(), *GOOD], storage)
    with storage.read() as unit:
        subjects = {one.subject for one in unit.tickets.listed()}
        [aside] = unit.letters.quarantined()
        assert unit.letters.octets(aside.id) == HANGS
        assert unit.letters.counts().get("waiting", 0) == 0
    assert {"Panne 0", "Panne 1", "Panne 2"} <= subjects
    assert aside.cause is not None
    assert aside.cause.startswith("reading took longer than 20 s [veilleur ")
    assert aside.ticket_id is not None


def test_failure_20_a_letter_that_cannot_be_taken_in_is_tried_three_times_and_then_set_aside() -> None:
    storage = FakeStorage()
    clock = [TUESDAY_MORNING]
    row = builders.journaled(storage, storage.journal, TUESDAY_MORNING, "desk", 1, GOOD[0])
    office = builders.office()

    class Broken(Reads):
        def read(self, octets: bytes, received_at: datetime, account: str, now: datetime) -> Future[Reading]:
            future: Future[Reading] = Future()
            future.set_result(None)  # type: ignore[arg-type]  # nothing the desk could take in
            return future

    pipeline = Pipeline(storage, Broken(), lambda: office, lambda: clock[0], lambda handled: None, lambda count: None)
    with structlog.testing.capture_logs() as told:
        for _ in range(100):
            asyncio.run(pipeline.round())
            clock[0] += timedelta(minutes=2)
    assert [one["action" if "action" in one else "event"] for one in told] == ["letter.set_aside"] * 3
    with storage.read() as unit:
        aside = unit.letters.get(row.id)
        assert (aside.state, aside.attempts) == (LetterState.QUARANTINED, 2)
        assert unit.letters.octets(row.id) == GOOD[0]
