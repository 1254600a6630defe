"""A letter as the reading step hands it over: the message and everything that stands beside it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.mail.message import Message
from bot.mail.verdict import Authentication, Verdict
from bot.report.fields import Report


@dataclass(frozen=True, slots=True)
class Reading:
    """Message, verdict and authentication of one letter; `report` when it is a report or a follow-up."""

    message: Message
    verdict: Verdict
    authentication: Authentication
    report: Report | None
