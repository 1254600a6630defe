"""Whenever and wherever a question is asked, the answer is due in working hours; one asked later never sooner."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.writing.deadlines import after_open_time, is_working_time
from tests import builders

OFFICE = builders.office()
INSTANTS = st.timedeltas(timedelta(0), timedelta(days=700)).map(lambda after: datetime(2026, 1, 1, tzinfo=UTC) + after)
DEPARTMENTS = st.sampled_from(["63", "67", "2A", "971", "972", "973", "974", "976", "975", "987", "988", None])
MICROSECOND = timedelta(microseconds=1)


@settings(max_examples=60, deadline=None)
@given(INSTANTS, DEPARTMENTS, st.integers(1, 40))
def test_it_falls_into_working_hours_after_the_question(at: datetime, department: str | None, hours: int) -> None:
    report = {"territory": {"department": department}}
    due = after_open_time(OFFICE, report, at, timedelta(hours=hours))
    assert at + timedelta(hours=hours) <= due < at + timedelta(days=60)
    assert is_working_time(OFFICE, report, due - MICROSECOND)


@settings(max_examples=40, deadline=None)
@given(INSTANTS, DEPARTMENTS, st.timedeltas(timedelta(0), timedelta(days=9)))
def test_what_is_asked_later_is_due_no_sooner(at: datetime, department: str | None, later: timedelta) -> None:
    report = {"territory": {"department": department}}
    eight = timedelta(hours=8)
    assert after_open_time(OFFICE, report, at, eight) <= after_open_time(OFFICE, report, at + later, eight)
