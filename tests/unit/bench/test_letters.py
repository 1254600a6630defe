"""The letters of the bench: always the same ones, in the mix that the figures speak of."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

from bench.letters import letters
from bot.walltime import parse_instant

AT = parse_instant("2026-03-10T10:00:00+01:00")
COUNT = 400


def test_they_are_the_same_letters_each_time() -> None:
    assert list(letters(30, AT)) == list(letters(30, AT))


def test_most_are_small_and_some_carry_a_large_attachment() -> None:
    sizes = [len(letter.octets) for letter in letters(COUNT, AT)]
    small, large = sum(size < 9_000 for size in sizes), sum(size > 60_000 for size in sizes)
    assert small + large == COUNT
    assert 0.10 < large / COUNT < 0.20


def test_a_reply_follows_the_report_it_answers_and_has_the_same_author() -> None:
    authors: dict[str, str] = {}
    replies = 0
    for letter in letters(COUNT, AT):
        if letter.answers is not None:
            replies += 1
            assert authors[letter.answers] == letter.sender
        authors[letter.message_id] = letter.sender
    assert 0.02 < replies / COUNT < 0.08
    assert len(authors) == COUNT


def test_every_letter_is_a_sound_message_by_the_author_it_names() -> None:
    for letter in letters(60, AT):
        message = message_from_bytes(letter.octets, policy=default)
        assert str(message["Message-ID"]) == f"<{letter.message_id}>"
        assert letter.sender in str(message["From"])
        assert not any(part.defects for part in message.walk())
        body = message.get_body(("plain",))
        assert body is not None and len(body.get_content()) > 60
