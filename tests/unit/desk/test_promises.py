"""Promises of a ticket: reminded of before, told when missed, held while the declarant is awaited; NIS2 never held."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.desk import actions, overdue
from bot.desk.kept.levels import Level
from bot.errors import Illegal
from bot.mail.verdict import Kind
from bot.report.fields import Found, Report
from bot.rules.condition_words import Names, read_condition
from bot.rules.nis2 import Nis2
from bot.rules.service_levels import read_service_rules
from bot.tickets.model import Ticket
from tests import builders
from tests.builders import SATURDAY_NIGHT, TUESDAY_MORNING, at
from tests.unit.desk.conftest import Desk
from tests.unit.rules.sections import section

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PROMISED = {
    "id": "all",
    "when": {"always": True},
    "first_answer": {"real": "30m"},
    "qualification": {"business": "4h", "window": "in_hours", "remind_before": "30m"},
    "plan": {"real": "6h", "remind_before": "1h"},
}


@pytest.fixture
def desk() -> Desk:
    office = builders.office(remind=("desk-team",))
    names = Names("sla", office.rules.windows, office.rules.lexicons)
    when = read_condition(section({"track": "real"}), names)
    rules = replace(
        office.rules, service=read_service_rules([section(PROMISED)], names), nis2=Nis2(when, timedelta(hours=4))
    )
    return Desk(replace(office, rules=rules))


def opened(desk: Desk, when: datetime = TUESDAY_MORNING, **report: object) -> Ticket:
    taken = desk.take(builders.reading(report=builders.critical_report(**report)), when)
    assert taken.ticket is not None
    return taken.ticket


def levels(desk: Desk, ticket: Ticket) -> dict[str, Level]:
    with desk.storage.read() as unit:
        return {level.name: level for level in unit.tickets.levels(ticket.id or 0)}


def tick(desk: Desk, when: datetime) -> None:
    with desk.storage.begin() as unit:
        while overdue.tick(unit, desk.office, when):
            pass


def reminded(desk: Desk) -> list[str]:
    return [entry.context["facts"][0] for entry in desk.outbox("level-reminder")]


def alarms(desk: Desk) -> set[str]:
    with desk.storage.read() as unit:
        return {key.rpartition("/")[2] for key, _, _ in unit.watch.alarms() if key.startswith("level/")}


def test_each_promise_is_counted_on_its_own_clock(desk: Desk) -> None:
    found = levels(desk, opened(desk, SATURDAY_NIGHT))
    assert found["first_answer"].due_at == SATURDAY_NIGHT + 30 * MINUTE
    assert found["qualification"].due_at == at("2026-08-17T13:00:00+02:00")
    assert found["qualification"].remind_at == at("2026-08-17T12:30:00+02:00")
    assert found["plan"].due_at == SATURDAY_NIGHT + 6 * HOUR


def test_the_desk_is_reminded_once_before_and_the_operator_told_once_after(desk: Desk) -> None:
    ticket = opened(desk)
    plan = levels(desk, ticket)["plan"]
    tick(desk, plan.due_at - HOUR - MINUTE)
    assert "plan" not in reminded(desk)
    for late in (HOUR, 59 * MINUTE, MINUTE):
        tick(desk, plan.due_at - late)
    [letter] = [one for one in desk.outbox("level-reminder") if one.context["facts"] == ["plan"]]
    assert letter.to == desk.office.mails(["desk-team"]) and letter.context["answer_due_at"] == plan.due_at.isoformat()
    assert "plan" not in alarms(desk)
    for later in (0 * HOUR, HOUR, 30 * HOUR):
        tick(desk, plan.due_at + later)
    assert "plan" in alarms(desk) and reminded(desk).count("plan") == 1
    assert sum("le plan d'action" in one.context["alarm"] for one in desk.outbox("alarm")) == 1


def test_after_an_outage_only_the_miss_is_told(desk: Desk) -> None:
    plan = levels(desk, opened(desk))["plan"]
    tick(desk, plan.due_at + HOUR)
    assert "plan" not in reminded(desk) and "plan" in alarms(desk)


def test_what_was_met_is_neither_reminded_of_nor_missed(desk: Desk) -> None:
    ticket = opened(desk)
    with desk.storage.begin() as unit:
        actions.met(unit, desk.office, ticket.number, "plan", "alice", TUESDAY_MORNING + HOUR)
        actions.qualify(unit, desk.office, ticket.number, "alice", TUESDAY_MORNING + HOUR, severity="major")
    tick(desk, TUESDAY_MORNING + 20 * HOUR)
    assert {"plan", "qualification"} & (alarms(desk) | set(reminded(desk))) == set()
    found = levels(desk, ticket)
    assert found["plan"].met_at == found["qualification"].met_at == TUESDAY_MORNING + HOUR


def test_a_miss_that_is_made_good_ends_its_alarm(desk: Desk) -> None:
    ticket = opened(desk)
    tick(desk, TUESDAY_MORNING + 7 * HOUR)
    with desk.storage.begin() as unit:
        actions.met(unit, desk.office, ticket.number, "plan", "alice", TUESDAY_MORNING + 8 * HOUR)
    assert "plan" not in alarms(desk)


@pytest.mark.parametrize("name", ["nothing", "plan"])
def test_what_is_not_promised_or_met_already_cannot_be_met(desk: Desk, name: str) -> None:
    ticket = opened(desk)
    with desk.storage.begin() as unit:
        unit.tickets.meet_level(ticket.id or 0, "plan", TUESDAY_MORNING)
    with (
        desk.storage.begin() as unit,
        pytest.raises(Illegal, match=f"has no {name} to be met; there are: first_answer"),
    ):
        actions.met(unit, desk.office, ticket.number, name, "alice", TUESDAY_MORNING)


def ask(desk: Desk, ticket: Ticket, when: datetime) -> None:
    with desk.storage.begin() as unit:
        actions.ask(unit, desk.office, ticket.number, ["finess"], "alice", when)


def answer(desk: Desk, ticket: Ticket, when: datetime) -> None:
    [asked] = desk.outbox("questions")
    letter = builders.message("630780192", in_reply_to=(asked.message_id,), message_id=f"r{when.timestamp()}@e")
    taken = desk.take(builders.reading(letter, None, Kind.FOLLOW_UP), when)
    assert taken.ticket is not None and taken.ticket.number == ticket.number


def test_the_clock_stands_while_the_declarant_is_awaited_and_runs_on_when_he_has_written(desk: Desk) -> None:
    # Tuesday 11:05; asked at 12:05 with three of four open hours left; answered on Wednesday at 10:00.
    ticket = opened(desk)
    before = levels(desk, ticket)
    ask(desk, ticket, TUESDAY_MORNING + HOUR)
    held = levels(desk, ticket)
    assert (held["qualification"].left, held["plan"].left) == (3 * HOUR, 5 * HOUR)
    tick(desk, TUESDAY_MORNING + 22 * HOUR)
    assert {"plan", "qualification"} & (alarms(desk) | set(reminded(desk))) == set()
    wednesday = at("2026-03-11T10:00:00+01:00")
    answer(desk, ticket, wednesday)
    on = levels(desk, ticket)
    assert on["qualification"] == replace(
        before["qualification"], due_at=wednesday + 3 * HOUR, remind_at=wednesday + 2 * HOUR + 30 * MINUTE
    )
    assert on["plan"] == replace(before["plan"], due_at=wednesday + 5 * HOUR, remind_at=wednesday + 4 * HOUR)


def test_a_wait_over_a_closed_weekend_costs_no_open_time(desk: Desk) -> None:
    friday, monday = at("2026-03-13T17:00:00+01:00"), at("2026-03-16T09:30:00+01:00")
    ticket = opened(desk, friday)
    ask(desk, ticket, friday + 30 * MINUTE)
    assert levels(desk, ticket)["qualification"].left == 3 * HOUR + 30 * MINUTE
    answer(desk, ticket, monday)
    assert levels(desk, ticket)["qualification"].due_at == monday + 3 * HOUR + 30 * MINUTE


def test_a_question_does_not_mend_what_is_missed_already(desk: Desk) -> None:
    ticket = opened(desk)
    late = levels(desk, ticket)["plan"].due_at + MINUTE
    ask(desk, ticket, late)
    assert levels(desk, ticket)["plan"].left is None
    tick(desk, late)
    assert "plan" in alarms(desk)


def test_a_question_of_the_desk_is_its_first_answer(desk: Desk) -> None:
    ticket = opened(desk)
    ask(desk, ticket, TUESDAY_MORNING + MINUTE)
    assert levels(desk, ticket)["first_answer"].met_at == TUESDAY_MORNING + MINUTE


def test_the_deadlines_of_nis2_run_on_through_any_wait(desk: Desk) -> None:
    noticed = TUESDAY_MORNING - 5 * HOUR
    ticket = opened(desk, noticed_at=Found(noticed))
    ask(desk, ticket, TUESDAY_MORNING + HOUR)
    found = levels(desk, ticket)
    assert found["nis2_early_warning"] == Level(
        "nis2_early_warning", noticed + 24 * HOUR, "real", remind_at=noticed + 20 * HOUR
    )
    assert found["nis2_notification"].due_at == noticed + 72 * HOUR
    assert found["nis2_final_report"].due_at == at("2026-04-10T06:05:00+02:00")
    tick(desk, noticed + 20 * HOUR)
    assert reminded(desk) == ["nis2_early_warning"]
    tick(desk, noticed + 24 * HOUR)
    assert "nis2_early_warning" in alarms(desk)


def test_a_closed_ticket_is_reminded_of_nothing(desk: Desk) -> None:
    ticket = opened(desk)
    with desk.storage.begin() as unit:
        actions.close(unit, desk.office, ticket.number, "alice", TUESDAY_MORNING + MINUTE)
    tick(desk, TUESDAY_MORNING + 900 * HOUR)
    assert reminded(desk) == [] and alarms(desk) == set()


def test_a_matter_that_rises_is_promised_what_is_due_sooner_and_nothing_later() -> None:
    desk = Desk(builders.office())
    quiet = builders.reading(report=Report(category=Found("phishing"), structure_type=Found("ehpad")))
    ticket = desk.take(quiet, TUESDAY_MORNING).ticket
    assert ticket is not None and ticket.severity != "critical"
    assert levels(desk, ticket)["first_answer"].due_at == TUESDAY_MORNING + 4 * HOUR
    [answered] = desk.outbox("acknowledgement-in-hours")
    for later in (HOUR, 2 * HOUR):
        letter = builders.message("Urgences au papier.", in_reply_to=(answered.message_id,), message_id=f"{later}@e")
        desk.take(builders.reading(letter, builders.critical_report(), Kind.FOLLOW_UP), TUESDAY_MORNING + later)
    assert levels(desk, ticket)["first_answer"] == Level("first_answer", TUESDAY_MORNING + HOUR + 30 * MINUTE, "real")
