"""What only a database can show: locks, lost connections, deadlocks, killed processes, hostile text."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import Permanent, Transient
from bot.storage.connect import engines
from bot.storage.engine import open_storage
from tests.contracts.written import NOW, Killed, arrival, letter, opened, ticket

DYING = """
import os, signal, sys
from bot.storage.engine import open_storage
from tests.contracts.written import ticket, letter
storage = open_storage(sys.argv[1])
with storage.begin() as unit:
    stored = unit.tickets.add(ticket())
    unit.outbox.add(letter("a", ticket_id=stored.id))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def url_of(storage) -> str:
    return storage._writing.url.render_as_string(hide_password=False)


def test_a_process_killed_in_a_transaction_leaves_nothing(database):
    done = subprocess.run([sys.executable, "-c", DYING, url_of(database)], check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == -signal.SIGKILL
    with database.begin() as unit:
        assert unit.tickets.listed() == []
        assert unit.outbox.listed() == []
        unit.tickets.add(ticket())


def test_a_writer_that_waits_too_long_is_told_to_come_back(database):
    number = opened(database)
    other = open_storage(url_of(database), lock_timeout_ms=50)
    with database.begin() as unit:
        unit.tickets.save(unit.tickets.by_id(number))
        with pytest.raises(Transient, match="lock"):
            save_in(other, number)
    save_in(other, number)
    other.close()


def save_in(storage, number):
    """In a thread of its own, for this one has a writing transaction open."""
    raised: list[BaseException] = []

    def work() -> None:
        try:
            with storage.begin() as unit:
                unit.tickets.save(unit.tickets.by_id(number))
        except BaseException as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]


def test_what_no_database_takes_is_taken_out(database):
    with database.begin() as unit:
        stored = unit.tickets.add(ticket(subject="a\0b\ud800c", report={"k": "x\0y"}))
        unit.tickets.know("a\0@x.example", stored.id, ours=False)
        assert unit.tickets.known(["a\0@x.example"]) == {"a\0@x.example": (stored.id, False)}
    with database.read() as unit:
        back = unit.tickets.by_id(stored.id)
    assert (back.subject, back.report) == ("abc", {"k": "xy"})


def test_octets_shared_by_letters_are_stored_once(database):
    database.journal.record([arrival(uid, b"same" * 1000) for uid in range(1, 30)], None, False, NOW)
    writing, _ = engines(url_of(database), pool_size=1)
    with writing.begin() as connection:
        assert connection.execute(sa.text("select count(*) from octets")).scalar() == 1
    writing.dispose()


def test_an_instant_without_a_zone_is_refused(database):
    with pytest.raises(ValueError, match="without a zone"), database.begin() as unit:
        unit.outbox.add(letter("a", due_at=NOW.replace(tzinfo=None)))


def test_what_refers_to_nothing_is_a_fault_that_waiting_cannot_mend(database):
    with pytest.raises(Permanent), database.begin() as unit:
        unit.outbox.add(letter("a", ticket_id=999_999))


def test_an_error_names_no_words_of_a_letter(database):
    opened(database)
    with pytest.raises(Transient) as refused, database.begin() as unit:
        unit.tickets.add(ticket(subject="mot de passe admin123"))
    assert "admin123" not in repr(refused.value)
    assert "admin123" not in repr(refused.value.__cause__)


def test_a_lost_connection_is_transient_and_the_next_transaction_works(emptied):
    storage = open_storage(emptied(), pool_size=1)
    number = opened(storage)
    with pytest.raises(Transient), storage.begin() as unit:
        read_and_be_cut(unit, number, url_of(storage))
    with storage.begin() as unit:
        assert unit.tickets.by_id(number).id == number
    storage.close()


def test_a_connection_lost_while_idle_costs_one_attempt_at_most(emptied):
    storage = open_storage(emptied(), pool_size=1)
    number = opened(storage)
    cut_all_but_one(url_of(storage))
    with pytest.raises(Transient), storage.begin() as unit:
        unit.tickets.by_id(number)
    with storage.begin() as unit:
        assert unit.tickets.by_id(number).id == number
    storage.close()


def test_a_transaction_the_database_undid_by_itself_goes_no_further(database):
    with pytest.raises(Transient, match=r"lost|closed"), database.begin() as unit:
        go_on_after_it_was_undone(unit)
    with database.begin() as unit:
        assert unit.tickets.listed() == []
        unit.tickets.add(ticket("SSI-2026-000003"))


def go_on_after_it_was_undone(unit):
    """As SQLite does when the disk is full, and a server when it is stopped: in the middle of a savepoint."""
    unit.tickets.add(ticket("SSI-2026-000001"))
    raw = unit._connection.connection.dbapi_connection
    with contextlib.suppress(Transient), unit.savepoint():
        if hasattr(raw, "in_transaction"):
            raw.rollback()
        else:
            raw.close()
        raise Killed
    unit.tickets.add(ticket("SSI-2026-000002"))


def test_a_full_disk_is_transient_and_leaves_nothing(tmp_path):
    storage = open_storage(f"sqlite:///{tmp_path / 'a.db'}")
    with pytest.raises(Transient, match="full"), storage.begin() as unit:
        fill_the_disk(unit)
    storage.close()
    storage = open_storage(f"sqlite:///{tmp_path / 'a.db'}")
    opened(storage)
    storage.close()


def fill_the_disk(unit):
    unit._connection.exec_driver_sql("PRAGMA max_page_count = 1")
    unit.tickets.add(ticket(subject="x" * 5_000_000))


def read_and_be_cut(unit, number, url):
    unit.tickets.by_id(number)
    cut_all_but_one(url)
    unit.tickets.by_id(number)


def cut_all_but_one(url):
    writing, _ = engines(url, pool_size=1)
    with writing.begin() as connection:
        own = "pid <> pg_backend_pid() and datname = current_database() and application_name = 'veilleur'"
        connection.execute(sa.text(f"select pg_terminate_backend(pid) from pg_stat_activity where {own}"))
    writing.dispose()


def test_of_two_that_wait_for_each_other_one_is_told_to_come_back(emptied):
    storage = open_storage(emptied())
    first, second = opened(storage, "SSI-2026-000001"), opened(storage, "SSI-2026-000002")
    both, outcomes = threading.Barrier(2), []

    def work(one, other):
        try:
            with storage.begin() as unit:
                unit.tickets.save(replace(unit.tickets.by_id(one), owner="alice"))
                both.wait(timeout=10)
                unit.tickets.save(replace(unit.tickets.by_id(other), owner="alice"))
            outcomes.append("done")
        except Transient:
            outcomes.append("transient")

    threads = [threading.Thread(target=work, args=pair) for pair in ((first, second), (second, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    storage.close()
    assert sorted(outcomes) == ["done", "transient"]


def test_a_database_that_is_not_there_is_transient(emptied):
    url = sa.make_url(emptied())
    with pytest.raises(Transient):
        open_storage(url.set(port=1).render_as_string(hide_password=False))
