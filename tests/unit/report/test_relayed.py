"""A letter passed on: what its author left unsaid is read from what he relays, with the place it was read at."""

from __future__ import annotations

from datetime import UTC, datetime
from time import process_time

import pytest

from bot.errors import Fault
from bot.report.forms.form import read_form
from bot.report.incident.hours import TIME, clock_of
from bot.report.words.lexicon import load_lexicons
from bot.settings.section import Node, Section
from tests.unit.report.letter import lexicons, report

RELAY = (
    "Bonsoir, relais du point focal régional. Le cadre de garde de l'hôpital de Cantelou (Calvados) nous a joints, "
    "faute de savoir à qui parler. Nous l'avons eu au téléphone, c'est authentique. À vous la main pour la suite "
    "de l'affaire, nous organisons la régulation des lits de notre côté et restons à votre écoute."
)
RELAYED = (
    "Depuis 16h45 on perd les serveurs un par un, les noms de fichiers sont changés. Nous travaillons sur papier. "
    "Il nous faut de l'aide. 02 61 91 14 15, finess 140985540"
)


def test_it_reads_a_report_that_an_agency_relays_below_its_own_lines():
    read = report(RELAY, subject="TR: URGENT hôpital de Cantelou", forwarded=RELAYED)
    assert read.get("category") == "ransomware"
    assert read.category is not None
    assert read.category.source == "forwarded:1"
    assert (read.get("finess"), read.get("phone")) == ("140985540", "+33261911415")
    assert read.get("structure") == "hôpital de Cantelou"


def test_it_does_not_read_what_is_enclosed_when_the_author_himself_tells_what_happened():
    own = RELAY + " Leur messagerie est piratée, des courriels frauduleux partent du compte de la directrice."
    assert report(own, forwarded="Tous nos serveurs sont chiffrés par un rançongiciel.").get("category") == (
        "account_compromise"
    )


def test_what_clients_are_told_of_their_outage_is_not_felt_by_who_passes_it_on():
    own = (
        "Bonjour, j'ai reçu ceci hier soir de notre hébergeur. Nous ne sommes pas concernés, je viens de vérifier "
        "avec l'équipe et je vous le passe au cas où d'autres maisons seraient moins chanceuses que nous ce matin."
    )
    notice = "Chers clients, nos serveurs ont été chiffrés. Vos services sont arrêtés, passez au papier."
    read = report(own, forwarded=notice)
    assert read.get("category") == "ransomware"
    assert read.get("degraded_mode") is None


@pytest.mark.parametrize(
    ("words", "due"),
    [
        ("minuit et quart", "00:15"),
        ("minuit moins le quart", "23:45"),
        ("8 h et demie", "08:30"),
        ("midi et demi", "12:30"),
        ("7 heures du soir", "19:00"),
        ("9:15 pm", "21:15"),
    ],
)
def test_it_reads_times_of_day_as_they_are_spoken(words, due):
    found = TIME.search(words)
    assert found is not None
    assert clock_of(found).isoformat("minutes") == due


def test_thousands_of_wordings_that_are_no_label_take_no_time():
    odd = "".join(f"serveur{n} adresse{n} donnee{n} :::: oui   patient{n}z   reseau{n}\n" for n in range(700))
    begin = process_time()
    read_form(odd[:40_000], lexicons())
    assert process_time() - begin < 1.0


def test_a_family_that_is_named_and_has_no_words_is_told():
    def node(value):
        if isinstance(value, dict):
            return Node({key: node(each) for key, each in value.items()}, "words.yml", 3)
        return Node([node(each) for each in value] if isinstance(value, list) else value, "words.yml", 3)

    faults: list[Fault] = []
    families = {
        "words": {"file": ["fichiers"]},
        "together": [{"gives": "category.ransomware", "words": ["file", "scrambled"]}],
    }
    load_lexicons(Section(node({"families": families}), "", faults))
    assert any("family" in fault.problem for fault in faults)


def test_a_duration_elsewhere_in_the_letter_does_not_hide_since_when():
    read = report(
        "Depuis 19 h 20 les dossiers ne s'ouvrent plus. Ambulances déroutées depuis vingt minutes.",
        at=datetime(2026, 8, 14, 18, 5, tzinfo=UTC),
    )
    assert read.get("noticed_at") == datetime(2026, 8, 14, 17, 20, tzinfo=UTC)
