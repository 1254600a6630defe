"""Small values of the desk for the contracts: an arrival, a ticket, a letter out, a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import Arrival, OutboxEntry, Settlement
from bot.tickets.model import Ticket
from bot.tickets.states import State

NOW = datetime(2026, 3, 2, 21, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
LEASE = NOW + 5 * MINUTE


class Killed(BaseException):
    """As if the process ended here."""


def arrival(uid: int, octets: bytes | None = None, account: str = "fssi", **values: Any) -> Arrival:
    octets = f"letter {uid}".encode() if octets is None else octets
    plain = Arrival(account, "INBOX", 7, uid, NOW, octets, len(octets))
    return replace(plain, **values)


def journaled(storage: Any, *uids: int) -> list[int]:
    return storage.journal.record([arrival(uid) for uid in uids], None, False, NOW)


def ticket(number: str = "SSI-2026-000001", **values: Any) -> Ticket:
    plain = Ticket(
        number=number,
        state=State.NEW,
        track="real",
        severity="major",
        queue="incident",
        opened_at=NOW,
        received_at=NOW - MINUTE,
        subject="Serveurs chiffrés",
        language="fr",
        requester="rssi@ch-exemple.example",
    )
    return replace(plain, **values)


def opened(storage: Any, number: str = "SSI-2026-000001") -> int:
    with storage.begin() as unit:
        stored = unit.tickets.add(ticket(number))
    assert stored.id is not None
    return stored.id


def letter(key: str, cls: LetterClass = LetterClass.ANSWER, **values: Any) -> OutboxEntry:
    plain = OutboxEntry(
        key=key,
        message_id=f"{key}@desk.example",
        cls=cls,
        template="acknowledgement-in-hours",
        language="fr",
        to=("rssi@ch-exemple.example",),
        context={"ticket": "SSI-2026-000001", "questions": ["phone"]},
        due_at=NOW,
        created_at=NOW,
    )
    return replace(plain, **values)


def ordered(storage: Any, *entries: OutboxEntry) -> None:
    with storage.begin() as unit:
        for entry in entries:
            assert unit.outbox.add(entry)


def settlement(identity: str = "words", **values: Any) -> Settlement:
    return replace(Settlement("report", "opened", identity, "a@ch-exemple.example", None), **values)
