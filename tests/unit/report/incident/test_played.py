"""A letter may say that it is played without the word « exercice »; one that says it is real is never a play."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report

_TALE = "Les serveurs du CH Fictif (51) sont chiffrés, la réanimation est au papier, aidez-nous.\n"


@pytest.mark.parametrize(
    "said",
    [
        "Cadre : entraînement nocturne (garde, DSI)",
        "Nature : simulation",
        "Caractère : fictif",
        "Statut : joué",
        "Contexte    : pour entraînement",
        "(fictif)",
        "-- DRILL DRILL DRILL --",
        "(message d'animation, ne pas traiter)",
        "Tout ce qui figure ci-dessus est scénarisé.",
        "Toute l'affaire est inventée.",
        "Bon, c'est pour de faux, on s'applique quand même.",
        "None of this is real.",
        "Everything above is made up.",
        "Rien de ce qui précède n'a eu lieu.",
        "Animateurs : merci de répondre « bien reçu » à la cellule d'animation.",
        "STARTEX 02 h 00.",
        "Heure de jeu 02:00",
        "Livret du jeu, page 12.",
        "Vous êtes joueur : répondez-nous.",
        "Rôle tenu : « cellule terrain ».",
        "Figurante n° 4, à votre service.",
        "C'est la répétition générale de notre dispositif.",
        "Nos messages de 2 h 05 et 2 h 25 relèvent de cette répétition.",
        "Dry run of our declaration form.",
        "Atelier sur table : à vous de jouer.",
        "P.-J. : grille d'observation de l'exercice, à retourner aux évaluateurs.",
        "Déclarant : Jean Bidon, testeur.",
        "plus de réseau [fictif]\ndirection injoignable [fictif]",
    ],
)
def test_a_letter_that_says_it_is_played_is_an_exercise(said):
    assert report(_TALE + said).get("exercise") is True


@pytest.mark.parametrize("subject", ["[EX] Phase 4 : perte des contrôleurs", "caisson à l'arrêt (simu)", "[DRILL] ICU"])
def test_a_tag_of_the_subject_is_enough(subject):
    assert report(_TALE, subject=subject).get("exercise") is True


def test_it_may_stand_where_signatures_stand():
    text = _TALE + "La directrice\n-- \nFor training purposes only. No action required."
    assert report(text).get("exercise") is True


@pytest.mark.parametrize(
    "said",
    [
        "Ce n'est plus un jeu.",
        "Ni répétition ni jeu : c'est réel.",
        "No mock, no rehearsal.",
        "Cette fois c'est pour de bon, l'exercice de juillet nous l'avait appris.",
        "Hier nous animions une mise en situation de crise ; ce soir, une vraie attaque.",
        "Yesterday we walked our managers through a tabletop; tonight the same steps are carried out on us.",
        "Notre directeur a programmé un exercice en octobre.",
        "Nous avions prévu un exercice samedi, il est annulé.",
        "Le centre de simulation médicale est le point d'entrée.",
        "Oubliez mon mot « exercice » de tout à l'heure.",
        "L'animatrice joue aux cartes avec les résidents pendant la panne.",
        "Le pirate fait semblant d'être le directeur.",
        "Tous les résultats de biologie sont faux.",
        "Nature : exercice / réel",
        "Exercice/Réel : R",
        "Onze heures d'exercice officinal par jour.",
        "The treadmill of our exercise-testing room began typing alone.",
        "Nous ne sommes pas en exercice.",
        "La rumeur de sabotage est inventée, toute l'histoire est inventée par un journal.",
    ],
)
def test_a_real_letter_that_speaks_of_plays_is_none(said):
    assert report(_TALE.replace("Fictif", "de Valmont") + said).get("exercise") is not True


@pytest.mark.parametrize(
    "subject",
    [
        "Plus personne ne réagit à force d'exercices",
        "Démenti : la photo qui circule vient d'un exercice",
        "La restauration d'entraînement a réintroduit le ver",
        "évacuation d'exercice et portes qui ne rouvrent pas",
        "Stress-test room hacked, then the cath lab",
    ],
)
def test_a_subject_that_only_names_an_exercise_is_none(subject):
    assert report(_TALE.replace("Fictif", "de Valmont"), subject=subject).get("exercise") is not True


@pytest.mark.parametrize(("choice", "value"), [("Exercice/Réel : E", True), ("Exercice ou réel : R", False)])
def test_a_form_that_offers_both_is_what_was_chosen(choice, value):
    assert report(choice + "\n" + _TALE).get("exercise") is value
