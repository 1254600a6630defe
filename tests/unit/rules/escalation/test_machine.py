"""One escalation, step by step: who is paged when, and what each answer changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.rules.decision import PageStep
from bot.rules.escalation.case import Case, NotPostponed, Page, Postponed, Taken, TakenAlready
from bot.rules.escalation.machine import (
    acknowledge,
    advance,
    begin,
    later,
    not_reached,
    refuse,
    timeline,
)
from tests.unit.rules.escalating import DESK, POLICY, T0, OnCall, alarms, minutes, paged, run, started


def test_nobody_answers_and_the_policy_runs_three_rounds_and_then_alarms_for_ever() -> None:
    case, found = run(begin(POLICY, T0), T0 + minutes(300))
    one_round = [(0, "alice"), (15, "alice"), (25, "bruno"), (40, "manager")]
    rounds = [(minute + 70 * n, person) for n in range(3) for minute, person in one_round]
    assert found == [*rounds, *((210 + 30 * n, DESK.name) for n in range(4))]
    assert case.state == "alarming"


def test_nothing_happens_before_it_is_due() -> None:
    case = started()
    assert advance(case, T0 + minutes(15) - timedelta(microseconds=1), OnCall()) == (case, [])
    assert advance(case, T0 - minutes(60), OnCall()) == (case, [])


def test_an_outage_of_five_hours_costs_one_page_and_the_wait_begins_anew() -> None:
    case, effects = advance(started(), T0 + minutes(300), OnCall())
    assert paged(effects) == ["alice"]
    assert case.due_at == T0 + minutes(310)


def test_an_empty_step_passes_on_in_the_same_instant_and_leaves_an_alarm() -> None:
    case, effects = advance(begin(POLICY, T0), T0, OnCall(n1=[]))
    assert paged(effects) == ["bruno"]
    assert alarms(effects) == ["nobody-on-call", "nobody-on-call"]
    assert case.due_at == T0 + minutes(15)


def test_with_nobody_anywhere_the_last_resort_hears_of_it_in_the_first_tick() -> None:
    case, effects = advance(begin(POLICY, T0), T0, OnCall(n1=[], n2=[], manager=[]))
    assert paged(effects) == [DESK.name]
    assert alarms(effects) == ["nobody-on-call"] * 4 + ["exhausted"]
    assert (case.state, case.due_at) == ("alarming", T0 + minutes(30))


def test_the_first_acknowledgement_wins_and_the_others_are_told() -> None:
    case, _ = run(started(), T0 + minutes(25))
    case, effects = acknowledge(case, "bruno", T0 + minutes(27))
    assert effects == [Taken("bruno", T0 + minutes(27), ("alice",))]
    assert (case.state, case.taken_by) == ("acknowledged", "bruno")
    again = acknowledge(case, "alice", T0 + minutes(28))
    assert again == (case, [TakenAlready("alice", "bruno", T0 + minutes(27))])


def test_the_same_acknowledgement_again_changes_nothing() -> None:
    case, _ = acknowledge(started(), "alice", T0 + minutes(1))
    assert acknowledge(case, "alice", T0 + minutes(2)) == (case, [])


def test_an_alarming_case_can_still_be_taken() -> None:
    case, _ = run(begin(POLICY, T0), T0 + minutes(220))
    assert acknowledge(case, "bruno", T0 + minutes(221))[0].state == "acknowledged"


def test_a_refusal_pages_the_next_person_now_and_not_the_same_one_again() -> None:
    case, effects = refuse(started(), "alice", T0 + minutes(3))
    assert (case.due_at, effects) == (T0 + minutes(3), [])
    case, effects = advance(case, T0 + minutes(3), OnCall())
    assert paged(effects) == ["bruno"]
    assert alarms(effects) == ["nobody-on-call"]


def test_who_refused_is_asked_again_in_the_next_round() -> None:
    case, _ = refuse(started(), "alice", T0 + minutes(3))
    assert run(case, T0 + minutes(48))[1] == [(3, "bruno"), (18, "manager"), (48, "alice")]


def test_a_refusal_of_somebody_not_asked_changes_nothing() -> None:
    case = started()
    assert refuse(case, "manager", T0 + minutes(3)) == (case, [])


def test_later_calls_the_same_person_back_once_and_never_after_more_than_half_an_hour() -> None:
    case, effects = later(started(), "alice", 20, T0 + minutes(2))
    assert (case.due_at, effects) == (T0 + minutes(22), [Postponed("alice", T0 + minutes(22))])
    again = later(case, "alice", 20, T0 + minutes(4))
    assert again == (case, [NotPostponed("alice", T0 + minutes(22))])
    assert later(started(), "alice", 600, T0)[0].due_at == T0 + minutes(30)
    assert later(started(), "alice", 10**12, T0)[0].due_at == T0 + minutes(30)


def test_who_asks_for_time_is_paged_again_then_and_the_chain_goes_on_after_that_persons_wait() -> None:
    case, _ = run(started(), T0 + minutes(15))
    case, _ = later(case, "alice", 20, T0 + minutes(17))
    assert run(case, T0 + minutes(62))[1] == [(37, "alice"), (47, "bruno"), (62, "manager")]


def test_a_second_letter_to_the_same_person_is_the_call_back() -> None:
    case, _ = later(started(), "alice", 20, T0 + minutes(2))
    assert run(case, T0 + minutes(47))[1] == [(22, "alice"), (32, "bruno"), (47, "manager")]


def test_a_delay_shorter_than_the_wait_is_kept_too() -> None:
    case, _ = later(started(), "alice", 5, T0 + minutes(1))
    assert run(case, T0 + minutes(16))[1] == [(6, "alice"), (16, "bruno")]


def test_a_call_back_has_a_page_name_of_its_own_and_comes_once_a_case() -> None:
    case, _ = run(started(), T0 + minutes(15))
    case, _ = later(case, "alice", 5, T0 + minutes(15))
    case, [page] = advance(case, T0 + minutes(20), OnCall())
    assert page == Page(0, 4, "alice")
    assert later(case, "alice", 5, T0 + minutes(21))[1] == [NotPostponed("alice", T0 + minutes(30))]


def test_who_refuses_or_is_out_of_reach_after_all_is_not_called_back() -> None:
    case, _ = refuse(later(started(), "alice", 20, T0)[0], "alice", T0 + minutes(3))
    assert run(case, T0 + minutes(3))[1] == [(3, "bruno")]
    gone, _ = later(started(), "alice", 20, T0)
    assert run(gone, T0 + minutes(20), OnCall(alice=[], n1=[]))[1] == [(20, "bruno")]


def test_a_case_stored_before_there_were_call_backs_is_read() -> None:
    stored = started().to_dict()
    del stored["call_back"]
    assert Case.from_dict(stored) == started()


@pytest.mark.parametrize(("person", "number"), [("bruno", 20), ("alice", 0), ("alice", -5)])
def test_later_is_for_the_person_asked_and_for_a_time_to_come_and_others_are_told(person: str, number: int) -> None:
    case = started()
    assert later(case, person, number, T0) == (case, [NotPostponed(person, T0 + minutes(15))])


def test_later_when_somebody_has_it_or_when_it_alarms_is_told_the_truth() -> None:
    taken, _ = acknowledge(started(), "bruno", T0 + minutes(1))
    assert later(taken, "alice", 20, T0 + minutes(2)) == (taken, [TakenAlready("alice", "bruno", T0 + minutes(1))])
    alarming, _ = run(begin(POLICY, T0), T0 + minutes(210))
    assert later(alarming, DESK.name, 20, T0) == (alarming, [NotPostponed(DESK.name, T0 + minutes(240))])


@pytest.mark.parametrize("why", ["bounce", "absence"])
def test_a_page_that_reached_nobody_moves_on_now_with_an_alarm(why: str) -> None:
    case, effects = not_reached(started(), Page(0, 0, "alice"), why, T0 + minutes(1))
    assert alarms(effects) == ["not-reached"]
    assert run(case, T0 + minutes(1))[1] == [(1, "bruno")]


def test_an_absence_after_the_second_letter_moves_on_whichever_letter_it_answers() -> None:
    case, _ = run(started(), T0 + minutes(15))
    case, _ = not_reached(case, Page(0, 0, "alice"), "absence", T0 + minutes(16))
    assert run(case, T0 + minutes(16))[1] == [(16, "bruno")]


def test_who_is_known_to_be_absent_is_told_of_once_a_round_also_while_it_alarms() -> None:
    page = Page(0, 0, "alice")
    case, effects = not_reached(started(), page, "absence", T0 + minutes(1))
    assert alarms(effects) == ["not-reached"]
    assert not_reached(case, page, "absence", T0 + minutes(2)) == (case, [])
    alarming, _ = run(case, T0 + minutes(300))
    told, effects = not_reached(alarming, alarming.last_pages[-1], "absence", T0 + minutes(301))
    assert alarms(effects) == ["not-reached"] and told.due_at == alarming.due_at
    assert not_reached(told, alarming.last_pages[-1], "absence", T0 + minutes(302)) == (told, [])


def test_the_late_bounce_of_an_older_page_alarms_and_moves_nothing() -> None:
    case, _ = run(started(), T0 + minutes(15))
    late, effects = not_reached(case, Page(0, 0, "alice"), "bounce", T0 + minutes(16))
    assert late == case
    assert alarms(effects) == ["not-reached"]


def test_the_bounce_of_somebody_passed_over_long_ago_does_not_hurry_the_person_asked_now() -> None:
    case, _ = run(started(), T0 + minutes(25))
    assert case.awaited == ("bruno",)
    assert not_reached(case, Page(0, 1, "alice"), "bounce", T0 + minutes(26))[0].due_at == T0 + minutes(40)


def test_a_bounce_after_the_case_was_taken_changes_nothing() -> None:
    case, _ = acknowledge(started(), "alice", T0 + minutes(1))
    assert not_reached(case, Page(0, 0, "alice"), "bounce", T0 + minutes(2)) == (case, [])


def test_of_two_people_on_one_step_one_refusal_waits_for_the_other() -> None:
    case, effects = advance(begin(POLICY, T0), T0, OnCall(n1=["alice", "chloe"]))
    assert paged(effects) == ["alice", "chloe"]
    case, _ = refuse(case, "alice", T0 + minutes(1))
    assert case.due_at == T0 + minutes(15)
    assert refuse(case, "chloe", T0 + minutes(2))[0].due_at == T0 + minutes(2)


def test_each_page_has_one_name_among_all_cases() -> None:
    assert Page(1, 2, "alice").key("c7") == "c7.r1.s2.alice"


def test_the_timeline_is_what_happens_if_nobody_answers() -> None:
    assert timeline(POLICY, T0, OnCall()) == [
        PageStep(T0, "alice"),
        PageStep(T0 + minutes(15), "alice"),
        PageStep(T0 + minutes(25), "bruno"),
        PageStep(T0 + minutes(40), "manager"),
    ]
    assert timeline(POLICY, T0, OnCall(n1=[])) == [PageStep(T0, "bruno"), PageStep(T0 + minutes(15), "manager")]
    assert timeline(POLICY, T0, OnCall(n1=[], n2=[], manager=[])) == []


def test_the_night_of_the_documentation_goes_as_written() -> None:
    case, found = run(begin(POLICY, T0), T0 + minutes(15))
    assert found == [(0, "alice"), (15, "alice")]
    case, _ = not_reached(case, Page(0, 1, "alice"), "absence", T0 + minutes(16))
    case, effects = advance(case, T0 + minutes(16), OnCall())
    assert (paged(effects), case.state) == (["bruno"], "escalating")
    case, _ = acknowledge(case, "bruno", T0 + minutes(18))
    assert (case.state, case.taken_by) == ("acknowledged", "bruno")
    case, found = run(case, T0 + minutes(78))
    assert (case.state, found) == ("escalating", [(78, "alice")])
