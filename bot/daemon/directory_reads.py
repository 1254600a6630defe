"""What outside programs read of the directory of establishments: one site, its version, proposals."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from bot.desk.kept.establishments import DirectoryVersion, Establishments
from bot.errors import Missing
from bot.report.numbers import finess
from bot.report.place.directory import Establishment

_SHOWN_SITES = 10


def site_told(directory: Establishments, written: str) -> dict[str, Any]:
    """`finess show --json`. Raises Missing, with what is known of the number: its key, the sites of a legal person."""
    number = finess.normalised(written) or written.strip()[:40]
    found, version = directory.by_number(number), directory.version()
    if found is not None and version is not None:
        return {**site_line(found), "directory": version_line(version)}
    if version is None:
        raise Missing("no directory is loaded; load one with: veilleur finess load FILE")
    sites = directory.sites_of(number, _SHOWN_SITES)
    if sites:
        named = "; ".join(f"{site.finess} {site.name}, {site.town or '?'}" for site in sites)
        raise Missing(f"{number} is the number of a legal person, not of a site; its sites: {named}")
    key = {True: "its key is right", False: "its key is wrong", None: "its key cannot be told"}[finess.valid(number)]
    raise Missing(f"no establishment {number} in the directory of {version.published or version.file}; {key}")


def site_line(site: Establishment) -> dict[str, Any]:
    """One establishment as JSON."""
    return {
        "finess": site.finess,
        "entity": site.entity,
        "name": site.name,
        "category": site.category,
        "structure_type": site.structure_type,
        "territory": asdict(site.territory),
        "postcode": site.postcode,
        "town": site.town,
        "active": site.active,
    }


def version_line(version: DirectoryVersion) -> dict[str, Any]:
    """Where a version came from, as JSON."""
    return {
        "file": version.file,
        "format": version.format,
        "published": version.published,
        "sha256": version.sha256,
        "loaded_at": version.loaded_at.isoformat(),
        "count": version.count,
    }


def proposal_lines(directory: Establishments, name: str, town: str | None, limit: int) -> list[dict[str, Any]]:
    """`finess find --json`: most alike first."""
    found = directory.named(name, town, limit)
    return [{**site_line(each.establishment), "resemblance": each.resemblance} for each in found]
