"""What a server's answers say, as plain values: a folder as opened, a letter as listed, a letter's octets."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

_COPYUID = re.compile(rb"(\d+) ([\d:,]+) ([\d:,]+)")
_PAIRS = 10_000


@dataclass(frozen=True, slots=True)
class Selected:
    """A folder as the server opened it. `uidnext` and `highest` (HIGHESTMODSEQ) are None when untold."""

    folder: str
    uidvalidity: int
    uidnext: int | None
    highest: int | None
    exists: int
    writable: bool


@dataclass(frozen=True, slots=True)
class Listed:
    """What the server says of a letter without its octets. `internal_date` is UTC; None when it gave no usable one."""

    size: int
    internal_date: datetime | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A letter's octets; `truncated` when only its head was taken because it is over the limit."""

    uid: int
    octets: bytes
    truncated: bool = False


def chunks(uids: Sequence[int], length: int) -> Iterator[list[int]]:
    """The UIDs in lists of at most `length`."""
    for start in range(0, len(uids), length):
        yield list(uids[start : start + length])


def number(said: Mapping[bytes, Any], name: bytes) -> int | None:
    """A number out of the answer to SELECT; None when the server did not give it."""
    value = said.get(name)
    value = value[0] if isinstance(value, Sequence) and not isinstance(value, bytes | str) and value else value
    return int(value) if value is not None and not isinstance(value, Sequence) else None


def listed_letter(said: Mapping[bytes, Any]) -> Listed:
    """Size, arrival in UTC and flags out of one FETCH answer."""
    at = said.get(b"INTERNALDATE")
    aware = None if at is None else (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    return Listed(int(said[b"RFC822.SIZE"]), aware, tuple(flag.decode("ascii", "replace") for flag in said[b"FLAGS"]))


def copied(said: bytes) -> dict[int, int]:
    """UIDs there by UIDs here, out of the answer code COPYUID (RFC 4315)."""
    found = _COPYUID.search(said)
    if found is None:
        return {}
    pairs = zip(_numbers(found[2]), _numbers(found[3]), strict=False)
    # a set like 1:4000000000 must not fill the memory
    return dict(itertools.islice(pairs, _PAIRS))


def _numbers(uid_set: bytes) -> Iterable[int]:
    for part in uid_set.split(b","):
        first, _, last = part.partition(b":")
        yield from range(int(first), int(last or first) + 1)
