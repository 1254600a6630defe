"""The monthly test letter: who gets one, what its answer proves, who is told of silence; it is never a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from bot.desk.kept.proofs import Proof
from bot.desk.kept.records import OutboxEntry
from bot.desk.pages import reach
from bot.desk.ports import Unit
from bot.mail.verdict import Kind, Trust
from bot.settings.model import PersonSettings, ReachSettings
from tests import builders
from tests.builders import at
from tests.unit.desk.conftest import Desk
from tests.unit.rules.sections import PARIS

ON = ReachSettings(enabled=True, day=2, at=time(10), answer_within=timedelta(hours=8))
MONDAY = at("2026-03-02T10:00:00+01:00")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ALICE = {"alice@cert.example", "alice@perso.example"}
EVERYBODY = ALICE | {"bruno@cert.example", "chloe@cert.example", "cadre-astreinte@cert.example"}


@pytest.fixture
def desk() -> Desk:
    return Desk(builders.with_second_address(builders.office(live=True, reach_tests=ON)))


def tick(desk: Desk, when: datetime) -> int:
    with desk.storage.begin() as unit:
        return reach.tick(unit, desk.office, when)


@contextmanager
def seen(desk: Desk) -> Iterator[Unit]:
    with desk.storage.read() as unit:
        yield unit


def proofs(desk: Desk) -> dict[str, Proof]:
    with seen(desk) as unit:
        return {proof.address: proof for proof in unit.proofs.all()}


def alarms(desk: Desk) -> set[str]:
    with seen(desk) as unit:
        return {key for key, _, _ in unit.watch.alarms()}


def sent_to(desk: Desk, address: str = "alice@cert.example") -> list[OutboxEntry]:
    return [entry for entry in desk.outbox("reach-test") if entry.to == (address,)]


def answer(
    desk: Desk,
    text: str = "Reçu",
    sender: str = "alice@cert.example",
    when: datetime = MONDAY + HOUR,
    **more: Any,
) -> str:
    test = sent_to(desk)[-1]
    written = builders.message(text, "RE: ESSAI", sender, f"a{len(text)}{sender}", in_reply_to=(test.message_id,))
    return desk.take(builders.reading(written, **{"kind": Kind.FOLLOW_UP, **more}), when).outcome


def test_everybody_who_can_be_paged_gets_one_letter_at_each_address_once_a_month(desk: Desk) -> None:
    assert tick(desk, MONDAY) == 5
    assert {entry.to[0] for entry in desk.outbox("reach-test")} == EVERYBODY
    when = MONDAY
    while when < at("2026-03-31T18:00:00+02:00"):
        when += timedelta(hours=5)
        tick(desk, when)
    assert len(desk.outbox("reach-test")) == 5
    tick(desk, at("2026-04-02T10:00:00+02:00"))
    assert len(desk.outbox("reach-test")) == 10


def test_it_waits_for_the_hour_and_for_the_calendar_to_be_open(desk: Desk) -> None:
    early = replace(desk, office=replace(desk.office, settings=replace(desk.office.settings, reach_tests=ON)))
    with desk.storage.begin() as unit:
        for address in EVERYBODY:
            name = next(n for n, p in desk.office.people.items() if address in p.mails)
            unit.proofs.put(Proof(name, address, "old", at("2026-07-02T10:00:00+02:00"), MONDAY, None, told=True))
    # The second of August 2026 is a Sunday.
    for text in ("2026-08-01T10:00:00+02:00", "2026-08-02T10:00:00+02:00", "2026-08-03T08:59:59+02:00"):
        assert tick(early, at(text)) == 0, text
    assert tick(early, at("2026-08-03T09:05:00+02:00")) == 5


def test_an_address_that_is_new_is_tested_at_the_next_opening(desk: Desk) -> None:
    tick(desk, MONDAY)
    people = {**desk.office.people, "bruno": PersonSettings("bruno", ("bruno@cert.example", "bruno@neuf.example"))}
    desk.office = replace(desk.office, settings=replace(desk.office.settings, people=people))
    assert tick(desk, at("2026-03-14T12:00:00+01:00")) == 5, "on a Saturday nobody is asked; five have not answered"
    assert sent_to(desk, "bruno@neuf.example") == []
    tick(desk, at("2026-03-16T09:30:00+01:00"))
    assert len(sent_to(desk, "bruno@neuf.example")) == 1
    del people["bruno"]
    desk.office = replace(desk.office, settings=replace(desk.office.settings, people=dict(people)))
    tick(desk, at("2026-03-16T10:30:00+01:00"))
    assert set(proofs(desk)) == EVERYBODY - {"bruno@cert.example"} and "reach/bruno/bruno@cert.example" not in alarms(
        desk
    )


def test_nothing_goes_out_unless_it_is_switched_on_and_live() -> None:
    for settings in ({"live": True}, {"live": False, "reach_tests": ON}):
        desk = Desk(builders.office(**settings))
        assert tick(desk, MONDAY) == 0 and desk.outbox() == []


def test_an_answer_proves_the_address_it_was_asked_at_and_no_other(desk: Desk) -> None:
    tick(desk, MONDAY)
    assert answer(desk) == "reach_answer"
    found = proofs(desk)
    assert found["alice@cert.example"].proven_at == MONDAY + HOUR and found["alice@cert.example"].answered
    assert not any(proof.answered for address, proof in found.items() if address != "alice@cert.example")


def test_it_may_be_answered_from_another_address_of_the_same_person(desk: Desk) -> None:
    tick(desk, MONDAY)
    assert answer(desk, sender="Alice@perso.example") == "reach_answer"
    assert proofs(desk)["alice@cert.example"].answered and not proofs(desk)["alice@perso.example"].answered


@pytest.mark.parametrize(
    "more",
    [
        {"sender": "eve@elsewhere.example"},
        {"sender": "bruno@cert.example"},
        {"trust": Trust.HOSTILE},
        {"kind": Kind.AUTO_REPLY, "automatic": True, "absence": True},
        {"kind": Kind.READ_RECEIPT, "automatic": True},
    ],
)
def test_strangers_machines_and_forgers_prove_nothing(desk: Desk, more: dict[str, Any]) -> None:
    tick(desk, MONDAY)
    assert answer(desk, **more) != "reach_answer"
    assert not any(proof.answered for proof in proofs(desk).values())


def test_silence_is_told_once_for_each_address_after_eight_open_hours(desk: Desk) -> None:
    tick(desk, MONDAY)
    answer(desk)
    tick(desk, at("2026-03-02T17:59:00+01:00"))
    assert alarms(desk) == set()
    tick(desk, at("2026-03-02T18:05:00+01:00"))
    mine = {key for key in alarms(desk) if key.startswith("reach/alice")}
    assert mine == {"reach/alice/alice@perso.example"} and len(alarms(desk)) == 4
    told = [entry.context["alarm"] for entry in desk.outbox("alarm")]
    assert len(told) == 4 and any("Alice n'a pas répondu à l'essai envoyé à alice@perso.example" in t for t in told)
    tick(desk, at("2026-03-04T12:00:00+01:00"))
    assert len(desk.outbox("alarm")) == 4


def test_a_late_answer_ends_the_alarm(desk: Desk) -> None:
    tick(desk, MONDAY)
    tick(desk, at("2026-03-02T18:05:00+01:00"))
    assert answer(desk, when=at("2026-03-05T23:00:00+01:00")) == "reach_answer"
    assert "reach/alice/alice@cert.example" not in alarms(desk) and proofs(desk)["alice@cert.example"].answered


def test_an_answer_in_other_words_is_given_to_a_person(desk: Desk) -> None:
    tick(desk, MONDAY)
    assert answer(desk, "Je n'ai pas reçu le précédent") == "reach_answer"
    assert (
        alarms(desk) == {"reach/alice/alice@cert.example/unclear"} and not proofs(desk)["alice@cert.example"].answered
    )
    answer(desk, "oui")
    assert alarms(desk) == set()


def test_it_is_no_page_and_its_answer_takes_no_case_while_one_runs(desk: Desk) -> None:
    night = at("2026-03-01T22:00:00+01:00")
    taken = desk.take(builders.reading(report=builders.critical_report()), night)
    assert taken.ticket is not None and taken.ticket.id is not None and len(desk.pages()) == 1
    tick(desk, MONDAY)
    test = sent_to(desk)[-1]
    assert test.cls == "notice" and test.ticket is None and "SSI" not in str(test.context)
    for words in ("Je prends", "oui", "ok je prends"):
        assert answer(desk, words) == "reach_answer"
    with seen(desk) as unit:
        case = unit.cases.running(taken.ticket.id)
        assert case is not None and case.case.taken_by is None
        assert unit.tickets.by_id(taken.ticket.id).owner is None
        assert len(unit.tickets.listed()) == 1, "no ticket is opened for it either"


def test_a_restart_in_the_middle_of_a_round_sends_no_letter_twice(desk: Desk) -> None:
    tick(desk, MONDAY)
    with desk.storage.begin() as unit:
        unit.proofs.forget("alice", "alice@cert.example")
    tick(desk, MONDAY + HOUR)
    assert len(sent_to(desk)) == 1
    assert proofs(desk)["alice@cert.example"].message_id == sent_to(desk)[0].message_id


def test_what_each_address_has_proven_is_listed_with_those_never_asked(desk: Desk) -> None:
    with seen(desk) as unit:
        lines = reach.reach_lines(unit, desk.office, MONDAY)
    assert {line["address"] for line in lines} == EVERYBODY and {line["proven_at"] for line in lines} == {None}
    tick(desk, MONDAY)
    answer(desk)
    with seen(desk) as unit:
        [mine] = [one for one in reach.reach_lines(unit, desk.office, MONDAY) if one["address"] == "alice@cert.example"]
    assert mine["proven_at"] == (MONDAY + HOUR).isoformat() and mine["answered"] is True


@pytest.mark.parametrize(
    ("now", "since"),
    [
        ("2026-03-02T09:59:59+01:00", "2026-02-02T10:00:00+01:00"),
        ("2026-03-02T10:00:00+01:00", "2026-03-02T10:00:00+01:00"),
        ("2026-04-01T23:00:00+02:00", "2026-03-02T10:00:00+01:00"),
        ("2026-01-01T00:30:00+01:00", "2025-12-02T10:00:00+01:00"),
        ("2026-03-31T12:00:00+02:00", "2026-03-02T10:00:00+01:00"),
    ],
)
def test_a_round_counts_from_its_day_and_hour_on_the_wall(now: str, since: str) -> None:
    assert reach.latest_round(ON, PARIS, at(now)) == at(since)
