"""Who works on a database: seen while it lives, gone the instant it is killed; who was replaced commits nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.daemon.clock import system_clock
from bot.daemon.leases import Lease, refuse_beside_another
from bot.errors import Misconfigured, Transient
from bot.storage.engine import open_storage
from bot.storage.presence import Presence
from bot.storage.unit import SqlStorage
from tests.contracts.written import MINUTE, NOW
from tests.waiting import until

ALIVE = """
import sys
from bot.daemon.leases import Lease
from bot.storage.engine import open_storage
from bot.storage.presence import Presence
lease = Lease(open_storage(sys.argv[1]), "killed", lambda: None)
assert lease._take()
print("here", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def opened(emptied: Callable[[], str]) -> Iterator[Callable[[], SqlStorage]]:
    """Opens one PostgreSQL database again and again, as so many daemons."""
    url, begun = emptied(), list[SqlStorage]()

    def again() -> SqlStorage:
        begun.append(open_storage(url))
        return begun[-1]

    yield again
    for storage in begun:
        storage.close()


@pytest.fixture
def lease(opened: Callable[[], SqlStorage]) -> Iterator[Callable[..., Lease]]:
    made: list[Lease] = []

    def make(name: str, lost: Callable[[], None] = lambda: None) -> Lease:
        made.append(Lease(opened(), name, lost))
        return made[-1]

    yield make
    for one in made:
        one._presence.leave()


def test_on_sqlite_nobody_else_can_be_here(tmp_path: Path) -> None:
    storage = open_storage(f"sqlite:///{tmp_path / 'a.db'}")
    presence = storage.presence("a")
    presence.show()
    assert presence.gone("b")
    presence.leave()
    storage.close()


@pytest.fixture
def two(opened: Callable[[], SqlStorage]) -> Iterator[tuple[Presence, Presence]]:
    """Two presences on one database."""
    storage = opened()
    both = storage.presence("one"), storage.presence("other")
    yield both
    for presence in both:
        presence.leave()


def test_a_presence_is_seen_until_it_leaves(two: tuple[Presence, Presence]) -> None:
    one, other = two
    one.show()
    other.show()
    one.show()
    assert not one.gone("other") and not other.gone("one")
    assert one.gone("nobody") and one.gone("nobody")
    other.leave()
    other.leave()
    # The server hears of it a moment later.
    until(lambda: one.gone("other"), 10, "the end of the session")


def test_a_presence_whose_connection_was_lost_is_shown_again(two: tuple[Presence, Presence]) -> None:
    one, other = two
    one.show()
    other.show()
    assert one._connection is not None
    one._connection.connection.dbapi_connection.close()  # type: ignore[union-attr]
    until(lambda: other.gone("one"), 10, "the end of the session")
    one.show()
    assert not other.gone("one")


def test_the_lease_of_a_daemon_that_was_killed_is_free_at_once(
    lease: Callable[..., Lease], opened: Callable[[], SqlStorage]
) -> None:
    drain = opened()
    url = drain._writing.url.render_as_string(hide_password=False)
    with subprocess.Popen(
        [sys.executable, "-c", ALIVE, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "here\n"
        beside = lease("beside")
        assert not beside._take()
        with pytest.raises(Misconfigured, match="killed"):
            refuse_beside_another(drain, "drain")
        child.kill()
        child.wait()
        until(beside._take, 10, "the lease")
        with drain.read() as unit:
            held = unit.watch.lease_holder("daemon")
        assert held is not None and held[0] == "beside" and held[1] > system_clock()


def test_a_daemon_killed_stands_in_no_drains_way(opened: Callable[[], SqlStorage]) -> None:
    storage = opened()
    with storage.begin() as unit:
        unit.watch.take_lease("daemon", "host/1/abc", system_clock(), system_clock() + MINUTE)
    refuse_beside_another(storage, "drain")


def test_what_a_replaced_daemon_does_is_not_committed(lease: Callable[..., Lease]) -> None:
    told: list[str] = []
    asleep, awake = lease("asleep", lambda: told.append("lost")), lease("awake")
    assert asleep._take()
    asleep._presence.leave()
    until(awake._take, 10, "the lease")
    with pytest.raises(Transient, match="taken over"), asleep._storage.begin() as unit:
        unit.watch.set_mark("effect", NOW)
    with awake._storage.begin() as unit:
        assert unit.watch.mark("effect") is None
        unit.watch.set_mark("effect", NOW)
    awake.renew()
    asleep.renew()
    assert told == ["lost"]
    asleep.give_back()
    third = lease("third")
    assert not third._take()
    awake.give_back()
    assert third._take()


def test_a_lease_that_ended_unnoticed_is_taken_up_again_with_its_new_number(lease: Callable[..., Lease]) -> None:
    slow = lease("slow")
    with slow._storage.begin() as unit:
        unit.watch.take_lease("daemon", "slow", NOW, NOW + MINUTE)
    slow._storage.fence(("daemon", 1))
    assert slow._take()
    with slow._storage.begin() as unit:
        unit.watch.set_mark("effect", NOW)
    assert slow._storage._fence == ("daemon", 2)
