"""The night of a scenario: what is expected of it is really held against the engine."""

from __future__ import annotations

from typing import Any

import pytest

from bot.report.fields import Report
from bot.rules.proof.scenarios import Scenario, load_scenarios, run
from tests.unit.rules.sections import section
from tests.unit.rules.shipped import rules

GRAVE: dict[str, Any] = {
    "name": "nuit",
    "at": "2026-08-15T02:47:00+02:00",
    "mail": {"from": "rssi@chu-x.example", "subject": "plan blanc", "text": "Plan blanc."},
}


def scenario(*steps: dict[str, Any], **changes: Any) -> Scenario:
    read = section({"cases": [{**GRAVE, **changes, "then": list(steps)}]})
    (loaded,) = load_scenarios(read)
    assert read.faults == []
    return loaded


def missed(*steps: dict[str, Any], **changes: Any) -> list[str]:
    return [miss.what for miss in run(scenario(*steps, **changes), rules(), lambda message, at: Report())]


TAKEN = {"from": "bruno@cert.example", "text": "Je prends"}


@pytest.mark.parametrize(
    ("step", "what"),
    [
        ({"at": "+0m", "expect": {"pages": []}}, "+0m pages"),
        ({"at": "+15m", "expect": {"pages": []}}, "+15m pages"),
        ({"at": "+14m", "expect": {"pages": ["bruno"]}}, "+14m pages"),
        ({"at": "+5m", "expect": {"state": "acknowledged"}}, "+5m state"),
        ({"at": "+5m", "mail": TAKEN, "expect": {"owner": "alice"}}, "+5m owner"),
        ({"at": "+5m", "mail": {**TAKEN, "trust": "hostile"}, "expect": {"owner": "bruno"}}, "+5m owner"),
        ({"at": "+5m", "mail": TAKEN, "expect": {"told": []}}, "+5m told"),
        ({"at": "+5m", "expect": {"because": "lease-end"}}, "+5m because"),
        ({"at": "+5m", "expect": {"owner_is_last_paged": True}}, "+5m owner_is_last_paged"),
        ({"at": "+5m", "expect": {"alarms": ["exhausted"]}}, "+5m alarms"),
    ],
)
def test_a_step_that_expects_what_does_not_happen_is_missed(step: dict[str, Any], what: str) -> None:
    assert missed(step) == [what]


def test_yes_answers_our_question_and_nothing_else() -> None:
    asked = {"at": "+1m", "mail": {**TAKEN, "text": "oui"}, "expect": {"owner": None, "told": ["bruno"]}}
    yes = {"at": "+2m", "mail": {**TAKEN, "text": "oui", "reply_to_page": "question"}, "expect": {"owner": "bruno"}}
    assert missed(asked, yes) == []
    assert missed(yes) == ["+2m owner"], "nobody was asked"


def test_a_night_without_a_page_is_missed() -> None:
    quiet = {**GRAVE["mail"], "subject": "question", "text": "Quels sont vos horaires ?"}
    assert missed({"at": "+1m"}, at="2026-08-14T11:00:00+02:00", mail=quiet) == ["then"]


DAY = "2026-08-14T17:10:00+02:00"


def test_a_grave_letter_nobody_takes_by_day_crosses_the_edge_of_the_day() -> None:
    edge = {"at": "+50m", "expect": {"pages": [{"schedule": "astreinte"}], "state": "escalating"}}
    assert missed({"at": "+49m", "expect": {"pages": [], "state": None, "owner": None}}, edge, at=DAY) == []
    assert missed({"at": "+50m", "expect": {"pages": []}}, at=DAY) == ["+50m pages"]


@pytest.mark.parametrize("done", [{"hand_over": "alice"}, {"closed": True}])
def test_what_is_taken_or_closed_by_day_crosses_no_edge(done: dict[str, Any]) -> None:
    assert missed({"at": "+20m", **done}, {"at": "+3h", "expect": {"pages": [], "state": None}}, at=DAY) == []


@pytest.mark.parametrize("before", [{"owned": True}, {"running_case": True}, {"state": "resolved_declared"}])
def test_a_follow_up_to_what_needs_no_call_crosses_no_edge(before: dict[str, Any]) -> None:
    ticket = {"severity": "critical", "state": "acknowledged", **before}
    assert missed({"at": "+3h"}, at=DAY, ticket=ticket) == ["then"]


def test_what_a_schedule_proves_is_part_of_the_night() -> None:
    assert missed({"at": "+0m", "expect": {"covered": {"astreinte": "on_call 45d"}}}) == []
    assert missed({"at": "+0m", "expect": {"covered": {"astreinte": "on_call 1d"}}}) == ["+0m covered"]


def test_a_page_is_named_by_person_by_mapping_or_by_schedule() -> None:
    for one in ("bruno", {"to": "bruno"}, {"schedule": "astreinte"}):
        assert missed({"at": "+0m", "expect": {"pages": [one]}}) == []


@pytest.mark.parametrize(
    ("step", "key"),
    [
        ({"at": "soon"}, "at"),
        ({"at": "+1m", "mail": {"reply_to_page": "first"}}, "mail.reply_to_page"),
        ({"at": "+1m", "mail": {"kind": "junk"}}, "mail.kind"),
        ({"at": "+1m", "expect": {"colour": "red"}}, "expect.colour"),
        ({"at": "+1m", "colour": "red"}, "colour"),
    ],
)
def test_what_no_step_can_mean_is_a_fault(step: dict[str, Any], key: str) -> None:
    read = section({"cases": [{**GRAVE, "then": [step]}]})
    load_scenarios(read)
    assert [fault.key for fault in read.faults] == [f"cases[0].then[0].{key}"]


def test_steps_stand_in_the_order_of_time() -> None:
    read = section({"cases": [{**GRAVE, "then": [{"at": "+2m"}, {"at": "+1m"}]}]})
    load_scenarios(read)
    assert [fault.key for fault in read.faults] == ["cases[0].then[1].at"]
