"""What a decision is made from: one letter, its verdict, report and account, two instants, and its ticket if any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.mail.message import Message
from bot.mail.unsaid import says_nothing
from bot.mail.verdict import Authentication, Kind, Verdict
from bot.report.fields import Report
from bot.rules.decision import Severity, Track
from bot.tickets.states import State

_SEALED_TYPES = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
_SIGNED_ONLY = "signed-data"
ALARMING = 0.5
"""How likely it must be that somebody is woken for such a letter."""


@dataclass(frozen=True, slots=True)
class TicketFacts:
    """The ticket a letter was joined to, as it stood before this letter."""

    track: Track
    severity: Severity | None
    state: State
    owned: bool = False
    running_case: bool = False

    @property
    def ended(self) -> bool:
        """True when the incident was told as resolved or the ticket is closed."""
        return self.state in (State.RESOLVED_DECLARED, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the rules may look at. Instants are aware UTC; `received_at` is the server's, never the Date field's.

    `new_ticket` is true when the letter opens a ticket; then `ticket` is None.
    """

    message: Message
    verdict: Verdict
    authentication: Authentication
    report: Report | None
    account: str
    account_role: Literal["fssi", "desk"]
    received_at: datetime
    now: datetime
    new_ticket: bool = True
    ticket: TicketFacts | None = None
    language: Literal["fr", "en"] = "fr"

    @property
    def author_domain(self) -> str:
        """The domain of the first From mailbox, lower case; empty when there is none."""
        return self.message.author.domain if self.message.author else ""

    @property
    def word_count(self) -> int:
        """Words the author wrote, subject included (counted up to the first 20,000 characters)."""
        return len(self.message.subject[:1000].split()) + len(self.message.new_text[:20_000].split())

    @property
    def alarming(self) -> bool:
        """True when the letter reads like those for which somebody is woken (decision 0018)."""
        return self.report is not None and self.report.alarming >= ALARMING

    @property
    def unreadable(self) -> bool:
        """True when what the author wanted to say cannot be read: sealed, broken, nothing but pictures, or in a first
        letter of a person no more than that it is attached."""
        if self.verdict.kind is Kind.UNREADABLE:
            return True
        wordless = not self.message.new_text.strip()
        if wordless and any(_speaks_instead(a.content_type, a.flags) for a in self.message.attachments):
            return True
        return self.new_ticket and not self.verdict.automatic and says_nothing(self.message)


def _speaks_instead(content_type: str, flags: tuple[str, ...]) -> bool:
    kind = content_type.lower()
    if kind.startswith(_SEALED_TYPES):
        return _SIGNED_ONLY not in kind
    return kind.startswith(("image/", "audio/", "video/", "application/pdf")) or "encrypted" in flags
