"""The name of a time zone in, the zone out, or nothing for a name that keeps no wall time of a place."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

REMEDY = "write an IANA name such as Europe/Paris; fixed offsets are refused"
_UTC = frozenset({"UTC", "Etc/UTC"})


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of a place, or UTC; None for what is unknown and for offsets in disguise (`Etc/GMT-1`, `EST`, `CET`):
    these follow no place's clock changes, or those of none that one could name."""
    area, named, _ = name.partition("/")
    if name not in _UTC and (not named or area == "Etc"):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
