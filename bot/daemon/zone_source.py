"""Which time zone data a decision was made with: `zoneinfo` takes the machine's own before the package's (PEP 615)."""

from __future__ import annotations

import hashlib
import zoneinfo
from functools import cache
from importlib.metadata import version
from pathlib import Path

_SAMPLE = "Europe/Paris"
_SIGN = "# version "


@cache
def zone_version(folders: tuple[str, ...] = zoneinfo.TZPATH) -> str:
    """The version of the data in force, such as `2026b`; where they name none, the digest of a sample of them."""
    for folder in map(Path, folders):
        if (folder / _SAMPLE).is_file():
            return _named(folder) or f"sha256 {hashlib.sha256((folder / _SAMPLE).read_bytes()).hexdigest()[:12]}"
    return f"tzdata {version('tzdata')}"


def _named(folder: Path) -> str | None:
    try:
        with (folder / "tzdata.zi").open(encoding="ascii", errors="replace") as file:
            first = file.readline(80)
    except OSError:
        return None
    return first.removeprefix(_SIGN).strip() if first.startswith(_SIGN) else None
