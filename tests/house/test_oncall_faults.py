"""The faults of on-call systems this one must be free of (R1 to R36), each with the tests that would show it."""

from __future__ import annotations

import ast

from tests.house.sources import ROOT

RULES, DESK, UNIT = "unit/rules", "unit/desk", "unit"

SHOWN_BY: dict[str, tuple[str, ...]] = {
    "R1 an empty step passes on in the same tick": (
        f"{RULES}/escalation/test_machine.py::test_an_empty_step_passes_on_in_the_same_instant_and_leaves_an_alarm",
    ),
    "R2 a policy ends in a person or mailbox": (
        f"{RULES}/escalation/test_policies.py::test_loading_refuses_with_file_line_and_remedy",
        f"{RULES}/escalation/test_machine.py::test_with_nobody_anywhere_the_last_resort_hears_of_it_in_the_first_tick",
    ),
    "R3 everybody on call has an address, and proves it": (
        f"{RULES}/duty/test_oncall.py::test_a_person_without_an_address_is_a_gap_while_on_call",
        f"{DESK}/pages/test_reach.py::test_silence_is_told_once_for_each_address_after_eight_open_hours",
    ),
    "R4 an unknown person in a calendar": (
        "unit/daemon/test_rotas.py::test_a_faulty_calendar_leaves_the_last_good_one_and_one_alarm_names_the_fault",
    ),
    "R5 a calendar that stops": (
        "unit/daemon/test_rotas.py::test_a_source_that_is_silent_alarms_when_the_last_good_one_is_a_day_old",
    ),
    "R6 gaps are what is required less what is covered": (
        f"{RULES}/duty/test_oncall.py::test_what_must_be_covered_is_covered_or_a_gap_and_never_both",
    ),
    "R7 nothing is filled in ahead": (
        f"{RULES}/duty/test_oncall.py::test_a_person_taken_out_and_put_back_leaves_no_hole",
    ),
    "R8 export, command and pager agree": (
        f"{RULES}/duty/test_roster.py::test_at_a_thousand_instants_the_export_names_whom_the_pager_names",
    ),
    "R9 shifts tile over clock changes": (
        f"{RULES}/duty/test_oncall.py::test_turns_tile_exactly_over_every_clock_change_of_a_year",
    ),
    "R10 a window has a zone": (f"{RULES}/clock/test_windows.py::test_loading_refuses_with_file_line_and_remedy",),
    "R11 windows by algebra alone": (
        f"{RULES}/clock/test_windows.py::test_the_algebra_of_intervals_keeps_its_laws",
        f"{RULES}/clock/test_windows.py::test_the_fourteen_days_of_a_window_read_as_expected",
    ),
    "R12 no hole at 23:59": (f"{RULES}/clock/test_calendar.py::test_ranges_that_meet_leave_neither_gap_nor_overlap",),
    "R13 every search ends": (f"{RULES}/clock/test_calendar.py::test_midnight_hours_end_and_searches_do_too",),
    "R14 holidays against an independent table": (
        f"{RULES}/clock/test_french_holidays.py::test_ninety_three_years_of_ten_sets_are_those_of_the_golden_table",
    ),
    "R15 Alsace-Moselle": (
        f"{RULES}/clock/test_french_holidays.py::test_alsace_and_moselle_add_good_friday_and_the_day_after_christmas",
    ),
    "R16 a pause over closed time changes nothing": (
        f"{RULES}/clock/test_calendar.py::test_a_pause_over_the_weekend_changes_nothing",
    ),
    "R17 every duration names its clock": (f"{DESK}/test_promises.py::test_each_promise_is_counted_on_its_own_clock",),
    "R18 clock text is text": (f"{UNIT}/daemon/test_config_refusals.py::*",),
    "R19 a closed window falls to the next rule": (
        f"{RULES}/test_totality.py::test_every_letter_at_every_instant_has_one_route_or_no_ticket",
    ),
    "R20 unowned tickets cross over at an edge": (
        f"{DESK}/test_edges.py::test_a_critical_ticket_nobody_took_by_day_is_paged_when_the_desk_closes",
        "journeys/test_edges.py::*",
    ),
    "R21 a rule that fails parks the letter": (
        f"{RULES}/test_decide.py::test_a_rule_that_fails_is_an_error_that_names_the_place_and_never_no_match",
        f"{UNIT}/daemon/test_bad_letters.py::*",
    ),
    "R22 references are resolved at load": (
        f"{RULES}/test_ruleset.py::test_what_is_unknown_is_refused_with_place_and_remedy",
    ),
    "R23 dated scenarios, and what none notices": (
        f"{RULES}/proof/test_unnoticed.py::test_a_scenario_notices_what_is_lost",
    ),
    "R24 a reload sends nothing by itself": (
        f"{DESK}/test_reloaded_nights.py::test_a_reload_before_every_tick_changes_no_page_of_the_night",
    ),
    "R25 one evaluator": (f"{RULES}/escalation/test_rehearsal.py::test_its_first_round_is_what_a_decision_shows",),
    "R26 nothing in a letter can be pressed": (
        f"{DESK}/test_reloaded_nights.py::test_no_letter_to_whoever_is_paged_holds_a_link_but_the_number_to_call",
    ),
    "R27 an absence note is no acknowledgement": (
        f"{DESK}/pages/test_paging.py::test_an_absence_note_from_the_person_paged_moves_on_at_once",
    ),
    "R28 answers from any mail program": (
        f"{DESK}/pages/test_reply_table.py::test_each_answer_means_what_the_table_says",
        f"{DESK}/pages/test_reply_table.py::test_the_letter_that_came_back_is_answered_with_any_program",
    ),
    "R29 read only what is stored": (
        "contracts/test_journal.py::test_a_known_position_gives_its_old_id_and_writes_nothing",
    ),
    "R30 taken is a lease": (
        f"{DESK}/test_holding.py::test_taken_without_a_trace_the_policy_starts_over_and_the_ticket_has_no_owner",
        f"{DESK}/test_holding.py::test_an_answer_to_a_page_of_a_case_that_has_ended_changes_nothing",
    ),
    "R31 a crash sends copies under one Message-ID": (
        "crash/test_random_nights.py::test_whenever_the_daemon_is_killed_the_promises_hold",
    ),
    "R32 one writer, fenced": ("contracts/test_presence.py::test_what_a_replaced_daemon_does_is_not_committed",),
    "R33 one step after an outage": (
        f"{DESK}/pages/test_paging.py::test_after_a_long_outage_each_overdue_case_makes_one_step",
    ),
    "R34 the heartbeat stops with the first old leg": (
        "integration/test_daemon_life.py::test_a_mailbox_that_is_gone_alarms_shows_in_status_and_ends_the_heartbeat",
    ),
    "R35 a policy is rehearsed at load": (
        f"{RULES}/escalation/test_rehearsal.py::test_it_tells_every_page_the_machine_would_send",
        f"{RULES}/escalation/test_policies.py::test_loading_refuses_with_file_line_and_remedy",
    ),
    "R36 no window of less knowledge at the start": (
        f"{DESK}/test_edges.py::test_a_restart_neither_skips_nor_repeats_an_edge",
    ),
}


def test_every_fault_is_in_the_table() -> None:
    assert [name.split()[0] for name in SHOWN_BY] == [f"R{number}" for number in range(1, 37)]


def test_the_tests_that_would_show_each_fault_are_there() -> None:
    gone = [f"{fault}: {test}" for fault, tests in SHOWN_BY.items() for test in tests if not _stands(test)]
    assert gone == []


def _stands(test: str) -> bool:
    path, _, name = test.partition("::")
    file = ROOT / "tests" / path
    if not file.exists():
        return False
    known = {node.name for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}
    return any(one.startswith("test_") for one in known) if name == "*" else name in known
