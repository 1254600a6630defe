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


# A second drawing: boxes of a form, display and domain names, homonyms, people and houses called like towns.
SECOND = (
    (
        "Établissement : EHPAD Les Glycines\nCommune : Saint-Martin-d'Auxigny\nPanne de messagerie depuis hier.",
        "",
        "18",
    ),
    ("Structure : MAS Le Verger\nVille : Vendat\nIncident : vol d'un portable.", "", "03"),
    ("Plus de messagerie ce matin.", "accueil@ehpad-puylaurens.example", "81"),
    ("Plus de messagerie ce matin à l'hôpital.", "dsi@ch-saint-amand-les-eaux.example", "59"),
    ("Plus de messagerie ce matin.", "garde@ch-audenge.example", "33"),
    ("EHPAD Les Oliviers, 12 avenue de Nice, L'Escarène. Plus de téléphone.", "", "06"),
    ("La résidence Bellevue de Beaulieu-sur-Mer ne reçoit plus ses mails.", "", "06"),
    ("Nous sommes une petite clinique à Linars et notre prestataire de Lyon a été piraté.", "", "16"),
    ("Le cabinet de radiologie de Gratentour est bloqué par un rançongiciel.", "", "31"),
    ("SSR de Hégenheim : intrusion dans la téléphonie.", "", "68"),
    ("EHPAD Saint-Ours, panne d'ascenseur et de serveur.", "", None),
    ("Le foyer de Saint-Ours est coupé d'internet.", "", None),
    ("L'EHPAD A Casa, à Venzolasca, demande de l'aide.", "", "2B"),
    ("Le laboratoire de biologie de Magnanville a un automate vérolé.", "", "78"),
    ("Notre EHPAD (Tuffé Val de la Chéronne) est privé de téléphone.", "", "72"),
    ("EHPAD Les Charmes au Pin : plus rien.", "", None),
    ("Clinique de la Marquise : plus rien.", "", None),
    ("EHPAD à Marquise : plus rien ne s'allume.", "", "62"),
    ("Le CH de Mourmelon-le-Grand est victime d'un hameçonnage.", "", "51"),
    ("ehpad les cedres a lauzerville plus de reseau depuis hier", "", "31"),
    ("l'ehpad de mauron n'a plus de reseau", "", "56"),
    ("EHPAD DU BOIS - MAURON - PANNE GENERALE", "", "56"),
    ("Une résidente de l'EHPAD de Lutzelhouse a reçu le dossier d'une autre.", "", "67"),
    ("MSP de l'Hermitage, messagerie piratée. Tél. 02 61 91 30 30", "", "35"),
    ("Centre de santé de Cravanche, virus.", "", "90"),
    ("Clinique Kuindo, Dumbéa : le pare-feu est tombé.", "", "988"),
    ("EHPAD Le Lent, serveur trop lent.", "", None),
    ("Dr Tourves, clinique des Pins : ordinateur volé.", "", None),
    ("Mme Héry, directrice de l'EHPAD des Pins : ordinateur volé.", "", None),
    ("Clinique Duclair : plus de réseau.", "", None),
    ("L'hôpital de Pons n'a plus de serveur ; tél. 05 36 49 10 10.", "", "17"),
    ("SMUR de Neuvic : tablettes en panne. 05 36 49 22 22", "", None),
    ("EHPAD de Saint-Juéry : compte piraté, 05 36 49 33 33.", "", None),
    ("EHPAD Les Acacias, Portets (33) : panne.", "", "33"),
    ("EHPAD de Portets, dans la Creuse : panne.", "", "23"),
    ("Clinique Péchabou-Santé : panne. Le siège est à Merlimont.", "", None),
    ("Un patient de Mothern a été transféré de notre clinique à l'hôpital de Wissembourg.", "", None),
    ("Notre éditeur, à Gratentour, a coupé la clinique des Ormes.", "", None),
    ("Le CH de Bruz-Lavallée est en panne.", "", None),
    ("CH de Saint-Pierre-en-Auge - serveur HS", "", "14"),
    ("EHPAD Saint-Pierre, en Auge.", "", None),
    ("Hôpital de Bettancourt-la-Ferrée, le serveur est HS", "", "52"),
    ("Clinique Saint-Martin, Villeneuve. Panne.", "", None),
    ("CH de Valence-d'Agen : panne", "", None),
    ("Clinique de Marcilly sur Orne : panne.", "", None),
    ("Résidence Val de Loire : panne. Centre Loire Bretagne.", "", None),
    ("EHPAD Peipin-les-Bains : panne.", "", None),
    ("HAD de Tours, secteur de Loches : tablette perdue.", "", "37"),
)


@pytest.mark.parametrize(("text", "author", "department"), SECOND)
def test_a_line_of_the_second_drawing_is_placed_or_left_open(text: str, author: str, department: str | None) -> None:
    territory = report(text, author=author or "garde@webmail.example").get("territory")
    assert (territory.department if territory else None) == department
