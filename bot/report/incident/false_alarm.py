"""The hits of a letter go in; the place where its author takes an alarm back comes out (« fausse alerte »).

What was feared is then told as a rumour. It is believed only from the author's own words, unmistakably and untroubled.
"""

from __future__ import annotations

import re

from bot.report.evidence import Evidence
from bot.report.taxonomy import MALICIOUS_CATEGORIES
from bot.report.words.negation import Stance
from bot.report.words.terms import Hit

# « On a d'abord cru à une fausse alerte », « ce n'est pas une fausse alerte », « fausse alerte la semaine dernière »
_NOT_SO = re.compile(
    r"\b(?:cru|croyai\w{1,3}|croit|croyions|pens\w{1,5}|esper\w{0,4}|d'abord|est pas|n'est|etait pas|semblait|"
    r"peut-etre|"
    r"sans doute|si c'est|s'agit-il|une fois|encore une|pas une|derniere?|precedente?|premiere?|habituelles?|"
    r"taux de|nombre de|souvent|thought|hoped)\b[^.\n]{0,40}$"
)
_LATER = re.compile(r"[^.\n]{0,40}\b(?:la semaine derniere|le mois dernier|hier soir seulement|cette fois|jusqu'a)\b")
# « Tout serait rétabli ? Il n'en est rien »: it is the good news that is taken back.
_OF_THE_BEFORE = re.compile(r"il n'en")
_WAS_NOT = re.compile(r"(?:ce n|il ne s|c)'?(?: ?etait|agissait)")
# « Ce n'était pas un simple virus mais un rançongiciel »
_BUT_WORSE = re.compile(r"[^.;:\n]{0,60}\b(?:mais|plutot)\b")
_FEARED = ("malicious", *(f"category.{name}" for name in MALICIOUS_CATEGORIES))
_TROUBLES = ("ongoing", "care_hit", "degraded", "patient_risk", "support_asked")
_GOOD_NEWS = ("resolved", "contained", "care_safe", "normal_operation")


def taken_back(evidence: Evidence) -> Hit | None:
    """The words that take the alarm back, or None; trouble told in the present speaks against them."""
    folded = evidence.reading.folded
    hits = evidence.of("false_alarm", Stance.STATED)
    if not hits or not all(_only_passed_on(evidence, concept) for concept in _TROUBLES):
        return None
    for hit in hits:
        if evidence.reading.source_at(hit.start).startswith("forwarded") or _WAS_NOT.match(folded, hit.start):
            continue
        start, end = evidence.sentences.around(hit.start, hit.end)
        if _OF_THE_BEFORE.match(folded, hit.start):
            if _fear_before(evidence, hit):
                return hit
        elif not _NOT_SO.search(folded, start, hit.start) and not _LATER.match(folded, hit.end, end):
            return hit
    return None


def not_so_after_all(evidence: Evidence) -> Hit | None:
    """« Ce n'était pas un virus »: the words by which an attack is told to have been none, whatever still fails."""
    folded = evidence.reading.folded
    for hit in evidence.of("false_alarm", Stance.STATED):
        end = evidence.sentences.around(hit.start, hit.end)[1]
        if _WAS_NOT.match(folded, hit.start) and not _BUT_WORSE.match(folded, hit.end, end):
            return hit
    return None


def good_news_denied(evidence: Evidence) -> Hit | None:
    """« On annonce que tout est rétabli. Il n'en est rien »: the words that deny a recovery told just before."""
    hits = evidence.of("false_alarm", Stance.STATED)
    denials = [hit for hit in hits if _OF_THE_BEFORE.match(evidence.reading.folded, hit.start)]
    return next((hit for hit in denials if _named_before(evidence, hit, _GOOD_NEWS)), None)


def _only_passed_on(evidence: Evidence, concept: str) -> bool:
    """True when nothing stated of a concept is the author's own word."""
    hits = evidence.of(concept, Stance.STATED)
    return all(evidence.reading.source_at(hit.start).startswith("forwarded") for hit in hits)


def _fear_before(evidence: Evidence, hit: Hit) -> bool:
    """True when an attack and no good news stands in the sentence of a hit up to it, or in the one before."""
    return _named_before(evidence, hit, _FEARED) and not _named_before(evidence, hit, _GOOD_NEWS)


def _named_before(evidence: Evidence, hit: Hit, concepts: tuple[str, ...]) -> bool:
    first = evidence.sentences.before(hit.start)[0]
    near = (other for name in concepts for other in evidence.of(name, *Stance))
    return any(first <= other.start < hit.start for other in near)
