"""A letter's octets in the canonical forms of DKIM (RFC 6376 section 3.4): what is signed and what is hashed."""

from __future__ import annotations

import re
from collections.abc import Sequence

_LINE_ENDS_BACKWARDS = re.compile(rb"(?:\n\r)+")
_FOLD = re.compile(rb"\r\n(?=[ \t])")
_B = re.compile(rb"((?:^|;)[ \t\r\n]{0,20}b[ \t\r\n]{0,20}=)[^;]*")

Field = tuple[str, bytes]
"""A field's name in lower case and the whole field as it stands, without its last line end."""


def halves(octets: bytes, most: int) -> tuple[list[Field], bytes]:
    """The fields of a letter's header section, at most `most` octets of it, and its body; line ends become CRLF."""
    if b"\r\n" not in octets[:4_096]:
        octets = octets.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    head, _, body = octets.partition(b"\r\n\r\n")
    fields: list[Field] = []
    for line in re.split(rb"\r\n(?![ \t])", head[:most])[:2_000]:
        name, colon, _ = line.partition(b":")
        if colon:
            fields.append((name.strip().decode("latin-1").lower(), line))
    return fields, body


def body_of(body: bytes, relaxed: bool) -> bytes:
    """The canonical body: no blank lines at its end, and relaxed: no blanks at line ends, one between words."""
    if relaxed:
        body = _single(body + b"\r\n").replace(b" \r\n", b"\r\n")
    below = body[len(body.rstrip(b"\r\n")) :]
    blank = _LINE_ENDS_BACKWARDS.match(below[::-1])
    end = len(body) - (blank.end() if blank else 0)
    if end == 0:
        return b"" if relaxed else b"\r\n"
    return body[:end] + b"\r\n"


def field_of(field: bytes, relaxed: bool) -> bytes:
    """One canonical field, without a line end."""
    if not relaxed:
        return field
    name, _, value = field.partition(b":")
    return name.strip().lower() + b":" + _single(_FOLD.sub(b"", value)).strip()


def _single(octets: bytes) -> bytes:
    """Runs of blanks and tabs as one blank; halved again and again, so that megabytes of them cost little."""
    octets = octets.replace(b"\t", b" ")
    while b"  " in octets:
        octets = octets.replace(b"  ", b" ")
    return octets


def signed_octets(fields: Sequence[Field], names: Sequence[str], signature: bytes, relaxed: bool) -> bytes:
    """What a signature is over: the fields it names, the last of a name first, and itself without its `b`
    (section 3.7)."""
    left = list(fields)
    chosen = []
    for name in names:
        at = next((at for at in range(len(left) - 1, -1, -1) if left[at][0] == name), None)
        if at is not None:
            chosen.append(field_of(left.pop(at)[1], relaxed))
    own, _, value = signature.partition(b":")
    chosen.append(field_of(own + b":" + _B.sub(rb"\1", value, count=1), relaxed))
    return b"\r\n".join(chosen)
