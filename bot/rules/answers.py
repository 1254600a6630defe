"""The answer phase: the letters due at once, who is told, and what is asked inside the acknowledgement.

Whatever the configuration says, a machine, a hostile author or a follow-up is never answered, and nobody twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.mail.verdict import Kind, Trust
from bot.report.dialogue.questions import missing
from bot.rules.decision import LetterOrder, PageOrder, TraceLine
from bot.rules.facts import Facts
from bot.rules.routing import Route
from bot.rules.ruleset import Ruleset
from bot.rules.view import View

MOST_QUESTIONS = 7
CONFLICT = "more than one reply"
"""Stands in the trace where a rule would be when two rules each name a reply to one letter."""


@dataclass(slots=True)
class Answers:
    """Letters and names in the order they are due."""

    letters: list[LetterOrder] = field(default_factory=list)
    notify: list[str] = field(default_factory=list)
    questions: tuple[str, ...] = ()


def answer(view: View, chosen: Route, page: PageOrder | None, rules: Ruleset, trace: list[TraceLine]) -> Answers:
    """Ask every rule of the phase; the same action twice is one action."""
    replies: set[str] = set()
    notices: list[str] = list(chosen.notify)
    agency_templates: set[str] = set()
    for rule in rules.rules["answer"]:
        asked = rule.when.ask(view)
        trace.append(TraceLine("answer", rule.id, asked.holds, asked.because))
        if asked.holds:
            replies.update(rule.values("reply"))
            notices += rule.values("notice")
            agency_templates.update(rule.values("agencies"))
    answers = Answers()
    _reply(answers, replies, view, trace)
    _page(answers, page)
    _notices(answers, notices, rules)
    if view.track == "real":
        _agencies(answers, agency_templates, view, rules)
    return answers


def unanswerable(facts: Facts) -> str | None:
    """Why the author of this letter gets no answer, or None (RFC 3834 section 2 for machines)."""
    if not facts.new_ticket:
        return "a follow-up gets no second acknowledgement"
    if facts.authentication.trust is Trust.HOSTILE:
        return "the author is hostile"
    if facts.verdict.automatic and facts.verdict.kind is not Kind.REPORT:
        return "a machine sent the letter"
    return None


def _reply(answers: Answers, replies: set[str], view: View, trace: list[TraceLine]) -> None:
    refusal = unanswerable(view.facts)
    if refusal is not None:
        trace.append(TraceLine("answer", "declarant", False, refusal))
        return
    if not replies:
        return
    # One letter to the declarant: should two rules each name one, the choice must not hang on their order.
    template = min(replies)
    if len(replies) > 1:
        trace.append(TraceLine("answer", CONFLICT, True, f"{', '.join(sorted(replies))}: only the first is sent"))
    answers.letters.append(LetterOrder(template, "declarant", "declarant"))
    report = view.facts.report
    if view.track == "real" and report is not None:
        answers.questions = missing(report, MOST_QUESTIONS)
    asked = f", asked inside: {', '.join(answers.questions)}" if answers.questions else ""
    trace.append(TraceLine("answer", "declarant", True, template + asked))


def _page(answers: Answers, page: PageOrder | None) -> None:
    if page is not None and page.steps:
        first = page.steps[0].at
        called = dict.fromkeys(step.to for step in page.steps if step.at == first)
        answers.letters += [LetterOrder("page", name, "person") for name in called]


def _notices(answers: Answers, notices: list[str], rules: Ruleset) -> None:
    for name in dict.fromkeys(notices):
        answers.notify.append(name)
        if rules.reachable(name):
            answers.letters.append(LetterOrder("notice", name, "person"))


def _agencies(answers: Answers, templates: set[str], view: View, rules: Ruleset) -> None:
    report = view.facts.report
    if not templates or report is None:
        return
    territories = [report.get("territory"), *(site.territory for site in report.get("sites"))]
    names = dict.fromkeys(name for place in territories if place for name in rules.agencies_of(place))
    for name in names:
        answers.notify.append(name)
        if rules.reachable(name):
            answers.letters.append(LetterOrder(min(templates), name, "agency"))
