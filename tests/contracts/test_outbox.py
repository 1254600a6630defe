"""What the dispatcher may rely on: ordered once, claimed by one, sent by one, settled for each recipient (D4)."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import OutboxStatus, RecipientOutcome
from bot.errors import Missing, Transient
from tests.contracts.written import LEASE, MINUTE, NOW, letter, opened, ordered

SENT, FAILED, QUEUED = OutboxStatus.SENT, OutboxStatus.FAILED, OutboxStatus.QUEUED
ACCEPTED = RecipientOutcome("a@x.example", "accepted", 250, "2.0.0 Ok")
REFUSED = RecipientOutcome("b@x.example", "refused", 550, "5.1.1 unknown")
DEFERRED = RecipientOutcome("c@x.example", "deferred", 451, "4.7.1 later")


def claimed(storage, now=NOW, lease=LEASE, limit=50):
    with storage.begin() as unit:
        return unit.outbox.claim(now, lease, "worker", limit)


def settled(storage, key, status, now=NOW):
    with storage.begin() as unit:
        unit.outbox.settle(unit.outbox.by_key(key).id, status, (), None, now)


def test_a_letter_comes_back_as_it_was_ordered(storage):
    number = opened(storage)
    entry = letter(
        "page/1",
        LetterClass.PAGE,
        to=("z@x.example", "a@x.example"),
        ticket_id=number,
        ticket="SSI-2026-000001",
        in_reply_to="q@x.example",
        references=("p@x.example", "q@x.example"),
        auto_submitted="auto-generated",
        envelope_from="bounces@desk.example",
        person="alice",
        fingerprint="f",
        waits_for="other",
        waits_until=NOW + MINUTE,
        otherwise="acknowledgement-off-hours",
        context={"été": "« É »", "nothing": None, "list": [1, {"a": True}]},
        due_at=NOW + timedelta(microseconds=1),
    )
    ordered(storage, entry)
    with storage.read() as unit:
        stored = unit.outbox.by_key("page/1")
        assert unit.outbox.get("page/1@desk.example") == stored == unit.outbox.find("page/1@desk.example")
    assert stored.id is not None
    for name in type(entry).__slots__:
        if name != "id":
            assert getattr(stored, name) == getattr(entry, name), name


def test_the_same_key_orders_once(storage):
    ordered(storage, letter("a"))
    with storage.begin() as unit:
        assert unit.outbox.add(letter("a", message_id="other@desk.example", template="page")) is False
    with storage.read() as unit:
        assert [entry.template for entry in unit.outbox.listed()] == ["acknowledgement-in-hours"]
        assert unit.outbox.find("other@desk.example") is None


def test_two_letters_never_share_a_message_id(storage):
    ordered(storage, letter("a"))
    with pytest.raises(Transient), storage.begin() as unit:
        unit.outbox.add(letter("b", message_id="a@desk.example"))


def test_pages_go_first_then_what_is_due_longest(storage):
    ordered(
        storage,
        letter("late", due_at=NOW),
        letter("early", due_at=NOW - MINUTE),
        letter("page", LetterClass.PAGE, due_at=NOW),
        letter("tomorrow", due_at=NOW + timedelta(days=1)),
    )
    assert [entry.key for entry in claimed(storage)] == ["page", "early", "late"]


def test_a_claim_takes_no_more_than_asked(storage):
    ordered(storage, *(letter(f"k{n:02}") for n in range(30)))
    assert [entry.key for entry in claimed(storage, limit=12)] == [f"k{n:02}" for n in range(12)]
    assert len(claimed(storage, limit=50)) == 18
    assert claimed(storage) == []


def test_a_claim_comes_back_when_its_lease_ends_and_each_is_counted(storage):
    ordered(storage, letter("a"))
    assert [entry.attempts for entry in claimed(storage)] == [1]
    assert claimed(storage, now=LEASE - MINUTE) == []
    assert [entry.attempts for entry in claimed(storage, now=LEASE, lease=LEASE + MINUTE)] == [2]


def test_six_threads_claim_three_hundred_letters_each_once(storage):
    ordered(storage, *(letter(f"k{n}") for n in range(300)))
    taken: list[str] = []

    def work() -> None:
        while entries := claimed(storage, limit=7):
            taken.extend(entry.key for entry in entries)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(f"k{n}" for n in range(300))


def test_a_letter_being_sent_is_nobody_elses_also_after_its_lease(storage):
    ordered(storage, letter("a"))
    [entry] = claimed(storage)
    with storage.begin() as unit:
        unit.outbox.sending([entry.id], NOW)
        assert unit.outbox.stranded(LEASE - MINUTE) == []
    assert claimed(storage, now=LEASE) == []
    with storage.begin() as unit:
        assert [e.key for e in unit.outbox.stranded(LEASE)] == ["a"]


def test_a_worker_that_slept_past_its_lease_may_not_send(storage):
    ordered(storage, letter("a"))
    [entry] = claimed(storage)
    with pytest.raises(Transient), storage.begin() as unit:
        unit.outbox.sending([entry.id], LEASE)


def test_a_letter_cancelled_after_the_claim_is_not_sent_nor_its_neighbours(storage):
    ordered(storage, *(letter(f"k{n}") for n in range(10)))
    entries = claimed(storage)
    settled(storage, "k9", OutboxStatus.CANCELLED)
    with pytest.raises(Transient), storage.begin() as unit:
        unit.outbox.sending([entry.id for entry in entries], NOW)
    with storage.begin() as unit:
        assert unit.outbox.counts() == {"queued": 9, "cancelled": 1}
        unit.outbox.sending([entry.id for entry in entries[:9]], NOW)
        assert unit.outbox.counts() == {"sending": 9, "cancelled": 1}


def test_of_two_workers_with_the_same_letter_one_sends(storage):
    ordered(storage, letter("a"))
    [first] = claimed(storage)
    [second] = claimed(storage, now=LEASE, lease=LEASE + 5 * MINUTE)
    with storage.begin() as unit:
        unit.outbox.sending([second.id], LEASE)
    with pytest.raises(Transient), storage.begin() as unit:
        unit.outbox.sending([first.id], LEASE)


def test_the_words_once_fixed_are_there_at_the_next_attempt(storage):
    ordered(storage, letter("a"))
    [entry] = claimed(storage)
    with storage.begin() as unit:
        unit.outbox.written(entry.id, "acknowledgement-off-hours", "Objet", "Texte", "<p>Texte</p>")
        unit.outbox.retry(entry.id, NOW + MINUTE, (), "451 later")
    [again] = claimed(storage, now=NOW + MINUTE)
    assert (again.template, again.subject, again.text, again.html, again.last_error) == (
        "acknowledgement-off-hours",
        "Objet",
        "Texte",
        "<p>Texte</p>",
        "451 later",
    )
    assert (again.due_at, again.status) == (NOW + MINUTE, QUEUED)


def test_only_recipients_not_settled_are_tried_again(storage):
    ordered(storage, letter("a", to=("a@x.example", "b@x.example", "c@x.example", "d@x.example")))
    [entry] = claimed(storage)
    with storage.begin() as unit:
        assert unit.outbox.unsettled_of(entry.id) == entry.to
        unit.outbox.sending([entry.id], NOW)
        unit.outbox.retry(entry.id, NOW + MINUTE, [ACCEPTED, REFUSED, DEFERRED], "451 4.7.1 later")
        assert unit.outbox.unsettled_of(entry.id) == ("c@x.example", "d@x.example")
    [again] = claimed(storage, now=NOW + MINUTE)
    assert again.to == entry.to


def test_a_settled_letter_keeps_when_it_was_sent_and_why_it_failed_later(storage):
    ordered(storage, letter("a"))
    [entry] = claimed(storage)
    with storage.begin() as unit:
        unit.outbox.sending([entry.id], NOW)
        unit.outbox.settle(entry.id, SENT, [RecipientOutcome(entry.to[0], "accepted", 250, "Ok")], None, NOW)
        unit.outbox.settle(entry.id, FAILED, [RecipientOutcome(entry.to[0], "refused", 550, "no")], "550", LEASE)
        stored = unit.outbox.by_key("a")
    assert (stored.status, stored.sent_at, stored.last_error) == (FAILED, NOW, "550")
    assert claimed(storage, now=LEASE + MINUTE) == []


@pytest.mark.parametrize("status", [s for s in OutboxStatus if s not in (QUEUED, OutboxStatus.SENDING)])
def test_a_letter_that_waits_for_another_is_due_when_that_one_is_settled(storage, status):
    ordered(
        storage,
        letter("page", LetterClass.PAGE),
        letter("ack", waits_for="page", waits_until=NOW + 3 * MINUTE),
    )
    assert [entry.key for entry in claimed(storage)] == ["page"]
    assert claimed(storage) == []
    settled(storage, "page", status)
    assert [entry.key for entry in claimed(storage)] == ["ack"]


def test_a_letter_waits_no_longer_than_until_its_instant(storage):
    ordered(storage, letter("page", LetterClass.PAGE), letter("ack", waits_for="page", waits_until=NOW + 3 * MINUTE))
    claimed(storage)
    assert claimed(storage, now=NOW + 2 * MINUTE) == []
    assert [entry.key for entry in claimed(storage, now=NOW + 3 * MINUTE)] == ["ack"]


def test_a_letter_that_waits_for_nothing_known_waits_until_its_instant(storage):
    ordered(storage, letter("ack", waits_for="never ordered", waits_until=NOW + MINUTE))
    assert claimed(storage) == []
    assert [entry.key for entry in claimed(storage, now=NOW + MINUTE)] == ["ack"]


def test_the_next_due_instant_is_when_a_claim_can_give_something(storage):
    def next_due():
        with storage.read() as unit:
            return unit.outbox.next_due()

    assert next_due() is None
    ordered(storage, letter("later", due_at=NOW + 9 * MINUTE))
    assert next_due() == NOW + 9 * MINUTE
    ordered(storage, letter("page", LetterClass.PAGE), letter("ack", waits_for="page", waits_until=NOW + 3 * MINUTE))
    assert next_due() == NOW
    [page] = claimed(storage)
    assert next_due() == NOW + 3 * MINUTE
    with storage.begin() as unit:
        unit.outbox.sending([page.id], NOW)
        unit.outbox.settle(page.id, SENT, (), None, NOW)
    assert next_due() == NOW
    claimed(storage)
    assert next_due() == LEASE


def test_letters_are_listed_newest_first_by_status_and_ticket(storage):
    number = opened(storage)
    ordered(storage, letter("a"), letter("b", ticket_id=number), letter("c", ticket_id=number), letter("d"))
    settled(storage, "c", FAILED)
    settled(storage, "d", SENT)
    with storage.read() as unit:
        keys = lambda *args, **kw: [entry.key for entry in unit.outbox.listed(*args, **kw)]  # noqa: E731
        assert keys() == ["d", "c", "b", "a"]
        assert keys(limit=2) == ["d", "c"]
        assert keys([QUEUED]) == ["b", "a"]
        assert keys([QUEUED, FAILED], limit=2) == ["c", "b"]
        assert keys(ticket_id=number) == ["c", "b"]
        assert keys([SENT, FAILED], ticket_id=number) == ["c"]
        assert unit.outbox.counts() == {"queued": 2, "failed": 1, "sent": 1}


def test_answers_to_an_address_are_counted_whatever_its_case(storage):
    ordered(
        storage,
        letter("a", to=("Rssi@X.example",), created_at=NOW, fingerprint="f1"),
        letter("b", to=("rssi@x.example", "b@x.example"), created_at=NOW + MINUTE, fingerprint="f2"),
        letter("c", LetterClass.REPLY, to=("rssi@x.example",), created_at=NOW + MINUTE),
        letter("d", to=("b@x.example",), created_at=NOW - MINUTE),
    )
    with storage.read() as unit:
        assert unit.outbox.answered("rssi@x.example", NOW) == [(NOW, "f1"), (NOW + MINUTE, "f2")]
        assert unit.outbox.answered("RSSI@x.example", NOW + MINUTE) == [(NOW + MINUTE, "f2")]
        assert unit.outbox.answered("nobody@x.example", NOW) == []
        assert unit.outbox.answers_since(NOW) == 2


def test_an_unknown_letter_is_missing(storage):
    with storage.read() as unit:
        assert unit.outbox.find("x@desk.example") is None
        assert unit.outbox.by_key("x") is None
    for ask in (
        lambda unit: unit.outbox.get("x@desk.example"),
        lambda unit: unit.outbox.written(999_999, "a", "b", "c", "d"),
        lambda unit: unit.outbox.settle(999_999, SENT, (), None, NOW),
        lambda unit: unit.outbox.retry(999_999, NOW, (), "?"),
    ):
        with pytest.raises(Missing), storage.begin() as unit:
            ask(unit)


def test_what_was_claimed_and_not_begun_can_be_freed_before_its_lease_ends(storage):
    ordered(storage, letter("claimed"), letter("later", due_at=NOW + 60 * MINUTE))
    assert len(claimed(storage)) == 1
    assert claimed(storage) == []
    with storage.begin() as unit:
        unit.outbox.free_claims()
    assert [entry.key for entry in claimed(storage)] == ["claimed"]
