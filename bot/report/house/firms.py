"""A house by the mail domain its author writes from: « eurolab-escaut.example » and « Eurolab Escaut » in the text."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.report.reading import Reading

# Parts of a domain that name no house, and houses that only carry letters or write about others.
_NO_NAME = frozenset(
    "support mail mails noreply groupe group hebergement france www info infos incident incidents desk security "
    "securite sante health care it si dsi rssi ssi cert csirt psirt com net org eu fr de la le les du des et sa sas "
    "sarl ltd inc clinique clinica clinic hopital hospital centre center labo lab labs laboratoire laboratory "
    "residence ehpad ch chu ght systems system systemes solutions services service online web app cloud data imaging "
    "imagerie radiology radiologie diagnostics medical medic pharma devices information informatique".split()
)
_CARRIERS = re.compile(
    r"gmail|orange|wanadoo|free\b|laposte|hotmail|outlook|yahoo|sfr|bbox|icloud|proton|mail|courriel|boite|"
    r"gazette|journal|presse|media|radio|news|quotidien|hebdo|courrier|echo|depeche|voix|tribune|redaction"
)
# Who sells writes from his house as well, but reports nothing of it.
_SELLS = re.compile(r"desinscri|desabonn|unsubscribe|webinaire|\bdemo\b|newsletter")
# « Logimed Solutions », « Nordlys Health »
_OF_FIRMS = re.compile(
    r" (?:solutions|sante|health(?:care)?|systems?|software|group|groupe|technologies|devices|medical|diagnostics|"
    r"services|labs?|imaging|sas|sarl|ltd|gmbh|inc)(?![\w-])"
)
_BETWEEN = r"[ '\-.]{0,2}(?:(?:de|du|des|la|les?|et|d|l)[ '\-]){0,2}"
_ARTICLE = re.compile(r"\b(?:l[ae]s? |l')$")
_LOOKED_AT = 8_000
_LEAST, _SHORTEST = 5, 3
_ACRONYM = 4
_SHARE = 0.6
"""What of a domain's telling letters a name must hold: « Vexin » alone is not « onco-vexin »."""
_MOST_PARTS = 6
_SPLIT = re.compile(r"[^a-z0-9]+")


def named_by_domain(reading: Reading, domain: str) -> tuple[int, int] | None:
    """Where a text names, with its capital, the house whose mail domain this is; None when it does not."""
    if _SELLS.search(reading.folded) is not None:
        return None
    for pattern in _patterns(domain.lower()[:120]):
        for found in pattern.finditer(reading.folded, 0, _LOOKED_AT):
            written = reading.written(*found.span())
            named = written[:1].isupper() and (len(written) >= _LEAST or written.isupper())
            if named and not _in_address(reading.folded, found):
                more = _OF_FIRMS.match(reading.folded, found.end())
                return _with_article(reading, found.start()), more.end() if more is not None else found.end()
    return None


def _with_article(reading: Reading, start: int) -> int:
    """« (La Garenne, 42 lits) », written from « mas-garenne »: an article written large belongs to the name."""
    article = _ARTICLE.search(reading.folded, max(0, start - 4), start)
    if article is None or not reading.written(article.start(), start)[:1].isupper():
        return start
    opens = reading.folded[: article.start()].rstrip()[-1:] in ("", ".", "!", "?", ":", "-")
    return start if opens or reading.folded[article.start() - 1] == "\n" else article.start()


def _in_address(folded: str, found: re.Match[str]) -> bool:
    return (
        folded[found.start() - 1 : found.start()] in ("@", ".", "-", "/")
        or re.match(r"[.@-][a-z]", folded[found.end() : found.end() + 2]) is not None
    )


@lru_cache(maxsize=512)
def _patterns(domain: str) -> tuple[re.Pattern[str], ...]:
    """The names a domain may stand for, the longest first."""
    labels = domain.split(".")[:-1]
    if not labels or _CARRIERS.search(labels[-1]) is not None:
        return ()
    parts = [part for part in _SPLIT.split(labels[-1]) if part][:_MOST_PARTS]
    runs = [parts[a:b] for a in range(len(parts)) for b in range(a + 1, len(parts) + 1)]
    runs = [
        run
        for run in runs
        if not _NO_NAME.issuperset(run) and sum(map(len, run)) >= _ACRONYM and run[0] not in _NO_NAME
    ]
    telling = sum(len(part) for part in parts if part not in _NO_NAME)
    runs = [run for run in runs if sum(len(part) for part in run if part not in _NO_NAME) >= _SHARE * telling]
    runs.sort(key=lambda run: -sum(map(len, run)))
    return tuple(
        re.compile(r"(?<![\w-])" + _BETWEEN.join(map(re.escape, run)) + r"(?!\w)")
        for run in runs
        if len(run) > 1 or len(runs) < _MOST_PARTS
    )


def is_of_domain(name: str, domain: str) -> bool:
    """True when a folded name holds most words of the mail domain that are no type words: the author's own house."""
    telling = _telling(domain.lower()[:120])
    return sum(2 for part in telling if part in name) > len(telling)


@lru_cache(maxsize=512)
def _telling(domain: str) -> tuple[str, ...]:
    """The words of a domain that are neither type words nor too short to tell anything."""
    labels = domain.split(".")[:-1]
    parts = _SPLIT.split(labels[-1])[:_MOST_PARTS] if labels else []
    return tuple(part for part in parts if len(part) > _SHORTEST and part not in _NO_NAME)
