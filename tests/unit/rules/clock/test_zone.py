"""Zones of places are taken; offsets in disguise keep no place's wall time and are refused."""

from __future__ import annotations

import pytest

from bot.rules.clock.zone import zone_named
from tests.unit.rules.shipped import changed, load


@pytest.mark.parametrize("name", ["Europe/Paris", "Indian/Reunion", "America/Argentina/Ushuaia", "UTC", "Etc/UTC"])
def test_the_zone_of_a_place_is_taken(name: str) -> None:
    zone = zone_named(name)
    assert zone is not None and zone.key == name


@pytest.mark.parametrize("name", ["Etc/GMT-1", "EST", "CET", "GMT", "EST5EDT", "+01:00", "Europe/Pari", "", "../x/y"])
def test_an_offset_in_disguise_is_refused(name: str) -> None:
    assert zone_named(name) is None


@pytest.mark.parametrize("path", ["timezone", "calendars.desk.timezone"])
def test_it_is_refused_wherever_a_zone_is_written(path: str) -> None:
    assert any("fixed offsets are refused" in fault.remedy for fault in load(changed(path, "CET"))[1])
