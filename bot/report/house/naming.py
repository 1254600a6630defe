"""The name of a house as it may be shown: words of a form or a sentence go in, no more than a name comes out."""

from __future__ import annotations

import re

from bot.report.house.kinds import type_in
from bot.report.house.nameless import nameless
from bot.report.place.names import commune_at
from bot.report.words.folded import fold

_LONGEST = 120
# « Clinique des… pardon : Clinique du Lac »
_TAKEN_BACK = re.compile(r"^[^:,]{2,60}?\b(?:pardon|pardonnez-moi|je veux dire|je corrige|correction)\s?[:,]\s?", re.I)
# A sentence ends the name; « St. Joseph » and « C.H. de … » have short words before the dot.
_SENTENCE_END = re.compile(r"(?<=[\w)»\"]{3})(?<!\bste)(?<!\bSte)[.!?;…]+ +(?=\S)|[!?…] +|(?<=\d)\. +(?=[A-ZÀ-Ý])")
# Of persons and of what happened: no name of a house goes on with them.
_PERSON = re.compile(
    r"[,;:(\-–—]? ?\b(?:(?:le |du |d[eu] )?(?:dossier|patiente?s?|residente?s?|malades?) (?:de |du |d'|mme|mlle|"
    r"m\.|mr|madame|"
    r"monsieur|[a-z\-]{2,20} [a-z\-]{2,20},? nee?\b)|(?:mme|mlle|mr) [a-z]|(?:m\.|monsieur|"
    r"madame) [a-z\-]{2,20}[^,;]{0,30}? "
    r"(?:ne|nee|a|est|hospitalise\w?|\d{2} ans)\b|nee? le \d)"
)
_PROSE = re.compile(
    r"[,;:(\-–—]? ?\b(?:n'|ne |plus (?:de|d'|aucun)|(?:est|sont|etait|a ete|ont|avons|avait|a recu|se plai\w+|"
    r"peuvent|peut) |"
    r"nous |depuis |suite a |panne|en panne|hors service|injoignable|chiffree?s?\b|rancongiciel|ransomware|"
    r"cyberattaque|"
    r"attaque |piratee?\b|touchee?\b|virus\b|ecrans?\b|serveurs?\b|perte d|vol d|fuite d|coupure|aide svp)"
)
# « Association Les Genêts, foyer de vie », « Laboratoire Rive-Bleue, plateau technique de Grasse »
_DESCRIBED = re.compile(
    r"(?<=\w\w\w), (?:foyer|plateau|site|antenne|service|pole|pôle|unite|unité|batiment|bâtiment|centre de|maison d|"
    r"etablissement|établissement|laboratoire de|service de|siege|siège|ehpad|clinique|hopital|hôpital|situe|situé|sis|"
    r"sise|à|dans|près|en)\b[^,]{0,60}$"
)
_PERSON_FIRST = re.compile(r"(?:patiente?|residente?|m\.|mme|mlle|mr|monsieur|madame|le dossier|dossier|la famille)\b")


# « Clinique du Lac     Ajaccio », « CH du Mont > Imagerie »: cells of a line, and a part of the house.
_CELL = re.compile(r"(?<=\S)(?:[^\S\n]{3,}|\t|\s>\s|\s?\|).*", re.DOTALL)
_LABELLED = re.compile(
    r"^\W{0,3}(?:nom|structure|[ée]tablissement|raison sociale|d[ée]nomination)\s?:\s?(?=\w)", re.IGNORECASE
)
# « Clinique du Korrigan - Lannion (22) », « EHPAD Le Clos (EHPAD), Romans »
_TOWN_BEHIND = re.compile(
    r"(?<=[\w)]{3})(?:,| [-–—]) [A-ZÀ-Ý][\w'’-]+(?:[ -][A-ZÀ-Ý\w'’-]+){0,3} \((?:\d\d\d?|2[AB])\)$"
)


# « EHPAD Beausoleil La Garde (83) », « MAS La Source – Mende »: where the house lies, behind its own name.
_IN_BRACKETS = re.compile(r" ?\((\d\d\d?|2[AB])\)$")
_LAST_WORDS = re.compile(
    r"(?: [-–—]| à| au| aux)? (?=(?:(?:L[ae]s? |L['’]|St |Ste )?[A-ZÀ-Ý][\w'’-]+)(?: [A-ZÀ-Ý][\w'’-]+){0,2}$)"
)
_POSTCODE = re.compile(r"\s*[-–—(,/]\s*(?:F-)?\d{5}\b.*$", re.DOTALL)
_QUOTES = re.compile(r"[«“„]\s?|\s?[»”]|(?<= )\"|\"(?= |$)")
_MUST_HAVE = 2_000


def tidy(words: str) -> str:
    """A name without the marks, numbers and places that stand around it."""
    words = _TOWN_BEHIND.sub("", _LABELLED.sub("", _CELL.sub("", words.strip(" \t|"))))
    words = without_town(_QUOTES.sub("", _POSTCODE.sub("", words)), "")
    words = re.sub(r"\s+", " ", words.replace("*", " ")).strip(" .,;:-–—|\t")
    words = _TAKEN_BACK.sub("", re.sub(r", ?\d{5}(?: [^,]{0,60})?$", "", words))
    words = re.split(r"\s+[-–—(]\s*(?:n[°o]?\s*)?(?:finess|siret|siren)", words, maxsplit=1, flags=re.IGNORECASE)[0]
    words = re.split(r"\s*[-–—(,]\s*(?:ET|EJ)\s*:?\s*(?=\d)", words, maxsplit=1)[0]
    words = _DESCRIBED.sub("", re.sub(r", [A-ZÀ-Ý][\w'’ -]{1,30} \d{5}$", "", words))
    words = re.sub(
        r"(?<=\w\w[\w)]), [A-ZÀ-Ý][\w'’-]+(?:[ -][A-ZÀ-Ý][\w'’-]+){0,2}(?: \((?:\d{2,3}|\d{5}|2[AB])\))?$", "", words
    )
    words = re.sub(r"(?<=[a-zà-ÿ]{2}) (?<!Paris )(?<!Lyon )(?<!Marseille )(?:0[1-9]|[1-8]\d|9[0-5]|2[AB])$", "", words)
    return re.sub(r"\s*\([^()]{0,40}\)$", "", words).strip(" .,;:")


def without_town(name: str, department: str) -> str:
    """The name without the town behind it, where a dash or the number of its own département shows that it is one.

    `department` is the number that stands behind the name, "" for none but what the name itself ends with.
    """
    bracket = _IN_BRACKETS.search(name)
    code = bracket[1] if bracket is not None else department
    bare = name[: bracket.start()] if bracket is not None else name
    for found in _LAST_WORDS.finditer(bare):
        kept, town = bare[: found.start()], fold(bare[found.end() :])
        dashed = found[0] != " "
        if not (dashed or code) or not _names_more(kept):
            continue
        named = commune_at(town, 0, lead=found[0].strip())
        if named is None or named[1] != len(town):
            continue
        commune = named[0]
        if code in commune.departments or (dashed and not code and commune.inhabitants >= _MUST_HAVE):
            return kept
    return name


def _names_more(kept: str) -> bool:
    """True when a name is left without its town: « EHPAD Beausoleil », not « CHU » nor « CH de »."""
    words = kept.split()
    return len(words) > 1 and words[-1].lstrip("ld'’")[:1].isupper() and type_in(fold(kept)) is not None


def name_in_value(value: str, *, named_by_type: bool) -> str | None:
    """The name at the beginning of a form's answer, or None when the answer begins as none does.

    `named_by_type` for a label such as « EHPAD : », which prose follows as often as a name: there a capital is due.
    """
    said = _TAKEN_BACK.sub("", value[:400])
    words = _until_prose(_SENTENCE_END.split(said, maxsplit=1)[0])
    if words is None or (named_by_type and not _could_be_named(words)):
        return None
    words = tidy(nameless(words) or "")
    return words if 2 < len(words) < _LONGEST and not re.fullmatch(r"[\d .]+", words) else None


def _until_prose(words: str) -> str | None:
    """The words before a person or a happening is spoken of; None when nothing stands before."""
    folded = fold(words)
    if len(folded) != len(words):
        return words
    if _PERSON_FIRST.match(folded.lstrip()) and type_in(folded[:24]) is None:
        return None
    cuts = [found.start() for pattern in (_PERSON, _PROSE) if (found := pattern.search(folded)) is not None]
    kept = words[: min(cuts)] if cuts else words
    return kept if len(kept.strip(" ,;:-–—(")) > 2 else None


def _could_be_named(words: str) -> bool:
    bare = words.lstrip(" \"«“'*-")
    return bare[:1].isupper() or bare[:1].isdigit() or type_in(fold(bare[:24])) is not None
