"""Builders for tests around a mailbox: account settings for a test server, and numbered letters."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.desk.ports import Journal
from bot.ingest.imap.receive import Receiver
from bot.settings.model import AccountSettings, LoginSettings
from tests.fakes import FakeStorage
from tests.faulty_imap import FaultyImap
from tests.servers import Dovecot

NOW = datetime(2026, 3, 9, 8, 0, tzinfo=UTC)


def letter(number: int, octets: int = 0) -> bytes:
    """A small report, or one with a body of some `octets`."""
    body = b"octets\r\n" * (octets // 8)
    return b"From: dsi@ch-exemple.example\r\nSubject: incident %d\r\n\r\nBonjour\r\n%b" % (number, body)


def account(dovecot: Dovecot, user: str, **changes: Any) -> AccountSettings:
    """The account `fssi` at a Dovecot, logged in as `user`; `changes` replace settings."""
    settings = AccountSettings(
        name="fssi",
        role="fssi",
        address="fssi@desk.example",
        host=dovecot.host,
        port=dovecot.imap,
        tls="none",
        login=LoginSettings(user, password=lambda: "pw"),
        start="all",
        ca_file=dovecot.ca_file,
        timeout=timedelta(seconds=10),
        poll_every=timedelta(seconds=20),
    )
    return dataclasses.replace(settings, **changes)


def faulty_account(server: FaultyImap, seconds: float = 0.3, **changes: Any) -> AccountSettings:
    """The account `fssi` at a scripted server; each step may take `seconds`."""
    settings = AccountSettings(
        name="fssi",
        role="fssi",
        address="fssi@desk.example",
        host="127.0.0.1",
        port=server.port,
        tls="none",
        login=LoginSettings("fssi", password=lambda: "pw"),
        start="all",
        timeout=timedelta(seconds=seconds),
        poll_every=timedelta(seconds=seconds),
    )
    return dataclasses.replace(settings, **changes)


class Desk:
    """A receiver with what it needs around it: a journal in memory, a clock that stands, and what it told."""

    def __init__(self, settings: AccountSettings, journal: Journal | None = None, now: datetime = NOW) -> None:
        self.storage, self.now = FakeStorage(), now
        self.stop = threading.Event()
        self.ids: list[int] = []
        self.legs: list[tuple[bool, str]] = []
        self.journal = journal or self.storage.journal
        self._told = threading.Condition()
        self.receiver = Receiver(settings, self.journal, self.note, self.stop, self.hear, lambda: self.now)

    def note(self, ids: Sequence[int]) -> None:
        with self._told:
            self.ids += ids
            self._told.notify_all()

    def hear(self, ok: bool, detail: str) -> None:
        with self._told:
            self.legs.append((ok, detail))
            self._told.notify_all()

    def letters(self) -> list[bytes]:
        content = self.storage.content
        return [content.octets[row.sha256] for row in content.letters.values()]

    def until(self, happened: Callable[[], bool], seconds: float = 10) -> None:
        """Wait until something is so, asked again whenever the receiver told something. Raises AssertionError."""
        with self._told:
            assert self._told.wait_for(happened, seconds), f"it did not happen within {seconds} s: {self.legs[-5:]}"
