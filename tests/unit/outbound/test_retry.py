"""After an attempt: what is final, what is tried again and when, and who hears of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import OutboxStatus, RecipientOutcome
from bot.outbound.retry import PAGE_DOUBTS, after, horizon, postponed, wait
from bot.settings.model import RetrySettings
from tests.letters_out import AT, entry

SETTINGS = RetrySettings()
every_class = pytest.mark.parametrize("cls", list(LetterClass))
other_classes = pytest.mark.parametrize("cls", [cls for cls in LetterClass if cls is not LetterClass.PAGE])


def said(*results: str) -> tuple[RecipientOutcome, ...]:
    codes = {"accepted": 250, "refused": 550, "deferred": 451, "uncertain": None}
    return tuple(RecipientOutcome(f"r{n}@x.example", r, codes[r], f"said {r}") for n, r in enumerate(results))


@every_class
def test_accepted_is_sent(cls: LetterClass) -> None:
    following = after(entry(cls=cls), said("accepted"), SETTINGS, AT, 0.5)
    assert (following.status, following.error, following.not_told, following.alarm) == (
        OutboxStatus.SENT,
        None,
        None,
        None,
    )


@every_class
def test_refused_by_all_fails_at_once_and_the_caller_is_told(cls: LetterClass) -> None:
    following = after(entry(cls=cls), said("refused", "refused"), SETTINGS, AT, 0.5)
    assert following.status is OutboxStatus.FAILED
    assert following.not_told is not None
    assert "550" in (following.error or "")


def test_one_bad_recipient_does_not_end_the_list() -> None:
    following = after(entry(), said("accepted", "refused"), SETTINGS, AT, 0.5)
    assert following.status is OutboxStatus.SENT
    assert following.not_told is None
    assert "550" in (following.alarm or "")


@every_class
def test_deferred_waits_and_is_tried_again(cls: LetterClass) -> None:
    following = after(entry(cls=cls, attempts=1), said("accepted", "deferred"), SETTINGS, AT, 0.5)
    assert following.status is None
    assert following.due_at is not None
    assert AT < following.due_at <= AT + SETTINGS.first_wait
    assert following.not_told is None


@every_class
def test_it_gives_up_at_the_horizon_of_the_class(cls: LetterClass) -> None:
    late = AT + horizon(cls, SETTINGS)
    following = after(entry(cls=cls, attempts=9), said("deferred"), SETTINGS, late, 0.5)
    assert following.status is OutboxStatus.FAILED
    assert following.not_told is not None
    assert after(entry(cls=cls), said("deferred"), SETTINGS, late - timedelta(seconds=1), 0.5).due_at == late


def test_pages_are_given_up_sooner_and_wait_less() -> None:
    assert horizon(LetterClass.PAGE, SETTINGS) < horizon(LetterClass.ANSWER, SETTINGS)
    page = after(entry(cls=LetterClass.PAGE, attempts=30), said("deferred"), SETTINGS, AT, 0.99)
    assert page.due_at is not None
    assert page.due_at <= AT + 2 * SETTINGS.first_wait
    answer = after(entry(attempts=30), said("deferred"), SETTINGS, AT, 0.99)
    assert answer.due_at is not None
    assert answer.due_at > page.due_at


def test_a_page_in_doubt_is_sent_again_at_once_a_few_times_and_then_counts_as_not_told() -> None:
    page = entry(cls=LetterClass.PAGE, attempts=1)
    for _ in range(PAGE_DOUBTS - 1):
        following = after(page, said("uncertain"), SETTINGS, AT, 0.5)
        assert (following.status, following.due_at) == (None, AT)
        page = replace(page, attempts=page.attempts + 1, last_error=following.error)
    following = after(page, said("uncertain"), SETTINGS, AT, 0.5)
    assert following.status is OutboxStatus.UNCERTAIN
    assert following.not_told is not None
    assert following.alarm is not None


@other_classes
def test_other_letters_in_doubt_are_sent_once_more_and_then_stay_uncertain(cls: LetterClass) -> None:
    first = after(entry(cls=cls, attempts=1), said("uncertain"), SETTINGS, AT, 0.5)
    assert first.status is None
    assert first.due_at == AT + SETTINGS.first_wait
    second = after(entry(cls=cls, attempts=2, last_error=first.error), said("uncertain"), SETTINGS, AT, 0.5)
    assert second.status is OutboxStatus.UNCERTAIN
    assert second.alarm is not None
    assert second.due_at is None


def test_a_doubt_is_not_forgotten_because_the_server_was_busy_in_between() -> None:
    first = after(entry(attempts=1), said("uncertain"), SETTINGS, AT, 0.5)
    busy = after(entry(attempts=2, last_error=first.error), said("deferred"), SETTINGS, AT, 0.5)
    away = postponed(entry(attempts=3, last_error=busy.error), "no route", SETTINGS, AT, 0.5)
    last = after(entry(attempts=4, last_error=away.error), said("uncertain"), SETTINGS, AT, 0.5)
    assert last.status is OutboxStatus.UNCERTAIN


def test_no_recipient_at_all_is_a_failure() -> None:
    assert after(entry(to=()), (), SETTINGS, AT, 0.5).status is OutboxStatus.FAILED


def test_no_connection_is_no_refusal() -> None:
    following = postponed(entry(attempts=1), "no route", SETTINGS, AT, 0.5)
    assert following.status is None
    assert following.error == "no route"


@given(st.integers(0, 10_000), st.floats(0, 1, exclude_max=True))
def test_waits_grow_stay_within_bounds_and_are_spread(attempts: int, dice: float) -> None:
    found = wait(attempts, SETTINGS, dice)
    assert SETTINGS.first_wait / 2 <= found <= SETTINGS.longest_wait
    assert wait(attempts + 1, SETTINGS, dice) >= found


@given(
    st.sampled_from(list(LetterClass)),
    st.lists(st.sampled_from(["accepted", "refused", "deferred", "uncertain"]), min_size=1, max_size=5),
)
def test_every_entry_comes_to_an_end(cls: LetterClass, results: list[str]) -> None:
    """The server always says the same: the letter is settled, within its horizon and not by endless tries."""
    now, letter = AT, entry(cls=cls, attempts=1)
    left = said(*results)
    for _ in range(500):
        following = after(letter, left, SETTINGS, now, 0.0)
        if following.status is not None:
            break
        assert following.due_at is not None
        now = max(now, following.due_at)
        letter = replace(letter, attempts=letter.attempts + 1, last_error=following.error)
        left = tuple(outcome for outcome in left if outcome.result in ("deferred", "uncertain"))
    assert following.status is not None
    assert now <= AT + horizon(cls, SETTINGS)
