"""A backlog after an outage: every case makes its step in the same tick, in transactions that stay small."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta

from bot.daemon.ticks import Ticks
from bot.desk.kept.letters import LetterClass
from bot.desk.ports import Unit
from bot.rules.escalation import machine as escalation
from bot.tickets.model import Ticket
from bot.tickets.states import State
from tests import builders
from tests.fakes import FakeStorage

NOW = builders.SATURDAY_NIGHT
CASES = 120


class Counting(FakeStorage):
    """Counts writing transactions."""

    begun = 0

    def begin(self) -> AbstractContextManager[Unit]:
        self.begun += 1
        return super().begin()


def overdue_cases() -> Counting:
    storage, office = Counting(), builders.office()
    with storage.begin() as unit:
        for number in range(CASES):
            ticket = unit.tickets.add(
                Ticket(
                    number=f"SSI-2026-{number:06}",
                    state=State.NEW,
                    track="real",
                    severity="critical",
                    queue="incident",
                    opened_at=NOW,
                    received_at=NOW,
                    subject="x",
                    language="fr",
                    requester="rssi@ch-exemple.example",
                )
            )
            assert ticket.id is not None
            unit.cases.add(ticket.id, escalation.begin(office.rules.policies["off-hours"], NOW))
    return storage


def pages(storage: FakeStorage) -> int:
    with storage.read() as unit:
        return sum(entry.cls is LetterClass.PAGE for entry in unit.outbox.listed(limit=10_000))


def test_all_that_is_due_makes_its_step_in_one_tick_and_no_transaction_holds_them_all() -> None:
    storage, office, woken = overdue_cases(), builders.office(), [0]
    storage.begun = 0

    def wake() -> None:
        woken[0] += 1

    Ticks(storage, lambda: office, lambda: NOW + timedelta(hours=5), wake, lambda: False).escalation()
    assert pages(storage) == CASES
    assert (storage.begun, woken[0]) == (4, 3)


def test_a_daemon_that_is_told_to_stop_leaves_the_rest_of_a_backlog_to_the_next_start() -> None:
    storage, office = overdue_cases(), builders.office()
    ticks = Ticks(storage, lambda: office, lambda: NOW, lambda: None, lambda: True)
    ticks.escalation()
    assert 0 < pages(storage) < CASES
    Ticks(storage, lambda: office, lambda: NOW, lambda: None, lambda: False).escalation()
    assert pages(storage) == CASES
