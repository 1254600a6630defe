"""The contract's "parse" object: a Message with its verdict, authentication and report in, a dict ready for JSON
out.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bot.ingest.kinds.classify import FORGED
from bot.mail.message import Address, Attachment, Forwarded, Message
from bot.mail.verdict import Authentication, Kind, Verdict


def parsed(
    message: Message, verdict: Verdict, authentication: Authentication, report: dict[str, Any] | None, file: str
) -> dict[str, Any]:
    """One object a letter, exactly the contract's keys. `report` is dropped for kinds that hold none."""
    return {
        "file": file,
        "message_id": message.message_id,
        "in_reply_to": list(message.in_reply_to),
        "references": list(message.references),
        "subject": message.subject,
        "date": message.date.isoformat() if message.date else None,
        "from": _people(message.from_),
        "sender": _people(message.sender),
        "reply_to": _people(message.reply_to),
        "to": _people(message.to),
        "cc": _people(message.cc),
        "text": message.text,
        "html": message.html,
        "new_text": message.new_text,
        "cuts": [{"start": one.start, "end": one.end, "pattern": one.pattern} for one in message.cuts],
        "forwarded": [_forwarded(one) for one in message.forwarded],
        "attachments": [_attached(one) for one in message.attachments],
        "kind": str(verdict.kind),
        "automatic": verdict.automatic,
        "kind_reasons": list(verdict.reasons),
        "delivery": [
            {
                "recipient": one.recipient,
                "action": one.action,
                "status": one.status,
                "reason": one.reason,
                "diagnostic": one.diagnostic,
            }
            for one in message.deliveries
        ],
        "original_message_id": message.original_message_id,
        "feedback": {"type": message.feedback.type, "source_ip": message.feedback.source_ip}
        if message.feedback
        else None,
        "authentication": {
            "spf": authentication.spf,
            "dkim": authentication.dkim,
            "dmarc": authentication.dmarc,
            "signed": authentication.signed,
            "trust": str(authentication.trust),
            "seals": [
                {"method": one.method, "state": one.state, "by": list(one.by), "detail": one.detail}
                for one in message.seals
            ],
        },
        "report": report if verdict.kind in (Kind.REPORT, Kind.FOLLOW_UP) else None,
        "defects": [
            *({"code": one.code, "detail": one.detail} for one in message.defects),
            *(
                {"code": "identifier_forged", "detail": reason}
                for reason in verdict.reasons
                if reason.startswith(FORGED)
            ),
        ],
    }


def _forwarded(one: Forwarded) -> dict[str, Any]:
    return {
        "from": {"name": one.author.name, "address": one.author.address} if one.author else None,
        "date": one.date.isoformat() if one.date else None,
        "subject": one.subject,
        "message_id": one.message_id,
        "text": one.text,
    }


def _attached(one: Attachment) -> dict[str, Any]:
    return {
        "filename": one.filename,
        "content_type": one.content_type,
        "size": one.size,
        "sha256": one.sha256,
        "inline": one.inline,
        "path": one.path,
        "flags": list(one.flags),
        "real_type": one.real_type or None,
    }


def _people(addresses: Iterable[Address]) -> list[dict[str, str]]:
    return [{"name": one.name, "address": one.address} for one in addresses]
