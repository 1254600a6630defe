"""How a hit is meant: stated, doubted or feared, denied, or told of the past. Reads the clause around it."""

from __future__ import annotations

import re
from enum import StrEnum

from bot.report.sentences import Sentences
from bot.report.terms import Hit


class Stance(StrEnum):
    """What the author says of a thing he names."""

    STATED = "stated"
    DOUBTED = "doubted"
    DENIED = "denied"
    PAST = "past"


# A negated verb of working tells of trouble: it denies nothing that stands beside it.
_TROUBLE = re.compile(
    r"\bn(?:e |')(?:fonctionn|march|repond|demarr|charg|arriv|peu|pouv|parv|abouti|s'ouvr|tourn|sai|sav|passe)[a-z']{0,6}"
    r" (?:toujours |encore |absolument |meme )?(?:pas|plus)\b"
    r"|\b(?:pas|non) (?:seulement|uniquement|que|d'autre)\b|\bsans (?:doute|delai|attendre|tarder|fil|precedent)\b"
    r"|\brien que\b|\bpas normal\w*|\bplus de \d|\bplus d'(?:une?|un) \b|\bhors (?:service|tension|ligne|d'usage|horaires?)\b"
    r"|\b(?:pas|plus) (?:encore )?(?:de nouvelles?|joignables?|possible)\b|\bn'hesitez pas\b|\bne pas hesiter\b"
)
_BREAK = re.compile(
    r",(?! (?:ni|d'|de |du |des |aucun|ou ))|[:(]|\bmais\b|\bcependant\b|\btoutefois\b|\ben revanche\b|\bpar contre\b|\bpuis\b"
    r"|\balors que\b|\bdonc\b|\bcar\b|\bdepuis\b|\bsuite a\b|\bapres\b|\ba cause\b|\ben raison\b|\bpendant\b|\blors\b|\bmalgre\b"
    r"|\bparce\b|\bpuisque\b|\bce qui\b|\bafin\b|\blorsque\b|\bquand\b|\bmeme si\b|\bnous avons\b|\bon a\b|\bj'ai\b|\bbut\b|\bhowever\b|\bbecause\b"
    r"|\bet\b(?! (?:d'|de |du |la |le |les |l'|aucun|ni |des ))|\band\b| - | / "
)
_NO = re.compile(
    r"\bpas\b|\baucune?s?\b|\bsans\b|\bni\b|\bjamais\b|\brien\b|\babsence\b|\bexclu[a-z]*\b|\becart(?:ons|ee?s?)\b|\bnul(?:le)?\b"
    r"|\bn(?:e |')[a-z']{1,14} plus\b|\bplus (?:besoin|aucune?)\b|\bnon\b|\bno\b|\bnot\b|\bwithout\b|\bnever\b|\bnone\b|\bhormis\b|\bzero\b"
)
_REACH = {"non": 1, "no": 4, "not": 4, "ni": 4, "pas": 5, "hormis": 3, "nul": 3, "nulle": 3}
_DOUBT_BEFORE = re.compile(
    r"\b(?:ne )?(?:sa[iv][a-z]{1,5}|voi[st]|voyons) (?:pas|encore|toujours)(?: encore)? (?:si|quel|ce)|\bignor[a-z]{1,5} (?:encore |toujours )?si\b"
    r"|\b(?:verifi|cherch|determin|confirm)[a-z]{1,6} si\b|\bne (?:peut|peuvent|pouvons|peux) (?:pas )?(?:encore )?(?:exclure|affirmer|confirmer|garantir|dire)\b"
    r"|\bcrai(?:gn[a-z]{1,5}|nte?s?|ndre)\b|\bredout[a-z]{1,5}\b|\bsoup[cs]on[a-z]{0,6}\b|\bsuspect[a-z]{0,5}\b|\bsuspicion\b|\bpeut[ -]etre\b"
    r"|\bpossibilite\b|\bpossibles?\b|\beventuel[a-z]{0,6}\b|\bpotentiel[a-z]{0,6}\b|\brisqu[a-z]{1,4}\b|\bpourrai[a-z]{1,4}\b|\bsusceptibles?\b"
    r"|\bsembl[a-z]{1,6}\b|\bpas exclure\b|\bprobabl[a-z]{1,5}\b|\bhypothese\b|\bpense a\b|\bpeur\b|\bmenac[a-z]{1,5}\b|\bau cas ou\b|\ben cas d"
    r"|\bsi (?:jamais|c'est|cela|ca|l|un)\b|\bon dirait\b|\bmight\b|\bmay\b|\bpossible\b|\bsuspect(?:ed)?\b|\bunclear\b|\bdemande(?:ons|nt)? si\b"
)
_DOUBT_AFTER = re.compile(
    r"\s{0,3}(?:[a-z]{1,12} ){0,3}(?:possibles?|potentiel[a-z]{0,4}|eventuel[a-z]{0,4}|suspecte?[a-z]{0,3}|a confirmer|presume[a-z]{0,2}|probables?"
    r"|pas (?:a )?exclu[a-z]{0,3}|pas (?:encore )?(?:confirme|avere|certain|etabli)[a-z]{0,3}|non confirme[a-z]{0,2}|en cours (?:d'|de )(?:verif|analys|investig)[a-z]{0,9})"
)
_NO_AFTER = re.compile(
    r"[^,;.:]{0,24}?\b(?:n'|ne )(?!\w{0,2}fonctionn|repond|march)[^,;.]{0,25}?\b(?:pas|plus|aucune?|jamais)\b"
    r"|\s{0,3}(?:\([^)]{0,30}\)\s{0,2})?[:=\-?]\s{0,3}(?:non\b|aucune?\b|neant\b|nul\b|ras\b|0\b|pas\b|no\b|none\b)"
    r"|\s{1,3}(?:est |sont |a ete |ont ete |totalement |semble )?(?:ecarte|exclu|infirm|dement)[a-z]{0,3}\b|\s{1,2}(?:nulle?|neant)\b"
    r"|[^,;.:]{0,20}?\b(?:not|never)\b"
)
_PAST = re.compile(
    r"\bl'an (?:dernier|passe)\b|\bl'annee (?:derniere|passee)\b|\bil y a (?:\d{1,2}|un|deux|trois|quatre|cinq|quelques|plusieurs) (?:ans?|annees?|mois)\b"
    r"|\bpar le passe\b|\b(?:attaque|incident|episode)s? (?:precedent|de l'an)[a-z]{0,3}|\b(?:last|previous) year\b|\bl'ete dernier\b|\ble mois dernier\b"
)
_YEAR = re.compile(r"\b(?:en|de|depuis|fin|debut|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre) (20[0-2]\d)\b")


class _Marks:
    """What one sentence holds that can turn a hit: breaks between clauses, denials, doubts, the past. Found once."""

    __slots__ = ("breaks", "denials", "doubts", "past")

    def __init__(self, sentence: str, start: int, year: int) -> None:
        self.breaks = [start + found.end() for found in _BREAK.finditer(sentence)]
        self.past = bool(_PAST.search(sentence)) or any(int(found[1]) < year for found in _YEAR.finditer(sentence))
        masked = _masked(sentence)
        self.denials = [(start + found.start(), start + found.end(), _reach(found[0])) for found in _NO.finditer(masked)]
        self.doubts = [(start + found.start(), start + found.end()) for found in _DOUBT_BEFORE.finditer(sentence)]


def _reach(words: str) -> int:
    return _REACH.get(words.split()[-1].lstrip("n'"), 7)


def _masked(text: str) -> str:
    return _TROUBLE.sub(lambda m: "x" * len(m[0]), text)


class Stances:
    """Reads the stance of hits in one folded text; `year` is the year of reception, older years are the past."""

    def __init__(self, sentences: Sentences, year: int) -> None:
        self._sentences = sentences
        self._year = year
        self._marks: dict[tuple[int, int], _Marks] = {}

    def of(self, hit: Hit) -> Stance:
        """How this hit is meant."""
        start, end = around = self._sentences.around(hit.start, hit.end)
        folded = self._sentences.folded
        marks = self._marks.get(around)
        if marks is None:
            marks = self._marks[around] = _Marks(folded[start:end], start, self._year)
        if marks.past:
            return Stance.PAST
        clause = max((place for place in marks.breaks if place <= hit.start), default=start)
        right = folded[hit.end : min(end, hit.end + 80)]
        if _DOUBT_AFTER.match(right):
            return Stance.DOUBTED
        denials = [(first, last) for first, last, reach in marks.denials if clause <= first < hit.start and self._near(last, hit.start, reach)]
        doubt = next((first for first, last in marks.doubts if clause <= first and last <= hit.start + 1), None)
        if doubt is not None:
            return Stance.DENIED if any(first < doubt for first, _ in denials) else Stance.DOUBTED
        if denials or self._denied_within(hit, marks) or (not hit.denies and _NO_AFTER.match(_masked(right))):
            return Stance.DENIED
        return Stance.STATED

    def _near(self, last: int, start: int, reach: int) -> bool:
        return last <= start and len(self._sentences.folded[last:start].split()) <= reach

    @staticmethod
    def _denied_within(hit: Hit, marks: _Marks) -> bool:
        return not hit.denies and any(hit.start < first and last <= hit.end for first, last, _ in marks.denials)
