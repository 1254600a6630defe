"""The commune an establishment is said to lie in: walked to from its type word, never found anywhere in a letter.

« CH de Morlaix », « HAD X, secteur de Y », « EHPAD X (Nontron) », « clinique de l'Anse, au Robert », « Lyon 2e ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

from bot.report.fields import Territory
from bot.report.place.communes import key_of, longest_named
from bot.report.place.homonyms import Surroundings, is_word, settled
from bot.report.place.leads import (
    ARTICLES,
    AT,
    DATELINE,
    FIRST,
    FOLLOWS,
    HOUSE,
    LANDSCAPES,
    OF,
    OF_OTHERS,
    QUALIFIERS,
    SECTORS,
    STREETS,
    TELLS_US,
)
from bot.report.place.names import all_capitals, commune_at, is_twin, stands_alone
from bot.report.reading import Reading
from bot.report.words.folded import starts_of

# One step of the walk: what stands between two words, and the word.
_STEP = re.compile(r"(?P<gap>[ \n]{0,2}(?:[,(/:\-][ \n]?)?\"?)(?P<word>[dl]'|[a-z0-9&]+(?:[-'.][a-z0-9]+){0,8})\"?\)?")
_LED_VALUE = re.compile(r"\W{0,4}(?:(?:commune|ville) d(?:e |'))?(?=[a-z])")
_VALUE_END = re.compile(r"(?:[ \-](?:cedex|nord|sud|est|ouest|centre))?[ \d]{0,6}(?:[(,/;\n.\-|]|$)")
# Who greets from a town says where he is: that counts only where a département or a phone overseas says the same.
_NEVER_ALONE = 10_000_000
_LEAST = MappingProxyType({"at": 150, "sector": 300, "bracket": 300, "comma": 500, "name": 2_500, "dateline": 1_000})
_LEAST_OF = MappingProxyType(
    {"hospital": 1_500, "local": 600, "place": 600, "trade": 3_000, "other": 3_000}
    | {"greeting": _NEVER_ALONE, "person": _NEVER_ALONE}
)
_RANKS = MappingProxyType({"at": 0, "sector": 0, "bracket": 0, "of": 1, "comma": 1, "name": 2, "dateline": 2})
_OF_DOMAIN, _WITH_ARTICLE, _SMALL = 3_000, 4_000, 1_000
# A name that is a word as well is a town where so many live and only a town can be meant.
_PLAIN = MappingProxyType(
    dict.fromkeys(("sector", "bracket", "comma", "name"), _NEVER_ALONE) | {"at": 2_000, "of": 10_000}
)
_MOST_WORDS, _FARTHEST, _MOST_HOUSES, _FULL_LINE, _HEAD = 14, 110, 40, 50, 600


_LAST = 2
_LISTED = ("at", "bracket", "sector")
_OVER = re.compile(r"[.;!?](?:\s|$)|\n\n| mais | tandis que | alors que ")
_WEAK = ("comma", "name")
# A town that others are called like: it is told, but not which.
_OPEN = Territory(None, None, None)


@dataclass(frozen=True, slots=True)
class Seat:
    """Where an establishment is said to lie, by which kind of phrase (`at` surest), and where that stands."""

    territory: Territory
    kind: str
    start: int
    end: int


def seat_of(reading: Reading, around: Surroundings) -> Seat | None:
    """The seat of the houses a letter names, of those that one sentence lists the first one's.

    None where none is told, or two houses lie in different départements.
    """
    seats = list(_told(reading, around))
    if not seats:
        return None
    best = min(_RANKS[seat.kind] for seat in seats)
    first = [seat for seat in seats if _RANKS[seat.kind] == best]
    surest = next((seat for seat in first if seat.territory.department), first[0])
    if surest.territory == _OPEN:
        return None
    rivals = [seat for seat in (*first, *_exact(seats)) if not _agree(surest.territory, seat.territory)]
    listed = best == 0 and not any(seat.kind not in _LISTED or _apart(reading, first[0], seat) for seat in rivals)
    return surest if not rivals or (listed and surest is first[0]) else None


def _apart(reading: Reading, seat: Seat, other: Seat) -> bool:
    between = reading.folded[min(seat.end, other.end) : max(seat.start, other.start)]
    return len(between) > _FARTHEST or _OVER.search(between) is not None


def _exact(seats: list[Seat]) -> list[Seat]:
    return [seat for seat in seats if seat.territory.department is not None and _RANKS[seat.kind] < _LAST]


def _agree(told: Territory, other: Territory) -> bool:
    """True for one territory, and for a département with its own region."""
    return told == other or (other.department is None and other.region is not None and told.region == other.region)


def seat_of_domain(domain: str, around: Surroundings) -> Territory | None:
    """The territory a mail domain tells of (`ch-morlaix.example`): a town alone behind a type word, of some size."""
    kind, _, name = domain.partition(".")[0].partition("-")
    if HOUSE.fullmatch(kind) is None or not name:
        return None
    words = tuple(key_of(name).split())
    commune = longest_named(words)
    if commune is None:
        return None
    rest = " ".join(words)[len(commune.name) :]
    return settled(commune, around, _OF_DOMAIN) if not rest or FOLLOWS.fullmatch(rest) else None


def territory_in_value(value: str, around: Surroundings) -> Territory | None:
    """The territory of the commune that a form's answer names, alone or before a comma or a bracket; or None."""
    named = _LED_VALUE.match(value)
    found = commune_at(value, named.end()) if named is not None else None
    if found is None or _VALUE_END.match(value, found[1]) is None:
        return None
    return settled(found[0], around, 0, plain=True)


def _told(reading: Reading, around: Surroundings) -> Iterator[Seat]:
    for kind, house in _houses(reading):
        seats = list(_Walk(reading, kind, house, around).seats())
        best = min((_RANKS[seat.kind] for seat in seats), default=0)
        yield from (seat for seat in seats if _RANKS[seat.kind] == best)
    for line in DATELINE.finditer(reading.folded, 0, _HEAD):
        if reading.written(line.end(), line.end() + 1).isupper():
            found = commune_at(reading.folded, line.end())
            if found is not None and reading.folded[found[1] : found[1] + 1] == ",":
                territory = settled(found[0], around, _LEAST["dateline"])
                if territory is not None:
                    yield Seat(territory, "dateline", line.end(), found[1])


def _houses(reading: Reading) -> Iterator[tuple[str, re.Match[str]]]:
    folded = reading.folded
    told = 0
    for at in starts_of(reading.words, FIRST):
        house = HOUSE.match(folded, at)
        if house is None or folded[at - 1 : at] in ("-", "@", "."):
            continue
        told += 1
        if told > _MOST_HOUSES:
            return
        if not OF_OTHERS.search(folded, max(0, at - 60, folded.rfind("\n", 0, at)), at):
            yield house.lastgroup or "other", house


class _Walk:
    """From a type word through its name to where it lies, as long as the words are those of a name."""

    def __init__(self, reading: Reading, house: str, head: re.Match[str], around: Surroundings) -> None:
        self._reading, self._house, self._head, self._around = reading, house, head, around
        # A house written without capitals lies in a town written so.
        self._small = reading.written(head.start(), head.start() + 40).islower()
        self._lead, self._article = "", -1
        self._in_sector = self._in_street = False
        self._named = self._in_landscape = False

    def seats(self) -> Iterator[Seat]:
        """Every seat told on the way."""
        at = self._head.end()
        for _ in range(_MOST_WORDS):
            step = _STEP.match(self._reading.folded, at)
            if step is None or self._ends(step, at):
                return
            if step["gap"].strip():
                self._lead, self._article, self._in_street = "", -1, False
            word, start = step["word"], step.start("word")
            capital = self._reading.written(start, start + 1).isupper()
            if self._leads(word, start, capital=capital):
                at = step.end("word")
                continue
            at = step.end()
            if word in QUALIFIERS and not capital:
                self._in_sector = self._in_sector or word in SECTORS
                self._lead, self._article = "", -1
            elif capital or word[0].isdigit() or self._small:
                seat = self._seat(start, self._phrase(step["gap"], small=self._small and not capital))
                if seat is not None:
                    yield seat
                    at = max(at, seat.end)
                self._lead, self._article, self._in_sector, self._named = "", -1, False, True
                self._in_landscape = word.rpartition("-")[2] in LANDSCAPES
            else:
                return

    def _ends(self, step: re.Match[str], at: int) -> bool:
        """True where no name goes on: too far, behind an empty line, or on a new line when the last is not full."""
        gap = step["gap"]
        if "\n\n" in gap or step.start("word") - self._head.end() > _FARTHEST:
            return True
        begun = self._reading.folded.rfind("\n", 0, at)
        return "\n" in gap and not gap.strip() and at - begun < _FULL_LINE

    def _leads(self, word: str, start: int, *, capital: bool) -> bool:
        """True for a link, an article or a street's word, which is remembered."""
        if word in STREETS:
            self._in_street = True
            return True
        if capital and not all_capitals(self._reading, start, start + len(word)):
            return False
        if word in AT or word in OF:
            self._lead, self._article = word, -1
            return True
        if word in ARTICLES and not capital:
            self._article = start
            return True
        return False

    def _phrase(self, gap: str, *, small: bool) -> str:
        """How the next word is led to; empty where it is only a part of a name."""
        if self._in_street:
            return ""
        if small:
            of = self._lead in OF and not self._named and self._house in ("hospital", "local")
            return "at" if self._lead in ("a", "au", "aux") else "of" if of else ""
        if self._in_sector and self._lead:
            return "sector"
        if self._lead in AT:
            return "at" if self._lead != "en" else ""
        if self._lead in OF:
            return "" if self._in_landscape else "of"
        if "(" in gap:
            return "bracket"
        if gap.strip():
            return "comma"
        return "" if self._named else "name"

    def _seat(self, start: int, phrase: str) -> Seat | None:
        found = commune_at(self._reading.folded, start, self._article, self._lead) if phrase else None
        if found is None or not self._may_say(phrase):
            return None
        commune, end = found
        article = commune.name.split()[0] in ("le", "la", "les", "l") and commune.name.count(" ") == 1
        least = _LEAST_OF[self._house] if phrase == "of" else _LEAST[phrase]
        if article and phrase == "of":
            least = max(least, _WITH_ARTICLE)
        if phrase == "name" and commune.name.startswith("saint"):
            return None
        small = self._reading.written(start, end).islower()
        if small:
            least = _SMALL if phrase == "at" else _LEAST["name"]
        plain = not article and not small and commune.inhabitants >= _PLAIN[phrase] and not self._named_by(phrase)
        no_hamlet = phrase != "of" and self._house in ("hospital", "trade")
        territory = settled(commune, self._around, least, no_hamlet=no_hamlet, plain=plain)
        if (
            territory is None
            and phrase not in _WEAK
            and commune.inhabitants >= least
            and (plain or not is_word(commune.name))
        ):
            territory = _OPEN
        if territory is None or (territory.department is None and phrase in _WEAK):
            return None
        twins = self._house == "hospital" and phrase in ("of", "name")
        alone = stands_alone(self._reading, end, commune, phrase)
        if not alone and not (twins and is_twin(self._reading, end, commune, territory, self._around)):
            return None
        return None if TELLS_US.match(self._reading.folded, end) else Seat(territory, phrase, start, end)

    def _may_say(self, phrase: str) -> bool:
        if phrase == "name":
            return self._house in ("hospital", "local")
        if self._house == "greeting":
            return phrase == "of"
        return self._house != "person" or phrase == "at"

    def _named_by(self, phrase: str) -> bool:
        """True where a town in the name may be a word as well: « CH d'Orange » is none, « hôpital privé du Val » is."""
        return phrase != "at" and (self._named or self._house != "hospital")
