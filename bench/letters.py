"""A number and a seed in, always the same letters out: French reports, four in five small, some with attachments,
some replies to an earlier one by the same author."""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from quopri import encodestring

from bench.phrases import CLOSINGS, DEPARTMENTS, DETAILS, FORM, INCIDENTS, KINDS, MEASURES, OPENINGS, TOWNS

WITH_ATTACHMENT, REPLIES = 0.15, 0.05


@dataclass(frozen=True, slots=True)
class BenchLetter:
    """A letter for the mailbox. `answers` is the Message-ID of the letter it replies to, None for a first report."""

    octets: bytes
    message_id: str
    sender: str
    answers: str | None


def letters(count: int, at: datetime, seed: int = 1, to: str = "desk@veilleur.example") -> Iterator[BenchLetter]:
    """`count` letters written in the minutes before `at`, replies after what they reply to."""
    chance = random.Random(seed)
    reports: list[_Report] = []
    for number in range(count):
        written_at = at - timedelta(seconds=count - number)
        draw = chance.random()
        if draw < REPLIES and reports:
            yield _reply(chance, chance.choice(reports), number, written_at, to)
            continue
        report = _report(number)
        reports.append(report)
        files = [_attachment(chance)] if draw < REPLIES + WITH_ATTACHMENT else []
        subject = f"{chance.choice(INCIDENTS)[0]} – {report.place}"
        head = _head(report.sender, report.author, to, subject, written_at, report.message_id)
        yield BenchLetter(head + _body(_told(chance, report), number, files), report.message_id, report.sender, None)


@dataclass(frozen=True, slots=True)
class _Report:
    number: int
    place: str
    city: str
    department: str

    @property
    def message_id(self) -> str:
        return f"bench.{self.number}@etablissement-{self.number}.example"

    @property
    def sender(self) -> str:
        return f"rssi@etablissement-{self.number}.example"

    @property
    def author(self) -> str:
        return f"RSSI {self.place} {self.number}"


def _report(number: int) -> _Report:
    town = TOWNS[number % len(TOWNS)]
    kind = KINDS[number // len(TOWNS) % len(KINDS)]
    return _Report(number, kind.format(town=town), town, DEPARTMENTS[number % len(DEPARTMENTS)])


def _reply(chance: random.Random, to_report: _Report, number: int, at: datetime, to: str) -> BenchLetter:
    message_id = f"bench.{number}@etablissement-{to_report.number}.example"
    head = _head(to_report.sender, to_report.author, to, f"RE: {to_report.place}", at, message_id)
    head += f"In-Reply-To: <{to_report.message_id}>\r\nReferences: <{to_report.message_id}>\r\n".encode()
    told = ["Bonjour,", f"complément du dossier {number} : {chance.choice(MEASURES)}", chance.choice(CLOSINGS)]
    return BenchLetter(head + _body(told, number, []), message_id, to_report.sender, to_report.message_id)


def _told(chance: random.Random, report: _Report) -> list[str]:
    """The paragraphs of a report, in prose or with the labelled lines of a form."""
    opening = chance.choice(OPENINGS).format(place=report.place, city=report.city, department=report.department)
    told = [opening, chance.choice(INCIDENTS)[1], *chance.sample(DETAILS, 5), *chance.sample(MEASURES, 3)]
    if chance.random() < 0.3:
        phone = f"03 53 01 {report.number // 100 % 100:02} {report.number % 100:02}"
        told += [line.format(place=report.place, phone=phone) for line in FORM]
    return [*told, chance.choice(CLOSINGS)]


def _head(sender: str, name: str, to: str, subject: str, at: datetime, message_id: str) -> bytes:
    relay = sender.rpartition("@")[2]
    fields = (
        f"Return-Path: <{sender}>",
        (
            f"Received: from smtp.{relay} (smtp.{relay} [192.0.2.7])\r\n\tby mx.veilleur.example with ESMTPS;"
            f" {format_datetime(at)}"
        ),
        f"From: {_word(name)} <{sender}>",
        f"To: <{to}>",
        f"Subject: {_word(subject)}",
        f"Date: {format_datetime(at)}",
        f"Message-ID: <{message_id}>",
        "MIME-Version: 1.0",
        "",
    )
    return "\r\n".join(fields).encode()


def _word(text: str) -> str:
    """An encoded word for each run of 30 characters (RFC 2047 section 2)."""
    runs = (text[at : at + 30] for at in range(0, len(text), 30))
    return "\r\n ".join(f"=?utf-8?B?{base64.b64encode(run.encode()).decode()}?=" for run in runs)


def _body(told: list[str], number: int, files: list[tuple[str, bytes]]) -> bytes:
    boundary = f"alt_{number:08}"
    plain = "\r\n\r\n".join(told)
    style = "font-family:Calibri,sans-serif;font-size:11pt;margin:0cm"
    paragraphs = "".join(f'<p class="MsoNormal" style="{style}">{line}</p>\r\n' for line in told)
    html = f"<html><head><style>p.MsoNormal{{margin:0cm}}</style></head><body>\r\n{paragraphs}</body></html>"
    alternative = b"".join(
        f"--{boundary}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n".encode()
        + encodestring(text.encode()).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        + b"\r\n"
        for kind, text in (("plain", plain), ("html", html))
    )
    alternative = _multipart("alternative", boundary, alternative)
    if not files:
        return alternative
    outer = f"mix_{number:08}"
    parts = f"--{outer}\r\n".encode() + alternative
    for name, content in files:
        parts += (
            f"--{outer}\r\nContent-Type: application/pdf; name={name}\r\nContent-Transfer-Encoding: base64\r\n"
            f"Content-Disposition: attachment; filename={name}\r\n\r\n"
        ).encode() + base64.encodebytes(content).replace(b"\n", b"\r\n")
    return _multipart("mixed", outer, parts)


def _multipart(kind: str, boundary: str, parts: bytes) -> bytes:
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'
    return head.encode() + parts + f"--{boundary}--\r\n".encode()


def _attachment(chance: random.Random) -> tuple[str, bytes]:
    size = chance.randrange(50_000, 300_000)
    return f"rapport-{chance.randrange(1000)}.pdf", b"%PDF-1.7\n" + chance.randbytes(size)
