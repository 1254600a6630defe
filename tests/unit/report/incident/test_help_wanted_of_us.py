"""Help wanted of us, in the words of people who do not say « aide »; and words that only sound like a call."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report

TOLD = {
    True: (
        "Comment faire taire cette dame qui rappelle en boucle ?",
        "Quelqu'un sait-il lire un échantillon de ce logiciel ?",
        "Could your team circulate a warning on our behalf?",
        "Can your people take over the forensics?",
        "Kindly assign somebody who can talk to our IT team.",
        "Please ring, whatever the hour.",
        "J'implore une équipe ce soir.",
        "Je vous en conjure, mobilisez quelqu'un.",
        "Relancez l'équipe qui était venue, par pitié.",
        "Vite, des consignes précises.",
        "Une paire d'yeux neufs sur notre configuration, si vous pouviez.",
        "Nous vous attendons en visioconférence.",
        "Il faut que vous veniez voir.",
        "Nous cherchons un laboratoire qui sache le disséquer.",
        "We want a response team, today if possible.",
        "Que fait-on : on l'arrête ou on serre les dents ?",
        "Que nous suggérez-vous avant lundi ?",
        "Auriez-vous une affiche à nous donner ?",
        "Je demande l'engagement de vos moyens.",
        "Dites-moi dans quel ordre je dois fermer les choses.",
    ),
    False: (
        "Non merci, notre assureur a mandaté quelqu'un.",
        "Si vous lisez ceci tout va bien. Aucune suite à donner.",
    ),
    None: (
        "Chez nous, orthophonistes, c'est le vieux PC qui manque.",
        "Les clichés, eux, sont chez nous et s'affichent.",
        "The nurse call system fell silent on Tuesday.",
        "Call logged with the police, staff told the tale on Monday.",
        "Un appel vidéo imitait le visage de notre patron.",
        "The doctor on call can't be rung.",
    ),
}


@pytest.mark.parametrize(("due", "text"), [(due, text) for due, texts in TOLD.items() for text in texts])
def test_it_knows_a_call_for_help_by_how_it_is_put(due: bool | None, text: str) -> None:
    found = report(text).support_requested
    assert (found.value if found is not None else None) is due


@pytest.mark.parametrize(
    "text",
    [
        "Le fabricant est innocent dans cette affaire.",
        "Notre prestataire, injustement accusé, en est quitte.",
        "C'est notre faute et non celle de l'hébergeur.",
        "L'installateur, lui, n'a pas d'accès.",
        "L'éditeur est lavé de tout soupçon.",
        "The vendor was cleared of any part in it.",
    ],
)
def test_a_firm_that_is_cleared_has_no_part_in_it(text: str) -> None:
    found = report(text).provider_involved
    assert found is not None and found.value is False


@pytest.mark.parametrize(
    ("category", "text"),
    [
        ("ransomware", "Les trois comptoirs sont bloqués, il faut envoyer 0,4 BTC."),
        ("ransomware", "The dossier server was locked by criminals."),
        ("ransomware", "Nos fichiers de réservation ont été séquestrés contre argent."),
        ("ransomware", "Mass renaming of files, then a payment demand on a desktop."),
        (
            "theft_loss",
            "La voiture de l'infirmier a été forcée, la sacoche est partie avec l'ordinateur. Il est chiffré.",
        ),
        ("account_compromise", "Ma collègue m'a dit que j'envoyais des pubs à tout l'annuaire."),
        ("account_compromise", "Le compte de la garderie a servi à d'autres que lui."),
        ("software_bug", "L'application ne s'ouvre plus depuis la mise en production de mardi."),
    ],
)
def test_it_names_what_happened_by_families_of_words(category: str, text: str) -> None:
    found = report(text).category
    assert found is not None and found.value == category
