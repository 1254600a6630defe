"""How a term of the lexicon is written, and what it is searched by: its first word, and a pattern for the rest.

A term is written in plain words: `*` leaves the end of a word open, ` ... ` allows a few words of the same sentence
between, `(a|b)` is one or the other. Case, accents, hyphens, apostrophes, line breaks and a doubled or single
consonant make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.report.words.folded import evened, fold, head_of

ELLIPSIS = "~"
WIDEST_GAP = 62
_BETWEEN = r"[ \n'\-]{1,4}"
_GAP = r"(?:[^.!?;:\w]{1,3}[^.!?;:]{0,58}?)\b"
_LONGEST_ENDING = 9
_SUFFIX = f"[a-z]{{0,{_LONGEST_ENDING}}}"
_LONG = 7
"""Letters from which on a word may be written with single consonants for doubled ones, and the other way round."""
_WORD = re.compile(r"\w+")
_ALLOWED = re.compile(r"[a-z0-9 *~|()]+")
_PIECE = re.compile(r"[a-z0-9]+|~|[*()|]| +")
_PLACE = re.compile(r"\([^)]*\)|[a-z0-9]+\*?")
_GROWN_TOGETHER = re.compile(r"[a-z0-9*](?:\(|\)[a-z0-9(]|\|[^()]*\)[a-z0-9(])")
_CONSONANT = re.compile(r"([cfglmnprst])\1?")


class Opening(NamedTuple):
    """One way a term can begin: its first `word`, the beginning of one when it is a `stem`.

    `rest` is what has to follow, in the signs of a term, and `seconds` are the heads of the words that can come next;
    empty when any can.
    """

    word: str
    stem: bool
    rest: str
    seconds: frozenset[str]

    @property
    def loose(self) -> bool:
        """Whether the word is long enough to be spelt with single consonants for doubled ones."""
        return len(self.word) >= _LONG

    def begins(self, word: str) -> bool:
        """Whether a word of a text is one that begins with this stem."""
        if self.loose:
            return (even := evened(word)).startswith(evened(self.word)) and _is_ending(even[len(evened(self.word)) :])
        return word.startswith(self.word) and _is_ending(word[len(self.word) :])


def openings(term: str) -> tuple[Opening, ...]:
    """The term once for each word it can begin with. Raises ValueError when it cannot be searched."""
    folded = re.sub(r" *\.\.\. *", ELLIPSIS, " ".join(re.sub(r"['\-]", " ", fold(term)).split()))
    if not _ALLOWED.fullmatch(folded):
        raise ValueError("only letters, digits, `*`, ` ... ` and `(a|b)` are allowed")
    if re.search(r"\([^)]*\(|^[^(]*\)|\([^)]*$|\)[^(]*\)", folded):
        raise ValueError("brackets must be closed and not stand inside each other")
    if folded.endswith(ELLIPSIS):
        raise ValueError("a term ends with a word")
    return tuple(dict.fromkeys(_opening(each) for each in _opened(folded)))


def _opened(term: str) -> Iterator[str]:
    """The term with its leading alternatives written out, so that each begins with a plain word."""
    word, bracket, behind = term.partition("(")
    if not bracket or not (word == "" or (word[-1].isalnum() and word.isalnum())):
        yield term
        return
    inside, _, rest = behind.partition(")")
    for choice in inside.split("|"):
        yield from _opened((word + choice + rest).lstrip())


def _opening(plain: str) -> Opening:
    first = _WORD.match(plain)
    stem = first is not None and plain.startswith("*", first.end())
    if first is None or (stem and len(head_of(first[0])) < 4):
        raise ValueError("a term begins with a whole word or at least four letters of one")
    rest = plain[first.end() + stem :]
    return Opening(first[0], stem, rest, _seconds(rest))


def _is_ending(letters: str) -> bool:
    return letters == "" or (len(letters) <= _LONGEST_ENDING and letters.isalpha())


def _first_heads(words: str) -> frozenset[str]:
    """Heads of the words some words of a term can begin with; empty when they cannot all be told."""
    inside, closed, behind = words[1:].partition(")")
    choices = inside.split("|") if words.startswith("(") and closed else [words]
    heads: set[str] = set()
    for choice in choices:
        first = _WORD.match(choice)
        if first is None and choice == "" and behind:
            # « (de |)demande »: nothing stands here, so what is behind does.
            begun = _first_heads(behind.removeprefix(" "))
        elif first is None or (len(head_of(first[0])) < 4 and choice[first.end() :][:1] not in ("", " ", ELLIPSIS)):
            return frozenset()
        else:
            begun = frozenset({head_of(first[0])})
        if not begun:
            return frozenset()
        heads |= begun
    return frozenset(heads)


def _seconds(rest: str) -> frozenset[str]:
    return _first_heads(rest[1:]) if rest.startswith(" ") else frozenset()


def in_two(rest: str) -> tuple[str, str, frozenset[str]]:
    """What follows a first word, up to the last gap and behind it, and the heads of the words that can come there;
    no heads and nothing behind when it cannot be looked for in two pieces."""
    front, gap, tail = rest.rpartition(ELLIPSIS)
    heads = _first_heads(tail) if gap and tail.count(")") == tail.count("(") else frozenset()
    return (front, tail, heads) if heads else (rest, "", heads)


def rarest_heads(rest: str) -> frozenset[str]:
    """Heads of words of which one has to stand in what follows a first word: those that few texts hold."""
    if _GROWN_TOGETHER.search(rest):
        return frozenset()
    places = [heads for each in _PLACE.findall(rest) if (heads := _first_heads(each))]
    return max(places, key=lambda heads: min(map(len, heads)), default=frozenset())


def pattern(words: str) -> str:
    """The regular expression of words of a term: bounded everywhere, and never one repetition inside another."""
    out = ""
    for piece in _PIECE.findall(words):
        if piece in "()|":
            out += "(?:" if piece == "(" else piece
        elif piece == "*":
            out += _SUFFIX
        elif piece == ELLIPSIS:
            out += _GAP
        else:
            out += _BETWEEN if piece.isspace() else _literal(piece)
    return out + r"(?!\w)"


def _literal(word: str) -> str:
    if len(word) < _LONG:
        return re.escape(word)
    return _CONSONANT.sub(lambda m: f"{m[1]}{{1,2}}", word)
