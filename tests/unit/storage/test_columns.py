"""What a database cannot store is taken out; what it can comes back unchanged."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.columns import KEY_LENGTH, Instant, Json, bounded, storable

TEXT = st.text(st.characters(), max_size=60)  # lone surrogates and NUL included
DIALECTS = [sqlite.dialect(), postgresql.dialect()]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=("Cs",)), max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(TEXT)
def test_storable_text_can_be_encoded_and_holds_no_nul(text):
    clean = storable(text)
    assert "\0" not in clean
    assert clean.encode().decode() == clean
    assert storable(clean) == clean


@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=60))
def test_ordinary_text_is_left_alone(text):
    assert storable(text) == text


@given(st.text(max_size=600), st.text(max_size=600))
def test_keys_are_bounded_and_different_texts_stay_different(one, other):
    assert len(bounded(one)) <= KEY_LENGTH
    assert (bounded(one) == bounded(other)) == (storable(one) == storable(other))


@given(JSON)
def test_json_comes_back_without_nul_and_else_unchanged(value):
    into, out_of = Json().bind_processor(DIALECTS[0]), Json().result_processor(DIALECTS[0], None)
    stored = into(value)
    assert stored is None or "\\u0000" not in stored.replace("\\\\", "")
    if "\\u0000" not in json.dumps(value):
        assert out_of(stored) == value


def test_json_keeps_a_backslash_before_what_looks_like_a_nul():
    into, out_of = Json().bind_processor(DIALECTS[0]), Json().result_processor(DIALECTS[0], None)
    assert out_of(into({"a": "\\u0000", "b\0": ["\0c"]})) == {"a": "\\u0000", "b": ["c"]}


@pytest.mark.parametrize("dialect", DIALECTS, ids=["sqlite", "postgresql"])
@given(st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1)), st.integers(-840, 840))  # noqa: DTZ001
def test_an_instant_comes_back_the_same_in_utc(dialect, moment, minutes):
    instant = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    back = Instant().result_processor(dialect, None)(Instant().bind_processor(dialect)(instant))
    assert back == instant
    assert back.tzinfo is UTC


@given(st.lists(st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1)), min_size=2, max_size=2))  # noqa: DTZ001
def test_instants_in_sqlite_sort_as_text(moments):
    into = Instant().bind_processor(DIALECTS[0])
    one, other = (moment.replace(tzinfo=UTC) for moment in moments)
    assert (into(one) < into(other)) == (one < other)


@pytest.mark.parametrize("dialect", DIALECTS, ids=["sqlite", "postgresql"])
def test_an_instant_without_a_zone_is_refused(dialect):
    with pytest.raises(ValueError, match="without a zone"):
        Instant().bind_processor(dialect)(datetime(2026, 3, 2))  # noqa: DTZ001
