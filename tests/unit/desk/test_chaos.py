"""Random nights of crashes, failing relays and people who answer or not: no page lost, none after somebody took it.

150 nights with the other tests, 3,000 with `make chaos` (invariants I1 to I8 of the model).
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import structlog

from bot.rules.escalation.case import Page
from bot.rules.escalation.policies import resolver
from bot.rules.escalation.rehearsal import rehearse
from tests.unit.desk.chaos import BEGUN, Night
from tests.unit.desk.promises import broken

NIGHTS = int(os.environ.get("CHAOS_NIGHTS", "150"))
PART = 50


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    with structlog.testing.capture_logs():
        yield


@pytest.mark.parametrize("part", range(NIGHTS // PART))
def test_whatever_happens_in_the_night_the_promises_hold(part: int) -> None:
    for seed in range(part * PART, (part + 1) * PART):
        assert broken(Night(seed, chatty=seed % 2 == 1).lived()) == [], seed


@pytest.mark.parametrize("part", range(NIGHTS // PART))
def test_crashes_outages_and_a_clock_set_back_page_the_same_people_in_the_same_steps(part: int) -> None:
    """I8: the set of pages, compared as a set."""
    for seed in range(part * PART, part * PART + PART // 3):
        night = Night(seed, wild=0.15, answers=False, fates=("accept", "down", "defer"))
        night.live(9)
        policy, office = night.office.rules.policies["off-hours"], night.office
        planned = rehearse(policy, BEGUN, resolver(office.rules.schedules, office.people))
        wanted = {(p.round, p.step, p.person) for m in planned if isinstance(p := m.what, Page) and p.round < 3}
        if not any(kind == "not_told" for _, kind, _ in night.events()):
            assert {(p.round, p.step, p.person) for p in night.pages() if p.round < 3} == wanted, seed
