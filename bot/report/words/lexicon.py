"""The lexicons of a report as values: a section of the configuration goes in, compiled terms and labels come out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from bot.report.taxonomy import CATEGORIES, LABELLED, SIGNS, STANCES, WORD_CLASSES
from bot.report.words.families import PREFIX, Together
from bot.report.words.folded import fold
from bot.report.words.term_grammar import openings
from bot.report.words.terms import TermIndex
from bot.report.words.word_classes import WordClasses
from bot.settings.section import Section

_MOST_WORDS = 12
_SUM_BY_DIFFERENCE = 1 / 0.15
"""Of two wordings likened to 85 %, the lengths differ by at most 15 % of their sum."""
_HEAD = 3
"""Letters by which the beginnings of a label's words are filed; a shorter one must be the whole word."""
ANSWERS = ("yes", "no", "unsure", "blank")


@dataclass(frozen=True)
class ReportLexicons:
    """Terms compiled into one index, form labels by folded wording, and the short answers forms are filled with."""

    terms: TermIndex
    labels: Mapping[str, str]
    answers: Mapping[str, frozenset[str]]
    together: tuple[Together, ...] = ()
    classes: WordClasses = field(default_factory=lambda: WordClasses({}))
    label_words: tuple[tuple[tuple[tuple[str, ...], ...], str], ...] = ()
    """Choices of beginnings of words that make a label of a field where one of each stands in it; most words first."""

    @cached_property
    def unsure_phrases(self) -> tuple[str, ...]:
        """The wordings of « je ne sais pas » of more than one word, by which an answer may begin."""
        return tuple(sorted(words for words in self.answers["unsure"] if " " in words))

    @cached_property
    def wordy_labels(self) -> tuple[tuple[frozenset[str], str], ...]:
        """The labels of several words, longest first, each with its words."""
        wordy = sorted((label for label in self.labels if " " in label), key=len, reverse=True)
        return tuple((frozenset(label.split()), label) for label in wordy)

    def labels_about(self, length: int) -> Sequence[str]:
        """The labels of about so many letters: one that is likened to at least 85 % is no longer and no shorter."""
        if (near := self._by_length.get(length)) is None:
            near = [
                label for label in self.labels if abs(len(label) - length) * _SUM_BY_DIFFERENCE <= len(label) + length
            ]
            self._by_length[length] = near
        return near

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        return {}

    def field_by_words(self, label: str, shortened: Collection[str] = ()) -> str | None:
        """The field an unlisted label asks for by its words, or None: « heure à laquelle ce fut découvert ».

        The `shortened` ones of them (« conséq. ») stand for the longer words that begin so.
        """
        words = label.split()
        words += [stem for word in words if word in shortened for stem in self._stems if stem.startswith(word)]
        if len(words) > _MOST_WORDS + len(shortened) * _MOST_WORDS:
            return None
        may_be = {place for word in words for place in self._by_stem.get(word[:_HEAD], ())}
        for place in sorted(may_be):
            choices, name = self.label_words[place]
            if all(any(_begins(word, stems) for word in words) for stems in choices):
                return name or None
        return None

    def is_shortened(self, word: str) -> bool:
        """True for « conséq. »: a longer word of a label begins so."""
        return any(stem.startswith(word) and stem != word for stem in self._stems)

    @cached_property
    def _stems(self) -> Sequence[str]:
        """The beginnings of words that are long enough to be shortened."""
        stems = {stem for choices, _ in self.label_words for group in choices for stem in group}
        return sorted(stem for stem in stems if len(stem) > _HEAD)

    @cached_property
    def _by_stem(self) -> Mapping[str, list[int]]:
        """The places of entries by the heads of one of their words, the one with the fewest choices."""
        filed: dict[str, list[int]] = {}
        for place, (choices, _) in enumerate(self.label_words):
            for stem in min(choices, key=lambda stems: (len(stems), -len(stems[0]))):
                filed.setdefault(stem[:_HEAD], []).append(place)
        return filed


def _begins(word: str, stems: tuple[str, ...]) -> bool:
    return word.startswith(stems) and (word in stems or any(len(s) > _HEAD and word.startswith(s) for s in stems))


def load_lexicons(section: Section) -> ReportLexicons:
    """Read the mapping `report_lexicons`. Every fault is collected in the section; good terms are kept all the same."""
    terms: list[tuple[str, float, str]] = []
    category = section.section("category")
    for name in CATEGORIES:
        for group in category.sections(name):
            weight = group.number("weight")
            terms += [(f"category.{name}", weight, term) for term in _searchable(group, "terms")]
            group.close()
    category.close()
    signs = section.section("signs")
    terms += [(name, 1.0, term) for name in SIGNS for term in _searchable(signs, name)]
    signs.close()
    stances = section.section("stances")
    terms += [(f"stance.{name}", 1.0, term) for name in STANCES for term in _searchable(stances, name)]
    stances.close()
    families = section.section("families")
    words = families.section("words")
    names = words.names()
    terms += [(PREFIX + name, 1.0, term) for name in names for term in _searchable(words, name)]
    together = tuple(_together(families, names))
    families.close()
    listed = section.section("classes")
    classes = WordClasses({name: listed.texts(name) for name in WORD_CLASSES})
    listed.close()
    labels = dict(_labels(section.section("labels")))
    label_words = tuple(_label_words(section.section("label_words")))
    answers = _answers(section.section("answers"))
    section.close()
    return ReportLexicons(TermIndex(terms), labels, answers, together, classes, label_words)


def _together(families: Section, names: Sequence[str]) -> Iterator[Together]:
    meanings = (*(f"category.{name}" for name in CATEGORIES), *SIGNS)
    for group in families.sections("together"):
        gives = group.text("gives", choices=meanings)
        weight, members = group.number("weight", 1.0), group.texts("words")
        group.close()
        if not members or not set(members) <= set(names):
            group.fault("words", "a family is named that has no words", "name families that stand under `words`")
        elif gives:
            yield Together(gives, weight, members)


def _searchable(section: Section, key: str) -> Iterator[str]:
    for term in section.texts(key):
        try:
            openings(term)
        except ValueError as problem:
            section.fault(
                key,
                f"the term {term!r} cannot be searched: {problem}",
                "see the head of the file for how terms are written",
            )
        else:
            yield term


def _labels(section: Section) -> Iterator[tuple[str, str]]:
    for name in LABELLED:
        for wording in section.texts(name):
            yield label_key(wording), name
    section.close()


def _label_words(section: Section) -> list[tuple[tuple[tuple[str, ...], ...], str]]:
    names = [name for name in section.names() if name == "none" or name in LABELLED]
    known = [(_choices(entry), name if name in LABELLED else "") for name in names for entry in section.texts(name)]
    section.close()
    # What is no label goes first, then what needs most words, then as they are listed.
    return sorted(known, key=lambda entry: (bool(entry[1]), -len(entry[0])))


def _choices(entry: str) -> tuple[tuple[str, ...], ...]:
    """« soin|bloc perturb|gene »: one of each group must begin a word of the label."""
    return tuple(tuple(label_key(stem) for stem in group.split("|")) for group in entry.split())


def _answers(section: Section) -> dict[str, frozenset[str]]:
    answers = {name: frozenset(fold(text) for text in section.texts(name)) for name in ANSWERS}
    section.close()
    return answers


@lru_cache(maxsize=4096)
def label_key(wording: str) -> str:
    """A label as it is compared: folded, letters and digits only, single spaces."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold(wording)).split())
