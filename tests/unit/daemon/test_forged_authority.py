"""A copy of an agency's domain, or its own domain that nothing vouches for, opens a ticket and is never answered."""

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
    ("domain", "trust", "copied"), [("ars-sante-fr.example", "hostile", True), ("ars.sante.fr", "claimed", False)]
)
def test_who_asks_for_the_list_of_reports_as_an_agency_without_proof_gets_no_letter(
    domain: str, trust: str, copied: bool
) -> None:
    told = Explainer(builders.shipped()).explain("x", LETTER.format(domain=domain).encode(), None, "fssi")
    assert told["message"]["authentication"]["trust"] == trust
    assert ("lookalike_domain" in [one["code"] for one in told["message"]["defects"]]) is copied
    assert told["decision"]["track"] == "real"
    letters = told["decision"]["letters"]
    assert f"point-focal@{domain}" not in [letter["to"] for letter in letters]
    assert any("numéro connu" in letter["text"] for letter in letters if letter["template"] == "notice") or copied
