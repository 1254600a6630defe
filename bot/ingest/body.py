"""The displayed body of a MIME tree: parts in, one readable text, one HTML and the list of attached files out.

The text of an enclosed letter never joins the letter's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.ingest.calendar import read_calendar
from bot.ingest.containers.tnef import TYPE as TNEF
from bot.ingest.containers.unpack import Files, is_tnef
from bot.ingest.mime.charset import decode
from bot.ingest.mime.parts import LETTERS, SEALED, Part, Tree
from bot.ingest.text.flowed import unflowed
from bot.ingest.text.html_text import html_text
from bot.ingest.text.rtf import rtf_text
from bot.mail.message import Attachment, Forwarded

_SHOWN = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text/rtf", "text/x-amp-html"})
_FILES = frozenset(
    {
        "text/csv",
        "text/vcard",
        "text/x-vcard",
        "text/directory",
        "text/css",
        "text/xml",
        "text/javascript",
        "text/rfc822-headers",
    }
)
_MACHINE = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "message/feedback-report",
        "text/rfc822-headers",
    }
)
_HTML = re.compile(r"\s{0,200}<(?:!doctype html|html)[\s>]", re.IGNORECASE)
_A_STUB = 50
"""Signs of a plain text too short to be a report."""
_FEW_ATTACHED, _SMALL_ATTACHED = 2, 50_000
"""So many attached texts of so many octets are read where a letter says nothing else."""
_MANY_TIMES = 8
_STUB = re.compile(r"html|navigateur|browser|version (?:en ligne|web)|afficher|view (?:this|it)|lecteur", re.IGNORECASE)
_ENRICHED = re.compile(r"(?<!<)</?[A-Za-z][A-Za-z0-9-]{0,60}>")
_PARAM = re.compile(r"<param>[^<]{0,500}</param>", re.IGNORECASE)


@dataclass(slots=True)
class Shown:
    """A displayed stretch: its text and its HTML; one of them may be missing."""

    text: str = ""
    html: str | None = None


@dataclass(slots=True)
class Gathered:
    """What a tree shows and carries. `letters` are enclosed letters with the path of their attachment, `saved` those
    in a program's own file format."""

    shown: list[Shown] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    letters: list[tuple[str, Part]] = field(default_factory=list)
    saved: list[Forwarded] = field(default_factory=list)
    machine: list[tuple[str, bytes]] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    calendars: list[str] = field(default_factory=list)
    faults: list[tuple[str, str]] = field(default_factory=list)


class Gatherer:
    """Walks one letter's tree; `prefix` is the path of the attachment it stands in ("" for the letter itself)."""

    def __init__(self, tree: Tree, prefix: str = "") -> None:
        self.tree = tree
        self.found = Gathered()
        self.files = Files(tree, prefix, self.found.attachments, self.found.letters, self.found.saved)
        self.named: list[tuple[Part, bytes]] = []
        self.attached: list[tuple[Part, bytes]] = []
        self.root: Part | None = None

    def gather(self, root: Part) -> Gathered:
        """Everything shown and carried by the tree. Where nothing else is shown, text with a file name of its own is,
        or else attached text: some programs name what they show, or call it an attachment."""
        self.root = root
        self.found.shown = self._shown(root, False, False)
        if not self._shows():
            self.found.shown += [shown for part, octets in self.named for shown in self._text(part, octets)]
        if not self._shows():
            self.show_attached()
        return self.found

    def show_attached(self) -> bool:
        """Shows the few small texts that are attached after what is shown; False when there is none."""
        more = [shown for part, octets in self.attached for shown in self._text(part, octets)]
        self.found.shown += more
        return bool(more)

    def _shows(self) -> bool:
        return any(one.text.strip() or one.html for one in self.found.shown)

    def _shown(self, part: Part, related: bool, signature: bool) -> list[Shown]:
        kind = part.content_type
        method = part.params.get("method", "").upper()[:20]
        self.found.types.append(
            f"{kind};method={method}"
            if kind == "text/calendar" and method and part.disposition != "attachment"
            else kind
        )
        if kind in LETTERS:
            self.files.letter(part)
            return []
        if part.children:
            if kind in SEALED:
                self.files.part(part, part.body(), False)
            return self._container(part)
        if kind in _MACHINE:
            self.found.machine.append((kind, part.body()[:1_000_000]))
            if part.filename and kind not in ("message/delivery-status", "text/rfc822-headers"):
                self.files.part(part, part.body(), True)
            return []
        if signature and not part.filename:
            return []
        return self._leaf(part, related)

    def _leaf(self, part: Part, related: bool) -> list[Shown]:
        kind = part.content_type
        octets, damaged = part.undone()
        if damaged:
            self.tree.fault("transfer_encoding_mended", f"{part.encoding} of {part.filename[:80] or kind}")
        if is_tnef(octets, kind):
            return self._tnef(part, octets)
        if self._is_body(part, related):
            return self._text(part, octets)
        if kind in ("text/calendar", "application/ics"):
            self.found.calendars.append(decode(octets, part.params.get("charset")).text)
            if part.disposition != "attachment" and not part.filename:
                return []
        if kind in ("text/plain", "text/html") and not related:
            if part.disposition != "attachment":
                self.named.append((part, octets))
            if len(self.attached) < _FEW_ATTACHED and len(octets) <= _SMALL_ATTACHED:
                self.attached.append((part, octets))
        if octets or part.filename or part.disposition:
            self.files.part(part, octets, part.disposition == "inline" or related)
        return []

    def _tnef(self, part: Part, octets: bytes) -> list[Shown]:
        content = self.files.tnef(part, octets)
        if content is None:
            return []
        text = content.text.strip()
        self.found.types.append(f"text/calendar;method={content.method}" if content.method else TNEF)
        return [Shown(text, content.html)] if text or content.html else []

    def _is_body(self, part: Part, related: bool) -> bool:
        kind = part.content_type
        if part is self.root and kind in _SHOWN:
            return part.disposition != "attachment" or not part.filename
        if (
            part.disposition == "attachment"
            or part.filename
            or not kind.startswith("text/")
            or kind in _FILES
            or kind == "text/calendar"
        ):
            return False
        return not (related and kind not in ("text/html", "text/plain"))

    def _container(self, part: Part) -> list[Shown]:
        kind = part.content_type
        shown: list[list[Shown]] = []
        for order, child in enumerate(part.children):
            related = kind == "multipart/related" and order > 0
            shown.append(self._shown(child, related, kind == "multipart/signed" and order == 1))
        if kind != "multipart/alternative":
            return [one for some in shown for one in some]
        return _chosen(shown)

    def _text(self, part: Part, octets: bytes) -> list[Shown]:
        if not octets.strip() and part.encoding == "base64":
            octets = part.octets[part.start : part.end]
        decoded = decode(octets, _charset(part, octets))
        if decoded.mended and (part.params.get("charset") or not octets.isascii()):
            self.tree.fault("charset_mended", decoded.mended)
        if b"\0" in octets and not decoded.charset.startswith(("utf-16", "utf-32")):
            self.tree.fault("nul_removed", part.content_type)
        text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
        kind = part.content_type
        if len(text) > self.tree.limits.text_characters:
            self.tree.fault("text_cut", f"{len(text)} characters, {self.tree.limits.text_characters} kept")
            text = text[: self.tree.limits.text_characters]
        if kind == "text/html" or (kind == "text/plain" and _HTML.match(text)):
            return [Shown(html=text)]
        if kind in ("text/enriched", "text/richtext"):
            return [Shown(_ENRICHED.sub("", _PARAM.sub("", text)).replace("<<", "<"))]
        if kind == "text/rtf":
            return [Shown(rtf_text(octets))]
        if part.params.get("format", "").lower() == "flowed":
            text = unflowed(text, part.params.get("delsp", "").lower() == "yes")
        return [Shown(self.files.without_uuencode(text))]


def _charset(part: Part, octets: bytes) -> str | None:
    declared = part.params.get("charset")
    if declared or part.content_type != "text/html":
        return declared
    said = re.search(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_:-]{2,40})", octets[:4_000], re.IGNORECASE)
    return said[1].decode("ascii") if said else None


def _chosen(shown: list[list[Shown]]) -> list[Shown]:
    """Of alternatives, the first plain text that says something and the last HTML (RFC 2046 section 5.1.4)."""
    text, html = "", None
    for some in shown:
        plain = "\n".join(one.text for one in some if one.text.strip())
        text = text or plain
        pages = [one.html for one in some if one.html is not None]
        html = "\n".join(pages) if pages else html
    return [Shown(text, html)] if text or html is not None else []


def text_of(found: Gathered) -> tuple[str, str | None]:
    """The letter's own readable text and its HTML. A calendar part speaks when nothing else does."""
    texts: list[str] = []
    for one in found.shown:
        plain = one.text.strip("\n")
        stub = len(plain) < _A_STUB or (len(plain) < 200 and _STUB.search(plain) is not None)
        if one.html is not None and stub:
            page = html_text(one.html)
            if page.hidden:
                found.faults.append(("hidden_text", "text not meant to be seen was left out"))
            # « Voir le tableau »: a plain text of a few words is what a page many times as long stands for.
            few = plain.strip() and _STUB.search(plain) is None
            plain = page.text if len(page.text) > len(plain) * (_MANY_TIMES if few else 1) else plain
        texts.append(plain)
    pages = [one.html for one in found.shown if one.html is not None]
    text = "\n\n".join(part for part in texts if part.strip())
    if not text.strip() and found.calendars:
        text = read_calendar(found.calendars[0]).text
    return text, "\n".join(pages) if pages else None
