"""The directory of establishments as the desk keeps it: one version in force, the next one written beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.report.place.directory import Directory, Establishment


@dataclass(frozen=True, slots=True)
class DirectoryVersion:
    """Where the establishments of a version came from. `format` is `csv` or `json`; `published` what the file says of
    its own date, as written; `count` is known once it is in force."""

    file: str
    format: str
    published: str | None
    sha256: str
    loaded_at: datetime
    count: int = 0
    id: int | None = None


class Establishments(Directory, Protocol):
    """The directory in a transaction. Look-ups see the version in force alone."""

    def version(self) -> DirectoryVersion | None:
        """The version in force; None when no directory was ever loaded."""

    def begin(self, version: DirectoryVersion) -> int:
        """The number of a new, empty version beside the one in force."""

    def add(self, version_id: int, establishments: Sequence[Establishment]) -> None:
        """More of a version that is not in force yet. Raises Transient when a number is in it already."""

    def put_in_force(self, version_id: int, version: DirectoryVersion) -> None:
        """From the end of this transaction every look-up sees this version, described anew. Raises Missing."""

    def discard(self, limit: int) -> bool:
        """Deletes up to about `limit` rows of versions not in force; False when none were left."""
