"""The night after a decision: dated steps of a scenario in, what the escalation does otherwise than they expect out.

It runs the machine that will really run; people answer in the words of `reply_words`. No clock, no letters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.mail.verdict import Kind
from bot.rules.decision import PageOrder
from bot.rules.escalation import machine as escalation
from bot.rules.escalation.case import Alarm, Case, Effect, NotPostponed, Page, Postponed, Remind, Taken, TakenAlready
from bot.rules.escalation.hearing import TOLD_WITHIN, hear
from bot.rules.escalation.policies import resolver
from bot.rules.escalation.policy import Policy
from bot.rules.proof.steps import Answer, Step
from bot.rules.replies.reply_words import Asked, read_reply
from bot.rules.ruleset import Ruleset
from bot.walltime import to_wall, utc

_AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class NotActedOn:
    """The letter that tells a person why an answer changed nothing: it was `unclear`, so we ask, or `unproven`."""

    person: str
    why: str


@dataclass(frozen=True, slots=True)
class Missed:
    """One expectation of a step that was not met."""

    what: str
    expected: object
    found: object


def play(
    steps: Sequence[Step], order: PageOrder | None, begins_at: datetime, rules: Ruleset, adopted: bool = False
) -> list[Missed]:
    """Run the case a decision starts through the steps; what was not as expected, told with its step.

    A decision without a page starts none; where it is to be `adopted`, a case begins when the window of a policy's
    quiet edge ends next, unless a person has taken the ticket or it is closed by then.
    """
    night = _Night(None, rules)
    night.adoption = _next_adoption(rules, utc(begins_at)) if adopted else None
    if order is not None:
        night.case = escalation.begin(rules.policies[order.policy], utc(begins_at))
    elif night.adoption is None:
        return [Missed("then", "a page or an edge that starts a case", None)]
    missed: list[Missed] = []
    night.run_until(utc(begins_at))
    for step in steps:
        now = utc(begins_at) + step.after
        # The first page goes out with the letter: only a step at +0m has it as its own.
        night.happened = [] if step.after else night.happened
        night.run_until(now)
        night.take_in(step, now)
        night.run_until(now)
        for what, expected in step.expect.items():
            found = _READERS[what](night, expected, now)
            if found != expected:
                missed.append(Missed(f"+{int(step.after.total_seconds()) // 60}m {what}", expected, found))
    return missed


def _next_adoption(rules: Ruleset, at: datetime) -> tuple[datetime, Policy] | None:
    """When the first window of a policy's quiet edge ends after an instant, and the policy that then begins."""
    found = []
    for policy in rules.policies.values():
        if policy.adoption is None:
            continue
        ends = (span.end for span in rules.windows.intervals(policy.adoption.window, at, at + _AHEAD))
        found += [(end, policy) for end in ends if end < at + _AHEAD][:1]
    return min(found, key=lambda one: one[0], default=None)


class _Night:
    """One case on its way, every page sent so far, and what happened since the last step."""

    def __init__(self, case: Case | None, rules: Ruleset) -> None:
        self.case, self.rules = case, rules
        self.adoption: tuple[datetime, Policy] | None = None
        self.resolve = resolver(rules.schedules, rules.people)
        self.pages: list[Page] = []
        self.happened: list[Effect | NotActedOn] = []
        self.asked: set[str] = set()
        self.alarmed: dict[str, datetime] = {}

    def run_until(self, now: datetime) -> None:
        if self.case is None and self.adoption is not None and self.adoption[0] <= now:
            ends_at, policy = self.adoption
            self.case = escalation.begin(policy, ends_at)
        while self.case is not None and self.case.due_at is not None and self.case.due_at <= now:
            self.keep(escalation.advance(self.case, self.case.due_at, self.resolve))

    def keep(self, outcome: escalation.Outcome) -> None:
        self.case, effects = outcome
        self.happened += effects
        self.pages += [effect for effect in effects if isinstance(effect, Page)]

    def take_in(self, step: Step, now: datetime) -> None:
        if self.case is None:
            # Taken or closed by day: nothing crosses the edge.
            self.adoption = None if step.hand_over or step.closed else self.adoption
            return
        if step.answer is not None:
            self.answered(step.answer, self.case, now)
        if step.worked:
            self.keep(escalation.worked(self.case, step.worked, now))
        if step.hand_over:
            self.keep(escalation.hand_over(self.case, step.hand_over, now))
        if step.closed:
            self.case = escalation.close(self.case)

    def answered(self, answer: Answer, case: Case, now: datetime) -> None:
        page = self.page_of(answer)
        if page is None:
            return
        if answer.kind is Kind.DELIVERY_REPORT:
            self.keep(escalation.not_reached(case, page, "bounce", now))
            return
        person = self.answerer(page, answer.author)
        if person is None:
            return
        if answer.kind is Kind.AUTO_REPLY:
            self.keep(escalation.not_reached(case, replace(page, person=person), "absence", now))
            return
        asks = answer.to_question and person in self.asked
        asked = Asked(f"SSI-{now.year}-000001", person, to_wall(now, self.rules.zone).time(), asks)
        heard = hear(case, person, read_reply(answer.text, case.policy.words, asked), not answer.hostile, now)
        self.keep(heard.outcome)
        if heard.act == "tell":
            self.happened.append(NotActedOn(person, heard.kind))
            self.asked |= {person} if heard.kind == "unclear" else set()
        elif heard.act == "alarm" and (person not in self.alarmed or now - self.alarmed[person] >= TOLD_WITHIN):
            self.alarmed[person] = now
            self.happened.append(Alarm("answers-in-vain", person))

    def answerer(self, page: Page, author: str) -> str | None:
        """Who answers the page: the person paged, or anybody of ours when a shared mailbox was."""
        names = [name for name in self.rules.people if author in self.addresses(name)]
        if page.person in names:
            return page.person
        shared = "@" in page.person and (names or author == page.person.lower())
        return (names[0] if names else page.person) if shared else None

    def page_of(self, answer: Answer) -> Page | None:
        if answer.page is not None:
            return self.pages[answer.page - 1] if 0 < answer.page <= len(self.pages) else None
        own = [page for page in self.pages if answer.author in self.addresses(page.person)]
        known = own or self.pages
        return known[-1] if known else None

    def addresses(self, person: str) -> set[str]:
        known = self.rules.people.get(person)
        return {mail.lower() for mail in known.mails} | {person} if known else {person}


def _pages(night: _Night, expected: Any, now: datetime) -> Any:
    paged = [effect.person for effect in night.happened if isinstance(effect, Page)]
    return expected if [_person(one, night, now) for one in expected] == paged else paged


def _person(one: Any, night: _Night, now: datetime) -> Any:
    if not isinstance(one, dict):
        return one
    if "schedule" not in one:
        return one.get("to")
    shift = night.rules.schedules.who(one["schedule"], now)
    return shift.person if shift else None


def _told(night: _Night, expected: Any, now: datetime) -> Any:
    told: list[str] = []
    for effect in night.happened:
        if isinstance(effect, Taken):
            told += [effect.person, *effect.others]
        elif isinstance(effect, TakenAlready | Remind | Postponed | NotPostponed | NotActedOn):
            told.append(effect.person)
    return told


def _last_paged(night: _Night, expected: Any, now: datetime) -> Any:
    return bool(night.pages) and night.case is not None and night.case.taken_by == night.pages[-1].person


def _because(night: _Night, expected: Any, now: datetime) -> Any:
    kinds = [effect.kind for effect in night.happened if isinstance(effect, Alarm)]
    return expected if expected.removesuffix("-end") in {kind.removesuffix("-ended") for kind in kinds} else kinds


def _covered(night: _Night, expected: Any, now: datetime) -> Any:
    """By schedule, the window somebody must be on call in and for how many days ahead that is proven."""
    known = night.rules.schedules.named
    proven = {name: f"{known[name].must_cover} {known[name].horizon.days}d" for name in expected if name in known}
    return expected if proven == expected else proven


_READERS: dict[str, Callable[[_Night, Any, datetime], Any]] = {
    "pages": _pages,
    "alarms": lambda night, _, now: [effect.kind for effect in night.happened if isinstance(effect, Alarm)],
    "told": _told,
    "state": lambda night, _, now: night.case.state if night.case else None,
    "owner": lambda night, _, now: night.case.taken_by if night.case else None,
    "owner_is_last_paged": _last_paged,
    "because": _because,
    "covered": _covered,
}
