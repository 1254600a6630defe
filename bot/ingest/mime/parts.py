"""The MIME tree (RFC 2045, RFC 2046) of a letter: octets in, parts as places in those octets out.

Bounded in parts and depth whatever is sent: each level is one search for its boundary, nothing is copied before it is
read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.ingest.mime.encoded_words import parameters
from bot.ingest.mime.head import Head, read_head
from bot.ingest.mime.opaque import carried, may_be_sealed
from bot.ingest.mime.transfer import encoding_meant, undo
from bot.ingest.trust.clamd import Scanner
from bot.ingest.trust.seals import Opener
from bot.settings.model import ReadingLimits

_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,100}/[a-z0-9!#$&^_.+*-]{1,100}")
_GUESS = re.compile(
    rb"^--([^\s-][^\r\n]{0,199}?|-{1,60}[^\s-][^\r\n]{0,150}?)[ \t]*\r?\n(?=[Cc]ontent-|\r?\n)", re.MULTILINE
)
_PART_HEADER = 65_536
SEALED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
ARMOUR = b"-----BEGIN PGP "
_UNSAID = frozenset({"application/octet-stream", "application/pkcs7", "application/x-pkcs7", "application/binary"})
_ARMOUR_WITHIN = 65_536
_PGP_CONTROL = "application/pgp-encrypted"
LETTERS = frozenset({"message/rfc822", "message/global", "message/news"})


@dataclass(slots=True)
class Part:
    """One node: its fields, its content type, its transfer encoding (lower case, "" for none) and where its body stands
    in `octets`. Containers have children."""

    head: Head
    octets: bytes
    start: int
    end: int
    content_type: str
    params: dict[str, str]
    disposition: str
    disposition_params: dict[str, str]
    children: list[Part] = field(default_factory=list)
    begin: int = 0
    encoding: str = ""

    @property
    def filename(self) -> str:
        """The declared file name, decoded, as sent; empty when there is none."""
        return self.disposition_params.get("filename") or self.params.get("name") or ""

    def body(self) -> bytes:
        """The body with its transfer encoding undone; damaged encodings give what can be read."""
        return self.undone()[0]

    def undone(self) -> tuple[bytes, bool]:
        """The body, and whether its transfer encoding was damaged."""
        return undo(self.octets[self.start : self.end], self.encoding)


class Tree:
    """Reads one letter's structure and collects what was wrong with it in `faults`."""

    def __init__(self, limits: ReadingLimits) -> None:
        self.limits = limits
        self.count = 0
        self.attached_text = 0
        self.faults: list[tuple[str, str]] = []
        self.opener = Opener(limits, self.fault)
        self.scanner = Scanner(limits.clamd, limits.seconds / 4, self.fault)

    def letter(self, octets: bytes, start: int, end: int, depth: int = 0) -> Part:
        """The tree of the letter in octets[start:end]."""
        return self._part(octets, start, end, depth, "text/plain", self.limits.header_octets)

    def _part(
        self, octets: bytes, start: int, end: int, depth: int, default: str, header_limit: int = _PART_HEADER
    ) -> Part:
        self.count += 1
        head = read_head(octets, start, end, header_limit, header_limit == _PART_HEADER)
        for fault in head.faults:
            self.fault(*fault)
        declared = head.text("content-type")
        if len(head.all_raw("content-type")) > 1:
            self.fault("content_type_repeated", "the first counts")
        encoding, known = encoding_meant(head.raw("content-transfer-encoding").decode("latin-1"))
        if not known:
            self.fault("transfer_encoding_unknown", encoding[:80])
        kind, params = parameters(declared)
        if not _TYPE.fullmatch(kind):
            if kind:
                self.fault("content_type_unusable", declared[:80])
            kind = _mended_type(kind, default)
        disposition, disposition_params = parameters(head.text("content-disposition"))
        part = Part(head, octets, head.body_at, end, kind, params, disposition, disposition_params, [], start, encoding)
        if kind in _UNSAID and part.filename.lower().endswith(".p7m") and may_be_sealed(part.body()):
            part.content_type = kind = "application/pkcs7-mime"  # gateways and telephones leave the type out
        if kind.startswith("multipart/"):
            self._multipart(part, depth)
            if kind in ("multipart/signed", "multipart/encrypted") or _encrypted_within(part) is not None:
                self._sealed(part, depth)
        elif kind in LETTERS:
            self._enclosed(part, depth)
        elif kind in SEALED or (kind == "text/plain" and _is_armoured(part)):
            self._sealed(part, depth)
        return part

    def _sealed(self, part: Part, depth: int) -> None:
        """What stands under a signature or an encryption is read as a child; the sealed part itself is kept whole."""
        if depth >= self.limits.depth or self.count >= self.limits.parts:
            return
        octets = None
        if part.content_type in SEALED:
            octets = self.opener.cms(part.body(), carried)
        elif part.content_type == "multipart/signed" and len(part.children) > 1:
            signed, signature = part.children[0], part.children[1]
            whole = part.octets[part.start : part.end]
            content = part.octets[signed.begin : signed.end]
            self.opener.signed(
                whole, part.params.get("boundary", ""), content, signature.content_type, signature.body()
            )
        elif part.content_type == "multipart/encrypted" and part.children:
            octets = self.opener.pgp((_encrypted_within(part) or part.children[-1]).body())
        elif part.content_type.startswith("multipart/"):
            # Exchange makes multipart/mixed of what was encrypted (RFC 3156 section 4).
            encrypted = _encrypted_within(part)
            octets = None if encrypted is None else self.opener.pgp(encrypted.body())
        elif part.content_type == "text/plain":
            octets = self.opener.inline(part.body(), part.params.get("charset", ""))
        if octets is not None and octets.strip():
            part.children.append(self._part(octets, 0, len(octets), depth + 1, "text/plain"))

    def _multipart(self, part: Part, depth: int) -> None:
        if depth >= self.limits.depth:
            self.fault("too_deep", f"parts nested more than {self.limits.depth} deep are not opened")
            part.content_type = "application/octet-stream"
            return
        boundary = part.params.get("boundary", "").rstrip()
        default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        places = list(_between(part, boundary.encode("utf-8", "replace"))) if boundary else []
        if not places and part.encoding in ("base64", "quoted-printable"):
            self.fault("multipart_encoded", part.encoding)  # RFC 2045 section 6.4 forbids it
            part.octets = part.body()
            part.start, part.end = 0, len(part.octets)
            places = list(_between(part, boundary.encode("utf-8", "replace"))) if boundary else []
        if not places:
            self.fault("boundary_not_found", boundary[:80] or "none declared")
            guess = _GUESS.search(part.octets, part.start, min(part.end, part.start + 262_144))
            if guess:
                places = list(_between(part, guess[1]))
        if places and places[-1][1] == part.end:
            self.fault("boundary_not_closed", "the letter may have been cut short")
        for start, end in places:
            if self.count >= self.limits.parts:
                self.fault("too_many_parts", f"more than {self.limits.parts} parts: the rest is not opened")
                break
            part.children.append(self._part(part.octets, start, end, depth + 1, default))
        if not part.children:
            part.content_type = "text/plain"
        elif places[-1][1] < part.end:
            self._behind(part, places[-1][1])

    def _behind(self, part: Part, at: int) -> None:
        """What stands behind the last delimiter: told, and read where nothing else is (RFC 2046 section 5.1.1)."""
        delimiter = part.octets.find(b"--", at, part.end)
        start = part.octets.find(b"\n", delimiter, part.end) + 1 if delimiter >= 0 else 0
        if not start or not (rest := part.octets[start : part.end].strip()) or rest.startswith(b"--"):
            return
        self.fault("text_behind_last_part", rest[:150].decode("utf-8", "replace"))
        if not any(child.content_type.startswith(("text/", "multipart/", "message/")) for child in part.children):
            part.children.append(
                Part(Head((), start), part.octets, start, part.end, "text/plain", {}, "", {}, [], start)
            )

    def _enclosed(self, part: Part, depth: int) -> None:
        if depth >= self.limits.depth or self.count >= self.limits.parts:
            self.fault("too_deep", "an enclosed letter is not opened")
            return
        if part.encoding in ("base64", "quoted-printable"):
            self.fault("enclosed_letter_encoded", part.encoding)  # RFC 2046 section 5.2.1 forbids it; mailers do it
            octets = part.body()
            part.children.append(self.letter(octets, 0, len(octets), depth + 1))
        else:
            part.children.append(self.letter(part.octets, part.start, part.end, depth + 1))

    def fault(self, code: str, detail: str) -> None:
        """Remember something wrong, once, at most fifty things."""
        if len(self.faults) < 50 and (code, detail) not in self.faults:
            self.faults.append((code, detail))


def _is_armoured(part: Part) -> bool:
    if part.end - part.start < _ARMOUR_WITHIN and part.encoding == "base64":
        return ARMOUR in part.body()
    return part.octets.find(ARMOUR, part.start, _armour_end(part)) >= 0


def _armour_end(part: Part) -> int:
    return min(part.end, part.start + _ARMOUR_WITHIN)


def _encrypted_within(part: Part) -> Part | None:
    """The encrypted part behind an OpenPGP control part, whatever the multipart is called; None when there is none."""
    kinds = [child.content_type for child in part.children]
    if _PGP_CONTROL not in kinds:
        return None
    below = part.children[kinds.index(_PGP_CONTROL) + 1 :]
    return next((one for one in below if ARMOUR in one.octets[one.start : _armour_end(one)]), next(iter(below), None))


def _mended_type(kind: str, default: str) -> str:
    """What a broken Content-Type most likely means (RFC 2045 section 5.2: text/plain when it cannot be told)."""
    main = kind.partition("/")[0]
    if main == "multipart":
        return "multipart/mixed"
    if main in ("text", "") or default == "message/rfc822":
        return default if not kind else "text/plain"
    return "application/octet-stream" if main in ("image", "audio", "video", "application") else "text/plain"


def _between(part: Part, boundary: bytes) -> Iterator[tuple[int, int]]:
    """Places between delimiter lines; a missing last delimiter ends with the container."""
    octets, end, mark = part.octets, part.end, b"--" + boundary
    at, opened = part.start, -1
    while True:
        found = octets.find(mark, at, end)
        if found < 0:
            break
        at = found + len(mark)
        if found > part.start and octets[found - 1] not in b"\r\n":
            at = octets.find(b"\n", at, end)  # only a line can begin with a delimiter
            if at < 0:
                break
            continue
        stop = octets.find(b"\n", at, end)
        stop = end if stop < 0 else stop
        tail = octets[at : min(stop, at + 200)].strip()
        if tail not in (b"", b"--"):
            continue
        if opened >= 0:
            yield opened, _before(octets, found, opened)
        if tail == b"--" and octets.find(mark, stop, end) < 0:
            return
        at = min(stop + 1, end)
        opened = at if tail != b"--" else -1  # some programs close too early, and go on
    if opened >= 0:
        yield opened, end


def _before(octets: bytes, found: int, opened: int) -> int:
    """The end of a part: the line break before a delimiter belongs to the delimiter (RFC 2046 section 5.1.1)."""
    if found > opened and octets[found - 1] == 10:
        found -= 1
    if found > opened and octets[found - 1] == 13:
        found -= 1
    return max(found, opened)
