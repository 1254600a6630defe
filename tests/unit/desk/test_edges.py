"""Edges of the desk's hours: what nobody took crosses over at 18:00, and at 9:00 the desk gets the night's list."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.desk import actions, edges
from bot.desk.kept.incidents import Incident, Member
from bot.desk.kept.records import OutboxEntry
from bot.desk.pages import escalate
from bot.desk.ports import Unit
from bot.report.fields import Found
from bot.rules.escalation import machine as escalation
from bot.rules.escalation.policy import Adoption
from bot.tickets.model import Ticket
from bot.tickets.states import State
from tests import builders
from tests.builders import at
from tests.unit.desk.conftest import Desk

MORNING, EVENING, NEXT_MORNING = "2026-03-10T09:00:00+01:00", "2026-03-10T18:00:00+01:00", "2026-03-11T09:00:00+01:00"
IN_HOURS = at("2026-03-10T14:00:00+01:00")
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def look(desk: Desk, now: datetime) -> int:
    with desk.storage.begin() as unit:
        return edges.tick(unit, desk.office, now)


def tick(desk: Desk, now: datetime) -> None:
    with desk.storage.begin() as unit:
        edges.tick(unit, desk.office, now)
        escalate.tick(unit, desk.office, now)


def critical(desk: Desk, when: datetime = IN_HOURS, name: str = "CH de Val-Brumeux") -> str:
    letter = builders.message(
        f"Tout est chiffré à {name}.", message_id=f"{name}@x.example", sender=f"a@{len(name)}.example"
    )
    report = builders.critical_report(structure=Found(name))
    taken = desk.take(builders.reading(letter, report=report), when)
    assert taken.ticket is not None
    assert taken.ticket.severity == "critical"
    return taken.ticket.number


def lists(desk: Desk) -> list[OutboxEntry]:
    return desk.outbox("night-list")


def test_a_critical_ticket_nobody_took_by_day_is_paged_when_the_desk_closes(desk: Desk) -> None:
    critical(desk)
    assert not desk.pages()
    tick(desk, at(EVENING) - SECOND)
    assert not desk.pages()
    tick(desk, at(EVENING))
    [page] = desk.pages()
    assert page.person == "alice"
    tick(desk, at(EVENING) + 15 * MINUTE)
    assert len(desk.pages()) == 2


def test_a_critical_ticket_of_ten_to_six_is_paged_once_and_not_again_at_six(desk: Desk) -> None:
    look(desk, IN_HOURS)
    critical(desk, at(EVENING) - 10 * MINUTE)
    assert len(desk.pages()) == 1
    tick(desk, at(EVENING) + SECOND)
    assert len(desk.pages()) == 1
    tick(desk, at(EVENING) + 5 * MINUTE)
    assert len(desk.pages()) == 2


def test_what_is_owned_closed_less_than_critical_or_told_as_resolved_does_not_cross_over(desk: Desk) -> None:
    look(desk, IN_HOURS)
    owned, closed, lesser, resolved = (critical(desk, IN_HOURS, f"CH {'x' * n}") for n in range(1, 5))
    with desk.storage.begin() as unit:
        actions.acknowledge(unit, desk.office, owned, "alice", IN_HOURS)
        actions.close(unit, desk.office, closed, "alice", IN_HOURS)
        actions.qualify(unit, desk.office, lesser, "alice", IN_HOURS, severity="major")
    over = builders.message(
        "C'est résolu.", message_id="over@x.example", sender="a@7.example", in_reply_to=("CH xxxx@x.example",)
    )
    desk.take(builders.reading(over, report=builders.critical_report(state=Found("resolved"))), IN_HOURS + MINUTE)
    with desk.storage.read() as unit:
        assert unit.tickets.get(resolved).state == "resolved_declared"
    assert look(desk, at(EVENING)) == 0
    assert not desk.pages()


def test_a_running_case_of_another_policy_goes_over_to_the_one_of_the_night(desk: Desk) -> None:
    number = critical(desk)
    look(desk, IN_HOURS)
    night = desk.office.rules.policies["off-hours"]
    with desk.storage.begin() as unit:
        by_day = replace(night, name="by-day", steps=night.steps[-1:])
        escalate.begin(unit, desk.office, unit.tickets.get(number), by_day, IN_HOURS)
    assert [page.person for page in desk.pages()] == ["duty-manager"]
    tick(desk, at(EVENING))
    assert [page.person for page in desk.pages()] == ["duty-manager", "alice"]
    with desk.storage.read() as unit:
        ticket = unit.tickets.get(number)
        assert ticket.id is not None
        row = unit.cases.running(ticket.id)
        assert row is not None
        assert row.case.policy.name == "off-hours"


def test_in_a_storm_one_page_stands_for_all_when_the_desk_closes(desk: Desk) -> None:
    numbers = [critical(desk, IN_HOURS, f"CH {'y' * n}") for n in range(1, 6)]
    look(desk, IN_HOURS)
    with desk.storage.begin() as unit:
        tickets = [unit.tickets.get(number) for number in numbers]
        for ticket in tickets:
            unit.tickets.save(replace(ticket, report=ticket.report | {"support_requested": False}))
        storm = unit.incidents.add(Incident("INC-2026-000001", IN_HOURS, tickets[0].id or 0, storm_at=IN_HOURS))
        for ticket in tickets:
            unit.incidents.put_member(Member(storm.id or 0, ticket.id or 0, "confirmed", (), IN_HOURS))
    assert look(desk, at(EVENING)) == 1
    assert [page.ticket for page in desk.pages()] == numbers[:1]


def storm_of(desk: Desk, count: int, **report: object) -> list[str]:
    """So many tickets of one incident, stored as they stand after a day's storm."""
    with desk.storage.begin() as unit:
        tickets = [unit.tickets.add(stored(f"SSI-2026-{n:06}", **report)) for n in range(1, count + 1)]
        storm = unit.incidents.add(Incident("INC-2026-000001", IN_HOURS, tickets[0].id or 0, storm_at=IN_HOURS))
        for ticket in tickets:
            unit.incidents.put_member(Member(storm.id or 0, ticket.id or 0, "proposed", (), IN_HOURS))
    return [ticket.number for ticket in tickets]


def stored(number: str, **report: object) -> Ticket:
    return Ticket(
        number=number,
        state=State.ACKNOWLEDGED,
        track="real",
        severity="critical",
        queue="incident",
        opened_at=IN_HOURS,
        received_at=IN_HOURS,
        subject="Panne",
        language="fr",
        requester="rssi@ch-exemple.example",
        report=report,
    )


def test_whoever_asks_for_help_and_is_worse_off_than_the_others_of_a_storm_is_paged_for_at_six(desk: Desk) -> None:
    numbers = storm_of(desk, 4, support_requested=True)
    with desk.storage.begin() as unit:
        worse = unit.tickets.get(numbers[2])
        unit.tickets.save(replace(worse, report={"support_requested": True, "patient_impact": "proven"}))
    look(desk, IN_HOURS)
    assert look(desk, at(EVENING)) == 2
    assert [page.ticket for page in desk.pages()] == [numbers[0], numbers[2]]


def test_more_than_can_be_called_for_at_once_are_called_for_in_the_next_looks(desk: Desk) -> None:
    with desk.storage.begin() as unit:
        for n in range(450):
            unit.tickets.add(stored(f"SSI-2026-{n:06}"))
    look(desk, IN_HOURS)
    assert [look(desk, at(EVENING) + n * 5 * SECOND) for n in range(4)] == [200, 200, 50, 0]
    assert len({page.ticket for page in desk.pages()}) == len(desk.pages()) == 450


def test_a_case_that_somebody_has_taken_does_not_hold_up_the_others(desk: Desk) -> None:
    night = desk.office.rules.policies["off-hours"]
    with desk.storage.begin() as unit:
        first, second = (unit.tickets.add(stored(f"SSI-2026-{n:06}")) for n in (1, 2))
        escalate.begin(unit, desk.office, first, replace(night, name="by-day"), IN_HOURS)
        row = unit.cases.running(first.id or 0)
        assert row is not None
        unit.cases.save(replace(row, case=escalation.acknowledge(row.case, "chloe", IN_HOURS)[0]))
    look(desk, IN_HOURS)
    assert look(desk, at(EVENING)) == 1
    assert [page.ticket for page in desk.pages()][-1] == second.number
    assert look(desk, at(EVENING) + 5 * SECOND) == 0


def test_the_first_look_ever_only_remembers(desk: Desk) -> None:
    critical(desk)
    assert look(desk, at(EVENING) + MINUTE) == 0
    assert not desk.pages()
    assert not lists(desk)


def test_a_restart_neither_skips_nor_repeats_an_edge(desk: Desk) -> None:
    critical(desk)
    look(desk, IN_HOURS)
    assert look(desk, at(EVENING) + 3 * MINUTE) == 1, "the edge passed while the daemon was down"
    for seconds in range(0, 600, 5):
        assert look(desk, at(EVENING) + 3 * MINUTE + seconds * SECOND) == 0
    assert len(desk.pages()) == 1


def test_a_look_that_is_rolled_back_is_made_again(desk: Desk) -> None:
    critical(desk)
    look(desk, IN_HOURS)

    def killed(unit: Unit) -> None:
        edges.tick(unit, desk.office, at(EVENING))
        raise RuntimeError("killed before the commit")

    with pytest.raises(RuntimeError):
        desk.do(killed)
    assert not desk.pages()
    assert look(desk, at(EVENING) + 5 * SECOND) == 1


def test_a_clock_set_back_causes_nothing(desk: Desk) -> None:
    critical(desk)
    look(desk, IN_HOURS)
    look(desk, at(EVENING))
    pages = len(desk.pages())
    assert look(desk, at(EVENING) - 10 * MINUTE) == 0
    assert look(desk, at(EVENING) + MINUTE) == 0
    assert len(desk.pages()) == pages


def test_at_nine_the_desk_gets_the_list_of_the_night_once(desk: Desk) -> None:
    look(desk, IN_HOURS)
    look(desk, at(EVENING))
    first = critical(desk, at(EVENING) + 60 * MINUTE, "CH de Roche-Noire")
    second = critical(desk, at(EVENING) + 120 * MINUTE, "CH du Lac")
    with desk.storage.begin() as unit:
        actions.acknowledge(unit, desk.office, second, "bruno", at(EVENING) + 125 * MINUTE)
    assert look(desk, at(NEXT_MORNING) - SECOND) == 0
    assert look(desk, at(NEXT_MORNING)) == 1
    assert look(desk, at(NEXT_MORNING) + 5 * SECOND) == 0
    [told] = lists(desk)
    assert told.to == ("desk@cert.example",)
    assert list(told.context["facts"]) == [
        f"{first} – critique – CH de Roche-Noire – sans responsable – appel en cours",
        f"{second} – critique – CH du Lac – responsable bruno – astreinte prévenue, dossier pris",
    ]
    assert told.context["closes_at"] == at(EVENING).isoformat()
    assert told.context["opens_at"] == at(NEXT_MORNING).isoformat()


def test_the_list_says_nothing_of_what_was_written(desk: Desk) -> None:
    look(desk, at(EVENING) - MINUTE)
    critical(desk, at(EVENING) + MINUTE)
    look(desk, at(NEXT_MORNING))
    words = str(lists(desk)[0].context)
    for secret in ("chiffré", "+33639981234", "@x.example", "ransomware"):
        assert secret not in words


def test_a_quiet_night_is_told_too(desk: Desk) -> None:
    look(desk, at(EVENING) - MINUTE)
    look(desk, at(NEXT_MORNING) + MINUTE)
    [told] = lists(desk)
    assert "facts" not in told.context


def test_what_nobody_took_before_the_night_stands_in_the_list_too(desk: Desk) -> None:
    number = critical(desk)
    look(desk, IN_HOURS)
    look(desk, at(EVENING))
    look(desk, at(NEXT_MORNING))
    assert [line.split(" – ")[0] for line in lists(desk)[0].context["facts"]] == [number]


def test_after_days_of_outage_there_is_one_list_and_no_page_for_an_evening_that_is_over(desk: Desk) -> None:
    critical(desk)
    look(desk, IN_HOURS)
    assert look(desk, at(NEXT_MORNING) + timedelta(days=2, hours=3)) == 1
    assert len(lists(desk)) == 1
    assert not desk.pages()


def test_no_list_comes_on_a_weekend_or_holiday_morning(desk: Desk) -> None:
    look(desk, at("2026-05-07T17:00:00+02:00"))
    for day in ("2026-05-08", "2026-05-09", "2026-05-10"):
        look(desk, at(f"{day}T09:00:00+02:00"))
    assert not lists(desk)
    look(desk, at("2026-05-11T09:00:00+02:00"))
    [told] = lists(desk)
    assert told.context["closes_at"] == at("2026-05-07T18:00:00+02:00").isoformat()


def test_the_list_goes_to_whom_the_policy_tells(desk: Desk) -> None:
    rules = desk.office.rules
    policy = replace(rules.policies["off-hours"], adoption=Adoption("in_hours", "fssi"))
    desk.office = replace(desk.office, rules=replace(rules, policies={"off-hours": policy}))
    look(desk, at(EVENING) - MINUTE)
    look(desk, at(NEXT_MORNING))
    assert lists(desk)[0].to == ("fssi@ministere.example",)
