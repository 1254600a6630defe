"""Schedules read from the configuration: a section in, `Schedules` out, doubts as a fault with its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import combinations

from bot.rules.clock.windows import Windows
from bot.rules.duty.duties import Duties
from bot.rules.duty.duty_guard import Unsound, read_duties
from bot.rules.duty.oncall import (
    Absence,
    FallbackLayer,
    Layer,
    Override,
    RotaLayer,
    RotationLayer,
    Schedule,
    Schedules,
    reachable,
)
from bot.rules.duty.rota import RotaSettings, read_rota
from bot.rules.duty.rotation import read_rotation
from bot.settings.model import PersonSettings
from bot.settings.section import Section
from bot.walltime import to_instant, utc

SHORTEST, LONGEST = timedelta(days=7), timedelta(days=366)
"""Bounds of a horizon: less proves nothing, more is asked of nobody."""
Rotas = Mapping[str, Sequence[bytes]]
"""The calendars that others keep, by schedule: the newest first, then the last good one."""


def load_schedules(
    section: Section, windows: Windows, people: Mapping[str, PersonSettings], rotas: Rotas | None = None
) -> Schedules:
    """The schedules of the configuration; faults go to the section. Wall times are read in the zone of the windows.

    Of the `rotas` of a schedule the first that is sound counts; it is a fault when none is. One that must be fetched
    from a server may be absent as yet; without `rotas` none is looked for.
    """
    return Schedules(
        {
            name: _schedule(
                name, section.section(name), windows, people, None if rotas is None else rotas.get(name, ())
            )
            for name in section.names()
        }
    )


def _schedule(
    name: str, section: Section, windows: Windows, people: Mapping[str, PersonSettings], rotas: Sequence[bytes] | None
) -> Schedule:
    below = section.section("ical_import") if section.raw("ical_import") else None
    rota = read_rota(below) if below is not None else None
    layers: list[Layer] = [RotaLayer(_duties(below, rota, people, rotas))] if below is not None and rota else []
    layers += [_layer(one, windows, people) for one in section.sections("layers")]
    fallback = _fallback(section, people)
    if not layers and fallback is None and below is None:
        section.fault("layers", "nobody is ever on call", "give at least one layer, or a fallback_layer")
    written = [(o, one) for one in section.sections("overrides") if (o := _override(one, windows, people))]
    written += [(o, one) for one in section.sections("swaps") for o in _swap(one, windows, people)]
    schedule = Schedule(
        name=name,
        layers=(*layers, *([fallback] if fallback else [])),
        overrides=tuple(override for override, _ in written),
        must_cover=_window(section, "must_cover", windows),
        horizon=_horizon(section),
        absences=tuple(a for one in section.sections("absences") if (a := _absence(one, windows, people))),
        rota=rota,
    )
    _check_overrides(written, schedule)
    section.close()
    named = {person for layer in schedule.layers for person in _people_of(layer)}
    named |= {override.by for override in schedule.overrides}
    unreachable = frozenset(person for person in named if person and not reachable(people, person))
    return replace(schedule, unreachable=unreachable)


def _duties(
    section: Section, rota: RotaSettings, people: Mapping[str, PersonSettings], rotas: Sequence[bytes] | None
) -> Duties | None:
    if rotas is not None and not rotas and not rota.remote:
        section.fault("", f"{rota.place}: no such file", "write the path of a calendar")
    faults: tuple[str, ...] = ()
    for octets in rotas or ():
        try:
            return read_duties(octets, people, rota.zone)
        except Unsound as refused:
            faults = faults or refused.faults
    for fault in faults:
        section.fault("", f"{rota.place}: {fault}", "mend the calendar; there is no earlier one to keep to")
    return None


def _layer(section: Section, windows: Windows, people: Mapping[str, PersonSettings]) -> RotationLayer:
    turns = section.texts("rotation")
    if not turns:
        section.fault("rotation", "nobody takes turns here", "list people: rotation: [alice, bruno]")
    for person in turns:
        _known(section, "rotation", person, people)
    name = section.text("name")
    rotation = read_rotation(section, turns or ("",), windows.zone)
    layer = RotationLayer(name, rotation, windows, _window(section, "during", windows))
    section.close()
    return layer


def _fallback(section: Section, people: Mapping[str, PersonSettings]) -> FallbackLayer | None:
    if section.raw("fallback_layer") is None:
        return None
    below = section.section("fallback_layer")
    person = below.text("always")
    _known(below, "always", person, people)
    below.close()
    return FallbackLayer(person) if person else None


def _override(section: Section, windows: Windows, people: Mapping[str, PersonSettings]) -> Override | None:
    span = _span(section, windows)
    replaced, by = section.text("replace"), section.text("by")
    _known(section, "replace", replaced, people)
    _known(section, "by", by, people)
    reason = section.text("reason")
    section.close()
    return None if span is None else Override(*span, replaced, by, reason)


def _swap(section: Section, windows: Windows, people: Mapping[str, PersonSettings]) -> list[Override]:
    """Two persons who change places: each stands in for the other."""
    span = _span(section, windows)
    pair = section.texts("between")
    for person in pair:
        _known(section, "between", person, people)
    if len(set(pair)) != 2 or len(pair) != 2:
        section.fault("between", "two persons change places", "write between: [alice, bruno]")
    reason = section.text("reason")
    section.close()
    if span is None or len(pair) != 2:
        return []
    return [Override(*span, one, other, reason) for one, other in (pair, pair[::-1])]


def _absence(section: Section, windows: Windows, people: Mapping[str, PersonSettings]) -> Absence | None:
    span = _span(section, windows)
    person = section.text("person")
    _known(section, "person", person, people)
    reason = section.text("reason")
    section.close()
    return None if span is None else Absence(person, *span, reason)


def _span(section: Section, windows: Windows) -> tuple[datetime, datetime] | None:
    start, end = _wall(section, "from", windows), _wall(section, "to", windows)
    if start is None or end is None:
        return None
    if start >= end:
        section.fault("to", "ends before it starts", "write an instant after `from`")
        return None
    return start, end


def _horizon(section: Section) -> timedelta:
    horizon = section.duration("horizon", "45d", SHORTEST)
    if horizon > LONGEST:
        section.fault("horizon", "nobody plans so far ahead", f"write {LONGEST.days}d or less")
    return min(max(horizon, SHORTEST), LONGEST)


def _check_overrides(written: Sequence[tuple[Override, Section]], schedule: Schedule) -> None:
    bare = Schedule(schedule.name, schedule.layers)
    for one, section in written:
        # A calendar that others keep may change any day: what it says today proves nothing of the day of the override.
        if schedule.rota is None and not any(shift.person == one.replace for shift in bare.shifts(one.start, one.end)):
            problem = f"{one.replace} is not on call between {one.start.isoformat()} and {one.end.isoformat()}"
            section.fault("", problem, "name the person the layers put on call then, or move the dates")
    for (one, _), (other, section) in combinations(written, 2):
        if one.replace == other.replace and one.start < other.end and other.start < one.end:
            problem = f"two overrides of {one.replace} overlap from {max(one.start, other.start).isoformat()}"
            section.fault("", problem, "let one end where the other begins")


def _wall(section: Section, key: str, windows: Windows) -> datetime | None:
    node = section.raw(key)
    value = None if node is None else node.value
    try:
        wall = value if isinstance(value, datetime) else datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        section.fault(key, "a date and time is due here", f"write 2026-08-10T18:00, the time of {windows.zone.key}")
        return None
    return to_instant(wall, windows.zone) if wall.tzinfo is None else utc(wall)


def _window(section: Section, key: str, windows: Windows) -> str | None:
    return section.text(key, choices=windows.names()) if section.raw(key) else None


def _known(section: Section, key: str, person: str, people: Mapping[str, PersonSettings]) -> None:
    if person and person not in people:
        node = section.raw(key)
        items = node.value if node is not None and isinstance(node.value, list) else []
        written = next((item for item in items if item.value == person), node)
        section.fault(key, f"unknown person `{person}`", f"known people: {', '.join(people) or 'none'}", written)


def _people_of(layer: Layer) -> tuple[str, ...]:
    if isinstance(layer, RotationLayer):
        return layer.rotation.people
    return (layer.person,) if isinstance(layer, FallbackLayer) else ()
