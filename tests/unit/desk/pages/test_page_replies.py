"""Who answers a page, and what proves it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.desk.kept.letters import Rendered
from bot.desk.pages import escalate
from bot.mail.message import Address, Message
from bot.mail.verdict import Kind
from bot.outbound.compose import compose
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


def test_who_forges_many_answers_fills_no_mailbox_and_the_desk_is_told_once(desk: Desk, number: str) -> None:
    [page] = desk.pages()
    for n in range(40):
        letter = builders.message("Je prends", f"[{number}]", page.to[0], f"t{n}@x")
        desk.take(builders.reading(letter), SATURDAY_NIGHT + timedelta(seconds=10 * n))
    assert owner(desk, number) is None and len(desk.outbox("page-unproven")) == 3
    with desk.storage.read() as unit:
        assert [text for _, text, _ in unit.watch.alarms() if "answers-in-vain" in text]
    assert len(desk.outbox("alarm")) == 1
    true = builders.message("Je prends", "Re", page.to[0], "mine@x", in_reply_to=(page.message_id,))
    desk.take(builders.reading(true, kind=Kind.FOLLOW_UP), SATURDAY_NIGHT + timedelta(minutes=8))
    assert owner(desk, number) == page.person


def test_an_hour_later_whoever_is_not_understood_is_written_to_again(desk: Desk, number: str) -> None:
    [page] = desk.pages()
    for n in range(6):
        letter = builders.message("Qui est-ce ?", "Re", page.to[0], f"q{n}@x", in_reply_to=(page.message_id,))
        minutes = n + 2 if n < 5 else 63
        desk.take(builders.reading(letter, kind=Kind.FOLLOW_UP), SATURDAY_NIGHT + timedelta(minutes=minutes))
    assert len(desk.outbox("page-unclear")) == 4


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


def by_plus_part(desk: Desk, name: str) -> None:
    """Answers a page by a program that keeps nothing of the thread but the address of Reply-To."""
    page = desk.pages()[0]
    octets = compose(page, Rendered("s", "t", "h"), desk.office.settings.identity, SATURDAY_NIGHT, page.to, "id")
    [proving] = re.findall(rb"[\w.+-]+\+p2026-1-[a-z2-7]{32}@[\w.-]+", octets)
    letter = builders.message("Je prends", "astreinte", name, "p@x", to=(Address("", proving.decode()),))
    desk.take(builders.reading(letter, kind=Kind.FOLLOW_UP), SOON)


def test_an_answer_that_lost_its_thread_is_proven_by_the_address_it_went_to(desk: Desk, number: str) -> None:
    by_plus_part(desk, desk.pages()[0].to[0])
    assert owner(desk, number) == desk.pages()[0].person


def test_the_address_of_a_page_proves_nothing_for_somebody_else(desk: Desk, number: str) -> None:
    by_plus_part(desk, "charlie@ailleurs.example")
    assert owner(desk, number) is None


def test_a_plus_part_that_was_made_up_takes_no_case(desk: Desk, number: str) -> None:
    made_up = Address("", f"desk+p2026-1-{'a' * 32}@cert.example")
    letter = builders.message("Je prends", "astreinte", desk.pages()[0].to[0], "q@x", to=(made_up,))
    desk.take(builders.reading(letter, kind=Kind.FOLLOW_UP), SOON)
    assert owner(desk, number) is None


@pytest.mark.parametrize("change", [{"plus_addresses": False}, {"address": f"{'long' * 10}@cert.example"}])
def test_no_such_address_where_the_server_has_none_or_it_would_grow_too_long(
    desk: Desk, number: str, change: dict[str, Any]
) -> None:
    page = desk.pages()[0]
    identity = replace(desk.office.settings.identity, **change)
    assert b"Reply-To" not in compose(page, Rendered("s", "t", "h"), identity, SATURDAY_NIGHT, page.to, "id")


def test_the_address_of_a_page_is_ours(desk: Desk) -> None:
    own = desk.office.settings.identity.address
    assert desk.office.is_ours(own.replace("@", "+p2026-1-x@")) and not desk.office.is_ours("x+desk@ailleurs.example")
