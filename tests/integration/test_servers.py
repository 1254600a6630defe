"""The servers the other tests stand on do what they promise."""

from __future__ import annotations

import smtplib
import ssl
import time
from datetime import UTC, datetime

import psycopg
import pytest

from tests.servers import Dovecot, Postfix, PostgreSQL, SmtpSink

LETTER = b"From: dsi@ch-exemple.example\r\nTo: fssi@desk.example\r\nSubject: incident\r\n\r\nBonjour.\r\n.seul\r\n"


def test_dovecot_gives_back_what_was_put_in_with_its_arrival(dovecot: Dovecot) -> None:
    dovecot.fill("u01", [LETTER, LETTER], at=datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
    assert dovecot.letters("u01") == [LETTER, LETTER]


def test_dovecot_takes_a_bearer_token_and_refuses_an_expired_one(dovecot: Dovecot) -> None:
    from imapclient import IMAPClient
    from imapclient.exceptions import LoginError

    now = int(time.time())
    with IMAPClient(dovecot.host, dovecot.imap, ssl=False, timeout=10) as client:
        client.oauth2_login("u01", dovecot.token("u01", now + 600))
    with IMAPClient(dovecot.host, dovecot.imap, ssl=False, timeout=10) as client, pytest.raises(LoginError):
        client.oauth2_login("u01", dovecot.token("u01", now - 600))


def test_postfix_delivers_into_that_dovecot_and_bounces(postfix: Postfix) -> None:
    with smtplib.SMTP(postfix.host, postfix.smtp, timeout=10) as client:
        client.starttls(context=ssl.create_default_context(cafile=str(postfix.ca_file)))
        client.login("astreinte", "pw")
        refused = client.sendmail("astreinte@desk.example", ["u02@desk.example", "refuse@desk.example"], LETTER)
        client.sendmail("u02@desk.example", ["refus-tardif@desk.example"], LETTER)
    assert refused["refuse@desk.example"][0] == 550
    deadline = time.monotonic() + 15
    while len(found := postfix.dovecot.letters("u02")) < 2 and time.monotonic() < deadline:
        pass
    assert any(b"Subject: incident" in letter and b"multipart/report" not in letter for letter in found)
    assert any(b"multipart/report" in letter and b"5.1.1" in letter for letter in found)


def test_each_database_is_fresh(postgres: PostgreSQL, postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        connection.execute("create table t (a int)")
    with psycopg.connect(postgres.fresh_url().replace("+psycopg", "")) as connection:
        assert connection.execute("select count(*) from pg_tables where tablename = 't'").fetchone() == (0,)


def test_the_sink_keeps_octets_exactly_and_refuses_per_recipient(smtp_sink: SmtpSink) -> None:
    smtp_sink.refuse("refuse@desk.example", "550 5.1.1 no such user")
    with smtplib.SMTP(smtp_sink.host, smtp_sink.port, timeout=5) as client:
        refused = client.sendmail("a@desk.example", ["b@desk.example", "refuse@desk.example"], LETTER)
        client.sendmail("a@desk.example", ["b@desk.example"], b"")
    first, second = smtp_sink.wait(2)
    assert (first.octets, first.recipients, first.connection) == (LETTER, ("b@desk.example",), 1)
    assert list(refused) == ["refuse@desk.example"]
    assert second.octets in (b"", b"\r\n")


@pytest.mark.parametrize(("kept", "count"), [(True, 1), (False, 0)])
def test_the_sink_can_lose_the_connection_after_the_dot(smtp_sink: SmtpSink, kept: bool, count: int) -> None:
    smtp_sink.fault("dot", "cut", kept=kept)
    client = smtplib.SMTP(smtp_sink.host, smtp_sink.port, timeout=5)
    with pytest.raises(smtplib.SMTPServerDisconnected):
        client.sendmail("a@desk.example", ["b@desk.example"], LETTER)
    client.close()
    assert len(smtp_sink.letters) == count


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "dot"])
def test_the_sink_answers_4xx_once_and_then_takes_the_letter(smtp_sink: SmtpSink, step: str) -> None:
    smtp_sink.fault(step, "451 4.3.0 later")  # type: ignore[arg-type]
    with smtplib.SMTP(smtp_sink.host, smtp_sink.port, timeout=5) as client:
        with pytest.raises(smtplib.SMTPException):
            client.sendmail("a@desk.example", ["b@desk.example"], LETTER)
        client.sendmail("a@desk.example", ["b@desk.example"], LETTER)
    assert len(smtp_sink.wait(1)) == 1


@pytest.mark.parametrize("step", ["greeting", "mail", "body", "dot"])
def test_the_sink_can_fall_silent(smtp_sink: SmtpSink, step: str) -> None:
    smtp_sink.fault(step, "hang")  # type: ignore[arg-type]
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):  # noqa: SIM117
        with smtplib.SMTP(smtp_sink.host, smtp_sink.port, timeout=0.3) as client:
            client.sendmail("a@desk.example", ["b@desk.example"], LETTER)


def test_the_sink_shuts_its_door_and_opens_it_on_the_same_port(smtp_sink: SmtpSink) -> None:
    port = smtp_sink.port
    smtp_sink.shut_door()
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP(smtp_sink.host, port, timeout=5)
    smtp_sink.open_door()
    with smtplib.SMTP(smtp_sink.host, port, timeout=5) as client:
        assert client.noop()[0] == 250
