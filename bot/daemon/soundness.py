"""A configuration in, every fault of its rules out: one answer for checks, start-up, reload and `explain`.

What is loaded is what is meant, or nothing is decided with it.
"""

from __future__ import annotations

from datetime import datetime

from bot.daemon.config import Configuration
from bot.daemon.rotas import uncovered
from bot.errors import Fault, Misconfigured
from bot.rules.lint import lint


def rule_faults(configuration: Configuration, now: datetime | None) -> list[Fault]:
    """What in rules that load cannot be meant. `now` is what a schedule's horizon is counted from; without it nothing
    is said of times to come."""
    return lint(configuration.rules, configuration.tree, now)


def refuse_unsound(configuration: Configuration, now: datetime | None) -> None:
    """Raises Misconfigured with every fault of the rules and, where `now` is given, every hole in a schedule."""
    faults = rule_faults(configuration, now)
    if now is not None:
        faults += uncovered(configuration, now)
    if faults:
        raise Misconfigured(faults)
