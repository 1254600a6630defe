"""The rules at load: the shipped ones are clean, and whatever is unknown is a fault with its place and its remedy."""

from __future__ import annotations

from typing import Any

import pytest

from bot.rules.lint import lint
from tests.unit.rules.sections import told
from tests.unit.rules.shipped import changed, load, rules, tree


def faults_of(path: str, value: Any) -> list[Any]:
    return load(changed(path, value))[1]


def test_the_shipped_rules_leave_nothing_to_say() -> None:
    assert [str(fault) for fault in lint(rules())] == []


def test_the_hash_follows_the_values_and_nothing_else() -> None:
    same, other = load(changed("sla", tree().bare()["sla"]))[0], load(changed("rules.significant", "all"))[0]
    assert rules().hash == same.hash != other.hash


WHEN = "rules.route.0.when"


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (WHEN, {"colour": "red"}, ("colour", "unknown key")),
        (WHEN, {"severity": "catastrophic"}, ("severity", "unknown word 'catastrophic'", "critical")),
        (WHEN, {"track": "reel"}, ("track", "unknown word")),
        (WHEN, {"at": {"window": "holidays"}}, ("at.window", "unknown word", "in_hours")),
        (WHEN, {"at": {"window": "in_hours", "clock": ["date"]}}, ("clock", "received, now")),
        (WHEN, {"at": "nights"}, ("at", "unknown word")),
        (WHEN, {"report": {"gravity": 1}}, ("report.gravity", "no field of a report")),
        (WHEN, {"report": {"category": "ransom"}}, ("category", "unknown word", "ransomware")),
        (WHEN, {"lexicon": {"name": "nobody", "at_least": 1}}, ("lexicon.name", "severity")),
        (WHEN, {"lexicon": {"name": "severity", "has": ["nobody"]}}, ("no term `nobody`",)),
        (WHEN, {"lexicon": {"name": "severity"}}, ("nothing is asked",)),
        (WHEN, {"text": {"regex": "(a)(?=b)"}}, ("regex", "RE2 refuses it")),
        (WHEN, {"text": {"regex": "(["}}, ("regex", "RE2 refuses it")),
        (WHEN, {"text": {"regex": "foo("}}, ("regex", "missing ): foo(", "mend the pattern")),
        (WHEN, {"text": {"regex": ""}}, ("regex", "an empty pattern")),
        (WHEN, {"text": {"regex": "x", "in": "attachments"}}, ("in", "subject, body")),
        (WHEN, {"report": {"degraded_mode": "yes"}}, ("report.degraded_mode", "false, null, true")),
        (WHEN, {"report": {"support_requested": "true"}}, ("report.support_requested", "'true'", "false, null, true")),
        (WHEN, {"report": {"exercise": 1}}, ("report.exercise", "unknown word 1")),
        (WHEN, {"report": {"state": None}}, ("report.state", "unknown")),
        (WHEN, {"report": {"sensitive": None}}, ("report.sensitive", "nir")),
        (WHEN, {"report": {"phone": 123}}, ("report.phone", "put it in quotes")),
        (WHEN, {"report": {"territory": "63"}}, ("report.territory", "unknown word '63'")),
        (WHEN, {"territory": {"department": ["Puy-de-Dôme"]}}, ("territory.department", "no INSEE code")),
        (WHEN, {"territory": {"department": ["99"]}}, ("territory.department", "no INSEE code", "'99'")),
        (WHEN, {"territory": {"department": ["63 "]}}, ("territory.department", "'63 '")),
        (WHEN, {"territory": {"region": ["63"]}}, ("territory.region", "no INSEE code")),
        (WHEN, {"territory": {}}, ("territory", "no place")),
        (WHEN, {"from_domain": "@chu-x.example"}, ("from_domain", "what stands after the @")),
        (WHEN, {"from_domain": []}, ("from_domain", "an empty list never holds")),
        (WHEN, {"severity": []}, ("severity", "an empty list never holds")),
        (WHEN, {"severity": 3}, ("severity", "unknown word 3")),
        (WHEN, {"label": []}, ("label", "an empty list never holds")),
        (WHEN, {"report": {"category": []}}, ("report.category", "an empty list never holds")),
        (WHEN, {"at": {"window": "in_hours", "clock": []}}, ("clock", "an empty list never holds")),
        (WHEN, {"label": "nobody"}, ("label", "no rule gives")),
        (WHEN, {"any": []}, ("any", "a list of conditions")),
        (WHEN, {}, ("a condition is due",)),
        (WHEN, {"always": False}, ("always", "only `true`")),
        ("rules.classify.0.when", {"severity": "major"}, ("not settled yet in phase classify",)),
        ("rules.route.0.when", {"page": True}, ("not settled yet in phase route",)),
        ("rules.route.0.do", [{"escalate": "nights"}], ("escalate", "off-hours")),
        ("rules.route.0.do", [{"reply": "x"}], ("reply", "unknown key")),
        ("rules.route.0.do", [], ("a rule must do something",)),
        ("rules.answer.0.do", [{"notice": "nobody"}], ("notice", "desk-team")),
        ("rules.classify.0.do", [{"score": "nobody"}], ("score", "severity")),
        ("rules.classify.1.id", "words", ("id", "written twice")),
        ("rules.guard.0.do", [{"feed": "crows"}], ("feed", "escalation_bounce")),
        ("sla.0.first_answer", {"hours": 4}, ("a duration says what it counts in",)),
        ("sla.0.first_answer", {"business": "4h", "window": "nights"}, ("window", "in_hours")),
        ("timezone", "Europe/Lutece", ("timezone", "unknown zone")),
        ("agencies.north", {"region": "32"}, ("agencies.north", "ars-")),
    ],
)
def test_what_is_unknown_is_refused_with_place_and_remedy(path: str, value: Any, words: tuple[str, ...]) -> None:
    assert told(faults_of(path, value), *words)


def test_a_template_nobody_wrote_is_refused_when_templates_are_known() -> None:
    _, faults = load(tree(), frozenset({"notice", "redirect"}))
    assert told(faults, "reply", "acknowledgement-in-hours")


def test_all_faults_are_told_at_once() -> None:
    root = changed("rules.route.0.when", {"colour": 1}, changed("rules.answer.0.do", [], changed("timezone", "X/Y")))
    assert len(load(root)[1]) >= 3


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        (
            "rules.route",
            [{"id": "a", "when": {"track": "real"}, "do": [{"escalate": "off-hours"}]}],
            ("rules.route", "not unconditional"),
        ),
        ("sla", [], ("sla", "not unconditional")),
        (
            "rules.guard",
            [
                {"id": "a", "when": {"is": ["own", "junk"]}, "do": [{"park": "x"}]},
                {"id": "b", "when": {"is": "junk", "automatic": True}, "do": [{"park": "y"}]},
            ],
            ("rules.guard", "`a` (line 7)", "never reached"),
        ),
        ("lexicons.severity.terms.0.any", ["twice", "twice"], ("lexicons.severity.ransom", "written twice")),
        (
            "escalation.days",
            {
                "steps": [{"notify": {"person": "alice"}, "wait": "5m"}],
                "when_exhausted": {"notify": {"person": "bruno"}},
            },
            ("escalation.days", "no rule starts"),
        ),
        ("lexicons.spare", {"terms": [{"id": "x", "any": ["y"]}]}, ("lexicons.spare", "no rule uses")),
    ],
)
def test_lint_tells_what_loads_and_is_not_meant(path: str, value: Any, words: tuple[str, ...]) -> None:
    loaded, faults = load(changed(path, value))
    assert faults == []
    assert any(all(word in str(fault) for word in words) for fault in lint(loaded))
