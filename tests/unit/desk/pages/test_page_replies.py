"""Who answers a page, and what proves it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.desk.pages import escalate
from bot.mail.message import Address, Message
from bot.mail.verdict import Kind
from tests import builders
from tests.builders import SATURDAY_NIGHT
from tests.unit.desk.conftest import Desk

SOON = SATURDAY_NIGHT + timedelta(minutes=3)


@pytest.fixture
def number(desk: Desk) -> str:
    taken = desk.take(builders.reading(report=builders.critical_report()), SATURDAY_NIGHT)
    assert taken.ticket is not None
    return taken.ticket.number


def owner(desk: Desk, number: str) -> str | None:
    with desk.storage.read() as unit:
        return unit.tickets.get(number).owner


def test_an_absence_note_that_kept_only_the_subject_moves_on(desk: Desk, number: str) -> None:
    [page] = desk.pages()
    note = builders.message("Je suis absent.", f"Absence du bureau : [{number}] ASTREINTE", page.to[0], "n@x")
    desk.take(builders.reading(note, kind=Kind.AUTO_REPLY, automatic=True, absence=True), SOON)
    assert len(desk.pages()) == 2


def test_a_number_in_the_subject_takes_no_case_and_gets_help(desk: Desk, number: str) -> None:
    [page] = desk.pages()
    letter = builders.message("Je prends", f"[{number}]", page.to[0], "t@x")
    desk.take(builders.reading(letter), SOON)
    assert owner(desk, number) is None and not desk.outbox("page-unclear")
    assert len(desk.outbox("page-unproven")) == 1


def test_anybody_of_ours_may_take_what_a_shared_mailbox_was_paged_for(desk: Desk, number: str) -> None:
    now = SATURDAY_NIGHT
    while not any("@" in (page.person or "") for page in desk.pages()):
        now += timedelta(minutes=31)
        with desk.storage.begin() as unit:
            escalate.tick(unit, desk.office, now)
    page = desk.pages()[-1]
    letter = builders.message("je prends", "Re", "chloe@cert.example", "c@x", in_reply_to=(page.message_id,))
    desk.take(builders.reading(letter, kind=Kind.FOLLOW_UP), now)
    assert owner(desk, number) == "chloe"


def test_what_our_own_people_write_about_a_ticket_is_noted_and_nothing_else(desk: Desk, number: str) -> None:
    [notice, *_] = desk.outbox("notice")
    letter = builders.message(
        "Vu avec le DSI.", "Re: notice", "alice@cert.example", "a@x", in_reply_to=(notice.message_id,)
    )
    before = len(desk.outbox())
    taken = desk.take(builders.reading(letter, kind=Kind.FOLLOW_UP), SOON)
    assert (taken.outcome, taken.new) == ("noted", False)
    assert len(desk.outbox()) == before and owner(desk, number) is None


def test_a_new_report_of_our_own_people_opens_a_ticket(desk: Desk) -> None:
    letter = builders.message("TR: signalement du CH de la Plaine", sender="alice@cert.example", message_id="f@x")
    assert desk.take(builders.reading(letter), SOON).new


def test_a_page_is_not_answered_by_whoever_calls_himself_like_the_person_paged(desk: Desk, number: str) -> None:
    [page] = desk.pages()
    letter = builders.message("Je prends", message_id="s@x", in_reply_to=(page.message_id,))
    named = builders.reading(builders.message(**_fields(letter, page.to[0])), kind=Kind.FOLLOW_UP)
    desk.take(named, SOON)
    assert owner(desk, number) is None


def _fields(letter: Message, name: str) -> dict[str, Any]:
    return {
        "text": "Je prends",
        "message_id": "s@x",
        "in_reply_to": letter.in_reply_to,
        "from_": (Address(name, "charlie@ailleurs.example"),),
    }
