"""Domains that look like an authority's or our own and are not: an author and the true domains in, evidence out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.mail.message import Message

CODE = "lookalike_domain"
_SHORTEST_FOR_AN_EDIT = 9
_ALIKE = str.maketrans("аеорсхуіјѕԁһӏⅼ0134579$@", "aeopcxyijsdhlloieastgsa")
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
# RFC 2606 and RFC 6761: names under these belong to nobody, so another end does not make them a copy.
_RESERVED = frozenset({"example", "test", "invalid", "localhost"})
_AUTHORITY = re.compile(
    r"\b(?:ars|agence r[ée]gionale de sant[ée]|cert[ -]?sant[ée]|cert-fr|anssi|fssi|hfds|corruss|minist[èe]re|"
    r"agence du num[ée]rique en sant[ée]|direction g[ée]n[ée]rale de la sant[ée]|pr[ée]fecture)\b",
    re.IGNORECASE,
)

_SHOWN = re.compile(r"@\s?([\w.-]{4,100})")


def lookalike(message: Message, official: Iterable[str], own_addresses: Iterable[str]) -> str | None:
    """What is false about the author's address, or None.

    A domain that holds or nearly spells one of `official` or one of ours without being it; a display name that shows
    an address of such a domain; or an authority's display name on a foreign domain whose Reply-To leads to yet another.
    True domains and what is below them always pass.
    """
    author = message.author
    if author is None or not author.domain:
        return None
    true = {one.lower().strip(".") for one in official}
    ours = {one.rpartition("@")[2].lower() for one in own_addresses}
    domain = author.domain[:255]
    known = frozenset(one for one in true | ours if "." in one)
    if any(domain == one or domain.endswith(f".{one}") for one in known):
        return None
    resembled = _resembled(domain, known)
    if resembled is not None:
        return f"{domain} looks like {resembled}"
    # Groups that pass a letter on write "author@domain via group" themselves.
    shown = set() if " via " in author.name else {one.lower().strip(".") for one in _SHOWN.findall(author.name[:200])}
    worn = next(
        (one for one in sorted(shown) if any(one == true_ or one.endswith(f".{true_}") for true_ in known)), None
    )
    if worn is not None:
        return f"the name shows an address of {worn}, the letter is of {domain}"
    answers = {one.domain for one in message.reply_to} - {"", domain}
    away = [one for one in answers if not _related(one, domain) and one not in known]
    if true and away and _AUTHORITY.search(author.name[:200]):
        return f"an authority's name on {domain}, answers to {min(away)}"
    return None


@lru_cache(maxsize=1_000)
def _resembled(domain: str, known: frozenset[str]) -> str | None:
    return next((one for one in sorted(known) if resembles(domain, one)), None)


def resembles(domain: str, true: str) -> bool:
    """True when a domain spells another one over, wears it as a part, or is one keystroke away from it.

    Names under one registered domain are its holder's affair and resemble nothing there.
    """
    if _related(domain, true):
        return False
    seen, real = _plain(domain), _plain(true)
    if seen == real or _squashed(seen) == _squashed(real):
        return True
    words, wanted = re.split(r"[.-]", seen), re.split(r"[.-]", real)
    if _within(wanted, words):
        return True
    # « ssi-gouv.example » copies « ssi.gouv.fr » all the same: nobody writes the dot of a true name as a hyphen.
    held = seen.rpartition(".")[0].rpartition(".")[2].split("-")
    foreign_end = words[-1] not in _RESERVED or _within(wanted[:-1], held)
    if foreign_end and len(wanted) > 2 and _within(wanted[:-1], words):
        return True
    return min(len(seen), len(real)) >= _SHORTEST_FOR_AN_EDIT and OSA.distance(seen, real, score_cutoff=1) <= 1


def _related(one: str, other: str) -> bool:
    return one.split(".")[-2:] == other.split(".")[-2:]


def _within(wanted: list[str], words: list[str]) -> bool:
    return any(words[at : at + len(wanted)] == wanted for at in range(len(words) - len(wanted) + 1))


@lru_cache(maxsize=2_000)
def _plain(domain: str) -> str:
    """Lower case, punycode undone, letters and digits that look like others replaced by those."""
    labels = []
    for label in domain.lower().split("."):
        try:
            labels.append(label.encode("ascii").decode("idna") if label.startswith("xn--") else label)
        except UnicodeError:
            labels.append(label)
    name = ".".join(labels).translate(_ALIKE)
    for pair, letter in _PAIRS:
        name = name.replace(pair, letter)
    return name


def _squashed(name: str) -> str:
    return name.replace(".", "").replace("-", "")
