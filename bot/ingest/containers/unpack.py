"""Files of one letter, and what stands inside those that hold others: octets in, the flat list with its paths out.

Letters of every format are opened (RFC 5322, Outlook, TNEF); archives and office files are not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.ingest.containers.attachments import MOST_TEXT, attachment, is_unsafe
from bot.ingest.containers.mapi import InnerFile, InnerLetter
from bot.ingest.containers.outlook import is_outlook, read_outlook
from bot.ingest.containers.tnef import SIGNATURE, TYPE, Tnef, read_tnef
from bot.ingest.mime.parts import Part, Tree
from bot.ingest.mime.transfer import is_uuencoded, uudecoded
from bot.mail.message import Attachment, Forwarded

_MOST_TEXT = 262_144
_UU_BEGIN = re.compile(r"begin [0-7]{3,4} (\S[^\r\n]{0,199})")
_SAVED = re.compile(rb"\s{0,10}(?:\xef\xbb\xbf)?(?:[!-9;-~]{1,80}[ \t]{0,5}:[^\n]{0,2000}\n|From [^\n]{1,300}\n)")


@dataclass(slots=True)
class Files:
    """What is attached to a letter. `letters` are enclosed letters with the path of their file, `saved` those in a
    program's own format; `prefix` is the path of the file that the letter itself stands in."""

    tree: Tree
    prefix: str = ""
    attachments: list[Attachment] = field(default_factory=list)
    letters: list[tuple[str, Part]] = field(default_factory=list)
    saved: list[Forwarded] = field(default_factory=list)
    number: int = 0

    def part(self, part: Part, octets: bytes, inline: bool) -> None:
        """Keep a part as a file, and what is inside it."""
        self._open(octets, part.filename, part.content_type, self._path(), inline)

    def letter(self, part: Part) -> None:
        """Keep an enclosed letter that was read with the tree."""
        name = part.filename
        if not name and part.children and (subject := part.children[0].head.readable("subject")):
            name = f"{subject[:100]}.eml"
        path = self._path()
        self._keep(part.body(), name, part.content_type, path, part.disposition == "inline")
        if part.children:
            self.letters.append((path, part.children[0]))

    def tnef(self, part: Part, octets: bytes) -> Tnef | None:
        """Keep a TNEF stream and its files; its body is for the letter that it came with."""
        path = self._path()
        self._keep(octets, part.filename, part.content_type, path, False)
        content = read_tnef(octets, self.tree.limits.text_characters)
        if content is None:
            self.tree.fault("tnef_unreadable", part.filename[:80])
            return None
        if content.damaged:
            self.tree.fault("tnef_damaged", f"{len(content.files)} files read before the fault")
        self._inner(content.files, path)
        return content

    def without_uuencode(self, text: str) -> str:
        """The text with uuencoded files taken out of it; a file without its end stays text."""
        if "\nbegin " not in text and not text.startswith("begin "):
            return text
        kept: list[str] = []
        begun: int | None = None
        for line in text.split("\n"):
            kept.append(line)
            if begun is None and _UU_BEGIN.fullmatch(line):
                begun = len(kept) - 1
            elif begun is not None and line.rstrip() == "end":
                name, coded = kept[begun].split(" ", 2)[2], "\n".join(kept[begun + 1 : -1])
                octets = uudecoded(coded.encode("latin-1", "replace"))
                if is_uuencoded(coded):
                    self._open(octets, name, "application/octet-stream", self._path(), False)
                    del kept[begun:]
                begun = None
            elif begun is not None and (len(line) > 90 or not line):
                begun = None
        return "\n".join(kept)

    def _open(self, octets: bytes, name: str, content_type: str, path: str, inline: bool) -> None:
        self._keep(octets, name, content_type, path, inline)
        if is_outlook(octets, name, content_type):
            content = read_outlook(octets, self.tree.limits.text_characters)
            if content is None:
                self.tree.fault("outlook_letter_unreadable", name[:80])
            else:
                self._saved(content, path)
        elif name.lower().endswith(".eml") and _SAVED.match(octets) and self.tree.count < self.tree.limits.parts:
            self.letters.append((path, self.tree.letter(octets, 0, len(octets))))

    def _saved(self, content: InnerLetter, path: str) -> None:
        self.saved.append(content.letter)
        self._inner(content.files, path)

    def _inner(self, files: list[InnerFile], path: str) -> None:
        for order, file in enumerate(files, 1):
            below = f"{path}/{order}"
            if len(self.attachments) >= self.tree.limits.parts:
                self.tree.fault("too_many_parts", f"more than {self.tree.limits.parts} files: the rest is not listed")
                return
            if file.letter is None and not file.octets.startswith(SIGNATURE):
                self._open(file.octets, file.name, file.content_type, below, False)
                continue
            self._keep(file.octets, file.name, file.content_type, below, False)
            if file.letter is not None:
                self._saved(file.letter, below)

    def _keep(self, octets: bytes, name: str, content_type: str, path: str, inline: bool) -> None:
        found = self.tree.scanner.infected(octets)
        flags = ("infected", "sealed") if found else ()
        most = min(MOST_TEXT, _MOST_TEXT - self.tree.attached_text)
        kept = attachment(octets, name, content_type, path, inline, flags, most)
        self.tree.attached_text += len(kept.text)
        self.attachments.append(kept)
        if is_unsafe(name) or (name.strip() and kept.filename != name.strip()):
            self.tree.fault("file_name_mended", f"{kept.path}: {kept.filename}")
        if found:
            self.tree.fault("infected", f"{kept.filename}: {found}")

    def _path(self) -> str:
        self.number += 1
        return f"{self.prefix}{self.number}"


def is_tnef(octets: bytes, content_type: str) -> bool:
    """True for winmail.dat, whatever it is called."""
    return content_type in (TYPE, "application/vnd.ms-tnef") or octets.startswith(SIGNATURE)
