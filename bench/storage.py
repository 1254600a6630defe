"""What a letter's intake costs in the database, and whether look-ups and claims slow with many tickets stored.

python bench/storage.py [--tickets 100000] [--url sqlite:///…]
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.desk.kept.letters import LetterClass
from bot.desk.kept.levels import Level
from bot.desk.kept.records import Arrival, Cursor, OutboxEntry, OutboxStatus, RecipientOutcome, Settlement
from bot.desk.ports import Unit
from bot.storage.engine import open_storage
from bot.storage.unit import SqlStorage
from bot.tickets.model import Entry, Participant, Ticket
from bot.tickets.states import State

NOW = datetime(2026, 3, 2, 21, 0, tzinfo=UTC)
BATCH = 50
TRACE = {
    "trace": [{"phase": "classify", "rule": f"rule-{n}", "matched": n == 3, "because": "words"} for n in range(25)]
}


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as folder:
        storage = open_storage(arguments.url or f"sqlite:///{Path(folder) / 'bench.db'}")
        print(
            "letters stored   journal   intake   dispatch   (ms of CPU / ms of wall a letter)      look-ups, µs of CPU"
        )
        done = 0
        for wanted in (0, arguments.tickets // 100, arguments.tickets // 10, arguments.tickets):
            done = _fill(storage, done, wanted)
            print(f"{done:>14}   " + "   ".join(_round(storage, done)), flush=True)
            done += 5 * BATCH
        storage.close()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=100_000)
    parser.add_argument("--url")
    return parser.parse_args()


def _round(storage: SqlStorage, first: int) -> list[str]:
    """Five batches, letter by letter: journaled, taken in, sent."""
    numbers = range(first, first + 5 * BATCH)
    batches = [range(at, at + BATCH) for at in numbers[::BATCH]]
    figures = [
        _timed(lambda: _journal(storage, batches, 41_000), len(numbers)),
        _timed(lambda: _take_in(storage, numbers), len(numbers)),
        _timed(lambda: _dispatch(storage, len(batches)), len(numbers)),
    ]
    return [*figures, *_look_ups(storage, first)]


def _timed(work: Callable[[], object], count: int) -> str:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    spent = (time.process_time() - cpu, time.perf_counter() - wall)
    return "/".join(f"{each / count * 1000:.2f}" for each in spent)


def _journal(storage: SqlStorage, batches: Sequence[range], size: int) -> None:
    for batch in batches:
        words = [f"letter {n} ".encode() * (size // 12) for n in batch]
        arrivals = [Arrival("fssi", "INBOX", 1, n + 1, NOW, w, size) for n, w in zip(batch, words, strict=True)]
        storage.journal.record(arrivals, Cursor("fssi", "INBOX", 1, batch[-1] + 1), True, NOW)
        storage.journal.filed([n + 1 for n in batch])


def _take_in(storage: SqlStorage, numbers: range) -> None:
    for number in numbers:
        with storage.begin() as unit:
            _intake(unit, number)


def _intake(unit: Unit, number: int) -> None:
    """The statements of an ordinary first report: looked up everywhere, opened, traced, answered, told to the desk."""
    message_id, requester = f"{number}@ch-{number % 500}.example", f"rssi{number % 5000}@ch-{number % 500}.example"
    unit.letters.same(f"identity-{number}", message_id)
    unit.tickets.known([message_id, f"parent-{number}@ch.example"])
    unit.outbox.answered(requester, NOW - timedelta(hours=1))
    ticket = Ticket(
        number=unit.tickets.next_number("SSI", 2026),
        state=State.NEW,
        track="real",
        severity="major",
        queue="incident",
        opened_at=NOW,
        received_at=NOW,
        subject="Serveurs chiffrés au centre hospitalier",
        language="fr",
        requester=requester,
        report={"structure": "CH", "finess": "630780989", "patient_impact": "potential"},
    )
    ticket_id = unit.tickets.add(ticket).id or 0
    text = "Bonjour, nos serveurs sont chiffrés depuis ce soir. " * 40
    unit.tickets.add_entry(
        ticket_id, Entry(NOW, "report", "in", message_id, requester, text=text, letter_id=number + 1)
    )
    unit.tickets.add_participant(ticket_id, Participant(requester))
    unit.tickets.know(message_id, ticket_id, ours=False)
    unit.tickets.set_levels(ticket_id, [Level("first_answer", NOW + timedelta(hours=4), "in_hours")])
    unit.audit.record(ticket_id, number + 1, NOW, TRACE)
    for cls, to in ((LetterClass.ANSWER, requester), (LetterClass.NOTICE, "desk@desk.example")):
        own_id = f"{cls.value}.{number}@desk.example"
        words = {"ticket": ticket.number, "severity": "major", "structure": "CH"}
        entry = OutboxEntry(
            f"{cls.value}/{number}", own_id, cls, "notice", "fr", (to,), words, NOW, NOW, ticket_id, ticket.number
        )
        unit.outbox.add(entry)
        unit.tickets.know(own_id, ticket_id, ours=True)
    unit.letters.settle(number + 1, Settlement("report", "opened", f"identity-{number}", message_id, ticket_id), NOW)


def _dispatch(storage: SqlStorage, batches: int) -> None:
    for _ in range(2 * batches):
        with storage.begin() as unit:
            claimed = unit.outbox.claim(NOW, NOW + timedelta(minutes=5), "bench", BATCH)
            for entry in claimed:
                unit.outbox.written(entry.id or 0, entry.template, "Objet", "Texte. " * 100, "<p>Texte.</p>" * 100)
            unit.outbox.sending([entry.id or 0 for entry in claimed], NOW)
        with storage.begin() as unit:
            for entry in claimed:
                outcome = RecipientOutcome(entry.to[0], "accepted", 250, "2.0.0 Ok")
                unit.outbox.settle(entry.id or 0, OutboxStatus.SENT, [outcome], None, NOW)


def _look_ups(storage: SqlStorage, number: int) -> list[str]:
    asked: dict[str, Callable[[Unit], object]] = {
        "claim": lambda u: u.outbox.claim(NOW, NOW + timedelta(minutes=5), "bench", BATCH),
        "next_due": lambda u: u.outbox.next_due(),
        "waiting": lambda u: u.letters.waiting(NOW, BATCH),
        "same": lambda u: u.letters.same(f"identity-{number}", None),
        "known": lambda u: u.tickets.known([f"{number}@ch-{number % 500}.example", "x"]),
        "answered": lambda u: u.outbox.answered("rssi1@ch-1.example", NOW - timedelta(hours=1)),
        "levels_due": lambda u: u.tickets.levels_due(NOW, BATCH),
        "cases_due": lambda u: u.cases.due(NOW, BATCH),
        "listed": lambda u: u.tickets.listed("new", "incident", 20),
        "counts": lambda u: (u.outbox.counts(), u.letters.counts()),
    }
    figures = []
    for name, ask in asked.items():
        with storage.begin() as unit:
            ask(unit)
            begun = time.process_time()
            for _ in range(50):
                ask(unit)
            figures.append(f"{name} {(time.process_time() - begun) / 50 * 1e6:.0f}")
    return figures


def _fill(storage: SqlStorage, first: int, last: int) -> int:
    """Letters like the others, in large transactions, to have many stored."""
    while first < last:
        numbers = range(first, first + 500)
        _journal(storage, [numbers], 120)
        with storage.begin() as unit:
            for number in numbers:
                _intake(unit, number)
        _dispatch(storage, 10)
        first = numbers.stop
    return first


if __name__ == "__main__":
    main()
