"""`Submission` against a real socket: each phase told apart, the connection reused, nothing in clear by accident."""

from __future__ import annotations

import asyncio
import email
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from bot.desk.kept.records import RecipientOutcome
from bot.errors import Transient
from bot.outbound.deliver import LETTERS_PER_CONNECTION, Submission
from bot.settings.model import LoginSettings, SubmissionSettings
from tests.servers import Postfix, SmtpSink, free_port

LETTER = b"Subject: essai\r\n\r\nBonjour\r\n.\r\n..deux\r\nfin\r\n"
ONE, TWO = "un@b.example", "deux@b.example"
T = TypeVar("T")


def settings(port: int, **changes: object) -> SubmissionSettings:
    made = SubmissionSettings("127.0.0.1", port, "none", LoginSettings(), timeout=timedelta(seconds=5))
    return replace(made, **changes)  # type: ignore[arg-type]


def used(where: SubmissionSettings, story: Callable[[Submission], Awaitable[T]]) -> T:
    async def run() -> T:
        submission = Submission(where, "desk.example")
        try:
            return await story(submission)
        finally:
            await submission.close()

    return asyncio.run(run())


def handed(where: SubmissionSettings, *recipients: str) -> dict[str, tuple[str, int | None]]:
    outcomes = used(where, lambda one: one.hand_over("", recipients, LETTER))
    assert sorted(outcome.address for outcome in outcomes) == sorted(recipients)
    return {outcome.address: (outcome.result, outcome.code) for outcome in outcomes}


def test_a_letter_arrives_as_it_was_composed(smtp_sink: SmtpSink) -> None:
    assert handed(settings(smtp_sink.port), ONE, TWO) == {ONE: ("accepted", 250), TWO: ("accepted", 250)}
    (letter,) = smtp_sink.letters
    assert letter.octets == LETTER
    assert letter.sender == ""
    assert letter.recipients == (ONE, TWO)


def test_one_refused_and_one_deferred_do_not_keep_the_third_from_its_letter(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse(ONE, "550 5.1.1 no such user")
    smtp_sink.refuse(TWO, "451 4.7.1 later")
    found = handed(settings(smtp_sink.port), ONE, TWO, "trois@b.example")
    assert found == {ONE: ("refused", 550), TWO: ("deferred", 451), "trois@b.example": ("accepted", 250)}
    assert smtp_sink.letters[0].recipients == ("trois@b.example",)


def test_what_is_over_when_the_server_is_ready_for_it_is_not_handed_over(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse(ONE, "550 5.1.1 no such user")
    looks: list[int] = []

    async def over() -> bool:
        looks.append(len(smtp_sink.letters))
        return False

    async def story(submission: Submission) -> list[tuple[RecipientOutcome, ...]]:
        first = await submission.hand_over("", [ONE, TWO], LETTER, over)
        return [first, await submission.hand_over("", [TWO], LETTER)]

    first, second = used(settings(smtp_sink.port), story)
    assert {one.address: one.result for one in first} == {ONE: "refused", TWO: "unwanted"}
    assert [one.result for one in second] == ["accepted"]
    assert (looks, len(smtp_sink.letters), smtp_sink.connections) == ([0], 1, 1)


def test_the_connection_serves_the_next_letter_after_all_were_refused(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse(ONE, "550 5.1.1 no such user")

    async def story(submission: Submission) -> tuple[RecipientOutcome, ...]:
        await submission.hand_over("", [ONE], LETTER)
        return await submission.hand_over("", [TWO], LETTER)

    assert [outcome.result for outcome in used(settings(smtp_sink.port), story)] == ["accepted"]
    assert smtp_sink.connections == 1


@pytest.mark.parametrize(
    ("step", "act", "result", "code"),
    [
        ("mail", "451 4.3.0 later", "deferred", 451),
        ("mail", "552 5.3.4 too large", "refused", 552),
        ("mail", "530 5.7.0 authentication required", "deferred", 530),
        ("mail", "421 4.3.2 going down", "deferred", 421),
        ("mail", "cut", "deferred", None),
        ("rcpt", "450 4.2.1 busy", "deferred", 450),
        ("rcpt", "cut", "deferred", None),
        ("data", "451 4.3.0 later", "deferred", 451),
        ("data", "554 5.7.1 no", "refused", 554),
        ("data", "cut", "deferred", None),
        ("body", "cut", "uncertain", None),
        ("dot", "451 4.3.0 later", "deferred", 451),
        ("dot", "554 5.7.1 spam", "refused", 554),
        ("dot", "cut", "uncertain", None),
    ],
)
def test_what_is_told_of_a_fault_depends_on_its_phase(
    smtp_sink: SmtpSink, step: str, act: str, result: str, code: int | None
) -> None:
    smtp_sink.fault(step, act, times=2)  # type: ignore[arg-type]
    assert handed(settings(smtp_sink.port), ONE) == {ONE: (result, code)}


@pytest.mark.parametrize(
    ("step", "result"),
    [("mail", "deferred"), ("rcpt", "deferred"), ("data", "deferred"), ("body", "uncertain"), ("dot", "uncertain")],
)
def test_a_silent_server_is_noticed_in_every_phase(smtp_sink: SmtpSink, step: str, result: str) -> None:
    smtp_sink.fault(step, "hang")  # type: ignore[arg-type]
    where = settings(smtp_sink.port, timeout=timedelta(seconds=0.3))
    assert handed(where, ONE) == {ONE: (result, None)}


def test_some_told_before_the_cut_stay_told(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse(ONE, "550 5.1.1 no such user")
    smtp_sink.fault("rcpt", "cut")
    assert handed(settings(smtp_sink.port), ONE, TWO) == {ONE: ("refused", 550), TWO: ("deferred", None)}


@pytest.mark.parametrize("act", ["hang", "cut", "421 4.3.2 too busy", "554 5.3.2 no service"])
def test_no_greeting_means_nothing_was_tried(smtp_sink: SmtpSink, act: str) -> None:
    smtp_sink.fault("greeting", act)
    where = settings(smtp_sink.port, timeout=timedelta(seconds=0.3))
    with pytest.raises(Transient, match=r"submission server 127\.0\.0\.1"):
        handed(where, ONE)
    assert smtp_sink.letters == []


def test_a_closed_door_means_nothing_was_tried() -> None:
    with pytest.raises(Transient, match="submission server"):
        handed(settings(free_port()), ONE)


def test_one_connection_serves_many_letters_and_is_renewed_after_a_hundred(smtp_sink: SmtpSink) -> None:
    async def story(submission: Submission) -> None:
        for _ in range(LETTERS_PER_CONNECTION + 1):
            await submission.hand_over("", [ONE], LETTER)

    used(settings(smtp_sink.port), story)
    assert len(smtp_sink.letters) == LETTERS_PER_CONNECTION + 1
    assert smtp_sink.connections == 2


@pytest.mark.parametrize("act", ["cut", "421 4.4.2 idle too long"])
def test_a_connection_closed_for_being_idle_is_opened_again_unseen(smtp_sink: SmtpSink, act: str) -> None:
    async def story(submission: Submission) -> tuple[RecipientOutcome, ...]:
        await submission.hand_over("", [ONE], LETTER)
        smtp_sink.fault("mail", act)
        return await submission.hand_over("", [ONE], LETTER)

    assert [outcome.result for outcome in used(settings(smtp_sink.port), story)] == ["accepted"]
    assert smtp_sink.connections == 2


def test_a_server_that_shut_and_opened_again_is_found_again(smtp_sink: SmtpSink) -> None:
    async def story(submission: Submission) -> str:
        await submission.hand_over("", [ONE], LETTER)
        await asyncio.to_thread(smtp_sink.shut_door)
        with pytest.raises(Transient):
            await submission.hand_over("", [ONE], LETTER)
        await asyncio.to_thread(smtp_sink.open_door)
        return (await submission.hand_over("", [ONE], LETTER))[0].result

    assert used(settings(smtp_sink.port), story) == "accepted"


def test_it_logs_in_and_a_wrong_password_is_told_without_being_shown() -> None:
    with SmtpSink(password="juste") as sink:
        right = settings(sink.port, login=LoginSettings("desk", lambda: "juste"))
        assert handed(right, ONE) == {ONE: ("accepted", 250)}
        wrong = settings(sink.port, login=LoginSettings("desk", lambda: "fausse"))
        with pytest.raises(Transient, match="refuses the login") as refusal:
            handed(wrong, ONE)
        assert "fausse" not in str(refusal.value)


def test_a_secret_that_cannot_be_had_means_nothing_was_tried() -> None:
    def command() -> str:
        raise Transient("password_command: exit code 1")

    with SmtpSink(password="juste") as sink:
        with pytest.raises(Transient, match="password_command"):
            handed(settings(sink.port, login=LoginSettings("desk", command)), ONE)
        assert sink.letters == []


def test_without_starttls_nothing_is_sent_in_clear(smtp_sink: SmtpSink) -> None:
    where = settings(smtp_sink.port, tls="starttls", login=LoginSettings("desk", lambda: "secret"))
    with pytest.raises(Transient, match="STARTTLS"):
        handed(where, ONE)
    assert smtp_sink.letters == []


def test_a_certificate_nobody_vouches_for_is_refused_in_clear_words(postfix: Postfix) -> None:
    for port, tls in ((postfix.smtp, "starttls"), (postfix.smtps, "implicit")):
        with pytest.raises(Transient, match="certificate is not trusted"):
            handed(settings(port, tls=tls), "poubelle@desk.example")


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_real_relay_takes_the_letter_over_tls_with_login(postfix: Postfix, tls: str) -> None:
    port = postfix.smtp if tls == "starttls" else postfix.smtps
    where = settings(
        port, host="localhost", tls=tls, ca_file=Path(postfix.ca_file), login=LoginSettings("u50", lambda: "pw")
    )
    found = handed(where, "u50@desk.example", "refuse@desk.example", "gris@desk.example", "plein@desk.example")
    assert found == {
        "u50@desk.example": ("accepted", 250),
        "refuse@desk.example": ("refused", 550),
        "gris@desk.example": ("deferred", 451),
        "plein@desk.example": ("deferred", 452),
    }


def test_what_the_relay_delivers_has_the_dots_it_was_sent_with(postfix: Postfix) -> None:
    assert handed(settings(postfix.smtp), "u51@desk.example") == {"u51@desk.example": ("accepted", 250)}
    arrived = _first_letter(postfix, "u51")
    assert email.message_from_bytes(arrived).get_payload() == "Bonjour\r\n.\r\n..deux\r\nfin\r\n"


def _first_letter(postfix: Postfix, user: str) -> bytes:
    """Asks until the letter is there."""
    for _ in range(500):
        if letters := postfix.dovecot.letters(user):
            return letters[0]
    raise AssertionError("the relay took it and never delivered it")


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_gibberish_from_the_server_is_a_connection_lost(smtp_sink: SmtpSink, step: str) -> None:
    smtp_sink.fault(step, "hello there", times=2)  # type: ignore[arg-type]
    assert handed(settings(smtp_sink.port), ONE) == {ONE: ("deferred", None)}


def test_a_missing_certificate_file_means_nothing_was_tried(smtp_sink: SmtpSink, tmp_path: Path) -> None:
    with pytest.raises(Transient, match="No such file"):
        handed(settings(smtp_sink.port, tls="implicit", ca_file=tmp_path / "absent.pem"), ONE)
