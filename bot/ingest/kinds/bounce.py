"""Delivery reports, standard (RFC 3464) and not: a letter's head, parts and text in, what became of each recipient
out.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.ingest.body import Gathered
from bot.ingest.kinds.mail_system import is_delay, is_report, report_text
from bot.ingest.mime.charset import decode
from bot.ingest.mime.envelope import identifiers, mailboxes, message_id
from bot.ingest.mime.head import Head, read_head
from bot.mail.address import normalised, plausible
from bot.mail.delivery_report import deliveries, enhanced_status, told
from bot.mail.message import Delivery
from bot.mail.refusal import reason_of

_ADDRESS = r"[^\s<>()\[\],;:\"@\\'`*|]{1,100}@[^\s<>()\[\],;:\"@\\'`*|=]{2,100}"
_FIRST = re.compile(
    rf"^[\s*>-]{{0,12}}(?:\d{{1,2}}[.)]\s|5\d\d[ -](?:5\.\d\.\d\s)?)?[<\[(\"']{{0,2}}(?:mailto:|smtp:|"
    rf"rfc822;)?({_ADDRESS})[>\])\"']{{0,2}}(?=[\s:;,.(]|$)",
    re.MULTILINE | re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?:recipients?|rcpt to|to|for|user|address|destinataires?|mailbox|account|failed|adresse|à|unknown|"
    rf"addressee|delivering|delivered|mail|sending|reason|userid|smtp)(?:\s{{1,2}}address)?(?:\s{{1,2}}(?:is|"
    rf"was))?[\s:;=<\[(\"']{{1,6}}(?:smtp:|rfc822;)?({_ADDRESS})",
    re.IGNORECASE,
)
_ANY = re.compile(rf"({_ADDRESS})")
_HEADER_LINE = re.compile(
    r"^[\s>]{0,3}(?:to|cc|x-original-to|delivered-to|original-recipient|final-recipient)\s?:[^\n@]{0,200}?("
    + _ADDRESS
    + ")",
    re.IGNORECASE | re.MULTILINE,
)
_NOT_A_RECIPIENT = re.compile(
    r"^(?:postmaster|mailer-daemon|abuse|help|support|admin|webmaster|hostmaster|root)@", re.IGNORECASE
)
_CODED = re.compile(
    r"[^\n]{0,200}(?<![\d.\[])(?:[45][0-5]\d[ \-#]|[45]\.\d{1,2}\.\d{1,3})[^\n]{0,300}(?:\n[ "
    r"\t>]{1,12}\S[^\n]{0,200}){0,2}"
)
_FIELDS = re.compile(
    r"^(?:final|original)-recipient\s?:.{0,400}\n(?:.{0,400}\n){0,6}?(?:action|status)\s?:",
    re.IGNORECASE | re.MULTILINE,
)
_CAUSE = re.compile(r"(?<![\d.])4\.[1-7]\.[1-9]\d?(?![\d.]*\d)")
_SYSTEM_NAME = re.compile(r"mail (?:delivery )?(?:sub)?system|mailer[- ]daemon", re.IGNORECASE)
# Refused before any recipient was named: what the server says is about us.
_ABOUT_SENDER = re.compile(r"after (?:pipelined )?(?:mail from|ehlo|helo)|my name was rejected", re.IGNORECASE)
_MOST_TEXT = 60_000
_MOST_MENTIONS = 5


class Bounce(NamedTuple):
    """What a delivery report says; all empty when the letter is none."""

    deliveries: tuple[Delivery, ...] = ()
    original_message_id: str | None = None
    inner_ids: tuple[str, ...] = ()


def read_bounce(head: Head, gathered: Gathered, text: str) -> Bounce:
    """The outcome of each recipient a letter reports on, and the identifier of the letter that came back."""
    if "message/disposition-notification" in gathered.types:
        return Bounce((), *_original(head, gathered, text))
    found = _standard(gathered, text)
    if not found:
        if not is_report(head, gathered, text):
            return Bounce()
        found = _inline(text) or _from_text(head, gathered, text)
        if not found:
            return Bounce()
    original, ids = _original(head, gathered, text)
    return Bounce(found, original, ids)


def _inline(text: str) -> tuple[Delivery, ...]:
    """The fields of RFC 3464 where they stand in the readable text: in a broken or a forwarded report."""
    if not _FIELDS.search(text[:_MOST_TEXT]):
        return ()
    return tuple(one for one in deliveries(text[:_MOST_TEXT]) if one.recipient and plausible(one.recipient))


def _standard(gathered: Gathered, text: str) -> tuple[Delivery, ...]:
    """From a message/delivery-status part; a diagnostic that says nothing is filled from the human text."""
    for kind, octets in gathered.machine:
        if not kind.endswith("delivery-status"):
            continue
        found = deliveries(decode(octets).text)
        if not found:
            continue
        spoken = report_text(text)
        return tuple(_filled(one, spoken) for one in found)
    return ()


def _filled(one: Delivery, spoken: str) -> Delivery:
    if one.status == "4.4.7" and spoken:
        # The sender's own word for giving up: what stopped it stands in the human text.
        cause = next(
            (c for c in _CAUSE.findall(spoken[max(spoken.rfind(one.recipient or ""), 0) :][:600]) if c != "4.4.7"), None
        )
        return one if cause is None else Delivery(one.recipient, one.action, cause, one.reason, one.diagnostic)
    if one.reason != "other" or not spoken or one.action not in ("failed", "delayed"):
        return one
    if one.diagnostic and len(one.diagnostic) > 30:
        return one
    about = _around(spoken, one.recipient or "")
    again = told(one.recipient, one.action, one.status or "", f"{one.diagnostic or ''} {about}".strip())
    return Delivery(one.recipient, one.action, again.status, again.reason, one.diagnostic)


def _from_text(head: Head, gathered: Gathered, text: str) -> tuple[Delivery, ...]:
    spoken = report_text(text)
    subject = head.readable("subject")[:300]
    action = "delayed" if is_delay(subject, spoken) else "failed"
    found = _recipients(head, gathered, text, spoken)
    if not found:
        return (told(None, action, "", spoken[:3_000]),)
    return tuple(
        _delivery(recipient, action, spoken, subject, [one for one in found if one != recipient]) for recipient in found
    )


def _delivery(recipient: str, action: str, spoken: str, subject: str, others: list[str]) -> Delivery:
    """One recipient's outcome from free words: lines with reply codes tell most, then those about the recipient, then
    all.
    """
    about = spoken[:3_000] if not others else _around(spoken, recipient, others)
    status = enhanced_status("", about) or ("4.0.0" if action == "delayed" else "5.0.0")
    coded = " ".join(match[0] for match in list(_CODED.finditer(about))[:12])
    found = told(recipient, action, status, about)
    if _ABOUT_SENDER.search(_around(spoken, recipient, others)) and found.status and found.status[0] == "5":
        return Delivery(recipient, found.action, found.status, "policy", found.diagnostic)
    for words in (coded, _around(spoken, recipient, others), f"{about} {_SYSTEM_NAME.sub(' ', subject)}"):
        reason = reason_of(None, words) if words else "other"
        if reason != "other" or (words and re.search(r"(?i)\bon hold\b", words)):
            return Delivery(recipient, found.action, found.status, reason, found.diagnostic)
    reason = (
        "policy" if recipient.endswith("@googlegroups.com") else reason_of(status, "")
    )  # Google Groups refuse posts in thirty languages
    return Delivery(recipient, found.action, found.status, reason, found.diagnostic)


def _around(text: str, recipient: str, others: list[str] | None = None) -> str:
    """The lines that speak of a recipient: from each mention to that of another one, at most 600 characters each."""
    folded = text.lower()
    near: list[str] = []
    at = folded.find(recipient.lower()) if recipient else 0
    while at >= 0 and len(near) < _MOST_MENTIONS:
        start, after = max(text.rfind("\n", 0, at), 0), at + max(len(recipient), 1)
        ends = (folded.find(one.lower(), after, start + 600) for one in others or ())
        end = min((one for one in ends if one >= 0), default=start + 600)
        near.append(text[start:end])
        at = folded.find(recipient.lower(), end) if others else -1
    return "\n".join(near) if near else text[:1_000]


def _recipients(head: Head, gathered: Gathered, text: str, spoken: str) -> list[str]:
    failed = mailboxes(head, "x-failed-recipients")
    if failed:
        return list(dict.fromkeys(one.address for one in failed))[:50]
    ours = {
        one.address.lower() for name in ("to", "from", "return-path", "delivered-to") for one in mailboxes(head, name)
    }
    for pattern in (_FIRST, _NAMED, _ANY):
        found = [normalised(match[1].rstrip(".:-_)>")) for match in pattern.finditer(spoken)]
        good = [
            one
            for one in dict.fromkeys(found)
            if plausible(one) and one.lower() not in ours and not _NOT_A_RECIPIENT.match(one)
        ]
        if good:
            return good[:50] if pattern is _FIRST else good[:1]
    for _, root in gathered.letters[:1]:
        to = [one.address for one in mailboxes(root.head, "to") if plausible(one.address)]
        if to:
            return to[:50]
    for kind, octets in gathered.machine:
        if kind == "text/rfc822-headers":
            to = [
                one.address
                for one in mailboxes(read_head(octets, 0, len(octets), 65_536), "to")
                if plausible(one.address)
            ]
            if to:
                return to[:50]
    below = [normalised(match[1]) for match in _HEADER_LINE.finditer(text[:_MOST_TEXT])]
    return [one for one in dict.fromkeys(below) if plausible(one)][:1]


def _original(head: Head, gathered: Gathered, text: str) -> tuple[str | None, tuple[str, ...]]:
    """The identifier of the letter reported on: from its copy, its header lines, or the report's own references."""
    heads = [root.head for _, root in gathered.letters[:1]]
    heads += [
        read_head(octets, 0, len(octets), 65_536) for kind, octets in gathered.machine if kind == "text/rfc822-headers"
    ][:1]
    for inner in heads:
        own = message_id(inner)
        if own:
            return own, (own, *identifiers(inner, "in-reply-to"), *identifiers(inner, "references"))
    copied = re.search(
        r"(?im)^[\s>]{0,4}(?:message-id|original-message-id|x-original-message-id)\s?:\s{0,3}<([^<>\s]{3,400})>",
        text[:200_000],
    )
    for kind, octets in gathered.machine:
        if copied is None and kind.endswith(("delivery-status", "disposition-notification")):
            copied = re.search(
                r"(?im)^(?:original-message-id|x-original-message-id)\s?:\s{0,3}<?([^<>\s]{3,400})>?",
                decode(octets).text,
            )
    if copied is not None:
        return copied[1], (copied[1],)
    answered = (*identifiers(head, "in-reply-to"), *identifiers(head, "references"))
    return (answered[0] if answered else None), answered[:20]
