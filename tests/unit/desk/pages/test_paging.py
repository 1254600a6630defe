"""Waking somebody: steps, answers, absences, bounces, and the end."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.desk import delivered
from bot.desk.kept.records import OutboxEntry, OutboxStatus
from bot.desk.pages import escalate
from bot.mail.verdict import Kind, Trust
from bot.tickets.states import State
from tests import builders
from tests.builders import SATURDAY_NIGHT
from tests.unit.desk.conftest import Desk


def critical(desk: Desk) -> str:
    taken = desk.take(builders.reading(report=builders.critical_report()), SATURDAY_NIGHT)
    assert taken.ticket is not None
    return taken.ticket.number


def tick(desk: Desk, now: datetime) -> None:
    with desk.storage.begin() as unit:
        escalate.tick(unit, desk.office, now)


def reply_to(page: OutboxEntry, text: str, kind: Kind = Kind.FOLLOW_UP, **more: object) -> object:
    letter = builders.message(
        text, "Re: page", page.to[0], f"r{len(text)}@cert.example", in_reply_to=(page.message_id,)
    )
    return builders.reading(letter, kind=kind, **more)  # type: ignore[arg-type]


def test_the_person_paged_takes_the_case_by_reply_and_the_pager_falls_silent(desk: Desk) -> None:
    number = critical(desk)
    [page] = desk.pages()
    desk.take(reply_to(page, "Je prends"), SATURDAY_NIGHT + timedelta(minutes=5))  # type: ignore[arg-type]
    with desk.storage.read() as unit:
        ticket = unit.tickets.get(number)
    assert ticket.owner == page.person and ticket.state is State.QUALIFYING
    tick(desk, SATURDAY_NIGHT + timedelta(minutes=40))
    assert len(desk.pages()) == 1


def test_a_page_that_still_waits_is_cancelled_when_the_case_is_taken(desk: Desk) -> None:
    critical(desk)
    [page] = desk.pages()
    desk.take(reply_to(page, "ok je prends"), SATURDAY_NIGHT + timedelta(minutes=1))  # type: ignore[arg-type]
    assert desk.pages()[0].status is OutboxStatus.CANCELLED


def test_nobody_answers_so_the_next_step_pages(desk: Desk) -> None:
    critical(desk)
    tick(desk, SATURDAY_NIGHT + timedelta(minutes=14, seconds=59))
    assert len(desk.pages()) == 1
    tick(desk, SATURDAY_NIGHT + timedelta(minutes=15))
    assert len(desk.pages()) == 2


def test_after_a_long_outage_each_overdue_case_makes_one_step(desk: Desk) -> None:
    critical(desk)
    tick(desk, SATURDAY_NIGHT + timedelta(hours=5))
    assert len(desk.pages()) == 2


def test_an_absence_note_from_the_person_paged_moves_on_at_once(desk: Desk) -> None:
    critical(desk)
    [page] = desk.pages()
    note = reply_to(page, "Je suis en congés.", Kind.AUTO_REPLY, automatic=True, absence=True)
    desk.take(note, SATURDAY_NIGHT + timedelta(minutes=1))  # type: ignore[arg-type]
    pages = desk.pages()
    assert len(pages) >= 2 and pages[1].person != page.person
    assert desk.outbox("alarm"), "nobody was told that the person paged is absent"


def test_a_bounced_page_moves_on_at_once(desk: Desk) -> None:
    critical(desk)
    [page] = desk.pages()
    desk.take(builders.bounce_of(page.message_id, page.to[0]), SATURDAY_NIGHT + timedelta(minutes=1))
    assert len(desk.pages()) >= 2


def test_a_page_the_relay_refuses_moves_on_at_once(desk: Desk) -> None:
    critical(desk)
    [page] = desk.pages()
    with desk.storage.begin() as unit:
        delivered.not_told(unit, desk.office, page, "550 no such user", SATURDAY_NIGHT + timedelta(seconds=3))
    assert len(desk.pages()) >= 2


def test_a_stranger_never_takes_a_case(desk: Desk) -> None:
    number = critical(desk)
    [page] = desk.pages()
    letter = builders.message("Je prends", sender="charlie@ailleurs.example", in_reply_to=(page.message_id,))
    desk.take(builders.reading(letter, kind=Kind.FOLLOW_UP), SATURDAY_NIGHT + timedelta(minutes=1))
    with desk.storage.read() as unit:
        assert unit.tickets.get(number).owner is None


def test_a_reply_that_fails_authentication_is_held_and_the_clock_runs(desk: Desk) -> None:
    number = critical(desk)
    [page] = desk.pages()
    desk.take(reply_to(page, "Je prends", trust=Trust.HOSTILE), SATURDAY_NIGHT)  # type: ignore[arg-type]
    with desk.storage.read() as unit:
        assert unit.tickets.get(number).owner is None
    assert len(desk.outbox("page-unproven")) == 1
    tick(desk, SATURDAY_NIGHT + timedelta(minutes=15))
    assert len(desk.pages()) == 2


def test_an_unclear_reply_gets_help_and_the_clock_runs(desk: Desk) -> None:
    critical(desk)
    [page] = desk.pages()
    desk.take(reply_to(page, "C'est quoi ce message ?"), SATURDAY_NIGHT)  # type: ignore[arg-type]
    assert len(desk.outbox("page-unclear")) == 1
    tick(desk, SATURDAY_NIGHT + timedelta(minutes=15))
    assert len(desk.pages()) == 2


def test_a_refusal_pages_the_next_one_now(desk: Desk) -> None:
    critical(desk)
    [page] = desk.pages()
    desk.take(reply_to(page, "Je ne peux pas"), SATURDAY_NIGHT + timedelta(minutes=2))  # type: ignore[arg-type]
    pages = desk.pages()
    assert len(pages) >= 2 and pages[-1].person != page.person


def test_an_exhausted_policy_keeps_alarming_until_a_human_acts(desk: Desk) -> None:
    from bot.desk import actions

    number = critical(desk)
    now = SATURDAY_NIGHT
    for _ in range(40):
        now += timedelta(minutes=31)
        tick(desk, now)
    before = len(desk.outbox("alarm"))
    tick(desk, now + timedelta(minutes=31))
    assert len(desk.outbox("alarm")) > before > 0
    with desk.storage.begin() as unit:
        actions.acknowledge(unit, desk.office, number, "alice", now)
    silent = len(desk.outbox("alarm"))
    tick(desk, now + timedelta(minutes=32))
    assert len(desk.outbox("alarm")) == silent


def test_a_closed_ticket_pages_nobody_any_more(desk: Desk) -> None:
    from bot.desk import actions

    number = critical(desk)
    with desk.storage.begin() as unit:
        actions.close(unit, desk.office, number, "alice", SATURDAY_NIGHT + timedelta(minutes=1))
    for hours in range(1, 30):
        tick(desk, SATURDAY_NIGHT + timedelta(hours=hours))
    assert len(desk.pages()) == 1
