"""What an acknowledgement is worth: leases, giving back, handing over, closing; and the case as stored."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.rules.escalation.case import Case, Page, Remind, Taken, TakenAlready
from bot.rules.escalation.machine import (
    acknowledge,
    adopt,
    advance,
    begin,
    close,
    hand_over,
    later,
    lease_end,
    not_reached,
    refuse,
    worked,
)
from bot.rules.escalation.policy import Step, Target, from_dict, to_dict
from tests.unit.rules.escalating import DESK, N2, POLICY, T0, OnCall, alarms, minutes, run, started


def test_the_holder_can_give_the_case_back() -> None:
    case, _ = acknowledge(started(), "alice", T0 + minutes(1))
    case, _ = refuse(case, "alice", T0 + minutes(20))
    assert (case.state, case.taken_by, case.lease_until) == ("escalating", None, None)
    assert run(case, T0 + minutes(20))[1] == [(20, "bruno")]


def test_given_back_after_the_policy_ran_out_it_alarms_again() -> None:
    case, _ = run(begin(POLICY, T0), T0 + minutes(220))
    case, _ = acknowledge(case, "alice", T0 + minutes(221))
    case, _ = refuse(case, "alice", T0 + minutes(222))
    assert case.state == "alarming"
    assert run(case, T0 + minutes(222))[1] == [(222, DESK.name)]


def test_a_lease_is_reminded_and_then_starts_over_once() -> None:
    case, _ = acknowledge(started(), "alice", T0)
    case, effects = advance(case, T0 + minutes(45), OnCall())
    assert effects == [Remind("alice", T0 + minutes(60))]
    assert advance(case, T0 + minutes(50), OnCall()) == (case, [])
    case, effects = advance(case, T0 + minutes(60), OnCall())
    assert (alarms(effects), case.state) == (["lease-ended"], "escalating")
    assert effects[1:] == [Page(1, 0, "alice")]


def test_the_second_lease_without_work_ends_in_an_alarm_and_not_in_silence() -> None:
    case, _ = acknowledge(started(), "alice", T0)
    case, _ = run(case, T0 + minutes(60))
    case, _ = acknowledge(case, "alice", T0 + minutes(61))
    case, found = run(case, T0 + minutes(121))
    assert (case.state, found) == ("alarming", [(121, DESK.name)])


def test_work_on_the_ticket_ends_the_lease_and_no_timer_is_left() -> None:
    case, _ = acknowledge(started(), "alice", T0)
    case, effects = worked(case, "alice", T0 + minutes(10))
    assert (case.state, case.due_at, case.lease_until, effects) == ("acknowledged", None, None, [])


def test_an_answer_to_the_reminder_is_work() -> None:
    case, _ = acknowledge(started(), "alice", T0)
    case, _ = lease_end(case, T0 + minutes(45))
    assert acknowledge(case, "alice", T0 + minutes(46))[0].due_at is None


def test_work_on_the_ticket_before_any_reply_takes_the_case() -> None:
    case, effects = worked(started(), "bruno", T0 + minutes(2))
    assert (case.state, case.taken_by, case.due_at) == ("acknowledged", "bruno", None)
    assert effects == [Taken("bruno", T0 + minutes(2), ("alice",))]


def test_a_case_is_handed_over_with_a_new_lease() -> None:
    case, _ = acknowledge(started(), "alice", T0)
    case, effects = hand_over(case, "chloe", T0 + minutes(50))
    assert (case.taken_by, case.lease_until) == ("chloe", T0 + minutes(110))
    assert effects == [Taken("chloe", T0 + minutes(50), ("alice",))]


def test_the_policy_of_the_next_period_adopts_a_case_nobody_has() -> None:
    day = replace(POLICY, name="day", steps=(Step(N2, minutes(5)), Step(Target("person", "manager"), minutes(5))))
    case, _ = adopt(started(), day, T0 + minutes(3))
    assert run(case, T0 + minutes(8))[1] == [(3, "bruno"), (8, "manager")]
    taken, _ = acknowledge(started(), "alice", T0)
    assert adopt(taken, day, T0 + minutes(3)) == (taken, [])


def test_a_closed_case_does_nothing_any_more() -> None:
    case = close(started())
    assert advance(case, T0 + minutes(500), OnCall()) == (case, [])
    assert acknowledge(case, "alice", T0) == (case, [TakenAlready("alice", None, None)])
    assert refuse(case, "alice", T0) == later(case, "alice", 10, T0) == worked(case, "alice", T0) == (case, [])
    assert not_reached(case, Page(0, 0, "alice"), "bounce", T0) == adopt(case, POLICY, T0) == (case, [])
    assert lease_end(case, T0 + minutes(500)) == (case, [])


def test_a_change_of_the_rules_does_not_touch_a_running_case() -> None:
    case = started()
    stored = json.loads(json.dumps(case.to_dict()))
    assert Case.from_dict(stored) == case
    assert Case.from_dict(stored).policy_hash == POLICY.hash


def test_a_policy_survives_json_and_its_hash_follows_its_content() -> None:
    assert from_dict(json.loads(json.dumps(to_dict(POLICY)))) == POLICY
    assert replace(POLICY, repeat=1).hash != POLICY.hash
    assert len(POLICY.hash) == 64
