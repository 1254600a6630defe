"""Text records: asked of a real resolver on loopback, in time, once an hour."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.trust.name_service import TextRecords, question_for, text_in
from tests.unit.ingest.trust.name_server import name_server

NAME = "s1._domainkey.ch-vallonne.example"


def test_a_record_is_found_past_an_alias_and_asked_for_once() -> None:
    with name_server() as server:
        server.records[NAME] = "v=DKIM1; p=" + "A" * 300  # two strings that belong together
        records = TextRecords(server.place)
        assert [records.text(NAME) for _ in range(3)] == [server.records[NAME]] * 3
        assert server.asked == [("udp", NAME)]


def test_a_record_too_long_for_a_datagram_is_fetched_over_a_connection() -> None:
    with name_server() as server:
        server.records[NAME] = "v=DKIM1; p=" + "A" * 1_500
        assert TextRecords(server.place).text(NAME) == server.records[NAME]
        assert server.asked == [("udp", NAME), ("tcp", NAME)]


def test_no_such_name_is_no_record() -> None:
    with name_server() as server:
        assert TextRecords(server.place).text(NAME) is None


def test_a_failing_or_silent_resolver_is_told_in_time_and_not_remembered() -> None:
    with name_server() as server:
        records = TextRecords(server.place, seconds=0.4)
        server.failing.add(NAME)
        with pytest.raises(OSError, match="failed"):
            records.text(NAME)
        server.failing.clear()
        server.silent.add(NAME)
        begun = time.monotonic()
        with pytest.raises(OSError, match="does not answer"):
            records.text(NAME)
        assert time.monotonic() - begun < 5
        server.silent.clear()
        server.records[NAME] = "v=DKIM1; p="
        assert records.text(NAME) == "v=DKIM1; p="


@given(st.binary(max_size=80))
def test_an_answer_of_any_octets_is_an_error_or_none(tail: bytes) -> None:
    question = question_for(NAME, 7)
    for answer in (tail, question[:2] + b"\x81\x80" + tail, question[:2] + b"\x81\x80\0\1\0\5\0\0\0\0" + tail):
        with suppress(OSError):
            assert text_in(answer, question) is None or tail
