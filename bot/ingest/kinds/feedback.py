"""A feedback report (RFC 5965) about a letter: its machine part or, without one, its known subject in, type and
address out.
"""

from __future__ import annotations

import re

from bot.ingest.body import Gathered
from bot.ingest.mime.charset import decode
from bot.ingest.mime.head import Head
from bot.mail.delivery_report import status_blocks
from bot.mail.message import Feedback

_IP = re.compile(r"\[?((?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]{0,4}:[0-9a-fA-F:.]{2,45})\]?")
_BARE = re.compile(r"^Feedback-Type:\s*([A-Za-z-]{2,40})", re.IGNORECASE | re.MULTILINE)
_BESIDE = re.compile(
    r"^(?:User-Agent|Version|Original-Mail-From|Source-IP|Arrival-Date|Reported-Domain):", re.IGNORECASE | re.MULTILINE
)
_MOST = 20_000
_OUTLOOK = re.compile(r"complaint about message from (\S{3,60})", re.IGNORECASE)


def read_feedback(head: Head, gathered: Gathered, text: str) -> Feedback | None:
    """The report's type and source address, or None when the letter is no feedback report."""
    part = next((octets for kind, octets in gathered.machine if kind == "message/feedback-report"), None)
    if part is not None:
        return _told(decode(part).text)
    text = text[:_MOST]
    found = _BARE.search(text) if "feedback-type:" in text.lower() else None
    if found is not None and _BESIDE.search(text):
        return _told(text[found.start() :])
    subject = head.readable("subject")
    complaint = _OUTLOOK.match(subject)
    if complaint is not None and "message/rfc822" in gathered.types:
        address = _IP.fullmatch(complaint[1])
        return Feedback("abuse", address[1] if address else None)
    return None


def _told(text: str) -> Feedback:
    fields: dict[str, str] = {}
    for block in status_blocks(text):
        for name, value in block.items():
            fields.setdefault(name, value)
    kind = fields.get("feedback-type", "").strip().lower().split(" ")[0][:40] or "other"
    source = _IP.search(fields.get("source-ip", "") or fields.get("source", ""))
    return Feedback(kind, source[1] if source else None)
