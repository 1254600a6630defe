"""Older names of the desk (cellule ACSS, ASIP Santé) stand for the desk: never for the house that declares."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report


@pytest.mark.parametrize(
    "opening",
    [
        "À l'attention de la cellule ACSS,",
        "Bonjour l'ASIP Santé,",
        "Cellule accompagnement cybersécurité des structures de santé,",
        "Bonjour l'ACSS, suite à votre appel,",
        "Madame, Monsieur de l'ASIP,",
    ],
)
def test_an_older_name_of_the_desk_is_not_the_declaring_house(opening):
    told = report(f"{opening} le CH de Vertval (51) a un virus sur trois postes.", subject="Cellule ACSS : déclaration")
    assert told.get("structure") == "CH de Vertval"
    assert told.get("territory").department == "51"


@pytest.mark.parametrize("name", ["cellule ACSS", "ASIP Santé", "ACSS"])
def test_an_older_name_of_the_desk_alone_names_no_house(name):
    assert report(f"Bonjour {name}, virus sur un poste.").get("structure") is None
