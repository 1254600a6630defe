"""How things stand, who meant it and who is in it, in any words: what is over must be told without a doubt."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report

STATE = {
    "resolved": [
        "Le dossier patient est de nouveau accessible depuis 14 h, incident clos.",
        "Tout est revenu à la normale ce matin.",
        "La panne est réparée, le téléphone sonne à nouveau.",
        "Service rétabli à 18 h 30, cause identifiée.",
        "Le logiciel remarche, vous pouvez clore le dossier.",
        "Fausse alerte, c'est réglé.",
        "The system is back up since noon, incident closed.",
        "C'était un disque, il a été changé, tout refonctionne.",
        "Nous avons repris l'activité normale hier soir.",
        "La téléphonie est revenue vers 5 h, plus aucun souci depuis.",
        "Incident terminé hier à 17 h, tout fonctionne.",
        "Nous avons tout remis en service cette nuit.",
        "C'est réparé depuis une heure.",
        "Problème résolu par l'éditeur ce midi.",
        "Everything has been back to normal since Friday.",
        "Vous pouvez fermer le ticket, le SIL tourne depuis hier.",
    ],
    "ongoing": [
        "Rétablissement attendu dans la nuit.",
        "Le retour à la normale n'est pas espéré avant lundi.",
        "Les serveurs sont chiffrés et nous ne savons pas quand cela finira.",
        "Remise en service site par site à partir de demain.",
        "Suite : rétablissement progressif au cours de la nuit. Le DPI est arrêté.",
        "Le téléphone est rétabli mais le dossier patient reste inaccessible.",
        "Restauration en cours, 40 % des postes remontés.",
        "L'attaquant est toujours là.",
        "La réparation est prévue vers 22 h, la téléphonie est coupée.",
        "Résolution : pas avant demain. La fibre est sectionnée.",
        "Remise en route prévue quand le technicien arrivera. La baie est en panne.",
        "L'incident n'est pas résolu.",
        "Le dossier d'anesthésie est arrêté. Remise en service visée à 13 h.",
        "Baie de stockage en panne, DPI arrêté. Rétabli : non, ETA 15 h.",
        "DPI arrêté | Rétabli :\tnon",
        "Serveurs éteints. Retour à la normale annoncé pour 18 h.",
        "Nous espérons que tout sera rentré dans l'ordre demain, le labo est en panne.",
        "Objectif : retour à la normale lundi. Les postes sont bloqués.",
        "Ça recommence depuis 19 h, les dossiers ne s'ouvrent plus.",
        "On attend le technicien, rien ne marche.",
        "La remise en service est espérée pour 20 h, le PACS est indisponible.",
        "Toujours pas de DPI ce matin.",
        "Nous sommes loin d'en être sortis.",
        "Seule la messagerie est revenue, le reste est arrêté.",
        "Rétablissement au fil de la nuit, dossier patient arrêté.",
        "Le service devrait revenir demain.",
        "Panne en cours de résolution.",
        "Le retour à la normale prendra plusieurs jours.",
        "La résolution dépend de l'éditeur, les serveurs sont en panne.",
    ],
    "contained": [
        "Nous avons révoqué les sessions et changé les mots de passe, plus aucune activité suspecte.",
        "Le compte a été désactivé et la session fermée.",
        "Poste infecté débranché du réseau, pas d'autre machine touchée.",
        "Le message a été rappelé et le compte bloqué.",
        "Le poste a été isolé et le mot de passe changé.",
        "Session tuée, compte verrouillé, la nuit est calme.",
    ],
}
ORIGIN = {
    "malicious": [
        "Les attaquants n'ont pas réussi à atteindre les sauvegardes.",
        "Nous avons déposé plainte pour intrusion.",
        "Un inconnu s'est connecté au compte de la directrice depuis l'étranger.",
        "La serrure du local a été forcée et le portable volé.",
        "Des pirates demandent une rançon.",
        "Acte de malveillance d'un ancien employé.",
        "Les voleurs ont emporté deux serveurs.",
    ],
    "non_malicious": [
        "C'est une panne de courant, personne ne nous veut du mal.",
        "Un ouvrier a sectionné le câble. Le téléphone est coupé.",
        "Erreur de ma part, j'ai envoyé la liste à la mauvaise personne.",
        "La mise à jour de l'éditeur a tout bloqué.",
        "Pas de piste malveillante, le disque dur a lâché.",
        "La foudre est tombée sur l'antenne.",
        "Une pelleteuse a coupé la fibre.",
        "Rien à voir avec une attaque : le certificat a expiré.",
        "J'ai fait une bêtise, j'ai envoyé le fichier à tout le monde.",
        "Panne matérielle du stockage.",
        "C'est l'orage qui a grillé le standard.",
    ],
    None: [
        "Le téléphone est coupé, je n'écarte pas la malveillance.",
        "Serveur en panne, cause inconnue, attaque ou défaillance on ne sait pas.",
        "Le serveur est en panne ; nous n'excluons pas un acte malveillant.",
        "Panne du DPI. On ne peut pas écarter une attaque.",
        "Le réseau est tombé, on ignore pourquoi, peut-être une attaque.",
        "Panne ou malveillance, nous ne savons pas : le serveur est arrêté.",
    ],
}
PROVIDER = {
    True: [
        "Notre hébergeur a subi une panne.",
        "La société qui gère notre parc informatique intervient.",
        "L'éditeur du logiciel cherche la cause.",
        "Le mainteneur du PABX est sur place.",
        "C'est la faute de l'entreprise de maintenance.",
        "Our hosting provider had an outage.",
        "Le fabricant de l'automate a reconnu l'erreur.",
        "Notre infogérant ne répond pas.",
        "Notre prestataire est prévenu.",
        "L'opérateur annonce un retour à 18 h.",
        "La maintenance est assurée par une société extérieure qui est sur place.",
        "The vendor is working on a fix.",
    ],
    False: [
        "Aucun prestataire n'est impliqué.",
        "Tout est géré en interne, sans prestataire.",
        "Sans prestataire, tout est chez nous.",
    ],
    None: [
        "Le serveur est en panne.",
        "J'ai perdu ma tablette.",
        "Le réseau est tombé.",
    ],
}
OTHERS = {
    True: [
        "D'autres établissements du GHT sont touchés.",
        "Les autres cliniques utilisant ce logiciel pourraient être concernées.",
        "Nous ne sommes sûrement pas les seuls.",
        "Deux hôpitaux voisins reliés à notre annuaire sont menacés.",
        "Prévenez les autres utilisateurs de cette version.",
        "Other labs using this version may be affected.",
        "Trois autres EHPAD du groupe ont le même problème.",
        "Tous les laboratoires équipés de cette version sont exposés.",
        "Nos voisins sont touchés aussi.",
    ],
    False: [
        "Aucun autre site n'est touché.",
        "L'incident est limité à notre établissement.",
        "Aucun autre établissement concerné.",
    ],
    None: [
        "Le serveur est en panne.",
        "La fibre est coupée, le technicien arrive.",
        "Le réseau est tombé.",
        "Tous les utilisateurs sont bloqués.",
        "Pas de rebond vers les serveurs.",
    ],
}


def cases(table):
    return [(due, text) for due, texts in table.items() for text in texts]


@pytest.mark.parametrize(("due", "text"), cases(STATE))
def test_it_reads_how_things_stand(due, text):
    assert report(text).get("state") == due


@pytest.mark.parametrize(
    "text",
    [
        "Suite : rétablissement site par site dans la nuit. DPI arrêté, bloc reporté.",
        "Rétablissement dans la nuit. Les serveurs sont chiffrés.",
        "Résolution attendue, les urgences sont sur papier.",
        "Nous visons un retour à la normale ce week-end. Le DPI est arrêté.",
        "Remise en service : dès que la pièce arrive. La téléphonie est coupée.",
        "Le rétablissement de la base est en train, le laboratoire est arrêté.",
        "Seule l'imagerie est rétablie. Les prescriptions se font sur papier.",
    ],
)
def test_a_recovery_that_is_only_named_hoped_for_or_partial_is_none(text):
    assert report(text).get("state") != "resolved"


@pytest.mark.parametrize(("due", "text"), cases(ORIGIN))
def test_it_reads_who_meant_it(due, text):
    assert report(text).get("origin") == (due or "unknown")


def test_an_attacker_who_is_known_was_there_even_if_he_is_gone():
    assert report("Plus aucune trace de l'attaquant depuis jeudi, la pharmacie reste sur papier.").get("origin") == (
        "malicious"
    )
    assert report("Aucun attaquant, le disque était plein.").get("origin") == "non_malicious"


@pytest.mark.parametrize(("due", "text"), cases(PROVIDER))
def test_it_reads_whether_a_provider_is_in_it(due, text):
    assert report(text).get("provider_involved") is due


@pytest.mark.parametrize(("due", "text"), cases(OTHERS))
def test_it_reads_whether_others_are_at_risk(due, text):
    assert report(text).get("others_at_risk") is due
