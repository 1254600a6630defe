"""Where the name of a commune stands in a text, and where it ends: the longest, and no part of a longer one."""

from __future__ import annotations

import re

from bot.report.fields import Territory
from bot.report.place.communes import Commune, key_of, longest_named
from bot.report.place.homonyms import Surroundings, settled
from bot.report.place.leads import ARTICLE_IN, COMPOUND, FOLLOWS, LISTED_END, PREPOSITIONS
from bot.report.reading import Reading

_WORD = re.compile(r"[a-z0-9]+")
_NAME = re.compile(r"[a-z0-9 '\-\n]{2,70}")
_NEXT_WORD = re.compile(r" ([a-z][\w'\-]+)")
_SMALL, _TOWN, _MOST_TWINS = 1_000, 10_000, 4


def commune_at(folded: str, start: int, article: int = -1, lead: str = "") -> tuple[Commune, int] | None:
    """The commune whose name begins at a place of a folded text, and where the name ends; None when none does.

    `article` is where « la », « le », « les » or « l' » stands before it, -1 for none; « au » and « du » as `lead`
    hold one.
    """
    begun = article if article >= 0 else start
    name = _NAME.match(folded, begun)
    if name is None:
        return None
    words = list(_WORD.finditer(name[0]))
    held = [ARTICLE_IN[lead]] if article < 0 and lead in ARTICLE_IN else []
    commune = longest_named(tuple(key_of(" ".join(held + [word[0] for word in words[:9]])).split()))
    count = len(commune.name.split()) - len(held) if commune is not None else 0
    return (commune, begun + words[count - 1].end()) if commune is not None and count > 0 else None


def stands_alone(reading: Reading, end: int, commune: Commune, kind: str) -> bool:
    """False where the name goes on: « Valence-d'Agen » is not Valence, « Langeais Sophie » a person."""
    folded = reading.folded
    if (suffix := FOLLOWS.match(folded, end)) is not None:
        end = suffix.end()
    more = COMPOUND.match(folded, end)
    if folded[end : end + 1].isalnum() or (more is not None and _goes_on(reading, more)):
        return False
    if kind == "comma":
        return LISTED_END.match(folded, end) is not None
    following = _NEXT_WORD.match(folded, end)
    if following is None or kind in ("at", "bracket") or commune.inhabitants >= _TOWN:
        return True
    return reading.written(following.start(1), following.end()).islower() or all_capitals(reading, end - 4, end)


def _goes_on(reading: Reading, more: re.Match[str]) -> bool:
    """« Marcilly sur Orne », but not « Marcilly les serveurs sont arrêtés »."""
    return more["more"] is None or reading.written(more.start("more"), more.end()).isupper()


def is_twin(reading: Reading, end: int, commune: Commune, told: Territory, around: Surroundings) -> bool:
    """« Castres-Mazamet », « Annecy-Genevois »: the other part lies there too, or is no town behind that of a city."""
    folded = reading.folded
    for _ in range(_MOST_TWINS):
        if folded[end : end + 1] not in ("-", "/"):
            break
        other = commune_at(folded, end + 1)
        if other is None:
            word = _WORD.match(folded, end + 1)
            return word is not None and word[0] not in PREPOSITIONS and commune.inhabitants > 2 * _TOWN
        beside = settled(other[0], around, _SMALL)
        if beside is None or beside.department != told.department:
            return False
        end = other[1]
    return not folded[end : end + 1].isalnum() and folded[end : end + 1] != "'"


def all_capitals(reading: Reading, start: int, end: int) -> bool:
    """True for words among capitals alone: there a link is none of the name."""
    return reading.written(max(0, start - 6), min(end + 6, len(reading.folded))).isupper()
