"""The embedded post office is real enough for the daemon's own IMAP and SMTP, and goes without a trace."""

from __future__ import annotations

import smtplib
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.daemon.postoffice import Posted, PostOffice
from bot.errors import Missing
from bot.ingest.imap.session import Session
from bot.settings.model import AccountSettings, FolderSettings, LoginSettings
from tests.mailbox import Desk, letter

ARRIVED = datetime(2026, 3, 7, 22, 40, tzinfo=UTC)
NOW = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)


@pytest.fixture
def posted() -> list[Posted]:
    return []


@pytest.fixture
def office(posted: list[Posted]) -> Iterator[PostOffice]:
    with PostOffice(
        {"fssi": "pw", "desk": "pw"},
        now=lambda: NOW,
        refused={"refuse@desk.example": "550 5.1.1 no such user"},
        bouncing=["parti@ailleurs.example"],
        on_delivered=posted.append,
    ) as opened:
        yield opened


def account(office: PostOffice, **changes: object) -> AccountSettings:
    return AccountSettings(
        name="fssi",
        role="fssi",
        address="fssi@desk.example",
        host="127.0.0.1",
        port=office.imap_port,
        tls="none",
        login=LoginSettings("fssi", password=lambda: "pw"),
        start="all",
        timeout=timedelta(seconds=10),
        **changes,  # type: ignore[arg-type]
    )


def test_a_delivered_letter_is_received_with_its_arrival(office: PostOffice) -> None:
    office.deliver("fssi", letter(1), ARRIVED)
    desk = Desk(account(office))
    assert desk.receiver.drain_once().faults == ()
    assert desk.letters() == [letter(1)]
    assert [row.received_at for row in desk.storage.content.letters.values()] == [ARRIVED]


def test_received_letters_can_be_moved(office: PostOffice) -> None:
    office.deliver("fssi", letter(1), ARRIVED)
    desk = Desk(account(office, folders=(FolderSettings("INBOX", "move", "Traites"),)))
    assert desk.receiver.drain_once().faults == ()
    assert office.read("fssi") == []
    assert office.read("fssi", "Traites") == [letter(1)]


def test_a_delivery_wakes_who_idles(office: PostOffice) -> None:
    with Session(account(office)) as session:
        session.select("INBOX", writable=False)
        timer = threading.Timer(0.1, office.deliver, ("fssi", letter(1), ARRIVED))
        timer.start()
        assert session.idle(10, threading.Event())
        timer.join()


def test_what_is_sent_goes_to_our_mailboxes_or_is_kept(office: PostOffice, posted: list[Posted]) -> None:
    with smtplib.SMTP("127.0.0.1", office.smtp_port, timeout=10) as client:
        client.login("desk", "pw")
        refused = client.sendmail(
            "desk@desk.example",
            ["fssi+note@desk.example", "ars@agence.example", "refuse@desk.example"],
            letter(1),
        )
    assert refused == {"refuse@desk.example": (550, b"5.1.1 no such user")}
    assert [(one.recipient, one.local) for one in posted] == [
        ("fssi+note@desk.example", True),
        ("ars@agence.example", False),
    ]
    [received] = office.read("fssi")
    assert received.endswith(letter(1))
    assert received.startswith(b"Return-Path: <desk@desk.example>\r\n")


def test_a_wrong_password_is_refused(office: PostOffice) -> None:
    with smtplib.SMTP("127.0.0.1", office.smtp_port, timeout=10) as client, pytest.raises(smtplib.SMTPException):
        client.login("desk", "faux")


def test_a_bouncing_address_sends_a_delivery_report_back(office: PostOffice) -> None:
    with smtplib.SMTP("127.0.0.1", office.smtp_port, timeout=10) as client:
        client.sendmail("desk@desk.example", ["parti@ailleurs.example"], letter(1))
        client.sendmail("", ["parti@ailleurs.example"], letter(2))
    [report] = office.read("desk")
    assert b"report-type=delivery-status" in report
    assert b"Final-Recipient: rfc822; parti@ailleurs.example" in report
    assert b"Subject: incident 1" in report


def test_an_unknown_mailbox_or_folder_is_named(office: PostOffice) -> None:
    with pytest.raises(Missing, match="inconnu"):
        office.deliver("inconnu", letter(1), ARRIVED)
    with pytest.raises(Missing, match="Nulle part"):
        office.read("fssi", "Nulle part")


def test_without_its_packages_it_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['pymap'] = sys.modules['aiosmtpd'] = None\n"
        "from bot.daemon.postoffice import PostOffice\n"
        "PostOffice({'fssi': 'pw'}, now=None)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 1
    assert "Misconfigured" in done.stderr
    assert "pip install 'veilleur[demo]'" in done.stderr


def test_it_closes_under_open_connections_and_leaves_no_thread(posted: list[Posted]) -> None:
    before = set(threading.enumerate())
    with PostOffice({"fssi": "pw"}, now=lambda: NOW) as office:
        session = Session(account(office))
        client = smtplib.SMTP("127.0.0.1", office.smtp_port, timeout=10)
    session.close()
    client.close()
    assert set(threading.enumerate()) <= before
