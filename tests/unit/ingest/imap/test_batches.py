"""Letters are asked for in batches that bound both their number and the memory they take."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.ingest.imap.answers import Listed, chunks, copied
from bot.ingest.imap.receive import batches

SIZES = st.dictionaries(st.integers(1, 2**32 - 1), st.integers(0, 20_000_000), max_size=200)


@given(sizes=SIZES)
def test_each_letter_is_in_one_batch_in_order_of_uid(sizes: dict[int, int]) -> None:
    listed = {uid: Listed(size, None, ()) for uid, size in sizes.items()}
    assert [uid for batch in batches(listed) for uid in batch] == sorted(sizes)


@given(sizes=SIZES)
def test_a_batch_is_small_or_one_letter(sizes: dict[int, int]) -> None:
    for batch in batches({uid: Listed(size, None, ()) for uid, size in sizes.items()}):
        assert len(batch) <= 50
        assert len(batch) == 1 or sum(letter.size for letter in batch.values()) <= 4 * 1_048_576


@given(uids=st.lists(st.integers(1, 1000)), length=st.integers(1, 50))
def test_chunks_lose_nothing(uids: list[int], length: int) -> None:
    cut = list(chunks(uids, length))
    assert [uid for chunk in cut for uid in chunk] == uids
    assert all(0 < len(chunk) <= length for chunk in cut)


def test_the_answer_to_a_move_is_read() -> None:
    assert copied(b"38505 304,319:320 3956:3958") == {304: 3956, 319: 3957, 320: 3958}
    assert copied(b"") == {}


def test_a_boundless_uid_set_does_not_fill_the_memory() -> None:
    assert len(copied(b"7 1:4000000000 1:4000000000")) == 10_000
