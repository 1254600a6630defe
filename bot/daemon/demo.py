"""`veilleur demo`: the unmodified daemon on an embedded post office, a dozen French reports, a clock that is set.

A Saturday night that is also a holiday, then Monday morning. Nothing to configure, nothing leaves the machine.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

from ruamel.yaml import YAML

from bot.daemon.clock import SettableClock
from bot.daemon.config import load
from bot.daemon.demo_people import OnCall, answer_to_questions
from bot.daemon.logs import configure_logs
from bot.daemon.narration import Narration
from bot.daemon.pipeline import Handled
from bot.daemon.postoffice import PostOffice
from bot.daemon.service import Service, Watchers
from bot.daemon.wiring import storage_of
from bot.desk.actions import note
from bot.desk.kept.records import OutboxEntry
from bot.desk.ports import Storage
from bot.walltime import parse_instant

DOMAIN = "veilleur.example"
_PASSWORD = "demo"  # noqa: S105  # guards an in-memory mailbox on loopback that dies with this process
_NIGHT = parse_instant("2026-08-15T02:47:00+02:00")
_MORNING = parse_instant("2026-08-17T09:01:00+02:00")
_NIGHT_LETTERS, _BETWEEN = 6, timedelta(minutes=2)
_PATIENCE_S = 30.0
_WAITING = ("queued", "sending")


@dataclass
class _Seen:
    """What the watchers heard, for the script to wait on."""

    handled: list[Handled] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)


def run_demo(once: bool) -> int:
    """Play the dozen; with `once` end then, else stay up until interrupted. 0 when every letter was handled."""
    configure_logs(human=True, least=logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="veilleur-demo-") as folder:
        return asyncio.run(_play(Path(folder), once))


async def _play(folder: Path, once: bool) -> int:
    clock = SettableClock(_NIGHT)
    narration, seen = Narration(), _Seen()
    on_call = OnCall()
    loop = asyncio.get_running_loop()

    def handled(letters: Sequence[Handled]) -> None:
        seen.handled.extend(letters)
        for letter in letters:
            narration.letter_in(letter, clock())
        seen.changed.set()

    def ended(entry: OutboxEntry, word: str) -> None:
        loop.call_soon_threadsafe(narration.letter_out, entry, word, clock())
        loop.call_soon_threadsafe(seen.changed.set)

    users = {"fssi": _PASSWORD, "desk": _PASSWORD}
    with PostOffice(users, now=clock, domain=DOMAIN, on_delivered=on_call.hears) as office:
        configuration = load(_configuration(folder, office), os.environ)
        storage = storage_of(configuration)
        service = Service(configuration, storage, clock, Watchers(handled, ended))
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        running = asyncio.create_task(service.run(stop))
        try:
            narration.begin(office.imap_port, office.smtp_port)
            whole = await _Script(office, clock, narration, seen, service, on_call).play()
            narration.end(storage)
            if not once:
                narration.stay(office.smtp_port, folder)
                await stop.wait()
        finally:
            stop.set()
            await running
            service.close()
            storage.close()
    return 0 if whole else 1


@dataclass
class _Script:
    """The dozen in order, each waited for before the next."""

    office: PostOffice
    clock: SettableClock
    narration: Narration
    seen: _Seen
    service: Service
    on_call: OnCall

    async def play(self) -> bool:
        """True when every letter was handled and nothing waits to leave."""
        folder = files("bot.daemon").joinpath("demo_letters")
        letters = sorted((one for one in folder.iterdir() if one.name.endswith(".eml")), key=lambda one: one.name)
        whole = True
        for number, letter in enumerate(letters):
            if number == 0:
                self.narration.clock_set(self.clock())
                await asyncio.to_thread(self.service.ticks.everything)
            elif number == _NIGHT_LETTERS:
                whole = await self._morning(number) and whole
            user = "fssi" if number < _NIGHT_LETTERS else "desk"
            self.narration.posted(letter.name, user)
            self.office.deliver(user, letter.read_bytes(), self.clock())
            whole = await self._settled(number + 1) and whole
            self.clock.set(self.clock() + _BETWEEN)
        self.narration.note("The director of the care home answers the questions of her acknowledgement.")
        self.office.deliver("desk", answer_to_questions(self.office.posted, self.clock()), self.clock())
        await asyncio.to_thread(self.service.ticks.everything)
        return await self._settled(len(letters) + 1) and whole

    async def _morning(self, reports: int) -> bool:
        """Two days later: the night was worked on, no leg slept, and what the opening of the desk brings has left."""
        self.narration.note("Whoever took a ticket notes his work on it: nobody is called again.")
        await asyncio.to_thread(self._work_is_noted)
        whole = await self._settled(reports)
        self.clock.set(_MORNING)
        for leg in self.service.legs.all():
            self.service.legs.touch(leg.name, True, "the clock was set")
        self.narration.clock_set(self.clock())
        await asyncio.to_thread(self.service.ticks.everything)
        return await self._settled(reports) and whole

    def _work_is_noted(self) -> None:
        with self.service.storage.begin() as unit:
            for ticket in unit.tickets.listed():
                if ticket.owner is not None:
                    note(unit, self.service.office, ticket.number, "Rappel fait.", ticket.owner, self.clock())

    async def _settled(self, reports: int) -> bool:
        """Wait until so many letters, and the answers of the people on call, are handled and nothing waits to leave."""
        try:
            async with asyncio.timeout(_PATIENCE_S):
                while True:
                    for user, octets in self.on_call.answer(self.clock()):
                        self.narration.note("Somebody who was paged answers.")
                        self.office.deliver(user, octets, self.clock())
                    handled = len(self.seen.handled) >= reports + self.on_call.answers
                    if handled and not await asyncio.to_thread(_still_waiting, self.service.storage):
                        return True
                    self.seen.changed.clear()
                    await asyncio.wait({asyncio.ensure_future(self.seen.changed.wait())}, timeout=0.2)
        except TimeoutError:
            self.narration.note("This was not handled in time.")
            return False


def _still_waiting(storage: Storage) -> bool:
    with storage.read() as unit:
        counts = unit.outbox.counts()
        return any(counts.get(status) for status in _WAITING) or bool(unit.letters.counts().get("waiting"))


def _configuration(folder: Path, office: PostOffice) -> Path:
    account = {"host": "127.0.0.1", "port": office.imap_port, "tls": "none", "password": _PASSWORD, "start": "all"}
    overlay = {
        "live": True,
        "data": str(folder / "data"),
        "identity": {"own_addresses": [f"fssi@{DOMAIN}"], "authserv_ids": [f"mx.{DOMAIN}"]},
        "accounts": {
            "fssi": {**account, "user": "fssi", "address": f"fssi@{DOMAIN}", "poll_every": "2s"},
            "desk": {**account, "user": "desk", "address": f"desk@{DOMAIN}", "poll_every": "2s"},
        },
        "submission": {"host": "127.0.0.1", "port": office.smtp_port, "tls": "none"},
    }
    with open(folder / "demo.yml", "w", encoding="utf-8") as written:
        YAML().dump(overlay, written)
    return folder / "demo.yml"
