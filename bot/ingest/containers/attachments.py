"""One attached file: a MIME part or a file out of a container in, its safe name, size, digest and warnings out."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from bot.ingest.containers.archive import warnings
from bot.ingest.containers.file_type import dangers, real_type
from bot.ingest.mime.charset import clean, decode
from bot.ingest.mime.opaque import SIGNED_DATA
from bot.mail.message import Attachment

_PATH = re.compile(r"(?:[A-Za-z]:)?[\\/]|\.\.?[\\/]")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_LONGEST = 150
MOST_TEXT = 65_536
_PLAIN_TYPES = frozenset({"text/plain", "text/csv", "text/tab-separated-values", "text/x-log", "application/csv"})
_PLAIN_NAMES = re.compile(r"\.(?:txt|csv|tsv|log)$", re.IGNORECASE)
_EXTENSIONS = {
    "text/plain": "txt",
    "text/html": "html",
    "text/csv": "csv",
    "text/calendar": "ics",
    "application/ics": "ics",
    "application/pdf": "pdf",
    "application/json": "json",
    "application/xml": "xml",
    "application/zip": "zip",
    "application/pgp-signature": "asc",
    "application/pgp-encrypted": "asc",
    "application/pkcs7-signature": "p7s",
    "application/pkcs7-mime": "p7m",
    "application/ms-tnef": "dat",
    "application/rtf": "rtf",
    "message/rfc822": "eml",
    "message/global": "eml",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/bmp": "bmp",
    "image/tiff": "tif",
    "image/svg+xml": "svg",
    "application/msword": "doc",
    "application/vnd.ms-excel": "xls",
}
_ENCRYPTED_TYPES = frozenset({"application/pgp-encrypted", "application/x-pkcs7-mime", "application/pkcs7-mime"})
_MACRO_NAMES = re.compile(r"\.(?:doc|xls|ppt|dot|xlt|pot)m$", re.IGNORECASE)


def safe_name(raw: str, content_type: str, path: str) -> str:
    """A file name without folders, controls, bidirectional marks or reserved words, never empty, at most 150
    characters.

    A path keeps its last part; a nameless part is called after its place and type.
    """
    name = unicodedata.normalize("NFC", " ".join(clean(raw[:4_000]).split()))
    if _PATH.match(name):
        name = re.split(r"[\\/]", name)[-1]
    name = _FORBIDDEN.sub("_", name).strip(" .") if name.strip(" ._") else ""
    if not name:
        extension = _EXTENSIONS.get(content_type, "bin")
        return f"part-{path.replace('/', '-')}.{extension}"
    if _RESERVED.match(name):
        name = "_" + name
    if len(name) > _LONGEST:
        stem, dot, extension = name.rpartition(".")
        name = (
            f"{stem[: _LONGEST - len(extension) - 1]}.{extension}" if dot and len(extension) <= 10 else name[:_LONGEST]
        )
    return name


def is_unsafe(raw: str) -> bool:
    """True when a file name could have led elsewhere, run or deceived: a path, controls, a reserved word."""
    name = " ".join(raw[:4_000].split())
    return bool(_PATH.match(name) or _FORBIDDEN.search(name) or _RESERVED.match(name))


def attachment(
    octets: bytes,
    name: str,
    content_type: str,
    path: str,
    inline: bool,
    flags: tuple[str, ...] = (),
    most_text: int = MOST_TEXT,
) -> Attachment:
    """The record of one file whose decoded octets are given; of plain text the first `most_text` octets are kept."""
    safe = safe_name(name, content_type, path)
    real = real_type(octets)
    return Attachment(
        path=path,
        filename=safe,
        content_type=content_type,
        size=len(octets),
        sha256=hashlib.sha256(octets).hexdigest(),
        inline=inline,
        flags=tuple(sorted({*flags, *_warnings(octets, safe, content_type), *dangers(name, real)})),
        real_type=real,
        text="" if flags or real else _plain(octets, safe, content_type, most_text),
    )


def _plain(octets: bytes, name: str, content_type: str, most: int) -> str:
    """The beginning of a file of plain text, by its type or its name, up to the end of a line; empty for others."""
    if most <= 0 or not (content_type in _PLAIN_TYPES or _PLAIN_NAMES.search(name)):
        return ""
    start = octets[:most]
    if len(octets) > most and b"\0" not in start:
        start = start[: start.rfind(b"\n") + 1] or start
    told = decode(start)
    # A file of octets under a name of text says nothing.
    if b"\0" in start and not told.charset.startswith(("utf-16", "utf-32")):
        return ""
    return told.text.replace("\r\n", "\n").replace("\r", "\n")


def _warnings(octets: bytes, name: str, content_type: str) -> set[str]:
    found: set[str] = set()
    if (content_type in _ENCRYPTED_TYPES and SIGNED_DATA not in octets[:64]) or octets.startswith(
        b"-----BEGIN PGP MESSAGE-----"
    ):
        found.add("sealed")
    found |= warnings(octets)
    if _MACRO_NAMES.search(name):
        found.add("macros")
    return found
