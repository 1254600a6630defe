"""What comes through a list or a bulk mailer: reports are read, newsletters on hospitals and attacks stay lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.ingest.kinds.classify import SortingContext, classify
from bot.ingest.parse import parse
from bot.mail.verdict import Kind, Verdict
from bot.settings.model import ReadingLimits

LISTS = Path(__file__).parents[3] / "corpus" / "lists"
REPORTS = (LISTS / "reports.txt").read_text("utf-8").split("=====\n")
NEWSLETTERS = (LISTS / "newsletters.txt").read_text("utf-8").split("=====\n")
TO_MANY = (LISTS / "to_many_without_a_list.txt").read_text("utf-8").split("=====\n")
LOOK_ALIKE = (LISTS / "reports_that_look_sent_to_many.txt").read_text("utf-8").split("=====\n")
OURS = "fssi@desk.example"


def sort(letter: str, to: str = OURS) -> Verdict:
    head, _, body = letter.partition("\n\n")
    fields = f"From: garde@ch-lac.example\nTo: {to}\n{head}\nMIME-Version: 1.0"
    octets = f"{fields}\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{body}".encode()
    return classify(parse(octets, ReadingLimits()), SortingContext(own_addresses=frozenset({OURS})))


def told(letter: str) -> str:
    return next(line for line in letter.splitlines() if line.startswith("Subject: "))[9:60]


@pytest.mark.parametrize("letter", REPORTS, ids=told)
def test_a_report_through_a_list_gets_its_ticket_and_nobody_answers_the_list(letter: str) -> None:
    verdict = sort(letter)
    assert (verdict.kind, verdict.automatic) == (Kind.REPORT, True)


@pytest.mark.parametrize("to", ["garde-liste@ch-lac.example", "undisclosed-recipients:;"])
def test_most_reports_to_a_hospital_s_own_list_are_read_though_no_address_of_ours_stands_there(to: str) -> None:
    missed = [told(one) for one in REPORTS if sort(one, to).kind is not Kind.REPORT]
    assert len(missed) <= 1, missed


@pytest.mark.parametrize("to", [OURS, "abonnes@liste.example"])
@pytest.mark.parametrize("letter", NEWSLETTERS, ids=told)
def test_a_letter_to_many_about_hospitals_or_attacks_stays_a_list(letter: str, to: str) -> None:
    assert sort(letter, to).kind is Kind.LIST


def test_who_writes_to_many_is_heard_when_he_speaks_of_himself_to_us() -> None:
    letter = (
        "List-Unsubscribe: <https://x.example/u>\nSubject: Bulletin\n\nNous subissons une cyberattaque, nos serveurs "
        "sont chiffrés. Se désabonner : https://x.example/u\n"
    )
    assert sort(letter).kind is Kind.REPORT


@pytest.mark.parametrize("letter", TO_MANY, ids=told)
def test_a_letter_to_many_is_known_without_any_field_of_a_list(letter: str) -> None:
    assert sort(letter).kind is Kind.LIST


@pytest.mark.parametrize("to", [OURS, "abonnes@liste.example"])
@pytest.mark.parametrize("letter", LOOK_ALIKE, ids=told)
def test_a_report_by_a_mailer_for_many_or_with_its_footer_stays_a_report(letter: str, to: str) -> None:
    assert sort(letter, to).kind is Kind.REPORT


@pytest.mark.parametrize("author", ["rssi-request", "rssi-bounces", "rssi-owner", "sympa", "listmaster"])
def test_what_the_program_of_a_list_writes_itself_is_never_a_report(author: str) -> None:
    letter = (
        f"From: {author}@listes.example\nTo: {OURS}\nList-Id: <rssi.listes.example>\nSubject: Lot rssi, Vol 3\n\n"
        "1. Serveurs chiffrés au CHU cette nuit, urgences touchées (Paul)\n2. Stage\n"
    )
    octets = letter.encode()
    assert classify(parse(octets, ReadingLimits()), SortingContext()).kind is Kind.LIST
    without = letter.replace("List-Id: <rssi.listes.example>\n", "").encode()
    assert classify(parse(without, ReadingLimits()), SortingContext()).kind is Kind.REPORT
