"""Sixty lines about towns drawn from the table with a fixed seed, written before the reader of communes was tuned."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report

UNSEEN = (
    ("Panne du dossier patient à l'EHPAD Les Jonquilles, à Langeais, depuis ce matin.", "37"),
    ("Infirmière à la résidence du Moulin (Gournay-en-Bray), plus aucun plan de soins.", "76"),
    ("Je suis la directrice de l'EHPAD de La Chapelle-sur-Erdre. Messagerie en panne.", "44"),
    ("La clinique Beau Soleil, à Castets, ne peut plus imprimer d'étiquettes.", "40"),
    ("SSIAD de Villeneuve de Marsan : tablette volée dans une voiture.", "40"),
    ("Le laboratoire Océane, à La Rochelle, a perdu son serveur de résultats.", "17"),
    ("Notre maison de santé de Saint-Clair-du-Rhône reçoit de faux mails en notre nom.", "38"),
    ("Cabinet d'imagerie du Lion, Sochaux. Plus de PACS depuis 14 h.", "25"),
    ("EHPAD Val de Sée, Isigny-le-Buat : un compte de messagerie piraté.", "50"),
    ("Foyer de vie Les Coquelicots à Puiseaux, téléphone coupé.", "45"),
    ("Clinique des Bords de Seine, Houilles\nLe standard ne répond plus.", "78"),
    ("La pharmacie du Marché, à Saint-Pathus, ne lit plus les cartes Vitale.", "77"),
    ("HAD du Trégor, secteur de Penvénan : tablette perdue en tournée.", "22"),
    ("Un mot de la résidence autonomie de Saint-Chaptes : plus d'internet.", "30"),
    ("Centre de dialyse des Caps (Saint-Martin-Boulogne) : générateurs hors réseau.", "62"),
    ("ehpad la roseraie a saint hilaire du rosier, plus rien ne marche", "38"),
    ("MECS L'Envol, située à Monchy-Saint-Éloi, un fichier d'enfants est parti par erreur.", "60"),
    ("L'EHPAD Bel Air est situé à St-Lambert-la-Potherie, il n'a plus de réseau.", "49"),
    ("SSR Casa Serena, à Vescovato : le serveur d'applications est tombé.", "2B"),
    ("Résidence Mareil, basée à Mareil-Marly, phishing reçu par tout le personnel.", "78"),
    ("Hôpital de L'Isle-sur-la-Sorgue : lecteurs de badge en panne.", "84"),
    ("Hôpital local de l'Isle sur la Sorgue : plus de prescription informatisée.", "84"),
    ("Polyclinique Sainte-Barbe, à Éleu-dit-Leauwette : ransomware ce matin.", "62"),
    ("EHPAD A Sulana, à Grosseto-Prugna, on n'a plus de téléphone.", "2A"),
    ("Maison médicale de Démouville : l'hébergeur nous a coupé le serveur.", "14"),
    ("CH de Loudun, panne de la GAM depuis hier.", "86"),
    ("MAS des Étangs à Moreuil, virus sur le poste de l'accueil.", "80"),
    ("Je vous contacte depuis l'hôpital de Guérande, où le DPI est en panne.", "44"),
    ("EHPAD Le Logis à Tiercé : compte de la cadre utilisé depuis l'étranger.", "49"),
    ("Centre de santé de Peyruis - panne totale.", "04"),
    ("Laboratoire des Dunes, site de Marck : automates isolés.", "62"),
    ("ESAT Les Amandiers, à Coufouleux, la compta a payé une fausse facture.", "81"),
    ("Clinique du Lauragais, Muret : le pare-feu a lâché.", "31"),
    ("IME La Source, à Courlay, dossier d'un enfant envoyé à tort.", "79"),
    ("USLD de Montoire-sur-le-Loir : appels malades hors service.", "41"),
    ("EHPAD de la Fontaine au Chesnay-Rocquencourt, panne de messagerie.", "78"),
    ("CENTRE HOSPITALIER DE CHAMALIERES - PANNE DU DPI", "63"),
    ("Résidence Le Clos, Saint-Germain-la-Ville, plus d'accès à la messagerie sécurisée.", "51"),
    ("Foyer du Haut-Bréda : intrusion possible.", None),
    ("EHPAD Les Cèdres, à Couffoulens : plus d'ordinateurs.", "11"),
    ("Clinique de la Tour, à Châtillon : serveur arrêté.", None),
    ("EHPAD du Cher à Saint-Maur : imprimantes piratées.", None),
    ("CH de Saint-Gilles : le réseau est coupé.", None),
    ("Clinique des Lys à Saint-Gratien (95) : panne.", "95"),
    ("Laboratoire Vallon, à Charly, dans le Cher : plus de résultats.", "18"),
    ("EHPAD Les Vignes à Canet : plus rien.", None),
    ("EHPAD Les Vignes à Canet (Aude) : plus rien.", "11"),
    ("CH de Verdun : panne.", "55"),
    ("SSIAD de Brax : vol d'un téléphone.", None),
    ("Clinique d'Alsace, à Bouxwiller, en Alsace : panne.", None),
    ("Centre de santé de Régina : liaison satellite perdue.", "973"),
    ("Dispensaire de Pouébo : plus de liaison.", "988"),
    ("CH de Cayenne : annuaire compromis.", "973"),
    ("Clinique des Hauts, à Sainte-Marie. On me rappelle au 0262 99 10 10.", "974"),
    ("EHPAD Les Alizés, Trois-Rivières : cyclone, plus de serveur. Tél. 0590 99 01 02.", "971"),
    ("La maison de retraite du Lamentin : plus d'alarme.", "972"),
    ("EHPAD à Macouria, plus de courant.", "973"),
    ("Le patient M. Langeais est sorti de notre clinique avec le mauvais compte rendu.", None),
    ("La clinique Muret-Dupont n'a plus d'accès ; le Dr Moreuil s'en occupe.", None),
    ("Notre EHPAD est en panne. Le technicien vient de Guérande demain.", None),
    ("Clinique du Parc : plus de serveur. Clinique des Ormes : tout va bien.", None),
    ("CH de Saint-Denis : messagerie arrêtée.", None),
    ("Hôpital de Villefranche-sur-Saône : messagerie arrêtée.", "69"),
    ("La résidence des Tours a reçu une lettre de l'assureur Orange.", None),
)


@pytest.mark.parametrize(("text", "department"), UNSEEN)
def test_a_line_nobody_had_read_is_placed_or_left_open(text: str, department: str | None) -> None:
    territory = report(text).get("territory")
    assert (territory.department if territory else None) == department
