"""The reply of somebody paged in, out what it does to the case: the same for the desk at night and for a scenario."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from bot.rules.escalation import machine as escalation
from bot.rules.escalation.case import Case
from bot.rules.replies.reply_words import Reply
from bot.walltime import utc

WAITING = ("escalating", "alarming")
"""The states of a case that nobody has taken."""
MOST_TOLD, TOLD_WITHIN = 3, timedelta(hours=1)
"""So often a person is told, for one case, why an answer changed nothing: who forges answers fills nobody's mailbox."""


@dataclass(frozen=True, slots=True)
class Heard:
    """`kind` is the reply's word in the log of the case: what it says, or `unproven`. `act` is what is due: the person
    takes the case or has worked on it, the case moves, its author is told why nothing happens, the desk is told that
    answers come in vain, or nothing at all."""

    kind: str
    act: Literal["take", "work", "move", "tell", "alarm", "nothing"]
    outcome: escalation.Outcome


def hear(case: Case, person: str, reply: Reply, believed: bool, now: datetime) -> Heard:
    """What a reply does. One that is not `believed` (it may be forged, or nothing proves that it answers this page)
    moves nothing; one to a case that has ended changes nothing any more, and its author learns who had it. Of the third
    in an hour that changes nothing a person is told for the last time: then the desk is, while the clock runs on."""
    kind = reply.kind if believed or reply.kind == "unclear" else "unproven"
    if believed and reply.kind in ("unclear", "later") and _reminded(case, person):
        return Heard(kind, "work", escalation.worked(case, person, now))
    if kind in ("unclear", "unproven"):
        # Who thanks for a case that is looked after needs no letter that says the clock runs.
        waits = case.state in WAITING or (kind == "unproven" and case.state != "closed")
        return _in_vain(case, person, kind, now) if waits else Heard(kind, "nothing", (case, []))
    if case.state == "closed":
        return Heard(kind, "move", escalation.acknowledge(case, person, now))
    if kind == "take":
        return Heard(kind, "take", escalation.acknowledge(case, person, now))
    if kind == "refuse":
        return Heard(kind, "move", escalation.refuse(case, person, now))
    return Heard(kind, "move", escalation.later(case, person, reply.minutes or 0, now))


def _reminded(case: Case, person: str) -> bool:
    """Whether the holder was told that a trace of work is missing: then any answer of theirs is one."""
    return case.state == "acknowledged" and case.taken_by == person and case.reminded


def _in_vain(case: Case, person: str, kind: str, now: datetime) -> Heard:
    lately = tuple(one for one in case.told_in_vain if now - one[1] < TOLD_WITHIN)
    if sum(name == person for name, _ in lately) >= MOST_TOLD:
        return Heard(kind, "alarm", (case, []))
    return Heard(kind, "tell", (replace(case, told_in_vain=(*lately, (person, utc(now)))), []))
