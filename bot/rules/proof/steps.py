"""The dated steps of a scenario's night as written in `then`: what happens, and what must be true after it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.mail.verdict import Kind
from bot.settings.section import Section, parse_duration

EXPECTED = ("pages", "alarms", "told", "state", "owner", "owner_is_last_paged", "because", "covered")
"""Every word `expect:` of a step knows."""
_KINDS = ("follow_up", "auto_reply", "delivery_report")
_LAST, _QUESTION = "last", "question"


@dataclass(frozen=True, slots=True)
class Answer:
    """A letter that answers a page: from an address, about the page of that number (from 1; None: the last one), or
    our letter that asks « prenez-vous ce dossier ? »."""

    author: str
    text: str
    kind: Kind
    hostile: bool
    page: int | None
    to_question: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What happens so long after the decision, and what must then be true. `worked` and `hand_over` name people."""

    after: timedelta
    answer: Answer | None = None
    worked: str | None = None
    hand_over: str | None = None
    closed: bool = False
    expect: dict[str, Any] = field(default_factory=dict)


def read_steps(section: Section) -> tuple[Step, ...]:
    """The steps under `then`, in the order of time; faults stay in the section."""
    steps: list[Step] = []
    for below in section.sections("then"):
        step = _step(below)
        if steps and step.after < steps[-1].after:
            below.fault("at", "before the step above it", "write steps in the order of time")
        steps.append(step)
    return tuple(steps)


def _step(section: Section) -> Step:
    text = section.text("at")
    after = parse_duration(text.lstrip("+"))
    if after is None:
        section.fault("at", "no length of time", "write +15m: so long after the letter")
    expect = section.section("expect")
    step = Step(
        after or timedelta(0),
        _answer(section.section("mail")) if "mail" in section else None,
        section.optional("worked"),
        section.optional("hand_over"),
        section.flag("closed", False),
        {what: node.bare() for what in EXPECTED if (node := expect.raw(what)) is not None},
    )
    expect.close()
    section.close()
    return step


def _answer(section: Section) -> Answer:
    node = section.raw("reply_to_page")
    page = node.value if node is not None and isinstance(node.value, int) else None
    to_question = node is not None and node.value == _QUESTION
    if node is not None and page is None and node.value not in (_LAST, _QUESTION):
        remedy = "write the number of a page, from 1, last, or question for the letter that asks who takes it"
        section.fault("reply_to_page", "no page", remedy)
    answer = Answer(
        section.text("from", "").lower(),
        section.text("text", ""),
        Kind(section.text("kind", "follow_up", choices=_KINDS) or "follow_up"),
        section.text("trust", "claimed", choices=("claimed", "hostile")) == "hostile",
        page,
        to_question,
    )
    section.close()
    return answer
