"""One attached file: a MIME part or a file out of a container in, its safe name, size, digest and warnings out."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from bot.ingest.containers.archive import warnings
from bot.ingest.containers.file_type import dangers, real_type
from bot.ingest.mime.charset import clean
from bot.ingest.mime.opaque import SIGNED_DATA
from bot.mail.message import Attachment

_PATH = re.compile(r"(?:[A-Za-z]:)?[\\/]|\.\.?[\\/]")
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_LONGEST = 150
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
    octets: bytes, name: str, content_type: str, path: str, inline: bool, flags: tuple[str, ...] = ()
) -> Attachment:
    """The record of one file whose decoded octets are given."""
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
    )


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
