"""A judgement told again: every rule asked stands in it, and instants carry their offset."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.mail.verdict import Kind
from bot.rules.decide import decide
from bot.rules.trace import judgement_dict, record_of, render
from tests.unit.rules.shipped import facts, rules, said

GRAVE = facts(
    "Pas de fuite. Les urgences sont au papier, serveurs chiffrés.", report=said(department="974", region="04")
)


def test_the_json_is_what_explain_promises() -> None:
    told = judgement_dict(decide(GRAVE, rules()))
    assert json.loads(json.dumps(told)) == told and set(told) == {"clock", "decision", "trace"}
    assert told["clock"] == {
        "received_at": "2026-03-22T03:10:00+01:00",
        "window": "off_hours",
        "why": told["clock"]["why"],
        "opens_at": "2026-03-23T09:00:00+01:00",
        "closes_at": None,
        "sender_local_time": "2026-03-22T06:10:00+04:00",
    }
    decision = told["decision"]
    assert decision["page"]["steps"][0] == {"at": "2026-03-22T03:10:00+01:00", "to": "bruno"}
    assert decision["letters"][0] == {
        "template": "acknowledgement-off-hours-paged",
        "to": "declarant",
        "role": "declarant",
    }
    assert set(told["trace"][0]) == {"phase", "rule", "matched", "because"}


def test_every_rule_asked_stands_in_the_trace_hit_or_miss() -> None:
    trace = decide(GRAVE, rules()).trace
    for phase in ("guard", "classify", "answer"):
        asked = [line.rule for line in trace if line.phase == phase]
        assert {rule.id for rule in rules().rules[phase]} <= set(asked)
    routes = [line for line in trace if line.phase == "route"]
    assert [line.matched for line in routes] == [False] * (len(routes) - 1) + [True]


def test_reasons_are_all_told_the_gravest_first() -> None:
    reasons = decide(GRAVE, rules()).decision.severity_reasons
    assert any("service de soins critique + mode dégradé" in reason for reason in reasons)
    assert any("rançongiciel" in reason and "« serveurs chiffrés »" in reason for reason in reasons)
    assert reasons[0].startswith("critical:") and not any("fuite" in reason for reason in reasons)


def test_a_denied_term_is_told_as_denied() -> None:
    assert "denied leak" not in render(decide(facts("Fuite de données."), rules()))
    assert "denied leak" in render(decide(facts("Aucune fuite de données."), rules()))


def test_the_rules_nobody_asked_are_named_where_the_first_one_decides() -> None:
    judgement = decide(GRAVE, rules())
    for phase in ("route", "sla"):
        asked = {line.rule for line in judgement.trace if line.phase == phase}
        known = {one.id for one in (rules().rules["route"] if phase == "route" else rules().service)}
        assert asked | set(dict(judgement.untried)[phase]) == known and asked != known
        assert f"not tried: {', '.join(dict(judgement.untried)[phase])}" in render(judgement)


def test_the_page_says_by_which_schedule_and_layer_somebody_is_called() -> None:
    (page,) = [line for line in decide(GRAVE, rules()).trace if line.phase == "page"]
    assert "first bruno (astreinte: " in page.because and "semaine" in page.because
    assert "until 2026-03-23T09:00:00+01:00" in page.because


def test_the_text_names_clock_rules_people_and_letters() -> None:
    text = render(decide(GRAVE, rules()))
    for words in (
        "off_hours",
        "week-end",
        "critical-off-hours YES",
        "bruno at 2026-03-22T03:10:00+01:00",
        "first_answer by",
    ):
        assert words in text
    assert "no_ticket" in render(decide(facts("x", kind=Kind.JUNK), rules()))


def test_what_is_stored_names_the_rules_it_was_decided_by() -> None:
    stored = record_of(decide(GRAVE, rules()))
    assert stored["rules"] == rules().hash and stored["facts"]["sha256"] == GRAVE.message.sha256


def test_what_is_stored_names_all_it_hangs_on_and_the_same_is_decided_again() -> None:
    versions = {"configuration": "9b1e", "tzdata": "2026b", "holidays": "1.2"}
    under = replace(rules(), made_of=versions)
    stored = record_of(decide(GRAVE, under))
    assert stored["made_of"] == versions
    assert json.dumps(stored, sort_keys=True) == json.dumps(record_of(decide(GRAVE, under)), sort_keys=True)
    assert "configuration 9b1e  tzdata 2026b  holidays 1.2" in render(decide(GRAVE, under)).splitlines()[0]
