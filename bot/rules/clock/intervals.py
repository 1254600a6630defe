"""Sets of instants as sorted, disjoint, half-open intervals, and the algebra on them. All instants are UTC."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple


class Interval(NamedTuple):
    """From `start`, included, to `end`, excluded."""

    start: datetime
    end: datetime


def union(intervals: Iterable[Interval]) -> list[Interval]:
    """Any intervals as sorted disjoint ones; touching ones become one, empty ones vanish."""
    merged: list[Interval] = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if merged and start <= merged[-1].end:
            merged[-1] = Interval(merged[-1].start, max(end, merged[-1].end))
        else:
            merged.append(Interval(start, end))
    return merged


def clip(intervals: Iterable[Interval], start: datetime, end: datetime) -> list[Interval]:
    """The part of sorted disjoint intervals that lies within [start, end)."""
    return [Interval(max(a, start), min(b, end)) for a, b in intervals if a < end and b > start]


def complement(intervals: Iterable[Interval], start: datetime, end: datetime) -> list[Interval]:
    """What sorted disjoint intervals leave free within [start, end)."""
    free: list[Interval] = []
    at = start
    for a, b in clip(intervals, start, end):
        if at < a:
            free.append(Interval(at, a))
        at = b
    if at < end:
        free.append(Interval(at, end))
    return free


def intersection(left: Sequence[Interval], right: Sequence[Interval]) -> list[Interval]:
    """What two sorted disjoint sets share."""
    shared: list[Interval] = []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i].start, right[j].start), min(left[i].end, right[j].end)
        if start < end:
            shared.append(Interval(start, end))
        if left[i].end <= right[j].end:
            i += 1
        else:
            j += 1
    return shared


def difference(left: Sequence[Interval], right: Sequence[Interval]) -> list[Interval]:
    """What the right set leaves of the left one; both sorted and disjoint."""
    if not left:
        return []
    return intersection(left, complement(right, left[0].start, left[-1].end))


def total(intervals: Iterable[Interval]) -> timedelta:
    """The real time that disjoint intervals last together."""
    return sum((end - start for start, end in intervals), timedelta(0))
