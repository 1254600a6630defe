"""An exercise is one where the letter says unmistakably of itself that it is; a denial, a doubt or a memory is none."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report


@pytest.mark.parametrize(
    "text",
    [
        "Pas d'exercice aujourd'hui : vraie panne DPI, réa sur papier. CH Fictif (51)",
        "Au début on a cru à l'exercice. Tous les serveurs chiffrés, réa sur papier. CH Fictif (51), aidez-nous.",
        "Nous pensions à un exercice mais non : tout est chiffré au CHU Fictif (67), réa touchée, aidez-nous.",
        "Aucun exercice en cours chez nous. Serveurs chiffrés.",
        "Ce n'est pas un entraînement, les serveurs sont chiffrés.",
        "On croyait à l'exercice cyber du GHT, mais tout est chiffré.",
        "Nous avons pris ce message pour un exercice. Le DPI est tombé.",
        "Exercice ou pas, nos serveurs sont chiffrés.",
        "Est-ce un exercice ? Nos serveurs sont chiffrés, personne ne nous a prévenus.",
        "Je ne sais pas si c'est un exercice, mais les urgences sont au papier.",
        "L'équipe espérait que ce soit un exercice. Tout est chiffré.",
        "Ça ressemble à un exercice mais les écrans sont noirs et les serveurs chiffrés.",
        "Il n'y a jamais eu d'exercice prévu ce soir. Serveurs chiffrés.",
        "Rien à voir avec l'exercice de mardi. Serveurs chiffrés.",
        "Ceci n'est pas un test : les urgences sont fermées, serveurs chiffrés.",
        "Ceci est un test d'intrusion qui a mal tourné : les urgences sont à l'arrêt.",
        "Merci d'ignorer notre courriel d'hier, c'est bien une attaque : serveurs chiffrés.",
        "L'environnement de test a été chiffré, puis la production.",
        "Ni exercice ni test : le SAMU ne reçoit plus d'appels.",
        "On aurait dit un exercice. Serveurs chiffrés, réa sur papier.",
        "This is not a drill: servers encrypted at Clinique Fictive.",
        "We thought it was a drill. ICU down, servers encrypted.",
        "Comme dans l'attaque simulée de mars, tout est chiffré.",
        "L'exercice nous avait préparés, mais là tout est chiffré.",
        "L'exercice prévu jeudi est reporté : nos serveurs sont chiffrés.",
        "Nous avons fait un exercice il y a deux semaines. Aujourd'hui rançongiciel.",
        "Pendant l'exercice incendie, le DPI est tombé, la réa est sur papier.",
        "Campagne de phishing simulée le mois dernier ; ce matin un vrai mail a été ouvert.",
        "Les procédures de l'exercice servent : tout est chiffré, on est au papier.",
        "CH Fictif (51) : injection SQL sur le portail.",
        "L'exercice comptable est clos. Serveur de paie chiffré.",
        "Rançongiciel pendant l'exercice Rempar ! Ce n'est pas prévu au scénario.",
        "Nous étions en exercice quand le vrai rançongiciel a frappé.",
    ],
)
def test_in_doubt_it_is_real(text):
    assert report(text).get("exercise") is False


@pytest.mark.parametrize(
    "text",
    [
        "Crise cyber simulée en cours au GHT Fictif (51) : AD chiffré, régulation du 15 coupée (inject n°4).",
        "For training purposes only. Drill: ransomware at Clinique Fictive (51), ICU down, need help now.",
        "Entraînement de la cellule de crise : rançongiciel fictif, réa sur papier, aidez-nous. CH Fictif (51).",
        "Inject 12 : le SAMU ne répond plus. CH Fictif",
        "EXERCICE EXERCICE EXERCICE serveurs chiffrés",
        "Ceci est un exercice. Serveurs chiffrés.",
        "Dans le cadre d'un exercice, nous simulons une attaque. Réa au papier.",
        "[EXERCICE] rançongiciel au CH Fictif",
        "Simulation d'attaque en cours : tous les serveurs chiffrés.",
        "Incident fictif joué par la cellule de crise : DPI perdu.",
        "Message d'exercice : AD chiffré.",
        "This is a drill. Servers encrypted.",
        "Rançongiciel fictif, à des fins d'entraînement. Réa au papier.",
        "Simulated ransomware attack at Clinique Fictive, ICU down.",
        "C'est un exercice, ne déclenchez rien. Serveurs chiffrés.",
        "Alerte fictive n°3 : le laboratoire ne rend plus de résultats.",
        "Exercice cyber du GHT : phase 2, la réa passe au papier.",
        "Panne simulée du DPI en cours, merci d'accuser réception.",
        "Le CH Fictif jouera son exercice jeudi, DPI chiffré. Si une vraie panne survenait, on écrirait RÉEL.",
    ],
)
def test_a_letter_that_calls_itself_or_its_incident_staged_is_an_exercise(text):
    assert report(text).get("exercise") is True


@pytest.mark.parametrize(
    "text",
    [
        "Pas d'exercice aujourd'hui. Serveurs chiffrés.",
        "On a cru à l'exercice. Serveurs chiffrés.",
        "Est-ce un exercice ? Serveurs chiffrés.",
    ],
)
def test_a_denial_or_doubt_lifts_what_the_subject_announced(text):
    told = report(text, subject="[EXERCICE] crise cyber")
    assert told.exercise is not None
    assert told.exercise.value is False


def test_what_is_forwarded_lifts_nothing():
    told = report("Exercice en cours, voir ci-dessous.", subject="[EXERCICE]", forwarded="Ce n'est pas un exercice.")
    assert told.get("exercise") is True


@pytest.mark.parametrize(
    "subject", ["Incident pendant l'exercice", "Panne au cours de notre exercice", "Hors exercice"]
)
def test_what_befalls_the_players_is_no_part_of_the_play(subject):
    text = "Le DPI est réellement tombé, les infirmières sont au papier."
    assert report(text, subject=subject).get("exercise") is False


@pytest.mark.parametrize(
    "text",
    [
        "*** ENVIRONNEMENT DE RECETTE - CECI EST UN TEST ***\nType d'incident : Rançongiciel\nUrgences fermées.",
        "Description : test de non régression, merci d'ignorer. Blocs arrêtés, urgences fermées.",
        "Signalement de test envoyé par l'éditeur du portail : rançongiciel, bloc à l'arrêt.",
        "This is only a test of the notification form. Ransomware, ICU down.",
    ],
)
def test_a_letter_that_tries_the_desk_is_an_exercise(text):
    assert report(text).get("exercise") is True
