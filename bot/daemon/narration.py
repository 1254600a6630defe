"""The running account of the demo: what came in, what was decided and why, what went out and who was paged."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from bot import walltime
from bot.daemon.pipeline import Handled
from bot.daemon.reads import ticket_lines
from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import OutboxEntry
from bot.desk.ports import Storage
from bot.desk.screen import shown

_ZONE = ZoneInfo("Europe/Paris")
_WIDTH, _REASONS = 120, 3
_COLUMNS = {"number": 15, "track": 12, "severity": 8, "state": 17, "queue": 12, "owner": 12, "structure": 10}
_MARK = {"sent": "→", "held": "‖", "not told": "✗"}


class Narration:
    """Prints to standard output. Counts what it told."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(
            highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else _WIDTH
        )
        self.letters_out = 0
        self.pages = 0

    def begin(self, imap_port: int, smtp_port: int) -> None:
        """The post office is open and the daemon runs on it."""
        self._say(
            "[bold]Veilleur, demonstration[/]: the daemon on an embedded post office; nothing leaves this machine."
        )
        self._say(f"IMAP on 127.0.0.1:{imap_port}, SMTP on 127.0.0.1:{smtp_port}. Mailboxes: fssi (off hours), desk.")

    def clock_set(self, now: datetime) -> None:
        """The clock was set."""
        self._console.rule(walltime.spoken(now, _ZONE, "en"))

    def posted(self, name: str, user: str) -> None:
        """A letter of the dozen was put into a mailbox."""
        self._say(f"\n[dim]{name} arrives in {user}[/]")

    def note(self, text: str) -> None:
        """Something the audience should know."""
        self._say(f"\n[dim]{text}[/]")

    def letter_in(self, letter: Handled, now: datetime) -> None:
        """A letter was taken in: its kind, its ticket, the decision and the first reasons."""
        message, taken = letter.reading.message, letter.taken
        author = message.author.address if message.author else "nobody"
        self._say(f"{_clock(now)} [bold]← {_safe(author)}[/]  « {_safe(shown(message.subject)[:80])} »")
        if taken.ticket is None:
            self._say(f"          {taken.kind}: no ticket ({'; '.join(letter.reading.verdict.reasons[:2])})")
            return
        ticket = taken.ticket
        colour = {"critical": "red", "major": "yellow"}.get(ticket.severity or "", "green")
        what = "opens" if taken.new else "joins"
        self._say(
            f"          {taken.kind}, {taken.outcome}: {what} [bold]{ticket.number}[/]  track {ticket.track}, "
            f"severity [{colour}]{ticket.severity}[/], queue {ticket.queue}"
        )
        if taken.new and ticket.claims:
            self._say(f"          the author names {ticket.claims} but takes no part in it: a ticket of its own")
        judgement = taken.judgement
        if judgement is not None:
            self._say(f"          clock: {_safe(judgement.clock.why)}")
            for reason in judgement.decision.severity_reasons[:_REASONS]:
                self._say(f"          because {_safe(reason)}")
        if taken.page and judgement is not None and judgement.decision.page is not None:
            steps = ", ".join(f"{_clock(step.at)} {step.to}" for step in judgement.decision.page.steps)
            self._say(f"          [red bold]somebody is woken[/]; if nobody answers: {steps}")

    def letter_out(self, entry: OutboxEntry, word: str, now: datetime) -> None:
        """A letter was handed over, held or given up."""
        self.letters_out += 1
        name = f"[red bold]PAGE[/] ({entry.person})" if entry.cls is LetterClass.PAGE else entry.template
        self.pages += entry.cls is LetterClass.PAGE
        to = _safe(", ".join(entry.to))
        self._say(f"{_clock(now)} {_MARK.get(word, '?')} {name} to {to}  « {_safe(entry.subject or '')} »")

    def end(self, storage: Storage) -> None:
        """The tickets as they stand."""
        with storage.read() as unit:
            tickets = ticket_lines(unit)
        table = Table(title="\nTickets", title_justify="left", box=SIMPLE)
        for column, width in _COLUMNS.items():
            table.add_column(column, no_wrap=True, min_width=width)
        for t in reversed(tickets):
            owner, structure = t["owner"] or "–", t["structure"] or t["participants"][0]
            table.add_row(t["number"], t["track"], t["severity"], t["state"], t["queue"], owner, _safe(structure))
        self._console.print(table)
        self._say(f"{len(tickets)} tickets, {self.letters_out} letters out, {self.pages} of them pages.")

    def stay(self, smtp_port: int, folder: Path) -> None:
        """How to send it more."""
        self._say("\nIt stays up. Send it a letter of your own from another terminal:")
        self._say(
            f"  curl smtp://127.0.0.1:{smtp_port} --mail-from rssi@ch-essai.example "
            "--mail-rcpt desk@veilleur.example -T letter.eml"
        )
        self._say(f"Look at its tickets: veilleur tickets list --config {folder / 'demo.yml'}   (Ctrl-C ends it)")

    def _say(self, line: str) -> None:
        self._console.print(line)


def _clock(now: datetime) -> str:
    return f"[cyan]{now.astimezone(_ZONE):%a %H:%M:%S}[/]"


def _safe(text: str) -> str:
    """Rich reads square brackets as markup: a subject must not."""
    return text.replace("[", "\\[")
