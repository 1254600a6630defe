"""Calendars that others keep, in a daemon: followed when sound; else the last good one stays and an alarm names why."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.daemon.check import check
from bot.daemon.clock import FixedClock
from bot.daemon.config import Configuration, load
from bot.daemon.rota_files import keep, kept_path
from bot.daemon.rotas import RotaRounds, fetch, looked_up, uncovered
from bot.daemon.running import run_drain
from bot.desk.office import Office
from bot.errors import Misconfigured, Transient
from bot.rules.duty.duty_guard import OCTETS
from bot.rules.duty.rota import RotaSettings
from bot.storage.engine import open_storage
from bot.storage.unit import SqlStorage
from tests.unit.rules.rotas import ALICE, BRUNO, event, rota

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 5, 22, 0, tzinfo=UTC)
WEEKLY = ("DTSTART;TZID=Europe/Paris:20260105T090000", "DTEND;TZID=Europe/Paris:20260112T090000", "RRULE:FREQ=WEEKLY")
BY_ALICE, BY_BRUNO = rota(event(*WEEKLY)), rota(event(*WEEKLY, who=BRUNO))
STRANGER = rota(event(*WEEKLY, who="ATTENDEE:mailto:zoe@elsewhere.example"))
MINE = """
schedules:
  nuit:
    must_cover: off_hours
    ical_import: {source: SOURCE, refresh: 15m, alarm_when_stale: 24h}
    fallback_layer: {always: duty-manager}
escalation:
  off-hours:
    steps: [{notify: {schedule: nuit}, wait: 15m}, {notify: {person: duty-manager}, wait: 30m}]
"""


def written(folder: Path, source: str = "file:rota.ics", octets: bytes | None = BY_ALICE, more: str = "") -> Path:
    (folder / "mine.yml").write_text(f"data: {folder / 'data'}\n" + MINE.replace("SOURCE", source) + more, "utf-8")
    if octets is not None:
        (folder / "rota.ics").write_bytes(octets)
    return folder


def on_call(configuration: Configuration, at: datetime = NIGHT) -> str:
    shift = configuration.rules.schedules.who("nuit", at)
    assert shift is not None
    return shift.person


@dataclass
class Daemon:
    """What a daemon offers to whoever follows calendars."""

    configuration: Configuration
    storage: SqlStorage
    now: FixedClock
    renewing: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.office = Office(self.configuration.settings, self.configuration.rules)

    def alarms(self) -> dict[str, str]:
        with self.storage.read() as unit:
            return {key: text for key, text, _ in unit.watch.alarms()}


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    storage = open_storage(f"sqlite:///{tmp_path / 'v.db'}")
    yield Daemon(load(written(tmp_path), {}), storage, FixedClock(NOW))
    storage.close()


def look(rounds: RotaRounds, daemon: Daemon, later: timedelta = timedelta(minutes=15)) -> None:
    daemon.now = FixedClock(daemon.now() + later)
    rounds.tick()


def test_the_calendar_says_who_is_on_call_and_the_fallback_fills_the_rest(tmp_path: Path) -> None:
    configuration = load(written(tmp_path), {})
    assert on_call(configuration) == "alice"
    assert on_call(configuration, datetime(2026, 1, 3, 12, tzinfo=UTC)) == "duty-manager"
    assert "layer rota" in configuration.rules.schedules.who("nuit", NIGHT).because  # type: ignore[union-attr]


def test_a_changed_calendar_is_in_force_at_the_next_look_and_judgements_are_made_anew(
    daemon: Daemon, tmp_path: Path
) -> None:
    rounds, before = RotaRounds(daemon), daemon.office.rules.hash
    rounds.tick()
    assert daemon.office.rules.hash == before and kept_path(tmp_path / "data", "nuit").read_bytes() == BY_ALICE
    (tmp_path / "rota.ics").write_bytes(BY_BRUNO)
    look(rounds, daemon, timedelta(minutes=14))
    assert on_call(daemon.configuration) == "alice", "it is looked at on its own rhythm"
    look(rounds, daemon, timedelta(minutes=1))
    assert on_call(daemon.configuration) == "bruno"
    assert daemon.office.rules is daemon.configuration.rules and daemon.office.rules.hash != before
    assert kept_path(tmp_path / "data", "nuit").read_bytes() == BY_BRUNO


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (STRANGER, "unknown person zo…@elsewhere.example"),
        (rota(), "empty"),
        (BY_BRUNO[:-30], "cut off"),
        (b"<html>502 Bad Gateway</html>", "not a calendar"),
        (rota(event(*WEEKLY, who=BRUNO), event(*WEEKLY, uid="two", who=ALICE)), "are both on call"),
        (rota(event(*WEEKLY[:2], who=BRUNO)), "nobody is on call by it within 45 days"),
        (BY_BRUNO.replace(b"Europe/Paris", b"Europe/Pariss"), "unknown zone"),
        (BY_BRUNO.replace(b"FREQ=WEEKLY", b"FREQ=MINUTELY"), "repeats within a day"),
    ],
)
def test_a_faulty_calendar_leaves_the_last_good_one_and_one_alarm_names_the_fault(
    daemon: Daemon, tmp_path: Path, octets: bytes, told: str
) -> None:
    rounds = RotaRounds(daemon)
    rounds.tick()
    (tmp_path / "rota.ics").write_bytes(octets)
    for _ in range(3):
        look(rounds, daemon)
    assert on_call(daemon.configuration) == "alice"
    assert kept_path(tmp_path / "data", "nuit").read_bytes() == BY_ALICE
    assert list(daemon.alarms()) == ["rota/nuit"] and told in daemon.alarms()["rota/nuit"]
    with daemon.storage.read() as unit:
        assert [entry.template for entry in unit.outbox.listed()] == ["alarm"]
    (tmp_path / "rota.ics").write_bytes(BY_BRUNO)
    look(rounds, daemon)
    assert (on_call(daemon.configuration), daemon.alarms()) == ("bruno", {})


def test_a_source_that_is_silent_alarms_when_the_last_good_one_is_a_day_old(daemon: Daemon, tmp_path: Path) -> None:
    rounds = RotaRounds(daemon)
    rounds.tick()
    (tmp_path / "rota.ics").unlink()
    look(rounds, daemon, timedelta(hours=23))
    assert daemon.alarms() == {}
    look(rounds, daemon, timedelta(hours=2))
    assert list(daemon.alarms()) == ["rota/nuit/stale"] and on_call(daemon.configuration) == "alice"
    (tmp_path / "rota.ics").write_bytes(BY_ALICE)
    look(rounds, daemon)
    assert daemon.alarms() == {}


def test_after_a_restart_the_last_good_calendar_is_in_force_though_the_file_is_faulty(tmp_path: Path) -> None:
    written(tmp_path, octets=STRANGER)
    keep(tmp_path / "data", "nuit", BY_BRUNO)
    configuration, well, [ill] = looked_up(load(tmp_path, {}), NOW, kept=True)
    assert on_call(configuration) == "bruno" and well == [] and "unknown person" in ill
    assert kept_path(tmp_path / "data", "nuit").read_bytes() == BY_BRUNO


@pytest.mark.parametrize(("octets", "told"), [(STRANGER, "unknown person"), (None, "no such file")])
def test_a_faulty_file_without_a_last_good_one_is_refused_at_load_with_its_place(
    tmp_path: Path, octets: bytes | None, told: str
) -> None:
    with pytest.raises(Misconfigured) as refused:
        load(written(tmp_path, octets=octets), {})
    [fault] = refused.value.faults
    assert told in str(fault) and (fault.file, fault.key) == ("mine.yml", "schedules.nuit.ical_import")
    assert fault.line == 6


def test_a_hole_within_the_horizon_is_refused_at_its_schedule(tmp_path: Path) -> None:
    until = event(*WEEKLY[:2], "RRULE:FREQ=WEEKLY;UNTIL=20260330T000000Z")
    mine = written(tmp_path, octets=rota(until)) / "mine.yml"
    assert uncovered(load(tmp_path, {}), NOW) == []
    mine.write_text(mine.read_text("utf-8").replace("    fallback_layer: {always: duty-manager}\n", ""), "utf-8")
    [first, *_, last] = holes = uncovered(load(tmp_path, {}), NOW)
    assert (first.file, first.key) == ("mine.yml", "schedules.nuit")
    assert {(hole.file, hole.line) for hole in holes} == {("mine.yml", 4)}
    assert len(holes) == 6 and "7 more such times until Thursday 16 April 2026 09:00" in last.problem
    assert "nobody is on call from Monday 30 March 2026 18:00 to" in str(first)


def test_check_tells_of_a_faulty_calendar_though_the_last_good_one_would_be_used(tmp_path: Path) -> None:
    written(tmp_path, octets=STRANGER)
    keep(tmp_path / "data", "nuit", BY_BRUNO)
    told = [line.text for line in check(tmp_path, True, {}, NOW).lines if line.level == "fault"]
    assert len(told) == 1 and "schedule nuit: its calendar is not used" in told[0] and "unknown person" in told[0]


class _Server(BaseHTTPRequestHandler):
    answer: tuple[int, bytes] = (200, BY_ALICE)

    def do_GET(self) -> None:
        status, octets = self.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(octets)

    def log_message(self, format: str, *args: object) -> None: ...


@contextmanager
def serving(status: int, octets: bytes) -> Iterator[str]:
    handler = type("Handler", (_Server,), {"answer": (status, octets)})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/prive/secret-4711/rota.ics"
        finally:
            server.shutdown()
            thread.join()


def test_a_calendar_is_fetched_from_a_server_bounded_in_size(tmp_path: Path) -> None:
    with serving(200, BY_ALICE) as url:
        assert fetch(RotaSettings(url), tmp_path) == BY_ALICE
        configuration, [well], [] = looked_up(load(written(tmp_path, url, None), {}), NOW)
        assert on_call(configuration) == "alice" and "secret-4711" not in well
    with serving(200, b"x" * (3 * OCTETS)) as url:
        assert OCTETS < len(fetch(RotaSettings(url), tmp_path)) < 2 * OCTETS


def test_a_server_that_fails_is_told_by_its_host_alone(tmp_path: Path) -> None:
    with serving(500, b"") as url, pytest.raises(Transient, match=r"^127\.0\.0\.1:\d+: answered 500$"):
        fetch(RotaSettings(url), tmp_path)
    with pytest.raises(Transient) as refused:
        fetch(RotaSettings(url), tmp_path)
    assert "secret-4711" not in str(refused.value)


def test_a_remote_calendar_that_was_never_fetched_leaves_the_schedule_to_its_other_layers(tmp_path: Path) -> None:
    configuration = load(written(tmp_path, "https://agenda.example/rota.ics", None), {})
    assert on_call(configuration) == "duty-manager"


def test_the_address_of_a_calendar_is_never_shown(tmp_path: Path) -> None:
    for source in ("http://agenda.example/secret-4711.ics", "ftp://agenda.example/secret-4711.ics"):
        with pytest.raises(Misconfigured) as refused:
            load(written(tmp_path, source, None), {})
        assert "neither a file nor https" in str(refused.value) and "secret-4711" not in str(refused.value)


ACCOUNT = "accounts: {desk: {host: 127.0.0.1, port: 9, tls: none, user: u, password: p, start: all}}\n"


def test_the_daemon_does_not_start_over_a_hole_and_says_where(tmp_path: Path) -> None:
    until = event(*WEEKLY[:2], "RRULE:FREQ=WEEKLY;UNTIL=20260330T000000Z")
    mine = written(tmp_path, octets=rota(until), more=ACCOUNT) / "mine.yml"
    mine.write_text(mine.read_text("utf-8").replace("    fallback_layer: {always: duty-manager}\n", ""), "utf-8")
    with pytest.raises(Misconfigured) as refused:
        run_drain(load(tmp_path, {}), NOW)
    assert "nobody is on call from Monday 30 March 2026 18:00 to" in str(refused.value)
    assert {fault.key for fault in refused.value.faults} == {"schedules.nuit"}


def test_a_reload_and_a_look_at_a_calendar_never_undo_each_other(daemon: Daemon, tmp_path: Path) -> None:
    rounds = RotaRounds(daemon)
    rounds.tick()
    (tmp_path / "rota.ics").write_bytes(BY_BRUNO)
    done = threading.Event()
    with daemon.renewing:
        looking = threading.Thread(target=lambda: (look(rounds, daemon), done.set()))
        looking.start()
        assert not done.wait(0.3), "it waits for the reload"
        daemon.configuration = load(written(tmp_path, more="reminders: {first_after: 3h}\n"), {})
        daemon.office = Office(daemon.configuration.settings, daemon.configuration.rules)
        (tmp_path / "rota.ics").write_bytes(BY_BRUNO)
    looking.join(5)
    look(rounds, daemon, timedelta(seconds=15))
    assert daemon.configuration.settings.reminders.first_after == timedelta(hours=3)
    assert on_call(daemon.configuration) == "bruno" and daemon.office.rules is daemon.configuration.rules
