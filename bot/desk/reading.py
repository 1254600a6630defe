"""A letter as the reading step hands it over: the message and everything that stands beside it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.kept.incidents import Trait
from bot.mail.message import Message
from bot.mail.verdict import Authentication, Verdict
from bot.report.fields import Report
from bot.rules.decision import Judgement


@dataclass(frozen=True, slots=True)
class Foresight:
    """What holds of a letter whatever tickets stand: the rules' word on it as a first letter, its content identity,
    the sketch of its words, and its traits. It stands as long as report and rules are the same."""

    judgement: Judgement
    identity: str
    sketch: str
    traits: tuple[Trait, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Message, verdict and authentication of one letter; `report` when it is a report or a follow-up.

    `foresight` is there when it was asked for along with the reading: then the one process that writes has less to do.
    """

    message: Message
    verdict: Verdict
    authentication: Authentication
    report: Report | None
    foresight: Foresight | None = None
