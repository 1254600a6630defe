"""One Dovecot for all crashes, with a mailbox for each; the town, and so every letter, is the same each time."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.builders import SATURDAY_NIGHT
from tests.desk_process import DeskProcess
from tests.servers import Dovecot, SmtpSink, available
from tests.town import CRITICAL, Town, composed, written

_numbers = itertools.count(1)


@pytest.fixture(scope="package")
def mailboxes() -> Iterator[Dovecot]:
    """Logins c1, c2 …"""
    missing = available("dovecot")
    if missing is not None:
        pytest.skip(missing)
    with Dovecot({f"c{number}": "pw" for number in range(1, 41)}) as server:
        yield server


@pytest.fixture
def night(mailboxes: Dovecot, smtp_sink: SmtpSink, tmp_path: Path) -> Iterator[Callable[..., DeskProcess]]:
    """Makes a desk whose off-hours mailbox holds one critical report of a Saturday night, and nothing else."""
    begun: list[DeskProcess] = []

    def make(**changes: Any) -> DeskProcess:
        login = f"c{next(_numbers)}"
        town = Town(1, mailboxes, smtp_sink.port)
        report = composed(
            town.address("rssi"), [town.address("fssi")], "URGENT rançongiciel", CRITICAL, Message_ID="<1@ch.example>"
        )
        mailboxes.fill(login, [report.as_bytes()], at=SATURDAY_NIGHT)
        accounts = {"fssi": {"user": login}, "desk": {"enabled": False}}
        begun.append(
            DeskProcess(written(tmp_path / login, town.overlay(tmp_path / login, accounts=accounts, **changes)))
        )
        return begun[-1]

    yield make
    for desk in begun:
        desk.__exit__(None, None, None)
