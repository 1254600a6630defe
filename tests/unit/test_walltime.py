"""Wall time and instants: monotone both ways, and the words of a date."""

# ruff: noqa: DTZ001 (naive datetimes are wall times here)
from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.walltime import iso, parse_instant, spoken, spoken_day, to_instant, to_wall, utc

PARIS = ZoneInfo("Europe/Paris")
ODD_ZONES = [
    "Europe/Paris", "Australia/Lord_Howe", "America/Santiago", "Africa/Casablanca", "Pacific/Apia", "America/Miquelon",
    "Pacific/Chatham", "Asia/Kathmandu", "Europe/Dublin", "America/Nuuk",
]  # fmt: skip
CHANGE_DAYS = [
    date(2026, 3, 29), date(2026, 10, 25), date(2026, 4, 5), date(2026, 10, 4), date(2026, 2, 15), date(2026, 3, 22),
    date(2011, 12, 30), date(2026, 9, 6), date(2026, 3, 8), date(2026, 11, 1), date(2026, 9, 27), date(2026, 3, 28),
]  # fmt: skip


@pytest.mark.parametrize("key", ODD_ZONES)
def test_it_never_goes_back_when_the_wall_time_grows(key: str) -> None:
    zone = ZoneInfo(key)
    for day in CHANGE_DAYS:
        walls = [datetime.combine(day, datetime.min.time()) + timedelta(minutes=5 * n) for n in range(-300, 600)]
        instants = [to_instant(wall, zone) for wall in walls]
        assert instants == sorted(instants)


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)),
    st.integers(0, 10_000_000),
    st.sampled_from(ODD_ZONES),
)
@settings(max_examples=300, deadline=None)
def test_a_later_wall_time_is_never_an_earlier_instant(wall: datetime, more: int, key: str) -> None:
    zone = ZoneInfo(key)
    assert to_instant(wall, zone) <= to_instant(wall + timedelta(microseconds=more * 997), zone)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1)), st.sampled_from(ODD_ZONES))
@settings(max_examples=300, deadline=None)
def test_an_instant_comes_back_from_the_wall_or_is_the_second_showing(naive: datetime, key: str) -> None:
    zone, instant = ZoneInfo(key), naive.replace(tzinfo=UTC)
    back = to_instant(to_wall(instant, zone), zone)
    assert back <= instant
    assert to_wall(back, zone) == to_wall(instant, zone)


def test_a_time_shown_twice_is_its_first_showing() -> None:
    assert to_instant(datetime(2026, 10, 25, 2, 30), PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert to_instant(datetime(2026, 10, 25, 2, 30, fold=1), PARIS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize("minute", [0, 1, 30, 59])
def test_a_skipped_time_is_the_instant_of_the_jump(minute: int) -> None:
    assert to_instant(datetime(2026, 3, 29, 2, minute), PARIS) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_skipped_day_is_the_instant_of_the_jump() -> None:
    jump = datetime(2011, 12, 30, 10, tzinfo=UTC)
    apia = ZoneInfo("Pacific/Apia")
    assert to_instant(datetime(2011, 12, 30, 0, 0), apia) == jump
    assert to_instant(datetime(2011, 12, 30, 23, 59, 59, 999999), apia) == jump
    assert to_instant(datetime(2011, 12, 31), apia) == jump


def test_it_refuses_to_guess_a_zone() -> None:
    with pytest.raises(ValueError, match="no offset"):
        utc(datetime(2026, 8, 15))
    with pytest.raises(ValueError, match="an instant already"):
        to_instant(datetime(2026, 8, 15, tzinfo=UTC), PARIS)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-08-15T02:47:00+02:00", 0), ("2026-08-15T00:47Z", 0), ("2026-08-15 00:47:00.000Z", 0),
        ("2026-08-15T04:47:00+0400", 0),
    ],
)  # fmt: skip
def test_it_reads_an_instant_with_an_offset(text: str, hour: int) -> None:
    assert parse_instant(text) == datetime(2026, 8, 15, hour, 47, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2026-08-15T02:47:00", "2026-08-15", "", "hier", "2026-13-01T00:00Z", "2026-08-15T25:00Z", "20260815T0247Z",
        "0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "２０26-08-15T02:47Z", "2026-08-15T02:47:00 Europe/Paris",
        "1" * 100_000,
    ],
)  # fmt: skip
def test_it_refuses_what_names_no_instant(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_instant(text)


@given(st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1)), st.sampled_from(ODD_ZONES))
@settings(max_examples=100, deadline=None)
def test_an_instant_written_reads_back(naive: datetime, key: str) -> None:
    instant = naive.replace(tzinfo=UTC)
    assert parse_instant(iso(instant)) == parse_instant(iso(instant, ZoneInfo(key))) == instant


def test_it_writes_the_offset_of_the_zone() -> None:
    assert iso(datetime(2026, 8, 15, 0, 47, tzinfo=UTC)) == "2026-08-15T00:47:00+00:00"
    assert iso(datetime(2026, 8, 15, 0, 47, tzinfo=UTC), PARIS) == "2026-08-15T02:47:00+02:00"


def test_it_speaks_french_with_no_break_spaces_in_the_time() -> None:
    instant = datetime(2026, 8, 15, 0, 47, tzinfo=UTC)
    assert spoken(instant, PARIS, "fr") == "samedi 15 août 2026 à 2\u00a0h\u00a047 (heure de Paris)"
    assert spoken(instant, ZoneInfo("Indian/Reunion"), "fr").endswith("à 4\u00a0h\u00a047 (heure de La Réunion)")
    assert spoken(instant, ZoneInfo("America/Cayenne")).startswith("vendredi 14 août 2026 à 21\u00a0h\u00a047")


def test_it_speaks_english() -> None:
    instant = datetime(2026, 8, 15, 0, 47, tzinfo=UTC)
    assert spoken(instant, PARIS, "en") == "Saturday 15 August 2026 at 02:47 (Paris time)"


def test_the_first_of_a_month_and_the_full_hour_are_written_the_french_way() -> None:
    assert spoken_day(date(2026, 9, 1), "fr") == "mardi 1er septembre 2026"
    assert spoken(datetime(2026, 9, 1, 7, tzinfo=UTC), PARIS) == "mardi 1er septembre 2026 à 9\u00a0h (heure de Paris)"
    assert "9\u00a0h\u00a005" in spoken(datetime(2026, 9, 1, 7, 5, tzinfo=UTC), PARIS)


def test_a_time_shown_twice_says_which_one_is_meant() -> None:
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert spoken(first, PARIS).endswith("à 2\u00a0h\u00a030 (heure de Paris, avant le changement d’heure)")
    assert spoken(second, PARIS).endswith("à 2\u00a0h\u00a030 (heure de Paris, après le changement d’heure)")
    assert spoken(second, PARIS, "en").endswith("(Paris time, after the clock change)")


def test_a_zone_without_a_name_here_is_given_by_its_key() -> None:
    assert spoken(datetime(2026, 1, 1, tzinfo=UTC), ZoneInfo("Asia/Tokyo")).endswith("(fuseau Asia/Tokyo)")
