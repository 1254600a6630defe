"""Random nights of the real program: no page lost, none after somebody took it, none twice under two Message-IDs.

A few with the other tests, 200 on SQLite and 100 on PostgreSQL with `make crashes`; the seeds are printed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.desk.kept.records import OutboxStatus
from tests.crash.nights import RealNight, Zygote
from tests.servers import Dovecot, PostgreSQL, available
from tests.unit.desk.promises import broken

NIGHTS = int(os.environ.get("CRASH_NIGHTS", "3"))
ON_POSTGRES = max(1, NIGHTS // 2)
FIRST = int(os.environ.get("CRASH_FIRST_SEED", "0"))


@pytest.fixture(scope="module")
def houses() -> Iterator[Dovecot]:
    """A login for each night."""
    missing = available("dovecot")
    if missing is not None:
        pytest.skip(missing)
    logins = [f"{kind}{seed}" for kind in "np" for seed in range(FIRST, FIRST + NIGHTS)]
    with Dovecot(dict.fromkeys(logins, "pw")) as server:
        yield server


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with Zygote() as started:
        yield started


@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(FIRST, FIRST + NIGHTS))
def test_whenever_the_daemon_is_killed_the_promises_hold(
    seed: int, houses: Dovecot, zygote: Zygote, tmp_path: Path
) -> None:
    holds(RealNight(seed, houses, f"n{seed}", tmp_path / "night").live(zygote))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(FIRST, FIRST + ON_POSTGRES))
def test_they_hold_on_postgresql_too(
    seed: int, houses: Dovecot, zygote: Zygote, postgres: PostgreSQL, tmp_path: Path
) -> None:
    holds(RealNight(seed, houses, f"p{seed}", tmp_path / "night", postgres.fresh_url()).live(zygote))


def holds(night: RealNight) -> None:
    """Every promise, at the end of a night."""
    seed = night.seed
    told = f"{night.crashes} kills, {night.doubts} faults, {len(night.pages())} pages, {night.case().state}"
    print(f"seed {seed}: {told}")
    assert broken(night) == [], (seed, night.happened)  # type: ignore[arg-type]
    assert night.unordered == [], (seed, night.happened)
    assert night.journal.keys() == {"settled"}, (seed, night.journal, night.happened)
    assert len(night.tickets) == 1, (seed, night.happened)
    answers = [entry for entry in night.outbox.values() if ".answer." in entry.message_id and "rssi1" in entry.to[0]]
    assert len(answers) == 1, (seed, answers)
    assert answers[0].status in (OutboxStatus.SENT, OutboxStatus.FAILED, OutboxStatus.UNCERTAIN), (seed, answers)
