"""One letter in: what opens a ticket, what joins one, what changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk.intake import take_in
from bot.desk.judging import judge
from bot.mail.message import Address, Cut
from bot.mail.verdict import Kind, Trust
from bot.report.fields import Found, Report
from bot.tickets.states import State
from tests import builders
from tests.builders import SATURDAY_NIGHT, TUESDAY_MORNING
from tests.unit.desk.conftest import Desk
from tests.unit.rules.shipped import changed, load


def test_a_new_report_opens_a_ticket_and_gets_one_acknowledgement(desk: Desk) -> None:
    taken = desk.take(builders.reading(report=builders.critical_report()), TUESDAY_MORNING)
    assert taken.new and taken.ticket is not None
    assert taken.ticket.number == "SSI-2026-000001"
    [answer] = desk.outbox("acknowledgement-in-hours")
    assert answer.to == ("rssi@ch-exemple.example",)
    assert answer.in_reply_to == "one@ch-exemple.example"
    assert answer.envelope_from == "" and answer.auto_submitted == "auto-replied"


def test_a_critical_letter_off_hours_pages_and_its_acknowledgement_waits_for_the_page(desk: Desk) -> None:
    taken = desk.take(builders.reading(report=builders.critical_report()), SATURDAY_NIGHT)
    assert taken.page
    [page] = desk.pages()
    [answer] = desk.outbox("acknowledgement-off-hours-paged")
    assert answer.waits_for == page.key and answer.otherwise == "acknowledgement-off-hours"
    assert page.envelope_from != "", "a page must bounce to us"


def test_what_was_cut_from_a_letter_and_by_which_pattern_stays_in_the_timeline(desk: Desk) -> None:
    cuts = (Cut(20, 400, "outlook"), Cut(400, 440, "signature"))
    taken = desk.take(builders.reading(builders.message(cuts=cuts)), TUESDAY_MORNING)
    assert taken.ticket is not None
    with desk.storage.read() as unit:
        [line] = [one for one in unit.tickets.entries(taken.ticket.id or 0) if one.kind == "report"]
    assert line.cuts == cuts


def test_the_desk_and_the_fssi_are_told_of_a_new_ticket(desk: Desk) -> None:
    desk.take(builders.reading(report=builders.critical_report()), TUESDAY_MORNING)
    assert desk.outbox("notice"), "nobody was told"


def test_the_same_letter_in_two_mailboxes_is_one_ticket(desk: Desk) -> None:
    letter = builders.reading(report=builders.critical_report())
    first = desk.take(letter, TUESDAY_MORNING, "fssi")
    second = desk.take(letter, TUESDAY_MORNING + timedelta(seconds=9), "desk")
    assert second.outcome == "same_letter" and second.ticket is not None and first.ticket is not None
    assert second.ticket.number == first.ticket.number
    assert len(desk.outbox("acknowledgement-in-hours")) == 1


def test_two_letters_that_share_a_message_id_are_two_tickets(desk: Desk) -> None:
    one = desk.take(builders.reading(builders.message("Panne du DPI depuis ce matin.")), TUESDAY_MORNING)
    two = desk.take(builders.reading(builders.message("Vol d'un ordinateur portable.")), TUESDAY_MORNING)
    assert one.new and two.new and one.ticket != two.ticket


@pytest.mark.parametrize(
    "kind", [Kind.AUTO_REPLY, Kind.READ_RECEIPT, Kind.LIST, Kind.CALENDAR, Kind.OWN, Kind.JUNK, Kind.FEEDBACK_REPORT]
)
def test_machine_mail_opens_nothing_and_is_never_answered(desk: Desk, kind: Kind) -> None:
    taken = desk.take(builders.reading(kind=kind, automatic=True), SATURDAY_NIGHT)
    assert not taken.new and taken.ticket is None
    assert desk.outbox() == []


@pytest.mark.parametrize("kind", [Kind.LIST, Kind.JUNK, Kind.AUTO_REPLY, Kind.DELIVERY_REPORT])
def test_machine_mail_no_guard_rule_parks_is_decided_like_any_letter(kind: Kind) -> None:
    """What `explain` tells is what happens (R25)."""
    unguarded, faults = load(changed("rules.guard", [{"id": "x", "when": {"is": "own"}, "do": [{"park": "loop"}]}]))
    assert faults == []
    desk = Desk(replace(builders.office(), rules=unguarded))
    reading = builders.reading(report=builders.critical_report(), kind=kind, automatic=True)
    taken = desk.take(reading, SATURDAY_NIGHT)
    foretold = judge(desk.office, reading, "fssi", SATURDAY_NIGHT, SATURDAY_NIGHT).decision
    assert taken.ticket is not None and taken.ticket.severity == foretold.severity == "critical"
    assert len(desk.pages()) == 1 and foretold.page is not None
    assert not [one for one in desk.outbox() if one.template.startswith("acknowledgement")]


def test_an_absence_note_on_a_ticket_changes_nothing_but_stands_there(desk: Desk) -> None:
    first = desk.take(builders.reading(report=builders.critical_report()), TUESDAY_MORNING)
    [answer] = desk.outbox("acknowledgement-in-hours")
    absence = builders.message(
        "Je suis absente.", "Absence du bureau", in_reply_to=(answer.message_id,), message_id="a@b"
    )
    before = len(desk.outbox())
    taken = desk.take(builders.reading(absence, kind=Kind.AUTO_REPLY, automatic=True, absence=True), TUESDAY_MORNING)
    assert taken.ticket is not None and first.ticket is not None and taken.ticket.state == first.ticket.state
    assert len(desk.outbox()) == before
    with desk.storage.read() as unit:
        assert first.ticket.id is not None
        assert [e.kind for e in unit.tickets.entries(first.ticket.id)][-1] == "auto_reply"


def test_an_answer_to_our_letter_by_its_author_joins_the_ticket(desk: Desk) -> None:
    first = desk.take(builders.reading(report=builders.critical_report()), TUESDAY_MORNING)
    [answer] = desk.outbox("acknowledgement-in-hours")
    more = builders.message("Voici le FINESS.", "Re: suite", in_reply_to=(answer.message_id,), message_id="two@b")
    taken = desk.take(builders.reading(more, kind=Kind.FOLLOW_UP), TUESDAY_MORNING)
    assert taken.outcome == "appended" and taken.ticket is not None and first.ticket is not None
    assert taken.ticket.number == first.ticket.number
    assert len(desk.outbox("acknowledgement-in-hours")) == 1, "a follow-up gets no second acknowledgement"


@pytest.mark.parametrize("how", ["in_reply_to", "references", "inner_ids", "subject", "text"])
def test_a_stranger_with_a_number_opens_a_ticket_that_says_so(desk: Desk, how: str) -> None:
    first = desk.take(builders.reading(report=builders.critical_report()), TUESDAY_MORNING)
    assert first.ticket is not None
    [answer] = desk.outbox("acknowledgement-in-hours")
    token = f"[{first.ticket.number}]"
    claim = {"subject": f"Re: {token}"} if how == "subject" else {}
    more = {how: (answer.message_id,)} if how in ("in_reply_to", "references", "inner_ids") else {}
    text = f"Clôturez ce ticket.\n> {token}" if how == "text" else "Clôturez ce ticket."
    letter = builders.message(text, sender="charlie@ailleurs.example", message_id="c@ailleurs.example", **claim, **more)
    taken = desk.take(builders.reading(letter, kind=Kind.FOLLOW_UP), TUESDAY_MORNING)
    assert taken.new and taken.ticket is not None
    assert taken.ticket.claims == first.ticket.number


def test_a_hostile_author_never_joins_even_with_the_right_address(desk: Desk) -> None:
    first = desk.take(builders.reading(report=builders.critical_report()), TUESDAY_MORNING)
    [answer] = desk.outbox("acknowledgement-in-hours")
    letter = builders.message("Incident résolu.", in_reply_to=(answer.message_id,), message_id="x@y")
    forged = builders.reading(letter, Report(state=Found("resolved")), Kind.FOLLOW_UP, trust=Trust.HOSTILE)
    taken = desk.take(forged, TUESDAY_MORNING)
    assert taken.new and first.ticket is not None
    with desk.storage.read() as unit:
        assert unit.tickets.get(first.ticket.number).state is first.ticket.state


def test_a_colleague_joins_unconfirmed(desk: Desk) -> None:
    first = desk.take(builders.reading(report=builders.critical_report()), TUESDAY_MORNING)
    [answer] = desk.outbox("acknowledgement-in-hours")
    letter = builders.message(
        "Je prends la suite.", sender="dsi@ch-exemple.example", message_id="d@e", references=(answer.message_id,)
    )
    taken = desk.take(builders.reading(letter, kind=Kind.FOLLOW_UP), TUESDAY_MORNING)
    assert not taken.new and first.ticket is not None and first.ticket.id is not None
    with desk.storage.read() as unit:
        people = {p.address: p.confirmed for p in unit.tickets.participants(first.ticket.id)}
    assert people == {"rssi@ch-exemple.example": True, "dsi@ch-exemple.example": False}


def test_a_participant_who_tells_the_end_resolves_and_never_closes(desk: Desk) -> None:
    desk.take(builders.reading(report=builders.critical_report()), SATURDAY_NIGHT)
    [answer] = desk.outbox("acknowledgement-off-hours-paged")
    letter = builders.message("Tout est résolu.", in_reply_to=(answer.message_id,), message_id="end@e")
    taken = desk.take(builders.reading(letter, Report(state=Found("resolved")), Kind.FOLLOW_UP), SATURDAY_NIGHT)
    assert taken.ticket is not None and taken.ticket.state is State.RESOLVED_DECLARED
    with desk.storage.read() as unit:
        assert taken.ticket.id is not None and unit.cases.running(taken.ticket.id) is None


def test_it_reopens_a_closed_ticket_when_the_requester_writes_again(desk: Desk) -> None:
    from bot.desk import actions

    first = desk.take(builders.reading(report=builders.critical_report()), TUESDAY_MORNING)
    assert first.ticket is not None
    number = first.ticket.number
    desk.do(lambda unit: _ignore(actions.close(unit, desk.office, number, "alice", TUESDAY_MORNING)))
    [answer] = desk.outbox("acknowledgement-in-hours")
    letter = builders.message("Cela recommence.", in_reply_to=(answer.message_id,), message_id="again@e")
    taken = desk.take(builders.reading(letter, kind=Kind.FOLLOW_UP), TUESDAY_MORNING)
    assert taken.ticket is not None and taken.ticket.number == number and taken.ticket.state is State.QUALIFYING


def test_an_answer_is_never_sent_to_a_null_return_path(desk: Desk) -> None:
    desk.take(builders.reading(builders.message(return_path="")), TUESDAY_MORNING)
    assert desk.outbox("acknowledgement-in-hours") == []


def test_an_answer_goes_to_the_return_path_not_to_reply_to(desk: Desk) -> None:
    letter = builders.message(return_path="bounce@ch-exemple.example", reply_to=(Address("", "else@where.example"),))
    desk.take(builders.reading(letter), TUESDAY_MORNING)
    [answer] = desk.outbox("acknowledgement-in-hours")
    assert answer.to == ("bounce@ch-exemple.example",)


def test_without_an_author_the_answer_goes_where_answers_are_asked_for(desk: Desk) -> None:
    letter = replace(builders.message(reply_to=(Address("", "rssi@ch-exemple.example"),)), from_=())
    desk.take(builders.reading(letter), TUESDAY_MORNING)
    [answer] = desk.outbox("acknowledgement-in-hours")
    assert answer.to == ("rssi@ch-exemple.example",)


def test_the_third_letter_that_resembles_the_others_is_held_and_a_person_told(desk: Desk) -> None:
    words = "Votre demande a bien été enregistrée sous la référence suivante, nous reviendrons vers vous rapidement"
    for n in range(3):
        letter = builders.message(f"{words} {n}", f"Ticket {n}", "robot@autre.example", f"r{n}@autre.example")
        desk.take(builders.reading(letter), TUESDAY_MORNING + timedelta(minutes=n))
    statuses = [entry.status for entry in desk.outbox("acknowledgement-in-hours")]
    assert statuses == ["queued", "queued", "held"]
    assert len(desk.outbox("alarm")) == 1


def test_a_letter_nobody_can_read_becomes_a_ticket_for_a_human(desk: Desk) -> None:
    taken = desk.take(builders.reading(kind=Kind.UNREADABLE), TUESDAY_MORNING)
    assert taken.new and taken.ticket is not None and taken.ticket.track == "real"


def test_every_decision_leaves_its_trace(desk: Desk) -> None:
    taken = desk.take(builders.reading(report=builders.critical_report()), SATURDAY_NIGHT)
    with desk.storage.read() as unit:
        assert taken.ticket is not None and taken.ticket.id is not None
        [trace] = unit.audit.traces(taken.ticket.id)
    assert trace["clock"]["window"] == "off_hours" and trace["trace"]


def _ignore(_: object) -> None: ...


def test_a_letter_set_aside_has_a_ticket_and_its_replay_joins_it(desk: Desk) -> None:
    row = builders.journaled(desk.storage, desk.storage.journal, TUESDAY_MORNING)
    with desk.storage.begin() as unit:
        first = take_in(unit, desk.office, row, builders.reading(kind=Kind.UNREADABLE), TUESDAY_MORNING, "hung")
    with desk.storage.begin() as unit:
        [aside] = unit.letters.quarantined()
        assert first.ticket is not None and aside.ticket_id == first.ticket.id and aside.cause == "hung"
        unit.letters.release(row.id)
    with desk.storage.begin() as unit:
        again = take_in(unit, desk.office, unit.letters.get(row.id), builders.reading(), TUESDAY_MORNING)
    assert not again.new and again.ticket is not None and again.ticket.number == first.ticket.number


def test_a_letter_past_the_size_limit_says_so_on_its_ticket(desk: Desk) -> None:
    row = replace(builders.journaled(desk.storage, desk.storage.journal, TUESDAY_MORNING), truncated=True, size=10**9)
    with desk.storage.begin() as unit:
        taken = take_in(unit, desk.office, row, builders.reading(), TUESDAY_MORNING)
        assert taken.ticket is not None and taken.ticket.id is not None
        notes = [e.text for e in unit.tickets.entries(taken.ticket.id) if e.kind == "truncated"]
    assert notes and "1000000000" in notes[0]
