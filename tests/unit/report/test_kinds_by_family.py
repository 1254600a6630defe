"""What happened and by whose hand, told by families of words that stand together, in sentences nobody taught."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report

CATEGORY = {
    "account_compromise": (
        "Les identifiants d'un remplaçant ont été devinés, quelqu'un a fouillé ses messages.",
        "La boîte du secrétariat est passée aux mains d'un inconnu, nous ne pouvons plus y entrer.",
        "Session ouverte depuis la Moldavie sur le compte du cadre, alors qu'il dormait.",
        "Our accountant's mailbox was hijacked over the weekend.",
    ),
    "data_leak": (
        "Des comptes rendus de psychiatrie sont en vente sur un forum.",
        "Les fiches des donneurs sont librement téléchargeables depuis hier.",
        "Un stagiaire a déposé par maladresse les lettres de sortie sur un outil public.",
    ),
    "theft_loss": (
        "La valise de télémédecine manque à l'appel depuis le déménagement.",
        "Un homme est reparti avec l'ordinateur de l'accueil sous le bras.",
        "The ward's handset was left on the bus and nobody can find it.",
    ),
    "telecom_loss": (
        "La box clignote rouge et le téléphone fixe est absent depuis l'aube.",
        "Les deux fibres sont muettes depuis la tempête.",
    ),
    "infrastructure_failure": (
        "Un nœud du cluster est à l'agonie, quorum perdu.",
        "La batterie de l'onduleur a gonflé puis éclaté.",
    ),
    "software_bug": (
        "Le connecteur livré dimanche confond les dossiers de deux patients homonymes.",
        "Le script de purge a supprimé les rendez-vous du mauvais mois.",
    ),
    "vulnerability_exploit": (
        "Un défaut connu de la passerelle, non corrigé, a été mis à profit par des inconnus.",
        "The unpatched appliance answered a crafted request and gave them a shell.",
    ),
    "ddos": (
        "Un déluge de paquets asphyxie notre accès depuis midi.",
        "Des rafales de requêtes, deux cent mille par seconde, noient le frontal.",
    ),
    "defacement": (
        "L'en-tête de notre blog arbore un mot d'ordre militant.",
        "La page d'accueil du site affiche des publicités de casino.",
    ),
    "phishing": (
        "Une convocation contrefaite invite les internes à saisir leurs codes sur une page bien imitée.",
        "Staff received a bogus invoice with a link to a look-alike page.",
    ),
    "ransomware": ("Nos volumes sont mis sous clé et un compteur réclame un versement pour les rendre.",),
}
ORIGIN = {
    "malicious": (
        "Un plaisantin a maquillé les plannings du bloc.",
        "Le fichier des adhérents a été pillé chez nous.",
        "On a délibérément débranché la baie, pour nuire.",
    ),
    "non_malicious": (
        "La faute est à notre équipe, une mauvaise manipulation dans la table des lits.",
        "C'est nous qui avons fait sauter la base.",
        "Un fusible, tout bêtement, et la salle s'est arrêtée.",
        "Le technicien a débranché la prise par mégarde.",
        "It was us: a typo in a firewall rule.",
    ),
    None: (
        "La fibre est coupée : vandales ou accident, l'opérateur le dira.",
        "Le serveur est tombé cette nuit. Malveillance ou simple panne, nous ne tranchons pas.",
        "It could be hostile, it could be a clumsy update.",
    ),
}


@pytest.mark.parametrize(("due", "text"), [(due, text) for due, texts in CATEGORY.items() for text in texts])
def test_it_tells_what_happened_by_families_of_words(due: str, text: str) -> None:
    found = report(text).category
    assert found is not None
    assert found.value == due


@pytest.mark.parametrize(("due", "text"), [(due, text) for due, texts in ORIGIN.items() for text in texts])
def test_it_tells_by_whose_hand_or_leaves_it_open(due: str | None, text: str) -> None:
    found = report(text).origin
    assert (found.value if found else None) == due


def test_what_was_read_in_a_mailbox_is_part_of_what_was_taken_over() -> None:
    found = report(
        "Le compte de la secrétaire a été piraté depuis l'étranger. Des comptes rendus de patients ont été divulgués."
    ).category
    assert found is not None
    assert found.value == "account_compromise"


def test_seals_of_the_police_are_no_lock_of_extortionists() -> None:
    found = report("Deux postes sous scellés, un cheval de Troie y tournait depuis mardi.").category
    assert found is not None
    assert found.value == "system_compromise"
