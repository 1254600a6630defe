"""The escalation of one case, as a pure machine: a case and an instant in, the next case and what must be done out.

A case is always escalating, acknowledged, alarming or closed, never silent. Each wait counts from the instant its page
went out, so an outage costs one step, not a burst. `round`, `step` and `person` name a page and never come twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.rules.decision import PageStep
from bot.rules.escalation.case import (
    Alarm,
    Case,
    CaseState,
    Effect,
    NotPostponed,
    Page,
    Postponed,
    Remind,
    Taken,
    TakenAlready,
)
from bot.rules.escalation.policy import Policy, Target
from bot.walltime import utc

Resolve = Callable[[Target, datetime], Sequence[str]]
"""Whom a target means at an instant: names of people (or the address of a mailbox) that can be written to."""

Outcome = tuple[Case, list[Effect]]
LONGEST_DELAY = timedelta(minutes=30)


def begin(policy: Policy, at: datetime) -> Case:
    """A case whose first page is due at once: give it to `advance`."""
    return Case(policy=policy, policy_hash=policy.hash, begun_at=utc(at), due_at=utc(at), last_round=policy.repeat)


def advance(case: Case, now: datetime, resolve: Resolve) -> Outcome:
    """What is due by `now`: at most one step, reminder, lease end or alarm; nothing when it is not time yet.

    A step that resolves to nobody leaves an alarm and passes on in the same instant.
    """
    now = utc(now)
    if case.due_at is None or now < case.due_at:
        return case, []
    if case.state == "acknowledged":
        case, ended = lease_end(case, now)
        case, paged = advance(case, now, resolve) if case.state != "acknowledged" else (case, [])
        return case, ended + paged
    if case.state == "alarming":
        return _alarm_again(case, now, resolve)
    return _page(case, now, resolve) if case.call_back is None else _called_back(case, case.call_back, now, resolve)


def acknowledge(case: Case, person: str, now: datetime) -> Outcome:
    """The first acknowledgement wins and starts a lease; whoever comes later is told who has it."""
    now = utc(now)
    if case.state == "closed" or (case.state == "acknowledged" and case.taken_by != person):
        return case, [TakenAlready(person, case.taken_by, case.taken_at)]
    if case.state == "acknowledged":
        return worked(case, person, now) if case.reminded else (case, [])
    return _taken(case, person, now)


def hand_over(case: Case, person: str, now: datetime) -> Outcome:
    """Somebody takes the case from whoever has it, or from the pager; a new lease begins."""
    if case.state == "closed":
        return case, [TakenAlready(person, case.taken_by, case.taken_at)]
    return _taken(case, person, utc(now))


def worked(case: Case, person: str, now: datetime) -> Outcome:
    """A human left a trace on the ticket: the acknowledgement holds from now on without a lease.

    While nobody has taken the case, work on the ticket takes it.
    """
    if case.state in ("escalating", "alarming"):
        case, effects = _taken(case, person, utc(now))
    else:
        effects = []
    if case.state == "acknowledged":
        case = replace(case, due_at=None, lease_until=None, reminded=False)
    return case, effects


def refuse(case: Case, person: str, now: datetime) -> Outcome:
    """« Indisponible »: the next step is due now. Refused by its holder, an acknowledged case escalates again."""
    now = utc(now)
    if case.state == "acknowledged" and case.taken_by == person:
        return replace(_released(case), unavailable=(*case.unavailable, person), due_at=now), []
    return _without(case, person, now), []


def later(case: Case, person: str, minutes: int, now: datetime) -> Outcome:
    """« Dans 20 minutes »: the same person is paged again at that instant, be it before or after the wait that runs;
    once per case, at most after 30 minutes. Who may not have a delay is told what happens instead."""
    now = utc(now)
    if case.state == "closed":
        return case, []
    if case.state == "acknowledged" or case.due_at is None:
        return case, [TakenAlready(person, case.taken_by, case.taken_at)]
    if minutes <= 0 or not may_wait(case, person):
        return case, [NotPostponed(person, case.due_at)]
    until = now + min(timedelta(minutes=min(minutes, 60)), LONGEST_DELAY)
    return replace(case, due_at=until, postponed=True, call_back=person), [Postponed(person, until)]


def may_wait(case: Case, person: str) -> bool:
    """Whether a delay can be had: by whoever is asked now, once per case, and not from the last resort."""
    return case.state == "escalating" and not case.postponed and person in case.awaited


def not_reached(case: Case, page: Page, why: str, now: datetime) -> Outcome:
    """A page came back (`why` is `bounce`) or met an absence notice (`absence`): an alarm, and the next step now.

    A bounce counts against the last page to that person only; an absence against any of theirs while they are awaited.
    Who is known to be absent is no news: a note that answers the alarm about the one before would go round for ever.
    """
    now = utc(now)
    absent = why == "absence"
    if case.state not in ("escalating", "alarming") or (absent and page.person in case.unavailable):
        return case, []
    alarm = Alarm("not-reached", f"{page.person}: {why} of the page of {_place(page.round, page.step)}")
    if not absent and page not in case.last_pages:
        return case, [alarm]
    left = _without(case, page.person, now)
    known = replace(case, unavailable=(*case.unavailable, page.person)) if absent and left is case else left
    return known, [alarm]


def lease_end(case: Case, now: datetime) -> Outcome:
    """The reminder before a lease ends, then its end: without a human trace the policy starts over, once; the second
    time the case alarms until a human acts."""
    now = utc(now)
    if case.state != "acknowledged" or case.lease_until is None or case.taken_by is None:
        return case, []
    if now >= case.lease_until:
        detail = f"{case.taken_by} took the case and left no trace on the ticket"
        ended = _alarming(_released(case), now) if case.restarted else _started_over(_released(case), now)
        return replace(ended, restarted=True), [Alarm("lease-ended", detail)]
    if not case.reminded and now >= case.lease_until - case.policy.remind_before:
        return replace(case, reminded=True, due_at=case.lease_until), [Remind(case.taken_by, case.lease_until)]
    return case, []


def adopt(case: Case, policy: Policy, now: datetime) -> Outcome:
    """A case nobody has taken goes over to the policy of the period that begins, from its first step, now."""
    if case.state not in ("escalating", "alarming"):
        return case, []
    return _started_over(replace(case, policy=policy, policy_hash=policy.hash), utc(now)), []


def close(case: Case) -> Case:
    """The case at its end: nothing of it can fall due again."""
    return replace(case, state="closed", due_at=None, lease_until=None, awaited=(), call_back=None)


def timeline(policy: Policy, at: datetime, resolve: Resolve) -> list[PageStep]:
    """The pages of the first round if nobody answers, by the machine that will really run."""
    case, found = begin(policy, at), []
    while case.state == "escalating" and case.due_at is not None:
        now = case.due_at
        case, effects = advance(case, now, resolve)
        pages = [effect for effect in effects if isinstance(effect, Page) and effect.round == 0]
        if not pages:
            break
        found += [PageStep(now, page.person) for page in pages]
    return found


def _page(case: Case, now: datetime, resolve: Resolve) -> Outcome:
    effects: list[Effect] = []
    for _ in case.policy.steps:
        if case.step >= len(case.policy.steps):
            if case.round >= case.last_round:
                break
            case = replace(case, round=case.round + 1, step=0, unavailable=())
        step = case.policy.steps[case.step]
        people = _people(step.target, now, resolve, case.unavailable)
        number, case = case.step, replace(case, step=case.step + 1)
        if people:
            pages = [Page(case.round, number, person) for person in people]
            return _awaiting(case, pages, now + step.wait), [*effects, *pages]
        what = f"{step.target.kind} {step.target.name} at {_place(case.round, number)}"
        if missed := _people(step.target, now, resolve, ()):
            what += f": out of reach: {', '.join(missed)}"
        effects.append(Alarm("nobody-on-call", what))
    # A whole round without anybody to write to, or the last one done: waiting again would be silence.
    case, alarm = _alarm_again(_alarming(case, now), now, resolve)
    return case, effects + alarm


def _called_back(case: Case, person: str, now: datetime, resolve: Resolve) -> Outcome:
    target = Target("mailbox" if "@" in person else "person", person)
    awaited, steps, case = case.awaited, case.policy.steps, replace(case, call_back=None)
    following = [_people(step.target, now, resolve, case.unavailable) for step in steps[case.step : case.step + 1]]
    if person not in resolve(target, now) or following == [[person]]:
        # A second letter to the same person is the call back.
        return _page(case, now, resolve)
    # Numbered after the steps, so that no other page of the round has its name.
    page = Page(case.round, len(steps), person)
    case = _awaiting(case, [page], now + steps[case.step - 1].wait)
    return replace(case, awaited=awaited), [page]


def _alarm_again(case: Case, now: datetime, resolve: Resolve) -> Outcome:
    people = _people(case.policy.last_resort, now, resolve, ())
    pages = [Page(case.round, case.step, person) for person in people]
    detail = f"policy {case.policy.name} ran out, nobody has taken the case"
    case = _awaiting(replace(case, step=case.step + 1), pages, now + case.policy.alarm_every)
    return case, [Alarm("exhausted", detail), *pages]


def _place(round_: int, step: int) -> str:
    """Rounds and steps as people count them."""
    return f"round {round_ + 1}, step {step + 1}"


def _people(target: Target, now: datetime, resolve: Resolve, unavailable: Sequence[str]) -> list[str]:
    return [person for person in dict.fromkeys(resolve(target, now)) if person not in unavailable]


def _awaiting(case: Case, pages: list[Page], due_at: datetime) -> Case:
    people = tuple(page.person for page in pages)
    kept = tuple(page for page in case.last_pages if page.person not in people)
    return replace(case, awaited=people, last_pages=(*kept, *pages), due_at=due_at)


def _without(case: Case, person: str, now: datetime) -> Case:
    if case.state != "escalating" or person not in case.awaited:
        return case
    awaited = tuple(one for one in case.awaited if one != person)
    return replace(
        case,
        awaited=awaited,
        unavailable=(*case.unavailable, person),
        due_at=case.due_at if awaited else now,
        call_back=case.call_back if case.call_back != person else None,
    )


def _taken(case: Case, person: str, now: datetime) -> Outcome:
    lease_until = now + case.policy.lease
    others = tuple(page.person for page in case.last_pages if page.person != person)
    case = replace(
        case,
        state="acknowledged",
        taken_by=person,
        taken_at=now,
        lease_until=lease_until,
        reminded=False,
        due_at=lease_until - case.policy.remind_before,
        awaited=(),
        call_back=None,
    )
    return case, [Taken(person, now, others)]


def _released(case: Case) -> Case:
    state: CaseState = "alarming" if case.round > case.last_round else "escalating"
    return replace(case, state=state, taken_by=None, taken_at=None, lease_until=None, reminded=False, awaited=())


def _alarming(case: Case, now: datetime) -> Case:
    # A case that alarmed before counts on, so that no page has the name of an earlier one.
    step = case.step if case.round > case.last_round else 0
    return replace(case, state="alarming", round=case.last_round + 1, step=step, due_at=now)


def _started_over(case: Case, now: datetime) -> Case:
    return replace(
        case,
        state="escalating",
        round=case.round + 1,
        step=0,
        last_round=case.round + 1 + case.policy.repeat,
        due_at=now,
        awaited=(),
        unavailable=(),
        call_back=None,
    )
