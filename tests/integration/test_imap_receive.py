"""The receiver against a real Dovecot: each letter journaled once, whatever the mailbox and its people do meanwhile."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.ingest.imap.receive import Receiver
from bot.settings.model import FolderSettings
from bot.storage.engine import open_storage
from tests.mailbox import NOW, Desk, account, letter
from tests.servers import Dovecot

ARRIVED = NOW - timedelta(days=7)


def folder(after: str, move_to: str | None = None) -> tuple[FolderSettings, ...]:
    return (FolderSettings("INBOX", after, move_to),)  # type: ignore[arg-type]


def test_it_journals_each_letter_once_oldest_first_with_its_arrival(dovecot: Dovecot) -> None:
    letters = [letter(n) for n in range(120)]
    dovecot.fill("u13", letters, at=ARRIVED)
    desk = Desk(account(dovecot, "u13"))
    assert desk.receiver.drain_once().journaled == 120
    assert desk.receiver.drain_once().journaled == 0
    assert desk.letters() == letters
    assert desk.ids == list(range(1, 121))
    assert {row.received_at for row in desk.storage.content.letters.values()} == {ARRIVED}


def test_after_ten_days_of_absence_nothing_is_skipped(dovecot: Dovecot) -> None:
    dovecot.fill("u14", [letter(1)], at=ARRIVED)
    desk = Desk(account(dovecot, "u14"))
    desk.receiver.drain_once()
    dovecot.fill("u14", [letter(n) for n in range(2, 502)], at=ARRIVED + timedelta(days=1))
    desk.now += timedelta(days=10)
    assert desk.receiver.drain_once().journaled == 500
    assert {row.received_at for row in list(desk.storage.content.letters.values())[1:]} == {ARRIVED + timedelta(days=1)}


def test_letters_are_flagged_only_after_they_are_journaled(dovecot: Dovecot) -> None:
    dovecot.fill("u15", [letter(1), letter(2)])
    desk = Desk(account(dovecot, "u15"))

    class Burning(type(desk.journal)):  # type: ignore[misc]
        def record(self, *_: object) -> list[int]:
            raise InterruptedError

    burning = Receiver(account(dovecot, "u15"), Burning(desk.storage), desk.note, desk.stop, desk.hear, lambda: NOW)
    with pytest.raises(InterruptedError):
        burning.drain_once()
    assert [b"\\Seen" in flags for flags in _flags(dovecot, "u15")] == [False, False]
    assert desk.receiver.drain_once().journaled == 2
    assert [b"\\Seen" in flags for flags in _flags(dovecot, "u15")] == [True, True]


def test_what_people_do_to_flags_changes_nothing(dovecot: Dovecot) -> None:
    dovecot.fill("u16", [letter(n) for n in range(30)])
    desk = Desk(account(dovecot, "u16"))
    desk.receiver.drain_once()
    dovecot.fill("u16", [letter(99)])
    colleague = dovecot.client("u16")
    colleague.uid("STORE", "1:30", "-FLAGS", "(\\Seen)")
    colleague.uid("STORE", "31", "+FLAGS", "(\\Seen \\Answered)")
    colleague.logout()
    assert desk.receiver.drain_once().journaled == 1
    assert desk.letters()[-1] == letter(99)


@pytest.mark.parametrize("after", ["leave", "flag"])
def test_a_letter_left_or_flagged_stays_where_it_was(dovecot: Dovecot, after: str) -> None:
    user = {"leave": "u17", "flag": "u18"}[after]
    dovecot.fill(user, [letter(1)])
    Desk(account(dovecot, user, folders=folder(after))).receiver.drain_once()
    assert [b"\\Seen" in flags for flags in _flags(dovecot, user)] == [after == "flag"]


def test_letters_are_moved_and_what_arrives_later_still_counts(dovecot: Dovecot) -> None:
    dovecot.fill("u19", [letter(1), letter(2)])
    desk = Desk(account(dovecot, "u19", folders=folder("move", "Traites")))
    desk.receiver.drain_once()
    dovecot.fill("u19", [letter(3)])
    assert desk.receiver.drain_once().journaled == 1
    assert dovecot.letters("u19") == []
    assert dovecot.letters("u19", "Traites") == [letter(1), letter(2), letter(3)]


def test_a_move_that_is_refused_for_ever_gives_one_row_a_warning_and_no_copies(dovecot: Dovecot) -> None:
    dovecot.fill("u20", [letter(1)])
    desk = Desk(account(dovecot, "u20", folders=folder("move", "Nulle part")))
    rounds = []
    for _ in range(100):
        rounds.append(desk.receiver.drain_once())
        desk.now += timedelta(hours=2)
    assert sum(done.journaled for done in rounds) == 1
    assert all("Nulle part" in done.faults[0] for done in rounds)
    assert (dovecot.letters("u20"), len(desk.letters())) == ([letter(1)], 1)


def test_a_refused_filing_waits_before_it_is_tried_again(dovecot: Dovecot) -> None:
    dovecot.fill("u21", [letter(1)])
    desk = Desk(account(dovecot, "u21", folders=folder("move", "Nulle part")))
    assert desk.receiver.drain_once().faults
    assert not desk.receiver.drain_once().faults
    colleague = dovecot.client("u21")
    colleague.create('"Nulle part"')
    colleague.logout()
    desk.now += timedelta(hours=2)
    assert not desk.receiver.drain_once().faults
    assert dovecot.letters("u21", '"Nulle part"') == [letter(1)]


def test_a_letter_expunged_between_search_and_fetch_disturbs_no_other(dovecot: Dovecot) -> None:
    dovecot.fill("u22", [letter(n) for n in range(1, 8)])
    colleague = dovecot.client("u22")

    class Meddled(Receiver):
        def _fetch(self, *arguments: object) -> object:  # type: ignore[override]
            colleague.uid("STORE", "3,7", "+FLAGS", "(\\Deleted)")
            colleague.expunge()
            return super()._fetch(*arguments)  # type: ignore[arg-type]

    desk = Desk(account(dovecot, "u22"))
    meddled = Meddled(account(dovecot, "u22"), desk.journal, desk.note, desk.stop, desk.hear, lambda: NOW)
    assert meddled.drain_once().journaled == 5
    colleague.logout()
    assert desk.letters() == [letter(n) for n in (1, 2, 4, 5, 6)]
    cursor = desk.journal.cursor("fssi", "INBOX")
    assert cursor is not None
    assert cursor.last_uid == 7
    assert all(b"\\Seen" in flags for flags in _flags(dovecot, "u22"))


def test_a_new_uidvalidity_has_every_letter_looked_at_again(dovecot: Dovecot) -> None:
    dovecot.fill("u23", [letter(1), letter(2)])
    desk = Desk(account(dovecot, "u23"))
    desk.receiver.drain_once()
    dovecot.doveadm("mailbox", "update", "-u", "u23", "--uid-validity", "77", "INBOX")
    dovecot.fill("u23", [letter(3)])
    desk.receiver.drain_once()
    assert desk.letters() == [letter(n) for n in (1, 2, 1, 2, 3)]
    assert len(desk.storage.content.octets) == 3
    cursor = desk.journal.cursor("fssi", "INBOX")
    assert cursor is not None
    assert (cursor.uidvalidity, cursor.last_uid) == (77, 3)
    assert desk.receiver.drain_once().journaled == 0


def test_a_new_uidvalidity_does_not_wake_the_history_before_the_start(dovecot: Dovecot) -> None:
    dovecot.fill("u24", [letter(1), letter(2)], at=ARRIVED)
    desk = Desk(account(dovecot, "u24", start="now"))
    assert desk.receiver.drain_once().journaled == 0
    dovecot.fill("u24", [letter(3)], at=NOW + timedelta(hours=1))
    desk.receiver.drain_once()
    dovecot.doveadm("mailbox", "update", "-u", "u24", "--uid-validity", "78", "INBOX")
    desk.receiver.drain_once()
    assert desk.letters() == [letter(3), letter(3)]


def test_new_letters_under_old_uids_are_new(dovecot: Dovecot) -> None:
    dovecot.fill("u30", [letter(1), letter(2)])
    desk = Desk(account(dovecot, "u30", folders=folder("leave")))
    desk.receiver.drain_once()
    colleague = dovecot.client("u30")
    colleague.uid("STORE", "1:2", "+FLAGS", "(\\Deleted)")
    colleague.expunge()
    colleague.logout()
    for name in ("dovecot-uidlist", "dovecot-uidvalidity"):
        (dovecot.root / "mail/u30" / name).unlink(missing_ok=True)
    for index in (dovecot.root / "index/u30").rglob("dovecot.index*"):
        index.unlink()
    dovecot.doveadm("mailbox", "update", "-u", "u30", "--uid-validity", "79", "INBOX")
    dovecot.fill("u30", [letter(3), letter(4)])
    assert desk.receiver.drain_once().journaled == 2
    assert desk.letters() == [letter(n) for n in (1, 2, 3, 4)]
    assert [row.uid for row in desk.storage.content.letters.values()] == [1, 2, 1, 2]


def test_several_folders_are_watched_and_a_missing_one_stops_none(dovecot: Dovecot) -> None:
    folders = tuple(FolderSettings(name) for name in ("INBOX", "Introuvable", "Traites"))
    dovecot.fill("u31", [letter(1)])
    dovecot.fill("u31", [letter(2)], folder="Traites")
    desk = Desk(account(dovecot, "u31", folders=folders, poll_every=timedelta(seconds=1)))
    thread = threading.Thread(target=desk.receiver.run)
    thread.start()
    desk.until(lambda: len(desk.ids) == 2)
    dovecot.fill("u31", [letter(3)], folder="Traites")
    desk.until(lambda: len(desk.ids) == 3)
    dovecot.fill("u31", [letter(4)])
    desk.until(lambda: len(desk.ids) == 4)
    desk.stop.set()
    thread.join(5)
    assert sorted(desk.letters()) == [letter(n) for n in (1, 2, 3, 4)]
    assert "Introuvable" in desk.legs[-1][1]


def test_first_contact_with_history_and_no_start_point_only_reports(dovecot: Dovecot) -> None:
    dovecot.fill("u25", [letter(1), letter(2)], at=ARRIVED)
    desk = Desk(account(dovecot, "u25", start=None))
    done = desk.receiver.drain_once()
    assert done.journaled == 0
    assert "2 letters from 2026-03-02" in done.faults[0]
    assert "start: now" in done.faults[0]
    assert (desk.letters(), desk.journal.cursor("fssi", "INBOX")) == ([], None)
    assert _flags(dovecot, "u25") == [b"\\Recent", b"\\Recent"]


def test_an_empty_mailbox_needs_no_start_point(dovecot: Dovecot) -> None:
    desk = Desk(account(dovecot, "u26", start=None))
    assert not desk.receiver.drain_once().faults
    dovecot.fill("u26", [letter(1)])
    assert desk.receiver.drain_once().journaled == 1


def test_a_start_date_counts_from_the_desks_midnight(dovecot: Dovecot) -> None:
    midnight = datetime(2026, 3, 1, 23, 0, tzinfo=UTC)
    dovecot.fill("u27", [letter(1)], at=midnight - timedelta(seconds=1))
    dovecot.fill("u27", [letter(2)], at=midnight)
    dovecot.fill("u27", [letter(3)], at=midnight - timedelta(days=30))
    desk = Desk(account(dovecot, "u27", start=date(2026, 3, 2)))
    assert desk.receiver.drain_once().journaled == 1
    assert desk.receiver.drain_once().journaled == 0
    assert desk.letters() == [letter(2)]


def test_a_letter_over_the_limit_is_journaled_by_its_head(dovecot: Dovecot) -> None:
    dovecot.fill("u28", [letter(1, octets=3_000_000), letter(2)])
    desk = Desk(account(dovecot, "u28"))
    desk.receiver._limit = 2_000_000
    assert desk.receiver.drain_once().journaled == 2
    first, second = desk.storage.content.letters.values()
    assert (first.truncated, second.truncated) == (True, False)
    assert first.size > 3_000_000
    assert len(desk.letters()[0]) == 1_048_576


def test_running_it_hears_of_letters_and_survives_kicks_and_a_restart() -> None:
    with Dovecot({"fssi": "pw"}) as own:
        own.fill("fssi", [letter(1)])
        desk = Desk(account(own, "fssi"))
        thread = threading.Thread(target=desk.receiver.run)
        thread.start()
        try:
            desk.until(lambda: len(desk.ids) == 1)
            own.deliver("fssi", letter(2))
            desk.until(lambda: len(desk.ids) == 2)
            own.deliver("fssi", letter(3))
            desk.until(lambda: len(desk.ids) == 3)
            own.deliver("fssi", letter(4))
            desk.until(lambda: len(desk.ids) == 4)
            assert all(ok for ok, _ in desk.legs)
            own.doveadm("kick", "fssi")
            desk.until(lambda: not desk.legs[-1][0])
            own.deliver("fssi", letter(5))
            desk.until(lambda: len(desk.ids) == 5)
            own.stop()
            desk.until(lambda: not desk.legs[-1][0])
            own.restart()
            own.deliver("fssi", letter(6))
            desk.until(lambda: len(desk.ids) == 6, seconds=20)
        finally:
            desk.stop.set()
            thread.join(5)
        assert not thread.is_alive()
        assert desk.letters() == [letter(n) for n in (1, 2, 3, 4, 5, 6)]


@pytest.mark.slow
def test_ten_thousand_letters_are_had_quickly(dovecot: Dovecot, tmp_path: Path) -> None:
    dovecot.fill("u29", (letter(n) for n in range(10_000)))
    storage = open_storage(f"sqlite:///{tmp_path / 'v.db'}")
    desk = Desk(account(dovecot, "u29"), storage.journal)
    begun = time.process_time()
    done = desk.receiver.drain_once()
    took = time.process_time() - begun
    storage.close()
    assert done.journaled == 10_000
    assert took < 15, f"{took:.1f} s of processor for 10,000 letters"


def _flags(dovecot: Dovecot, user: str) -> list[bytes]:
    session = dovecot.client(user, None)
    session.select("INBOX", readonly=True)
    answer = session.uid("FETCH", "1:*", "(FLAGS)")[1]
    session.logout()
    return [line.partition(b"FLAGS (")[2].partition(b")")[0] for line in answer if isinstance(line, bytes)]
