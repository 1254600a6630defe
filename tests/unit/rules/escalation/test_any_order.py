"""Any order of ticks, answers, bounces, outages and reloads: the promises I3 to I6 and I8 hold after each step."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.rules.escalation.case import Alarm, Case, Effect, Page, Taken
from bot.rules.escalation.machine import (
    acknowledge,
    adopt,
    advance,
    begin,
    close,
    hand_over,
    later,
    not_reached,
    refuse,
    worked,
)
from bot.rules.escalation.policy import Policy, Step, Target

PEOPLE = ["alice", "bruno", "chloe", "manager"]
NIGHT = Policy(
    name="night",
    steps=(
        Step(Target("schedule", "n1"), timedelta(minutes=15)),
        Step(Target("schedule", "n1"), timedelta(minutes=10), resend=True),
        Step(Target("schedule", "n2"), timedelta(minutes=15)),
        Step(Target("person", "manager"), timedelta(minutes=30)),
    ),
    last_resort=Target("mailbox", "desk@cert.example"),
    repeat=1,
)
DAY = replace(NIGHT, name="day", steps=NIGHT.steps[2:], repeat=0)

people = st.sampled_from(PEOPLE)
spans = st.integers(0, 400).map(lambda number: timedelta(minutes=number))


class Escalation(RuleBasedStateMachine):
    """One case, a clock that may stand still or step back, and schedules that may be empty."""

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 8, 15, 0, 47, tzinfo=UTC)
        self.case: Case = begin(NIGHT, self.now)
        self.on_call: dict[str, list[str]] = {"n1": ["alice"], "n2": ["bruno"], "manager": ["manager"]}
        self.pages: list[Page] = []
        self.paged_at: datetime | None = None
        self.wait = timedelta(0)
        self.hurried = True

    def resolve(self, target: Target, now: datetime) -> Sequence[str]:
        return [target.name] if target.kind == "mailbox" else self.on_call.get(target.name, [target.name])

    def tick(self) -> list[Effect]:
        before = self.case
        self.case, effects = advance(before, self.now, self.resolve)
        pages = [effect for effect in effects if isinstance(effect, Page)]
        lease_ended = any(isinstance(effect, Alarm) and effect.kind == "lease-ended" for effect in effects)
        if pages:
            self.check_pages(before, pages, lease_ended)
        if pages and self.case.state == "escalating" and not lease_ended:
            if before.call_back == pages[0].person and pages[0].step == len(before.policy.steps):
                assert self.case.call_back is None and effects == pages
            else:
                self.check_passed_over(before, pages[0], effects)
        return effects

    def check_pages(self, before: Case, pages: list[Page], lease_ended: bool) -> None:
        assert before.state in ("escalating", "alarming") or lease_ended
        assert len({(page.round, page.step) for page in pages}) == 1
        assert not {page.key("c") for page in pages} & {page.key("c") for page in self.pages}
        if self.paged_at is not None and not self.hurried and not lease_ended:
            assert self.now - self.paged_at >= self.wait
        self.pages += pages
        self.paged_at, self.hurried = self.now, False
        alarming = self.case.state == "alarming"
        self.wait = self.case.policy.alarm_every if alarming else self.case.policy.steps[self.case.step - 1].wait

    def check_passed_over(self, before: Case, page: Page, effects: list[Effect]) -> None:
        length = len(self.case.policy.steps)
        passed = (page.round - before.round) * length + page.step - before.step
        nobody = [effect for effect in effects if isinstance(effect, Alarm) and effect.kind == "nobody-on-call"]
        assert len(nobody) == passed

    @rule(span=spans)
    def time_passes(self, span: timedelta) -> None:
        self.now += span
        self.tick()

    @rule()
    def the_next_instant_comes(self) -> None:
        self.now = max(self.now, self.case.due_at or self.now)
        self.tick()

    @rule()
    def the_clock_steps_back(self) -> None:
        self.now -= timedelta(minutes=3)
        due, self.hurried = self.case.due_at, True
        self.tick()
        if due is None or due > self.now:
            assert self.case.due_at == due

    @rule(person=people)
    def somebody_takes_it(self, person: str) -> None:
        before = self.case
        self.case, effects = acknowledge(before, person, self.now)
        if before.state in ("escalating", "alarming"):
            assert [type(effect) for effect in effects] == [Taken]
            assert self.case.state == "acknowledged"
        else:
            assert self.case.taken_by == before.taken_by

    @rule(person=people)
    def somebody_refuses(self, person: str) -> None:
        before = self.case
        self.case, _ = refuse(before, person, self.now)
        self.hurried |= self.case != before

    @rule(person=people, number=st.integers(-5, 500))
    def somebody_asks_for_time(self, person: str, number: int) -> None:
        before = self.case
        self.case, _ = later(before, person, number, self.now)
        if self.case != before:
            assert not before.postponed
            assert self.case.call_back == person and self.case.due_at is not None
            assert self.now < self.case.due_at <= self.now + timedelta(minutes=30)
            self.hurried = True

    @precondition(lambda self: self.pages)
    @rule(number=st.integers(0, 1000), why=st.sampled_from(["bounce", "absence"]))
    def a_page_comes_back(self, number: int, why: str) -> None:
        before = self.case
        page = self.pages[number % len(self.pages)]
        self.case, effects = not_reached(before, page, why, self.now)
        known = why == "absence" and page.person in before.unavailable
        assert bool(effects) == (before.state in ("escalating", "alarming") and not known)
        self.hurried |= self.case != before

    @rule(person=people)
    def somebody_works_on_the_ticket(self, person: str) -> None:
        self.case, _ = worked(self.case, person, self.now)

    @rule(person=people)
    def it_is_handed_over(self, person: str) -> None:
        self.case, _ = hand_over(self.case, person, self.now)

    @rule(policy=st.sampled_from([NIGHT, DAY]))
    def the_period_changes(self, policy: Policy) -> None:
        before = self.case
        self.case, _ = adopt(before, policy, self.now)
        self.hurried |= self.case != before

    @rule(name=st.sampled_from(["n1", "n2"]), who=st.lists(people, max_size=2, unique=True))
    def the_schedule_changes(self, name: str, who: list[str]) -> None:
        self.on_call[name] = who

    @rule()
    def the_daemon_restarts(self) -> None:
        stored = json.dumps(self.case.to_dict())
        self.case = Case.from_dict(json.loads(stored))
        assert json.dumps(self.case.to_dict()) == stored

    @precondition(lambda self: len(self.pages) > 6)
    @rule()
    def it_is_closed(self) -> None:
        self.case = close(self.case)
        self.now += timedelta(days=3)
        assert self.tick() == []

    @invariant()
    def it_is_never_silent(self) -> None:
        assert self.case.state in ("escalating", "acknowledged", "alarming", "closed")
        if self.case.state in ("escalating", "alarming"):
            assert self.case.due_at is not None
        if self.case.state == "acknowledged":
            assert self.case.taken_by is not None
            assert (self.case.due_at is None) == (self.case.lease_until is None)

    @invariant()
    def it_stays_small(self) -> None:
        assert len(self.case.last_pages) <= len(PEOPLE) + 1
        assert len(self.case.unavailable) <= 2 * len(PEOPLE) + 2


TestEscalation = Escalation.TestCase
TestEscalation.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
