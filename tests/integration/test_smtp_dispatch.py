"""Outbox to socket on a real database: restarts, kills and refusals leave one letter, one Message-ID, and the truth."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import OutboxEntry, OutboxStatus
from bot.outbound.deliver import Submission
from bot.settings.model import LoginSettings, SubmissionSettings
from bot.storage.engine import open_storage
from bot.storage.unit import SqlStorage
from tests.letters_out import AT, Clock, Remembering, entry, office_of_post
from tests.servers import SmtpSink

PAGE = {"cls": LetterClass.PAGE, "template": "page", "person": "alice", "envelope_from": "desk@desk.example"}


def submission(port: int) -> Submission:
    settings = SubmissionSettings("127.0.0.1", port, "none", LoginSettings(), timeout=timedelta(seconds=5))
    return Submission(settings, "desk.example")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'desk.db'}"


@pytest.fixture
def storage(url: str) -> Iterator[SqlStorage]:
    opened = open_storage(url)
    yield opened
    opened.close()


def order(storage: SqlStorage, *entries: OutboxEntry) -> None:
    with storage.begin() as unit:
        for one in entries:
            unit.outbox.add(one)


def statuses(storage: SqlStorage) -> dict[str, int]:
    with storage.read() as unit:
        return unit.outbox.counts()


def stored(storage: SqlStorage, number: int = 1) -> OutboxEntry:
    with storage.read() as unit:
        return unit.outbox.get(f"letter.{number}@desk.example")


def drain(storage: SqlStorage, port: int, clock: Clock, heard: Remembering | None = None) -> int:
    dispatcher = office_of_post(storage, heard or Remembering(), submission(port), clock)
    return asyncio.run(dispatcher.drain())


def ids(sink: SmtpSink) -> list[str]:
    return [str(message_from_bytes(letter.octets)["Message-ID"]) for letter in sink.letters]


def test_a_hundred_letters_arrive_once_each_over_few_connections(storage: SqlStorage, smtp_sink: SmtpSink) -> None:
    order(storage, *(entry(number) for number in range(150)))
    assert drain(storage, smtp_sink.port, Clock()) == 150
    assert statuses(storage) == {"sent": 150}
    assert len(set(ids(smtp_sink))) == len(smtp_sink.letters) == 150
    assert smtp_sink.connections == 2


def test_one_of_two_recipients_refused(storage: SqlStorage, smtp_sink: SmtpSink) -> None:
    order(storage, entry(to=("mort@b.example", "vif@b.example")))
    smtp_sink.refuse("mort@b.example", "550 5.1.1 no such user")
    heard = Remembering()
    drain(storage, smtp_sink.port, Clock(), heard)
    assert stored(storage).status is OutboxStatus.SENT
    assert smtp_sink.letters[0].recipients == ("vif@b.example",)
    assert heard.of("alarm") == ["outbox/letter.1@desk.example"]


def test_deferred_then_accepted_after_a_restart_with_the_same_words_and_message_id(
    url: str, smtp_sink: SmtpSink
) -> None:
    clock = Clock()
    smtp_sink.fault("dot", "451 4.3.0 try later")
    first = open_storage(url)
    order(first, entry())
    drain(first, smtp_sink.port, clock)
    words = stored(first)
    first.close()
    assert words.status is OutboxStatus.QUEUED
    assert words.due_at > AT

    clock.at = AT + timedelta(minutes=1)
    again = open_storage(url)
    drain(again, smtp_sink.port, clock)
    assert stored(again).status is OutboxStatus.SENT
    assert (stored(again).subject, stored(again).text) == (words.subject, words.text)
    again.close()
    assert ids(smtp_sink) == ["<letter.1@desk.example>"]


def test_cut_before_data_is_tried_again_without_doubt(storage: SqlStorage, smtp_sink: SmtpSink) -> None:
    clock = Clock()
    order(storage, entry())
    smtp_sink.fault("data", "cut")
    drain(storage, smtp_sink.port, clock)
    assert stored(storage).status is OutboxStatus.QUEUED
    assert "doubt" not in (stored(storage).last_error or "")
    clock.at += timedelta(minutes=1)
    drain(storage, smtp_sink.port, clock)
    assert len(smtp_sink.letters) == 1


@pytest.mark.parametrize("kept", [True, False])
def test_cut_after_the_dot_is_a_doubt_resolved_with_the_same_message_id(
    storage: SqlStorage, smtp_sink: SmtpSink, kept: bool
) -> None:
    clock = Clock()
    order(storage, entry())
    smtp_sink.fault("dot", "cut", kept=kept)
    drain(storage, smtp_sink.port, clock)
    assert (stored(storage).last_error or "").startswith("doubt 1")
    clock.at += timedelta(minutes=1)
    drain(storage, smtp_sink.port, clock)
    assert stored(storage).status is OutboxStatus.SENT
    assert set(ids(smtp_sink)) == {"<letter.1@desk.example>"}
    assert len(smtp_sink.letters) == (2 if kept else 1)


def test_the_server_away_for_ten_minutes_costs_no_letter(storage: SqlStorage, smtp_sink: SmtpSink) -> None:
    clock, heard = Clock(), Remembering()
    order(storage, *(entry(number) for number in range(1, 21)), entry(99, **PAGE))
    smtp_sink.shut_door()
    for _ in range(20):
        drain(storage, smtp_sink.port, clock, heard)
        clock.at += timedelta(seconds=30)
    assert smtp_sink.letters == []
    assert "submission" in heard.of("alarm")
    smtp_sink.open_door()
    for _ in range(30):
        drain(storage, smtp_sink.port, clock, heard)
        clock.at += timedelta(minutes=1)
    assert statuses(storage) == {"sent": 21}
    assert ids(smtp_sink)[0] == "<letter.99@desk.example>"
    assert len(set(ids(smtp_sink))) == 21


def test_the_answer_waits_for_the_page_and_says_what_became_of_it(storage: SqlStorage, smtp_sink: SmtpSink) -> None:
    waiting = {
        "template": "acknowledgement-off-hours-paged",
        "otherwise": "acknowledgement-off-hours",
        "waits_until": AT + timedelta(seconds=90),
    }
    order(
        storage,
        entry(1, key="page/1", to=("alice@cert.example",), **PAGE),
        entry(2, waits_for="page/1", **waiting),
        entry(3, key="page/3", to=("bruno@cert.example",), **PAGE),
        entry(4, waits_for="page/3", **waiting),
    )
    smtp_sink.refuse("bruno@cert.example", "550 5.1.1 gone")
    heard = Remembering()
    drain(storage, smtp_sink.port, Clock(), heard)
    assert stored(storage, 2).template == "acknowledgement-off-hours-paged"
    assert stored(storage, 4).template == "acknowledgement-off-hours"
    assert "astreinte" not in (stored(storage, 4).text or "")
    assert heard.of("not_told") == ["letter.3@desk.example"]


def test_two_dispatchers_on_one_database_send_each_letter_once(storage: SqlStorage, smtp_sink: SmtpSink) -> None:
    order(storage, *(entry(number) for number in range(120)))

    async def both() -> list[int]:
        clock = Clock()
        teams = [office_of_post(storage, Remembering(), submission(smtp_sink.port), clock) for _ in range(2)]
        return await asyncio.gather(*(team.drain() for team in teams))

    assert sum(asyncio.run(both())) == 120
    assert sorted(ids(smtp_sink)) == sorted(f"<letter.{number}@desk.example>" for number in range(120))


KILLED = """
import asyncio, os, signal, sys
from bot.storage.engine import open_storage
from tests.letters_out import Clock, Obedient, Remembering, office_of_post

class Fatal(Obedient):
    async def hand_over(self, *letter):
        os.kill(os.getpid(), signal.SIGKILL)

storage = open_storage(sys.argv[1])
asyncio.run(office_of_post(storage, Remembering(), Fatal(), Clock()).drain())
"""


def test_killed_between_sending_and_settling_is_a_doubt_and_never_a_second_identity(
    url: str, smtp_sink: SmtpSink
) -> None:
    before = open_storage(url)
    order(before, entry())
    before.close()
    root = Path(__file__).resolve().parent.parent.parent
    killed = subprocess.run([sys.executable, "-c", KILLED, url], cwd=root, env={**os.environ, "PYTHONPATH": str(root)})
    assert killed.returncode == -signal.SIGKILL

    storage, clock, heard = open_storage(url), Clock(), Remembering()
    words = stored(storage)
    assert words.status is OutboxStatus.SENDING
    drain(storage, smtp_sink.port, clock, heard)
    assert smtp_sink.letters == []  # its lease still runs
    clock.at += timedelta(minutes=10)
    drain(storage, smtp_sink.port, clock, heard)
    assert (stored(storage).last_error or "").startswith("doubt 1")
    clock.at += timedelta(minutes=1)
    drain(storage, smtp_sink.port, clock, heard)
    assert stored(storage).status is OutboxStatus.SENT
    assert stored(storage).text == words.text
    storage.close()
    assert ids(smtp_sink) == ["<letter.1@desk.example>"]
