"""All or nothing: what a transaction promises (D3), and what happens when two want the same."""

from __future__ import annotations

import contextlib
import threading

import pytest

from bot.errors import Transient
from tests.contracts.written import NOW, Killed, journaled, letter, opened, settlement, ticket


def test_an_exception_leaves_nothing_behind(storage):
    [number] = journaled(storage, 1)
    with contextlib.suppress(Killed), storage.begin() as unit:
        stored = unit.tickets.add(ticket())
        unit.outbox.add(letter("a", ticket_id=stored.id))
        unit.audit.record(stored.id, number, NOW, {"decision": {}})
        unit.letters.settle(number, settlement(ticket_id=stored.id), NOW)
        raise Killed
    with storage.read() as unit:
        assert unit.tickets.listed() == []
        assert unit.outbox.listed() == []
        assert [row.id for row in unit.letters.waiting(NOW, 9)] == [number]


def test_a_savepoint_undoes_only_its_part(storage):
    with storage.begin() as unit:
        unit.tickets.add(ticket("SSI-2026-000001"))
        with contextlib.suppress(Killed), unit.savepoint():
            unit.tickets.add(ticket("SSI-2026-000002"))
            raise Killed
        with unit.savepoint():
            unit.tickets.add(ticket("SSI-2026-000003"))
    with storage.read() as unit:
        assert sorted(t.number for t in unit.tickets.listed()) == ["SSI-2026-000001", "SSI-2026-000003"]


def test_a_transaction_goes_on_after_a_conflict_inside_a_savepoint(storage):
    opened(storage)
    with storage.begin() as unit:
        with pytest.raises(Transient), unit.savepoint():
            unit.tickets.add(ticket())
        unit.tickets.add(ticket("SSI-2026-000002"))
    with storage.read() as unit:
        assert len(unit.tickets.listed()) == 2


def test_savepoints_nest(storage):
    with storage.begin() as unit, unit.savepoint():
        unit.tickets.add(ticket("SSI-2026-000001"))
        with contextlib.suppress(Killed), unit.savepoint():
            unit.tickets.add(ticket("SSI-2026-000002"))
            raise Killed
    with storage.read() as unit:
        assert [t.number for t in unit.tickets.listed()] == ["SSI-2026-000001"]


def test_a_reader_sees_one_view_while_others_write(storage):
    opened(storage)
    with storage.read() as unit:
        assert len(unit.tickets.listed()) == 1
        writer = threading.Thread(target=opened, args=(storage, "SSI-2026-000002"))
        writer.start()
        writer.join()
        assert len(unit.tickets.listed()) == 1
    with storage.read() as unit:
        assert len(unit.tickets.listed()) == 2


def test_a_reader_inside_a_writer_sees_what_was_committed(storage):
    with storage.begin() as unit:
        unit.tickets.add(ticket())
        with storage.read() as other:
            assert other.tickets.listed() == []


def test_a_second_writing_transaction_in_the_same_thread_is_refused(storage):
    with storage.begin() as unit:
        with pytest.raises(RuntimeError, match="open already"), storage.begin():
            pass
        with pytest.raises(RuntimeError, match="open already"):
            storage.journal.record([], None, False, NOW)
        unit.tickets.add(ticket())
    with storage.begin() as unit:
        assert len(unit.tickets.listed()) == 1


def test_of_two_who_change_the_same_ticket_the_second_is_refused(storage):
    number = opened(storage)
    with storage.begin() as unit:
        read = unit.tickets.by_id(number)
        unit.tickets.save(read)
    with pytest.raises(Transient, match="somebody else"), storage.begin() as unit:
        unit.tickets.save(read)


def test_six_threads_number_their_tickets_without_a_gap(storage):
    def open_ten() -> None:
        for _ in range(10):
            with storage.begin() as unit:
                unit.tickets.add(ticket(unit.tickets.next_number("SSI", 2026)))

    threads = [threading.Thread(target=open_ten) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with storage.read() as unit:
        assert sorted(t.number for t in unit.tickets.listed()) == [f"SSI-2026-{n:06d}" for n in range(1, 61)]
