"""How a hit is meant: stated, doubted or feared, denied, past or only imagined. Reads the clause around it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from enum import StrEnum

from bot.report.words.sentences import Sentences
from bot.report.words.terms import Hit


class Stance(StrEnum):
    """What the author says of a thing he names."""

    STATED = "stated"
    DOUBTED = "doubted"
    DENIED = "denied"
    PAST = "past"
    IMAGINED = "imagined"


_DOUBT_AFTER = re.compile(
    r"\s{0,3}(?:[a-z']{1,12} ){0,3}(?:possibles?|potentiel[a-z]{0,4}|eventuel[a-z]{0,4}|"
    r"suspecte?[a-z]{0,3}|a confirmer|a verifier|sans certitude|presume[a-z]{0,2}|probables?"
    r"|pas (?:a )?exclu[a-z]{0,3}|pas (?:encore )?(?:confirme|avere|certain|etabli)[a-z]{0,3}|"
    r"non confirme[a-z]{0,2}|en cours (?:d'|de )(?:verif|analys|investig)[a-z]{0,9})"
)
_NO_AFTER = re.compile(
    # « Un pays où il n'est pas » denies where he is, not the country.
    r"(?! (?:ou (?:il|elle|on|ils|elles|nous)|dont|alors qu[e']) ?)[^,;.:]{0,24}?\b(?:n'|ne )(?!\w{0,2}fonctionn|"
    r"repond|march|sai|sav)[^,;.]{0,25}?\b(?:pas|plus|aucune?|jamais)\b"
    r"|\s{0,3}(?:\([^)]{0,30}\)\s{0,2})?[:=\-?]\s{0,3}(?:non\b|aucune?\b|neant\b|nul\b|ras\b|0\b|pas\b|no\b|none\b)"
    r"|\s{1,3}(?:est |sont |a ete |ont ete |totalement |semble )?(?:ecarte|exclu|infirm|"
    r"dement)[a-z]{0,3}\b|\s{1,2}(?:nulle?|neant)\b"
    r"|[^,;.:]{0,20}?\b(?:not|never)\b"
)
# « Côté pirate, néant. »
_NIL = re.compile(r",? (?:neant|nada|que dalle|zero|rien du tout|rien a signaler)\b")
# « Transfert de patients : non », « Mise en danger ? Non », « Déprogrammation : aucune »
_ANSWERED_NO = re.compile(
    r"[^.;:!?=|\n]{0,48}?(?:(?:[?]\s{0,2})?[:=?|]\s{0,3}|\?? ?(?:-{1,2}>|=>|→) ?| \(| {3,24})"
    r"(?:non\b(?! (?:maitris|conten|resol|circonscr|seulement|evalue|connu|determin|renseign|communiqu))|"
    r"(?:aucune?|neant|nulle?|ras|0|no|none|zero)\b(?=\s{0,3}(?:[.,;\n|(]|$)| a ce | pour l|"
    r" identif| connu| constat| avere| a l'heure|"
    r" des (?:deux|trois|quatre)\b))"
)
_ANSWER = re.compile(r"(?:[:=?|>→]\s{0,3}| \(| {3})(?:non|aucune?|neant|nulle?|ras|0|no|none|zero)\b")
_RULED_OUT = re.compile(
    r"[^,;.:]{0,40}?\s{1,3}(?:est |sont |a ete |ont ete |semble |parait )?(?:totalement |desormais |formellement |"
    r"rapidement )?"
    r"(?:ecartee?s?|exclue?s?|infirmee?s?|dementie?s?|ruled out)\b"
)
_NOT_RULED_OUT = re.compile(r"\b(?:pas|non|jamais|not) (?:encore |a |etre |totalement )?(?:ecart|exclu|infirm|dement)")
_YEAR = re.compile(
    r"\b(?:en|de|depuis|fin|debut|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|"
    r"novembre|decembre) (20[0-2]\d)\b"
)
# « Comme l'an dernier, les serveurs sont chiffrés », « depuis fin mars dernier »: it is told of now.
_LIKENED = re.compile(r"\b(?:comme|pareil que|pire que|idem|depuis|as|like|worse than|since)(?: (?:en|a|au|la|le))? $")
_TROUBLE = re.compile(
    r"\bn(?:e |')(?:fonctionn|march|repond|demarr)[a-z]{0,4} (?:pas|plus)\b|\bhors (?:service|"
    r"ligne)\b|\bpas (?:que|seulement)\b"
)
_SIGNS = re.compile(r",(?! (?:ni|d'|de |aucun|ou ))|[:(]| - | / ")
_GOES_ON = re.compile(r" (?:d'|de |du |la |le |les |l'|aucun|ni |des )")
_NEW_CLAUSE = re.compile(
    r" (?:la |le |les |l')[a-z\-]{2,20}(?: [a-z'\-]{2,20}){0,3}? (?:est|sont|a|ont|ne|n'|(?:tourne|fonctionne|"
    r"continue|"
    r"reste|redemarre|marche|passe|travaille)(?:nt)?)\b"
)
_REACH = {"non": 1, "no": 4, "not": 4, "ni": 4, "pas": 5, "hormis": 3, "nul": 3, "nulle": 3}
_AFTER = 60
"""Characters behind a hit in which a mark can still turn it."""
_ANSWERS = frozenset(":=(?-")
_SUPPOSED = 110
"""Characters behind « en cas de » in which things are only imagined."""
# « Le prestataire ne répond pas » denies the answer, not the provider.
_DENIED_BEFORE_ONLY = frozenset({"provider", "care_unit", "care_service"})
_LONGEST_DENIAL = 24
"""Characters from « ne » to « plus »; farther apart they are two words of two thoughts."""


class Stances:
    """Reads the stance of hits in one folded text from the marks found in it; `year` is the year of reception."""

    def __init__(self, sentences: Sentences, marks: Iterable[Hit], year: int) -> None:
        """`marks` are the hits of the concepts `stance.*`."""
        self._sentences = sentences
        self._folded = sentences.folded
        self._year = year
        placed: dict[str, list[Hit]] = {}
        for mark in marks:
            placed.setdefault(mark.concept.removeprefix("stance."), []).append(mark)
        self._breaks = sorted(
            [mark.start for mark in placed.get("break", ()) if self._breaks_off(mark)]
            + [m.end() for m in _SIGNS.finditer(self._folded)]
        )
        self._answers = _ANSWER.search(self._folded) is not None
        self._denials = self._kept_denials(placed.get("denial", []), placed.get("trouble", []))
        self._denied_at = [mark.start for mark in self._denials]
        self._doubts = placed.get("doubt", [])
        self._doubted_at = [mark.start for mark in self._doubts]
        self._imagined = placed.get("imagined", [])
        self._imagined_at = [mark.start for mark in self._imagined]
        self._past = [mark.start for mark in placed.get("past", ()) if not self._is_likened(mark)]
        self._past += [found.start() for found in _YEAR.finditer(self._folded) if int(found[1]) < year]
        self._past.sort()

    def _is_likened(self, mark: Hit) -> bool:
        return _LIKENED.search(self._folded, max(0, mark.start - 24), mark.start) is not None

    def of(self, hit: Hit) -> Stance:
        """How this hit is meant."""
        start, end = self._sentences.around(hit.start, hit.end)
        if self._past and bisect_left(self._past, start) < bisect_left(self._past, end):
            return Stance.PAST
        place = bisect_right(self._breaks, hit.start)
        clause = max(start, self._breaks[place - 1]) if place else start
        right = self._folded[hit.end : min(end, hit.end + 80)]
        if _between(self._imagined, self._imagined_at, max(start, hit.start - _SUPPOSED), hit.end):
            return Stance.IMAGINED
        if self._answers and not hit.denies and _ANSWERED_NO.match(self._folded, hit.end):
            return Stance.DENIED
        followed = self._mark_within(self._doubted_at, hit.end) or self._mark_within(self._denied_at, hit.end)
        if followed and _DOUBT_AFTER.match(right):
            return Stance.DOUBTED
        denials = [
            mark for mark in _between(self._denials, self._denied_at, clause, hit.start) if self._reaches(mark, hit)
        ]
        doubts = [mark for mark in _between(self._doubts, self._doubted_at, clause, hit.start) if mark.end <= hit.start]
        if doubts:
            if _RULED_OUT.match(right) and not _NOT_RULED_OUT.search(right):
                return Stance.DENIED
            return Stance.DENIED if any(mark.start < doubts[0].start for mark in denials) else Stance.DOUBTED
        after = hit.concept not in _DENIED_BEFORE_ONLY and not hit.denies and self._denied_after(right, followed)
        if (denials and not hit.denies) or self._denied_within(hit) or after:
            return Stance.DENIED
        return Stance.STATED

    @staticmethod
    def _denied_after(right: str, followed: bool) -> bool:
        if _NIL.match(right):
            return True
        if not followed and right.lstrip()[:1] not in _ANSWERS:
            return False
        return _NO_AFTER.match(_masked(right)) is not None

    @staticmethod
    def _mark_within(starts: list[int], place: int) -> bool:
        found = bisect_left(starts, place)
        return found < len(starts) and starts[found] < place + _AFTER

    def _breaks_off(self, mark: Hit) -> bool:
        """« Et » breaks unless it goes on with the same list: « ni X et de Y »."""
        if self._folded[mark.start : mark.end] != "et" or not _GOES_ON.match(self._folded, mark.end):
            return True
        return _NEW_CLAUSE.match(self._folded, mark.end) is not None

    def _kept_denials(self, denials: list[Hit], troubles: list[Hit]) -> list[Hit]:
        covered = [(mark.start, mark.end) for mark in troubles]
        return [
            mark
            for mark in denials
            if mark.end - mark.start <= _LONGEST_DENIAL
            and not any(start <= mark.start < end or start < mark.end <= end for start, end in covered)
        ]

    def _reaches(self, mark: Hit, hit: Hit) -> bool:
        word = self._folded[mark.start : mark.end].split()[-1]
        return mark.end <= hit.start and len(self._folded[mark.end : hit.start].split()) <= _REACH.get(word, 7)

    def _denied_within(self, hit: Hit) -> bool:
        if hit.denies:
            return False
        return any(
            mark.start > hit.start and mark.end <= hit.end
            for mark in _between(self._denials, self._denied_at, hit.start, hit.end)
        )


def _between(marks: list[Hit], starts: list[int], first: int, last: int) -> list[Hit]:
    return marks[bisect_left(starts, first) : bisect_left(starts, last)]


def _masked(text: str) -> str:
    return _TROUBLE.sub(lambda m: "x" * len(m[0]), text)
