"""What can never hold, never be reached, or names what nothing refers to: told with its place, and nothing else is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.mail.verdict import Kind, Trust
from bot.report.fields import Found, Report
from bot.rules.clock.meeting import meet
from bot.rules.condition_words import Names, read_condition
from bot.rules.conditions import Condition
from bot.rules.lint import lint
from bot.rules.possible import possible
from bot.rules.view import View
from bot.settings.section import Node
from bot.walltime import parse_instant
from tests.unit.rules.sections import section
from tests.unit.rules.shipped import changed, facts, load, rules, tree

NOW = parse_instant("2026-03-02T09:00:00+01:00")


def linted(root: Node) -> list[str]:
    loaded, faults = load(root)
    assert [str(fault) for fault in faults] == []
    return [str(fault) for fault in lint(loaded, root, NOW)]


def told(lines: list[str], *words: str) -> bool:
    return any(all(word in line for word in words) for line in lines)


def route(*rules_: dict[str, Any]) -> Node:
    """The shipped routes with these before the one for critical letters; what they do is to queue."""
    shipped = tree().bare()["rules"]["route"]
    written = [{"do": [{"queue": "incident"}], **one} for one in rules_]
    at = next(number for number, one in enumerate(shipped) if one["id"] == "critical")
    return changed("rules.route", [*shipped[:at], *written, *shipped[at:]])


def classify(when: Any, *do: dict[str, Any]) -> Node:
    return changed("rules.classify", [*tree().bare()["rules"]["classify"], {"id": "z", "when": when, "do": list(do)}])


def test_the_shipped_rules_leave_nothing_to_say() -> None:
    assert linted(tree()) == []


@pytest.mark.parametrize(
    "when",
    [
        {"all": [{"at": "in_hours"}, {"at": "off_hours"}]},
        {"at": "handover", "not": {"at": "in_hours"}},
        {"at": {"window": "in_hours", "clock": ["now"]}, "not": {"any": [{"at": "in_hours"}, {"at": "off_hours"}]}},
        {"severity": "minor", "not": {"severity": ["minor", "major"]}},
        {"all": [{"track": "real"}, {"track": "exercise"}]},
        {"new_ticket": True, "not": {"new_ticket": True}},
        {"not": {"always": True}},
        {"words": {"at_most": 5}, "not": {"words": {"at_most": 9}}},
        {"category": "phishing", "report": {"category": "ddos"}},
        {"report": {"state": "ongoing"}, "not": {"report": {"state": ["ongoing", "resolved"]}}},
        {"report": {"tlp": "TLP:RED"}, "not": {"report": {"tlp": ["TLP:RED", "TLP:AMBER"]}}},
        {"report": {"sensitive": "nir"}, "not": {"report": {"sensitive": ["nir", "credentials"]}}},
        {"label": "patients", "not": {"label": ["patients", "national"]}},
        {"all": [{"territory": {"department": ["63"]}}, {"territory": {"department": ["69", "42"]}}]},
        {"territory": {"region": ["84"]}, "not": {"territory": {"region": ["84", "11"]}}},
        {"from_domain": "ch-x.example", "not": {"from_domain": "ch-*.example"}},
        {"any": [{"severity": "minor"}, {"severity": "major"}], "not": {"severity": ["minor", "major", "critical"]}},
        {
            "lexicon": {"name": "severity", "at_least": 5},
            "not": {"lexicon": {"name": "severity", "at_least": 3}},
        },
    ],
)
def test_a_rule_whose_conditions_contradict_each_other_is_told(when: Any) -> None:
    root = route({"id": "z", "when": when})
    assert told(linted(root), "mine.yml:7: rules.route", "can never hold", "found z")


def test_a_window_that_never_opens_is_told_where_it_is_asked_for() -> None:
    root = route({"id": "z", "when": {"at": "never"}})
    assert told(linted(changed("windows.never", {"all": ["in_hours", "off_hours"]}, root)), "can never hold", "found z")
    small = changed("windows.small", {"all": ["in_hours", {"daily": ["03:00-04:00"]}]}, root)
    assert told(linted(changed("windows.never", "small", small)), "can never hold", "found z")


def test_windows_that_meet_on_few_days_of_many_years_meet() -> None:
    # 1 May on a Sunday: the next after 2026 is that of 2033.
    saturdays = changed("windows.sundays", {"daily": ["09:00-10:00"], "days": "sun"})
    special = changed("calendars.desk.special", {"2033-05-01": ["09:00-10:00"]}, saturdays)
    loaded, faults = load(special)
    assert faults == [] and meet(loaded.windows, ["in_hours", "sundays"], [])
    assert not meet(rules().windows, ["in_hours", "off_hours"], []) and not meet(
        rules().windows, [], ["on_call", "in_hours"]
    )


@pytest.mark.parametrize(
    ("whens", "dead"),
    [
        ([{"category": "phishing"}, {"not": {"category": "phishing"}}], ["critical", "support"]),
        ([{"at": "in_hours"}, {"at": "off_hours"}], ["critical", "support"]),
        ([{"severity": ["critical", "major"]}, {"severity": ["moderate", "minor"]}], ["critical", "support"]),
        ([{"report": {"support_requested": [True, None]}}], ["support"]),
        ([{"severity": "major"}, {"severity": ["moderate", "minor"], "track": "real"}], []),
        ([{"at": "in_hours"}, {"at": {"window": "off_hours", "clock": ["received"]}}], ["critical"]),
    ],
)
def test_rules_that_others_together_always_come_before_are_told(whens: list[Any], dead: list[str]) -> None:
    lines = linted(route(*({"id": f"z{number}", "when": when} for number, when in enumerate(whens))))
    assert [line for line in lines if "never reached" not in line] == []
    assert {name for name in ("critical", "support", "default") if told(lines, f"found {name}")} == set(dead)


def test_the_compulsory_last_rule_may_be_left_without_a_letter() -> None:
    assert linted(route({"id": "z", "when": {"severity": "critical", "category": "ddos"}})) == []
    every = changed("sla.0.when", {"severity": ["minor", "moderate", "major", "critical"]})
    assert linted(every) == []


def test_a_guard_that_keeps_every_letter_is_told() -> None:
    all_kinds = [{"id": "a", "when": {"is": "report"}, "do": [{"park": "x"}]}]
    all_kinds += [{"id": "b", "when": {"not": {"is": "report"}}, "do": [{"park": "x"}]}]
    lines = linted(changed("rules.guard", all_kinds))
    assert told(lines, "the guard rules keep every letter") and len(lines) == 1


def test_a_rule_for_letters_the_guard_keeps_is_told() -> None:
    assert told(linted(route({"id": "z", "when": {"is": "junk"}})), "rules.route", "never asked", "found z")
    assert told(linted(classify({"is": ["list", "own"]}, {"label": "x"})), "rules.classify", "never asked", "found z")


def test_one_letter_has_one_track_and_one_reply() -> None:
    two = classify({"category": "phishing"}, {"track": "redirect"}, {"track": "exercise"})
    assert told(linted(two), "rules.classify", "two values of `track` (redirect, exercise)", "found z")
    shipped = tree().bare()["rules"]["answer"]
    again = {"id": "z", "when": {"track": "real", "at": "in_hours"}, "do": [{"reply": "acknowledgement-off-hours"}]}
    narrower = {**again, "when": {"track": "real", "at": "in_hours", "severity": "minor"}}
    for one in (again, narrower):
        assert told(linted(changed("rules.answer", [*shipped, one])), "rules.answer", "names another reply")
    other = {**again, "when": {"track": "exercise"}, "do": [{"reply": "acknowledgement-exercise"}]}
    assert linted(changed("rules.answer", [*shipped, other])) == []


LAYER = {"name": "a", "rotation": ["alice"], "every": "1w", "start": "2026-01-05", "handoff": "09:00"}


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("windows.deep_night", {"daily": ["22:00-07:00"]}, ("windows.deep_night", "refers to this window")),
        ("calendars.night", {"week": {"mon-sun": ["00:00-24:00"]}}, ("calendars.night", "refers to this calendar")),
        ("teams.elsewhere", {"mail": "x@cert.example"}, ("teams.elsewhere", "tells this team anything")),
        ("schedules.second", {"layers": [LAYER]}, ("schedules.second", "calls anybody by this schedule")),
        (
            "escalation.days",
            {
                "steps": [{"notify": {"person": "alice"}, "wait": "5m"}],
                "when_exhausted": {"notify": {"person": "bruno"}},
            },
            ("escalation.days", "no rule starts"),
        ),
    ],
)
def test_a_name_nothing_refers_to_is_told_at_its_line(path: str, value: Any, words: tuple[str, ...]) -> None:
    assert told(linted(changed(path, value)), "mine.yml:7: ", *words)


def test_a_step_that_reaches_nobody_within_the_horizon_is_told() -> None:
    over = changed("schedules.over", {"layers": [{**LAYER, "end": "2026-02-02"}]})
    steps = [{"notify": {"schedule": "over"}, "wait": "10m"}, *tree().bare()["escalation"]["off-hours"]["steps"]]
    root = changed("escalation.off-hours.steps", steps, over)
    assert told(linted(root), "mine.yml:7: escalation.off-hours.steps[0]", "reaches nobody within the 45 days")
    assert lint(load(root)[0], root) == []


def _condition(when: Any) -> Condition:
    read = section(when)
    found = read_condition(read, Names("answer", rules().windows, rules().lexicons, frozenset({"hot", "cold"})))
    assert [str(fault) for fault in read.faults] == []
    return found


plain = st.sampled_from(
    [
        {"severity": "major"},
        {"severity": ["minor", "critical"]},
        {"track": "real"},
        {"is": ["report", "junk"]},
        {"automatic": True},
        {"trust": ["known", "hostile"]},
        {"label": "hot"},
        {"label": ["hot", "cold"]},
        {"category": ["ddos", "phishing"]},
        {"report": {"category": "phishing"}},
        {"report": {"support_requested": [True, None]}},
        {"report": {"data_impact": "integrity"}},
        {"report": {"tlp": "TLP:RED"}},
        {"report": {"tlp": ["TLP:RED", None]}},
        {"at": "in_hours"},
        {"at": {"window": "off_hours", "clock": ["received", "now"]}},
        {"at": {"window": "handover", "clock": ["now"]}},
        {"at": "on_call"},
        {"words": {"at_most": 3}},
        {"words": {"at_most": 8}},
        {"from_domain": "ch-*.example"},
        {"from_domain": ["ch-val.example", "x.example"]},
        {"text": {"regex": "virus"}},
        {"lexicon": {"name": "severity", "at_least": 2}},
        {"territory": {"department": ["63"], "region": ["11"]}},
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
    max_leaves=7,
)
AT = [parse_instant(f"2026-03-10T{clock}:00+01:00") for clock in ("08:00", "10:00", "17:45", "18:00")]
reports = st.builds(
    lambda category, support, tlp, hit: replace(
        Report(),
        category=category and Found(category),
        support_requested=None if support is None else Found(support),
        tlp=tlp and Found(tlp),
        data_impact=Found(hit),
    ),
    st.sampled_from([None, "ddos", "phishing", "other"]),
    st.sampled_from([None, True, False]),
    st.sampled_from([None, "TLP:RED", "TLP:CLEAR"]),
    st.sampled_from([(), ("integrity",), ("integrity", "availability")]),
)
views = st.builds(
    lambda report, at, now, kind, automatic, trust, text, sender, labels, severity, track: View(
        facts(text, at=at, now=max(at, now), kind=kind, automatic=automatic, trust=trust, report=report, sender=sender),
        rules().windows,
        rules().lexicons,
        rules().book,
        severity=severity,
        track=track,
        labels=labels,
    ),
    reports,
    st.sampled_from(AT),
    st.sampled_from(AT),
    st.sampled_from([Kind.REPORT, Kind.JUNK, Kind.LIST]),
    st.booleans(),
    st.sampled_from(list(Trust)),
    st.sampled_from(["", "un virus", "rançongiciel partout ici depuis hier", " ".join(["mot"] * 12)]),
    st.sampled_from(["a@ch-val.example", "a@x.example", "a@other.example"]),
    st.sampled_from([frozenset(), frozenset({"hot"}), frozenset({"hot", "cold"})]),
    st.sampled_from(["minor", "major", "critical"]),
    st.sampled_from(["real", "exercise"]),
)


@settings(max_examples=150)
@given(st.lists(nested, min_size=1, max_size=2), st.lists(nested, max_size=3), st.lists(views, min_size=8, max_size=8))
def test_what_is_said_to_be_impossible_no_letter_meets(wanted: list[Any], barred: list[Any], seen: list[View]) -> None:
    conditions, without = [_condition(one) for one in wanted], [_condition(one) for one in barred]
    if not possible(conditions, without, lambda inside, outside: meet(rules().windows, inside, outside)):
        for view in seen:
            held = all(one.ask(view).holds for one in conditions)
            assert not held or any(one.ask(view).holds for one in without)
