"""Conditions of a rule: a closed set of typed words. Each answers yes or no and says which values it saw.

An unknown word or value never gets here: `condition_words` refuses it at load.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, NamedTuple, Protocol

from bot.rules.view import TEXT_CAP, View

Value = str | int | float | bool | None


class Answer(NamedTuple):
    """Whether a condition holds, and the values it saw."""

    holds: bool
    because: str


class Condition(Protocol):
    """Asked of a view; never changes it."""

    def ask(self, view: View) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Always:
    """Holds for every letter."""

    def ask(self, view: View) -> Answer:
        return Answer(True, "always")


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; told by the parts when it holds, else by the first that does not."""

    parts: tuple[Condition, ...]

    def ask(self, view: View) -> Answer:
        said = []
        for part in self.parts:
            answer = part.ask(view)
            if not answer.holds:
                return answer
            said.append(answer.because)
        return Answer(True, "; ".join(said))


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; told by the first that does, else by all."""

    parts: tuple[Condition, ...]

    def ask(self, view: View) -> Answer:
        said = []
        for part in self.parts:
            answer = part.ask(view)
            if answer.holds:
                return answer
            said.append(answer.because)
        return Answer(False, "; ".join(said))


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition

    def ask(self, view: View) -> Answer:
        answer = self.part.ask(view)
        return Answer(not answer.holds, f"not ({answer.because})" if not answer.holds else answer.because)


@dataclass(frozen=True, slots=True)
class Is:
    """A plain value is one of those written."""

    word: str
    values: frozenset[Value]
    _told: dict[object, Answer] = field(default_factory=dict, init=False, compare=False, repr=False)

    def ask(self, view: View) -> Answer:
        value = view.value(self.word)
        answer = self._told.get(value)
        if answer is None:
            # A plain word has few values: each is put into words once.
            name = "kind" if self.word == "is" else self.word
            answer = self._told[value] = Answer(value in self.values, f"{name} is {_shown(value)}")
        return answer


@dataclass(frozen=True, slots=True)
class Says:
    """A field of the report has one of the values written; a field that is a list has it when it contains one."""

    name: str
    values: frozenset[Value]
    _unsaid: Answer = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_unsaid", Answer(None in self.values, f"report {self.name} is {_shown(None)}"))

    def ask(self, view: View) -> Answer:
        value = view.says(self.name)
        if value is None:
            return self._unsaid
        holds = not self.values.isdisjoint(value) if isinstance(value, tuple) else value in self.values
        return Answer(holds, f"report {self.name} is {_shown(value)}")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One of the labels was given by the classify phase."""

    labels: frozenset[str]

    def ask(self, view: View) -> Answer:
        return Answer(not self.labels.isdisjoint(view.labels), f"labels are {', '.join(sorted(view.labels)) or 'none'}")


@dataclass(frozen=True, slots=True)
class At:
    """One of the clocks stands in the window."""

    window: str
    clocks: tuple[str, ...]
    _outside: Answer = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_outside", Answer(False, f"not {self.window} by {' nor by '.join(self.clocks)}"))

    def ask(self, view: View) -> Answer:
        inside = [clock for clock in self.clocks if view.inside(self.window, clock)]
        return Answer(True, f"{self.window} by {' and by '.join(inside)}") if inside else self._outside


@dataclass(frozen=True, slots=True)
class Territory:
    """The territory of the report lies in one of the départements or regions."""

    departments: frozenset[str]
    regions: frozenset[str]

    def ask(self, view: View) -> Answer:
        place: Any = view.says("territory")
        if place is None:
            return Answer(False, "territory is unknown")
        holds = place.department in self.departments or place.region in self.regions
        return Answer(holds, f"territory is département {place.department}, region {place.region}")


@dataclass(frozen=True, slots=True)
class FromDomain:
    """The author's domain is one of the patterns (`*` stands for any letters)."""

    patterns: tuple[str, ...]

    def ask(self, view: View) -> Answer:
        domain = view.facts.author_domain[:253]
        return Answer(any(fnmatchcase(domain, p) for p in self.patterns), f"author's domain is {domain or 'absent'}")


@dataclass(frozen=True, slots=True)
class Finds:
    """A lexicon reaches a score, or finds all of `terms` and one of `either`, in the letter or in one sentence."""

    lexicon: str
    at_least: float | None = None
    terms: tuple[str, ...] = ()
    either: tuple[str, ...] = ()
    within: str = "letter"
    # What is said of most letters, that the words are not there, is put together once.
    _lacking: Answer = field(init=False, compare=False, repr=False)
    _none: Answer = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        lacking = f"{self.lexicon} has not {' + '.join(self.terms)} in one {self.within}"
        object.__setattr__(self, "_lacking", Answer(False, lacking))
        object.__setattr__(self, "_none", Answer(False, f"{self.lexicon} has none of {', '.join(self.either)}"))

    def ask(self, view: View) -> Answer:
        reading = view.reading(self.lexicon)
        if self.at_least is not None and reading.score < self.at_least:
            return Answer(False, f"{self.lexicon} scores {reading.score:g}, under {self.at_least:g}")
        if self.terms and not reading.has(self.terms, self.within):
            return self._lacking
        if self.either and not any(reading.has((*self.terms, term), self.within) for term in self.either):
            return self._none
        found = [hit for term in (*self.terms, *self.either) if (hit := reading.first(term))]
        shown = ", ".join(hit.shown for hit in found or reading.counted[:3])
        return Answer(True, f"{self.lexicon} scores {reading.score:g}: {shown}")


@dataclass(frozen=True, slots=True)
class Matches:
    """An operator's pattern is found in the subject or the author's own text. RE2: time grows with the text alone."""

    pattern: str
    fields: tuple[str, ...]
    compiled: Any = field(compare=False, repr=False)

    def ask(self, view: View) -> Answer:
        message = view.facts.message
        for name in self.fields:
            text = message.subject if name == "subject" else message.new_text
            if found := self.compiled.search(text[:TEXT_CAP]):
                return Answer(True, f"/{self.pattern}/ in {name}@{found.start()}")
        return Answer(False, f"/{self.pattern}/ not in {', '.join(self.fields)}")


@dataclass(frozen=True, slots=True)
class Words:
    """The author wrote at most so many words."""

    at_most: int

    def ask(self, view: View) -> Answer:
        count = view.facts.word_count
        return Answer(count <= self.at_most, f"{count} words")


def conjunction(parts: Sequence[Condition]) -> Condition:
    """The parts as one condition; no part at all always holds."""
    return parts[0] if len(parts) == 1 else All(tuple(parts)) if parts else Always()


def _shown(value: object) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, bool):
        return "true" if value else "false"
    return ", ".join(map(str, value)) or "none" if isinstance(value, tuple) else str(value)
