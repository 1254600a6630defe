"""The structure tells the end: recorded, asked once for when, why and how long; the desk is told; never closed."""

from __future__ import annotations

from datetime import timedelta

from bot.mail.verdict import Kind
from bot.report.fields import Found, Report
from bot.tickets.states import State
from tests import builders
from tests.builders import TUESDAY_MORNING
from tests.unit.desk.conftest import Desk


def follow(desk: Desk, n: int, state: str, automatic: bool = False) -> State:
    [asked] = desk.outbox("acknowledgement-in-hours")
    letter = builders.message(f"Suite {n}.", in_reply_to=(asked.message_id,), message_id=f"s{n}@e")
    reading = builders.reading(letter, Report(state=Found(state)), Kind.FOLLOW_UP, automatic=automatic)
    taken = desk.take(reading, TUESDAY_MORNING + timedelta(hours=n))
    assert taken.ticket is not None
    return taken.ticket.state


def test_it_is_asked_once_for_when_why_and_how_long_on_the_thread_and_the_desk_is_told(desk: Desk) -> None:
    desk.take(builders.reading(report=builders.critical_report()), TUESDAY_MORNING)
    assert follow(desk, 1, "resolved") is State.RESOLVED_DECLARED
    [letter] = desk.outbox("resolution-questions")
    assert letter.to == ("rssi@ch-exemple.example",) and letter.in_reply_to == "s1@e"
    told = [e for e in desk.outbox("notice") if "la structure déclare l’incident résolu" in e.context.get("facts", ())]
    assert {e.person for e in told} == {"desk-team"}
    follow(desk, 2, "resolved")
    follow(desk, 3, "ongoing")
    follow(desk, 4, "resolved")
    assert len(desk.outbox("resolution-questions")) == 1


def test_what_is_not_resolved_is_not_asked(desk: Desk) -> None:
    desk.take(builders.reading(report=builders.critical_report()), TUESDAY_MORNING)
    assert follow(desk, 1, "ongoing") is not State.RESOLVED_DECLARED
    assert desk.outbox("resolution-questions") == []


def test_a_machine_that_tells_the_end_is_not_written_to(desk: Desk) -> None:
    desk.take(builders.reading(report=builders.critical_report()), TUESDAY_MORNING)
    assert follow(desk, 1, "resolved", automatic=True) is State.RESOLVED_DECLARED
    assert desk.outbox("resolution-questions") == []
