"""What a rule sees of one letter while it is asked: facts, windows, what lexicons found, what is settled so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.report.fields import UNKNOWN
from bot.rules.decision import Severity, Track
from bot.rules.facts import Facts
from bot.rules.lexicon import Lexicon, Reading
from bot.rules.windows import Windows
from bot.rules.words import Words, split

TEXT_CAP = 40_000
"""Characters of a letter's own text the rules look at; what follows is read by people only."""
_NAMES_CAP = 50


@dataclass(slots=True)
class View:
    """One letter under judgement. Readings are made once, when first asked for; nothing here outlives the decision."""

    facts: Facts
    windows: Windows
    lexicons: Mapping[str, Lexicon]
    track: Track = "real"
    severity: Severity | None = None
    labels: frozenset[str] = frozenset()
    page: bool = False
    risen: bool = False
    _texts: tuple[Words, ...] | None = None
    _readings: dict[str, Reading] = field(default_factory=dict)
    _inside: dict[tuple[str, str], bool] = field(default_factory=dict)

    def texts(self) -> tuple[Words, ...]:
        """Subject, own new text and attachment names, folded and split."""
        if self._texts is None:
            message = self.facts.message
            names = " . ".join(a.filename[:200].rpartition(".")[0] for a in message.attachments[:_NAMES_CAP])
            self._texts = (
                split("subject", message.subject[:1000]),
                split("body", message.new_text[:TEXT_CAP]),
                split("attachment_name", names),
            )
        return self._texts

    def reading(self, lexicon: str) -> Reading:
        """What a lexicon finds in this letter."""
        if lexicon not in self._readings:
            self._readings[lexicon] = self.lexicons[lexicon].read(self.texts())
        return self._readings[lexicon]

    def instant(self, clock: str) -> datetime:
        """`received` or `now` as an instant."""
        return self.facts.received_at if clock == "received" else self.facts.now

    def inside(self, window: str, clock: str) -> bool:
        """Whether the instant of that clock lies in the window."""
        if (window, clock) not in self._inside:
            self._inside[window, clock] = self.windows.contains(window, self.instant(clock))
        return self._inside[window, clock]

    def says(self, name: str) -> object:
        """The bare value of a report field, or what stands for unknown."""
        report = self.facts.report
        return UNKNOWN.get(name) if report is None else report.get(name)

    def value(self, word: str) -> object:
        """The one value behind a plain condition word."""
        return _PLAIN[word](self)


def _lifted(view: View) -> bool:
    report = view.facts.report
    return report is not None and report.exercise is not None and not report.exercise.value


_PLAIN: dict[str, Callable[[View], object]] = {
    "track": lambda view: view.track,
    "severity": lambda view: view.severity,
    "page": lambda view: view.page,
    "risen": lambda view: view.risen,
    "exercise_lifted": _lifted,
    "is": lambda view: str(view.facts.verdict.kind),
    "automatic": lambda view: view.facts.verdict.automatic,
    "trust": lambda view: str(view.facts.authentication.trust),
    "account_role": lambda view: view.facts.account_role,
    "new_ticket": lambda view: view.facts.new_ticket,
    "unreadable": lambda view: view.facts.unreadable,
    "category": lambda view: view.says("category"),
}
