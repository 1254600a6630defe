"""`veilleur demo --once`: the dozen letters come in, tickets stand, people are paged, and it ends."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest


@pytest.fixture(scope="module")
def account() -> str:
    """What the demo told, once it ended well."""
    done = subprocess.run([sys.executable, "-m", "bot", "demo", "--once"], capture_output=True, text=True, timeout=110)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_the_clock_is_set_to_a_saturday_night_and_then_to_monday_morning(account: str) -> None:
    assert "Saturday 15 August 2026 at 02:47" in account and "Monday 17 August 2026 at 09:01" in account


def test_every_letter_of_the_dozen_is_told(account: str) -> None:
    assert len(re.findall(r"^\d\d-[\w-]+\.eml arrives in (?:fssi|desk)", account, re.M)) == 12


def test_somebody_is_woken_the_absent_one_is_passed_over_and_the_next_takes_it(account: str) -> None:
    story = [account.index(words) for words in ("somebody is woken", "PAGE", "absence", "page_reply", "page-taken")]
    assert story == sorted(story)


@pytest.mark.parametrize("track", ["real", "exercise", "redirect", "out_of_scope"])
def test_every_track_has_a_ticket(account: str, track: str) -> None:
    assert re.search(rf"SSI-2026-0000\d\d +{track} ", account)


def test_the_newsletter_opens_no_ticket(account: str) -> None:
    after = account[account.index("11-lettre-information.eml") :]
    assert "no ticket" in after[: after.index("12-polyclinique")]


def test_no_exercise_pages_anybody(account: str) -> None:
    [number] = re.findall(r"(SSI-2026-0000\d\d) +exercise ", account)
    assert not re.search(rf"PAGE.*{number}", account)


def test_answers_join_the_ticket_they_answer(account: str) -> None:
    assert re.search(r"direction@ehpad-les-tilleuls\.example.*\n +follow_up, appended: joins SSI-2026-000003", account)


def test_each_run_gives_the_same_account(account: str) -> None:
    assert account.rstrip().endswith("11 tickets, 52 letters out, 6 of them pages.")
    assert len(re.findall(r"→ night-list to ", account)) == 1


def test_a_night_that_was_worked_on_calls_nobody_again_on_monday(account: str) -> None:
    monday = account[account.index("Monday 17 August 2026 at 09:01") :]
    assert "PAGE" not in monday and "ALARME" not in monday
