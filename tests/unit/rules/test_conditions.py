"""Each condition word: when it holds, and that it says which values it saw."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.message import Attachment
from bot.mail.verdict import Kind, Trust
from bot.rules.condition_words import Names, read_condition
from bot.rules.conditions import Condition
from bot.rules.facts import Facts
from bot.rules.implication import implies
from bot.rules.view import View
from tests.unit.rules.sections import section
from tests.unit.rules.shipped import DAY, facts, rules, said

LABELS = frozenset({"hot", "cold"})


def condition(when: dict[str, Any]) -> Condition:
    read = section(when, "when")
    made = read_condition(read, Names("answer", rules().windows, rules().lexicons, LABELS))
    assert [str(fault) for fault in read.faults] == []
    return made


def view(given: Facts) -> View:
    return View(given, rules().windows, rules().lexicons, rules().book, severity="major", labels=frozenset({"hot"}))


SEALED = facts(
    attachments=(Attachment("1", "smime.p7m", "application/pkcs7-mime; smime-type=enveloped-data", 9, "", False),)
)
SIGNED = facts(
    "La cafetière du service est revenue de réparation.",
    attachments=(Attachment("1", "smime.p7m", "application/pkcs7-mime; smime-type=signed-data", 9, "", False),),
)
LETTER = facts(
    "Le poste est infecté",
    subject="Virus",
    report=said(category="phishing", department="2A", region="94", data_impact=("integrity",)),
)


@pytest.mark.parametrize(
    ("when", "given", "holds"),
    [
        ({"always": True}, LETTER, True),
        ({"severity": ["major", "critical"]}, LETTER, True),
        ({"severity": "critical"}, LETTER, False),
        ({"is": "report"}, LETTER, True),
        ({"is": ["junk", "list"]}, LETTER, False),
        ({"trust": "hostile"}, facts(trust=Trust.HOSTILE), True),
        ({"automatic": True}, facts(automatic=True, kind=Kind.LIST), True),
        ({"account_role": "desk"}, LETTER, False),
        ({"new_ticket": True}, LETTER, True),
        ({"label": "hot"}, LETTER, True),
        ({"label": "cold"}, LETTER, False),
        ({"category": "phishing"}, LETTER, True),
        ({"report": {"category": ["phishing", "ddos"]}}, LETTER, True),
        ({"report": {"support_requested": None}}, LETTER, True),
        ({"report": {"support_requested": False}}, LETTER, False),
        ({"report": {"data_impact": "integrity"}}, LETTER, True),
        ({"report": {"data_impact": "availability"}}, LETTER, False),
        ({"territory": {"department": ["2A", "2B"]}}, LETTER, True),
        ({"territory": {"region": "84"}}, LETTER, False),
        ({"territory": {"region": "84"}}, facts(), False),
        ({"from_domain": ["ch-*.example", "*.sante.example"]}, LETTER, True),
        ({"from_domain": "example"}, LETTER, False),
        ({"at": "off_hours"}, LETTER, True),
        ({"at": {"window": "off_hours", "clock": ["received", "now"]}}, facts(at=DAY), False),
        ({"lexicon": {"name": "severity", "at_least": 2}}, LETTER, True),
        ({"lexicon": {"name": "severity", "has": ["malware", "ransom"]}}, LETTER, False),
        ({"lexicon": {"name": "severity", "any": ["malware", "ransom"]}}, LETTER, True),
        ({"text": {"regex": "VIRUS|ver", "in": ["subject"]}}, LETTER, True),
        ({"text": {"regex": "^absent$"}}, LETTER, False),
        ({"words": {"at_most": 5}}, LETTER, True),
        ({"words": {"at_most": 4}}, LETTER, False),
        ({"any": [{"is": "junk"}, {"severity": "major"}]}, LETTER, True),
        ({"all": [{"is": "report"}, {"severity": "minor"}]}, LETTER, False),
        ({"not": {"is": "junk"}}, LETTER, True),
        ({"unreadable": True}, SEALED, True),
        ({"unreadable": True}, SIGNED, False),
        ({"unreadable": True}, facts(kind=Kind.UNREADABLE), True),
        ({"unreadable": True}, LETTER, False),
        ({"exercise_lifted": True}, facts(report=said(exercise=False)), True),
        ({"exercise_lifted": True}, facts(), False),
        ({"severity": "major", "is": "junk"}, LETTER, False),
    ],
)
def test_it_holds_when_it_should_and_says_what_it_saw(when: dict[str, Any], given: Facts, holds: bool) -> None:
    answer = condition(when).ask(view(given))
    assert answer.holds is holds and answer.because


def test_an_operators_pattern_cannot_hang_a_letter() -> None:
    hostile = condition({"text": {"regex": "(a+)+$"}})
    assert not hostile.ask(view(facts("a" * 39_000 + "!"))).holds


plain = st.sampled_from(
    [
        {"always": True},
        {"severity": "major"},
        {"severity": ["major", "minor"]},
        {"is": "report"},
        {"track": "real"},
        {"is": ["report", "junk"]},
        {"automatic": True},
    ]
)
nested = st.recursive(
    plain,
    lambda below: (
        st.builds(
            lambda word, parts: {word: parts}, st.sampled_from(["all", "any"]), st.lists(below, min_size=1, max_size=3)
        )
        | st.builds(lambda part: {"not": part}, below)
    ),
    max_leaves=6,
)


@given(nested, nested, st.sampled_from(list(Kind)), st.booleans(), st.sampled_from(["minor", "major", None]))
def test_what_lint_says_follows_really_follows(
    one: Any, other: Any, kind: Kind, automatic: bool, severity: Any
) -> None:
    first, second = condition(one), condition(other)
    seen = View(
        facts(kind=kind, automatic=automatic), rules().windows, rules().lexicons, rules().book, severity=severity
    )
    if implies(first, second) and first.ask(seen).holds:
        assert second.ask(seen).holds


def test_one_of_fewer_labels_follows_into_one_of_more_and_never_back() -> None:
    few, more = condition({"label": "hot"}), condition({"label": ["cold", "hot"]})
    assert implies(few, more) and not implies(more, few)
