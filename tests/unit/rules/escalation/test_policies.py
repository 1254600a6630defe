"""Escalation policies as written: the example of the documentation loads, and what loading refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.rules.duty.schedules import load_schedules
from bot.rules.escalation.policies import load_policies, resolver
from bot.rules.escalation.policy import Adoption, Policy, Step, Target
from bot.settings.model import PersonSettings
from tests.unit.rules.sections import PEOPLE, section, told, windows

WINDOWS = windows()
SCHEDULES = load_schedules(
    section(
        {
            "n1": {
                "layers": [
                    {
                        "name": "semaine", "rotation": ["alice", "bruno"], "every": "1w", "start": "2026-01-05",
                        "handoff": "09:00", "during": "off_hours",
                    }
                ]
            },
            "n2": {"fallback_layer": {"always": "manager"}},
        }
    ),
    WINDOWS,
    PEOPLE,
)  # fmt: skip
WRITTEN: dict[str, Any] = {
    "steps": [
        {"notify": {"schedule": "n1"}, "wait": "15m"},
        {"notify": {"schedule": "n1"}, "wait": "10m", "resend": True},
        {"notify": {"schedule": "n2"}, "wait": "15m"},
        {"notify": {"person": "manager"}, "wait": "30m"},
    ],
    "repeat": 2,
    "clock": "real",
    "when_nobody": "next_step_now",
    "when_bounce_or_absence": "next_step_now",
    "when_exhausted": {
        "notify": {"mailbox": "desk-shared@cert.example"}, "every": "30m", "until": "acknowledged", "severity": "alarm",
    },
    "ack": {
        "by": ["reply"],
        "words": {"take": ["je prends"], "refuse": ["indisponible"], "later": ["dans"]},
        "require": {"token": "per_recipient", "sender": "the_person_paged", "not_automatic": True},
        "lease": "60m",
        "remind_before": "15m",
        "on_lease_end": "restart",
    },
    "quiet_edges": {"on_close_of": "in_hours", "adopt": "severity == critical and owner == none"},
}  # fmt: skip
SATURDAY = datetime(2026, 8, 15, 0, 47, tzinfo=UTC)


def test_the_example_loads_as_it_reads() -> None:
    read = section({"off-hours": WRITTEN}, "escalation")
    policies = load_policies(read, SCHEDULES, PEOPLE, WINDOWS)
    assert read.faults == []
    assert policies["off-hours"] == Policy(
        name="off-hours",
        steps=(
            Step(Target("schedule", "n1"), timedelta(minutes=15)),
            Step(Target("schedule", "n1"), timedelta(minutes=10), resend=True),
            Step(Target("schedule", "n2"), timedelta(minutes=15)),
            Step(Target("person", "manager"), timedelta(minutes=30)),
        ),
        last_resort=Target("mailbox", "desk-shared@cert.example"),
        adoption=Adoption("in_hours"),
        words={"take": ("je prends",), "refuse": ("indisponible",), "later": ("dans",)},
    )


def test_what_is_left_out_has_the_documented_default() -> None:
    short = {"steps": WRITTEN["steps"], "when_exhausted": {"notify": {"person": "manager"}}}
    read = section({"p": short}, "escalation")
    policy = load_policies(read, SCHEDULES, PEOPLE, WINDOWS)["p"]
    assert read.faults == []
    assert (policy.repeat, policy.lease, policy.remind_before) == (2, timedelta(hours=1), timedelta(minutes=15))
    assert (policy.alarm_every, policy.adoption, policy.words) == (timedelta(minutes=30), None, {})


def test_targets_mean_people_who_can_be_written_to() -> None:
    resolve = resolver(SCHEDULES, {**PEOPLE, "manager": PersonSettings("manager", ())})
    assert resolve(Target("schedule", "n1"), SATURDAY) == ["bruno"]
    assert resolve(Target("schedule", "n1"), datetime(2026, 8, 14, 10, tzinfo=UTC)) == []
    assert resolve(Target("person", "chloe"), SATURDAY) == ["chloe"]
    assert resolve(Target("mailbox", "desk@cert.example"), SATURDAY) == ["desk@cert.example"]
    assert resolve(Target("schedule", "n2"), SATURDAY) == []
    assert resolve(Target("person", "manager"), SATURDAY) == []


def test_a_name_a_reload_took_away_means_nobody() -> None:
    resolve = resolver(SCHEDULES, PEOPLE)
    assert resolve(Target("schedule", "gone"), SATURDAY) == []
    assert resolve(Target("person", "gone"), SATURDAY) == []


STEPS = WRITTEN["steps"]
RESORT = WRITTEN["when_exhausted"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"steps": []}, ["nobody is paged"]),
        ({"steps": STEPS[:3]}, ["ends in a schedule", "person"]),
        ({"steps": [{"notify": {"schedule": "n3"}, "wait": "5m"}, STEPS[3]]}, ["unknown word", "n1, n2"]),
        ({"steps": [{"notify": {"person": "managr"}, "wait": "5m"}]}, ["unknown word", "manager"]),
        ({"steps": [{"notify": {"mailbox": "desk"}, "wait": "5m"}]}, ["no address"]),
        ({"steps": [{"notify": {}, "wait": "5m"}]}, ["one target is due"]),
        (
            {"steps": [{"notify": {"person": "alice", "mailbox": "a@cert.example"}, "wait": "5m"}]},
            ["one target is due"],
        ),
        ({"steps": [{"notify": {"person": "manager"}, "wait": "0m"}]}, ["too short"]),
        ({"steps": [{"notify": {"person": "manager"}, "wait": 15}]}, ["duration"]),
        ({"steps": [{"notify": {"person": "manager"}}]}, ["wait", "missing"]),
        ({"steps": [{"notify": {"person": "nobody"}, "wait": "5m"}]}, ["no address"]),
        ({"when_exhausted": {**RESORT, "notify": {"schedule": "n1"}}}, ["may name nobody"]),
        ({"when_exhausted": {**RESORT, "every": "10s"}}, ["too short"]),
        ({"when_exhausted": None}, ["one target is due"]),
        ({"clock": "business:in_hours"}, ["unknown word", "real"]),
        ({"when_nobody": "wait"}, ["unknown word", "next_step_now"]),
        ({"repeat": -1}, ["out of bounds"]),
        ({"ack": {"lease": "10m", "remind_before": "15m"}}, ["ends before its reminder"]),
        ({"ack": {"by": ["sms"]}}, ["no way to answer a page: `sms`"]),
        ({"ack": {"by": ["reply", "web_form"]}}, ["no way to answer a page: `web_form`"]),
        ({"ack": {"lease": "365d"}}, ["24h or less"]),
        ({"ack": {"words": {"take": ["e"]}}}, ["`e` is too short"]),
        ({"ack": {"words": {"take": ["yalla"], "refuse": ["Yalla !"]}}}, ["two meanings"]),
        ({"ack": {"words": {"take": ["je ne peux pas"]}}}, ["means `refuse` already"]),
        ({"steps": [{"notify": {"person": "manager"}, "wait": "9000w"}]}, ["24h or less"]),
        ({"when_exhausted": {**RESORT, "every": "52w"}}, ["24h or less"]),
        ({"ack": {"require": {"not_automatic": False}}}, ["never acknowledges"]),
        ({"ack": {"words": {"prend": ["ok"]}}}, ["unknown key"]),
        ({"quiet_edges": {"on_close_of": "in_our"}}, ["unknown word", "in_hours"]),
        ({"quiet_edges": {"on_close_of": "in_hours", "adopt": "all"}}, ["unknown word"]),
        ({"quiet_edges": {"on_close_of": "in_hours", "tell": "zoe"}}, ["unknown word"]),
        ({"when_exhuasted": RESORT}, ["unknown key", "when_exhausted"]),
    ],
)
def test_loading_refuses_with_file_line_and_remedy(more: dict[str, Any], words: list[str]) -> None:
    people = {**PEOPLE, "nobody": PersonSettings("nobody", ())}
    read = section({"p": {**WRITTEN, **more}}, "escalation")
    load_policies(read, SCHEDULES, people, WINDOWS)
    assert told(read.faults, "rules.yml:", *words)
