"""The receiver against a server that refuses, lies still, cuts and goes backwards: nothing lost, nothing doubled."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest

from bot.errors import Transient
from bot.settings.model import FolderSettings, LoginSettings
from tests.fakes import FakeJournal
from tests.faulty_imap import FaultyImap
from tests.mailbox import Desk, faulty_account, letter


@pytest.fixture
def server() -> Iterator[FaultyImap]:
    with FaultyImap({uid: letter(uid) for uid in range(1, 8)}) as faulty:
        yield faulty


class Unhurried(threading.Event):
    """A stop signal that notes how long it was asked to wait, and ends after so many waits."""

    def __init__(self, waits: int) -> None:
        super().__init__()
        self.waited: list[float] = []
        self._waits = waits

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout or 0)
        if len(self.waited) >= self._waits:
            self.set()
        return self.is_set()


def unhurried(desk: Desk, waits: int) -> Unhurried:
    """Run the receiver until it has waited so often, without waiting at all."""
    stop = Unhurried(waits)
    desk.receiver._stop = stop
    desk.receiver.run()
    desk.receiver._stop = desk.stop
    return stop


@pytest.mark.parametrize("after", ["flag", "move"])
def test_with_store_and_move_refused_a_hundred_polls_give_one_row_a_letter(server: FaultyImap, after: str) -> None:
    server.refused = {"STORE", "MOVE"}
    folders = (FolderSettings("INBOX", after, "Traites"),)  # type: ignore[arg-type]
    desk = Desk(faulty_account(server, 5, folders=folders))
    rounds = []
    for _ in range(100):
        rounds.append(desk.receiver.drain_once())
        desk.now += timedelta(hours=2)
    assert sum(done.journaled for done in rounds) == 7
    assert all(len(done.faults) == 1 for done in rounds)
    assert len(desk.letters()) == 7


def test_a_letter_that_cannot_be_fetched_holds_up_no_other_and_reaches_a_person(server: FaultyImap) -> None:
    """Failures 19 and 20."""
    server.unfetchable = {3}
    desk = Desk(faulty_account(server, 5))
    assert desk.receiver.drain_once().journaled == 6
    server.letters[8] = letter(8)
    for _ in range(6):
        desk.receiver.drain_once()
    rows = desk.storage.content.letters.values()
    assert sorted(row.uid for row in rows) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert [(row.uid, row.truncated) for row in rows if row.truncated] == [(3, True)]
    cursor = desk.journal.cursor("fssi", "INBOX")
    assert cursor is not None
    assert cursor.last_uid == 8
    asked = server.commands.count("FETCH")
    desk.receiver.drain_once()
    assert server.commands.count("FETCH") == asked


def test_the_cursor_waits_before_a_letter_that_could_not_be_fetched(server: FaultyImap) -> None:
    server.unfetchable = {3}
    desk = Desk(faulty_account(server, 5))
    desk.receiver.drain_once()
    server.unfetchable = set()
    restarted = Desk(faulty_account(server, 5), desk.journal)
    restarted.receiver.drain_once()
    assert sorted(desk.letters()) == [letter(uid) for uid in range(1, 8)]


def test_a_letter_that_breaks_the_connection_each_time_holds_up_no_other(server: FaultyImap) -> None:
    server.deadly, server.capabilities = {3}, b"IMAP4rev1"
    desk = Desk(faulty_account(server, 5))
    stop = unhurried(desk, 9)
    rows = {row.uid: row for row in desk.storage.content.letters.values()}
    assert sorted(rows) == [1, 2, 3, 4, 5, 6, 7]
    assert [uid for uid, row in rows.items() if row.truncated] == [3]
    assert list(rows)[-1] == 3
    assert len(stop.waited) == 9


def test_a_letter_of_unknown_arrival_arrives_now(server: FaultyImap) -> None:
    def undated(wire: object, lines: object, tag: bytes) -> bool:
        line = b'* 1 FETCH (UID 1 RFC822.SIZE 9 INTERNALDATE "soon" FLAGS ())\r\n'
        wire.sendall(line + tag + b" OK done\r\n")  # type: ignore[attr-defined]
        return True

    server.letters = {1: letter(1)}
    server.scripts["LIST"] = undated
    desk = Desk(faulty_account(server, 5))
    desk.receiver.drain_once()
    assert [row.received_at for row in desk.storage.content.letters.values()] == [desk.now]


@pytest.mark.parametrize(
    "step", ["greeting", "LOGIN", "EXAMINE", "SEARCH", "LIST", "FETCH", "literal", "STORE", "IDLE"]
)
def test_silence_at_any_step_is_told_and_got_over_with_no_thread_left(server: FaultyImap, step: str) -> None:
    """Failure 23."""
    server.silent.add(step)
    before = set(threading.enumerate())
    desk = Desk(faulty_account(server))
    runner = threading.Thread(target=desk.receiver.run)
    runner.start()
    desk.until(lambda: any(not ok for ok, _ in desk.legs))
    server.silent.clear()
    desk.until(lambda: len(desk.storage.content.letters) == 7)
    desk.until(lambda: desk.legs[-1][0])
    desk.stop.set()
    runner.join(5)
    assert not runner.is_alive()
    assert sorted(desk.letters()) == [letter(uid) for uid in range(1, 8)]
    left = set(threading.enumerate()) - before
    assert {thread.name for thread in left} <= {"faulty-imap"}
    assert server.most_live == 1


def test_mail_is_had_within_a_poll_though_idle_never_speaks(server: FaultyImap) -> None:
    """Failure 24."""
    desk = Desk(faulty_account(server, 5, poll_every=timedelta(seconds=0.2)))
    runner = threading.Thread(target=desk.receiver.run)
    runner.start()
    desk.until(lambda: len(desk.ids) == 7)
    server.letters[8] = letter(8)
    desk.until(lambda: len(desk.ids) == 8, seconds=5)
    desk.stop.set()
    runner.join(5)


def test_a_server_without_idle_is_polled(server: FaultyImap) -> None:
    server.capabilities = b"IMAP4rev1"
    desk = Desk(faulty_account(server, 5, poll_every=timedelta(seconds=0.1)))
    runner = threading.Thread(target=desk.receiver.run)
    runner.start()
    desk.until(lambda: len(desk.legs) > 4)
    server.letters[8] = letter(8)
    desk.until(lambda: len(desk.ids) == 8, seconds=5)
    desk.stop.set()
    runner.join(5)
    assert "IDLE" not in server.commands


def test_a_refused_login_is_tried_ever_more_rarely_and_never_twice_at_once(server: FaultyImap) -> None:
    """Failure 25."""
    server.refused = {"LOGIN"}
    desk = Desk(faulty_account(server, 5))
    waited = unhurried(desk, 14).waited
    assert 16 <= waited[0] <= 32
    assert all(150 <= wait <= 300 for wait in waited[-3:])
    assert all(later > earlier for earlier, later in zip(waited[:3], waited[2:5], strict=True))
    assert len(set(waited)) == len(waited)
    assert server.most_live == 1
    assert all(not ok and "login refused" in detail for ok, detail in desk.legs)


def test_a_token_that_cannot_be_had_is_an_outage(server: FaultyImap) -> None:
    """Failure 26: tokens come fresh from a command each time; keeping a rotated one is that command's affair."""

    def broken() -> str:
        raise Transient("token command: exit 1")

    desk = Desk(faulty_account(server, 5, login=LoginSettings("fssi", token=broken)))
    unhurried(desk, 2)
    assert desk.legs == [(False, "token command: exit 1")] * 2


def test_a_journal_that_cannot_write_leaves_the_mailbox_untouched(server: FaultyImap) -> None:
    class Full(FakeJournal):
        def record(self, *_: object) -> list[int]:
            raise Transient("disk full")

    desk = Desk(faulty_account(server, 5))
    desk.receiver._journal = Full(desk.storage)
    unhurried(desk, 3)
    assert "STORE" not in server.commands
    assert desk.legs[-1] == (False, "disk full")
    desk.receiver._journal = desk.journal
    assert desk.receiver.drain_once().journaled == 7


def test_a_server_that_went_backwards_is_told_and_nothing_is_touched(server: FaultyImap) -> None:
    desk = Desk(faulty_account(server, 5))
    desk.receiver.drain_once()
    server.letters = {1: letter(50)}
    done = desk.receiver.drain_once()
    assert "backup" in done.faults[0]
    assert (done.journaled, len(desk.letters())) == (0, 7)


def test_outages_are_waited_out_ever_longer_with_jitter(server: FaultyImap) -> None:
    server.scripts["EXAMINE"] = lambda wire, lines, tag: False
    desk = Desk(faulty_account(server, 5))
    waited = unhurried(desk, 12).waited
    assert 0.5 <= waited[0] <= 1
    assert all(150 <= wait <= 300 for wait in waited[-2:])
    assert len(set(waited)) == len(waited)


@pytest.mark.parametrize("step", ["EXAMINE", "literal"])
def test_a_step_that_takes_long_is_interrupted_when_the_daemon_stops(server: FaultyImap, step: str) -> None:
    server.silent.add(step)
    desk = Desk(faulty_account(server, 60))
    runner = threading.Thread(target=desk.receiver.run)
    runner.start()
    assert server.fell_silent.wait(10)
    desk.stop.set()
    desk.receiver.interrupt()
    runner.join(5)
    assert not runner.is_alive()


def _refused(server: FaultyImap, *commands: str) -> Desk:
    server.refused = set(commands)
    return Desk(faulty_account(server, 5))


def _silent(server: FaultyImap, step: str) -> Desk:
    server.silent.add(step)
    return Desk(faulty_account(server, 30))


def _hung_up(server: FaultyImap, command: str) -> Desk:
    server.scripts[command] = lambda wire, lines, tag: False
    return Desk(faulty_account(server, 5))


def _without_token(server: FaultyImap) -> Desk:
    def expired() -> str:
        raise Transient("token command: exit 1")

    return Desk(faulty_account(server, 5, login=LoginSettings("fssi", token=expired)))


def _without_disk(server: FaultyImap) -> Desk:
    class Full(FakeJournal):
        def record(self, *_: object) -> list[int]:
            raise Transient("disk full")

    desk = Desk(faulty_account(server, 5))
    desk.receiver._journal = Full(desk.storage)
    return desk


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(partial(_silent, step="greeting"), id="silent greeting"),
        pytest.param(partial(_silent, step="LOGIN"), id="silent login"),
        pytest.param(partial(_silent, step="EXAMINE"), id="silent select"),
        pytest.param(partial(_silent, step="literal"), id="silent inside a letter"),
        pytest.param(partial(_hung_up, command="EXAMINE"), id="hangs up"),
        pytest.param(lambda server: _refused(server, "LOGIN"), id="refuses the login"),
        pytest.param(lambda server: _refused(server, "STORE", "MOVE"), id="refuses to flag and move"),
        pytest.param(_without_token, id="expired token"),
        pytest.param(_without_disk, id="journal full"),
    ],
)
def test_a_fault_of_one_account_slows_no_other(server: FaultyImap, broken: Callable[[FaultyImap], Desk]) -> None:
    """Failure 22: each fault in the first of three mailboxes."""
    with FaultyImap({1: letter(1)}) as faulty, FaultyImap({1: letter(1), 2: letter(2)}) as third:
        desks = [broken(faulty), Desk(faulty_account(server, 5)), Desk(faulty_account(third, 5))]
        runners = [threading.Thread(target=desk.receiver.run) for desk in desks]
        for runner in runners:
            runner.start()
        desks[1].until(lambda: len(desks[1].ids) == 7, seconds=5)
        desks[2].until(lambda: len(desks[2].ids) == 2, seconds=5)
        for desk in desks:
            desk.stop.set()
            desk.receiver.interrupt()
    for runner in runners:
        runner.join(5)
    assert not any(runner.is_alive() for runner in runners)
