"""What a file is by its first octets, whatever it is called: octets and a name in, its type and its dangers out."""

from __future__ import annotations

import re

from bot.ingest.containers.archive import names_in
from bot.ingest.containers.compound import SIGNATURE as COMPOUND

_PROGRAM = "application/vnd.microsoft.portable-executable"
_SHORTCUT = "application/x-ms-shortcut"
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (COMPOUND, "application/x-ole-storage"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"\x7fELF", "application/x-elf"),
    (b"\xca\xfe\xba\xbe", "application/x-mach-binary"),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (b"L\0\0\0\x01\x14\x02\0", _SHORTCUT),
    (b"#!", "text/x-shellscript"),
    (b"{\\rtf", "application/rtf"),
    (b"-----BEGIN PGP ", "application/pgp-encrypted"),
)
_PACKAGES = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"META-INF/MANIFEST.MF", "application/java-archive"),
)
_RUNS = frozenset(
    {_PROGRAM, _SHORTCUT, "application/x-elf", "application/x-mach-binary", "text/x-shellscript"}
    | {"application/java-archive", "application/x-iso9660-image"}
)
_RUN_NAMES = re.compile(
    r"\.(?:exe|scr|com|pif|bat|cmd|ps1|psm1|vbs|vbe|jse?|wsf|wsh|hta|lnk|msi|msp|jar|iso|img|vhdx?|reg|cpl|chm|dll|url)$",
    re.IGNORECASE,
)
_DOCUMENTS = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|rtf|txt|csv|jpe?g|png|gif|tiff?|bmp|html?|eml|msg|xml|json|zip|log)(?=\.|\s|$)",
    re.IGNORECASE,
)
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
_PAGE = re.compile(rb"\s{0,200}<(?:!doctype html|html|script)\b", re.IGNORECASE)


def real_type(octets: bytes) -> str:
    """The content type that the octets themselves show; empty when they show none."""
    if octets.startswith(b"PK\x03\x04"):
        return _package(octets)
    found = next((kind for start, kind in _STARTS if octets.startswith(start)), "")
    if found:
        return found
    if octets.startswith(b"MZ") and len(octets) > 64:
        return _PROGRAM
    if octets.startswith(b"RIFF") and octets[8:12] == b"WEBP":
        return "image/webp"
    if octets[32_769:32_774] == b"CD001":
        return "application/x-iso9660-image"
    return "text/html" if _PAGE.match(octets[:1_000]) else ""


def dangers(name: str, real: str) -> set[str]:
    """`executable`: opening the file may run it. `disguised`: its name says it is something harmless. `name` is the
    one that was sent."""
    shown = " ".join(name.split())
    runs = real in _RUNS or _RUN_NAMES.search(shown) is not None
    if not runs:
        return {"disguised"} if _TURNED.search(name) else set()
    return {"executable", "disguised"} if _DOCUMENTS.search(shown) or _TURNED.search(name) else {"executable"}


def _package(octets: bytes) -> str:
    if octets[30:38] == b"mimetype" and octets[38:].startswith(b"application/"):  # OpenDocument part 2 section 3.3
        named = re.match(rb"[a-z0-9./+-]{12,80}", octets[38:120])
        return named[0].decode("ascii").partition("PK")[0] if named else "application/zip"
    names = names_in(octets)
    for start, kind in _PACKAGES:
        if any(name.startswith(start) for name in names):
            return kind
    return "application/zip"
