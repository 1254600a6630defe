"""What follows an attempt to send: settle or try again, and who must be told. Pure: instant and dice are arguments.

Accepted and refused are final for a recipient, deferred is tried again until the horizon of the class, and a doubt (the
connection was lost inside DATA) only ever leads to the same letter with the same Message-ID (promise D4).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import OutboxEntry, OutboxStatus, RecipientOutcome
from bot.settings.model import RetrySettings

PAGE_DOUBTS = 3
NOT_WANTED = "what it was ordered for was over before it left"
_LONGEST_ERROR = 500
_DOUBT = re.compile(r"doubt (\d{1,3}): ")


@dataclass(frozen=True, slots=True)
class Next:
    """What to write: a final status, or (`status` None) another attempt at `due_at`.

    `not_told` says why nobody at the other end got it; `alarm` what the operator must know. Either may be None.
    """

    status: OutboxStatus | None
    error: str | None
    due_at: datetime | None = None
    not_told: str | None = None
    alarm: str | None = None


def after(
    entry: OutboxEntry, outcomes: Sequence[RecipientOutcome], settings: RetrySettings, now: datetime, dice: float
) -> Next:
    """The consequence of one attempt. `outcomes` are those of the recipients tried now; `dice` is from 0 up to 1.

    An entry whose other recipients were accepted earlier counts as sent once nobody is left to be tried.
    """
    results = {outcome.result for outcome in outcomes}
    if "unwanted" in results:
        return Next(OutboxStatus.CANCELLED, NOT_WANTED)
    said = _said(outcomes)
    if "uncertain" in results:
        return _doubtful(entry, said, settings, now)
    if "deferred" in results:
        return _deferred(entry, said, settings, now, dice, reached="accepted" in results)
    if "accepted" in results:
        refused = said if "refused" in results else None
        alarm = f"letter {entry.message_id} ({entry.template}): one recipient refused: {refused}" if refused else None
        return Next(OutboxStatus.SENT, refused, alarm=alarm)
    return _failed(entry, said or "no recipient")


def postponed(entry: OutboxEntry, why: str, settings: RetrySettings, now: datetime, dice: float) -> Next:
    """No connection could be had and nothing was tried: wait, within the horizon of the class."""
    return _deferred(entry, why, settings, now, dice, reached=False)


def wait(attempts: int, settings: RetrySettings, dice: float) -> timedelta:
    """The first wait doubled with each attempt up to the longest, spread over its second half by the dice."""
    doubled = settings.first_wait * int(2 ** min(max(attempts - 1, 0), 30))
    return min(doubled, settings.longest_wait) * (0.5 + 0.5 * dice)


def horizon(cls: LetterClass, settings: RetrySettings) -> timedelta:
    """How long after it was ordered a letter is tried."""
    return settings.page_give_up_after if cls is LetterClass.PAGE else settings.give_up_after


def doubts(entry: OutboxEntry) -> int:
    """How many attempts of this entry ended in doubt so far, as told by its last error."""
    found = _DOUBT.match(entry.last_error or "")
    return int(found[1]) if found else 0


def _deferred(
    entry: OutboxEntry, said: str, settings: RetrySettings, now: datetime, dice: float, *, reached: bool
) -> Next:
    end = entry.created_at + horizon(entry.cls, settings)
    if now >= end:
        if reached:
            alarm = f"letter {entry.message_id} ({entry.template}): one recipient was given up: {said}"
            return Next(OutboxStatus.SENT, said, alarm=alarm)
        return _failed(entry, f"given up after {entry.attempts} attempts: {said}")
    # The last attempt falls on the horizon itself, never far beyond it.
    due_at = min(now + _wait_of(entry, settings, dice), end)
    before = doubts(entry)
    return Next(None, f"doubt {before}: then {said}" if before else said, due_at)


def _wait_of(entry: OutboxEntry, settings: RetrySettings, dice: float) -> timedelta:
    # Somebody waits to be woken: a page never waits longer than twice the first wait.
    attempts = min(entry.attempts, 2) if entry.cls is LetterClass.PAGE else entry.attempts
    return wait(attempts, settings, dice)


def _doubtful(entry: OutboxEntry, said: str, settings: RetrySettings, now: datetime) -> Next:
    count = doubts(entry) + 1
    error = f"doubt {count}: {said}"
    if entry.cls is LetterClass.PAGE:
        # Twice awake is better than not at all.
        if count < PAGE_DOUBTS:
            return Next(None, error, now)
        return Next(OutboxStatus.UNCERTAIN, error, not_told=said, alarm=_doubt_alarm(entry, count))
    if count == 1:
        return Next(None, error, now + settings.first_wait)
    return Next(OutboxStatus.UNCERTAIN, error, alarm=_doubt_alarm(entry, count))


def _doubt_alarm(entry: OutboxEntry, count: int) -> str:
    return (
        f"letter {entry.message_id} ({entry.template}): the connection was lost {count} times while it was handed "
        "over; whether it arrived is not known"
    )


def _failed(entry: OutboxEntry, said: str) -> Next:
    alarm = f"letter {entry.message_id} ({entry.template}) could not be sent: {said}"
    return Next(OutboxStatus.FAILED, said[:_LONGEST_ERROR], not_told=said, alarm=alarm)


def _said(outcomes: Sequence[RecipientOutcome]) -> str:
    """What the server said of those not accepted, each answer once."""
    answers = dict.fromkeys(
        f"{outcome.result} {outcome.code or ''} {outcome.response}".replace("  ", " ").strip()
        for outcome in outcomes
        if outcome.result != "accepted"
    )
    return "; ".join(answers)[:_LONGEST_ERROR]
