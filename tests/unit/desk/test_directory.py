"""The directory at intake: the site places the report, a name is only proposed, a follow-up keeps what was said."""

from __future__ import annotations

import pytest

from bot.desk.kept.establishments import DirectoryVersion
from bot.report.fields import Found, Report, Site
from bot.report.place.directory import Establishment
from bot.report.place.territory import of_department
from tests import builders
from tests.builders import TUESDAY_MORNING
from tests.establishments import number
from tests.unit.desk.conftest import Desk

SITE = Establishment(
    number("63", 99_999), number("75", 12), "CENTRE HOSPITALIER DE VAL BRUMEUX", "355", "63", "63000", "VAL BRUMEUX"
)
MARTINIQUE = Establishment(
    number("972", 9_999), number("75", 12), "CLINIQUE PORT CLAIR", "365", "972", "97200", "PORT CLAIR"
)


@pytest.fixture
def loaded(desk: Desk) -> Desk:
    def load(unit):
        version = DirectoryVersion("a.csv", "csv", None, "0" * 64, TUESDAY_MORNING)
        made = unit.establishments.begin(version)
        unit.establishments.add(made, [SITE, MARTINIQUE])
        unit.establishments.put_in_force(made, version)

    desk.do(load)
    return desk


def notes(desk: Desk, ticket_id: int | None) -> list[str]:
    with desk.storage.read() as unit:
        return [entry.text for entry in unit.tickets.entries(ticket_id or 0) if entry.kind == "directory_proposal"]


def numbered(written: str, **more: Found) -> Report:
    return Report(finess=Found(written, 0.95, "text", (0, 9)), finess_valid=Found(True), **more)


def test_the_site_in_the_directory_places_the_ticket_and_tells_its_agency(loaded: Desk) -> None:
    told = numbered(MARTINIQUE.finess, territory=Found(of_department("59"), 0.5))
    ticket = loaded.take(builders.reading(report=told), TUESDAY_MORNING).ticket
    assert ticket is not None
    assert ticket.report["territory"]["department"] == "972"
    assert ticket.structure == MARTINIQUE.name
    assert notes(loaded, ticket.id) == []


def test_every_site_of_a_letter_is_placed(loaded: Desk) -> None:
    told = Report(sites=Found((Site(None, SITE.finess, None), Site(None, MARTINIQUE.finess, None))))
    ticket = loaded.take(builders.reading(report=told), TUESDAY_MORNING).ticket
    assert ticket is not None
    assert [site["territory"]["department"] for site in ticket.report["sites"]] == ["63", "972"]


def test_a_name_without_a_number_is_proposed_to_a_person_and_decides_nothing(loaded: Desk) -> None:
    told = Report(structure=Found("CH de Val-Brumeux", 0.85))
    ticket = loaded.take(builders.reading(report=told), TUESDAY_MORNING).ticket
    assert ticket is not None
    [note] = notes(loaded, ticket.id)
    assert SITE.finess in note and "confirmed by a person" in note
    assert ticket.report["finess"] is None and ticket.report["territory"] is None


def test_a_name_in_another_departement_is_not_proposed(loaded: Desk) -> None:
    told = Report(structure=Found("CH de Val-Brumeux", 0.85), territory=Found(of_department("34")))
    ticket = loaded.take(builders.reading(report=told), TUESDAY_MORNING).ticket
    assert ticket is not None and notes(loaded, ticket.id) == []


def test_a_number_that_follows_does_not_replace_the_name_that_was_told(loaded: Desk) -> None:
    first = builders.reading(report=Report(structure=Found("Hôpital du Val", 0.85)))
    taken = loaded.take(first, TUESDAY_MORNING)
    [answer] = loaded.outbox("acknowledgement-in-hours")
    reply = builders.message("Notre FINESS.", message_id="two@ch-exemple.example", in_reply_to=(answer.message_id,))
    followed = loaded.take(builders.reading(reply, report=numbered(SITE.finess)), TUESDAY_MORNING)
    assert followed.ticket is not None and taken.ticket is not None and followed.ticket.id == taken.ticket.id
    assert followed.ticket.report["structure"] == "Hôpital du Val"
    assert followed.ticket.report["territory"]["department"] == "63"


def test_without_a_directory_nothing_changes(desk: Desk) -> None:
    told = numbered(SITE.finess, structure=Found("CH de Val-Brumeux", 0.85))
    ticket = desk.take(builders.reading(report=told), TUESDAY_MORNING).ticket
    assert ticket is not None
    assert ticket.report["territory"] is None and notes(desk, ticket.id) == []
