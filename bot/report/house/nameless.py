"""Names of houses without the persons written beside them: what a declarant gave as a name goes in, what may stand in
a letter or its subject comes out. No patient, birth, bed, password or file number leaves by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from bot.report.fields import Found, Site
from bot.report.house.kinds import type_in
from bot.report.place.names import commune_at
from bot.report.words.folded import level
from bot.report.words.given_names import is_given_name

_LONGEST = 400
# Whoever is cared for; in the plural the word is part of names: « Maison des usagers ».
_CARED_FOR = re.compile(
    r"\b(?:(?:l[ae] |l'|une? |du |de la |pour |cas )*(?:patiente?|residente?|usag(?:er|ere)|malade|beneficiaire|"
    r"hospitalisee?|decedee?|bebe|nourrisson)|(?<=[(,;/])(?:pac|pat|pte?)(?=\.|$)|"
    r"(?<!des )(?<!les )(?<!aux )(?<!de )(?<!d')(?<!et )(?:patient|resident|usager|malade)e?s)\b"
)
_FILE = re.compile(
    r"\bdossiers?\b|\b(?:ipp|iep|nda|nip|nir|nss|ins|ddn|dn|matricule|sejour|secu(?:rite sociale)?)\b"
    r"(?=\W{0,5}(?:n[°o.]? ?)?\d)|\b(?:n(?:o|[°.]| (?=\W))?|numero)\W{0,3}\d{4}"
)
_BIRTH = re.compile(
    r"\b(?:ne|nee|n\(e\)|ne\(e\)) (?:le|en)\b|\bdate de naissance\b|\b\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}\b|"
    r"\b\d{1,3} ans\b"
)
_BED = re.compile(r"\b(?:chambre|chbre|lit|box)s? ?(?:n ?[°o.]? ?|numero )?\d")
# Six digits on end are no postcode and no number of a house.
_LONG_NUMBER = re.compile(r"\d(?:[ .\-/]?[\dab]){5,20}")
_MAIL = re.compile(r"[^\s<(,;]{1,64}@")
_TITLE = re.compile(
    r"(?<![\w.'’])(?:(?:mm?\.|mr\.?|mme\.?|mlle\.?|mle|mmes) ?(?=[^\W\d])|(?:monsieur|madame|mademoiselle)\b)|"
    r"(?:^|(?<=[,;:/(–—-] )|(?<=[,;:/(–—-]))m (?=[^\W\d]{3})"
)
# « EHPAD Monsieur Vincent », « Résidence Madame de Sévigné » are called so.
_CALLED_SO = re.compile(r"(?:monsieur vincent|madame (?:de |d'|elisabeth\b))")
_ACCESS = re.compile(r"\b(?:mdp|mots? de passe|passwords?|pwd|login|identifiants?|codes? d'acces)\b")
_MARKS = (_CARED_FOR, _ACCESS, _FILE, _BIRTH, _BED, _LONG_NUMBER, _MAIL)
_NUMBERED = (_FILE, _BIRTH, _LONG_NUMBER)
_WORD = re.compile(r"[^\W\d_][\w'’.\-]*")
_BETWEEN = re.compile(r"\s?[,;:/|(–—]\s?|\s-\s")
_SAINT = re.compile(r"\b(?:s(?:ain)?te?|notre|dame|bois|villa|mont|val|place|rue|avenue|allee)[ .\-]{1,2}$")
_LINK_BEFORE = re.compile(r"\b(?:de |d'|du |des |a |les? |la |l'|aux? |et |en )$")
_TRAILING = re.compile(
    r"(?:[\s,;:/|(–—\-]+|\b(?:le|la|les|l|du|de|des|d|et|au|aux|a|à|un|une|pour|concernant|finess|siret|siren|n°|no|tel|t[ée]l|"
    r"enfant|b[ée]b[ée]|concern[ée]e?|cas)[°'’.]?)$",
    re.IGNORECASE,
)
_PERSON_ACTS = re.compile(
    r",? (?:a (?:recu|ete (?:admis|hospitalis|transfer|vue?\b|opere|perfuse|traite)|chute|fugue|fait (?:une|un) )|"
    r"est (?:nee?|decede|hospitalis|tombe|arrive|entree?)|hospitalisee?|decedee?|nee? (?:le|en))"
)
_LONGEST_TAIL = 12


def nameless(name: str, behind: str = "") -> str | None:
    """The name without any person, birth, bed or number of a file in it; None when nothing of a name is left.

    `behind` is the folded text that follows in the letter: what a person does shows that one was named.
    """
    kept = _without_first_person(" ".join(name[:_LONGEST].split()))
    folded = level(kept)
    cuts = [
        (found.start(), pattern in _NUMBERED) for pattern in _MARKS if (found := pattern.search(folded)) is not None
    ]
    cuts += [
        (found.start(), False)
        for found in _TITLE.finditer(folded)
        if not (_CALLED_SO.match(folded, found.start()) and type_in(folded[: found.start()]) is not None)
    ]
    cuts += [(at, False) for at in _persons(kept, folded, behind)]
    if not cuts:
        return kept if len(kept) > 1 else None
    at, numbered = min(cuts)
    left = _trimmed(_without_bearer(kept[:at]) if numbered else kept[:at])
    if left != kept[:at].rstrip() and left and (again := nameless(left)) != left:
        return again
    return left if len(left) > 2 and not _is_person(left) else None


def nameless_found(found: Found[str] | None) -> Found[str] | None:
    """A field's text as `nameless` leaves it, None when nothing is left."""
    if found is None:
        return None
    told = nameless(found.value)
    return found if told == found.value else None if told is None else replace(found, value=told)


def nameless_sites(found: Found[tuple[Site, ...]] | None) -> Found[tuple[Site, ...]] | None:
    """The sites of a letter, each under a name without persons."""
    if found is None:
        return None
    told = tuple(replace(site, structure=nameless(site.structure) if site.structure else None) for site in found.value)
    return replace(found, value=told)


def _without_first_person(name: str) -> str:
    """« Marcel DUPOND, EHPAD Les Lilas » names the house second."""
    first = _BETWEEN.search(name)
    while first is not None and type_in(level(name[first.end() :])) is not None and _is_person(name[: first.start()]):
        name = name[first.end() :]
        first = _BETWEEN.search(name)
    return name


def _is_person(words: str) -> bool:
    """Two to four words with capitals, a given name first or last, and no kind of house among them."""
    told = _WORD.findall(words)
    if not 2 <= len(told) <= 4 or " ".join(told) != words.strip(" ,;:()-–—"):
        return False
    folded = [level(word).rstrip(".") for word in told]
    if not all(word[:1].isupper() for word in told) or type_in(" ".join(folded)) is not None:
        return False
    return not _SAINT.match(folded[0] + " ") and (is_given_name(folded[0]) or is_given_name(folded[-1]))


def _persons(name: str, folded: str, behind: str) -> Iterator[int]:
    """Where in a name a person's begins: behind a mark of its own, behind the town, or with its surname in capitals."""
    words = list(_WORD.finditer(name))[:40]
    for separator in _BETWEEN.finditer(name):
        end = _BETWEEN.search(name, separator.end())
        if _is_person(name[separator.end() : end.start() if end else len(name)].rstrip(")")):
            yield separator.start()
    for first, second in pairwise(words):
        beside = name[first.end() : second.start()] == " " and first[0][0].isupper() and second[0][0].isupper()
        if beside and _begins_person(name, folded, first, second, behind):
            yield first.start()


def _begins_person(name: str, folded: str, first: re.Match[str], second: re.Match[str], behind: str) -> bool:
    """True for two words with capitals that name a person of their own, and no house, town or saint."""
    one, two = (folded[word.start() : word.end()].rstrip(".") for word in (first, second))
    before = folded[: first.start()]
    if _SAINT.search(before) or _SAINT.match(one + " ") or type_in(one) is not None:
        return False
    ends = _BETWEEN.match(name, second.end()) is not None or not name[second.end() :].strip(" .)")
    surname_first = is_given_name(two) and not _is_whole_town(folded, first.start(), second.end())
    in_capitals = not name.isupper() and _is_capitals(first[0]) and not _is_town(folded, first)
    if surname_first and in_capitals:
        # « EHPAD VICTOR Hugo », « Hôpital BICHAT Claude Bernard » are called so.
        return type_in(before[-_LONGEST_TAIL:]) is None or (ends and not is_given_name(one))
    if not _ends_with_town(before):
        return False
    given_first = is_given_name(one) and not _is_capitals(first[0]) and _is_capitals(second[0])
    return (surname_first and ends) or given_first or (is_given_name(one) and _PERSON_ACTS.match(behind) is not None)


def _is_capitals(word: str) -> bool:
    return len(word) > 2 and word.isupper()


def _is_town(folded: str, word: re.Match[str]) -> bool:
    """A commune in capitals behind its link or the kind of house: « CHU GRENOBLE », « CH de THIERS »."""
    before = folded[: word.start()]
    placed = _LINK_BEFORE.search(before) is not None or type_in(before[-_LONGEST_TAIL:]) is not None
    return placed and _is_whole_town(folded, *word.span())


def _is_whole_town(folded: str, start: int, end: int) -> bool:
    named = commune_at(folded, start)
    return named is not None and named[1] == end


def _ends_with_town(before: str) -> bool:
    """True for « ch de thiers »: the name is whole with its town, and what follows is another's."""
    words = [word.start() for word in _WORD.finditer(before)][-4:]
    return any(
        _LINK_BEFORE.search(before[:at]) is not None and _is_whole_town(before.rstrip(), at, len(before.rstrip()))
        for at in words
    )


def _without_bearer(name: str) -> str:
    """The name without the two words before a number that is a person's, where a house is still named without them."""
    bare = _trimmed(name)
    words = list(_WORD.finditer(bare))
    if len(words) < 4 or not all(word[0][:1].isupper() for word in words[-2:]):
        return name
    left = bare[: words[-2].start()].rstrip()
    house = (
        type_in(level(left)) is not None and left.split()[-1][:1].isupper() and type_in(level(left.split()[-1])) is None
    )
    return left if house and " " in left else name


def _trimmed(name: str) -> str:
    """The name without the links, labels and marks that are left at its end."""
    for _ in range(_LONGEST_TAIL):
        shorter = _TRAILING.sub("", name)
        if shorter == name:
            break
        name = shorter
    return name
