"""Numbers of the national portal and names of providers, as people write them."""

from __future__ import annotations

import pytest

from bot.desk.many.likeness import traits_of
from bot.report.fields import Report
from tests import builders


def found(kind: str, text: str) -> list[str]:
    reading = builders.reading(builders.message(text, "Incident"), Report())
    return [trait.value for trait in traits_of(reading, "", ()) if trait.kind == kind]


@pytest.mark.parametrize(
    "text",
    [
        "Signalement n° 2026-04-4242 sur le portail. Virus sur un poste.",
        "Je reviens vers vous : dossier portail 2026-04-4242, le poste est isolé.",
        "on nous a volé un accès, je vous l'ai déclaré sur le portail n° 2026-04-4242.",
        "Numéro de signalement portail : 2026-04-4242",
        "signalement portail 2026-04-4242",
        "Déclaration faite sur le portail (réf. 2026-04-4242)",
        "notre numéro 2026-04-4242 du portail",
        "Your reporting portal number 2026-04-4242",
        "Notification no 2026-04-4242",
    ],
)
def test_the_number_of_the_portal_is_read_as_people_write_it(text: str) -> None:
    assert found("portal", text) == ["2026-04-4242"]


@pytest.mark.parametrize(
    "text",
    [
        "Signalement du 10/03/2026 à 12h",
        "déclaration 2026-03-10",
        "signalement 0473001122 merci",
        "portail patients indisponible depuis 2026",
        "évènement n° SSI-2026-000123",
        "signalement de 12000 dossiers, 63000 Clermont-Ferrand",
        "le portail ne répond plus. Facture n° 2026-04-4242",
    ],
)
def test_what_is_no_number_of_the_portal_is_none(text: str) -> None:
    assert found("portal", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "dossier résident hébergé chez MediSoins Cloud depuis 17h",
        "Perte d'accès au logiciel de soins, éditeur : MediSoins Cloud.",
        "Panne chez notre prestataire MediSoins Cloud.",
        "Prestataire : MediSoins Cloud",
        "our records, hosted by MediSoins Cloud, are down",
    ],
)
def test_the_provider_is_known_by_its_name(text: str) -> None:
    assert "medisoins" in " ".join(found("provider", text))
