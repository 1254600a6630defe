"""Names of establishments compared: the words worth searching by, and how alike two names and towns are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType

from rapidfuzz import fuzz

from bot.report.place.directory import Establishment, Proposal
from bot.report.words.folded import fold

MOST_WORDS = 8
"""Words of a name and town that are searched by."""
_LONGEST = 200
_LEAST_ALIKE = 0.75
_WORD = re.compile(r"[a-z0-9]+")
_SHORT = MappingProxyType(
    {
        "ch": "centre hospitalier",
        "chu": "centre hospitalier universitaire",
        "chru": "centre hospitalier regional universitaire",
        "chr": "centre hospitalier regional",
        "chi": "centre hospitalier intercommunal",
        "chs": "centre hospitalier specialise",
        "hop": "hopital",
        "ctre": "centre",
        "hosp": "hospitalier",
        "univ": "universitaire",
        "lbm": "laboratoire",
        "labo": "laboratoire",
        "res": "residence",
        "clin": "clinique",
        "st": "saint",
        "ste": "sainte",
    }
)
# Words that so many establishments bear that they find nothing.
_GENERIC = frozenset(
    "centre hospitalier hospitaliere universitaire regional intercommunal specialise hopital clinique polyclinique "
    "ehpad residence maison retraite laboratoire biologie medicale medical foyer service sante soins pharmacie accueil "
    "site cedex saint sainte sur sous les des aux une pour association institut cabinet groupe".split()
)


def search_words(*texts: str | None) -> tuple[str, ...]:
    """The words of names and towns by which an establishment is found again: folded, each once, no generic ones."""
    words: dict[str, None] = {}
    for text in texts:
        for word in _words(text or ""):
            if len(word) > 2 and word not in _GENERIC and not word.isdigit():
                words[word] = None
    return tuple(words)[:MOST_WORDS]


def ranked(name: str, town: str | None, candidates: Iterable[Establishment], limit: int) -> list[Proposal]:
    """The candidates that resemble a name and a town, most alike first; those that hardly do are left out."""
    wanted, place = " ".join(_words(name)), " ".join(_words(town or ""))
    proposals = [Proposal(candidate, _alike(wanted, place, candidate)) for candidate in candidates]
    proposals = [proposal for proposal in proposals if proposal.resemblance >= _LEAST_ALIKE]
    return sorted(proposals, key=lambda proposal: (-proposal.resemblance, proposal.establishment.finess))[:limit]


def _alike(wanted: str, place: str, candidate: Establishment) -> float:
    town = " ".join(word for word in _words(candidate.town or "") if word != "cedex" and not word.isdigit())
    name = " ".join(_words(candidate.name))
    whole = max(fuzz.token_sort_ratio(wanted, name), fuzz.token_sort_ratio(f"{wanted} {place}", f"{name} {town}"))
    # What tells one establishment from another counts most; « CH de Val-Brumeux » may stand in the directory as
    # « CENTRE HOSPITALIER », its town beside it.
    own, other = _distinct(wanted), _distinct(name)
    distinct = max(
        fuzz.token_sort_ratio(own, other),
        fuzz.token_sort_ratio(_distinct(f"{wanted} {place}"), _distinct(f"{name} {town}")),
        fuzz.token_sort_ratio(own, _distinct(f"{name} {town}")),
    )
    called = 0.4 * whole + 0.6 * distinct
    alike = 0.7 * called + 0.3 * fuzz.ratio(place, town) if place else 0.97 * called
    return round(alike / 100, 3)


def _distinct(words: str) -> str:
    return " ".join(dict.fromkeys(word for word in words.split() if len(word) > 2 and word not in _GENERIC))


def _words(text: str) -> list[str]:
    found = []
    for word in _WORD.findall(fold(text[:_LONGEST])):
        found += _SHORT.get(word, word).split()
    return found
