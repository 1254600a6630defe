"""Each letter about a page is answered as it was sent: it counts as the page, for whoever got it and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.desk import actions
from bot.desk.kept.records import CaseRow, OutboxEntry
from bot.desk.pages import escalate
from bot.mail.verdict import Kind, Trust
from bot.tickets.model import Ticket
from tests import builders
from tests.builders import SATURDAY_NIGHT
from tests.unit.desk.conftest import Desk

MINUTE = timedelta(minutes=1)
T0 = SATURDAY_NIGHT


def begun(desk: Desk) -> str:
    taken = desk.take(builders.reading(report=builders.critical_report()), T0)
    assert taken.ticket is not None
    return taken.ticket.number


def answer(
    desk: Desk,
    letter: OutboxEntry,
    text: str,
    minutes: float,
    sender: str = "",
    trust: Trust = Trust.CLAIMED,
    kind: Kind = Kind.FOLLOW_UP,
    field: str = "in_reply_to",
) -> None:
    """The letter is answered as it came; a program that keeps one field of the thread only keeps that one."""
    named = {field: (letter.message_id,)}
    told = builders.message(text, "Re: astreinte", sender or letter.to[0], f"{minutes}.{text[:9]}@x", **named)
    desk.take(builders.reading(told, kind=kind, trust=trust, absence=kind is Kind.AUTO_REPLY), T0 + minutes * MINUTE)


def tick(desk: Desk, minutes: float) -> None:
    with desk.storage.begin() as unit:
        escalate.tick(unit, desk.office, T0 + minutes * MINUTE)


def hand_over(desk: Desk, number: str, to: str, minutes: float) -> None:
    with desk.storage.begin() as unit:
        actions.assign(unit, desk.office, number, to, "alice", T0 + minutes * MINUTE)


def stands(desk: Desk, number: str) -> tuple[Ticket, CaseRow]:
    with desk.storage.read() as unit:
        ticket = unit.tickets.get(number)
        row = unit.cases.latest(ticket.id or 0)
        assert row is not None
        return ticket, row


def last(desk: Desk, template: str) -> OutboxEntry:
    return desk.outbox(template)[-1]


def unclear(desk: Desk, number: str) -> OutboxEntry:
    answer(desk, desk.pages()[0], "C'est quoi ce dossier ?", 2)
    return last(desk, "page-unclear")


def unproven(desk: Desk, number: str) -> OutboxEntry:
    letter = builders.message("Je prends", f"Re: [{number}] ASTREINTE", desk.pages()[0].to[0], "u@x")
    desk.take(builders.reading(letter, kind=Kind.FOLLOW_UP), T0 + 2 * MINUTE)
    return last(desk, "page-unproven")


def postponed(desk: Desk, number: str) -> OutboxEntry:
    answer(desk, desk.pages()[0], "Dans 20 minutes", 2)
    return last(desk, "page-postponed")


def taken_and_given_back(desk: Desk, number: str) -> OutboxEntry:
    """Who was told that it is taken takes it when it is given back."""
    first = desk.pages()[0]
    tick(desk, 15)
    tick(desk, 25)
    answer(desk, first, "Je prends", 26)
    told = next(e for e in desk.outbox("page-taken") if e.person != first.person)
    answer(desk, first, "Finalement je ne peux pas", 27)
    return told


def twice_unclear(desk: Desk, number: str) -> OutboxEntry:
    answer(desk, unclear(desk, number), "Comment ça ?", 3)
    assert len(desk.outbox("page-unclear")) == 2
    return last(desk, "page-unclear")


LETTERS = [unclear, unproven, postponed, taken_and_given_back, twice_unclear]
each_letter = pytest.mark.parametrize("sent", LETTERS, ids=lambda sent: str(sent.__name__))


@each_letter
@pytest.mark.parametrize("field", ["in_reply_to", "references", "inner_ids"])
def test_the_letter_we_sent_is_answered_and_the_case_is_taken(
    desk: Desk, sent: Callable[[Desk, str], OutboxEntry], field: str
) -> None:
    number = begun(desk)
    letter = sent(desk, number)
    answer(desk, letter, "Je prends", 28, field=field)
    ticket, row = stands(desk, number)
    assert (ticket.owner, row.case.state, row.case.taken_by) == (letter.person, "acknowledged", letter.person)


@pytest.mark.parametrize("sent", [unclear, unproven, postponed, twice_unclear])
def test_a_refusal_in_answer_to_it_wakes_the_next_one(desk: Desk, sent: Callable[[Desk, str], OutboxEntry]) -> None:
    letter = sent(desk, begun(desk))
    answer(desk, letter, "Je ne peux pas", 5)
    assert len(desk.pages()) == 2


@each_letter
@pytest.mark.parametrize(
    "fake",
    [{"sender": "charlie@ailleurs.example"}, {"sender": "chloe@cert.example"}, {"trust": Trust.HOSTILE}],
    ids=["stranger", "colleague", "forged"],
)
def test_nobody_else_takes_the_case_by_it(
    desk: Desk, sent: Callable[[Desk, str], OutboxEntry], fake: dict[str, object]
) -> None:
    number = begun(desk)
    answer(desk, sent(desk, number), "Je prends", 28, **fake)  # type: ignore[arg-type]
    assert stands(desk, number)[0].owner is None


def test_a_colleague_who_was_not_paged_is_asked_at_the_known_address_and_takes_by_that_answer(desk: Desk) -> None:
    number = begun(desk)
    answer(desk, desk.pages()[0], "Je prends", 2, sender="chloe@cert.example")
    assert stands(desk, number)[0].owner is None
    asked = last(desk, "page-unproven")
    assert (asked.person, asked.to) == ("chloe", ("chloe@cert.example",))
    answer(desk, asked, "Je prends", 4)
    ticket, row = stands(desk, number)
    assert (ticket.owner, row.case.state, row.case.taken_by) == ("chloe", "acknowledged", "chloe")


@pytest.mark.parametrize("words", ["Je ne peux pas", "Vu, merci", "Je suis absente."])
def test_what_else_a_colleague_writes_about_a_page_asks_and_moves_nothing(desk: Desk, words: str) -> None:
    number = begun(desk)
    answer(desk, desk.pages()[0], words, 2, sender="chloe@cert.example")
    assert stands(desk, number)[0].owner is None
    assert len(desk.pages()) == 1 and not desk.outbox("page-unproven")


@each_letter
def test_it_is_threaded_on_the_page_and_goes_to_the_addresses_of_the_configuration(
    desk: Desk, sent: Callable[[Desk, str], OutboxEntry]
) -> None:
    letter = sent(desk, begun(desk))
    assert letter.in_reply_to in {page.message_id for page in desk.pages() if page.person == letter.person}
    assert letter.to == desk.office.mails([letter.person or ""])


def test_an_absence_note_to_it_is_one_to_the_page(desk: Desk) -> None:
    letter = unclear(desk, begun(desk))
    answer(desk, letter, "Je suis absente.", 3, kind=Kind.AUTO_REPLY)
    assert len(desk.pages()) == 2


def test_who_never_was_paged_gives_back_what_was_handed_over(desk: Desk) -> None:
    number = begun(desk)
    hand_over(desk, number, "chloe", 1)
    letter = last(desk, "page-handed-over")
    assert letter.to == ("chloe@cert.example",) and letter.context["next_step_at"]
    answer(desk, letter, "Désolée, je ne peux pas", 3)
    ticket, row = stands(desk, number)
    assert (ticket.owner, row.case.state) == (None, "escalating") and len(desk.pages()) == 2
    answer(desk, letter, "Finalement je prends", 4)
    assert stands(desk, number)[0].owner == "chloe"


def test_handed_over_without_a_case_nothing_can_be_given_back_by_letter(desk: Desk) -> None:
    number = begun(desk)
    with desk.storage.begin() as unit:
        actions.close(unit, desk.office, number, "alice", T0 + MINUTE)
        actions.reopen(unit, desk.office, number, "alice", T0 + 2 * MINUTE)
    hand_over(desk, number, "chloe", 3)
    answer(desk, last(desk, "page-handed-over"), "Je ne peux pas", 4)
    assert stands(desk, number)[0].owner == "chloe" and len(desk.pages()) == 1


@pytest.mark.parametrize(
    "words", ["J'ai rappelé le DSI, il restaure.", "Dans 20 minutes j'ai fini", "je prends encore"]
)
@pytest.mark.parametrize("holder", ["paged", "chloe"])
def test_any_words_of_the_holder_in_answer_to_the_reminder_are_a_trace(desk: Desk, words: str, holder: str) -> None:
    number = begun(desk)
    if holder == "paged":
        answer(desk, desk.pages()[0], "Je prends", 5)
    else:
        hand_over(desk, number, holder, 5)
    tick(desk, 50)
    answer(desk, last(desk, "page-reminder"), words, 52)
    tick(desk, 600)
    assert stands(desk, number)[1].case.state == "acknowledged" and len(desk.pages()) == 1
    assert not desk.outbox("page-unclear")


def test_the_reminder_is_answered_with_a_refusal_and_the_next_one_is_woken(desk: Desk) -> None:
    number = begun(desk)
    answer(desk, desk.pages()[0], "Je prends", 5)
    tick(desk, 50)
    answer(desk, last(desk, "page-reminder"), "Je ne peux pas continuer, je ne peux pas", 52)
    assert stands(desk, number)[0].owner is None and len(desk.pages()) == 2


def test_thanks_for_a_case_that_is_held_neither_end_its_lease_nor_are_called_unclear(desk: Desk) -> None:
    number = begun(desk)
    answer(desk, desk.pages()[0], "Je prends", 5)
    answer(desk, last(desk, "page-taken"), "Merci !", 6)
    assert not desk.outbox("page-unclear", "page-unproven")
    tick(desk, 50)
    tick(desk, 65)
    assert stands(desk, number)[1].case.state == "escalating"


def test_an_old_letter_about_a_page_does_not_take_the_next_case_of_the_ticket(desk: Desk) -> None:
    number = begun(desk)
    old = unclear(desk, number)
    with desk.storage.begin() as unit:
        actions.close(unit, desk.office, number, "chloe", T0 + 3 * MINUTE)
        actions.reopen(unit, desk.office, number, "chloe", T0 + 4 * MINUTE)
        again = unit.tickets.get(number)
        escalate.begin(unit, desk.office, again, desk.office.rules.policies["off-hours"], T0 + 60 * MINUTE)
    answer(desk, old, "Je prends", 61)
    assert stands(desk, number)[1].case.state == "escalating"


def test_a_letter_that_is_about_no_page_proves_nothing(desk: Desk) -> None:
    number = begun(desk)
    [notice, *_] = desk.outbox("notice")
    answer(desk, notice, "Je prends", 3, sender=desk.pages()[0].to[0])
    assert stands(desk, number)[0].owner is None
