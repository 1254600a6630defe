"""Stored letters decided anew under other rules, and what would be otherwise: nothing is sent, nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot.daemon.config import Configuration
from bot.daemon.reader import Reader, make_reader
from bot.daemon.wiring import reader_setup
from bot.desk.kept.judgements import Judged
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.errors import Missing, Permanent
from bot.report.place.directory import place
from bot.rules.decide import decide
from bot.rules.decision import Judgement
from bot.rules.facts import Facts, TicketFacts
from bot.rules.ruleset import Ruleset
from bot.rules.trace import record_of
from bot.tickets.states import State
from bot.walltime import parse_instant

COMPARED = ("track", "severity", "significant", "queue", "page", "letters", "notify")
"""What of a decision is held against the stored one."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One stored judgement and what other rules make of it. `changed` holds (before, after) by name of `COMPARED`."""

    letter_id: int | None
    ticket: str | None
    received_at: str
    changed: dict[str, tuple[Any, Any]]
    fault: str | None = None


def replay(unit: Unit, other: Configuration, since: datetime, key: bytes) -> Iterator[Replayed]:
    """Every judgement recorded since an instant, decided anew under another configuration; `key` is the desk's own.

    What cannot be decided anew (octets purged, a rule that fails) is told with its `fault`.
    """
    setup = reader_setup(other)
    read = make_reader(replace(setup, sorting=replace(setup.sorting, key=key)))
    for judged in unit.audit.judged_since(since):
        stored = judged.judgement
        received_at = stored["facts"]["received_at"]
        ticket = unit.tickets.by_id(judged.ticket_id).number if judged.ticket_id is not None else None
        try:
            again = record_of(decide_again(unit, judged, read, other.rules))
        except (Missing, Permanent) as error:
            yield Replayed(judged.letter_id, ticket, received_at, {}, str(error))
            continue
        yield Replayed(judged.letter_id, ticket, received_at, differences(stored["decision"], again["decision"]))


def decide_again(unit: Unit, judged: Judged, read: Reader, rules: Ruleset) -> Judgement:
    """The judgement of a stored letter from its octets and stored facts; under the rules it was made by, the same.

    Raises Missing when the octets are gone, Permanent when the letter or a rule cannot be read.
    """
    if judged.letter_id is None:
        raise Missing(f"record {judged.id} is about no letter")
    known = judged.judgement["facts"]
    received_at = parse_instant(known["received_at"])
    reading = read(unit.letters.octets(judged.letter_id), received_at)
    return decide(_facts(known, _placed(unit, reading, first=known["ticket"] is None), received_at), rules)


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """What two decisions disagree on, each value in a form people can read."""
    pairs = {name: (_shown(name, before[name]), _shown(name, after[name])) for name in COMPARED}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _placed(unit: Unit, reading: Reading, *, first: bool) -> Reading:
    report = reading.report
    return reading if report is None else replace(reading, report=place(report, unit.establishments, hints=first))


def _facts(known: dict[str, Any], reading: Reading, received_at: datetime) -> Facts:
    ticket = known["ticket"]
    return Facts(
        message=reading.message,
        verdict=reading.verdict,
        authentication=reading.authentication,
        report=reading.report,
        account=known["account"],
        account_role=known["account_role"],
        received_at=received_at,
        now=parse_instant(known["now"]),
        new_ticket=known["new_ticket"],
        ticket=TicketFacts(**{**ticket, "state": State(ticket["state"])}) if ticket else None,
        language=known["language"],
    )


def _shown(name: str, value: Any) -> Any:
    if name == "page":
        return value and {"policy": value["policy"], "to": [step["to"] for step in value["steps"]]}
    if name == "letters":
        return sorted(f"{letter['template']} to {letter['to']}" for letter in value)
    return sorted(value) if name == "notify" else value
