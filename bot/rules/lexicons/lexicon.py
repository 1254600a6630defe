"""A weighted lexicon: what its terms found in a letter, with negation, caps and places; nothing is ever subtracted.

Terms are counted in the subject, the author's own new text and the names of attachments, each with its factor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple, cast

from bot.rules.decision import Severity
from bot.rules.lexicons.denials import DENIALS, Denials
from bot.rules.lexicons.phrases import Match, Phrase, PhraseBook, compile_phrase
from bot.rules.lexicons.words import Words
from bot.settings.section import Section

FIELDS = ("subject", "body", "attachment_name")
GRADES: tuple[Severity, ...] = ("minor", "moderate", "major", "critical")
Found = Mapping[str, list[Match]]
"""Matches in one field by owner: the lexicon's name for its terms, `name/before` and so on for its denials."""
_worth = attrgetter("worth")


class Hit(NamedTuple):
    """A term found: the field and sentence it stands in, its worth, and whether it is denied.

    A long letter has thousands of hits and shows a dozen, so the words as written are only looked up when asked for.
    """

    term: str
    sentence: int
    worth: float
    denied: bool
    words: Words
    first: int
    last: int

    @property
    def field(self) -> str:
        """Where it was found: subject, body or attachment_name."""
        return self.words.field

    @property
    def shown(self) -> str:
        """The words as written, in quotes, and where they stand."""
        return self.words.shown(self.first, self.last)

    @property
    def written(self) -> str:
        """The words as written, on one line."""
        return self.words.written(self.first, self.last)

    @property
    def offset(self) -> int:
        """Where they begin in the text of the field."""
        return self.words.start(self.first)


class Reading:
    """What a lexicon found in one letter: the score, all hits in order, and those that are not denied."""

    __slots__ = ("_places", "_terms", "counted", "hits", "score")

    def __init__(self, hits: Sequence[Hit] = (), cap: int = 1) -> None:
        self.hits = hits
        self.counted = tuple(hit for hit in hits if not hit.denied)
        self._terms: dict[str, list[Hit]] = {}
        self._places: dict[str, set[tuple[str, int]]] = {}
        for hit in self.counted:
            if hit.term in self._terms:
                self._terms[hit.term].append(hit)
            else:
                self._terms[hit.term] = [hit]
        self.score = 0.0
        for several in self._terms.values():
            self.score += sum(sorted((hit.worth for hit in several), reverse=True)[:cap])

    def has(self, terms: Sequence[str], within: str = "letter") -> bool:
        """True when all the terms stand in the letter (or together in one sentence), none of them denied."""
        for term in terms:
            if term not in self._terms:
                return False
        if within == "letter" or len(terms) < 2:
            return bool(terms)
        return bool(self._shared(terms))

    def together(self, terms: Sequence[str], within: str = "letter") -> list[Hit]:
        """One hit for each term, from the first sentence that has them all when they must share one."""
        if within == "letter":
            return [hit for term in terms if (hit := self.first(term))]
        shared = self._shared(terms)
        for hit in self.counted:
            if (place := (hit.words.field, hit.sentence)) in shared:
                near = [h for h in self.counted if (h.words.field, h.sentence) == place]
                return [next(h for h in near if h.term == term) for term in terms]
        return []

    def first(self, term: str) -> Hit | None:
        """The first hit of a term that is not denied."""
        several = self._terms.get(term)
        return several[0] if several else None

    def best(self) -> list[Hit]:
        """The hit of most worth of each term."""
        return [several[0] if len(several) == 1 else max(several, key=_worth) for several in self._terms.values()]

    def _shared(self, terms: Sequence[str]) -> set[tuple[str, int]]:
        for term in terms:
            if term not in self._places:
                self._places[term] = {(hit.words.field, hit.sentence) for hit in self._terms.get(term, ())}
        return set.intersection(*(self._places[term] for term in terms))


NOTHING = Reading()


@dataclass(frozen=True, slots=True)
class Combination:
    """Terms that together are a floor, whatever the score."""

    terms: tuple[str, ...]
    severity: Severity
    within: str = "letter"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One named lexicon as loaded. `scale` is empty for a lexicon that only serves conditions."""

    name: str
    phrases: tuple[Phrase, ...]
    weights: Mapping[str, float]
    labels: Mapping[str, str]
    factors: Mapping[str, float]
    cap: int
    window: int
    combinations: tuple[Combination, ...] = ()
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    aside: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Terms beside which nothing in the sentence counts, each with those that make it count all the same."""
    scale: Mapping[Severity, float] = field(default_factory=dict)
    file: str = ""
    line: int | None = None

    def read(self, found: Iterable[tuple[Words, Found]]) -> Reading:
        """What the terms find in these fields, given what the concordance found there."""
        hits: list[Hit] = []
        for words, by_owner in found:
            if self.name in by_owner and (factor := self.factors.get(words.field, 0.0)):
                hits += self._hits(words, by_owner, factor)
        return Reading(hits, self.cap) if hits else NOTHING

    def _hits(self, words: Words, found: Found, factor: float) -> list[Hit]:
        matches = found[self.name]
        denials = Denials(words, found, self.name, self.window)
        hits: dict[tuple[str, int], Hit] = {}
        sentences = words.sentences
        replaced = self._replaced(matches) if self.instead else {}
        aside = self._set_aside(matches, sentences) if self.aside else set()
        for match in matches:
            if replaced and any(taken.issuperset(match.taken) for taken in replaced.get(match.term, ())):
                continue
            denied = (sentences[match.first] in aside and match.term not in self.aside) or denials.deny(match)
            key = (match.term, match.first)
            # Two phrases of a term may begin at one word: one that is not denied is enough.
            if key in hits and (denied or not hits[key].denied):
                continue
            worth = self.weights[match.term] * factor
            hits[key] = Hit(match.term, sentences[match.first], worth, denied, words, match.first, match.last)
        return list(hits.values())

    def _set_aside(self, matches: Sequence[Match], sentences: Sequence[int]) -> set[int]:
        """Sentences of another time, unless they also say that it is so now."""
        calm = [(sentences[match.first], self.aside[match.term]) for match in matches if match.term in self.aside]
        terms: dict[int, set[str]] = {sentence: set() for sentence, _ in calm}
        if calm:
            for match in matches:
                terms.get(sentences[match.first], set()).add(match.term)
        return {sentence for sentence, unless in calm if terms[sentence].isdisjoint(unless)}

    def _replaced(self, matches: Iterable[Match]) -> dict[str, list[set[int]]]:
        """Words by term that were taken instead by a term that reads them better."""
        replaced: dict[str, list[set[int]]] = {}
        for match in matches:
            for term in self.instead.get(match.term, ()):
                replaced.setdefault(term, []).append(set(match.taken))
        return replaced

    def grade(self, score: float) -> Severity | None:
        """The severity a score reaches on this lexicon's scale (thresholds included); None without a scale."""
        reached = [severity for severity in GRADES if severity in self.scale and score >= self.scale[severity]]
        return reached[-1] if reached else None


def concordance(lexicons: Iterable[Lexicon]) -> PhraseBook:
    """One book over all phrases of all lexicons, so that a letter is gone through once."""
    return PhraseBook(phrase for lexicon in lexicons for phrase in lexicon.phrases)


def load_lexicons(section: Section) -> dict[str, Lexicon]:
    """Every lexicon under `lexicons`; faults are collected in the section."""
    lexicons = {}
    for name in section.names():
        below = section.section(name)
        lexicons[name] = _load(name, below)
        below.close()
    return lexicons


def _load(name: str, section: Section) -> Lexicon:
    factors = section.section("fields")
    weighed = {known: factors.number(known, 0.0) for known in FIELDS}
    factors.close()
    phrases: list[Phrase] = []
    weights: dict[str, float] = {}
    labels: dict[str, str] = {}
    instead: dict[str, tuple[str, ...]] = {}
    aside: dict[str, tuple[str, ...]] = {}
    for term in section.sections("terms"):
        word = term.text("id")
        if word in weights:
            term.fault("id", "term written twice", "give each term its own id")
        weights[word] = term.number("weight", 0.0)
        if weights[word] < 0:
            term.fault("weight", "a weight may not be negative", "nothing lowers a severity: write 0 or more")
        labels[word] = term.text("label", word)
        if others := term.texts("instead_of"):
            instead[word] = others
        if unless := term.texts("aside_unless"):
            aside[word] = unless
        phrases += _phrases(term, word, name)
        term.close()
    for key, named in (("instead_of", instead), ("aside_unless", aside)):
        for other in {other for others in named.values() for other in others} - weights.keys():
            section.fault(key, f"no term `{other}` in this lexicon", f"known: {', '.join(weights)}")
    scale = section.section("scale")
    names: tuple[Severity, ...] = GRADES if scale.names() else ()
    grades = {severity: scale.number(severity) for severity in names}
    scale.close()
    if list(grades.values()) != sorted(grades.values()):
        section.fault("scale", "thresholds must rise", "write minor, moderate, major, critical in rising order")
    window = _denial_phrases(section.section("negation"), name, phrases)
    return Lexicon(
        name,
        tuple(phrases),
        weights,
        labels,
        weighed,
        section.integer("cap_per_term", 1, least=1),
        window,
        tuple(_combination(part, weights) for part in section.sections("decisive")),
        instead,
        aside,
        grades,
        section.node.file,
        section.node.line,
    )


def _phrases(section: Section, term: str, owner: str, key: str = "any") -> list[Phrase]:
    phrases = []
    for written in section.texts(key):
        try:
            phrases.append(compile_phrase(term, written, owner))
        except ValueError as wrong:
            section.fault(key, f"cannot be read: {written}", str(wrong))
    return phrases


def _denial_phrases(section: Section, name: str, phrases: list[Phrase]) -> int:
    for key in DENIALS:
        phrases += _phrases(section, key, f"{name}/{key}", key)
    window = section.integer("window_words", 3, least=1, most=10)
    section.close()
    return window


def _combination(section: Section, weights: Mapping[str, float]) -> Combination:
    terms = section.texts("all_of")
    for term in terms:
        if term not in weights:
            section.fault("all_of", f"no term `{term}` in this lexicon", f"known: {', '.join(weights)}")
    severity = cast(Severity, section.text("severity", choices=GRADES))
    within = section.text("within", "letter", choices=("letter", "sentence"))
    section.close()
    return Combination(terms, severity, within)
