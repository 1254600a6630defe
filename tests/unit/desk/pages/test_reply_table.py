"""A table of answers to a page as real mail programs send them, read from their octets on, and what each did."""

from __future__ import annotations

import functools
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from bot.daemon.reader import Reader, make_reader
from bot.daemon.shipped import shipped_templates
from bot.daemon.wiring import reader_setup
from bot.daemon.yaml_tree import read_tree
from bot.desk.kept.letters import LetterContext
from bot.desk.kept.records import OutboxEntry
from bot.desk.office import Office
from bot.outbound.render import Renderer
from tests import builders
from tests.unit.desk.conftest import Desk
from tests.unit.desk.pages.mail_programs import PROGRAMS, SUBJECT, bottom_posted

TABLE = Path(__file__).parents[3] / "corpus" / "page-replies" / "replies.yml"
BEGUN = builders.at("2026-08-08T02:47:00+02:00")
"""Alice is on call, and has two addresses."""
SOON = BEGUN + timedelta(minutes=4)


def rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_tree(TABLE).bare()["replies"]
    return found


@functools.cache
def reader() -> Reader:
    known = builders.with_second_address(builders.office())
    identity = replace(known.settings.identity, authserv_ids=("mx.cert.example",))
    return make_reader(
        reader_setup(builders.shipped(), replace(known, settings=replace(known.settings, identity=identity)))
    )


def words_of(office: Office, sent: OutboxEntry) -> str:
    templates = Renderer(None, shipped_templates(), office.settings.identity, office.rules.zone)
    return templates.render(sent.template, sent.language, LetterContext.from_dict(sent.context)).text


def letter(row: dict[str, Any], page: OutboxEntry, text: str, number: str) -> bytes:
    written = PROGRAMS[row["program"]] if row.get("place") != "bottom" else bottom_posted
    body = written(row["typed"], text)
    made = EmailMessage(policy=SMTP if row.get("encoded") else SMTP.clone(max_line_length=0))
    made["From"] = f"Alice <{row.get('from', 'alice@cert.example')}>"
    made["To"] = "desk@cert.example"
    made["Subject"] = row.get("subject", f"Re: {SUBJECT}").format(number=number)
    made["Date"] = "Sat, 08 Aug 2026 02:51:00 +0200"
    made["Message-ID"] = "<answer@phone.example>"
    if row.get("thread", True):
        made["In-Reply-To"] = made["References"] = f"<{page.message_id}>"
    for name, value in row.get("headers", {}).items():
        made[name] = value
    made.set_content(body, subtype="html" if row["program"].endswith("-html") else "plain", charset="utf-8", cte="8bit")
    return made.as_bytes()


def verdict(desk: Desk, number: str) -> str:
    """What the answer did, by what stands afterwards."""
    with desk.storage.read() as unit:
        ticket = unit.tickets.get(number)
        row = unit.cases.latest(ticket.id or 0)
        assert row is not None
        kinds = [kind for _, kind, _ in unit.cases.events(row.id)]
    if ticket.owner is not None:
        return "take" if ticket.owner == "alice" and row.case.state == "acknowledged" else f"taken by {ticket.owner}"
    if "postponed" in kinds:
        assert row.case.due_at is not None
        return f"later {round((row.case.due_at - SOON).total_seconds() / 60)}"
    said = next((word for word in ("unclear", "unproven") if desk.outbox(f"page-{word}")), "ignored")
    moved = len(desk.pages()) > 1
    known = {"refuse" in kinds: "refuse", any("not-reached" in str(a) for a in alarms(desk)): "absent"}.get(True)
    return known if known and moved else "moved" if moved else said


def alarms(desk: Desk) -> list[str]:
    with desk.storage.read() as unit:
        return [text for _, text, _ in unit.watch.alarms()]


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row['program']}: {row['typed'][:40]!r}")
def test_each_answer_means_what_the_table_says(row: dict[str, Any]) -> None:
    desk = Desk(builders.with_second_address(builders.office()))
    taken = desk.take(builders.reading(report=builders.critical_report()), BEGUN)
    assert taken.ticket is not None
    [page] = desk.pages()
    octets = letter(row, page, words_of(desk.office, page), taken.ticket.number)
    desk.take(reader()(octets, SOON), SOON)
    assert verdict(desk, taken.ticket.number) == row["verdict"]


FIRST_ANSWERS: dict[str, dict[str, Any]] = {
    "page-unclear": {"typed": "C'est quoi ?"},
    "page-unproven": {"typed": "Je prends", "thread": False, "subject": "[{number}]"},
    "page-postponed": {"typed": "Dans 20 minutes"},
}


@pytest.mark.parametrize("template", FIRST_ANSWERS)
@pytest.mark.parametrize("program", PROGRAMS)
def test_the_letter_that_came_back_is_answered_with_any_program(program: str, template: str, desk: Desk) -> None:
    taken = desk.take(builders.reading(report=builders.critical_report()), BEGUN)
    assert taken.ticket is not None
    [page] = desk.pages()
    first = {"program": "none", **FIRST_ANSWERS[template]}
    desk.take(reader()(letter(first, page, "", taken.ticket.number), SOON), SOON)
    [sent] = desk.outbox(template)
    answer = letter({"program": program, "typed": "je prends"}, sent, words_of(desk.office, sent), "")
    desk.take(reader()(answer.replace(b"<answer@", b"<again@"), SOON), SOON)
    with desk.storage.read() as unit:
        assert unit.tickets.get(taken.ticket.number).owner == "alice"


def test_the_table_has_more_than_sixty_rows_of_every_program_and_verdict() -> None:
    found = rows()
    assert len(found) > 60
    assert {row["program"] for row in found} == set(PROGRAMS)
    kinds = {row["verdict"].split()[0] for row in found}
    assert kinds == {"take", "refuse", "later", "unclear", "unproven", "absent", "ignored"}
