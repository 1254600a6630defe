"""A letter's octets in, a `Message` out, whatever the octets are: a faulty letter is a Message with Defects, never an
exception.
"""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterable
from datetime import datetime

from bot.ingest.body import Gathered, Gatherer, text_of
from bot.ingest.kinds.bounce import read_bounce
from bot.ingest.kinds.feedback import read_feedback
from bot.ingest.mime.charset import decode
from bot.ingest.mime.encoded_words import cut_word, field_text, unfold
from bot.ingest.mime.envelope import (
    MOST_IDENTIFIERS,
    MOST_MAILBOXES,
    authors,
    identifiers,
    mailboxes,
    message_id,
    return_path,
)
from bot.ingest.mime.head import Head, read_head
from bot.ingest.mime.instants import instants
from bot.ingest.mime.parts import Part, Tree
from bot.ingest.text.forward import inline_forwards
from bot.ingest.text.reply import read_reply
from bot.ingest.trust.dkim import dkim_seals
from bot.ingest.trust.name_service import records_of
from bot.mail.message import Address, Attachment, Defect, Forwarded, Message, Seal
from bot.mail.unsaid import points_elsewhere
from bot.settings.model import ReadingLimits

_MOST_INNER_IDS = 300
_DEEPEST_ENCLOSED = 8
_SHORT = 1_000
"""Signs of a letter that may say no more than that what matters is attached."""
_READ_BY_PEOPLE = frozenset({"subject", "from", "to", "cc", "reply-to", "sender"})
_REPLY = re.compile(r"\s{0,5}(?:\[[^\]]{0,60}\]\s?)?(?:\w{2,5}|答复|回复)\s?(?:\[\d+\])?\s?[:：]")
# mail-parser writes what it meets in a letter, addresses included, to its own log.
logging.getLogger("mailparser").setLevel(logging.CRITICAL)


def parse(octets: bytes, limits: ReadingLimits) -> Message:
    """The letter as read within the limits. Never raises: what failed is told in `defects`, what could be read is
    kept.
    """
    size, digest = len(octets), hashlib.sha256(octets).hexdigest()
    faults: list[tuple[str, str]] = []
    if size > limits.octets:
        faults.append(("letter_too_large", f"more than {limits.octets} octets: the rest is not read"))
    try:
        return _read(octets, limits, size, digest, faults)
    except Exception as error:  # the parse seam (design section 6): the letter goes to a human with what its head says
        faults.append(("parser_failed", f"{type(error).__name__}: {str(error)[:200]}"))
        return _head_only(octets, limits, size, digest, faults)


def _read(octets: bytes, limits: ReadingLimits, size: int, digest: str, faults: list[tuple[str, str]]) -> Message:
    if b"\r" in octets[:8_192] and b"\n" not in octets[:8_192]:
        octets = octets.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        faults.append(("line_ends_mended", "bare carriage returns"))
    tree = Tree(limits)
    root = tree.letter(octets, 0, min(len(octets), limits.octets))
    gatherer = Gatherer(tree)
    gathered = gatherer.gather(root)
    subject = root.head.readable("subject")
    text, html = _told_by(gatherer, subject)
    enclosed, files, inner_ids = _enclosed(tree, gathered)
    wordless = not text.strip()
    if wordless and enclosed:
        text = "\n\n".join(_told(one) for one in enclosed if one.text.strip())
    text = text[: limits.text_characters]
    reply = read_reply(text)
    own_words = reply.interleaved or not (reply.cuts and reply.cuts[0].start == 0 and reply.history)
    answers = bool(root.head.raw("in-reply-to") or root.head.raw("references") or _REPLY.match(subject))
    date, received_at, date_faults = instants(root.head)
    bounce = read_bounce(root.head, gathered, text)
    to, cc, references = mailboxes(root.head, "to"), mailboxes(root.head, "cc"), identifiers(root.head, "references")
    faults += [
        *tree.faults,
        *date_faults,
        *gathered.faults,
        *_head_faults(root.head, subject),
        *_cut_lists(to, cc, references),
    ]
    return Message(
        sha256=digest,
        size=size,
        message_id=message_id(root.head),
        in_reply_to=identifiers(root.head, "in-reply-to"),
        references=references,
        subject=subject,
        date=date,
        from_=authors(root.head),
        sender=mailboxes(root.head, "sender"),
        reply_to=mailboxes(root.head, "reply-to"),
        to=to,
        cc=cc,
        return_path=return_path(root.head),
        delivered_to=_delivered_to(root.head),
        received_at=received_at,
        text=text,
        html=html[: limits.text_characters] if html is not None else None,
        new_text=reply.new_text,
        cuts=reply.cuts,
        forwarded=(*(() if wordless else inline_forwards(text, reply.history, subject, own_words, answers)), *enclosed),
        attachments=_in_order(gathered.attachments, files),
        deliveries=bounce.deliveries,
        original_message_id=bounce.original_message_id,
        feedback=read_feedback(root.head, gathered, text),
        inner_ids=tuple(dict.fromkeys((*inner_ids, *bounce.inner_ids)))[:_MOST_INNER_IDS],
        fields=root.head.mapping(),
        part_types=tuple(gathered.types[: limits.parts]),
        defects=tuple(Defect(code, detail[:200]) for code, detail in faults[:100]),
        seals=(*tree.opener.seals, *_checked(octets, size, limits, received_at)),
    )


def _checked(octets: bytes, size: int, limits: ReadingLimits, received_at: datetime | None) -> tuple[Seal, ...]:
    """DKIM seals, where they are wanted and the letter stands as it was sent."""
    altered = len(octets) != size or size > limits.octets
    if limits.dkim_resolver is None or altered or b"DKIM-Signature" not in octets[: limits.header_octets]:
        return ()
    return dkim_seals(octets, records_of(limits.dkim_resolver).text, received_at)


def _told_by(gatherer: Gatherer, subject: str) -> tuple[str, str | None]:
    """The readable text and the HTML; attached text too where the letter only points to it."""
    text, html = text_of(gatherer.found)
    if len(text) < _SHORT and points_elsewhere(subject, text) and gatherer.show_attached():
        return text_of(gatherer.found)
    return text, html


def _head_only(octets: bytes, limits: ReadingLimits, size: int, digest: str, faults: list[tuple[str, str]]) -> Message:
    head = read_head(octets, 0, min(len(octets), limits.header_octets), limits.header_octets)
    return Message(
        sha256=digest,
        size=size,
        message_id=message_id(head),
        in_reply_to=identifiers(head, "in-reply-to"),
        references=identifiers(head, "references"),
        subject=head.readable("subject"),
        from_=authors(head),
        to=mailboxes(head, "to"),
        return_path=return_path(head),
        fields=head.mapping(),
        defects=tuple(Defect(code, detail[:200]) for code, detail in faults),
    )


def _delivered_to(head: Head) -> tuple[str, ...]:
    names = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
    return tuple(dict.fromkeys(one.address for name in names for one in mailboxes(head, name)))[:50]


def _head_faults(head: Head, subject: str) -> Iterable[tuple[str, str]]:
    """What is wrong with the fields of a letter: missing, repeated, in octets of no declared charset, too many."""
    if not head.fields:
        yield "header_absent", "no header field at all"
        return
    for name in ("from", "message-id"):
        count = len(head.all_raw(name))
        if count == 0:
            yield f"{name.replace('-', '_')}_absent", ""
        elif name == "from" and not authors(head):
            yield "from_unusable", field_text(head.raw("from")[:80]).strip()
        elif count > 1:
            yield f"{name.replace('-', '_')}_repeated", f"{count} fields, the first counts"
    if len(head.all_raw("subject")) > 1:
        yield "subject_repeated", "the first counts"
    if "=?" in subject or "\ufffd" in subject:
        yield "encoded_word_unreadable", subject[:80]
    for name, value in head.fields:
        if name in _READ_BY_PEOPLE and b"=?" in value and _ends_cut(value[-4_100:].rstrip()):
            yield "encoded_word_cut", name
        if b"\0" in value:
            yield "nul_removed", name
        if name in _READ_BY_PEOPLE and not value.isascii() and (mended := decode(value, "utf-8").mended):
            yield "header_charset_mended", f"{name}: {mended}"


def _ends_cut(value: bytes) -> bool:
    return not value.endswith(b"?=") and cut_word(unfold(field_text(value))) is not None


def _cut_lists(
    to: tuple[Address, ...], cc: tuple[Address, ...], references: tuple[str, ...]
) -> Iterable[tuple[str, str]]:
    for name, found in (("to", to), ("cc", cc)):
        if len(found) >= MOST_MAILBOXES:
            yield "addresses_left_out", f"{name}: {MOST_MAILBOXES} kept"
    if len(references) >= MOST_IDENTIFIERS:
        yield "references_left_out", f"the last {MOST_IDENTIFIERS} kept"


def _enclosed(
    tree: Tree, gathered: Gathered, depth: int = 0
) -> tuple[tuple[Forwarded, ...], list[Attachment], list[str]]:
    """Letters attached to a letter, depth first, with their files and the identifiers they carry."""
    found: list[Forwarded] = list(gathered.saved)
    files: list[Attachment] = []
    ids: list[str] = [one.message_id for one in gathered.saved if one.message_id]
    for path, root in gathered.letters:
        inner = Gatherer(tree, f"{path}/").gather(root)
        text, _ = text_of(inner)
        found.append(_forwarded(root, text[: tree.limits.text_characters]))
        files += inner.attachments
        ids += _ids(root.head)
        if depth < _DEEPEST_ENCLOSED:
            below, more, deeper = _enclosed(tree, inner, depth + 1)
            found += below
            files += more
            ids += deeper
        elif inner.letters or inner.saved:
            tree.fault("too_deep", f"letters in letters more than {_DEEPEST_ENCLOSED} deep are not opened")
    return tuple(found[:100]), files, ids


def _forwarded(root: Part, text: str) -> Forwarded:
    author = next(iter(authors(root.head)), None)
    date, _, _ = instants(root.head)
    return Forwarded(
        author, date, root.head.readable("subject"), message_id(root.head), text, headed=author is not None
    )


def _ids(head: Head) -> list[str]:
    own = message_id(head)
    return [*([own] if own else []), *identifiers(head, "in-reply-to"), *identifiers(head, "references")]


def _in_order(own: list[Attachment], inner: list[Attachment]) -> tuple[Attachment, ...]:
    """All files by path: a container's children right after it."""
    return tuple(sorted((*own, *inner), key=lambda one: [int(step) for step in one.path.split("/")]))


def _told(one: Forwarded) -> str:
    lines = []
    if one.author is not None:
        name = f"{one.author.name} <{one.author.address}>" if one.author.name else one.author.address
        lines.append(f"De : {name}")
    if one.date is not None:
        lines.append(f"Date : {one.date:%d/%m/%Y %H:%M} (UTC)")
    if one.subject:
        lines.append(f"Objet : {one.subject}")
    return "\n".join([*lines, *([""] if lines else []), one.text])
