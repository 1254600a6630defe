"""What the daemon knows of itself: legs, alarms that are not told twice, leases with ascending numbers, traces."""

from __future__ import annotations

import threading
from datetime import timedelta

from bot.desk.kept.records import Leg
from tests.contracts.written import MINUTE, NOW, journaled, opened


def test_a_leg_keeps_its_last_round(storage):
    with storage.begin() as unit:
        unit.watch.touch(Leg("poll fssi", NOW, timedelta(seconds=90)))
        unit.watch.touch(Leg("dispatch", NOW, 5 * MINUTE, "3 sent"))
        unit.watch.touch(Leg("poll fssi", NOW + MINUTE, timedelta(milliseconds=1500), "no route", ok=False))
        assert unit.watch.legs() == [
            Leg("dispatch", NOW, 5 * MINUTE, "3 sent"),
            Leg("poll fssi", NOW + MINUTE, timedelta(milliseconds=1500), "no route", ok=False),
        ]
        unit.watch.forget_leg("dispatch")
        assert [leg.name for leg in unit.watch.legs()] == ["poll fssi"]


def test_an_alarm_is_told_when_new_and_again_after_a_while(storage):
    with storage.begin() as unit:
        tell = lambda at, text="t": unit.watch.raise_alarm("disk", text, at, 30 * MINUTE)  # noqa: E731
        assert [tell(NOW), tell(NOW), tell(NOW + 29 * MINUTE), tell(NOW + 30 * MINUTE)] == [True, False, False, True]
        assert tell(NOW + 59 * MINUTE, "fuller") is False
        assert unit.watch.alarms() == [("disk", "fuller", NOW)]


def test_an_alarm_that_was_cleared_is_new_again(storage):
    with storage.begin() as unit:
        unit.watch.raise_alarm("disk", "t", NOW, 30 * MINUTE)
        assert unit.watch.clear_alarm("disk", NOW) is True
        assert unit.watch.clear_alarm("disk", NOW) is False
        assert unit.watch.alarms() == []
        assert unit.watch.raise_alarm("disk", "t", NOW + MINUTE, 30 * MINUTE) is True


def test_a_lease_has_one_holder_until_it_ends(storage):
    with storage.begin() as unit:
        assert unit.watch.lease_holder("daemon") is None
        assert unit.watch.take_lease("daemon", "a", NOW, NOW + MINUTE) == 1
        assert unit.watch.take_lease("daemon", "b", NOW, NOW + MINUTE) is None
        assert unit.watch.take_lease("daemon", "a", NOW, NOW + 2 * MINUTE) == 1
        assert unit.watch.lease_holder("daemon") == ("a", NOW + 2 * MINUTE)
        assert unit.watch.take_lease("daemon", "b", NOW + 2 * MINUTE, NOW + 3 * MINUTE) == 2
        assert unit.watch.take_lease("daemon", "a", NOW + 2 * MINUTE, NOW + 3 * MINUTE) is None
        assert unit.watch.take_lease("other", "a", NOW, NOW + MINUTE) == 1


def test_a_lease_taken_up_after_its_end_has_a_new_number(storage):
    with storage.begin() as unit:
        assert unit.watch.take_lease("daemon", "a", NOW, NOW + MINUTE) == 1
        assert unit.watch.take_lease("daemon", "a", NOW + MINUTE, NOW + 2 * MINUTE) == 2


def test_a_lease_given_back_is_free_at_once_and_numbers_never_repeat(storage):
    with storage.begin() as unit:
        unit.watch.take_lease("daemon", "a", NOW, NOW + MINUTE)
        unit.watch.give_lease("daemon", "b")
        assert unit.watch.lease_holder("daemon") == ("a", NOW + MINUTE)
        unit.watch.give_lease("daemon", "a")
        assert unit.watch.lease_holder("daemon") is None
        assert unit.watch.take_lease("daemon", "b", NOW, NOW + MINUTE) == 2
        unit.watch.give_lease("unknown", "a")


def test_of_six_who_want_a_lease_at_once_one_gets_it(storage):
    given: list[int | None] = []

    def want(holder: str) -> None:
        with storage.begin() as unit:
            given.append(unit.watch.take_lease("daemon", holder, NOW, NOW + MINUTE))

    threads = [threading.Thread(target=want, args=(f"h{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given, key=str) == [1, None, None, None, None, None]


def test_a_mark_stands_where_it_was_set_last(storage):
    with storage.begin() as unit:
        assert unit.watch.mark("edge/in_hours") is None
        unit.watch.set_mark("edge/in_hours", NOW)
        unit.watch.set_mark("edge/other", NOW - MINUTE)
        unit.watch.set_mark("edge/in_hours", NOW + MINUTE)
    with storage.read() as unit:
        assert unit.watch.mark("edge/in_hours") == NOW + MINUTE
        assert unit.watch.mark("edge/other") == NOW - MINUTE


def test_decisions_are_told_again_word_for_word(storage):
    number = opened(storage)
    [letter_id] = journaled(storage, 1)
    first = {"decision": {"track": "real", "notify": ["ars-auvergne-rhône-alpes"]}, "trace": [{"matched": True}]}
    with storage.begin() as unit:
        unit.audit.record(number, letter_id, NOW, first)
        unit.audit.record(None, letter_id, NOW, {"decision": "of no ticket"})
        unit.audit.record(number, None, NOW - MINUTE, {"b": 1, "a": None})
    with storage.read() as unit:
        assert unit.audit.traces(number) == [first, {"b": 1, "a": None}]
        assert list(unit.audit.traces(number)[1]) == ["b", "a"]
