"""What escalation may rely on: due instants survive, one running case a ticket, a page once, whoever decides first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk.kept.crossing import Brief, Crossing
from bot.desk.kept.incidents import Incident, Member
from bot.desk.kept.records import PageRow
from bot.errors import Missing, Transient
from bot.rules.escalation.machine import advance, begin, close
from bot.rules.escalation.policy import Policy, Step, Target
from bot.tickets.states import State
from tests.contracts.written import MINUTE, NOW, opened, ticket

POLICY = Policy(
    "off-hours",
    (Step(Target("schedule", "n1"), 15 * MINUTE), Step(Target("person", "chloé"), 30 * MINUTE, resend=True)),
    Target("mailbox", "desk@desk.example"),
)


def begun(storage, number, at=NOW):
    with storage.begin() as unit:
        return unit.cases.add(number, begin(POLICY, at))


def test_a_case_comes_back_as_it_was_with_its_own_policy(storage):
    case, _ = advance(begin(POLICY, NOW), NOW, lambda target, at: ["alice", "bruno"])
    number = opened(storage)
    with storage.begin() as unit:
        row = unit.cases.add(number, case)
    with storage.read() as unit:
        assert unit.cases.get(row.id) == row == unit.cases.running(number) == unit.cases.latest(number)
        assert unit.cases.get(row.id).case == case


def test_a_case_is_due_at_its_instant_and_no_more_when_closed(storage):
    first, second, third = (opened(storage, f"SSI-2026-{n:06}") for n in (1, 2, 3))
    late, early = begun(storage, first, NOW), begun(storage, second, NOW - MINUTE)
    begun(storage, third, NOW + MINUTE)
    with storage.begin() as unit:
        assert [row.id for row in unit.cases.due(NOW, 9)] == [early.id, late.id]
        assert [row.id for row in unit.cases.due(NOW, 1)] == [early.id]
        unit.cases.save(replace(early, case=close(early.case)))
        assert [row.id for row in unit.cases.due(NOW, 9)] == [late.id]


def test_a_ticket_has_one_running_case(storage):
    number = opened(storage)
    first = begun(storage, number)
    with pytest.raises(Transient):
        begun(storage, number)
    with storage.begin() as unit:
        unit.cases.save(replace(first, case=close(first.case)))
        assert unit.cases.running(number) is None
        second = unit.cases.add(number, begin(POLICY, NOW))
        assert unit.cases.running(number).id == second.id == unit.cases.latest(number).id


def test_a_ticket_without_a_case_has_none(storage):
    number = opened(storage)
    with storage.read() as unit:
        assert unit.cases.running(number) is None
        assert unit.cases.latest(number) is None
        with pytest.raises(Missing):
            unit.cases.get(999_999)


def test_of_two_who_move_the_same_case_the_second_is_refused(storage):
    row = begun(storage, opened(storage))
    moved, _ = advance(row.case, NOW, lambda target, at: ["alice"])
    with storage.begin() as unit:
        assert unit.cases.save(replace(row, case=moved)).version == 1
    with pytest.raises(Transient), storage.begin() as unit:
        unit.cases.save(replace(row, case=close(row.case)))
    with storage.read() as unit:
        assert unit.cases.get(row.id).case == moved


def test_a_page_is_stored_once(storage):
    row = begun(storage, opened(storage))
    page = PageRow(row.id, 0, 1, "chloé", "p1@desk.example", NOW)
    with storage.begin() as unit:
        assert unit.cases.add_page(page) is True
        assert unit.cases.add_page(replace(page, message_id="p2@desk.example", at=NOW + MINUTE)) is False
        assert unit.cases.pages(row.id) == [page]


def test_a_reply_finds_the_page_it_names_first(storage):
    row = begun(storage, opened(storage))
    pages = [PageRow(row.id, n // 2, n % 2, "alice", f"p{n}@desk.example", NOW + n * MINUTE) for n in range(4)]
    with storage.begin() as unit:
        for page in reversed(pages):
            unit.cases.add_page(page)
        assert unit.cases.pages(row.id) == pages
        asked = [*(f"x{n}@elsewhere.example" for n in range(20)), "p2@desk.example", "p1@desk.example"]
        assert unit.cases.page_of(asked) == pages[2]
        assert unit.cases.page_of(["x@elsewhere.example"]) is None
        assert unit.cases.page_of([]) is None


def test_the_events_of_a_case_are_kept_in_order(storage):
    row = begun(storage, opened(storage))
    with storage.begin() as unit:
        unit.cases.add_event(row.id, NOW, "begun", {"policy": "off-hours"})
        unit.cases.add_event(row.id, NOW - timedelta(days=1), "not_told", {"person": "chloé", "why": None})
        assert unit.cases.events(row.id) == [
            (NOW, "begun", {"policy": "off-hours"}),
            (NOW - timedelta(days=1), "not_told", {"person": "chloé", "why": None}),
        ]


def test_what_crosses_over_is_critical_unfinished_nobodys_and_not_called_for_already(storage):
    unlike = [
        {},
        {"owner": "chloé"},
        {"severity": "major"},
        {"severity": None},
        {"track": "exercise"},
        {"state": State.CLOSED},
        {"state": State.RESOLVED_DECLARED},
        {"state": State.IN_PROGRESS, "report": {"support_requested": True}},
        {"report": {"support_requested": None}},
        {"report": {"support_requested": "x"}},
    ]
    by_day = replace(POLICY, name="par « jour »")
    with storage.begin() as unit:
        ids = []
        for number, values in enumerate(unlike):
            added = unit.tickets.add(ticket(f"SSI-2026-{number:06}", **{"severity": "critical", **values}))
            ids.append(added.id)
        storm = unit.incidents.add(Incident("INC-2026-000001", NOW, ids[7]))
        unit.incidents.put_member(Member(storm.id, ids[7], "confirmed", (), NOW))
        unit.incidents.put_member(Member(storm.id, ids[8], "split", (), NOW))
        ended = unit.cases.add(ids[0], begin(POLICY, NOW))
        unit.cases.save(replace(ended, case=close(ended.case)))
        running, other = unit.cases.add(ids[9], begin(POLICY, NOW)), unit.cases.add(ids[8], begin(by_day, NOW))
    with storage.read() as unit:
        first, second, third = (
            Crossing(ids[0], None, None, False),
            Crossing(ids[7], None, "INC-2026-000001", True),
            Crossing(ids[8], other.id, None, False),
        )
        assert unit.cases.uncalled("off-hours", 0, 9) == [first, second, third]
        assert unit.cases.uncalled("off-hours", 0, 2) == [first, second]
        assert unit.cases.uncalled("off-hours", ids[7], 9) == [third]
        assert unit.cases.uncalled("off-hours", ids[9], 9) == []
        assert unit.cases.uncalled("par « jour »", ids[7], 9) == [Crossing(ids[9], running.id, None, False)]


def test_the_night_is_told_by_what_was_opened_in_it_and_what_nobody_owns(storage):
    kinds = [
        {"severity": "critical", "opened_at": NOW - 60 * MINUTE},
        {"severity": "critical", "opened_at": NOW - 60 * MINUTE, "owner": "chloé"},
        {"severity": None, "state": State.CLOSED},
        {"state": State.DUPLICATE},
        {"track": "exercise"},
        {"severity": "minor"},
    ]
    with storage.begin() as unit:
        ids = [unit.tickets.add(ticket(f"SSI-2026-{n:06}", **values)).id for n, values in enumerate(kinds)]
    with storage.read() as unit:
        assert unit.cases.unowned() == [Brief(ids[0], "SSI-2026-000000", "critical")]
        opened = sorted(unit.cases.opened_since(NOW, 9), key=lambda brief: brief.number)
        assert opened == [Brief(ids[2], "SSI-2026-000002", None), Brief(ids[5], "SSI-2026-000005", "minor")]
        assert [brief.ticket_id for brief in unit.cases.opened_since(NOW, 2)] == [ids[5]]
