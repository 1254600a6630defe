"""Domains that look like an authority's: flagged and hostile, while the authorities themselves pass (failure 37)."""

from __future__ import annotations

import time

import pytest

from bot.ingest.trust.authenticate import authenticate
from bot.ingest.trust.lookalike import lookalike, resembles
from bot.mail.message import Address, Message
from bot.mail.verdict import Trust

OFFICIAL = ("ars.sante.fr", "sante.gouv.fr", "esante.gouv.fr", "ssi.gouv.fr", "ars-martinique.example")
OURS = frozenset({"desk@veilleur.example", "fssi@veilleur.example"})


def message(address: str, name: str = "", reply_to: str = "") -> Message:
    answers = (Address("", reply_to),) if reply_to else ()
    return Message("x", 1, from_=(Address(name, address),), reply_to=answers)


@pytest.mark.parametrize(
    "domain",
    [
        "ars-sante-fr.example",
        "ars-sante.fr",
        "ars-sante.com",
        "arssante.fr",
        "alerte.ars-sante-fr.example",
        "esante-gouv.fr",
        "sante.gouv.fr.portail.example",
        "sante-gouv.org",
        "esante.gouv.fr.example",
        "esante.qouv.fr",
        "ssi-gouv.example",
        "cert.ssi-gouv.example",
        "sante-gouv.example",
        "veil1eur.example",
        "veilleur-example.org",
        "vveilleur.example",
        "ars-martiniqe.example",
        "xn--",
    ],
)
def test_a_domain_that_only_looks_like_one_is_hostile(domain: str) -> None:
    if domain.startswith("xn--"):
        domain = "v\u0435illeur.example".encode("idna").decode()  # with a Cyrillic letter
    assert lookalike(message(f"alerte@{domain}"), OFFICIAL, OURS)
    result = authenticate(message(f"alerte@{domain}"), (), OURS, OFFICIAL)
    assert result.trust is Trust.HOSTILE


@pytest.mark.parametrize(
    "domain",
    [
        *OFFICIAL,
        "martinique.ars.sante.fr",
        "dgs.sante.gouv.fr",
        "cyber.gouv.fr",
        "ansm.sante.fr",
        "sante.fr",
        "has-sante.fr",
        "ars-guadeloupe.example",
        "ars.sante.example",
        "chu-sante.example",
        "ch-vallonne.example",
        "orange.fr",
        "gmail.com",
        "sante-mentale-nord.example",
        "laboratoire-ars.example",
    ],
)
def test_a_true_domain_or_another_one_is_not(domain: str) -> None:
    assert lookalike(message(f"alerte@{domain}"), OFFICIAL, OURS) is None
    assert authenticate(message(f"alerte@{domain}"), (), OURS, OFFICIAL).trust is Trust.CLAIMED


def test_an_authority_s_name_whose_answers_go_elsewhere_is_hostile() -> None:
    name = "ARS - Point focal régional"
    assert lookalike(message("pf@courrier.example", name, "ars972@webmail.example"), OFFICIAL, OURS)
    assert lookalike(message("pf@courrier.example", name, "x@sous.courrier.example"), OFFICIAL, OURS) is None
    assert lookalike(message("pf@courrier.example", name), OFFICIAL, OURS) is None
    assert lookalike(message("pf@ars.sante.fr", name, "garde@webmail.example"), OFFICIAL, OURS) is None
    assert lookalike(message("m@ch-nord.example", "Mars Attaque", "m@webmail.example"), OFFICIAL, OURS) is None


def test_hostile_domains_cost_no_time() -> None:
    begun = time.process_time()
    for domain in ("ars-" * 60 + "example", "a." * 120 + "fr", "xn--" + "a" * 240 + ".fr", "sante-gouv-" * 23 + "fr"):
        lookalike(message(f"a@{domain}"), OFFICIAL, OURS)
        resembles(domain, "ars.sante.fr")
    assert time.process_time() - begun < 0.2


@pytest.mark.parametrize("name", ["dsi@ars.sante.fr", "ARS <alerte@bretagne.ars.sante.fr>", "fssi@veilleur.example"])
def test_a_name_that_shows_an_address_of_another_house_is_hostile(name: str) -> None:
    assert lookalike(message("evil@pirate.example", name), OFFICIAL, OURS)
    assert lookalike(message("agent@ars.sante.fr", name), OFFICIAL, OURS) is None


@pytest.mark.parametrize("name", ["'fssi@veilleur.example' via Groupe SSI", "dsi@ch.example", "moi @ ars"])
def test_other_names_with_addresses_are_no_evidence(name: str) -> None:
    assert lookalike(message("groupe@ch.example", name), OFFICIAL, OURS) is None
