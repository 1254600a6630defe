"""A random night of the real program: `veilleur run --drain` again and again as time passes, killed at any moment or at
a point of its way, over real IMAP, real SMTP and a real database; people answer, the relay misbehaves.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Self

from bot.daemon.config import load
from bot.daemon.wiring import office_of, storage_of
from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import OutboxEntry, PageRow
from bot.rules.escalation.case import Case
from bot.tickets.model import Ticket
from tests.builders import SATURDAY_NIGHT
from tests.crash.killer import POINTS
from tests.crash.witness import Witness
from tests.desk_process import ROOT
from tests.servers import Dovecot
from tests.town import CRITICAL, Town, composed, message_id, read, written

STEPS, CALM = 7, 3
_WAITS = [timedelta(seconds=s) for s in (20, 90, 300, 900, 960, 1900)]
_ANSWERS = ("nothing",) * 5 + ("take", "take", "refuse", "later", "unclear", "absent", "stranger")
_WORDS = {
    "take": "Je prends",
    "refuse": "Indisponible, désolé",
    "later": "dans 20 minutes",
    "unclear": "Qui est-ce ?",
    "absent": "Je suis absent jusqu'à lundi.",
    "stranger": "Je prends",
}
_FAULTS = (
    ("dot", "cut", True),
    ("dot", "cut", False),
    ("body", "cut", False),
    ("dot", "451 4.3.0 later", False),
    ("rcpt", "550 5.1.1 no such user", False),
    ("mail", "421 4.3.2 shutting down", False),
    ("data", "cut", False),
)


class Zygote:
    """Starts daemons; see tests/crash/zygote.py."""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.crash.zygote"]
        self._child = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        assert self._line() == "ready"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._child.stdin is not None and self._child.stdout is not None
        self._child.stdin.close()
        self._child.wait(30)
        self._child.stdout.close()

    def run(self, argv: list[str], log: Path, point: str | None = None, kill_after: float | None = None) -> int:
        """The exit code of one command line, -9 when it was killed, after so many seconds at the latest if given."""
        assert self._child.stdin is not None
        order = {"argv": argv, "log": str(log), "point": point}
        self._child.stdin.write(json.dumps(order).encode() + b"\n")
        child = int(self._line())
        if kill_after is not None and not select.select([self._child.stdout], [], [], kill_after)[0]:
            # it may have ended, and been waited for, since it was looked at: then its exit code comes next
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        return int(self._line())

    def _line(self) -> str:
        assert self._child.stdout is not None
        line = bytearray()
        while not line.endswith(b"\n"):
            read_ = self._child.stdout.read(1)
            assert read_, "the zygote has died"
            line += read_
        return line.decode().strip()


class RealNight:
    """What happens in a night of this seed; afterwards what `promises.broken` asks of one."""

    def __init__(self, seed: int, dovecot: Dovecot, login: str, folder: Path, database: str | None = None) -> None:
        self.seed, self.dice = seed, Random(seed)
        self._dovecot, self._login, self._folder = dovecot, login, folder
        self._database = database or f"sqlite:///{folder / 'data' / 'veilleur.db'}"
        self.now = self.began_at = SATURDAY_NIGHT
        self.crashes = 0
        self.happened: list[str] = []
        self._answered: set[int] = set()

    def live(self, zygote: Zygote) -> Self:
        """The whole night, the last part of it calm."""
        (self._folder / "data").mkdir(parents=True)
        with Witness(self._database) as self.relay:
            self._configure()
            for _ in range(STEPS):
                self._misbehave()
                self._drain(zygote)
                self._people_answer()
                self.now += self.dice.choice(_WAITS)
            self.doubts = self.relay.consumed
            self.relay._faults.clear()
            for _ in range(CALM):
                self._drain(zygote, calm=True)
                self.now += timedelta(minutes=3)
        self._look()
        return self

    def _configure(self) -> None:
        self.town = Town(1, self._dovecot, self.relay.port)
        report = composed(
            self.town.address("rssi"),
            [self.town.address("fssi")],
            "URGENT rançongiciel",
            CRITICAL,
            Message_ID="<1@ch.example>",
        )
        self._dovecot.fill(self._login, [report.as_bytes()], at=self.now)
        accounts = {"fssi": {"user": self._login}, "desk": {"enabled": False}}
        overlay = self.town.overlay(
            self._folder,
            accounts=accounts,
            database=self._database,
            submission={"connections": 1, "timeout": "2s"},
        )
        self._config = written(self._folder / "desk", overlay)

    def _misbehave(self) -> None:
        while self.dice.random() < 0.3:
            at, act, kept = self.dice.choice(_FAULTS)
            self.relay.fault(at, act, kept=kept)  # type: ignore[arg-type]

    def _drain(self, zygote: Zygote, calm: bool = False) -> None:
        point, kill_after = None, None
        if not calm and self.dice.random() < 0.6:
            if self.dice.random() < 0.5:
                point = self.dice.choice(list(POINTS))
            else:
                kill_after = self.dice.uniform(0.05, 0.8)
        argv = ["run", "--drain", "--now", self.now.isoformat(), "--config", str(self._config)]
        code = zygote.run(argv, self._folder / "log", point, kill_after)
        self.crashes += code == -9
        self.happened.append(f"{self.now:%H:%M:%S} {point or kill_after or 'in peace'} → {code}")
        assert code in (0, -9), (self.seed, self.happened, (self._folder / "log").read_text("utf-8")[-3000:])

    def _people_answer(self) -> None:
        for number, one in enumerate(self.relay.witnessed):
            page = read(one.letter.octets)
            if ".page." not in message_id(page) or number in self._answered:
                continue
            self._answered.add(number)
            answer = self.dice.choice(_ANSWERS)
            if answer != "nothing":
                self._write(answer, number, one.letter.recipients[0], message_id(page))

    def _write(self, answer: str, number: int, to: str, page: str) -> None:
        fields = {"In_Reply_To": f"<{page}>", "References": f"<{page}>"}
        if answer == "absent":
            fields["Auto_Submitted"] = "auto-replied"
        author = "charlie@ailleurs.example" if answer == "stranger" else to
        own_id = f"<{answer}.{number}.{self.seed}@desk.example>"
        desk = self.town.address("desk")
        letter = composed(author, [desk], "RE: page", _WORDS[answer], Message_ID=own_id, **fields)
        self._dovecot.fill(self._login, [letter.as_bytes()], at=self.now)
        self.happened.append(f"{self.now:%H:%M:%S} {answer} by {author}")

    def _look(self) -> None:
        """What stands in the end, for the questions below."""
        configuration = load(self._config, {})
        self.office = office_of(configuration)
        storage = storage_of(configuration)
        try:
            with storage.read() as unit:
                self.journal = unit.letters.counts()
                self.outbox = {entry.message_id: entry for entry in unit.outbox.listed(limit=10_000)}
                self.tickets: list[Ticket] = [t for t in unit.tickets.listed() if not t.claims]
                row = unit.cases.latest(self.tickets[-1].id or 0)
                assert row is not None
                self.row = row
                self._pages, self._events = unit.cases.pages(row.id), unit.cases.events(row.id)
        finally:
            storage.close()
        sent = [(message_id(read(one.letter.octets)), one) for one in self.relay.witnessed]
        self.unordered = [own for own, _ in sent if own not in self.outbox]
        self.delivered: list[OutboxEntry] = [self.outbox[own] for own, _ in sent if own in self.outbox]
        self.late = [own for own, one in sent if ".page." in own and one.case in ("acknowledged", "closed")]

    def case(self) -> Case:
        return self.row.case

    def pages(self) -> list[PageRow]:
        return sorted(self._pages, key=lambda page: (page.at, page.round, page.step))

    def events(self) -> list[tuple[datetime, str, dict[str, Any]]]:
        return self._events

    def entries(self) -> dict[str, OutboxEntry]:
        return {own: entry for own, entry in self.outbox.items() if entry.cls is LetterClass.PAGE}

    @property
    def silent_before(self) -> datetime:
        return self.now - timedelta(minutes=3)
