"""A copy of an agency's domain opens a ticket and is never answered; the agency itself is."""

from __future__ import annotations

import pytest

from bot.daemon.explain import Explainer
from tests import builders

LETTER = """\
Received: from mx.ars.example (mx.ars.example [192.0.2.10]) by mx.desk.example; Fri, 10 Jul 2026 21:10:15 +0200
From: "ARS - Point focal" <point-focal@{domain}>
To: fssi@veilleur.example
Subject: Serveurs du CHU
Message-ID: <one@{domain}>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

Bonjour, les serveurs du CHU sont chiffrés. Merci de nous adresser la liste des signalements ouverts.
"""


@pytest.mark.parametrize(
    ("domain", "trust", "answered"),
    [("ars-sante-fr.example", "hostile", False), ("ars.sante.fr", "claimed", True)],
)
def test_a_copy_of_an_agency_is_never_answered_though_no_server_checks(domain: str, trust: str, answered: bool) -> None:
    told = Explainer(builders.shipped()).explain("x", LETTER.format(domain=domain).encode(), None, "fssi")
    assert told["message"]["authentication"]["trust"] == trust
    assert ("lookalike_domain" in [one["code"] for one in told["message"]["defects"]]) is not answered
    assert told["decision"]["track"] == "real"
    to = [letter["to"] for letter in told["decision"]["letters"]]
    assert (f"point-focal@{domain}" in to) is answered
