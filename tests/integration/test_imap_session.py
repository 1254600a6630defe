"""The IMAP adapter against a real Dovecot, and against a server that falls silent at each step."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.errors import Permanent
from bot.ingest.imap.idle import Lost, Refused
from bot.ingest.imap.readiness import folder_faults
from bot.ingest.imap.session import SLICE, Session
from bot.settings.model import FolderSettings, LoginSettings
from tests.faulty_imap import FaultyImap
from tests.mailbox import account, faulty_account, letter
from tests.servers import Dovecot

ARRIVED = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)


@pytest.fixture
def faulty() -> Iterator[FaultyImap]:
    with FaultyImap({uid: letter(uid) for uid in (1, 2, 3)}) as server:
        yield server


@pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
def test_it_logs_in_over_each_kind_of_connection(dovecot: Dovecot, tls: str) -> None:
    port = dovecot.imaps if tls == "implicit" else dovecot.imap
    with Session(account(dovecot, "u03", tls=tls, port=port)) as session:
        assert {"INBOX", "Traites"} <= set(session.folders())
        session.noop()


def test_it_refuses_a_certificate_nobody_vouches_for(dovecot: Dovecot) -> None:
    for tls, port in (("implicit", dovecot.imaps), ("starttls", dovecot.imap)):
        with pytest.raises(Lost, match="certificate"):
            Session(account(dovecot, "u03", tls=tls, port=port, ca_file=None))


def test_it_never_sends_a_password_in_clear_over_a_network(dovecot: Dovecot) -> None:
    with pytest.raises(Permanent, match="loopback"):
        Session(account(dovecot, "u03", host="192.0.2.1"))


def test_it_logs_in_with_a_bearer_token_and_tells_when_it_has_expired(dovecot: Dovecot) -> None:
    now = int(time.time())
    good = LoginSettings("u03", token=lambda: dovecot.token("u03", now + 600))
    old = LoginSettings("u03", token=lambda: dovecot.token("u03", now - 600))
    Session(account(dovecot, "u03", login=good)).close()
    with pytest.raises(Refused, match="login refused"):
        Session(account(dovecot, "u03", login=old))


def test_a_wrong_password_is_told_without_repeating_it(dovecot: Dovecot) -> None:
    wrong = LoginSettings("u03", password=lambda: "mot-de-passe-accentué")
    with pytest.raises(Refused, match="login refused") as caught:
        Session(account(dovecot, "u03", login=wrong))
    assert "accentué" not in str(caught.value)


def test_a_closed_port_is_an_outage(dovecot: Dovecot) -> None:
    with pytest.raises(Lost, match="connect to 127"):
        Session(account(dovecot, "u03", port=1))


def test_it_fetches_octets_exactly_and_leaves_no_trace(dovecot: Dovecot) -> None:
    letters = [letter(n) for n in range(3)]
    dovecot.fill("u04", letters, at=ARRIVED)
    with Session(account(dovecot, "u04")) as session:
        opened = session.select("INBOX", writable=True)
        uids = session.uids_from(1)
        listed = session.listed(uids)
        fetched = session.fetch({uid: seen.size for uid, seen in listed.items()}, limit=SLICE)
        again = session.listed(uids)
    assert (opened.exists, opened.writable, uids) == (3, True, [1, 2, 3])
    assert opened.uidnext == 4
    assert [seen.internal_date for seen in listed.values()] == [ARRIVED] * 3
    assert [(found.uid, found.octets, found.truncated) for found in fetched] == [
        (uid, octets, False) for uid, octets in zip(uids, letters, strict=True)
    ]
    assert all("\\Seen" not in seen.flags for seen in again.values())


def test_asking_from_beyond_the_end_gives_nothing(dovecot: Dovecot) -> None:
    dovecot.fill("u05", [letter(1)])
    with Session(account(dovecot, "u05")) as session:
        session.select("INBOX", writable=False)
        assert session.uids_from(2) == []


def test_a_read_only_look_can_change_nothing(dovecot: Dovecot) -> None:
    dovecot.fill("u06", [letter(1)])
    with Session(account(dovecot, "u06")) as session:
        assert not session.select("INBOX", writable=False).writable
        with pytest.raises(Refused, match="reading only"):
            session.flag([1])
        with pytest.raises(Refused, match="reading only"):
            session.move([1], "Traites")
        assert "\\Seen" not in session.listed([1])[1].flags


def test_large_letters_come_whole_and_too_large_ones_by_their_head(dovecot: Dovecot) -> None:
    large, huge = letter(1, octets=3 * SLICE), letter(2, octets=5 * SLICE)
    dovecot.fill("u07", [large, huge])
    with Session(account(dovecot, "u07")) as session:
        session.select("INBOX", writable=False)
        sizes = {uid: seen.size for uid, seen in session.listed([1, 2]).items()}
        first, second = session.fetch(sizes, limit=4 * SLICE)
        assert session.headers(2).startswith(b"From: dsi@ch-exemple.example")
        assert b"octets" not in session.headers(2)
    assert (first.octets, first.truncated) == (large, False)
    assert (second.octets, second.truncated) == (huge[:SLICE], True)


def test_it_flags_and_moves_and_tells_the_new_uids(dovecot: Dovecot) -> None:
    dovecot.fill("u08", [letter(n) for n in range(3)])
    with Session(account(dovecot, "u08")) as session:
        session.select("INBOX", writable=True)
        session.flag([1])
        assert "\\Seen" in session.listed([1])[1].flags
        assert session.move([1, 3], "Traites") == {1: 1, 3: 2}
        assert session.uids_from(1) == [2]
    assert dovecot.letters("u08", "Traites") == [letter(0), letter(2)]


def test_a_folder_that_is_not_there_is_a_refusal_and_the_connection_stays_good(dovecot: Dovecot) -> None:
    dovecot.fill("u09", [letter(1)])
    with Session(account(dovecot, "u09")) as session:
        session.select("INBOX", writable=True)
        with pytest.raises(Refused):
            session.move([1], "Nulle part")
        with pytest.raises(Refused):
            session.select("Introuvable", writable=False)
        session.select("INBOX", writable=False)
        assert session.uids_from(1) == [1]


def test_it_finds_letters_by_the_day_they_arrived(dovecot: Dovecot) -> None:
    dovecot.fill("u10", [letter(1)], at=ARRIVED - timedelta(days=9))
    dovecot.fill("u10", [letter(2)], at=ARRIVED)
    with Session(account(dovecot, "u10")) as session:
        session.select("INBOX", writable=False)
        assert session.uids_since(date(2026, 3, 1)) == [2]


def test_idle_hears_of_a_delivery(dovecot: Dovecot) -> None:
    dovecot.fill("u11", [letter(1)])
    with Session(account(dovecot, "u11")) as session:
        session.select("INBOX", writable=False)
        timer = threading.Timer(0.3, dovecot.fill, ("u11", [letter(2)]))
        timer.start()
        assert session.idle(20, threading.Event())
        assert session.uids_from(2) == [2]
        timer.join()


@pytest.mark.parametrize("tls", ["none", "starttls", "implicit"])
def test_idle_notices_a_kick_and_a_killed_server(dovecot: Dovecot, tls: str) -> None:
    port = dovecot.imaps if tls == "implicit" else dovecot.imap
    for end in (lambda: dovecot.doveadm("kick", "u12"), lambda: dovecot.kill_sessions()):
        with Session(account(dovecot, "u12", tls=tls, port=port)) as session:
            session.select("INBOX", writable=False)
            timer = threading.Timer(0.3, end)
            timer.start()
            begun = time.monotonic()
            with pytest.raises(Lost):
                session.idle(30, threading.Event())
            assert time.monotonic() - begun < 10
            timer.join()


def test_a_thousand_rounds_of_idle_gather_no_lines(faulty: FaultyImap) -> None:
    with Session(faulty_account(faulty, 5)) as session:
        session.select("INBOX", writable=False)
        for _ in range(200):
            session.noop()
        assert session._client._imap.untagged_responses == {}


@pytest.mark.parametrize("step", ["greeting", "LOGIN", "EXAMINE", "SEARCH", "LIST", "FETCH", "literal", "IDLE"])
def test_a_server_that_falls_silent_is_noticed_at_each_step(faulty: FaultyImap, step: str) -> None:
    faulty.silent.add(step)
    begun = time.monotonic()
    with pytest.raises(Lost), Session(faulty_account(faulty)) as session:  # noqa: PT012
        session.select("INBOX", writable=False)
        sizes = {uid: seen.size for uid, seen in session.listed(session.uids_from(1)).items()}
        session.fetch(sizes, limit=SLICE)
        session.idle(0.1, threading.Event())
    assert time.monotonic() - begun < 5


def test_an_answer_nobody_can_read_costs_the_connection_only(faulty: FaultyImap) -> None:
    def babble(wire: object, lines: object, tag: bytes) -> bool:
        wire.sendall(b"* 1 FETCH (UID one RFC822.SIZE (((\r\n" + tag + b" OK done\r\n")  # type: ignore[attr-defined]
        return True

    faulty.scripts["LIST"] = babble
    with pytest.raises((Lost, Refused)), Session(faulty_account(faulty, 5)) as session:  # noqa: PT012
        session.select("INBOX", writable=False)
        session.listed([1])


def test_what_is_wrong_with_folders_is_known_beforehand(dovecot: Dovecot, faulty: FaultyImap) -> None:
    folders = (FolderSettings("INBOX", "move", "Traites"), FolderSettings("Absent", "leave"))
    settings = account(dovecot, "u32", folders=folders)
    with Session(settings) as session:
        assert ["Absent" in fault for fault in folder_faults(session, settings)] == [True]
    faulty.capabilities = b"IMAP4rev1"
    settings = faulty_account(faulty, 5, folders=folders[:1])
    with Session(settings) as session:
        assert ["no MOVE" in fault for fault in folder_faults(session, settings)] == [True]
