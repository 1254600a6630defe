"""What happened, by whose hand and how it stands, in the words of many trades; no wording is learnt, families are."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report

TOLD = {
    ("category", "ransomware"): (
        "Ce matin tous nos documents portent une extension .qzx et un fichier texte réclame 3 bitcoins.",
        "Les partages sont devenus illisibles, une page nous demande de payer pour récupérer la clé.",
        "Nos sauvegardes ont été effacées et les VM ne démarrent plus, une demande de 2 M€ s'imprime partout.",
        "L'hyperviseur a été chiffré dans la nuit, note READ_ME sur chaque datastore.",
    ),
    ("category", "ddos"): (
        "Notre portail patient croule sous des millions de requêtes venues d'adresses du monde entier.",
        "Le lien Internet est noyé sous un trafic UDP parasite depuis une heure, l'opérateur filtre.",
        "Attaque volumétrique à 20 Gbit/s sur notre site de rendez-vous.",
        "Un flot de connexions bidon sature la prise de rendez-vous en ligne.",
    ),
    ("category", "telecom_loss"): (
        "Plus aucun appel n'entre ni ne sort depuis l'aube, le standard est muet.",
        "Un camion a arraché le câble devant la clinique, ni téléphone ni internet.",
        "La liaison radio avec l'île est tombée, nous communiquons par satellite.",
        "Notre autocom a grillé, les DECT ne sonnent plus.",
        "Le faisceau hertzien est coupé par le cyclone.",
    ),
    ("category", "infrastructure_failure"): (
        "Le groupe électrogène n'a pas démarré et la salle s'est éteinte.",
        "Un disjoncteur a sauté et tous les serveurs sont tombés.",
        "Le plafond fuit sur la baie, deux commutateurs sont noyés.",
        "La baie de stockage a perdu trois disques, les machines virtuelles ne répondent plus.",
        "La climatisation de la salle info est en panne, 45 degrés, on a tout éteint.",
        "Le cluster de virtualisation s'est effondré après un microcode.",
        "Plus un seul poste ne démarre ce matin dans le pavillon B, le switch a cramé.",
    ),
    ("category", "software_bug"): (
        "Depuis la nouvelle version du DPI, les allergies d'un patient s'affichent chez un autre.",
        "Le correctif de l'éditeur a décalé les posologies d'une ligne.",
        "Le SIL imprime les étiquettes avec l'identité du patient précédent.",
        "Le module de chimiothérapie calcule la dose avec le poids de la cure d'avant.",
        "Un défaut du logiciel double les prescriptions d'insuline.",
        "Le logiciel de bloc a fusionné deux dossiers d'homonymes.",
        "Après la montée de version, les résultats partent vers un autre prescripteur.",
    ),
    ("category", "data_leak"): (
        "Une secrétaire a joint le mauvais compte rendu et l'a envoyé à un notaire.",
        "Le fichier des résidents traînait sur un lien ouvert à tous.",
        "Un courrier de sortie est arrivé chez un boulanger.",
        "Nous avons trouvé 3 000 dossiers de patients en vente sur un forum.",
        "Le planning avec les noms des patients a été affiché sur le groupe Facebook du village.",
        "Une interne a photographié un écran et l'a publié sur Instagram.",
        "112 Go sont partis vers un stockage inconnu par le compte de service.",
        "Un export du DPI a été déposé par erreur sur un site public.",
    ),
    ("category", "account_compromise"): (
        "La boîte d'une collègue envoie des factures à tout son carnet d'adresses.",
        "Quelqu'un s'est connecté au VPN avec les identifiants d'un médecin parti en retraite.",
        "Une règle cachée renvoie les courriels du directeur vers l'étranger.",
        "Le compte d'un mainteneur s'est ouvert depuis la Moldavie cette nuit.",
        "Mon adresse pro sert à arroser la région de faux virements.",
    ),
    ("category", "system_compromise"): (
        "L'EDR a trouvé un cheval de Troie sur trois postes de l'accueil.",
        "Deux comptes d'administrateur inconnus ont été créés dans l'annuaire cette nuit.",
        "Un ver se propage par clé USB dans les consultations.",
        "Un outil de prise en main à distance que personne n'a installé tourne sur le contrôleur.",
        "Un PC des admissions dialogue sans arrêt avec une adresse inconnue à l'étranger.",
        "Nous avons un intrus dans le réseau, il a posé un web shell.",
    ),
    ("category", "vulnerability_exploit"): (
        "La faille de la passerelle a servi avant que nous posions le correctif.",
        "Des fichiers étrangers ont été posés sur notre boîtier VPN par la faille de mai.",
        "Attackers are exploiting a flaw in our gateway to run commands without logging in.",
        "Le pare-feu a été contourné grâce à une vulnérabilité connue.",
    ),
    ("category", "phishing"): (
        "Trois collègues ont donné leur mot de passe sur une fausse page de l'ARS.",
        "On a reçu un faux message de l'Assurance maladie avec un lien douteux.",
        "Un homme s'est fait passer pour le support et voulait prendre la main sur le poste.",
        "Un SMS nous demande de valider notre carte CPS sur un site bidon.",
    ),
    ("category", "defacement"): (
        "La vitrine affiche un drapeau et un slogan à la place de notre accueil.",
        "Quelqu'un a remplacé notre page Facebook et notre site par des photos obscènes.",
        "Le site de la clinique montre une propagande religieuse.",
    ),
    ("category", "theft_loss"): (
        "La tablette de l'infirmière a été oubliée dans le bus.",
        "Le classeur des transmissions a disparu de la salle de soins.",
        "On nous a cambriolés, deux unités centrales manquent.",
        "Le disque externe des sauvegardes est introuvable depuis le déménagement.",
        "La sacoche du kiné avec son portable a été volée dans sa voiture.",
    ),
    ("origin", "non_malicious"): (
        "Panne de DPI. C'est le frigoriste qui a fermé la mauvaise vanne.",
        "Serveur tombé. Aucune main étrangère là-dedans, juste de la vétusté.",
        "Le téléphone est coupé, une pelleteuse est passée par là.",
        "Coupure du réseau. L'électricien a reconnu sa bourde.",
        "Le serveur a rendu l'âme, il avait douze ans.",
        "Le logiciel plante. L'éditeur plaide coupable, mauvaise livraison.",
        "Le mail est parti à la mauvaise liste, étourderie de ma part.",
        "J'ai oublié la tablette dans le train.",
        "La foudre est tombée sur l'antenne, plus de réseau.",
        "Une taupe a rongé le câble, plus d'internet.",
        "La mise à jour a planté le serveur.",
        "Le technicien s'est trompé de câble, coupure générale.",
    ),
    ("origin", None): (
        "Le serveur est tombé. On ne sait pas si c'est une panne ou quelqu'un.",
        "Panne générale. Attaque ou matériel, personne ne se prononce.",
        "Le serveur ne répond plus, toutes les pistes restent ouvertes.",
    ),
    ("origin", "malicious"): (
        "Le DPI est coupé, un intrus a effacé les bases.",
        "Porte forcée, deux portables volés.",
        "Un ancien informaticien a supprimé les comptes par vengeance.",
        "Ils demandent de l'argent pour rendre les fichiers.",
    ),
    ("state", "resolved"): (
        "Panne du DPI ce matin. Tout est reparti à 11 h, les services ont retrouvé leurs outils.",
        "La fibre a été réparée à 14 h, les appels passent de nouveau.",
        "Le serveur tombé hier a été remplacé, l'ensemble des applications fonctionne depuis midi.",
        "Le DPI était coupé, l'incident est terminé, vous pouvez classer.",
        "Fausse alerte : l'antivirus avait pris le script de sauvegarde pour un virus.",
        "La panne électrique est finie, plus personne n'est sur papier, tout fonctionne.",
        "Le DPI, coupé ce matin, répond depuis 11 h partout, nous reprenons le cours normal.",
        "La panne d'hier soir est derrière nous, tous les postes sont revenus.",
        "Plus aucun symptôme depuis mardi, on referme le dossier.",
        "Le téléphone, muet depuis l'aube, sonne à nouveau, l'opérateur a remplacé la carte.",
        "Il n'en est rien du virus annoncé ce matin, c'était un écran de veille. Fausse alarme.",
    ),
    ("state", "ongoing"): (
        "Le DPI est coupé. Le courant est revenu mais le logiciel reste en panne.",
        "Un serveur sur quatre est reparti, les trois autres sont encore HS.",
        "On pensait avoir fini, ça recommence.",
        "Le téléphone devrait être rétabli demain, le standard reste muet.",
        "On a cru à une fausse alerte mais les fichiers sont bien chiffrés.",
        "Le rançongiciel a chiffré les serveurs, l'éditeur promet un retour pour lundi.",
        "On nous a dit que tout était rétabli. Il n'en est rien, le DPI reste coupé.",
        "Le frigoriste cherche encore, la salle reste éteinte.",
        "Les serveurs ne répondent toujours pas, l'éditeur rappelle demain.",
        "Le labo est revenu mais ni la pharmacie ni l'imagerie.",
        "Ils sont encore dans le réseau à l'heure où j'écris.",
        "On attend la pièce, pas d'appels d'ici lundi.",
        "Nous n'avons toujours pas de dossier patient.",
    ),
    ("state", "contained"): (
        "Compte piraté : mot de passe changé, sessions fermées, rien d'anormal depuis.",
        "Cheval de Troie sur un poste, sorti du réseau et remasterisé.",
        "Site défiguré, l'hébergeur l'a débranché et mis une page d'attente.",
        "Mail frauduleux, deux comptes verrouillés dans le quart d'heure.",
        "Tablette volée, effacée à distance dans l'heure.",
        "Le compte a été fermé à midi, le secret changé, aucune activité depuis.",
        "Le lien public a été retiré à 11 h.",
        "Le correctif fautif a été retiré, les nouveaux résultats sont justes.",
        "Les destinataires ont confirmé la suppression du message envoyé par erreur.",
    ),
}


@pytest.mark.parametrize(("field", "due"), list(TOLD), ids=str)
def test_it_reads_a_notion_in_whatever_words(field, due):
    read = {words: report(words).get(field) for words in TOLD[field, due]}
    unread = {words: value for words, value in read.items() if value != due and (due or value != "unknown")}
    assert unread == {}
