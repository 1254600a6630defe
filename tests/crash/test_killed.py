"""SIGKILL at each numbered step of docs/flow.md; after the restart everything stands as if nothing had happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.daemon.running import run_drain
from tests.builders import SATURDAY_NIGHT
from tests.crash.afterwards import Standing, assert_nothing_was_sent_that_was_not_ordered, standing, undated
from tests.crash.killer import POINTS
from tests.desk_process import DeskProcess
from tests.servers import SmtpSink
from tests.town import hours, message_id, read
from tests.waiting import until

Make = Callable[..., DeskProcess]
KILLED = -9
TICKING = ("inside-tick", "ticked")
ON_THE_WAY = tuple(point for point in POINTS if point not in TICKING)
ON_POSTGRESQL = ("inside-journal", "inside-intake", "claimed", "inside-data")
SOON, LEASE_OVER = timedelta(minutes=1), timedelta(minutes=8)
FIRST_STEP_OVER = timedelta(minutes=16)
_undisturbed: dict[tuple[timedelta, ...], Standing] = {}


def drain(desk: DeskProcess, *later: timedelta) -> None:
    """Restarts: everything due so long after the night's letter is handled and sent."""
    for after in later:
        assert run_drain(desk.configuration, SATURDAY_NIGHT + after) == []


def crash(desk: DeskProcess, point: str, later: timedelta = timedelta(0)) -> None:
    """Run the daemon until it dies at the point."""
    now = (SATURDAY_NIGHT + later).isoformat()
    running = desk.start(point, "run", "--drain", "--now", now, module="tests.crash.killer")
    assert running.wait() == KILLED, running.log.read_text("utf-8")


@pytest.fixture
def as_if_nothing_had_happened(night: Make, smtp_sink: SmtpSink) -> Callable[..., None]:
    """Compares what stands with a run that nobody disturbed, whose letter was taken in and whose case moved on at the
    same instants."""

    def compare(desk: DeskProcess, *instants: timedelta) -> None:
        with desk.database() as unit:
            assert_nothing_was_sent_that_was_not_ordered(unit, list(smtp_sink.letters), crashes=1)
            stands = standing(unit)
        if instants not in _undisturbed:
            calm = night()
            drain(calm, *instants)
            with calm.database() as unit:
                _undisturbed[instants] = standing(unit)
        assert stands == _undisturbed[instants]

    return compare


def taken_in_at(point: str) -> timedelta:
    """When the letter of a run killed at this point was taken in: at once, or after the restart."""
    return timedelta(0) if ON_THE_WAY.index(point) >= ON_THE_WAY.index("taken-in") else SOON


@pytest.mark.parametrize("point", ON_THE_WAY)
def test_a_letter_is_neither_lost_nor_counted_twice_when_the_daemon_is_killed_at(
    point: str, night: Make, as_if_nothing_had_happened: Callable[..., None]
) -> None:
    desk = night()
    crash(desk, point)
    drain(desk, SOON, LEASE_OVER)
    as_if_nothing_had_happened(desk, taken_in_at(point))


@pytest.mark.parametrize("point", ON_POSTGRESQL)
def test_on_postgresql_a_letter_is_neither_lost_nor_counted_twice_when_the_daemon_is_killed_at(
    point: str, night: Make, postgres_url: str, as_if_nothing_had_happened: Callable[..., None]
) -> None:
    desk = night(database=postgres_url)
    crash(desk, point)
    drain(desk, SOON, LEASE_OVER)
    as_if_nothing_had_happened(desk, taken_in_at(point))


@pytest.mark.parametrize("point", TICKING)
def test_an_escalation_makes_its_step_once_when_the_daemon_is_killed(
    point: str, night: Make, as_if_nothing_had_happened: Callable[..., None]
) -> None:
    desk = night()
    drain(desk, timedelta(0))
    crash(desk, point, FIRST_STEP_OVER)
    drain(desk, FIRST_STEP_OVER + SOON, FIRST_STEP_OVER + LEASE_OVER)
    moved_at = FIRST_STEP_OVER if point == "ticked" else FIRST_STEP_OVER + SOON
    as_if_nothing_had_happened(desk, timedelta(0), moved_at)


def test_a_letter_the_server_took_in_silence_arrives_again_under_its_own_message_id_only(
    night: Make, smtp_sink: SmtpSink, as_if_nothing_had_happened: Callable[..., None]
) -> None:
    smtp_sink.fault("dot", "hang")
    desk = night(submission={"connections": 1})
    running = desk.start("run", "--drain", "--now", SATURDAY_NIGHT.isoformat())
    until(lambda: smtp_sink.letters, what="the final dot")
    running.kill()
    drain(desk, SOON, LEASE_OVER)
    assert [undated(letter) for letter in smtp_sink.letters].count(undated(smtp_sink.letters[0])) == 2
    as_if_nothing_had_happened(desk, timedelta(0))


def test_a_daemon_killed_with_a_page_in_hand_is_at_work_again_as_soon_as_it_is_restarted(
    night: Make, smtp_sink: SmtpSink
) -> None:
    desk = night(**hours("closed"))
    running = desk.start("sending", "run", module="tests.crash.killer")
    assert running.wait() == KILLED, running.log.read_text("utf-8")
    assert smtp_sink.letters == []
    desk.up()
    until(lambda: any(".page." in message_id(read(letter.octets)) for letter in smtp_sink.letters), what="the page")
