"""Whose word a recovery is, of what, and what is told beside it: only the reported incident's own end is one."""

from __future__ import annotations

import pytest

from bot.report.read import read
from tests.unit.report.letter import NOON, letter, lexicons, report

CRITICAL = "Les serveurs sont chiffrés, les urgences du CH de Dax (40) sont au papier."
SIDE_MATTERS = [
    "La panne d'imprimante est résolue.",
    "La coupure électrique de 22h est terminée.",
    "Le problème de climatisation est réglé.",
    "Problème de badge réglé.",
    "Incident électrique clos.",
    "Les ascenseurs sont repartis.",
    "L'alerte incendie est levée.",
    "Le serveur d'impression est réparé.",
    "Le lien internet est rétabli.",
    "The phone outage is resolved.",
    "Le problème de paie est résolu depuis hier.",
]
OLDER_MATTERS = [
    "L'incident de mardi est clos.",
    "Le ticket précédent peut être clos, problème résolu.",
    "L'alerte antivirus de 20h est résolue mais depuis minuit c'est pire.",
    "Le problème de téléphonie de tout à l'heure est résolu.",
    "Le problème de messagerie signalé hier est réglé.",
    "Nous avions clos l'incident lundi.",
    "L'incident n° 4512 est clos.",
    "L'exercice de mardi est terminé.",
    "Last week's incident is closed.",
    "La maintenance de 22h est terminée.",
    "Je rouvre : le dossier a été clos trop vite.",
]
WORDS_OF_OTHERS = [
    "La clinique voisine nous dit que chez elle c'est résolu.",
    "L'éditeur prétend que c'est réglé.",
    "L'éditeur dit que le problème est résolu.",
    "Le prestataire avait dit que tout était rentré dans l'ordre, c'est faux.",
    "Incident clos côté hébergeur d'après lui.",
    "Notre hébergeur considère l'incident comme clos.",
    "Selon l'éditeur, tout est rétabli.",
    "Pour l'infogérant c'est terminé.",
    "On nous répond que l'incident est clos.",
    "Le support a clôturé notre ticket : « problème résolu ».",
    "L'informatique nous a écrit « incident clos ».",
    "L'infogérant a fermé le ticket comme résolu.",
    "Their helpdesk says it is fixed.",
    "According to the vendor the issue is resolved.",
    "Le SAMU voisin refonctionne.",
    "C'est réglé pour la compta, pas pour nous.",
]
TRUE_ENDS = [
    "Le DPI était inaccessible depuis 3h, les urgences étaient au papier. Tout est rétabli depuis 5h.",
    "Les serveurs sont tombés à 3h. L'incident est clos.",
    "Le DPI ne répondait plus cette nuit. L'éditeur a corrigé, tout est rentré dans l'ordre.",
    "L'opérateur confirme que le lien est rétabli. Le standard des urgences a été coupé de 2h à 4h.",
    "Incident de cette nuit résolu, les urgences ont repris le DPI.",
    "La panne du DPI est résolue. Les urgences étaient passées au papier de 2 h à 5 h.",
    "Our EHR was down last night, the ER worked on paper. Everything is back to normal.",
    "La coupure de cette nuit est terminée, le SAMU a retrouvé ses lignes.",
    "L'incident de mardi est clos : serveurs réinstallés, urgences revenues au DPI.",
    "Le prestataire dit que tout est rétabli, nous le confirmons : le DPI refonctionne partout.",
    "23h10 : DPI inaccessible. 23h30 : urgences au papier. 1h20 : tout est rétabli, incident clos.",
    "La panne de téléphonie est résolue, le standard répond de nouveau.",
    "Le labo édite de nouveau. On a quitté la procédure papier à 2 h. Vous pouvez refermer.",
    "C'est terminé, les générateurs se parlent de nouveau. Nous n'attendons plus rien.",
]


@pytest.mark.parametrize("told", SIDE_MATTERS + OLDER_MATTERS)
def test_what_is_over_beside_the_incident_ends_it_neither_before_nor_behind(told):
    assert report(f"{told} {CRITICAL}").get("state") != "resolved"
    assert report(f"{CRITICAL} {told}").get("state") != "resolved"


@pytest.mark.parametrize("told", WORDS_OF_OTHERS)
def test_what_others_claim_ends_nothing_that_the_author_tells_as_failing(told):
    assert report(f"{CRITICAL} {told}").get("state") != "resolved"
    assert report(f"{told} {CRITICAL}").get("state") != "resolved"


@pytest.mark.parametrize("text", TRUE_ENDS)
def test_the_authors_own_word_on_the_incident_ends_it(text):
    assert report(text).get("state") == "resolved"


@pytest.mark.parametrize(
    "text",
    [
        "Tout est rétabli. Non, finalement : les serveurs sont de nouveau chiffrés et les urgences sont au papier.",
        "Tout était rentré dans l'ordre à minuit. À 2 h, les serveurs sont à nouveau chiffrés.",
        "Incident clos hier soir. Cette nuit les serveurs sont chiffrés, les urgences sont au papier.",
        "Le DPI est revenu à 1 h puis retombé à 2 h. Les urgences sont au papier.",
        "Problème résolu.\n\nNouveau sujet, rien à voir :\nLes serveurs sont chiffrés.",
    ],
)
def test_a_trouble_told_in_the_present_behind_the_end_goes_on(text):
    assert report(text).get("state") == "ongoing"


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("Non. Chez vous c'est peut-être résolu, chez nous les images n'arrivent toujours pas.", False),
        ("Pas d'accord, je lis à l'aveugle depuis deux heures.", False),
        ("Rien n'est arrangé ici.", False),
        ("Merci, bonne soirée.", True),
    ],
)
def test_the_subject_that_was_answered_is_an_older_word(text, over):
    told = read(letter(text, subject="Re: Ticket 90871 - RÉSOLU", replies=True), lexicons(), NOON).state
    assert (told is not None and told.value == "resolved") is over


@pytest.mark.parametrize(
    ("note", "speaks"),
    [
        ("Retrouvé dans la boîte de M. X : il date d'il y a neuf ans et a été traité à l'époque.", False),
        ("Pour vos archives, réglé à l'époque.", False),
        ("Ce courriel remonte à 2017, sans suite.", False),
        ("Je vous transmets ci-dessous, cela date d'hier soir.", True),
        ("Je vous transmets ci-dessous ce que le bloc nous écrit.", True),
    ],
)
def test_a_letter_passed_on_as_an_old_one_tells_nothing_of_today(note, speaks):
    inner = "Le bloc 3 est bloqué, les urgences sont au papier, nous annulons les opérations."
    told = read(letter(note, forwarded=inner), lexicons(), NOON).state
    assert (told is not None and told.value == "ongoing") is speaks


def test_what_is_likened_to_an_older_matter_is_told_of_now():
    assert report("Comme l'an dernier, les serveurs sont chiffrés.").get("category") == "ransomware"
    assert report("L'an dernier, les serveurs étaient chiffrés.").get("category") != "ransomware"
