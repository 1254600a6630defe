"""Calendars that others keep: what is taken means what its author sees in his own program, all else is refused."""

# ruff: noqa: DTZ001 (naive datetimes are wall times here)
from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rules.duty.duties import overlaps
from bot.rules.duty.duty_guard import OCTETS
from bot.walltime import to_instant
from tests.unit.rules.rotas import ALICE, BRUNO, event, faults, read, rota
from tests.unit.rules.sections import PARIS

WEEK = ("DTSTART;TZID=Europe/Paris:20260105T180000", "DTEND;TZID=Europe/Paris:20260112T090000")
A, Z = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


def wall(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return to_instant(datetime(2026, month, day, hour, minute), PARIS)


def spans(octets: bytes, start: datetime = A, end: datetime = Z) -> list[tuple[str, datetime, datetime]]:
    return [(duty.person, *duty.span) for duty in read(octets).within(start, end)]


def test_turns_of_three_weeks_keep_their_wall_times_over_both_clock_changes() -> None:
    found = spans(rota(event(*WEEK, "RRULE:FREQ=WEEKLY;INTERVAL=3")))
    assert len(found) == 18
    for _, start, end in found[:-1]:
        begins, ends = start.astimezone(PARIS), end.astimezone(PARIS)
        assert (begins.hour, begins.weekday(), ends.hour, ends.weekday()) == (18, 0, 9, 0)


def test_a_duty_is_one_however_it_is_asked_for() -> None:
    duties = read(rota(event(*WEEK, "RRULE:FREQ=WEEKLY")))
    [whole] = duties.within(wall(3, 9, 18), wall(3, 16, 9))
    assert (whole.span.start, whole.span.end) == (wall(3, 9, 18), wall(3, 16, 9))
    [part] = duties.within(wall(3, 10), wall(3, 11))
    assert (part.span.start, part.span.end) == (wall(3, 10), wall(3, 11))


@pytest.mark.parametrize(
    ("lines", "start", "end"),
    [
        (("DTSTART;VALUE=DATE:20260329", "DTEND;VALUE=DATE:20260330"), wall(3, 29), wall(3, 30)),
        (("DTSTART;VALUE=DATE:20260329",), wall(3, 29), wall(3, 30)),
        (("DTSTART:20260329T010000", "DTEND:20260329T100000"), wall(3, 29, 1), wall(3, 29, 10)),
        (("DTSTART:20260328T170000Z", "DTEND:20260329T070000Z"), wall(3, 28, 18), wall(3, 29, 9)),
        # Fifteen hours are fifteen hours, also in a night that has an hour less.
        (("DTSTART;TZID=Europe/Paris:20260328T180000", "DURATION:PT15H"), wall(3, 28, 18), wall(3, 29, 10)),
        # Days are days on the wall.
        (("DTSTART;TZID=Europe/Paris:20260328T180000", "DURATION:P1D"), wall(3, 28, 18), wall(3, 29, 18)),
        (("DTSTART;TZID=Europe/Paris:20261024T180000", "DURATION:P1DT15H"), wall(10, 24, 18), wall(10, 26, 9)),
        # 02:30 is skipped in that night: the instant of the jump.
        (("DTSTART;TZID=Europe/Paris:20260329T023000", "DTEND;TZID=Europe/Paris:20260329T090000"),
         wall(3, 29, 3), wall(3, 29, 9)),
        (("DTSTART;TZID=Romance Standard Time:20260702T180000", "DTEND;TZID=Romance Standard Time:20260703T090000"),
         wall(7, 2, 18), wall(7, 3, 9)),
        (("DTSTART;TZID=America/New_York:20260702T120000", "DTEND;TZID=America/New_York:20260702T180000"),
         wall(7, 2, 18), wall(7, 3, 0)),
    ],
)  # fmt: skip
def test_one_event_means_one_exact_span(lines: tuple[str, ...], start: datetime, end: datetime) -> None:
    assert spans(rota(event(*lines))) == [("alice", start, end)]
    daily = event(*lines, "RRULE:FREQ=DAILY;COUNT=1")
    assert spans(rota(daily)) == [("alice", start, end)]


@pytest.mark.parametrize("until", ["20260108", "20260108T235959", "20260108T225959Z", "20260108T180000"])
def test_the_day_a_repetition_ends_on_is_part_of_it(until: str) -> None:
    lines = ("DTSTART;TZID=Europe/Paris:20260105T180000", "DTEND;TZID=Europe/Paris:20260106T090000")
    assert len(spans(rota(event(*lines, f"RRULE:FREQ=DAILY;UNTIL={until}")))) == 4
    floating = ("DTSTART:20260105T180000", "DTEND:20260106T090000")
    assert len(spans(rota(event(*floating, f"RRULE:FREQ=DAILY;UNTIL={until}")))) == 4
    days = ("DTSTART;VALUE=DATE:20260105",)
    assert (
        sum((end - start).days for _, start, end in spans(rota(event(*days, f"RRULE:FREQ=DAILY;UNTIL={until}")))) == 4
    )


def test_a_swap_a_move_an_exception_and_a_cancelled_turn_count() -> None:
    rule = event(*WEEK, "RRULE:FREQ=WEEKLY;COUNT=5", "EXDATE;TZID=Europe/Paris:20260112T180000")
    swapped = event(
        "RECURRENCE-ID;TZID=Europe/Paris:20260119T180000",
        "DTSTART;TZID=Europe/Paris:20260119T180000",
        "DTEND;TZID=Europe/Paris:20260126T090000",
        who=BRUNO,
    )
    moved = event(
        "RECURRENCE-ID;TZID=Europe/Paris:20260126T180000",
        "DTSTART;TZID=Europe/Paris:20260127T180000",
        "DTEND;TZID=Europe/Paris:20260128T090000",
    )
    cancelled = event(
        "RECURRENCE-ID;TZID=Europe/Paris:20260202T180000", *WEEK, "STATUS:CANCELLED", who="X-NOBODY:at all"
    )
    assert spans(rota(rule, swapped, moved, cancelled)) == [
        ("alice", wall(1, 5, 18), wall(1, 12, 9)),
        ("bruno", wall(1, 19, 18), wall(1, 26, 9)),
        ("alice", wall(1, 27, 18), wall(1, 28, 9)),
    ]


def test_what_a_program_believes_of_its_zone_does_not_move_an_instant() -> None:
    lines = ("DTSTART:20260323T160000Z", "DTEND:20260324T070000Z", "RRULE:FREQ=WEEKLY;COUNT=2")
    for zone in ("Europe/Paris", "America/Lima", "Nowhere/AtAll"):
        found = spans(rota(event(*lines), before=f"X-WR-TIMEZONE:{zone}"))
        assert [start.hour for _, start, _ in found] == [16, 16], "UTC stays UTC over the change of 29 March"


def test_two_persons_at_one_time_are_told() -> None:
    duties = read(rota(event(*WEEK), event(*WEEK, uid="shift-2", who=BRUNO)))
    [told] = overlaps(duties, A, Z)
    assert "alice (event shift-1)" in told and "bruno (event shift-2)" in told and "2026-01-05T17:00" in told
    assert overlaps(read(rota(event(*WEEK), event(*WEEK, uid="shift-2"))), A, Z) == []


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (b"", "not a calendar"),
        (b"<html><body>502</body></html>", "not a calendar"),
        (rota(), "empty: it holds no event"),
        (rota(event(*WEEK))[:-20], "cut off"),
        (rota(event(*WEEK)).replace(b"END:VEVENT", b"END:VTODO"), "begins and does not end"),
        (b"BEGIN:VCALENDAR\r\n" + b"X:" + b"y" * OCTETS + b"\r\nEND:VCALENDAR", "larger than"),
        (rota(event(*WEEK, who="ATTENDEE:mailto:eve@elsewhere.example")), "unknown person ev…@elsewhere.example"),
        (rota(event(*WEEK, "SUMMARY:alice", who="X-NOBODY:at all")), "no attendees: name exactly one person"),
        (rota(event(*WEEK, BRUNO)), "2 attendees"),
        (rota(event(*WEEK, who="ATTENDEE;PARTSTAT=DECLINED:mailto:alice@cert.example")), "alice has declined"),
        (rota(event(WEEK[0].replace("Europe/Paris", "Europe/Pariss"), WEEK[1])), "unknown zone 'Europe/Pariss'"),
        (rota(event(*WEEK, "RRULE:FREQ=HOURLY")), "repeats within a day (HOURLY)"),
        (rota(event(*WEEK, "RRULE:FREQ=SECONDLY")), "repeats within a day (SECONDLY)"),
        (rota(event(*WEEK, "RRULE:FREQ=DAILY;BYHOUR=1,2,3")), "BYHOUR is not taken"),
        (rota(event(*WEEK, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")), "BYMONTH is not taken"),
        (rota(event(*WEEK, "RRULE:FREQ=MONTHLY;BYMONTHDAY=31")), "a day that not every month has"),
        (rota(event(*WEEK, "RRULE:FREQ=DAILY;INTERVAL=0")), "INTERVAL"),
        (rota(event(*WEEK, "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU")), "may never meet"),
        (rota(event(*WEEK, "RRULE:FREQ=FORTNIGHTLY")), "RRULE cannot be read"),
        (rota(event(*WEEK, "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY")), "two rules"),
        (rota(event(WEEK[0])), "it lasts no time"),
        (rota(event(WEEK[1].replace("DTEND", "DTSTART"), WEEK[0].replace("DTSTART", "DTEND"))), "it lasts no time"),
        (rota(event("DTSTART;VALUE=DATE:20260105", "DTEND;VALUE=DATE:20280105")), "longer than 366 days"),
        (rota(event(WEEK[0], "DURATION:PT168H")), "24 hours or more"),
        (rota(event("DTSTART:garbage", WEEK[1])), "DTSTART cannot be read"),
        (rota(event("DTSTART;TZID=Europe/Paris:18990105T180000", WEEK[1])), "outside of the years"),
        (rota(event(WEEK[0], "DTEND;VALUE=DATE:20260106")), "another kind"),
        (rota(event(*WEEK, "EXDATE;VALUE=DATE:20260105")), "EXDATE is of another kind"),
        (rota(event(*WEEK), event(*WEEK)), "written twice"),
        (rota(event(*WEEK, uid="")), "no UID"),
        (rota(*(event(*WEEK, uid=str(n)) for n in range(2001))), "too many events"),
        (rota(*(event(*WEEK, "RRULE:FREQ=DAILY", uid=str(n)) for n in range(51))), "too many repeating"),
    ],
)  # fmt: skip
def test_what_is_not_understood_for_certain_is_refused_and_named(octets: bytes, told: str) -> None:
    assert told in faults(octets)


def test_floating_times_and_whole_days_need_a_zone_somebody_named() -> None:
    for lines in (("DTSTART:20260105T180000", "DTEND:20260106T090000"), ("DTSTART;VALUE=DATE:20260105",)):
        assert "has no zone" in faults(rota(event(*lines)), None)
        assert faults(rota(event(*lines))) == ""
    assert faults(rota(event(*WEEK)), None) == ""


def test_a_zone_that_a_calendar_defines_itself_is_refused() -> None:
    own = (
        "BEGIN:VTIMEZONE\r\nTZID:Maison\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0300\r\n"
        "TZOFFSETTO:+0300\r\nEND:STANDARD\r\nEND:VTIMEZONE"
    )
    lines = ("DTSTART;TZID=Maison:20260105T180000", "DTEND;TZID=Maison:20260106T090000")
    assert "zone of its own" in faults(rota(event(*lines), before=own))


def test_every_faulty_event_is_named_by_its_uid_and_title() -> None:
    told = faults(rota(*(event("SUMMARY:nuit", uid=f"u{n}", who="X-NOBODY:at all") for n in range(30))))
    assert "event u0 ('nuit'): no attendees" in told and "and 40 more" in told


def test_an_attendee_is_found_by_any_of_his_addresses() -> None:
    other = ALICE.replace("alice@cert", "Alice@PERSO")
    assert spans(rota(event(*WEEK, who=other)))[0][0] == "alice"


def test_the_worst_calendar_that_is_taken_is_worked_out_within_three_seconds() -> None:
    lines = ("DTSTART;TZID=Europe/Paris:20200106T180000", "DTEND;TZID=Europe/Paris:20200107T090000")
    worst = rota(*(event(*lines, "RRULE:FREQ=DAILY", uid=str(n)) for n in range(50)))
    begun = time.process_time()
    read(worst).within(wall(6, 1), wall(6, 3))
    assert time.process_time() - begun < 3


@given(st.binary(max_size=200), st.integers(0, 400))
@settings(max_examples=80, deadline=None)
def test_octets_of_any_kind_are_taken_or_refused_never_a_crash(noise: bytes, at: int) -> None:
    sound = rota(event(*WEEK, "RRULE:FREQ=WEEKLY"))
    broken = sound[:at] + noise + sound[at:]
    if not faults(broken):
        assert len(read(broken).within(A, A + timedelta(days=30))) <= 6


@pytest.mark.parametrize("method", ["CANCEL", "REQUEST", "REPLY", "cancel"])
def test_a_message_about_events_is_no_calendar_to_follow(method: str) -> None:
    assert f"METHOD:{method.upper()}" in faults(rota(event(*WEEK), before=f"METHOD:{method}"))
    assert faults(rota(event(*WEEK), before="METHOD:PUBLISH")) == ""


def test_a_duty_that_is_not_certain_yet_is_refused() -> None:
    assert "STATUS:TENTATIVE" in faults(rota(event(*WEEK, "STATUS:TENTATIVE")))
    assert faults(rota(event(*WEEK, "STATUS:CONFIRMED"))) == ""
