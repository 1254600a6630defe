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
from bot.ingest.mime.opaque import carried
from bot.ingest.mime.transfer import undo
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
LETTERS = frozenset({"message/rfc822", "message/global", "message/news"})


@dataclass(slots=True)
class Part:
    """One node: its fields, its content type, and where its body stands in `octets`. Containers have children."""

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

    @property
    def encoding(self) -> str:
        """The declared transfer encoding, lower case."""
        return self.head.text("content-transfer-encoding").split(";")[0].strip(" \"'").lower()


class Tree:
    """Reads one letter's structure and collects what was wrong with it in `faults`."""

    def __init__(self, limits: ReadingLimits) -> None:
        self.limits = limits
        self.count = 0
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
        kind, params = parameters(declared)
        if not _TYPE.fullmatch(kind):
            if kind:
                self.fault("content_type_unusable", declared[:80])
            kind = _mended_type(kind, default)
        disposition, disposition_params = parameters(head.text("content-disposition"))
        part = Part(head, octets, head.body_at, end, kind, params, disposition, disposition_params, [], start)
        if kind.startswith("multipart/"):
            self._multipart(part, depth)
            if kind in ("multipart/signed", "multipart/encrypted"):
                self._sealed(part, depth)
        elif kind in LETTERS:
            self._enclosed(part, depth)
        elif kind in SEALED or (kind == "text/plain" and ARMOUR in part.octets[part.start : part.start + 4_096]):
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
            octets = self.opener.pgp(part.children[-1].body())
        elif part.content_type == "text/plain":
            octets = self.opener.inline(part.body())
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
        if tail == b"--":
            return
        opened = at = min(stop + 1, end)
    if opened >= 0:
        yield opened, end


def _before(octets: bytes, found: int, opened: int) -> int:
    """The end of a part: the line break before a delimiter belongs to the delimiter (RFC 2046 section 5.1.1)."""
    if found > opened and octets[found - 1] == 10:
        found -= 1
    if found > opened and octets[found - 1] == 13:
        found -= 1
    return max(found, opened)
