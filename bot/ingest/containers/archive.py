"""Archives and office files, unopened: octets in, the flags `encrypted`, `macros`, `bomb` out, by directory alone."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from itertools import islice

from bot.ingest.containers.compound import SIGNATURE as COMPOUND

_MOST_ENTRIES = 20_000
_TAIL = 65_557
_AES = 99
_BOMB_RATIO = 200
_BOMB_OCTETS = 100_000_000
_RAR4, _RAR5 = b"Rar!\x1a\x07\x00", b"Rar!\x1a\x07\x01\x00"
_SEVEN, _SEVEN_AES = b"7z\xbc\xaf\x27\x1c", b"\x06\xf1\x07\x01"
_VBA = "_VBA_PROJECT".encode("utf-16-le")
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def warnings(octets: bytes) -> set[str]:
    """What must be known before anybody opens the file; empty for files of another kind."""
    if octets.startswith(b"PK"):
        return _zip(octets)
    if octets.startswith(COMPOUND):
        found = {"encrypted"} if _ENCRYPTED_PACKAGE in octets else set()
        return found | ({"macros"} if _VBA in octets else set())
    if octets.startswith(_SEVEN):
        return {"encrypted"} if _SEVEN_AES in octets[-4_096:] else set()
    if octets.startswith((_RAR4, _RAR5)):
        return {"encrypted"} if _rar_encrypted(octets) else set()
    if octets.startswith(b"%PDF-"):
        return {"encrypted"} if b"/Encrypt" in octets[-8_192:] or b"/Encrypt" in octets[:8_192] else set()
    return set()


def _zip(octets: bytes) -> set[str]:
    """APPNOTE sections 4.3.7 and 4.3.12; bit 0 of the flags (section 4.4.4) tells of encryption."""
    found = set()
    unpacked = 0
    for flags, method, size, name in _zip_entries(octets):
        unpacked += size
        if flags & 1 or method == _AES:
            found.add("encrypted")
        if name.rpartition(b"/")[2].lower() == b"vbaproject.bin":
            found.add("macros")
    if unpacked > max(_BOMB_OCTETS, _BOMB_RATIO * len(octets)):
        found.add("bomb")
    return found


def names_in(octets: bytes) -> list[bytes]:
    """The names of the first hundred entries of a zip file."""
    return [name for _, _, _, name in islice(_zip_entries(octets), 100)]


def _zip_entries(octets: bytes) -> Iterator[tuple[int, int, int, bytes]]:
    """(flags, method, size unpacked, name) of each entry of the central directory; of the first local header where
    there is none."""
    end = octets.rfind(b"PK\x05\x06", max(0, len(octets) - _TAIL))
    at = struct.unpack_from("<I", octets, end + 16)[0] if 0 <= end <= len(octets) - 22 else len(octets)
    if octets[at : at + 4] != b"PK\x01\x02":
        # something stands before the archive, or its end is missing
        at = octets.find(b"PK\x01\x02")
    if at < 0:
        if octets.startswith(b"PK\x03\x04") and len(octets) >= 8:
            yield octets[6], 0, 0, b""  # cut short: what its first entry says
        return
    for _ in range(_MOST_ENTRIES):
        if octets[at : at + 4] != b"PK\x01\x02" or at + 46 > len(octets):
            return
        flags, method = struct.unpack_from("<HH", octets, at + 8)
        size, name, extra, comment = struct.unpack_from("<IHHH", octets, at + 24)
        yield flags, method, size, octets[at + 46 : at + 46 + name]
        at += 46 + name + extra + comment


def _rar_encrypted(octets: bytes) -> bool:
    if octets.startswith(_RAR4):
        if len(octets) < 32:
            return False
        (main,) = struct.unpack_from("<H", octets, 10)
        (first,) = struct.unpack_from("<H", octets, 23)
        return bool(main & 0x80 or (octets[22] == 0x74 and first & 0x04))
    # after the checksum: the header's size in seven-bit pieces, then its type; 4 is the encryption header
    at = len(_RAR5) + 4
    while at < min(len(octets), 20) and octets[at] & 0x80:
        at += 1
    return octets[at + 1 : at + 2] == b"\x04"
