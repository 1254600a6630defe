"""What stands after a crash and a restart, so that two runs can be compared, and the promises it must keep."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.desk.kept.records import OutboxStatus
from bot.desk.ports import Unit
from tests.servers import Letter
from tests.town import message_id, read

_DATE = re.compile(rb"^Date: [^\r\n]*\r\n", re.MULTILINE)


@dataclass(frozen=True)
class Standing:
    """One ticket and all that hangs on it, without ids, keys, instants and the versions decided under (each night has
    a configuration with ports of its own); « paged » or not in the answer is one."""

    journal: dict[str, int]
    tickets: list[tuple[str, str, str | None, str | None]]
    entries: list[tuple[str, str]]
    letters: dict[tuple[str, tuple[str, ...], str], int]
    pages: list[tuple[int, int, str]]
    case: tuple[str, int, int] | None
    traces: list[dict[str, Any]]
    participants: list[str]


def standing(unit: Unit) -> Standing:
    """What stands in the database now."""
    tickets = unit.tickets.listed()
    entries, pages, traces, participants, case = [], [], [], [], None
    for ticket in tickets:
        assert ticket.id is not None
        entries += [(e.direction, e.kind.removesuffix("-paged")) for e in unit.tickets.entries(ticket.id)]
        traces += [_unversioned(trace) for trace in unit.audit.traces(ticket.id)]
        participants += [p.address for p in unit.tickets.participants(ticket.id)]
        row = unit.cases.latest(ticket.id)
        if row is not None:
            case = (row.case.state, row.case.round, row.case.step)
            pages += [(page.round, page.step, page.person) for page in unit.cases.pages(row.id)]
    return Standing(
        journal=unit.letters.counts(),
        tickets=[(t.number, t.state, t.severity, t.owner) for t in tickets],
        entries=sorted(entries),
        letters=Counter((e.template.removesuffix("-paged"), e.to, e.status) for e in unit.outbox.listed()),
        pages=sorted(pages),
        case=case,
        traces=traces,
        participants=participants,
    )


def _unversioned(trace: Mapping[str, Any]) -> dict[str, Any]:
    return {name: told for name, told in trace.items() if name != "made_of"}


def undated(letter: Letter) -> bytes:
    """The octets without the Date field."""
    return _DATE.sub(b"", letter.octets, count=1)


def assert_nothing_was_sent_that_was_not_ordered(unit: Unit, sent: list[Letter], crashes: int) -> None:
    """D4: each letter of the outbox arrived, at most once more than the process died, and every copy is the same but
    for the Date of its attempt."""
    copies: dict[str, list[Letter]] = {}
    for letter in sent:
        copies.setdefault(message_id(read(letter.octets)), []).append(letter)
    ordered = unit.outbox.listed()
    assert {entry.status for entry in ordered} == {OutboxStatus.SENT}
    assert copies.keys() == {entry.message_id for entry in ordered}
    for same in copies.values():
        assert len(same) <= 1 + crashes
        assert len({undated(letter) for letter in same}) == 1
        assert len({letter.recipients for letter in same}) == 1
