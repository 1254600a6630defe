"""Letters as Outlook saves them, written here from their properties: a compound file of small sectors (MS-CFB)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import Any

SECTOR, MINI, CUTOFF = 512, 64, 4_096
END, FREE, FAT, DIFAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFC
IN_HEADER = 109


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
    count = more = 0
    while count * SECTOR // 4 < len(writer.fat) + count + more:
        count += 1
        more = max(0, -(-(count - IN_HEADER) // (SECTOR // 4 - 1)))
    first = len(writer.sectors)
    places = list(range(first, first + count))
    table = _numbers([*writer.fat, *[FAT] * count, *[DIFAT] * more]).ljust(count * SECTOR, b"\xff")
    head = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    further = first + count if more else END
    head += struct.pack("<IIIIIIIII", 0, count, directory, 0, CUTOFF, mini_fat, 1, further, more)
    head += _numbers((places + [FREE] * IN_HEADER)[:IN_HEADER])
    return head + b"".join(writer.sectors) + table + _further(places[IN_HEADER:], first + count)


def _further(places: list[int], at: int) -> bytes:
    """The places of the allocation table that found none in the header, each sector naming the next."""
    size = SECTOR // 4 - 1
    pieces = [places[start : start + size] for start in range(0, len(places), size)]
    out = b""
    for number, piece in enumerate(pieces, 1):
        out += _numbers([*piece, *[FREE] * (size - len(piece)), at + number if number < len(pieces) else END])
    return out


def saved(subject: str, text: str, name: str, address: str, files: dict[str, bytes]) -> bytes:
    """A letter with plain text and files, sent on 14 August 2026 at 23:10 UTC."""
    strings = {0x0037: subject, 0x1000: text, 0x0C1A: name, 0x5D01: address, 0x1035: "<m.1@a.example>"}
    return compound(letter(strings, attached=[attached(file, octets) for file, octets in files.items()]))


SENT = 134_312_226_000_000_000
WIDE, NARROW, BINARY, LONG, TIME = 0x001F, 0x001E, 0x0102, 0x0003, 0x0040


def letter(
    strings: dict[int, str],
    octets: dict[int, bytes] | None = None,
    numbers: dict[int, int] | None = None,
    attached: list[Storage] | None = None,
    charset: str | None = None,
    header: int = 32,
) -> Storage:
    """A letter's streams (MS-OXMSG section 2.2): strings in UTF-16, or 8-bit in a `charset`; 32 octets of header at
    the top, 24 in a letter inside."""
    fixed = bytes(header) + struct.pack("<HHIQ", TIME, 0x0039, 6, SENT)
    for ident, number in (numbers or {}).items():
        fixed += struct.pack("<HHIII", LONG, ident, 6, number, 0xDEADBEEF)  # what follows a long is anything
    root = Storage({"__properties_version1.0": fixed})
    for ident, value in strings.items():
        kind = NARROW if charset else WIDE
        root.below[f"__substg1.0_{ident:04X}{kind:04X}"] = value.encode(charset or "utf-16-le")
    for ident, value in (octets or {}).items():
        root.below[f"__substg1.0_{ident:04X}{BINARY:04X}"] = value
    for number, storage in enumerate(attached or []):
        root.below[f"__attach_version1.0_#{number:08X}"] = storage
    return root


def attached(name: str, octets: bytes, content_type: str = "") -> Storage:
    """A file of a letter."""
    below: dict[str, bytes | Storage] = {
        "__substg1.0_3707001F": name.encode("utf-16-le"),
        "__substg1.0_37010102": octets,
    }
    if content_type:
        below["__substg1.0_370E001F"] = content_type.encode("utf-16-le")
    return Storage(below)


def letter_inside(name: str, inside: Storage) -> Storage:
    """A letter attached to a letter; its own header has 24 octets."""
    return Storage({"__substg1.0_3001001F": name.encode("utf-16-le"), "__substg1.0_3701000D": inside})


def recipient(name: str, address: str) -> Storage:
    """One of those a letter went to."""
    return Storage(
        {"__substg1.0_3001001F": name.encode("utf-16-le"), "__substg1.0_39FE001F": address.encode("utf-16-le")}
    )


def _entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
    wide = name.encode("utf-16-le") + b"\0\0"
    head = wide.ljust(64, b"\0") + struct.pack("<HBBIII", len(wide), kind, 1, FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def _numbers(numbers: list[int]) -> bytes:
    return struct.pack(f"<{len(numbers)}I", *numbers)
