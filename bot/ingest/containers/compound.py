"""An OLE compound file (MS-CFB) in, its streams by path out. Bounded: a chain that loops or leads out ends there."""

from __future__ import annotations

import struct
from dataclasses import dataclass

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_ENTRIES = 20_000
_DEEPEST = 12
_NONE = 0xFFFFFFFA
_STORAGE, _STREAM, _ROOT = 1, 2, 5


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """The streams of a compound file. Raises ValueError when the octets are none, or nothing can be found in them."""

    def __init__(self, octets: bytes) -> None:
        if not octets.startswith(SIGNATURE) or len(octets) < 1_024:
            raise ValueError("no compound file")
        self._octets = octets
        shift, mini_shift = struct.unpack_from("<HH", octets, 0x1E)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("sectors of a size that is none")
        self._sector = 1 << shift
        directory, self._cutoff, mini_fat = struct.unpack_from("<I4xII", octets, 0x30)
        self._fat = self._table()
        self._entries = self._directory(self._chain(directory))
        self._mini_fat = _numbers(self._chain(mini_fat))
        self._mini = self._chain(self._entries[0].start)[: self._entries[0].size]

    def streams(self) -> dict[str, bytes]:
        """All streams by path, `storage/name`; octets in all never more than the file's own twice over."""
        found: dict[str, bytes] = {}
        left = 2 * len(self._octets)
        waiting = [(self._entries[0].child, "", 0)]
        seen: set[int] = set()
        while waiting:
            number, path, depth = waiting.pop()
            if number in seen or number >= len(self._entries) or depth > _DEEPEST:
                continue
            seen.add(number)
            entry = self._entries[number]
            waiting += [(entry.left, path, depth), (entry.right, path, depth)]
            if entry.kind == _STORAGE:
                waiting.append((entry.child, f"{path}{entry.name}/", depth + 1))
            elif entry.kind == _STREAM and entry.size <= left:
                found[path + entry.name] = self._content(entry)
                left -= entry.size
        return found

    def _content(self, entry: _Entry) -> bytes:
        if entry.size >= self._cutoff:
            return self._chain(entry.start, entry.size)[: entry.size]
        out: list[bytes] = []
        number, steps = entry.start, 0
        while number < len(self._mini_fat) and steps * 64 < entry.size:
            out.append(self._mini[number * 64 : number * 64 + 64])
            number, steps = self._mini_fat[number], steps + 1
        return b"".join(out)[: entry.size]

    def _table(self) -> tuple[int, ...]:
        """The file allocation table: its places stand in the header, those beyond 109 in sectors of their own."""
        places = list(struct.unpack_from("<109I", self._octets, 0x4C))
        number = struct.unpack_from("<I", self._octets, 0x44)[0]
        for _ in range(len(self._octets) // self._sector):
            if number >= _NONE:
                break
            more = _numbers(self._at(number))
            if not more:
                break
            places += more[:-1]
            number = more[-1]
        used = [place for place in places if place < _NONE][: len(self._octets) // self._sector]
        return _numbers(b"".join(self._at(place) for place in used))

    def _at(self, number: int) -> bytes:
        begin = (number + 1) * self._sector
        return self._octets[begin : begin + self._sector]

    def _chain(self, number: int, most: int | None = None) -> bytes:
        """The octets of a chain, as far as `most` need them."""
        out: list[bytes] = []
        left = len(self._octets) if most is None else min(most, len(self._octets))
        for _ in range(left // self._sector + 1):
            if number >= len(self._fat):
                break
            out.append(self._at(number))
            number = self._fat[number]
        return b"".join(out)

    def _directory(self, octets: bytes) -> list[_Entry]:
        entries = [_entry(octets, at) for at in range(0, min(len(octets), _MOST_ENTRIES * 128) - 127, 128)]
        if not entries or entries[0].kind != _ROOT:
            raise ValueError("no root entry")
        return entries


def _entry(octets: bytes, at: int) -> _Entry:
    length, kind, left, right, child = struct.unpack_from("<HBxIII", octets, at + 64)
    start, size = struct.unpack_from("<II", octets, at + 116)
    name = octets[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
    return _Entry(name, kind, left, right, child, start, size)


def _numbers(octets: bytes) -> tuple[int, ...]:
    count = len(octets) // 4
    return struct.unpack(f"<{count}I", octets[: 4 * count])
