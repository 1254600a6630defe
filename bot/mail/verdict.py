"""What kind of letter this is and how far its author can be believed: stands beside the message, never inside it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Kinds of letters; only the first two touch the state of a ticket."""

    REPORT = "report"
    FOLLOW_UP = "follow_up"
    AUTO_REPLY = "auto_reply"
    DELIVERY_REPORT = "delivery_report"
    READ_RECEIPT = "read_receipt"
    FEEDBACK_REPORT = "feedback_report"
    LIST = "list"
    CALENDAR = "calendar"
    OWN = "own"
    JUNK = "junk"
    UNREADABLE = "unreadable"


class Trust(StrEnum):
    """How far the author can be believed, strongest first."""

    VERIFIED = "verified"
    ALIGNED = "aligned"
    KNOWN = "known"
    CLAIMED = "claimed"
    HOSTILE = "hostile"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Kind, whether a machine sent it (RFC 3834: then its sender is never answered), and the reasons that decided.

    `absence` marks a vacation note or the like: from a person paged it means "not reachable".
    """

    kind: Kind
    automatic: bool
    reasons: tuple[str, ...]
    absence: bool = False


@dataclass(frozen=True, slots=True)
class Authentication:
    """Results of the receiving server's own checks (RFC 8601), of the configured authserv-id; "none" when absent."""

    spf: str = "none"
    dkim: str = "none"
    dmarc: str = "none"
    signed: bool = False
    trust: Trust = Trust.CLAIMED
