"""Rules and what they may do: each phase has its own closed list of actions; its mode is fixed and cannot be set."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from bot.rules.condition_values import TRACKS
from bot.rules.condition_words import Names, read_condition
from bot.rules.conditions import Condition
from bot.rules.decision import SEVERITIES
from bot.settings.section import Node, Section

PHASES = ("guard", "classify", "route", "answer")
FIRST_MATCH = frozenset({"guard", "route"})
_FEEDS = ("escalation_bounce", "escalation_absence")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a rule does: a word of its phase and the value written."""

    word: str
    value: Any


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as loaded. `because` is the reason in words; file and line are where it stands."""

    id: str
    phase: str
    when: Condition
    do: tuple[Action, ...]
    because: str = ""
    file: str = field(default="", compare=False)
    line: int | None = field(default=None, compare=False)

    def values(self, word: str) -> list[Any]:
        """The values of all actions with this word, in order."""
        return [action.value for action in self.do if action.word == word]


@dataclass(frozen=True, slots=True)
class Targets:
    """What actions may name. `templates` is None when the templates are not known to whoever loads."""

    policies: Collection[str]
    people: Collection[str]
    lexicons: Collection[str]
    templates: Collection[str] | None = None


def read_rules(section: Section, phase: str, names: Names, targets: Targets) -> tuple[Rule, ...]:
    """The rules of one phase in their order; faults stay in the section."""
    rules: list[Rule] = []
    seen: set[str] = set()
    for below in section.sections(phase):
        rule = _rule(below, phase, names, targets)
        if rule.id in seen:
            below.fault("id", "written twice in this phase", "give each rule its own id")
        seen.add(rule.id)
        rules.append(rule)
    return tuple(rules)


def _rule(section: Section, phase: str, names: Names, targets: Targets) -> Rule:
    identity = section.text("id")
    if "when" in section:
        when = read_condition(section.section("when"), names)
    else:
        section.fault("when", "missing", "write {always: true} for a rule that always holds")
        when = read_condition(Section(_ALWAYS, "", section.faults), names)
    actions = tuple(a for below in section.sections("do") for a in _actions(below, phase, targets))
    if not actions:
        section.fault("do", "a rule must do something", f"known in {phase}: {', '.join(_WORDS[phase])}")
    because = section.text("because", "")
    section.close()
    return Rule(identity, phase, when, actions, because, section.node.file, section.node.line)


_ALWAYS = Node({"always": Node(True, "", None)}, "", None)


def _actions(section: Section, phase: str, targets: Targets) -> list[Action]:
    readers = _WORDS[phase]
    actions = [Action(word, readers[word](section, word, targets)) for word in section.names() if word in readers]
    for word in readers:
        section.raw(word)
    section.close()
    return actions


_Reader = Callable[[Section, str, Targets], Any]


def _word(section: Section, word: str, targets: Targets) -> str:
    return section.text(word)


def _among(choices: Collection[str]) -> _Reader:
    return lambda section, word, targets: section.text(word, choices=choices)


def _template(section: Section, word: str, targets: Targets) -> str:
    return section.text(word, choices=None if targets.templates is None else sorted(targets.templates))


_WORDS: dict[str, dict[str, _Reader]] = {
    "guard": {"park": _word, "feed": _among(_FEEDS), "label": _word},
    "classify": {
        "score": lambda section, word, targets: section.text(word, choices=targets.lexicons),
        "add_score": lambda section, word, targets: section.number(word),
        "severity": _among(SEVERITIES),
        "track": _among(TRACKS),
        "label": _word,
        "significant": _among(("d", "e")),
        "relapse": lambda section, word, targets: section.flag(word),
        "lift": lambda section, word, targets: section.flag(word),
    },
    "route": {
        "queue": _word,
        "notify": lambda section, word, targets: section.text(word, choices=targets.people),
        "escalate": lambda section, word, targets: section.text(word, choices=targets.policies),
    },
    "answer": {
        "reply": _template,
        "notice": lambda section, word, targets: section.text(word, choices=targets.people),
        "agencies": _template,
    },
}
