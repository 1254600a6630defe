"""A delivery report (RFC 3464) as a mail server writes it when a letter it took cannot be delivered."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email.utils import format_datetime


def delivery_report(server: str, sender: str, recipient: str, letter: bytes, now: datetime) -> bytes:
    """The report `server` sends to `sender`: unknown user 5.1.1, with the head of the letter it is about."""
    boundary = hashlib.sha256(letter + recipient.encode()).hexdigest()[:32]
    head = letter.partition(b"\r\n\r\n")[0]
    status = (
        f"Reporting-MTA: dns; {server}\r\n\r\nFinal-Recipient: rfc822; {recipient}\r\nAction: failed\r\n"
        "Status: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n"
    )
    parts = [
        ("text/plain; charset=utf-8", f"This is the mail system at {server}.\r\n\r\n<{recipient}>: no such user\r\n"),
        ("message/delivery-status", status),
        ("text/rfc822-headers", head.decode("utf-8", "surrogateescape") + "\r\n"),
    ]
    fields = [
        "Return-Path: <>",
        f"From: Mail Delivery System <MAILER-DAEMON@{server}>",
        f"To: {sender}",
        "Subject: Undelivered Mail Returned to Sender",
        f"Date: {format_datetime(now)}",
        f"Message-ID: <{boundary}@{server}>",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/report; report-type=delivery-status; boundary="{boundary}"',
    ]
    written = "\r\n".join(fields) + "\r\n\r\n"
    for content_type, text in parts:
        written += f"--{boundary}\r\nContent-Type: {content_type}\r\n\r\n{text}\r\n"
    return (written + f"--{boundary}--\r\n").encode("utf-8", "surrogateescape")
