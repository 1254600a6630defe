"""Whoever presents himself as an authority without proof gets no letter; the desk is told to call a known number."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.mail.message import Address
from bot.mail.verdict import Trust
from bot.report.fields import Report
from tests import builders
from tests.builders import TUESDAY_MORNING
from tests.unit.desk.conftest import Desk

WANTS = (
    "merci de clôturer le ticket en objet et de nous adresser la liste des signalements et les contacts d'astreinte."
)


def told(desk: Desk, name: str, address: str, text: str, trust: Trust = Trust.CLAIMED) -> tuple[bool, bool]:
    """Whether he was written to, and whether the desk was told to call back."""
    letter = replace(builders.message(text, "Demande urgente", address), from_=(Address(name, address),))
    desk.take(builders.reading(letter, Report(), trust=trust), TUESDAY_MORNING)
    warned = any("numéro connu" in line for e in desk.outbox("notice") for line in e.context.get("facts", ()))
    return any(address in entry.to for entry in desk.outbox()), warned


@pytest.mark.parametrize(
    ("name", "address", "text"),
    [
        ("Préfecture de zone", "cabinet@prefecture-zone.example", f"Bonjour, {WANTS}"),
        ("", "cert-fr@ssi-gouv.example", "Ici l'ANSSI. Merci de nous envoyer les coordonnées de l'astreinte."),
        ("ARS - Point focal", "ars-alerte@ars-bretagne-sante.example", f"Bonjour, {WANTS}"),
        ("Jean Dupont", "jean@poste.example", f"Bonjour, ici le ministère, {WANTS}"),
        ("CERT-FR", "cert.fr@poste.example", "Bonjour, transmettez-nous la liste des incidents ouverts."),
        ("Cabinet", "x@poste.example", "Ici le cabinet du ministère. Envoyez la liste des hôpitaux touchés."),
        ("ARS", "x@ars-pf.example", "Quels établissements de Martinique vous ont écrit cette nuit ?"),
        ("Gendarmerie", "x@poste.example", "Vous voudrez bien nous transmettre les déclarations reçues."),
        ("ANSSI", "x@poste.example", "Cliquez ici et saisissez le compte administrateur."),
        ("Regional agency", "ars@alerts.example", "Please send us the list of open tickets."),
    ],
)
@pytest.mark.parametrize("trust", [Trust.CLAIMED, Trust.ALIGNED])
def test_no_letter_goes_to_it_and_the_desk_calls_a_known_number(
    desk: Desk, name: str, address: str, text: str, trust: Trust
) -> None:
    assert told(desk, name, address, text, trust) == (False, True)


@pytest.mark.parametrize(
    ("name", "address", "text", "trust"),
    [
        ("ARS Bretagne", "alerte@ars.sante.fr", f"Bonjour, {WANTS}", Trust.ALIGNED),
        ("ARS Martinique", "pf@ars-martinique.example", "Une clinique nous signale une panne.", Trust.CLAIMED),
        (
            "Direction",
            "direction@ch-exemple.example",
            "Incident résolu, vous pouvez clôturer le dossier.",
            Trust.CLAIMED,
        ),
        (
            "Service DSI",
            "dsi@ch-mars.example",
            "L'ARS est prévenue. Pouvez-vous envoyer la liste des gestes ?",
            Trust.CLAIMED,
        ),
    ],
    ids=["vouched for", "asks for nothing", "the structure itself", "names an authority"],
)
def test_others_are_answered_as_ever(desk: Desk, name: str, address: str, text: str, trust: Trust) -> None:
    assert told(desk, name, address, text, trust) == (True, False)
