"""An opaquely signed letter (S/MIME signed-data, RFC 8551 section 3.5.2) in, the MIME octets it carries out. No
signature is checked.
"""

from __future__ import annotations

SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("06092a864886f70d010701")
_PKCS7 = bytes.fromhex("2a864886f70d01")
_MOST_CHUNKS = 100_000


def may_be_sealed(octets: bytes) -> bool:
    """True for what begins as CMS content does: a sequence with an object identifier near its head (RFC 5652)."""
    return octets.startswith(b"\x30") and _PKCS7 in octets[:64]


def carried(octets: bytes) -> bytes | None:
    """The signed content (RFC 5652 section 5.2), or None when this is no signed-data or holds none. Never raises."""
    if SIGNED_DATA not in octets[:64]:
        return None
    at = octets.find(_DATA, 0, 4_096)
    if at < 0:
        return None
    explicit = _header(octets, at + len(_DATA))
    if explicit is None or explicit[0] != 0xA0:
        return None
    inner = _header(octets, explicit[1])
    if inner is None:
        return None
    tag, start, length = inner
    if tag == 0x04:
        return octets[start : start + (length or 0)]
    return _chunks(octets, start, length) if tag == 0x24 else None


def _chunks(octets: bytes, at: int, length: int | None) -> bytes:
    """The pieces of a constructed string, of known or (BER) unknown length."""
    end = len(octets) if length is None else min(len(octets), at + length)
    out: list[bytes] = []
    for _ in range(_MOST_CHUNKS):
        head = _header(octets, at) if at < end else None
        if head is None or head[0] != 0x04 or head[2] is None:
            break
        out.append(octets[head[1] : head[1] + head[2]])
        at = head[1] + head[2]
    return b"".join(out)


def _header(octets: bytes, at: int) -> tuple[int, int, int | None] | None:
    """Tag, place of the content and its length (None: unknown) of the element at a place (X.690 section 8.1)."""
    if at + 2 > len(octets):
        return None
    tag, first = octets[at], octets[at + 1]
    if first < 0x80:
        return tag, at + 2, first
    size = first & 0x7F
    if size == 0:
        return tag, at + 2, None
    if size > 4 or at + 2 + size > len(octets):
        return None
    return tag, at + 2 + size, int.from_bytes(octets[at + 2 : at + 2 + size], "big")
