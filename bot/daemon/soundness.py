"""A configuration in, every fault of its rules out: for checks all of them, for start-up, reload, `ingest` and
`explain` those nothing may be decided with.
"""

from __future__ import annotations

from datetime import datetime

from bot.daemon.config import Configuration
from bot.daemon.rotas import uncovered
from bot.errors import Fault, Misconfigured
from bot.rules.lint import lint, notes, unsafe


def rule_faults(configuration: Configuration, now: datetime | None) -> list[Fault]:
    """What in rules that load cannot be meant. `now` is what a schedule's horizon is counted from; without it nothing
    is said of times to come."""
    return lint(configuration.rules, configuration.tree, now)


def rule_notes(configuration: Configuration) -> list[Fault]:
    """What in rules that load does no harm and adds nothing; it forbids nothing."""
    return notes(configuration.rules, configuration.tree)


def unsafe_rules(configuration: Configuration, now: datetime | None) -> list[Fault]:
    """Those of `rule_faults` with which nothing may be decided."""
    return unsafe(configuration.rules, configuration.tree, now)


def refuse_unsound(configuration: Configuration, now: datetime | None) -> None:
    """Raises Misconfigured with every unsafe fault of the rules and, where `now` is given, every hole in a schedule."""
    faults = unsafe_rules(configuration, now)
    if now is not None:
        faults += uncovered(configuration, now)
    if faults:
        raise Misconfigured(faults)
