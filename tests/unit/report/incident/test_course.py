"""How far things have come, and whether help is asked of us: by the kind of thing said, in French and English."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report

OVER = [
    "Une panne du contrôleur nous a privés d'imagerie. Fin d'alerte : les images sont de retour depuis 5 h.",
    "Panne réseau ce matin. L'épisode est derrière nous, vous pouvez clore le dossier.",
    "Coupure de la fibre hier. Les lignes sont revenues avant l'ouverture.",
    "Le serveur de fichiers était tombé en panne ; pièce changée, contrôle d'intégrité bon.",
    "The lab system was down. The LIMS has been fully back since this morning, you may close the file at your end.",
    "Rançongiciel de lundi : postes réinstallés, recherche de traces négative, cellule de crise levée.",
]
HELD = [
    "Un virus circulait sur les postes. Il ne se propage plus ; l'enquête se poursuit.",
    "Une intrusion a eu lieu. L'intrus est dehors, nous nettoyons les machines, analyse en cours.",
    "Faille exploitée hier : le boîtier n'est plus joignable de l'extérieur, le nettoyage continue.",
    "Stolen API key: we revoked it and have seen no further use.",
    "L'attaque est enrayée depuis hier, nous restons sur papier le temps de reconstruire.",
]
GOES_ON = [
    "J'ai débranché le poste, mais cinq minutes après le même bazar recommence ailleurs.",
    "Compte désactivé, mot de passe changé, il se reconnecte à chaque fois.",
    "Le site est sous filtrage. L'attaque n'a pas cessé, le portail est inaccessible.",
    "Un correctif a été posé hier, il n'a rien arrangé : les étiquettes sont fausses.",
    "Postes isolés. Les mails frauduleux continuent d'arriver.",
    "Navré de rouvrir le dossier : la panne est revenue, plus un poste ne s'ouvre.",
    "L'incendie est maîtrisé, mais le DPI est inaccessible et on travaille sur papier.",
]
NOT_OVER = [
    "Les serveurs sont arrêtés. Une fois le problème réglé, nous vous écrirons.",
    "Les serveurs sont arrêtés. Once things are back to normal we shall send a report.",
    "Les serveurs sont arrêtés. Objectif : retour à la normale lundi.",
    "Les serveurs sont arrêtés. La résolution de noms ne répond pas.",
    "La bannière du pirate est revenue sur le site.",
    "Seule la messagerie est revenue, le reste est arrêté.",
    "La pharmacie se trompait de dose. La version précédente est remise depuis 10 h 05.",
]


@pytest.mark.parametrize(
    ("text", "due"),
    [(text, "resolved") for text in OVER]
    + [(text, "contained") for text in HELD]
    + [(text, "ongoing") for text in GOES_ON],
)
def test_it_tells_what_is_over_held_or_going_on(text, due):
    assert report(text).get("state") == due


@pytest.mark.parametrize("text", NOT_OVER)
def test_a_recovery_hoped_for_or_of_something_else_is_none(text):
    assert report(text).get("state") != "resolved"


@pytest.mark.parametrize(
    "text",
    [
        "Nous serions preneurs d'un contact chez vous pour caler les filtres.",
        "Nous requérons votre concours pour la levée de doute.",
        "Accepteriez-vous d'envoyer un analyste ?",
        "Serait-il envisageable que vous nous aidiez ?",
        "Un analyste à nos côtés ne serait pas de refus.",
        "Nous nous en remettons à vous pour la suite.",
        "Kindly advise which evidence should be collected.",
        "Tell me what I should unplug.",
        "Would you be able to review our plan?",
    ],
)
def test_it_hears_help_asked_in_many_ways(text):
    assert report(f"Un virus est sur nos postes. {text}").get("support_requested") is True


@pytest.mark.parametrize(
    "text",
    [
        "Nous renonçons à l'accompagnement demandé.",
        "Merci d'annuler la demande d'appui.",
        "Je retire donc la demande d'appui.",
        "Ne mobilisez personne, c'était juste pour que ce soit tracé.",
        "Please do not dispatch anyone, our vendor and our own people are enough.",
        "Appui : toujours sans objet.",
    ],
)
def test_it_hears_help_declined_in_many_ways(text):
    assert report(f"Un virus était sur nos postes. {text}").get("support_requested") is False


@pytest.mark.parametrize(
    "text",
    [
        "Nous avons demandé à notre assureur de nous envoyer un expert, il arrive demain.",
        "Nous avons demandé de l'aide à l'assureur, qui ne répond pas.",
        "La gendarmerie propose de nous épauler.",
    ],
)
def test_help_asked_of_others_is_not_asked_of_us(text):
    assert report(f"Un virus est sur nos postes. {text}").get("support_requested") is None
