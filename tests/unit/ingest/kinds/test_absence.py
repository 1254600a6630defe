"""Vacation notes without any header of a machine, in seven languages, apart from people who write the same words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.ingest.kinds.classify import SortingContext, classify
from bot.ingest.parse import parse
from bot.mail.verdict import Kind
from bot.settings.model import ReadingLimits

NOTES = Path(__file__).parents[3] / "corpus" / "notes"
ANSWERING = "In-Reply-To: <t.1.aaaa@desk.example>\nReferences: <t.1.aaaa@desk.example>\n"


def letters(name: str) -> list[str]:
    return (NOTES / name).read_text("utf-8").split("=====\n")


def kind(letter: str, head: str = "") -> tuple[Kind, bool]:
    subject, _, body = letter.partition("\n\n")
    fields = f"From: Agent <agent@ch-vallonne.example>\nTo: fssi@desk.example\n{head}{subject}\n"
    verdict = classify(
        parse(
            (f"{fields}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{body}").encode(), ReadingLimits()
        ),
        SortingContext(own_addresses=frozenset({"fssi@desk.example"})),
    )
    return verdict.kind, verdict.absence


def found(name: str, head: str) -> list[str]:
    return [one.splitlines()[0] for one in letters(name) if kind(one, head)[0] is Kind.AUTO_REPLY]


@pytest.mark.parametrize("head", ["", ANSWERING], ids=["alone", "in a thread"])
def test_notes_without_headers_are_found_and_people_are_not(head: str) -> None:
    hits, false = found("absences.txt", head), found("people.txt", head)
    missed = [one.splitlines()[0] for one in letters("absences.txt") if one.splitlines()[0] not in hits]
    assert len(hits) / len(letters("absences.txt")) >= 0.9, missed
    assert len(hits) / (len(hits) + len(false)) >= 0.9, false


@pytest.mark.parametrize("head", ["Auto-Submitted: auto-replied\n", "X-Autoreply: yes\n", "Precedence: auto_reply\n"])
def test_with_a_machine_s_header_every_note_is_one(head: str) -> None:
    assert len(found("absences.txt", head)) == len(letters("absences.txt"))


def told(of: Callable[[str], bool]) -> list[str]:
    return [one.splitlines()[0] for one in letters("absences.txt") if of(one)]


def test_a_note_marks_its_author_as_absent() -> None:
    absent = told(lambda one: kind(one, "Auto-Submitted: auto-replied\n")[1])
    assert len(absent) / len(letters("absences.txt")) >= 0.85
