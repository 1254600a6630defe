"""What a tick of the escalation costs with many open cases: none due, some due, and the edges of the desk's hours.

The last two lines are another database: as many tickets of one storm, which one page stands for.

python -m bench.ticks [--cases 10000] [--due 50] [--postgres]
"""

from __future__ import annotations

import argparse
import contextlib
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from bot.desk import edges
from bot.desk.kept.incidents import Incident, Member
from bot.desk.office import Office
from bot.desk.pages import escalate
from bot.desk.ports import Unit
from bot.rules.escalation import machine as escalation
from bot.storage.engine import open_storage
from bot.storage.unit import SqlStorage
from bot.tickets.model import Ticket
from bot.tickets.states import State
from bot.walltime import parse_instant
from tests import builders
from tests.servers import PostgreSQL

NOW = parse_instant("2026-08-15T02:47:00+02:00")
EVENING = parse_instant("2026-03-10T18:00:00+01:00")
_BATCH = 500
_ROUNDS = 7
Act = Callable[[Unit, int], int]


def main() -> None:
    arguments = _arguments()
    print(f"{arguments.cases} open cases, {'PostgreSQL' if arguments.postgres else 'SQLite'}")
    office = builders.office()
    with _storage(arguments.postgres) as storage:
        _fill(storage, office, arguments.cases, arguments.due * 2 * _ROUNDS)
        _show(storage, _acts(office, arguments.due))
    with _storage(arguments.postgres) as storage:
        _fill_with_a_storm(storage, office, arguments.cases)
        _show(storage, _storm_acts(office))


@contextlib.contextmanager
def _storage(postgres: bool) -> Iterator[SqlStorage]:
    with contextlib.ExitStack() as stack:
        if postgres:
            url = stack.enter_context(PostgreSQL()).fresh_url()
        else:
            url = f"sqlite:///{Path(stack.enter_context(tempfile.TemporaryDirectory())) / 'bench.db'}"
        storage = open_storage(url)
        stack.callback(storage.close)
        yield storage


def _show(storage: SqlStorage, acts: dict[str, Act]) -> None:
    for name, act in acts.items():
        times = [_timed(storage, act, number) for number in range(_ROUNDS)]
        print(f"{name:<54} {statistics.median(times) * 1000:>8.1f} ms, worst {max(times) * 1000:.1f} ms")


def _acts(office: Office, due: int) -> dict[str, Act]:
    later = NOW + timedelta(minutes=1)
    both = EVENING + timedelta(days=7 * _ROUNDS)
    return {
        f"a tick with {due} cases due (each pages somebody)": lambda unit, n: escalate.tick(unit, office, later, due),
        "a tick with none due": lambda unit, n: escalate.tick(unit, office, NOW - timedelta(days=1), due),
        "a look at an edge that has not come": lambda unit, n: edges.tick(unit, office, EVENING - timedelta(hours=2)),
        "the desk closes on tickets that all have a case": lambda unit, n: edges.tick(
            unit, office, EVENING + timedelta(days=7 * n)
        ),
        f"the desk closes and {due} cases are due": lambda unit, n: (
            edges.tick(unit, office, both + timedelta(days=7 * n)) + escalate.tick(unit, office, later, due)
        ),
        "the desk opens: the night's list": lambda unit, n: edges.tick(
            unit, office, both + timedelta(days=7 * (_ROUNDS + n), hours=-9)
        ),
    }


def _storm_acts(office: Office) -> dict[str, Act]:
    return {
        "the desk closes on a storm: one page stands for all": lambda unit, n: edges.tick(
            unit, office, EVENING + timedelta(days=7 * n)
        ),
        "the desk opens after a storm: the night's list": lambda unit, n: edges.tick(
            unit, office, EVENING + timedelta(days=7 * (_ROUNDS + n), hours=-9)
        ),
    }


def _timed(storage: SqlStorage, act: Act, number: int) -> float:
    begun = time.perf_counter()
    with storage.begin() as unit:
        act(unit, number)
    return time.perf_counter() - begun


def _fill(storage: SqlStorage, office: Office, cases: int, due: int) -> None:
    policy = office.rules.policies["off-hours"]
    for start in range(0, cases, _BATCH):
        with storage.begin() as unit:
            for number in range(start, min(start + _BATCH, cases)):
                ticket = unit.tickets.add(_ticket(unit.tickets.next_number("SSI", 2026)))
                assert ticket.id is not None
                at = NOW if number < due else NOW + timedelta(hours=1)
                unit.cases.add(ticket.id, escalation.begin(policy, at))


def _fill_with_a_storm(storage: SqlStorage, office: Office, tickets: int) -> None:
    with storage.begin() as unit:
        edges.tick(unit, office, EVENING - timedelta(hours=2))
        lead = unit.tickets.add(_ticket(unit.tickets.next_number("SSI", 2026)))
        assert lead.id is not None
        unit.cases.add(lead.id, escalation.begin(office.rules.policies["off-hours"], NOW))
        storm = unit.incidents.add(Incident("INC-2026-000001", NOW, lead.id, lead.id, storm_at=NOW))
        assert storm.id is not None
    for start in range(1, tickets, _BATCH):
        with storage.begin() as unit:
            for _ in range(start, min(start + _BATCH, tickets)):
                ticket = unit.tickets.add(_ticket(unit.tickets.next_number("SSI", 2026)))
                assert ticket.id is not None
                unit.incidents.put_member(Member(storm.id, ticket.id, "proposed", (), NOW))


def _ticket(number: str) -> Ticket:
    return Ticket(
        number=number,
        state=State.NEW,
        track="real",
        severity="critical",
        queue="incident",
        opened_at=NOW,
        received_at=NOW,
        subject="Panne",
        language="fr",
        requester="rssi@ch-exemple.example",
        structure="CH de Val-Brumeux",
        report={"structure": "CH de Val-Brumeux", "category": "ransomware", "phone": "+33639981234"},
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.ticks", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--due", type=int, default=50)
    parser.add_argument("--postgres", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
