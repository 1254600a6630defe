"""A short text taken clause by clause: is every clause one that vacation notes are made of? Text in, a tally out.

A note says who is away, until when, whom to ask instead, and nothing else; one clause about anything else makes it a
person's letter, whatever the other clauses say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.ingest.kinds.note_words import (
    ADDRESSES,
    AROUND,
    AWAY,
    BACK,
    CLOSING,
    COURTESY,
    DATES,
    MACHINE,
    MOVED,
    OFFICE,
    OTHERS,
    POST,
    RETURNS,
    SELF,
    SUPPOSED,
)

_MOST = 2_000
_BREAK = re.compile(
    r"[!?;:\n()«»\"]+|(?<!\d)\.(?=\s|$)|\.(?=\s+(?!januar|februar|märz|april|mai\b|juni|juli|august|sept|okt|nov|"
    r"dez)(?-i:[A-ZÀ-Ý]))|,(?=\s)|\s[-–—]+\s|\s(?:mais|car|puis|but|because|aber|denn|maar|want|pero|ma|per[òo]|però|"
    r"(?:et|and|und|e)(?=\s(?:je|j'|nous|on|ils?|elles?|les?|la|mon|ma|vous|i|we|my|our|the|she|he|they|ich|wir|der|"
    r"die|das|er|sie|trovo|lo|gli)\b))\s",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_LONGEST_CLAUSE = 16
_SENTENCE = 6
_LONGEST_NOTE = 120


@dataclass(frozen=True, slots=True)
class Tally:
    """How many words stand in clauses known from notes and in others; whether somebody, the author himself or his
    office, is told away; the first clause that says so."""

    known: int
    other: int
    away: bool
    machine: bool = False
    words: str = ""

    @property
    def note(self) -> bool:
        """True when nothing but a note is there."""
        return self.away and not self.other

    @property
    def mostly(self) -> bool:
        """True when next to nothing else is there: enough beside words that weigh."""
        return self.away and self.other <= 3 and 4 * self.other <= self.known

    @property
    def covered(self) -> bool:
        """True when two thirds of the words are those of a note, whoever is away."""
        return 0 < self.known <= _LONGEST_NOTE and 2 * self.other <= self.known

    @property
    def partly(self) -> bool:
        """True when a note's clauses prevail: enough below a subject that says what the letter is."""
        return self.away and self.other <= max(self.known, 8) and self.known + self.other <= _LONGEST_NOTE


def names_absence(subject: str) -> bool:
    """True when a subject speaks of absence, of a closed office or of somebody's new place."""
    return bool(AWAY.search(subject[:300]) or MOVED.search(subject[:300]))


def speaks_of_self(subject: str) -> bool:
    """True when a subject stands in the first person."""
    return SELF.search(subject[:300]) is not None


def _own(clause: str, told: re.Match[str] | None) -> bool:
    """Whether a clause tells of its author or his office: "absent until Monday", "I am back on", "our office is"."""
    office = OFFICE.search(clause)
    if office is not None and told is not None and office.start() <= 14:
        return True
    if OTHERS.match(clause):
        return False
    if SELF.search(clause):
        return told is not None or RETURNS.search(clause) is not None
    return told is not None and (told.start() <= 14 or office is not None)


def tally(text: str) -> Tally:
    """The clauses of a letter's new text counted; what stands below a closing or a name is signature."""
    known = other = 0
    machine, supposed, words = False, False, ""
    for clause in _clauses(text):
        length = len(_WORD.findall(clause))
        told = AWAY.search(clause)
        machine = machine or MACHINE.search(clause) is not None
        back = BACK.search(clause)
        if length > _longest(clause, told, back):
            other += length
        elif told or (back and (SELF.search(clause) or not OTHERS.match(clause))):
            words = words or (clause.strip()[:60] if _own(clause, told) else "")
            known += length
        elif supposed or _belongs(clause):
            known += length
        else:
            other += length
        # "Pour toute alerte : la plateforme": what follows a supposition tells whom to ask.
        supposed = length <= 8 and SUPPOSED.match(clause) is not None
    return Tally(known, other, bool(words) or (machine and known > 0), machine, words)


def _clauses(text: str) -> Iterator[str]:
    """The clauses that say something: greetings, closings and the signature left out."""
    begun = closed = False
    for line in ADDRESSES.sub(" ", text[:_MOST]).split("\n"):
        size = len(_WORD.findall(line))
        named = begun and size > 0 and _is_name(line)
        # A name of two words ends the text; a sentence below it is read all the same.
        closed = closed or (named and size > 1)
        if (closed or named) and size < _SENTENCE:
            continue
        for clause in _BREAK.split(line):
            if _WORD.search(clause) is None:
                continue
            if COURTESY.match(clause):
                closed = closed or CLOSING.match(clause) is not None
                continue
            begun = True
            yield clause


def _longest(clause: str, told: re.Match[str] | None, back: re.Match[str] | None) -> int:
    """How many words of one clause can be about an absence: fewer where nobody is named, more with a return."""
    if told is None:
        return _LONGEST_CLAUSE
    named = SELF.search(clause) or OFFICE.search(clause)
    if back is not None:
        return _LONGEST_CLAUSE + 6 if named else 10
    return _LONGEST_CLAUSE if named else 10


def _belongs(clause: str) -> bool:
    """Whether a clause is one that stands beside an absence in a note: whom to ask, what becomes of letters."""
    if all(word in DATES or word.isdigit() for word in re.findall(r"\w+", clause.lower())):
        return True
    return bool(SUPPOSED.match(clause) or AROUND.search(clause) or POST.search(clause) or _is_name(clause))


def _is_name(clause: str) -> bool:
    """Whether up to six words are all capitalised or numbers: a person, a place, a telephone number."""
    words = [word.strip("\"'(),.;:*-–—") for word in clause[:200].split()]
    told = [word for word in words if word]
    return 0 < len(told) <= 6 and all(word[0].isupper() or not word[0].isalpha() for word in told)
