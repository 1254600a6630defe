"""Letters as Outlook saves them, written here from their properties: a compound file of small sectors (MS-CFB)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any

SECTOR, MINI, CUTOFF = 512, 64, 4_096
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


@dataclass
class Storage:
    """A folder of streams and folders, by name."""

    below: dict[str, bytes | Storage] = field(default_factory=dict)


@dataclass
class _Writer:
    sectors: list[bytes] = field(default_factory=list)
    fat: list[int] = field(default_factory=list)
    mini: bytearray = field(default_factory=bytearray)
    mini_fat: list[int] = field(default_factory=list)
    entries: list[list[Any]] = field(default_factory=list)

    def chain(self, octets: bytes) -> int:
        """The first sector of some octets laid down one after the other."""
        if not octets:
            return END
        first = len(self.sectors)
        pieces = [octets[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(octets), SECTOR)]
        self.sectors += pieces
        self.fat += [*range(first + 1, first + len(pieces)), END]
        return first

    def content(self, octets: bytes) -> int:
        """Where a stream begins: among the small ones, or in sectors of its own."""
        if len(octets) >= CUTOFF:
            return self.chain(octets)
        if not octets:
            return END
        first, count = len(self.mini) // MINI, -(-len(octets) // MINI)
        self.mini += octets.ljust(count * MINI, b"\0")
        self.mini_fat += [*range(first + 1, first + count), END]
        return first

    def entry(self, name: str, kind: int, child: int = FREE, start: int = 0, size: int = 0) -> int:
        """A place in the directory; its neighbour is set later."""
        self.entries.append([name, kind, FREE, child, start, size])
        return len(self.entries) - 1

    def folder(self, storage: Storage) -> int:
        """The first entry of what is below; each is the right neighbour of the one before."""
        last, first = -1, FREE
        for name, below in storage.below.items():
            if isinstance(below, Storage):
                number = self.entry(name, 1)
                self.entries[number][3] = self.folder(below)
            else:
                number = self.entry(name, 2, start=self.content(below), size=len(below))
            if last < 0:
                first = number
            else:
                self.entries[last][2] = number
            last = number
        return first


def compound(root: Storage) -> bytes:
    """A compound file with everything below `root`."""
    writer = _Writer()
    writer.entry("Root Entry", 5)
    writer.entries[0][3] = writer.folder(root)
    mini = bytes(writer.mini)
    writer.entries[0][4], writer.entries[0][5] = writer.chain(mini), len(mini)
    mini_fat = writer.chain(_numbers(writer.mini_fat))
    directory = writer.chain(b"".join(_entry(*one) for one in writer.entries))
    count = 1
    while count * SECTOR // 4 < len(writer.fat) + count:
        count += 1
    places = list(range(len(writer.sectors), len(writer.sectors) + count))
    table = _numbers([*writer.fat, *[FAT] * count]).ljust(count * SECTOR, b"\xff")
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, count, directory, 0, CUTOFF, mini_fat, 1, END, 0)
    return head + _numbers(places + [FREE] * (109 - count)) + b"".join(writer.sectors) + table


def saved(subject: str, text: str, name: str, address: str, files: dict[str, bytes]) -> bytes:
    """A letter with plain text and files, sent on 14 August 2026 at 23:10 UTC."""
    ticks = 134_312_226_000_000_000
    fixed = bytes(32) + struct.pack("<HHIQ", 0x40, 0x0039, 6, ticks)
    root = Storage({"__properties_version1.0": fixed})
    for ident, value in {
        0x0037: subject,
        0x1000: text,
        0x0C1A: name,
        0x5D01: address,
        0x1035: "<m.1@a.example>",
    }.items():
        root.below[f"__substg1.0_{ident:04X}001F"] = value.encode("utf-16-le")
    for number, (file, octets) in enumerate(files.items()):
        root.below[f"__attach_version1.0_#{number:08X}"] = Storage(
            {"__substg1.0_3707001F": file.encode("utf-16-le"), "__substg1.0_37010102": octets}
        )
    return compound(root)


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    head = wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide), kind, 1, FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def _numbers(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)
