"""What a rule sees of one letter while it is asked: facts, windows, what lexicons found, what is settled so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.report.fields import UNKNOWN
from bot.rules.clock.windows import Windows
from bot.rules.decision import Severity, Track
from bot.rules.facts import Facts
from bot.rules.lexicons.lexicon import Found, Lexicon, Reading
from bot.rules.lexicons.phrases import PhraseBook
from bot.rules.lexicons.words import Words

TEXT_CAP = 40_000
"""Characters of a letter's own text the rules look at; what follows is read by people only."""
_NAMES_CAP = 50


@dataclass(slots=True)
class View:
    """One letter under judgement. Readings are made once, when first asked for; nothing here outlives the decision."""

    facts: Facts
    windows: Windows
    lexicons: Mapping[str, Lexicon]
    book: PhraseBook
    track: Track = "real"
    severity: Severity | None = None
    labels: frozenset[str] = frozenset()
    page: bool = False
    risen: bool = False
    _found: list[tuple[Words, Found]] | None = None
    _readings: dict[str, Reading] = field(default_factory=dict)
    _inside: dict[tuple[str, str], bool] = field(default_factory=dict)

    def reading(self, lexicon: str) -> Reading:
        """What a lexicon finds in this letter."""
        reading = self._readings.get(lexicon)
        if reading is None:
            reading = self._readings[lexicon] = self.lexicons[lexicon].read(self._matches())
        return reading

    def _matches(self) -> list[tuple[Words, Found]]:
        if self._found is None:
            message = self.facts.message
            names = " . ".join(a.filename[:200].rpartition(".")[0] for a in message.attachments[:_NAMES_CAP])
            texts = (
                Words("subject", message.subject[:1000]),
                Words("body", self._spoken(message.new_text[:TEXT_CAP])),
                Words("attachment_name", names),
            )
            self._found = [(words, self.book.find_by_owner(words)) for words in texts if len(words)]
        return self._found

    def _spoken(self, text: str) -> str:
        """The text without the labels of a form that are answered by no: they only ask. Every offset stays."""
        for start, end in self.facts.report.denied if self.facts.report is not None else ():
            text = text[:start] + " " * (end - start) + text[end:] if end <= len(text) else text
        return text

    def inside(self, window: str, clock: str) -> bool:
        """Whether the instant of that clock, `received` or `now`, lies in the window."""
        found = self._inside.get((window, clock))
        if found is None:
            at = self.facts.received_at if clock == "received" else self.facts.now
            if clock != "received" and at == self.facts.received_at:
                found = self.inside(window, "received")
            else:
                found = self.windows.contains(window, at)
            self._inside[window, clock] = found
        return found

    def says(self, name: str) -> object:
        """The bare value of a report field (a name the load has checked), or what stands for unknown."""
        found = None if self.facts.report is None else getattr(self.facts.report, name)
        return UNKNOWN.get(name) if found is None else found.value

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
    "alarming": lambda view: view.facts.alarming,
    "category": lambda view: view.says("category"),
}
