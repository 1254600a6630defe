"""The directory of establishments (FINESS) as a report meets it: a known site tells where it lies, never its owner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Protocol

from bot.report.fields import Found, Report, Site, Territory
from bot.report.numbers import finess
from bot.report.place.territory import of_department

_MOST_SITES = 50
_CERTAIN, _HINT = 0.98, 0.5
_NOWHERE = Territory(None, None, None)

# TRE_R66 of the national terminology: only what tells a type without doubt.
_TYPES = MappingProxyType(
    dict.fromkeys("101 106 109 122 127 128 129 131 146 161 292 355 365".split(), "hospital")
    | {"500": "ehpad", "611": "laboratory", "114": "military", "115": "military", "620": "pharmacy"}
)
# A type that takes a letter off the real track is the letter's to say: a mistyped number must not hide an incident.
_NEVER_ASSUMED = frozenset(("military", "pharmacy"))


@dataclass(frozen=True, slots=True)
class Establishment:
    """One geographic site. `finess` is its own number, `entity` that of the legal person (EJ), which may lie elsewhere.

    `department` is the INSEE code (`63`, `2A`, `974`, `978`), None outside the départements (Wallis-et-Futuna);
    `category` the code of TRE_R66; `active` False for one that is closed.
    """

    finess: str
    entity: str | None
    name: str
    category: str | None
    department: str | None
    postcode: str | None
    town: str | None
    active: bool = True

    @property
    def territory(self) -> Territory:
        """Where the site lies; nothing in it outside the départements."""
        return of_department(self.department) if self.department else _NOWHERE

    @property
    def structure_type(self) -> str | None:
        """The structure type its category tells without doubt, or None."""
        return _TYPES.get(self.category or "")


@dataclass(frozen=True, slots=True)
class Proposal:
    """An establishment that resembles what was named, 0–1. A person decides; nothing is told to anybody by it."""

    establishment: Establishment
    resemblance: float


class Directory(Protocol):
    """The loaded directory; an empty one knows nothing."""

    def by_number(self, number: str) -> Establishment | None:
        """The site with this number (nine characters, normalised)."""

    def sites_of(self, entity: str, limit: int) -> Sequence[Establishment]:
        """Sites in operation of a legal person, by number."""

    def named(self, name: str, town: str | None, limit: int) -> Sequence[Proposal]:
        """Sites in operation whose name and town resemble these, most alike first."""


def place(report: Report, directory: Directory, *, hints: bool = True) -> Report:
    """The report as the directory completes it: the site's number decides the territory before all else.

    With `hints` name and type are filled where the letter says none (not for a follow-up: a hint would replace what an
    earlier letter said). A number with a wrong key stays a question. That of a legal person places nothing, unless all
    its sites lie in one département.
    """
    return _with_sites(_with_number(report, directory, hints), directory)


def _with_number(report: Report, directory: Directory, hints: bool) -> Report:
    if report.finess is None or finess.valid(report.finess.value) is False:
        return report
    known = directory.by_number(report.finess.value)
    if known is None:
        return _without_entity(report, directory)
    report = replace(
        report,
        territory=Found(known.territory, _CERTAIN, "directory"),
        finess_valid=report.finess_valid or Found(True, _CERTAIN, "directory"),
    )
    if not hints:
        return report
    return replace(
        report,
        structure=report.structure or Found(known.name, _HINT, "directory"),
        structure_type=report.structure_type or _assumed_type(known),
    )


def _assumed_type(known: Establishment) -> Found[str] | None:
    told = known.structure_type
    return None if told is None or told in _NEVER_ASSUMED else Found(told, _HINT, "directory")


def _without_entity(report: Report, directory: Directory) -> Report:
    """What the prefix of a legal person's number told is taken back: its seat is not the site."""
    assert report.finess is not None
    sites = directory.sites_of(report.finess.value, _MOST_SITES)
    if not sites:
        return report
    lying = {site.department for site in sites}
    if len(lying) == 1 and len(sites) < _MOST_SITES:
        return replace(report, territory=Found(sites[0].territory, 0.9, "directory"))
    by_number = report.territory is not None and report.territory.span == report.finess.span
    return replace(report, territory=None) if by_number else report


def _with_sites(report: Report, directory: Directory) -> Report:
    if report.sites is None:
        return report
    first, rest = report.sites.value[:_MOST_SITES], report.sites.value[_MOST_SITES:]
    placed = tuple(_placed(site, directory) for site in first)
    return replace(report, sites=replace(report.sites, value=(*placed, *rest)))


def _placed(site: Site, directory: Directory) -> Site:
    if site.finess is None or finess.valid(site.finess) is False:
        return site
    known = directory.by_number(site.finess)
    if known is None:
        return site
    return Site(site.structure or known.name, site.finess, known.territory)
