"""The rows of the bare pipeline: letters, contacts, tickets, messages, attachments, outbox; on SQLite or PostgreSQL."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_TABLES = """
create table letter (uid bigint primary key, message_id text unique, ticket bigint, raw {blob});
create table contact (id {serial}, address text unique, name text);
create table ticket (id {serial}, subject text, contact bigint, state text);
create table message (id {serial}, ticket bigint, message_id text, sender text, plain text, html text);
create index message_ids on message (message_id);
create table attachment (id {serial}, message bigint, name text, kind text, content {blob});
create table outbox (id {serial}, ticket bigint, recipient text, answers text, context text, status text);
"""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the bare pipeline keeps of a letter."""

    uid: int
    octets: bytes
    message_id: str
    in_reply_to: str
    sender: str
    name: str
    subject: str
    plain: str
    html: str
    attachments: tuple[tuple[str, str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An outbox row to be sent."""

    id: int
    ticket: int
    recipient: str
    answers: str
    subject: str


class Rows:
    """One connection. `url` is sqlite:///path or postgresql+psycopg://…, made ready with empty tables."""

    def __init__(self, url: str) -> None:
        self._mark = "?"
        if url.startswith("sqlite"):
            self._connection: Any = sqlite3.connect(
                url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False
            )
            for pragma in ("journal_mode=wal", "synchronous=full", "busy_timeout=10000"):
                self._connection.execute(f"pragma {pragma}")
            words = {"blob": "blob", "serial": "integer primary key"}
        else:
            import psycopg

            self._connection = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
            self._mark = "%s"
            words = {"blob": "bytea", "serial": "bigint generated always as identity primary key"}
        for statement in _TABLES.format(**words).split(";")[:-1]:
            self._connection.execute(statement)

    def take_in(self, batch: Sequence[Parsed]) -> list[Answer]:
        """A batch in one transaction; the answers ordered by it."""
        self._connection.execute("begin")
        answers = [answer for letter in batch if (answer := self._take_in(letter)) is not None]
        self._connection.execute("commit")
        return answers

    def sent(self, answers: Sequence[Answer]) -> None:
        """Marks in one transaction what has left."""
        self._connection.execute("begin")
        for answer in answers:
            self._run("update outbox set status = 'sent' where id = ?", answer.id)
        self._connection.execute("commit")

    def close(self) -> None:
        self._connection.close()

    def _take_in(self, letter: Parsed) -> Answer | None:
        if self._value("select uid from letter where message_id = ?", letter.message_id):
            return None
        contact = self._value(
            "insert into contact (address, name) values (?, ?)"
            " on conflict (address) do update set name = excluded.name returning id",
            letter.sender,
            letter.name,
        )
        found = letter.in_reply_to and self._value(
            "select ticket from message where message_id = ?", letter.in_reply_to
        )
        ticket = found or self._value(
            "insert into ticket (subject, contact, state) values (?, ?, 'new') returning id", letter.subject, contact
        )
        self._run("insert into letter values (?, ?, ?, ?)", letter.uid, letter.message_id, ticket, letter.octets)
        message = self._value(
            "insert into message (ticket, message_id, sender, plain, html) values (?, ?, ?, ?, ?) returning id",
            ticket,
            letter.message_id,
            letter.sender,
            letter.plain,
            letter.html,
        )
        for name, kind, content in letter.attachments:
            self._run(
                "insert into attachment (message, name, kind, content) values (?, ?, ?, ?)",
                message,
                name,
                kind,
                content,
            )
        if found:
            return None
        context = json.dumps({"ticket": ticket, "subject": letter.subject})
        row = self._value(
            "insert into outbox (ticket, recipient, answers, context, status)"
            " values (?, ?, ?, ?, 'queued') returning id",
            ticket,
            letter.sender,
            letter.message_id,
            context,
        )
        return Answer(row, ticket, letter.sender, letter.message_id, letter.subject)

    def _run(self, statement: str, *values: object) -> Any:
        return self._connection.execute(statement.replace("?", self._mark), values)

    def _value(self, statement: str, *values: object) -> Any:
        row = self._run(statement, *values).fetchone()
        return None if row is None else row[0]
