"""Schedules with one thing taken away or moved: a layer, a turn, a hand-off, a window, a stand-in, an absence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.rules.clock.windows import Windows
from bot.rules.duty.oncall import FallbackLayer, Layer, RotationLayer, Schedule
from bot.rules.duty.rotation import Rotation

_MINUTE, _WEEK = timedelta(minutes=1), timedelta(days=7)


def changed_schedules(schedule: Schedule) -> Iterator[tuple[str, Schedule]]:
    """Each change in words, and the schedule with it."""
    for number, layer in enumerate(schedule.layers):
        left, right = schedule.layers[:number], schedule.layers[number + 1 :]
        name = "fallback layer" if isinstance(layer, FallbackLayer) else f"layer {layer.name}"
        if left or right:
            yield f"{name} deleted", replace(schedule, layers=left + right)
        for words, changed in _layers(layer):
            yield f"{name}: {words}", replace(schedule, layers=(*left, changed, *right))
    if schedule.must_cover is not None:
        yield "must_cover deleted", replace(schedule, must_cover=None)
    yield "the horizon a week shorter", replace(schedule, horizon=schedule.horizon - _WEEK)
    for number, override in enumerate(schedule.overrides):
        stands_in = schedule.overrides[:number] + schedule.overrides[number + 1 :]
        yield f"override {override.reason} deleted", replace(schedule, overrides=stands_in)
    for number, absence in enumerate(schedule.absences):
        away = schedule.absences[:number] + schedule.absences[number + 1 :]
        yield f"absence {absence.reason} deleted", replace(schedule, absences=away)


def within(schedule: Schedule, windows: Windows) -> Schedule:
    """The schedule with its layers in these windows."""
    layers = (replace(one, windows=windows) if isinstance(one, RotationLayer) else one for one in schedule.layers)
    return replace(schedule, layers=tuple(layers))


def _layers(layer: Layer) -> Iterator[tuple[str, Layer]]:
    if not isinstance(layer, RotationLayer):
        return
    for words, rotation in _rotations(layer.rotation):
        yield words, replace(layer, rotation=rotation)
    if layer.during is not None:
        yield f"during {layer.during} deleted", replace(layer, during=None)


def _rotations(rotation: Rotation) -> Iterator[tuple[str, Rotation]]:
    people = rotation.people
    if len(people) > 1:
        yield "the turns one person further", replace(rotation, people=(*people[1:], people[0]))
        for number, person in enumerate(people):
            yield f"{person} deleted", replace(rotation, people=people[:number] + people[number + 1 :])
    for words, minute in (("a minute early", -_MINUTE), ("a minute late", _MINUTE)):
        yield f"handed over {words}", replace(rotation, handoff=_moved(rotation.handoff, minute))
    yield "a day longer each turn", replace(rotation, days=rotation.days + 1, months=0)


def _moved(clock: time, by: timedelta) -> time:
    return (datetime.combine(date(2026, 1, 5), clock) + by).time()
