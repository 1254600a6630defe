"""A letter that takes too long in a command is given up and told; the next one is read."""

from __future__ import annotations

import signal
import threading
from datetime import datetime
from typing import NoReturn

from bot.daemon.time_limit import in_time
from bot.desk.reading import Reading
from bot.mail.verdict import Kind
from tests import builders

LIMIT = 0.05


def stuck(octets: bytes, received_at: datetime | None) -> Reading:
    """A reader that never ends, whatever it is told from within."""
    while octets == b"stuck":
        try:
            sum(range(1_000))
        except Exception:
            continue
    return builders.reading()


def test_what_takes_too_long_is_given_up_and_the_next_letter_read() -> None:
    read = in_time(stuck, LIMIT)
    given_up = read(b"stuck", None)
    assert given_up.verdict.kind is Kind.UNREADABLE and given_up.message.size == 5
    assert [one.detail for one in given_up.message.defects] == ["reading took longer than 0.05 s"]
    assert read(b"well", None).verdict.kind is Kind.REPORT


def test_a_timer_of_others_is_given_back() -> None:
    def theirs(number: int, frame: object) -> NoReturn:
        raise AssertionError

    handler = signal.signal(signal.SIGALRM, theirs)
    left, _ = signal.setitimer(signal.ITIMER_REAL, 600)
    try:
        in_time(stuck, LIMIT)(b"well", None)
        assert signal.getsignal(signal.SIGALRM) is theirs
        assert 500 < signal.getitimer(signal.ITIMER_REAL)[0] <= 600
    finally:
        signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, left)


def test_in_another_thread_letters_are_read_without_that_bound() -> None:
    read: list[Reading] = []
    thread = threading.Thread(target=lambda: read.append(in_time(stuck, LIMIT)(b"well", None)))
    thread.start()
    thread.join()
    assert [one.verdict.kind for one in read] == [Kind.REPORT]
