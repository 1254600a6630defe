"""A directory of establishments in force under the running daemon: the site decides who is told, never its owner."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.daemon.directory_load import load_directory
from bot.daemon.pipeline import Handled
from bot.report.place.directory import Establishment
from tests.builders import at
from tests.establishments import number, write_json
from tests.journeys.stage import Stage
from tests.town import composed

OWNER = number("59", 79_973)
ISLAND = Establishment(
    number("972", 1605), OWNER, "CENTRE HOSPITALIER DE PORT-CLAIR", "355", "972", "97200", "PORT CLAIR"
)
# Given its number in Gironde, lies in Haute-Garonne: the prefix is older than the site.
MOVED = Establishment(number("33", 1212), OWNER, "CLINIQUE DU VALBRUME", "365", "31", "31100", "VALBRUME")
INLAND = Establishment(number("67", 4242), OWNER, "EHPAD LES TILLEULS", "500", "67", "67100", "MONTSEREIN")


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    folder = tmp_path_factory.mktemp("directory")
    path = write_json(folder / "structures.json", [ISLAND, MOVED, INLAND])
    with Stage(folder) as running:
        loaded = load_directory(running.storage, path, running.clock, "journey", lambda _done, _due: None)
        assert loaded.version.count == 3
        yield running


def told(stage: Stage, text: str, when: str) -> tuple[Handled, set[str]]:
    """What becomes of such a letter, and which agencies were told of it."""
    letter = composed("garde@webmail.example", ["desk@veilleur.example"], "Panne de la messagerie", text)
    handled = stage.post(letter.as_bytes(), at(when))
    return handled, {name for name in stage.told(handled) if name.startswith("ars-")}


def test_the_site_is_found_by_its_number_and_its_agency_alone_is_told(stage: Stage) -> None:
    text = f"Bonjour, notre messagerie est en panne depuis ce matin. N° FINESS : {ISLAND.finess}, EJ {OWNER}."
    handled, agencies = told(stage, text, "2026-03-10T15:00:00+01:00")
    report = stage.ticket(handled).report
    assert (report["territory"]["department"], report["structure"]) == ("972", ISLAND.name)
    assert report["structure_type"] == "hospital" and agencies == {"ars-martinique"}


def test_the_directory_goes_before_the_prefix_of_a_number(stage: Stage) -> None:
    text = f"Bonjour, notre messagerie est en panne depuis ce matin. FINESS {MOVED.finess}."
    handled, agencies = told(stage, text, "2026-03-10T15:10:00+01:00")
    assert stage.ticket(handled).report["territory"]["department"] == "31" and agencies == {"ars-occitanie"}


def test_each_of_several_sites_has_its_agency_told(stage: Stage) -> None:
    text = (
        "Bonjour, la messagerie commune à deux de nos maisons est en panne depuis ce matin :\n"
        f"- Port-Clair, FINESS {ISLAND.finess}\n- Les Tilleuls, FINESS {INLAND.finess}\n"
    )
    _, agencies = told(stage, text, "2026-03-10T15:20:00+01:00")
    assert agencies == {"ars-martinique", "ars-grand-est"}


def test_the_number_of_the_owner_alone_tells_no_agency(stage: Stage) -> None:
    text = f"Bonjour, notre messagerie est en panne depuis ce matin. N° FINESS : {OWNER}."
    handled, agencies = told(stage, text, "2026-03-10T15:30:00+01:00")
    assert stage.ticket(handled).report["territory"] is None and agencies == set()


def test_a_name_alone_is_proposed_to_a_person_and_tells_no_agency(stage: Stage) -> None:
    text = "Bonjour, la messagerie de la clinique du Valbrume est en panne depuis ce matin. Le DSI"
    handled, agencies = told(stage, text, "2026-03-10T15:40:00+01:00")
    assert agencies == set() and "directory_proposal" in stage.kinds(handled)
