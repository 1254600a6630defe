"""When a letter was written and when it arrived, as its own fields tell."""

from __future__ import annotations

from datetime import UTC, datetime

import mailparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.mime.head import Head
from bot.ingest.mime.instants import instants

STAMP = "Tue, 10 Mar 2026 10:00:00 +0100"
AT = datetime(2026, 3, 10, 9, tzinfo=UTC)


def head(*fields: tuple[str, str]) -> Head:
    return Head(tuple((name, value.encode()) for name, value in fields), 0)


@pytest.mark.parametrize(
    "hop",
    [
        f" from a.example by b.example; {STAMP}",
        f" from a.example (a.example [192.0.2.7])\r\n\tby b.example with ESMTPS id 1;\r\n\t{STAMP} (CET)",
        f' from "a;b" by b.example; {STAMP}',
        f" from a.example (helo; hello) by b.example; {STAMP}",
        f" by b.example id 7; for <x@y.example>; {STAMP}",
        f" by b.example (unclosed; {STAMP}",
    ],
)
def test_the_hop_tells_when_it_took_the_letter(hop: str) -> None:
    assert instants(head(("received", hop), ("date", STAMP)))[:2] == (AT, AT)


def test_the_topmost_hop_that_tells_counts() -> None:
    later = "Tue, 10 Mar 2026 10:00:07 +0100"
    assert instants(head(("received", f" by b; {later}"), ("received", f" by a; {STAMP}")))[1] == AT.replace(second=7)
    assert instants(head(("received", " by b; never"), ("received", f" by a; {STAMP}")))[1] == AT
    assert instants(head(("date", STAMP)))[1] is None


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["from a.example", "(", ")", "<x@y.example>", '"', "by b.example", "[", "192.0.2.7]", ";", "\\"]
        ),
        max_size=8,
    ),
    st.datetimes(AT.replace(year=1995, tzinfo=None), AT.replace(year=2080, tzinfo=None)),
    st.integers(-12 * 60, 14 * 60),
)
def test_a_plain_hop_is_read_as_mail_parser_reads_it(trace: list[str], moment: datetime, offset: int) -> None:
    hours, minutes = divmod(abs(offset), 60)
    zone = f"{'-' if offset < 0 else '+'}{hours:02}{minutes:02}"
    hop = f"{' '.join(trace)}; {moment:%a, %d %b %Y %H:%M:%S} {zone}"
    read = mailparser.parse_from_bytes(f"Received: {hop}\n\n".encode()).received
    told = next((one["date_utc"] for one in read or [] if one.get("date_utc")), None)
    arrived = instants(head(("received", " " + hop)))[1]
    assert told is None or arrived == datetime.fromisoformat(told)
