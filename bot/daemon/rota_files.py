"""Where calendars that others keep lie on this machine: files an operator named, and the last good one of each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from bot.errors import Transient
from bot.rules.duty.duty_guard import OCTETS
from bot.settings.section import Node

FOLDER = "rotas"


def kept_path(data: Path, schedule: str) -> Path:
    """The file in the data folder with the last good calendar of a schedule."""
    return data / FOLDER / f"{quote(schedule, safe='')}.ics"


def keep(data: Path, schedule: str, octets: bytes) -> None:
    """Make this the last good calendar of a schedule, whole or not at all. Raises Transient."""
    path = kept_path(data, schedule)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part.write_bytes(octets)
        part.replace(path)
    except OSError as error:
        raise Transient(f"{path}: {error.strerror}") from error


def read_rota_file(path: Path) -> bytes:
    """Its octets, one more than is allowed at most. Raises Transient."""
    try:
        with path.open("rb") as file:
            return file.read(OCTETS + 1)
    except OSError as error:
        raise Transient(f"{path}: {error.strerror}") from error


def rotas_at_hand(tree: Node, folder: Path, data: Path) -> dict[str, list[bytes]]:
    """For each schedule with an `ical_import` what there is: its file as it is now, then its last good calendar."""
    found: dict[str, list[bytes]] = {}
    for name, source in _sources(tree):
        paths = [] if "://" in source else [folder / Path(source.removeprefix("file:")).expanduser()]
        for path in (*paths, kept_path(data, name)):
            if path.is_file():
                found.setdefault(name, []).append(read_rota_file(path))
    return found


def _sources(tree: Node) -> Iterator[tuple[str, str]]:
    schedules = tree.value.get("schedules") if isinstance(tree.value, dict) else None
    for name, schedule in schedules.value.items() if schedules and isinstance(schedules.value, dict) else ():
        section = schedule.value.get("ical_import") if isinstance(schedule.value, dict) else None
        source = section.value.get("source") if section and isinstance(section.value, dict) else None
        if source is not None and isinstance(source.value, str):
            yield name, source.value.strip()
