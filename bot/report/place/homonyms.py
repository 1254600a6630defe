"""Which of the communes of one name is meant, by what else a letter says; none where that does not decide.

A homonym is never decided by its size alone, save by cities: an agency told by mistake is worse than a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType

from bot.report.fields import Territory
from bot.report.place.communes import Commune, key_of
from bot.report.place.departments import DEPARTMENTS, REGION_OF
from bot.report.place.territory import Place, of_department, of_region

_CITY, _LARGER = 20_000, 20
_HAMLET, _TOWN = 500, 2_000
# « CH de Saint-Paul »: saints lend their names to so many towns and houses that size tells nothing.
_SAINT = re.compile(r"saint\w* \w+")
# Of former communes no table tells the inhabitants: they count as villages.
_FORMER = 300
# The five zones of the national numbering plan, by region; Languedoc-Roussillon is told apart from Midi-Pyrénées.
_ZONES = MappingProxyType(
    {"11": "1", "53": "2", "28": "2", "52": "2", "24": "2", "44": "3", "32": "3", "27": "3"}
    | {"84": "4", "93": "4", "94": "4", "75": "5", "76": "5"}
)
_LANGUEDOC = frozenset("11 30 34 48 66".split())
_OVERSEAS = (
    (re.compile(r"\+262(?:269|639)"), frozenset({"976"})),
    (re.compile(r"\+262"), frozenset({"974"})),
    (re.compile(r"\+590"), frozenset({"971", "977", "978"})),
    (re.compile(r"\+594"), frozenset({"973"})),
    (re.compile(r"\+596"), frozenset({"972"})),
    (re.compile(r"\+508"), frozenset({"975"})),
    (re.compile(r"\+681"), frozenset({"986"})),
    (re.compile(r"\+687"), frozenset({"988"})),
    (re.compile(r"\+689"), frozenset({"987"})),
)
_DEPARTMENT_NAMES = frozenset(key_of(name) for code, name in DEPARTMENTS.items() if code not in ("75", "977", "978"))
_GEOGRAPHIC = re.compile(r"\+33([1-5])")
# Words that houses, streets and people are called by as well: such a name places nothing by itself.
DOUBTFUL = frozenset(
    "abondance aime albert albi allons angles appelle arc arcs arques arroses arts aube aubin aucun ault avant avion "
    "avoine avril baby bains barbe baron barre bassens bel belfort bidon blanc bois bon bonne bonnes bords bosc bourg "
    "branches bras brie brion brun bruyeres burie bus busy came campagne carnet castel celle celles centre centres "
    "cernay champagne champs chance change chapelle charles charmes charnay chars chateau chatel chatelet chaux "
    "chemin chene chenes cher christophe cintre cite citerne clermont clos colombe combes comte condom conseil contes "
    "contre corbeil cote coteau coulon courant courbes couronne cours creuse croix cuisery cuves dame delle deserts "
    "devise diamant die donjon douce doucet dun eaux echelles entrelacs epine ere espere essarts etain etang etoile "
    "eus fa falaise faux fer fille fins fleurie fleury fontaine fontaines force forge forges fort fosse fosses four "
    "francois francs frene gaillard gap garde gars gene gentil geste gilles grace grand grane granges grenade guise "
    "hay haye herbiers hopital hours humbert isle jardin job jours jumeaux jura jure juvisy lac lance laval lens lent "
    "ligne lilas lime lire livre loges long lorrain loue louis lourdes lue lure lyre machine madeleine main maisons "
    "marche mare marie marin marine marle marne marques mars martin martinet mas mathieu maurs melle mer mere mers "
    "mesnil mions miroir mole monnaie mons mont montagne monte monts motte moulin moulins mouy mure murs nice nord "
    "normandie noyers orange orgueil orme ormes ouest our palais palme parc parce pas passage paul perche pere pin "
    "pins plaine plaisance plaisir plan planche pleine poisson pont pontet port poses possession pradines pre preaux "
    "premieres pres presle prunier publier puy quarante quatre riche riez rions rivage rive rives riviere robert "
    "roche rochelle rochette roi romain romaine ronde rouge rousses rousset rue sache sains saint sainte saintes "
    "salle salles salon sand santes saurais sauvage sauve savoie seine selles sens serres service servies signes "
    "simple soleil son source souterraine still sud sure syndicat tablier temple terrasse the thil this thor tilleul "
    "tonnerre tour tours trait trinite union us val vallee vallon vals vans ver verdun verger vernet vers vert very "
    "veuve vienne viens vieux vignes villages villars ville vion vire vitre vue wallis".split()
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else tells where a letter comes from: départements and regions it names, areas of its phone numbers."""

    departments: frozenset[str]
    regions: frozenset[str]
    zones: frozenset[str]
    overseas: frozenset[str]

    @classmethod
    def of(cls, places: Iterable[Place], phones: Iterable[str]) -> Surroundings:
        """Those of a letter by the places it names and its numbers."""
        told = [place.territory for place in places]
        numbers = list(phones)
        far = [
            next((codes for pattern, codes in _OVERSEAS if pattern.match(number)), frozenset()) for number in numbers
        ]
        return cls(
            frozenset(place.department for place in told if place.department),
            frozenset(place.region for place in told if place.region),
            frozenset(found[1] for number in numbers if (found := _GEOGRAPHIC.match(number))),
            frozenset[str]().union(*far),
        )

    def supports(self, department: str) -> bool:
        """True where the letter names this département or its region, or is written from a phone overseas that fits."""
        return (
            department in self.departments or REGION_OF.get(department) in self.regions or department in self.overseas
        )

    def speaks_against(self, department: str) -> bool:
        """True where the letter's regions are others, or all its numbers belong to other parts of the country."""
        if self.regions and REGION_OF.get(department) not in self.regions and department not in self.departments:
            return True
        if not self.zones and not self.overseas:
            return False
        return department not in self.overseas and zone_of_numbers(department) not in self.zones


def zone_of_numbers(department: str) -> str | None:
    """The first digit of geographic numbers in a département of the mainland (`1` to `5`), None overseas."""
    return "4" if department in _LANGUEDOC else _ZONES.get(REGION_OF.get(department, ""))


def settled(
    commune: Commune, around: Surroundings, least: int, *, no_hamlet: bool = False, plain: bool = False
) -> Territory | None:
    """Where the commune lies that a letter means: its département, or the region that all of the name lie in; or None.

    `least` are the inhabitants it must have to count without support; `no_hamlet` is for a house that stands in none,
    `plain` for a name that stands where a town is meant, though it is a word as well.
    """
    places = [place for place in commune.places if not no_hamlet or place[1] >= _HAMLET] or list(commune.places)
    supported = [code for code, _ in places if around.supports(code)]
    if len(supported) == 1:
        return of_department(supported[0])
    code, inhabitants = places[0][0], places[0][1] or _FORMER
    if (is_word(commune.name) and not plain) or commune.name in _DEPARTMENT_NAMES or inhabitants < least:
        return None
    if any(each != code and not around.speaks_against(each) for each in commune.longer):
        return None
    saint = _SAINT.fullmatch(commune.name) is not None
    if len(places) == 1 or (not saint and inhabitants > _CITY and inhabitants >= _LARGER * places[1][1]):
        doubted = around.speaks_against(code) and inhabitants < _CITY
        return None if doubted else of_department(code)
    near = [(each, n) for each, n in places if not around.speaks_against(each)]
    if (around.zones or around.overseas) and len(near) == 1 and (not saint or near[0][1] >= _TOWN):
        return of_department(near[0][0])
    regions = {REGION_OF.get(each) for each, _ in near or places}
    region = next(iter(regions)) if len(regions) == 1 and not saint else None
    return of_region(region) if region is not None and region > "10" else None


def is_word(name: str) -> bool:
    """True for a name that is a word as well, or too short to be told from one."""
    words = name.split()
    if words[0] in ("le", "la", "les", "l") and len(words) == 2:
        return words[1] in DOUBTFUL
    return len(words) == 1 and (words[0] in DOUBTFUL or len(words[0]) < 4)
