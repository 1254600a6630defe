"""Firms and groups: named by their mail domain or by how they present themselves; carriers and sellers are none."""

from __future__ import annotations

import pytest

from bot.report.house.firms import is_of_domain, named_by_domain
from bot.report.reading import Reading
from tests.unit.report.letter import report


@pytest.mark.parametrize(
    ("domain", "text", "name"),
    [
        ("eurolab-escaut.example", "The LIMS is back.\n\nBram, Eurolab Escaut\n", "Eurolab Escaut"),
        ("support.nordlys-health.example", "Nordlys Health shares this with you.", "Nordlys Health"),
        ("hebergement-cairn-sante.example", "Départ de feu chez Cairn Santé cette nuit.", "Cairn Santé"),
        ("logimed.example", "Logimed Solutions vous informe.", "Logimed Solutions"),
        ("ateliers-broceliande.example", "Les Ateliers de Brocéliande sont fermés.", "Ateliers de Brocéliande"),
        ("medinuage.example", "incident@medinuage.example ne répond pas", None),
        ("orange.example", "Orange annonce un retour à midi.", None),
        ("la-gazette-du-soir.example", "Journaliste à La Gazette du soir, je prépare un papier.", None),
        ("bouclierzen.example", "BouclierZen offre une démo. Se désinscrire : ici", None),
    ],
)
def test_a_house_is_named_by_the_domain_it_writes_from(domain: str, text: str, name: str | None) -> None:
    reading = Reading([("text", text, 0)])
    span = named_by_domain(reading, domain)
    assert (reading.written(*span) if span else None) == name


def test_a_house_is_its_domain_s_when_it_bears_most_of_its_words() -> None:
    assert is_of_domain("clinique du korrigan", "clinique-korrigan.example")
    assert not is_of_domain("ch de la vallee du gier", "ght-velay-gier.example")
    assert not is_of_domain("ch du lac", "mail.example")


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("Cairn Santé, hébergeur certifié HDS, vous informe d'un départ de feu.", "cairn.example"),
        ("Two of our French customers were attacked through the gateway.", "infusa-devices.example"),
        ("A root-cause document will go out to all customers next month.", "medilinq.example"),
        ("Logimed vous informe d'une faille dans son dossier, installé dans 40 établissements.", "logimed.example"),
    ],
)
def test_who_writes_to_clients_is_a_provider(text: str, domain: str) -> None:
    assert report(text, author=f"desk@{domain}").get("structure_type") == "provider"


@pytest.mark.parametrize(
    "text",
    [
        "Je vous informe d'une faille dans le VPN du CH du Lac, que nous venons de corriger.",
        "Our supplier says that all customers are affected. St. Anne Hospital is working on paper.",
        "We received a customer advisory from the vendor. St. Anne Hospital has patched.",
    ],
)
def test_who_tells_of_a_provider_is_none(text: str) -> None:
    assert report(text).get("structure_type") == "hospital"


def test_a_group_is_of_the_kind_of_its_houses() -> None:
    text = "Le système du groupe Bio-Armorique est injoignable depuis 6 h.\n"
    assert report(text, author="si@bio-armorique.example").get("structure_type") == "laboratory"
