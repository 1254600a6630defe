"""Delivery status texts (RFC 3464) and diagnostics in, recipients with action, status and class of reason out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.mail.address import first_spec, normalised
from bot.mail.message import Delivery
from bot.mail.refusal import reason_of

ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:[ \t]?(.*)")
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_FAULT = re.compile(r"(?<![\d.])([45])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_ADDRESSED = re.compile(r"[^\s<>]{1,200}@[^\s<>]{1,200}")
_REPLY = re.compile(r"(?<![\d.\[:-])([245])[0-5]\d(?=[\s\-#;:,]|$)")
_MOST_RECIPIENTS = 200
_LONGEST = 4_000


def status_blocks(text: str) -> list[dict[str, str]]:
    """The field groups of a delivery-status body, folded lines joined; blank lines and a second recipient begin a new
    group.
    """
    blocks: list[dict[str, str]] = [{}]
    last = ""
    for line in text.splitlines()[:5_000]:
        if not line.strip():
            if blocks[-1]:
                blocks.append({})
            last = ""
            continue
        if line[0] in " \t" and last:
            blocks[-1][last] = f"{blocks[-1][last]} {line.strip()}"[:_LONGEST]
            continue
        match = _FIELD.match(line[:_LONGEST])
        if match is None:
            continue
        last = match[1].lower()
        if last in blocks[-1] and last in ("final-recipient", "original-recipient", "action"):
            blocks.append({})
        blocks[-1].setdefault(last, match[2].strip())
    return [block for block in blocks if block]


def deliveries(text: str) -> tuple[Delivery, ...]:
    """What a message/delivery-status body says of each recipient (RFC 3464 section 2.3); one for each address."""
    found: list[Delivery] = []
    for block in status_blocks(text):
        recipient = _recipient(block)
        if recipient is None and "action" not in block and "status" not in block:
            continue
        if "final-recipient" not in block and "original-recipient" not in block and "action" not in block:
            continue
        found.append(told(recipient, block.get("action", ""), block.get("status", ""), _diagnostic(block)))
        if len(found) >= _MOST_RECIPIENTS:
            break
    return tuple(found)


def told(recipient: str | None, action: str, status: str, diagnostic: str) -> Delivery:
    """One recipient's outcome, with the status made specific from the diagnostic and the reason's class found."""
    enhanced = enhanced_status(status, diagnostic)
    word = action.strip().lower().split(" ")[0].strip("();")
    if word not in ACTIONS:
        word = {"2": "delivered", "4": "delayed" if word == "delayed" else "failed"}.get((enhanced or "5")[0], "failed")
    if enhanced is None and word == "failed":
        enhanced = "5.0.0"
    reason = reason_of(enhanced, diagnostic)
    return Delivery(recipient, word, enhanced, reason, diagnostic[:1_000] or None)


def enhanced_status(status: str, diagnostic: str) -> str | None:
    """The enhanced status code (RFC 3463): the field's own, unless it is a bare class, the sender's own word for
    giving up,
    or of another class than the server's reply, and the diagnostic knows better."""
    said = _ADDRESSED.sub(" ", diagnostic[:_LONGEST])
    declared = _STATUS.search(status[:200])
    spoken = next((one for one in _FAULT.finditer(said) if one[3] != "0"), None) or _FAULT.search(said)
    reply = _REPLY.search(said)
    if declared is None:
        return spoken[0] if spoken is not None else f"{reply[1]}.0.0" if reply is not None else None
    if spoken is None or declared[1] == "2":
        return f"{declared[1]}.{declared[2]}.{declared[3]}"
    vague = declared[3] == "0" and (spoken[3] != "0" or declared[2] == "0")
    other_class = reply is not None and reply[1] == spoken[1] != declared[1]
    return spoken[0] if vague or other_class or declared[0] == "4.4.7" else declared[0]


def _recipient(block: dict[str, str]) -> str | None:
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        value = block.get(name, "")
        kind, mark, rest = value.partition(";")
        spec = first_spec(rest if mark else kind)
        if spec:
            return normalised(spec)
    bare = block.get("final-recipient", "").partition(";")[2].strip()
    return bare[:320] or None


def _diagnostic(block: dict[str, str]) -> str:
    said = block.get("diagnostic-code", "")
    kind, mark, rest = said.partition(";")
    texts = [rest.strip() if mark and len(kind) < 30 else said]
    texts += [
        block[name] for name in ("x-notes", "x-supplementary-info", "x-display-name") if name in block and not texts[0]
    ]
    return " ".join(text for text in texts if text)[:_LONGEST]


def all_of(found: Iterable[Delivery], action: str) -> bool:
    """True when there is a recipient and each has this action."""
    told_of = [one.action for one in found]
    return bool(told_of) and all(one == action for one in told_of)
