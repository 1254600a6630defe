"""When two deliveries are one letter: a digest of what the author wrote, blind to what servers add on the way."""

from __future__ import annotations

import hashlib

from bot.mail.message import Message


def content_identity(message: Message) -> str:
    """A digest equal for the same letter in two mailboxes and different for two letters that share a Message-ID.

    It covers Message-ID, From, Date, subject, text without regard to white space, and the attached octets. Trace
    fields (RFC 5321 section 4.4) are left out. A letter from which nothing could be read is known by its octets.
    """
    if not (message.text or message.subject or message.attachments or message.message_id):
        return message.sha256
    parts = [
        message.message_id or "",
        ",".join(address.address.lower() for address in message.from_),
        message.date.isoformat() if message.date else "",
        " ".join(message.subject.split()),
        " ".join(message.text.split()),
        *sorted(attachment.sha256 for attachment in message.attachments),
    ]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()
