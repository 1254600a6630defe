"""Where the site of a report lies: by its FINESS, postcode or named département, never by the legal person's number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.report.fields import Territory
from bot.report.numbers import finess
from bot.report.place.codes import codes_in
from bot.report.place.departments import (
    AMBIGUOUS,
    COLLECTIVITIES,
    DEPARTMENTS,
    MAINLAND_ZONE,
    REGION_NAMES,
    REGION_OF,
    REGIONS,
    ZONES,
)
from bot.report.place.postcodes import postcodes_in
from bot.report.place.spelling import Spelled
from bot.report.place.towns import TOWNS
from bot.report.words.folded import Words, fold, heads, starts_of


@dataclass(frozen=True, slots=True)
class Place:
    """A territory named in a folded text: where it stands, how sure it is, and by what it was read."""

    territory: Territory
    confidence: float
    start: int
    end: int
    by: str


def of_department(code: str) -> Territory:
    """The territory of a département or collectivity by its INSEE code (`63`, `2A`, `974`, `988`).

    Raises KeyError for an unknown code.
    """
    if code not in DEPARTMENTS and code not in COLLECTIVITIES:
        raise KeyError(code)
    region = REGION_OF.get(code)
    return Territory(code, region, REGIONS[region][0] if region else None)


def of_region(code: str) -> Territory:
    """The territory of a whole region by its INSEE code; overseas it names the département too."""
    name, departments = REGIONS[code]
    codes = departments.split()
    overseas = codes[0] if len(codes[0]) == 3 else None
    return Territory(overseas, code, name)


def of_finess(number: str) -> Territory | None:
    """The territory of a site by the prefix of its FINESS number; None when it tells none."""
    code = finess.department_of(number)
    return of_department(code) if code else None


def of_postcode(postcode: str) -> Territory | None:
    """The territory of a French postcode; 97133 is Saint-Barthélemy and 97150 Saint-Martin. None when it is none."""
    if not re.fullmatch(r"\d{5}", postcode):
        return None
    if postcode in ("97133", "97150"):
        return of_department("977" if postcode == "97133" else "978")
    if postcode.startswith("20"):
        return of_department("2A" if postcode[2] in "01" else "2B")
    code = postcode[:3] if postcode.startswith(("97", "98")) else postcode[:2]
    return of_department(code) if code in DEPARTMENTS or code in COLLECTIVITIES else None


def zone_of(territory: Territory | None) -> ZoneInfo:
    """The zone of a territory for local time; Paris for the mainland, Corsica and the unknown."""
    code = territory.department if territory else None
    return ZoneInfo(ZONES.get(code or "", MAINLAND_ZONE))


def _key(name: str) -> str:
    return re.sub(r"[ '\-]+", " ", fold(name))


_NAMES = {_key(name): code for code, name in (*DEPARTMENTS.items(), *COLLECTIVITIES.items())}
_NAMES |= {
    "reunion": "974",
    "st martin": "978",
    "st barthelemy": "977",
    "saint barth": "977",
    "st barth": "977",
    "st pierre et miquelon": "975",
}
_NAMES |= {
    "wallis": "986",
    "futuna": "986",
    "guyane francaise": "973",
    "maore": "976",
    "noumea": "988",
    "papeete": "987",
    "tahiti": "987",
    "polynesie": "987",
    "cotes du nord": "22",
    "val doise": "95",
    "cote dor": "21",
    "cotes darmor": "22",
    "charente maritime": "17",
}
_ALL = frozenset((*_NAMES, *REGION_NAMES))
_SPELLED = Spelled(_ALL, r"[ '\-\n]{1,2}", r"(?![a-z0-9]|['\-][a-z])")
_FIRST = heads(" ".join(name.split()[0] for name in _ALL))
# « toutes régions sauf Corse et Mayotte »
_EXCEPTED = re.compile(r"\b(?:sauf|hors|excepte|hormis|a l'exception d\w{1,2}|except)\b[^.;\n]{0,40}$")
# « Saint-Denis (pas la Réunion) »
_DENIED = re.compile(r"\b(?:pas|non|ni) (?:celui |celle |ceux )?(?:a |au |en |de |du |dans |d')?(?:la |le |l'|les )?$")
_STRONG_PLACE = re.compile(
    r"(?:\bc'est (?:dans )?(?:la |le |l'|les )|\bdans (?:le|la|les|l')\s?|\ben\s|"
    r"\bdepartement\s?:? ?(?:de |du |des )?(?:la |le |l'|les )?|[(]\s?)$"
)

# « GHT des Plateaux, Jura) », « CH de Mareuil, Vienne. »
_LISTED_PLACE = re.compile(r"[a-z)], $")
_LISTED_END = re.compile(r"\s{0,2}(?:[).,:;\n]|- |$)")
# « EHPAD Les Tilleuls - Jura - 01 … », « EHPAD Les Tilleuls / Creuse », a line of a signature
_SET_OFF = re.compile(r"[a-z0-9)] [-/] $|\n$")
_SET_OFF_END = re.compile(r"\s{0,2}(?:[),:;\n]|[-/] |$)")
# « EPSM de la Somme », « SAMU de l'Ain »: houses of a whole département.
_OF_ALL = re.compile(
    r"\b(?:epsm|chs|chd|samu|smur|sdis|adapei|apei|udaf|apajh|had|ugecam|mutualite|federation|"
    r"conseil departemental|mdph|prefecture|hopital departemental|centre hospitalier departemental) "
    r"(?:de |du |des |de l[a'] ?|d')$"
)
_COMPASS = ("59", "75")


def places_in(folded: str, text: str | None = None, words: Mapping[str, list[int]] | None = None) -> list[Place]:
    """Every place a folded text names, surest first. `text` is the text as written: capitals tell Lot from lot."""
    written = text if text is not None and len(text) == len(folded) else None
    found = [
        *(
            Place(of_department(code), sure, start, end, "number")
            for code, sure, start, end in codes_in(folded, written)
        ),
        *_by_postcode(folded, written),
        *_by_name(folded, written, Words(folded) if words is None else words),
    ]
    return sorted(found, key=lambda place: (-place.confidence, place.start))


def place_in_value(value: str) -> Place | None:
    """The territory in a folded answer such as « 63 », « 63000 Val-Brumeux » or « Puy-de-Dôme », or None."""
    code = re.match(r"\W{0,3}(0[1-9]|[1-8]\d|9[0-5]|2[ab]|97[1-8])\b", value)
    if code is not None and code[1].upper() in DEPARTMENTS:
        return Place(of_department(code[1].upper()), 0.9, code.start(1), code.end(1), "number")
    postcode = re.search(r"(?<!\d)\d{5}(?!\d)", value)
    if postcode is not None and (told := of_postcode(postcode[0])) is not None:
        return Place(told, 0.9, *postcode.span(), "postcode")
    if (town := TOWNS.get(_key(re.split(r"[(,/]", value)[0].strip()))) is not None and postcode is None:
        return Place(of_department(town), 0.8, 0, len(value), "name")
    name = _key(re.sub(r"^\W{0,3}(?:(?:dans|en|le|la|les|departement|du|de|des|d'|l')\s?)*", "", value).strip(" .,;"))
    if (known := _NAMES.get(name)) is not None:
        return Place(of_department(known), 0.9, 0, len(value), "name")
    return next(iter(places_in(value)), None)


def _by_postcode(folded: str, written: str | None) -> list[Place]:
    return [
        Place(territory, sure, start, end, "postcode")
        for postcode, sure, start, end in postcodes_in(folded, written)
        if (territory := of_postcode(postcode)) is not None
    ]


def _by_name(folded: str, written: str | None, words: Mapping[str, list[int]]) -> list[Place]:
    found: list[Place] = []
    for at in starts_of(words, _FIRST):
        named = _SPELLED.at(folded, at) if not found or at >= found[-1].end else None
        if named is None:
            continue
        name, end = named
        before = folded[max(0, at - 40) : at]
        if _EXCEPTED.search(folded, max(0, at - 60), at) or _DENIED.search(folded, max(0, at - 24), at):
            continue
        capital = written is None or written[at].isupper() or _lone(folded, written, at, end)
        code = _NAMES.get(name)
        if code is None:
            if capital or name in ("paca", "idf"):
                found.append(Place(of_region(REGION_NAMES[name]), 0.5, at, end, "region"))
            continue
        confidence = _named_confidence(code, name, before, folded[end : end + 3], capital)
        if confidence:
            found.append(Place(of_department(code), confidence, at, end, "name"))
    return found


def _lone(folded: str, written: str, at: int, end: int) -> bool:
    """« (creuse) » in a letter that has no capitals before it: brackets stand in for the capital."""
    if folded[at - 1 : at] != "(" or folded[end : end + 1] not in (")", ",", " "):
        return False
    return not any(sign.isupper() for sign in written[max(0, at - 50) : at])


def _named_confidence(code: str, name: str, before: str, after: str, capital: bool) -> float:
    if code == "75":
        return (
            0.7
            if capital
            and not re.search(r"\d ?h ?\d{0,2} a $", before)
            and re.search(r"(?:\ba |[(]|\bsur |ghu |\bdepartement de )$", before)
            and not before.endswith("heure de ")
            else 0.0
        )
    if name in ("saint martin", "st martin"):
        return 0.7 if re.search(r"(?:\bile de |collectivite de |antilles[^.]{0,12}|[(])$", before) else 0.0
    if name == "reunion":
        return (
            0.85 if re.search(r"\b(?:a la|de la|ile de la|la) $", before) and capital and "salle" not in before else 0.0
        )
    if code not in AMBIGUOUS or name == "la reunion":
        return 0.85 if capital or code not in AMBIGUOUS else 0.0
    if capital and _STRONG_PLACE.search(before):
        return 0.85
    if re.search(rf"(?:^|[^\d]){code.lower()} ?-? ?\(?$", before):
        return 0.85
    if capital and _LISTED_PLACE.search(before) and _LISTED_END.match(after):
        return 0.6
    if capital and code not in _COMPASS and _SET_OFF.search(before) and _SET_OFF_END.match(after):
        return 0.6
    return 0.7 if capital and _OF_ALL.search(before) else 0.0
