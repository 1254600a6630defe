"""What is denied, feared or past does not count as stated; an exercise is told from what only looks like one."""

from __future__ import annotations

import pytest

from bot.report.evidence import Evidence
from bot.report.reading import Reading
from tests.unit.report.letter import NOON, lexicons, paris, report


def stance(text: str, concept: str) -> str:
    evidence = Evidence(Reading([("text", text, 0)]), lexicons().terms, 2026)
    return next(str(stance) for hit, stance in evidence.hits if hit.concept == concept)


@pytest.mark.parametrize(
    ("text", "concept", "due"),
    [
        ("Nous subissons une attaque.", "malicious", "stated"),
        ("Aucun élément ne laisse penser à une attaque.", "malicious", "denied"),
        ("Il ne s'agit pas d'une attaque.", "malicious", "denied"),
        ("pas de demande de rançon", "category.ransomware", "denied"),
        ("Nous craignons une attaque.", "malicious", "doubted"),
        ("On ne peut pas exclure une attaque.", "malicious", "doubted"),
        ("Une attaque n'est pas exclue.", "malicious", "doubted"),
        ("Nous n'excluons pas une attaque.", "malicious", "doubted"),
        ("Je ne sais pas si c'est une attaque.", "malicious", "doubted"),
        ("L'attaque de l'an dernier nous a appris à réagir.", "malicious", "past"),
        ("Après l'attaque de 2023, nous sommes prudents.", "malicious", "past"),
        ("Le SIH ne fonctionne plus depuis l'attaque.", "malicious", "stated"),
        ("Le RIS n'est toujours pas résolu.", "resolved", "denied"),
        ("L'incident est résolu.", "resolved", "stated"),
        ("Les soins ne sont pas touchés.", "care_hit", "denied"),
        ("Pas d'impact sur les soins.", "care_hit", "denied"),
        ("Les soins sont touchés.", "care_hit", "stated"),
        ("Pas de chiffrement, mais une intrusion confirmée.", "category.system_compromise", "stated"),
        ("No ransomware was found.", "category.ransomware", "denied"),
    ],
)
def test_it_tells_how_a_thing_is_meant(text, concept, due):
    assert stance(text, concept) == due


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("L'incident est résolu, retour à la normale à 22h.", "resolved"),
        ("Incident clos.", "resolved"),
        ("Ce n'est pas encore résolu.", "ongoing"),
        ("Le retour à la normale est prévu demain.", "ongoing"),
        ("La messagerie est partiellement rétablie.", "ongoing"),
        ("Le poste a été isolé.", "contained"),
        ("Bonjour à tous.", "unknown"),
    ],
)
def test_a_resolution_counts_only_when_it_has_come(text, state):
    assert report(text).get("state") == state


@pytest.mark.parametrize(
    ("subject", "text", "exercise"),
    [
        ("EXERCICE - cyberattaque", "Les serveurs sont chiffrés.", True),
        ("Exercice cyber", "Nous simulons une attaque. Fin de l'exercice prévue à 17h.", True),
        ("Alerte", "[EXERCICE] Les serveurs sont chiffrés.", True),
        ("EXERCICE", "Merci de réagir comme en situation réelle.", True),
        ("RE: EXERCICE", "Ceci n'est pas un exercice. Le serveur est chiffré.", False),
        ("RE: EXERCICE", "CECI N'EST PLUS UN EXERCICE", False),
        ("TR: EXERCICE", "Le CH des Dunes est attaqué. Ceci est réel.", False),
        ("EXERCICE", "Merci de traiter ce message comme un incident réel, en temps réel.", True),
        ("[EXERCICE]", "Le scénario reproduit une situation réelle.", True),
        ("RE: exercice", "Fin d'exercice. Panne réelle du standard.", False),
        ("RE: EXERCICE", "Nous interrompons l'exercice, c'est une vraie attaque.", False),
        ("Incident", "Un médecin en exercice libéral a été piraté.", False),
        ("Incident", "Comme lors de l'exercice de l'an dernier, le plan blanc est activé.", False),
        ("Incident", "Les serveurs sont chiffrés.", False),
    ],
)
def test_it_tells_an_exercise_from_the_real_thing(subject, text, exercise):
    assert report(text, subject=subject).get("exercise") is exercise


def test_a_forwarded_exercise_mark_does_not_lift_nor_hide_the_authors_words():
    read = report(
        "Le serveur du CH des Dunes est chiffré pour de vrai, ce n'est pas un exercice.", forwarded="[EXERCICE] essai"
    )
    assert read.get("exercise") is False


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Que dois-je faire ?", True),
        ("Nous avons besoin d'un appui.", True),
        ("Accompagnement souhaité : oui", True),
        ("Accompagnement souhaité : non", False),
        ("Pas d'accompagnement souhaité, c'est pour information.", False),
        ("Nous n'avons plus besoin d'accompagnement.", False),
        ("Panne du serveur.", None),
    ],
)
def test_it_tells_whether_help_is_asked_for(text, asked):
    assert report(text).get("support_requested") is asked


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("Constat : 14/01 à 19 h 50", paris(2026, 1, 14, 19, 50)),
        ("Les serveurs sont tombés depuis 8h30.", paris(2026, 3, 10, 8, 30)),
        ("Constaté hier à 23h.", paris(2026, 3, 9, 23, 0)),
        ("Détecté lundi 9 mars à 7h15.", paris(2026, 3, 9, 7, 15)),
        ("En panne depuis deux heures.", paris(2026, 3, 10, 10, 0)),
        ("Panne constatée vers 23h40.", paris(2026, 3, 9, 23, 40)),
        ("Prochain point demain 10h.", None),
        ("Nous sommes joignables de 9h à 17h.", None),
    ],
)
def test_it_reads_when_the_incident_was_noticed(text, at):
    assert report(text, NOON).get("noticed_at") == at


def test_the_time_of_day_is_that_of_the_territory():
    read = report("CHU du Lagon (974). Panne depuis 14h heure locale.", NOON)
    assert read.get("noticed_at") == paris(2026, 3, 10, 11, 0)


def test_appending_a_quoted_history_changes_nothing():
    from dataclasses import replace

    from bot.report.read import read
    from tests.unit.report.letter import letter

    plain = letter("Aucun impact. Panne du standard depuis 9h.")
    quoted = replace(plain, text=plain.text + "\n> URGENT rançongiciel EXERCICE FINESS 970499992")
    assert read(quoted, lexicons(), NOON) == read(plain, lexicons(), NOON)
