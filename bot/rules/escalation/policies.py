"""Escalation policies read from the configuration: a section in, policies by name out, doubts as faults with a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.rules.clock.windows import Windows
from bot.rules.duty.oncall import Schedules, reachable
from bot.rules.escalation.policy import Adoption, Policy, Step, Target
from bot.rules.replies.reply_words import word_fault
from bot.settings.model import PersonSettings
from bot.settings.section import Section

KINDS = ("schedule", "person", "mailbox")
ADOPTED = "severity == critical and owner == none"
_ADDRESS = re.compile(r"[^\s@<>]{1,64}@[^\s@<>]{1,190}")
_MINUTE, _LONGEST = timedelta(minutes=1), timedelta(hours=24)


def load_policies(
    section: Section, schedules: Schedules, people: Mapping[str, PersonSettings], windows: Windows
) -> dict[str, Policy]:
    """The escalation policies of the configuration by name; faults go to the section."""
    return {name: _Reader(name, section.section(name), schedules, people, windows).policy() for name in section.names()}


def resolver(schedules: Schedules, people: Mapping[str, PersonSettings]) -> Callable[[Target, datetime], list[str]]:
    """Whom a target means at an instant, those without an address left out; nobody for a name no longer known, since a
    running case may speak of a schedule that a reload took away."""

    def resolve(target: Target, now: datetime) -> list[str]:
        if target.kind == "mailbox":
            return [target.name]
        name: str | None = target.name
        if target.kind == "schedule":
            shift = schedules.who(target.name, now) if target.name in schedules else None
            name = shift.person if shift else None
        return [name] if name is not None and reachable(people, name) else []

    return resolve


class _Reader:
    """Reads one policy, resolving every name against what is known."""

    def __init__(
        self,
        name: str,
        section: Section,
        schedules: Schedules,
        people: Mapping[str, PersonSettings],
        windows: Windows,
    ) -> None:
        self.name, self.section = name, section
        self.schedules, self.people, self.windows = schedules, people, windows

    def policy(self) -> Policy:
        section = self.section
        steps = tuple(self.step(one) for one in section.sections("steps"))
        self.check_steps(steps)
        # These have one meaning only; writing them down documents the file, any other word is refused.
        section.text("clock", "real", choices=["real"])
        section.text("when_nobody", "next_step_now", choices=["next_step_now"])
        section.text("when_bounce_or_absence", "next_step_now", choices=["next_step_now"])
        last_resort, every = self.exhausted()
        lease, remind_before, words = self.acknowledgement()
        policy = Policy(
            name=self.name,
            steps=steps,
            last_resort=last_resort,
            repeat=section.integer("repeat", 2, most=20),
            alarm_every=every,
            lease=lease,
            remind_before=remind_before,
            adoption=self.adoption(),
            words=words,
        )
        section.close()
        return policy

    def step(self, section: Section) -> Step:
        target = self.target(section.section("notify"))
        wait = section.duration("wait")
        if "wait" in section:
            self.answerable(section, "wait", wait)
        step = Step(target, max(wait, _MINUTE), section.flag("resend", False))
        section.close()
        return step

    def check_steps(self, steps: tuple[Step, ...]) -> None:
        if not steps:
            self.section.fault("steps", "nobody is paged", "give at least one step")
        elif steps[-1].target.kind == "schedule":
            remedy = "end with {notify: {person: …}} or {notify: {mailbox: …}}, which cannot be empty"
            self.section.fault("steps", "the policy ends in a schedule, which may name nobody", remedy)

    def target(self, section: Section) -> Target:
        found = [kind for kind in KINDS if kind in section]
        if len(found) != 1:
            section.fault("", "one target is due here", f"write one of: {', '.join(KINDS)}")
            return Target("mailbox", "")
        kind = found[0]
        if kind == "schedule":
            target = Target("schedule", section.text("schedule", choices=self.schedules.names()))
        elif kind == "person":
            target = Target("person", section.text("person", choices=self.people))
            if target.name in self.people and not reachable(self.people, target.name):
                section.fault("person", "this person has no address", "give one under people")
        else:
            target = Target("mailbox", section.text("mailbox"))
            if target.name and not _ADDRESS.fullmatch(target.name[:300]):
                section.fault("mailbox", "no address", "write one such as desk@cert.example")
        section.close()
        return target

    def exhausted(self) -> tuple[Target, timedelta]:
        section = self.section.section("when_exhausted")
        target = self.target(section.section("notify"))
        if target.kind == "schedule":
            section.fault("notify", "a schedule may name nobody", "name a person or a mailbox here")
        every = section.duration("every", "30m")
        self.answerable(section, "every", every)
        section.text("until", "acknowledged", choices=["acknowledged"])
        section.text("severity", "alarm", choices=["alarm"])
        section.close()
        return target, max(every, _MINUTE)

    def answerable(self, section: Section, key: str, length: timedelta) -> None:
        """Long enough to answer in, and no longer than a critical case may lie still."""
        if length < _MINUTE:
            section.fault(key, "too short to answer in", "write 1m or more")
        elif length > _LONGEST:
            section.fault(key, "nobody would hear of the case for so long", "write 24h or less")

    def acknowledgement(self) -> tuple[timedelta, timedelta, dict[str, tuple[str, ...]]]:
        section = self.section.section("ack")
        for way in section.texts("by", ["reply"]):
            if way != "reply":
                section.fault("by", f"no way to answer a page: `{way}`", "a page is answered by letter: write [reply]")
        lease, remind = section.duration("lease", "60m"), section.duration("remind_before", "15m")
        if lease <= remind or lease < _MINUTE:
            section.fault("lease", "ends before its reminder", "write a lease longer than remind_before")
        if lease > _LONGEST:
            section.fault("lease", "nobody would hear of the case for so long", "write 24h or less")
        section.text("on_lease_end", "restart", choices=["restart"])
        self.required(section.section("require"))
        words = self.words(section.section("words"))
        section.close()
        return max(lease, _MINUTE), remind, words

    def words(self, section: Section) -> dict[str, tuple[str, ...]]:
        kinds = ("take", "refuse", "later")
        words = {kind: section.texts(kind) for kind in kinds if kind in section}
        for kind, phrases in words.items():
            for phrase in phrases:
                if fault := word_fault(phrase, kind, words):
                    section.fault(kind, f"`{phrase}` {fault}", "write whole words, each with one meaning")
        section.close()
        return words

    def required(self, section: Section) -> None:
        section.text("token", "per_recipient", choices=["per_recipient"])
        section.text("sender", "the_person_paged", choices=["the_person_paged"])
        if not section.flag("not_automatic", True):
            section.fault("not_automatic", "an automatic letter never acknowledges", "write true")
        section.close()

    def adoption(self) -> Adoption | None:
        if self.section.raw("quiet_edges") is None:
            return None
        section = self.section.section("quiet_edges")
        window = section.text("on_close_of", choices=self.windows.names())
        section.text("adopt", ADOPTED, choices=[ADOPTED])
        tell = section.text("tell", choices=self.people) if section.raw("tell") else None
        if tell and tell in self.people and not reachable(self.people, tell):
            section.fault("tell", "nobody can be told without an address", f"give {tell} one under people or teams")
        section.close()
        return Adoption(window, tell)
