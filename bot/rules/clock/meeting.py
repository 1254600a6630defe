"""Windows in, out whether they ever meet: some instant inside of all of some and outside of all others."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta

from bot.rules.clock.french_holidays import FIRST_YEAR, LAST_YEAR
from bot.rules.clock.windows import All, Instants, Last, Not, Windows

_USUAL = 2026
_PIECE = timedelta(days=92)


def meet(windows: Windows, inside: Collection[str], outside: Collection[str]) -> bool:
    """False when no instant of the years a calendar knows lies in all of `inside` and in none of `outside`."""
    wanted = [*(windows.named[name] for name in inside), *(Not(windows.named[name]) for name in outside)]
    parts = [part for one in wanted for part in _parts(one)]
    if any(Not(part) in parts for part in parts):
        return False
    together = All(tuple(wanted))
    return any(together.intervals(start, end) for start, end in _pieces())


def _parts(one: Instants) -> Iterator[Instants]:
    """Sets that hold all of this one."""
    yield one
    if isinstance(one, All):
        for part in one.of:
            yield from _parts(part)
    elif isinstance(one, Last):
        yield from _parts(one.of)
    elif isinstance(one, Not) and isinstance(one.of, Not):
        yield from _parts(one.of.of)


def _pieces() -> Iterator[tuple[datetime, datetime]]:
    """All of that time, from a usual year on: what meets at all mostly meets there."""
    for first, last in ((_USUAL, LAST_YEAR), (FIRST_YEAR + 1, _USUAL)):
        start, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last, 1, 1, tzinfo=UTC)
        while start < end:
            yield start, min(start + _PIECE, end)
            start += _PIECE
