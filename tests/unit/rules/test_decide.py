"""Decisions: what holds for every letter, whatever the rules file says."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Permanent
from bot.mail.verdict import Kind, Trust
from bot.report.fields import Report
from bot.rules.conditions import Answer
from bot.rules.decide import decide
from bot.rules.decision import SEVERITIES, Decision
from bot.rules.facts import Facts, TicketFacts
from bot.rules.rule import Action, Rule
from bot.rules.ruleset import Ruleset
from bot.rules.trace import judgement_dict, render
from bot.rules.view import View
from bot.tickets.states import State
from bot.walltime import parse_instant
from tests.unit.rules.shipped import DAY, NIGHT, changed, facts, load, rules, said

GRAVE = "Tous les serveurs sont chiffrés, les urgences passent au papier."
WORDS = (
    "rançongiciel serveurs urgences panne plus pas aucun samu exercice test fuite patient journaliste \n . ? 15".split(
        " "
    )
)


def decision(given: Facts, by: Ruleset | None = None) -> Decision:
    return decide(given, by or rules()).decision


def templates(given: Facts) -> list[str]:
    return [letter.template for letter in decision(given).letters]


# --- the clock -------------------------------------------------------------------------------------------------


def test_a_letter_received_in_hours_and_handled_after_closing_pages() -> None:
    received = parse_instant("2026-03-26T17:20:00+01:00")
    late = parse_instant("2026-03-26T18:00:01+01:00")
    assert decision(facts(GRAVE, at=received)).page is None
    assert decision(facts(GRAVE, at=received, now=late)).page is not None


def test_a_letter_received_off_hours_and_handled_after_opening_pages() -> None:
    received, late = parse_instant("2026-03-26T08:59:59+01:00"), parse_instant("2026-03-26T09:00:30+01:00")
    assert decision(facts(GRAVE, at=received, now=late)).page is not None


def test_a_saturday_holiday_has_both_reasons() -> None:
    clock = decide(facts(GRAVE, at=parse_instant("2026-08-15T02:47:00+02:00")), rules()).clock
    assert "samedi 15 août 2026" in clock.why and "week-end" in clock.why and "Assomption" in clock.why
    assert clock.opens_at == parse_instant("2026-08-17T09:00:00+02:00") and clock.closes_at is None


def test_the_declarants_wall_time_comes_from_the_territory_of_the_report() -> None:
    report = said(department="974", region="04")
    clock = decide(facts(GRAVE, at=parse_instant("2026-01-14T17:31:05+01:00"), report=report), rules()).clock
    assert clock.window == "in_hours" and clock.sender_local_time is not None
    assert clock.sender_local_time.isoformat() == "2026-01-14T20:31:05+04:00"
    assert decide(facts(GRAVE), rules()).clock.sender_local_time is None


def test_the_reason_is_told_in_english_to_who_reads_english() -> None:
    clock = decide(replace(facts(GRAVE), language="en"), rules()).clock
    assert "weekend" in clock.why and "opens again" in clock.why


# --- who is woken ----------------------------------------------------------------------------------------------


def test_a_page_names_policy_and_the_whole_first_round() -> None:
    page = decision(facts(GRAVE)).page
    assert page is not None and page.policy == "off-hours"
    assert [step.to for step in page.steps] == ["bruno", "bruno", "duty-manager"]
    assert [step.at - NIGHT for step in page.steps] == [timedelta(0), timedelta(minutes=15), timedelta(minutes=25)]


def test_the_person_of_the_first_step_gets_the_page() -> None:
    assert [(one.template, one.to) for one in decision(facts(GRAVE)).letters] == [
        ("acknowledgement-off-hours-paged", "declarant"),
        ("page", "bruno"),
        ("notice", "desk-team"),
        ("notice", "fssi"),
    ]


def test_a_rule_cannot_page_for_an_exercise_or_a_resolved_matter() -> None:
    always = Rule("all", "route", rules().rules["route"][-1].when, (Action("escalate", "off-hours"),))
    eager = _with_rules("route", (always,))
    assert decision(facts("bonjour"), eager).page is not None
    assert decision(facts(GRAVE, report=said(exercise=True)), eager).page is None
    assert decision(facts(GRAVE, report=said(structure_type="military")), eager).page is None
    assert decision(facts(GRAVE, report=said(structure_type="pharmacy")), eager).page is None
    assert decision(facts(GRAVE, report=said(state="resolved")), eager).page is None


@pytest.mark.parametrize("before", [None, *SEVERITIES])
def test_one_case_a_ticket(before: Any) -> None:
    ticket = TicketFacts("real", before, State.IN_PROGRESS)
    assert (decision(facts(GRAVE, ticket=ticket)).page is not None) == (before != "critical")
    assert decision(facts(GRAVE, ticket=replace(ticket, running_case=True))).page is None


def test_severity_never_falls_on_a_follow_up() -> None:
    for before in SEVERITIES:
        ticket = TicketFacts("real", before, State.IN_PROGRESS)
        assert decision(facts("Merci", at=DAY, ticket=ticket)).severity == before


# --- who is answered -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [k for k in Kind if k not in (Kind.REPORT, Kind.FOLLOW_UP, Kind.UNREADABLE)])
def test_machine_mail_opens_no_ticket_and_gets_no_letter(kind: Kind) -> None:
    given = decision(facts(GRAVE, kind=kind, automatic=True))
    assert (given.track, given.severity, given.letters, given.notify, given.page) == ("no_ticket", None, (), (), None)


def test_the_declarant_of_a_portals_notification_is_answered() -> None:
    assert templates(facts(GRAVE, automatic=True))[0] == "acknowledgement-off-hours-paged"


@pytest.mark.parametrize("kind", [Kind.FOLLOW_UP, Kind.UNREADABLE])
def test_no_other_machine_is_answered(kind: Kind) -> None:
    assert not [one for one in decision(facts(GRAVE, kind=kind, automatic=True)).letters if one.role == "declarant"]


def test_a_hostile_author_is_not_answered_and_still_wakes_somebody() -> None:
    given = decision(facts(GRAVE, trust=Trust.HOSTILE))
    assert given.page is not None and given.questions == ()
    assert not [one for one in given.letters if one.role == "declarant"]


def test_a_new_report_gets_exactly_one_letter_with_questions_inside() -> None:
    given = decision(facts("Messagerie indisponible", at=DAY))
    assert [one.template for one in given.letters if one.role == "declarant"] == ["acknowledgement-in-hours"]
    assert 0 < len(given.questions) <= 7 and given.questions[0] != "finess"


@pytest.mark.parametrize(
    ("report", "template"),
    [
        (said(exercise=True), "acknowledgement-exercise"),
        (said(structure_type="military"), "redirect"),
        (said(structure_type="pharmacy"), "out-of-scope"),
    ],
)
def test_nothing_is_asked_on_other_tracks(report: Report, template: str) -> None:
    given = decision(facts(GRAVE, report=report))
    assert given.letters[0].template == template and given.questions == ()


# --- who is told -----------------------------------------------------------------------------------------------


def test_an_agency_without_address_is_named_and_gets_no_letter() -> None:
    given = decision(facts(GRAVE, report=said(department="63", region="84")))
    assert "ars-auvergne-rhone-alpes" in given.notify
    assert not [one for one in given.letters if one.to.startswith("ars-")]


def test_an_agency_with_an_address_gets_a_letter() -> None:
    root = changed("agencies.ars-auvergne-rhone-alpes.mail", "alerte@ars-ara.example")
    given = decision(facts(GRAVE, report=said(department="63", region="84")), load(root)[0])
    assert [(one.to, one.role) for one in given.letters if one.role == "agency"] == [
        ("ars-auvergne-rhone-alpes", "agency")
    ]


def test_saint_martin_belongs_to_the_agency_of_guadeloupe() -> None:
    assert "ars-guadeloupe" in decision(facts(GRAVE, report=said(department="978", region=None))).notify


@pytest.mark.parametrize("field", [{"exercise": True}, {"structure_type": "military"}, {"structure_type": "pharmacy"}])
def test_no_agency_is_told_on_another_track_than_real(field: dict[str, Any]) -> None:
    given = decision(facts(GRAVE, report=said(department="63", region="84", **field)))
    assert not [name for name in given.notify if name.startswith("ars-")]


# --- independent axes, service levels --------------------------------------------------------------------------


def test_critical_and_significant_are_independent() -> None:
    grave = decision(facts("La réanimation est au papier."))
    wide = decision(facts("Hameçonnage : d'autres établissements de la région sont concernés.", at=DAY))
    assert (grave.severity, grave.significant) == ("critical", False)
    assert (wide.severity, wide.significant) == ("moderate", True)


def test_both_criteria_can_be_demanded() -> None:
    strict, faults = load(changed("rules.significant", "all"))
    assert faults == []
    assert not decision(facts("Plan blanc."), strict).significant
    assert decision(facts("Plan blanc. Hameçonnage chez d'autres établissements."), strict).significant


def test_the_first_answer_is_due_in_real_time_or_in_business_time() -> None:
    (grave,) = decision(facts(GRAVE)).service_levels
    (usual,) = decision(facts("Messagerie indisponible", at=parse_instant("2026-03-27T16:00:00+01:00"))).service_levels
    assert (grave.clock, grave.due_at - NIGHT) == ("real", timedelta(minutes=30))
    assert (usual.clock, usual.due_at) == ("in_hours", parse_instant("2026-03-30T11:00:00+02:00"))


# --- properties ------------------------------------------------------------------------------------------------

letters = st.builds(
    facts,
    text=st.one_of(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join), st.text(max_size=200)),
    subject=st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    at=st.datetimes(min_value=NIGHT.replace(tzinfo=None), max_value=NIGHT.replace(year=2030, tzinfo=None)).map(
        lambda naive: naive.replace(tzinfo=NIGHT.tzinfo)
    ),
    kind=st.sampled_from(list(Kind)),
    automatic=st.booleans(),
    trust=st.sampled_from(list(Trust)),
    role=st.sampled_from(["fssi", "desk"]),
    report=st.builds(
        said,
        exercise=st.booleans(),
        patient_impact=st.sampled_from(["none", "potential", "proven", "unknown"]),
        state=st.sampled_from(["ongoing", "resolved", "unknown"]),
        structure_type=st.sampled_from(["hospital", "military", "pharmacy", "other"]),
    ),
    ticket=st.none()
    | st.builds(
        TicketFacts,
        track=st.sampled_from(["real", "exercise", "redirect", "out_of_scope"]),
        severity=st.sampled_from(SEVERITIES),
        state=st.sampled_from(list(State)),
        running_case=st.booleans(),
    ),
)


@given(letters)
def test_every_letter_has_one_route_and_the_same_judgement_twice(given: Facts) -> None:
    judgement = decide(given, rules())
    assert decide(given, rules()) == judgement
    routed = [line for line in judgement.trace if line.phase == "route" and line.matched]
    assert len(routed) == (judgement.decision.track != "no_ticket")
    assert judgement_dict(judgement) and render(judgement)


@given(letters)
def test_no_page_but_for_what_is_real_and_no_answer_to_a_machine(given: Facts) -> None:
    found = decision(given)
    answered = [one for one in found.letters if one.role == "declarant"]
    assert found.page is None or (found.track == "real" and found.severity in ("critical", "major"))
    assert len(answered) <= 1
    if found.track == "no_ticket":
        assert found.severity is None and not found.letters and not found.notify
    if given.ticket is not None or (given.verdict.automatic and given.verdict.kind is not Kind.REPORT):
        assert answered == []


@settings(max_examples=25)
@given(letters, st.randoms(use_true_random=False))
def test_the_order_of_rules_in_the_phases_that_ask_all_changes_nothing(given: Facts, chance: random.Random) -> None:
    mixed = rules()
    for phase in ("classify", "answer"):
        order = list(mixed.rules[phase])
        chance.shuffle(order)
        mixed = _with_rules(phase, tuple(order), mixed)
    one, other = decision(given), decision(given, mixed)
    assert replace(one, letters=(), notify=()) == replace(other, letters=(), notify=())
    assert set(one.letters) == set(other.letters) and set(one.notify) == set(other.notify)


# --- errors ----------------------------------------------------------------------------------------------------


class _Broken:
    def ask(self, view: View) -> Answer:
        raise ZeroDivisionError("no such value")


def test_a_rule_that_fails_is_an_error_that_names_the_place_and_never_no_match() -> None:
    route = rules().rules["route"]
    broken = _with_rules("route", (*route[:2], Rule("odd", "route", _Broken(), ()), *route[2:]))
    with pytest.raises(Permanent, match="rule-error after route redirect: ZeroDivisionError"):
        decide(facts(GRAVE), broken)


def _with_rules(phase: str, several: tuple[Rule, ...], base: Ruleset | None = None) -> Ruleset:
    by = base or rules()
    return replace(by, rules={**by.rules, phase: several})
