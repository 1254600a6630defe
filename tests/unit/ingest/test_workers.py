"""Worker processes: one letter that hangs or kills its worker takes no other with it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

import pytest

from bot.errors import Permanent, Transient
from bot.ingest.workers import ReadingPool


def make(setup: str) -> Callable[[str], str]:
    """What the workers run: a reader that can be told to hang or to die."""
    if setup == "broken":
        os._exit(3)

    def read(letter: str) -> str:
        if letter == "hang":
            signal.pause()
        if letter == "eat":
            bytearray(500_000_000)
        if letter == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        return f"{setup} {letter}"

    return read


def pool(size: int = 1, setup: str = "read", seconds: float = 0.3, memory: int = 0) -> ReadingPool[str]:
    return ReadingPool(make, setup, size, seconds, preload="bot.errors", memory=memory)


@pytest.fixture
def one() -> Iterator[ReadingPool[str]]:
    opened = pool()
    yield opened
    opened.close()


def test_letters_are_read_in_another_process_in_order(one: ReadingPool[str]) -> None:
    assert [f.result(30) for f in [one.read(str(n)) for n in range(20)]] == [f"read {n}" for n in range(20)]


@pytest.mark.parametrize("bad", ["hang", "die"])
def test_a_bad_letter_is_permanent_and_the_next_one_is_read(one: ReadingPool[str], bad: str) -> None:
    first, second = one.read(bad), one.read("good")
    with pytest.raises(Permanent):
        first.result(30)
    assert second.result(30) == "read good"


def test_a_letter_that_needs_too_much_memory_takes_no_other_with_it() -> None:
    opened = pool(seconds=30, memory=100_000_000)
    try:
        eats, good = opened.read("eat"), opened.read("good")
        with pytest.raises(Permanent):
            eats.result(30)
        assert good.result(30) == "read good"
    finally:
        opened.close()


def test_a_worker_that_cannot_start_is_no_fault_of_the_letter() -> None:
    opened = pool(setup="broken")
    try:
        with pytest.raises(Transient):
            opened.read("good").result(30)
    finally:
        opened.close()


def test_without_workers_letters_are_read_here() -> None:
    opened = pool(size=0)
    try:
        assert opened.read("good").result(5) == "read good"
    finally:
        opened.close()
