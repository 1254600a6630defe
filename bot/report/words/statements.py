"""A folded text goes in, plain statements come out: what is said (stopped, goes on ...) of whom or what, and how.

Every statement is composed of small classes of words within one sentence, never learnt as a phrase: what it is about
is the nearest head of a group of nouns, and a denial reaches only as far as its own part of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from bot.report.words.word_classes import Word, WordClasses

NOUNS = frozenset({"care", "carer", "patient", "house", "tool", "system", "other", "data"})
SAID = frozenset(
    "stop divert hamper go_on normal notice able treat lacked received degraded manual harm danger exposed spoilt "
    "help want command asking enough spurn call feared excess held named cannot postponed mistake opened".split()
)
_TELLING = SAID | {"care"}
_FORMS = frozenset({"plus", "longer", "ete", "pu"})
_VERBS = frozenset({"go_on", "stop", "hamper", "able", "want"})
_INTO = frozenset("de du des d sur pour aux au a on of to for in les la le l nos vos leurs ses un une dans".split())
_CHAINS = frozenset({"de", "du", "des", "d", "of"})
_CLOSE = frozenset("de du des d l la le les of the".split())
_REACH = {"sans": 3, "without": 3, "ni": 4, "nor": 4, "neither": 5, "non": 1, "hors": 2, "no": 5, "zero": 2, "rien": 5}
_CLOSEST, _FARTHEST, _AFTER = 4, 9, 4
_APART = re.compile(r"[,;:()|=/\n]|\s-|-\s| {2}|\.\.")
_ANSWERED_NO = re.compile(
    r"(?:[^\w.;!\n]| (?:[a-z']{1,12} ){0,3}?){0,1}\s{0,3}(?:[:=?|]|\.\.|  )[ :=|.]{0,40}"
    r"(?:non|aucune?s?|neant|nulle?|ras|no|none|zero|0)\b"
)
_WIDEST = 24  # words of one part of a sentence looked at on each side
_NOT_SOMEONE = frozenset("une la cette par de chaque en toute seule tierce".split())
_MOST_WORDS = 6000
_NOTHING: frozenset[str] = frozenset()
_HELP, _COMMAND = frozenset({"help"}), frozenset({"command"})
_NO_LONGER, _UNDONE, _SPARED = frozenset({"no_longer"}), frozenset({"undone"}), frozenset({"postponed"})
_UNTURNED = frozenset({"hamper", "harm", "danger", "stop", "divert", "exposed", "informed", "help", "want", "notice"})


class Statement:
    """Something said in a sentence: its class, what it is said of, and how. What few ask is found when it is asked."""

    def __init__(self, said: frozenset[str], sentence: _Sentence, n: int) -> None:
        self.said = said
        word = sentence.words[n]
        self.start, self.end = word.start, word.end
        self._sentence, self._n = sentence, n

    @cached_property
    def _subject(self) -> tuple[frozenset[str], frozenset[str]]:
        return self._sentence.before(self._n)

    @cached_property
    def about(self) -> frozenset[str]:
        """Classes of what it is said of: the head of the nouns before it."""
        hampers_behind = "hamper" in self.said and self.upon and self._sentence.next(self._n) in _INTO
        return _NOTHING if hampers_behind else self._subject[0]

    @cached_property
    def owner(self) -> frozenset[str]:
        """Classes of the nouns that belong to what it is about: « le serveur des urgences »."""
        return self._subject[1]

    @cached_property
    def upon(self) -> frozenset[str]:
        """Classes of what follows it."""
        return self._sentence.behind(self._n)

    @cached_property
    def within(self) -> frozenset[str]:
        """Classes of all the words of its part of the sentence."""
        return self._sentence.within(self._n)

    @cached_property
    def denied(self) -> bool:
        """Told not to be so."""
        return self._sentence.denied(self._n)

    @cached_property
    def conditional(self) -> bool:
        """Told under an if that stands before or right behind."""
        return self._sentence.conditional(self._n)

    @property
    def amid(self) -> frozenset[str]:
        """Classes of all the words of its sentence."""
        return self._sentence.amid

    @property
    def sentence(self) -> str:
        """The folded sentence."""
        words = self._sentence.words
        return self._sentence.folded[words[0].start : words[-1].end]

    @property
    def supposed(self) -> bool:
        """Told behind an if or as what might be."""
        return self._sentence.supposed_from <= self._n + 1

    @property
    def past(self) -> bool:
        """Told of another time."""
        return self._sentence.past

    @property
    def asked(self) -> bool:
        """Told in a question."""
        return self._sentence.asked

    @property
    def plain(self) -> bool:
        """Told as a fact of now: neither denied nor imagined, past or asked."""
        return not (self.asked or self.past or self.supposed or self.denied)

    def of(self, *kinds: str) -> bool:
        """True when it is about one of these, or falls upon one."""
        return not self.about.isdisjoint(kinds) or not self.upon.isdisjoint(kinds)


class _Sentence:
    """The words of one sentence with the parts they stand in."""

    def __init__(self, folded: str, words: Sequence[Word], *, asked: bool) -> None:
        self.folded, self.words, self.asked = folded, words, asked

    @cached_property
    def parts(self) -> list[int]:
        """The part of the sentence each word stands in."""
        return list(self._parts())

    def _parts(self) -> Iterator[int]:
        part, reached = 0, -1
        for n, word in enumerate(self.words):
            # Most words stand but one space apart.
            gap = " " if n == 0 else self.folded[reached : word.start]
            reached = word.end
            if n and (
                (gap not in (" ", "'") and _APART.search(gap) is not None)
                or "turn" in word.kinds
                or (word.text in ("et", "and") and self._verb_follows(n))
            ):
                part += 1
            yield part

    def _verb_follows(self, n: int) -> bool:
        behind = self.words[n + 1 : n + 7]
        if behind and not behind[0].kinds.isdisjoint(SAID) and behind[0].kinds.isdisjoint(NOUNS):
            return True
        return any(not word.kinds.isdisjoint(_VERBS) for word in behind)

    @cached_property
    def supposed_from(self) -> int:
        if "supposed" not in self.amid:
            return len(self.words) + 1
        return next((n for n, word in enumerate(self.words) if "supposed" in word.kinds), len(self.words) + 1)

    @cached_property
    def amid(self) -> frozenset[str]:
        return _NOTHING.union(*[word.kinds for word in self.words])

    @property
    def past(self) -> bool:
        return "past" in self.amid

    def _takes_up(self, n: int) -> bool:
        """« Nous le voulons bien »: what is wished was named before."""
        return n > 0 and self.words[n - 1].text in ("le", "la", "l", "les", "en")

    def statements(self) -> Iterator[Statement]:
        for n, word in enumerate(self.words):
            if word.kinds.isdisjoint(_TELLING) and not _has_telling_form(word.text):
                continue
            if said := (word.kinds & SAID) | self._by_grammar(n):
                yield Statement(said, self, n)

    def conditional(self, n: int) -> bool:
        return any("condition" in word.kinds for word in self.words[max(0, n - 14) : n + 8])

    def _by_grammar(self, n: int) -> frozenset[str]:
        """What the form of words says, whatever the verb: « ne sonnent plus », « n'ont pas été », « prêtez-nous »."""
        word, behind = self.words[n], self.next(n)
        if "want" in word.kinds and self._takes_up(n) and not self.amid.isdisjoint(("help", "desk")):
            return _HELP
        if word.text.endswith("ez") and behind in ("nous", "moi") and "bid" not in word.kinds:
            return _COMMAND if "call" not in word.kinds else _NOTHING
        if "care" in word.kinds and n and self.words[n - 1].text == "ni" and not self._speaks():
            return _SPARED
        if word.text not in _FORMS:
            return _NOTHING
        around = self.words[max(0, n - 4) : n + 5]
        if not _UNTURNED.isdisjoint(kind for other in around for kind in other.kinds):
            return _NOTHING
        if (word.text == "plus" and self._halted(n, 0)) or (
            word.text == "longer" and n and self.words[n - 1].text == "no"
        ):
            return _NO_LONGER
        if word.text in ("ete", "pu") and n and self.words[n - 1].text == "pas" and self.denied(n):
            return _UNDONE
        return _NOTHING

    def _speaks(self) -> bool:
        """False for « ni soins, ni données, ni rien d'interne »: nothing but a list of what was spared."""
        return any(not word.kinds.isdisjoint(_VERBS) for word in self.words)

    def within(self, n: int) -> frozenset[str]:
        part = self.parts[n]
        kinds: set[str] = set()
        for m in range(max(0, n - _WIDEST), min(len(self.words), n + _WIDEST)):
            if self.parts[m] == part:
                kinds |= self.words[m].kinds
        return frozenset(kinds)

    def next(self, n: int) -> str:
        return self.words[n + 1].text if n + 1 < len(self.words) else ""

    def before(self, n: int) -> tuple[frozenset[str], frozenset[str]]:
        for m in range(n - 1, max(-1, n - 1 - _FARTHEST), -1):
            if "turn" in self.words[m].kinds:
                break
            if not self.words[m].kinds.isdisjoint(NOUNS):
                head = self._head(m)
                owner = self.words[m].kinds & NOUNS if head != m else _NOTHING
                return self.words[head].kinds & NOUNS, owner
        return _NOTHING, _NOTHING

    def _head(self, m: int) -> int:
        """« Le serveur de la pharmacie » is a server: the first of nouns that hang together by « de »."""
        k = m - 1
        while k >= 0 and m - k <= _CLOSEST and self.parts[k] == self.parts[m]:
            if not self.words[k].kinds.isdisjoint(NOUNS):
                between = [word.text for word in self.words[k + 1 : m]]
                if not between or between[0] not in _CHAINS or not set(between) <= _CLOSE:
                    return m
                m = k
            k -= 1
        return m

    def behind(self, n: int) -> frozenset[str]:
        for m in range(n + 1, min(len(self.words), n + 7)):
            if self.parts[m] != self.parts[n]:
                break
            if not self.words[m].kinds.isdisjoint(NOUNS):
                return self.words[m].kinds & NOUNS
        return _NOTHING

    def denied(self, n: int) -> bool:
        part = self.parts[n]
        first = n
        while first > max(0, n - _WIDEST) and self.parts[first - 1] == part:
            first -= 1
        halting = any("halting" in word.kinds for word in self.words[first : n + 1])
        for m in range(first, n):
            if self._denies(m, first) and n - m <= _REACH.get(self.words[m].text, 10):
                return True
        for m in range(n + 1, min(len(self.words), n + 1 + _AFTER)):
            if self.parts[m] != part:
                break
            if self._denies(m, first) and (halting or (m == n + 1 and self.words[m].text in ("pas", "rien"))):
                return True
            if self.words[m].text == "en" and m + 1 < len(self.words) and self.words[m + 1].text == "rien":
                return True
        return _ANSWERED_NO.match(self.folded, self.words[n].end) is not None

    def _halted(self, m: int, first: int) -> bool:
        return any("halting" in other.kinds for other in self.words[max(first, m - 4) : m])

    def _denies(self, m: int, first: int) -> bool:
        word = self.words[m]
        if word.text == "plus":
            return self._halted(m, first)
        if "denial" not in word.kinds:
            return False
        after = self.words[m + 1].text if m + 1 < len(self.words) else ""
        if word.text == "personne":
            return not (m and self.words[m - 1].text in _NOT_SOMEONE)
        return after not in ("seulement", "uniquement", "que", "only")


def _has_telling_form(word: str) -> bool:
    return word in _FORMS or (word.endswith("ez") and word != "chez")


def statements_of(folded: str, spans: Iterable[tuple[int, int]], classes: WordClasses) -> list[Statement]:
    """All that is said in these sentences of a folded text, in order; the work is bounded."""
    told: list[Statement] = []
    seen = 0
    for start, end in spans:
        # Most short lines (names, addresses, greetings) say nothing.
        if not classes.may_hold(folded, start, end, _TELLING, _has_telling_form):
            continue
        words = classes.words(folded, start, end)
        seen += len(words)
        if seen > _MOST_WORDS:
            break
        if words:
            asked = folded[start:end].rstrip().endswith("?")
            told += _Sentence(folded, words, asked=asked).statements()
    return told
