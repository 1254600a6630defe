"""A letter as the reading step hands it over: the message and everything that stands beside it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.mail.message import Message
from bot.mail.verdict import Authentication, Verdict
from bot.report.fields import Report
from bot.rules.decision import Judgement


@dataclass(frozen=True, slots=True)
class Reading:
    """Message, verdict and authentication of one letter; `report` when it is a report or a follow-up.

    `judgement` is the rules' word on it as a first letter, when it was asked for along with the reading; it stands as
    long as report and rules are the same.
    """

    message: Message
    verdict: Verdict
    authentication: Authentication
    report: Report | None
    judgement: Judgement | None = None
