"""A letter with neither Date nor Received is read like any other, less what only an instant could tell."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.daemon.reader import make_reader
from bot.daemon.wiring import reader_setup
from bot.report import fields
from tests import builders

READ = make_reader(reader_setup(builders.shipped()))


def report_of(text: str) -> dict[str, Any]:
    letter = "From: dsi@ch-sans-date.example\nTo: desk@veilleur.example\nSubject: Panne\n"
    head = f"{letter}Content-Type: text/plain; charset=utf-8\n\nStructure : CH de Sans-Date (21)\n"
    reading = READ((head + text + "\n").encode(), None)
    assert reading.message.date is None and reading.message.received_at is None
    assert reading.report is not None
    return fields.bare(reading.report)


def test_it_reads_every_field_that_needs_no_instant() -> None:
    report = report_of("Serveur de fichiers en panne depuis ce matin, sans conséquence sur les soins.")
    assert (report["structure"], report["territory"]["department"]) == ("CH de Sans-Date", "21")
    assert (report["category"], report["care_impact"]) == ("infrastructure_failure", False)


@pytest.mark.parametrize("day", ["12/03/2026 à 8h15", "le 12 mars 2026 à 8h15", "2026-03-12 08:15"])
def test_a_day_with_its_year_is_kept(day: str) -> None:
    noticed = report_of(f"Date et heure de constat : {day}\nServeur de fichiers en panne.")["noticed_at"]
    assert noticed == "2026-03-12T07:15:00+00:00" or noticed == datetime(2026, 3, 12, 7, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "when",
    ["hier à 8h15", "ce matin à 8h15", "lundi à 8h15", "8h15", "le 12 mars à 8h15", "12/03 à 8h15", "il y a 2 h"],
)
@pytest.mark.parametrize("year", ["", "Contrat de 2026."])
def test_what_hangs_on_the_day_of_writing_stays_unknown(when: str, year: str) -> None:
    text = f"Date et heure de constat : {when}\nServeur de fichiers en panne. {year}"
    assert report_of(text)["noticed_at"] is None
