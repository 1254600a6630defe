"""What a reply does to a case, believed or not, and how often its author is told that it did nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.rules.escalation.case import Case, TakenAlready
from bot.rules.escalation.hearing import hear
from bot.rules.escalation.machine import acknowledge, advance, close
from bot.rules.replies.reply_words import Reply
from tests.unit.rules.escalating import T0, OnCall, minutes, started

TAKE, UNCLEAR, LATER = Reply("take"), Reply("unclear"), Reply("later", 20)
NOW = T0 + minutes(2)


@pytest.mark.parametrize(
    ("reply", "believed", "kind", "act"),
    [
        (TAKE, True, "take", "take"),
        (TAKE, False, "unproven", "tell"),
        (Reply("refuse"), True, "refuse", "move"),
        (Reply("refuse"), False, "unproven", "tell"),
        (LATER, True, "later", "move"),
        (UNCLEAR, True, "unclear", "tell"),
        (UNCLEAR, False, "unclear", "tell"),
    ],
)
def test_only_what_is_believed_moves_a_case(reply: Reply, believed: bool, kind: str, act: str) -> None:
    heard = hear(started(), "alice", reply, believed, NOW)
    assert (heard.kind, heard.act) == (kind, act)
    assert (replace(heard.outcome[0], told_in_vain=()) == started()) == (act == "tell")


def test_an_ended_case_is_moved_by_nothing_and_says_who_had_it() -> None:
    ended = close(acknowledge(started(), "bruno", NOW)[0])
    for reply in (TAKE, LATER, Reply("refuse")):
        heard = hear(ended, "alice", reply, True, NOW)
        assert heard.act == "move" and heard.outcome == (ended, [TakenAlready("alice", "bruno", NOW)])
    assert hear(ended, "alice", UNCLEAR, True, NOW).act == "nothing"


def test_any_answer_of_the_holder_who_was_reminded_is_a_trace_of_work() -> None:
    held = acknowledge(started(), "alice", NOW)[0]
    reminded = advance(held, NOW + minutes(45), OnCall())[0]
    assert hear(held, "alice", UNCLEAR, True, NOW).act == "nothing"
    heard = hear(reminded, "alice", UNCLEAR, True, NOW + minutes(46))
    assert heard.act == "work" and heard.outcome[0].lease_until is None
    assert hear(reminded, "alice", UNCLEAR, False, NOW + minutes(46)).act == "nothing"


def test_three_times_an_hour_somebody_is_told_then_the_desk() -> None:
    case, acts = started(), []
    for minute in (0, 10, 20, 30, 40, 59, 60, 61, 75, 80):
        heard = hear(case, "alice", TAKE, False, T0 + minutes(minute))
        case = Case.from_dict(heard.outcome[0].to_dict())
        acts.append(heard.act)
    assert acts == ["tell"] * 3 + ["alarm"] * 3 + ["tell", "alarm", "tell", "tell"]
    assert hear(case, "bruno", TAKE, False, T0 + minutes(80)).act == "tell", "of each person by himself"
