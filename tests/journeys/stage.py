"""A running daemon on an embedded post office with a clock that is set: letters come in, what it did is looked up."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from ruamel.yaml import YAML

from bot.daemon.clock import SettableClock
from bot.daemon.config import load
from bot.daemon.pipeline import Handled
from bot.daemon.postoffice import PostOffice
from bot.daemon.service import Service, Watchers
from bot.daemon.wiring import storage_of
from bot.desk.kept.records import OutboxEntry
from bot.desk.ports import Unit
from bot.tickets.model import Ticket
from tests.builders import at
from tests.waiting import until

LETTERS = Path(__file__).parents[1] / "corpus" / "scenarios"
DOMAIN = "veilleur.example"
PHONE = "0199001234"
_BEGIN = at("2026-01-05T10:00:00+01:00")
_VERIFIED = {"owner": "cadre de veille", "checked_on": date(2026, 1, 2)}
T = TypeVar("T")


class Stage:
    """`with Stage(folder) as stage:` the daemon runs until the end of the block."""

    def __init__(self, folder: Path) -> None:
        self.clock = SettableClock(_BEGIN)
        self.handled: list[Handled] = []
        self.office = PostOffice({"fssi": "pw", "desk": "pw"}, now=self.clock, domain=DOMAIN)
        self._folder = folder
        self._running = threading.Thread(target=lambda: asyncio.run(self._run()), name="daemon")
        self._up = threading.Event()

    def play(self, name: str, when: str, user: str = "desk", **fill: str) -> Handled:
        """A letter of the scenarios arrives at an instant; what became of it, once all that follows has left."""
        octets = LETTERS.joinpath(f"{name}.eml").read_bytes()
        for key, value in fill.items():
            octets = octets.replace(f"@@{key}@@".encode(), value.encode())
        return self.post(octets, at(when), user)

    def post(self, octets: bytes, when: datetime, user: str = "desk") -> Handled:
        """The same with octets."""
        self.clock.set(when)
        count = len(self.handled)
        self.office.deliver(user, octets, when)
        until(lambda: len(self.handled) > count, 30, "a letter taken in")
        self.rest()
        return self.handled[-1]

    def rest(self) -> None:
        """Wait until nothing that is due waits to leave."""
        until(lambda: not self.look(_waiting), 30, "the outbox to be empty")

    def look(self, ask: Callable[[Unit], T]) -> T:
        """What one view of the database tells."""
        with self.storage.read() as unit:
            return ask(unit)

    def act(self, do: Callable[[Unit], object]) -> None:
        """Something a person does, in one transaction."""
        with self.storage.begin() as unit:
            do(unit)

    def tick_until(self, ask: Callable[[Unit], T], what: str) -> T:
        """Wait for what the clock alone brings about."""
        return until(lambda: self.look(ask), 30, what)

    def ticket(self, handled: Handled) -> Ticket:
        """The ticket of a letter as it stands now."""
        number = handled.taken.ticket.number if handled.taken.ticket else ""
        return self.look(lambda unit: unit.tickets.get(number))

    def letters(self, handled: Handled, *templates: str) -> list[OutboxEntry]:
        """The letters out of its ticket, oldest first; only these templates when some are named."""
        ticket = self.ticket(handled)
        entries = self.look(lambda unit: unit.outbox.listed(ticket_id=ticket.id))
        return [entry for entry in reversed(entries) if not templates or entry.template in templates]

    def told(self, handled: Handled) -> set[str]:
        """The names of the configuration that were told of its ticket."""
        return {entry.person for entry in self.letters(handled, "notice", "agency-notice") if entry.person}

    def kinds(self, handled: Handled) -> list[str]:
        """The kinds of the lines of its ticket's timeline."""
        ticket_id = self.ticket(handled).id or 0
        return [entry.kind for entry in self.look(lambda unit: unit.tickets.entries(ticket_id))]

    def words_out(self, handled: Handled) -> str:
        """Everything that was really posted for its ticket, headers, text and HTML decoded, as one text."""
        ids = {entry.message_id for entry in self.letters(handled)}
        posted = (_read(one.octets) for one in self.office.posted)
        return "\n".join(_words(letter) for letter in posted if str(letter["Message-ID"]).strip("<> ") in ids)

    def __enter__(self) -> Self:
        self.office.__enter__()
        with open(self._folder / "stage.yml", "w", encoding="utf-8") as written:
            YAML().dump(self._overlay(), written)
        self.configuration = load(self._folder / "stage.yml", {})
        self.storage = storage_of(self.configuration)
        self._running.start()
        assert self._up.wait(30), "the daemon did not start"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._running.join(30)
        self.service.close()
        self.storage.close()
        self.office.__exit__(None, None, None)

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self.service = Service(self.configuration, self.storage, self.clock, Watchers(self._heard))
        self._loop.call_soon(self._up.set)
        await self.service.run(self._stop)

    def _heard(self, letters: Sequence[Handled]) -> None:
        self.handled.extend(letters)

    def _overlay(self) -> dict[str, Any]:
        account = {"host": "127.0.0.1", "port": self.office.imap_port, "tls": "none", "password": "pw", "start": "all"}
        accounts = {
            name: {**account, "user": name, "address": f"{name}@{DOMAIN}", "poll_every": "2s"}
            for name in ("fssi", "desk")
        }
        agencies = ("grand-est", "pays-de-la-loire", "la-reunion", "martinique", "nouvelle-aquitaine", "occitanie")
        return {
            "live": True,
            "data": str(self._folder / "data"),
            "identity": {"authserv_ids": [f"mx.{DOMAIN}"], "emergency_phone": PHONE},
            "accounts": accounts,
            "submission": {"host": "127.0.0.1", "port": self.office.smtp_port, "tls": "none"},
            "agencies": {f"ars-{name}": {"mail": f"{name}@ars.example", **_VERIFIED} for name in agencies},
            "teams": {"health-alerts": {"mail": "alertes@ministere.example"}},
            "reading": {"workers": 0},
        }


def _waiting(unit: Unit) -> bool:
    counts = unit.outbox.counts()
    return bool(counts.get("queued") or counts.get("sending") or unit.letters.counts().get("waiting"))


def minutes(count: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=count)


def _read(octets: bytes) -> EmailMessage:
    letter = message_from_bytes(octets, policy=default)
    assert isinstance(letter, EmailMessage)
    return letter


def _words(letter: EmailMessage) -> str:
    bodies = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
    return "\n".join([str(letter["Subject"]), *bodies])
