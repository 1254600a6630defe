"""A reload validates first: what does not hold is refused whole, what needs a restart stays as it was."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path

import pytest

from bot.daemon.config import load
from bot.daemon.reload import SwappingReads, read_again
from bot.desk.reading import Reading
from bot.errors import Misconfigured
from tests import builders

NOW = builders.TUESDAY_MORNING


class Slow:
    """A pool whose letters are read when the test says so."""

    def __init__(self) -> None:
        self.begun: list[Future[Reading]] = []
        self.closed = threading.Event()

    def read(self, octets: bytes, received_at: datetime, account: str, now: datetime) -> Future[Reading]:
        future: Future[Reading] = Future()
        self.begun.append(future)
        return future

    def close(self) -> None:
        self.closed.set()


def test_a_pool_that_is_swapped_finishes_what_it_has_in_hand() -> None:
    old, new = Slow(), Slow()
    reads = SwappingReads(old)
    waiting = reads.read(b"one", NOW, "desk", NOW)
    reads.swap(new)
    reads.read(b"two", NOW, "desk", NOW)
    assert (len(old.begun), len(new.begun)) == (1, 1) and not old.closed.is_set()
    old.begun[0].set_result(builders.reading())
    assert waiting.result(5) == builders.reading() and old.closed.wait(5)
    reads.close()
    assert new.closed.is_set()


def test_people_and_rules_change_but_mailboxes_wait_for_a_restart(tmp_path: Path) -> None:
    mine = tmp_path / "mine.yml"
    mine.write_text("live: false\n", "utf-8")
    old = load(tmp_path, {})
    mine.write_text(
        "people: {alice: {mail: alice@elsewhere.example}}\nreading: {workers: 7}\n"
        "windows: {handover: {last: 45m, of: in_hours}}\n",
        "utf-8",
    )
    new = read_again(old, {}, NOW)
    assert new.settings.people["alice"].mails[0] == "alice@elsewhere.example"
    assert new.settings.reading == old.settings.reading
    assert new.rules.hash != old.rules.hash


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("windows: {handover: {last: soon, of: in_hours}}", "a duration is due here"),
        (
            "rules: {guard: [{id: a, when: {is: own}, do: [{park: x}]}, {id: b, when: {is: own}, do: [{park: y}]}]}",
            "never reached",
        ),
        ("people: {bruno: {mail: null}}", ""),
    ],
)
def test_what_does_not_load_or_is_not_sound_is_refused(tmp_path: Path, text: str, words: str) -> None:
    old = load(tmp_path, {})
    (tmp_path / "mine.yml").write_text(text, "utf-8")
    with pytest.raises(Misconfigured) as refused:
        read_again(old, {}, NOW)
    assert refused.value.faults and words in " ".join(str(fault) for fault in refused.value.faults)
