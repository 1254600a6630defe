"""What follows from a letter out: an alarm about a letter names the ticket of that letter."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.daemon.consequences import DeskConsequences
from bot.daemon.health import Legs
from bot.tickets.model import Ticket
from bot.tickets.states import State
from tests import builders
from tests.fakes import FakeStorage
from tests.letters_out import AT, entry

NUMBER = "SSI-2026-000123"


@pytest.mark.parametrize(
    ("key", "text", "ticket"),
    [
        ("outbox/letter.1@desk.example", "letter letter.1@desk.example (page): one recipient refused: 550", NUMBER),
        ("template/fr/page", "letter letter.1@desk.example: template fr/page: a hole", NUMBER),
        ("outbox/letter.9@desk.example", "letter letter.9@desk.example (page) could not be sent: 550", None),
        ("submission", "no letter can leave: connection refused", None),
    ],
)
def test_an_alarm_about_a_letter_names_its_ticket(key: str, text: str, ticket: str | None) -> None:
    storage, office = FakeStorage(), builders.office()
    consequences = DeskConsequences(lambda: office, lambda: AT, Legs(lambda: AT, timedelta(minutes=10)))
    names = {"severity": "major", "queue": "triage", "subject": "Panne", "language": "fr", "requester": "a@b.example"}
    with storage.begin() as unit:
        known = unit.tickets.add(Ticket(NUMBER, State.NEW, "real", opened_at=AT, received_at=AT, **names))  # type: ignore[arg-type]
        unit.outbox.add(entry(1, ticket=NUMBER, ticket_id=known.id))
        consequences.alarm(unit, key, text)
        [told] = [one for one in unit.outbox.listed() if one.template == "alarm"]
    assert told.ticket == ticket
    assert told.context.get("ticket") == ticket
