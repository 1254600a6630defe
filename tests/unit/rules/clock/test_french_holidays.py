"""The holidays against a golden table of an independent source, and against a computation of our own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.rules.clock.french_holidays import LAST_YEAR, SETS, BeyondHorizon, HolidaySet

YEARS = range(2008, 2101)
FIXED = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
ABOLITION = {
    "fr-971": (5, 27), "fr-972": (5, 22), "fr-973": (6, 10), "fr-974": (12, 20), "fr-976": (4, 27), "fr-977": (10, 9),
    "fr-978": (5, 28),
}  # fmt: skip


def paschal_full_moon_easter(year: int) -> date:
    """Gauss's Easter with its two exceptions; the library takes its own from another algorithm."""
    a, b, c, k = year % 19, year % 4, year % 7, year // 100
    m = (15 - (13 + 8 * k) // 25 + k - k // 4) % 30
    n = (4 + k - k // 4) % 7
    d = (19 * a + m) % 30
    e = (2 * b + 4 * c + 6 * d + n) % 7
    if (d == 29 and e == 6) or (d == 28 and e == 6 and (11 * m + 11) % 30 < 19):
        d -= 7
    return date(year, 3, 22) + timedelta(days=d + e)


def national(year: int) -> set[date]:
    easter = paschal_full_moon_easter(year)
    return {date(year, *day) for day in FIXED} | {easter + timedelta(days=n) for n in (1, 39, 50)}


def found(code: str, year: int) -> set[date]:
    holidays = HolidaySet(code)
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return {day for day in days if day.year == year and holidays.name(day)}


def golden() -> Iterator[tuple[int, str, set[date]]]:
    """Year, set and days of the golden table."""
    for line in Path(__file__).with_name("jours-feries.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        year, *days = line.partition(" | ")[0].split()
        national_days = {_day(year, day) for day in days}
        yield int(year), "fr-metropole", national_days
        for more in line.partition(" | ")[2].split():
            code, _, beyond = more.partition("=")
            yield int(year), f"fr-{code}", national_days | {_day(year, day) for day in beyond.split(",") if day}


def _day(year: str, day: str) -> date:
    return date(int(year), int(day[:2]), int(day[2:]))


def test_ninety_three_years_of_ten_sets_are_those_of_the_golden_table() -> None:
    rows = list(golden())
    assert len(rows) == 93 * 10 and sum(len(days) for _, _, days in rows) > 10_000
    # Saint-Barthélemy and Saint-Martin have days of their own since 2012 and 2018; the table gives them to all years.
    own_since = {"fr-977": 2012, "fr-978": 2018}
    told = [(year, code, days) for year, code, days in rows if year >= own_since.get(code, 2008)]
    assert [(year, code) for year, code, days in told if found(code, year) != days] == []


def test_the_golden_table_would_notice_a_day_too_many_or_too_few() -> None:
    worked = HolidaySet("fr-metropole", frozenset({"Lundi de Pentecôte"}))
    [days] = [days for year, code, days in golden() if (year, code) == (2026, "fr-metropole")]
    assert {day for day in days if worked.name(day) is None} == {date(2026, 5, 25)}
    assert found("fr-alsace-moselle", 2026) - days == {date(2026, 4, 3), date(2026, 12, 26)}


def test_metropole_has_the_eleven_days_of_the_law_in_every_year() -> None:
    for year in YEARS:
        assert found("fr-metropole", year) == national(year), year


@pytest.mark.parametrize("code", ["fr-alsace-moselle", "fr-57", "fr-67", "fr-68"])
def test_alsace_and_moselle_add_good_friday_and_the_day_after_christmas(code: str) -> None:
    for year in YEARS:
        more = {paschal_full_moon_easter(year) - timedelta(days=2), date(year, 12, 26)}
        assert found(code, year) == national(year) | more, year


@pytest.mark.parametrize("code", sorted(SETS))
def test_every_set_holds_at_least_the_national_days(code: str) -> None:
    assert found(code, 2026) >= national(2026)


@pytest.mark.parametrize(("code", "day"), sorted(ABOLITION.items()))
def test_overseas_sets_hold_their_day_of_the_abolition(code: str, day: tuple[int, int]) -> None:
    assert HolidaySet(code).name(date(2026, *day)) == "Abolition de l'esclavage"
    assert HolidaySet("fr-metropole").name(date(2026, *day)) is None


def test_saint_pierre_and_miquelon_has_the_national_days_only() -> None:
    assert found("fr-975", 2026) == national(2026)


def test_the_names_are_french_whatever_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert HolidaySet("fr-metropole").name(date(2027, 8, 15)) == "Assomption"
    assert HolidaySet("fr-alsace-moselle").name(date(2027, 3, 26)) == "Vendredi saint"


def test_two_holidays_on_one_day_are_both_named() -> None:
    assert HolidaySet("fr-metropole").name(date(2008, 5, 1)) == "Ascension / Fête du Travail"


def test_an_excepted_name_is_an_ordinary_day() -> None:
    worked = HolidaySet("fr-metropole", frozenset({"Lundi de Pentecôte"}))
    assert worked.name(date(2026, 5, 25)) is None
    assert worked.name(date(2026, 4, 6)) == "Lundi de Pâques"


def test_it_tells_its_horizon_instead_of_answering_with_nothing() -> None:
    assert HolidaySet("fr-metropole").name(date(LAST_YEAR, 12, 25)) == "Noël"
    with pytest.raises(BeyondHorizon, match="2100"):
        HolidaySet("fr-metropole").name(date(LAST_YEAR + 1, 1, 1))


@pytest.mark.parametrize(
    ("code", "own"),
    [
        ("fr-975", {}),
        ("fr-986", {(4, 28): "Saint Pierre Chanel", (6, 29): "Saints Pierre et Paul", (7, 29): "Fête du Territoire"}),
        ("fr-987", {(3, 5): "Arrivée de l'Évangile", (4, 3): "Vendredi saint", (11, 20): "Matāri'i"}),
        ("fr-988", {(9, 24): "Fête de la Citoyenneté"}),
    ],
)
def test_each_island_of_the_pacific_has_its_own_days_in_2026(code: str, own: dict[tuple[int, int], str]) -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    national = HolidaySet("fr-metropole")
    found = {(day.month, day.day): HolidaySet(code).name(day) for day in days if not national.name(day)}
    assert {day: name for day, name in found.items() if name} == own
    assert all(HolidaySet(code).name(day) for day in days if national.name(day))
