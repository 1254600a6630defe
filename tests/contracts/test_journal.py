"""What a receiver may rely on: once recorded, a letter is there, once, with its octets, and the cursor is not ahead."""

from __future__ import annotations

import pytest

from bot.desk.kept.records import Cursor, LetterState
from bot.errors import Illegal, Missing, Transient
from tests.contracts.written import MINUTE, NOW, arrival, journaled, settlement


def test_it_gives_back_the_octets_of_every_letter_of_a_batch(storage):
    big = bytes(range(256)) * 5000  # more than two parts
    ids = storage.journal.record([arrival(1, b""), arrival(2, big), arrival(3, b"\x00\xff")], None, False, NOW)
    with storage.read() as unit:
        assert [unit.letters.octets(number) for number in ids] == [b"", big, b"\x00\xff"]


def test_it_gives_the_ids_in_the_order_of_the_batch(storage):
    ids = storage.journal.record([arrival(9), arrival(2), arrival(5)], None, False, NOW)
    with storage.read() as unit:
        assert [unit.letters.get(number).uid for number in ids] == [9, 2, 5]


def test_it_keeps_what_is_known_of_an_arrival(storage):
    [number] = storage.journal.record(
        [arrival(4_294_967_295, b"head", size=99_000_000, truncated=True)], None, False, NOW + MINUTE
    )
    with storage.read() as unit:
        row = unit.letters.get(number)
    assert (row.account, row.folder, row.uidvalidity, row.uid) == ("fssi", "INBOX", 7, 4_294_967_295)
    assert (row.received_at, row.journaled_at) == (NOW, NOW + MINUTE)
    assert (row.size, row.truncated, row.state, row.attempts) == (99_000_000, True, LetterState.WAITING, 0)


def test_a_known_position_gives_its_old_id_and_writes_nothing(storage):
    first = journaled(storage, 1, 2)
    again = storage.journal.record([arrival(2, b"other words"), arrival(3)], None, True, NOW + MINUTE)
    assert again[0] == first[1]
    with storage.read() as unit:
        assert unit.letters.octets(first[1]) == b"letter 2"
        assert unit.letters.counts() == {"waiting": 3}
    assert [filing.uid for filing in storage.journal.filings_due("fssi", NOW + MINUTE, 9)] == [3]


def test_the_same_octets_in_two_accounts_are_two_letters(storage):
    ids = storage.journal.record([arrival(1, b"same"), arrival(1, b"same", account="desk")], None, False, NOW)
    assert len(set(ids)) == 2
    with storage.read() as unit:
        assert unit.letters.get(ids[0]).sha256 == unit.letters.get(ids[1]).sha256
        assert [unit.letters.octets(number) for number in ids] == [b"same", b"same"]


def test_a_position_twice_in_one_batch_is_one_letter(storage):
    first, second = storage.journal.record([arrival(1), arrival(1)], None, False, NOW)
    assert first == second


def test_a_new_uidvalidity_makes_new_letters(storage):
    old = storage.journal.record([arrival(1)], None, False, NOW)
    new = storage.journal.record([arrival(1, uidvalidity=8)], None, False, NOW)
    assert old != new


def test_the_cursor_is_unknown_before_first_contact_and_then_what_was_set(storage):
    assert storage.journal.cursor("fssi", "INBOX") is None
    storage.journal.move_cursor(Cursor("fssi", "INBOX", 7, 4, since=NOW))
    assert storage.journal.cursor("fssi", "INBOX") == Cursor("fssi", "INBOX", 7, 4, since=NOW)
    storage.journal.record([arrival(5)], Cursor("fssi", "INBOX", 7, 5), False, NOW)
    assert storage.journal.cursor("fssi", "INBOX") == Cursor("fssi", "INBOX", 7, 5)
    assert storage.journal.cursor("fssi", "Autre") is None


def test_an_empty_batch_only_moves_the_cursor(storage):
    assert storage.journal.record([], Cursor("fssi", "INBOX", 7, 12), True, NOW) == []
    assert storage.journal.cursor("fssi", "INBOX") == Cursor("fssi", "INBOX", 7, 12)


def test_filings_are_due_once_ordered_and_again_after_their_wait(storage):
    ids = storage.journal.record([arrival(uid) for uid in range(1, 21)], None, True, NOW)
    storage.journal.filed(ids[:15])
    storage.journal.filing_failed(ids[15:18], "try again", NOW + 10 * MINUTE)
    assert [filing.uid for filing in storage.journal.filings_due("fssi", NOW, 50)] == [19, 20]
    assert storage.journal.filings_due("desk", NOW, 50) == []
    later = storage.journal.filings_due("fssi", NOW + 10 * MINUTE, 3)
    assert [(filing.uid, filing.attempts, filing.letter_id) for filing in later] == [
        (19, 0, ids[18]),
        (20, 0, ids[19]),
        (16, 1, ids[15]),
    ]


def test_waiting_letters_come_oldest_arrival_first(storage):
    late = arrival(1, received_at=NOW)
    early = arrival(2, received_at=NOW - MINUTE)
    storage.journal.record([late, early], None, False, NOW)
    with storage.begin() as unit:
        assert [row.uid for row in unit.letters.waiting(NOW, 10)] == [2, 1]
        assert [row.uid for row in unit.letters.waiting(NOW, 1)] == [2]


def test_a_postponed_letter_waits_and_counts_its_attempts(storage):
    [number] = journaled(storage, 1)
    with storage.begin() as unit:
        unit.letters.postpone(number, "the scanner is away", NOW + MINUTE)
        assert unit.letters.waiting(NOW, 10) == []
        [row] = unit.letters.waiting(NOW + MINUTE, 10)
        assert (row.attempts, row.cause) == (1, "the scanner is away")


def test_a_settled_letter_is_found_by_its_identity_and_by_its_message_id(storage):
    first, second, third = journaled(storage, 1, 2, 3)
    with storage.begin() as unit:
        unit.letters.settle(first, settlement("words"), NOW)
        unit.letters.settle(second, settlement("other", message_id="b@ch-exemple.example"), NOW)
        assert [row.id for row in unit.letters.same("words", None)] == [first]
        assert [row.id for row in unit.letters.same("words", "b@ch-exemple.example")] == [first, second]
        assert unit.letters.same("unknown", None) == []
        row = unit.letters.get(second)
        assert (row.state, row.kind, row.outcome, row.identity) == (LetterState.SETTLED, "report", "opened", "other")
        assert [row.id for row in unit.letters.waiting(NOW, 10)] == [third]


def test_a_letter_is_settled_once_whoever_tries_again(storage):
    [number] = journaled(storage, 1)
    with storage.begin() as unit:
        unit.letters.settle(number, settlement(), NOW)
    with pytest.raises(Transient), storage.begin() as unit:
        unit.letters.settle(number, settlement("again"), NOW)
    with pytest.raises(Transient), storage.begin() as unit:
        unit.letters.postpone(number, "late", NOW)
    with pytest.raises(Transient), storage.begin() as unit:
        unit.letters.quarantine(number, "late", NOW)
    with storage.read() as unit:
        assert unit.letters.get(number).identity == "words"


def test_quarantine_holds_a_letter_until_it_is_released(storage):
    first, second = journaled(storage, 1, 2)
    with storage.begin() as unit:
        unit.letters.postpone(first, "again", NOW + MINUTE)
        unit.letters.quarantine(first, "cannot be read", NOW)
        assert [(row.id, row.cause) for row in unit.letters.quarantined()] == [(first, "cannot be read")]
        assert [row.id for row in unit.letters.waiting(NOW + MINUTE, 10)] == [second]
        assert unit.letters.counts() == {"quarantined": 1, "waiting": 1}
        unit.letters.release(first)
        assert [(row.id, row.attempts) for row in unit.letters.waiting(NOW, 10)] == [(first, 0), (second, 0)]


def test_a_settled_letter_cannot_be_released(storage):
    [number] = journaled(storage, 1)
    with storage.begin() as unit:
        unit.letters.settle(number, settlement(), NOW)
    with pytest.raises(Illegal), storage.begin() as unit:
        unit.letters.release(number)


def test_an_unknown_letter_is_missing(storage):
    for ask in (
        lambda unit: unit.letters.get(999_999),
        lambda unit: unit.letters.octets(999_999),
        lambda unit: unit.letters.settle(999_999, settlement(), NOW),
        lambda unit: unit.letters.quarantine(999_999, "?", NOW),
        lambda unit: unit.letters.release(999_999),
    ):
        with pytest.raises(Missing), storage.begin() as unit:
            ask(unit)


def test_the_oldest_waiting_letter_dates_the_backlog(storage):
    with storage.read() as unit:
        assert unit.letters.oldest_waiting() is None
    [first] = storage.journal.record([arrival(1)], None, False, NOW)
    storage.journal.record([arrival(2)], None, False, NOW + MINUTE)
    with storage.begin() as unit:
        assert unit.letters.oldest_waiting() == NOW
        unit.letters.settle(first, settlement(), NOW)
        assert unit.letters.oldest_waiting() == NOW + MINUTE
