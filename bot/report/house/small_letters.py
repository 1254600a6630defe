"""The name of a house in a letter written without capitals: where it begins and at which word it ends."""

from __future__ import annotations

import re

from bot.report.house.kinds import FIRST, HEAD
from bot.report.house.structure import LINKS, STOPS
from bot.report.reading import Reading
from bot.report.words.folded import starts_of

# Type words that also stand for a kind of place, or for no house at all, in a letter without capitals.
_NEVER_SMALL = frozenset(
    "mas fam had gip gcs groupe association fondation cabinet foyer hopitaux laboratoires hospital laboratory "
    "diagnostics radiotherapie".split()
)
_FAINT_SMALL = frozenset({"residence", "laboratoire", "labo", "hopital"})
# « ici l'ime », « je suis à la résidence », « de la part de l'hôpital »: the house its author speaks for.
_SPEAKING_FOR = re.compile(
    r"\b(?:ici|je suis|nous sommes|on est|c'? ?est|c|pour le compte|de la part|travaille|appelle) "
    r"(?:(?:infirmi\w{2,3}|aide-soignante?|cadre|secretaire|direct\w{3,6}|medecin|l'informaticien\w{0,2}) )?"
    r"(?:a |au |aux |de |du |d'|pour )?(?:l'|la |le |les |un |une )?$|\n\.\n$"
)
# A word begun large as sentences and names are; « EHPAD » and « CH » stand so in a letter without capitals too.
_CAPITAL = re.compile(r"\b[A-ZÀ-Ý][a-zà-ÿ]{2}")
_SMALL_WORD = (
    r"(?!(?:on|nous|je|j'ai|il|elle|est|a|ont|depuis|et|qui|dont|ne|n'a|plus|avec|hier|ce|cette|svp)\b)[a-z0-9\-]{2,20}"
)
_SMALL_NAME = re.compile(
    rf"(?P<name>(?: (?:les?|la|des?|du|d'|l'|sur|en)){{0,2}} ?{_SMALL_WORD}(?:[ '](?:(?:de|du|des|les|la|sur|d|l)[ '])?"
    rf"{_SMALL_WORD}){{0,3}})"
    r"(?=\s{0,2}[,.:;()\n]| (?:on|nous|je|j'ai|il|elle|est|a|ont|depuis|qui|dont|et|ne|n'a|plus|avec|hier)\b|$)"
)
_SMALL_BEGINNING = re.compile(
    r"(?: (?:les?|la|des?|du|d'|st|ste|saint|sainte|l')){0,2}(?: [a-z0-9\-]{3,20})?(?:[ -](?:de|du|"
    r"des|les|la|sur|en) [a-z\-]{3,20})?"
)


def lowercase_name(reading: Reading) -> tuple[int, int, str] | None:
    """An establishment in a letter written without capitals: (start, end, type), or None."""
    folded = reading.folded
    small = reading.aligned is not None and _CAPITAL.search(reading.aligned, reading.extent("subject")[1]) is None
    for place in starts_of(reading.words, FIRST):
        head = HEAD.match(folded, place)
        if head is None or head.lastgroup == "provider" or head[0] in _NEVER_SMALL:
            continue
        faint = head.lastgroup == "other" or head[0] in _FAINT_SMALL or not small
        if faint and _SPEAKING_FOR.search(folded, max(0, place - 40), place) is None:
            continue
        if kept := _small_name(folded[head.end() : head.end() + 80], sure=not faint):
            return head.start(), head.end() + len(kept), head.lastgroup or "other"
    return None


def _small_name(after: str, *, sure: bool) -> str:
    """The name that follows a type word, all in small letters: up to a mark or a word that goes on with the sentence.

    Where neither comes soon only the first words are `sure` to belong to it.
    """
    whole = _SMALL_NAME.match(after)
    words = _without_links(whole["name"].split()) if whole is not None else []
    stop = next((place for place, word in enumerate(words) if word in STOPS), len(words))
    if words and stop < len(words):
        words = _without_links(words[:stop])
        return " " + " ".join(words) if words else ""
    if words and len(words) <= 5:
        return " " + " ".join(words)
    first = _SMALL_BEGINNING.match(after) if sure else None
    kept: list[str] = []
    for word in first[0].split() if first is not None else ():
        if word in STOPS:
            break
        kept.append(word)
    kept = _without_links(kept)
    return " " + " ".join(kept) if kept else ""


def _without_links(words: list[str]) -> list[str]:
    while words and (words[-1] in LINKS or words[-1] in ("st", "saint")):
        words = words[:-1]
    return words
