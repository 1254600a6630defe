"""The ten scenarios of the field, read field by field."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.report.dialogue.questions import missing
from tests.unit.report.letter import paris, report

SCENARIO_1 = (
    "Bonsoir, je suis l'ingénieur d'astreinte du CH de Val-Brumeux (63). J'écris depuis ma boîte perso car notre"
    " messagerie ne répond plus. Depuis 1h30 environ les serveurs de fichiers et le dossier patient sont"
    " inaccessibles, les fichiers ont une extension bizarre et il y a un fichier texte qui parle de bitcoins. On"
    " a coupé internet et isolé la baie de sauvegarde, on ne sait pas si elle est propre. Les urgences passent"
    " au papier, la régulation du 15 nous a demandé si on peut encore recevoir, la réa tourne mais sans centrale"
    " de surveillance. Directeur de garde prévenu. On a besoin d'aide tout de suite. Rappelez-moi au 06 39 98 12"
    " 34. Pas de PJ je n'ai accès à rien."
)
SCENARIO_2 = (
    "Structure : CHU Piton-Blanc — N° FINESS : 97 049 999 2 — Déclarant : RSSI — Constat : 14/01 à 19 h 50"
    " (heure locale)\nLes deux arrivées de l'opérateur sont tombées, travaux de voirie a priori. Plus de"
    " téléphonie entrante sur le 15, bascule sur le SAMU de secours en cours, délai de décroché multiplié par"
    " trois. Aucun élément ne laisse penser à une attaque. Vu l'heure je suppose que vous êtes fermés, d'où ce"
    " message à l'adresse FSSI. Pas d'accompagnement souhaité, c'est pour information des autorités."
)
SCENARIO_3 = (
    "Madame, Monsieur, un de nos cadres a cliqué hier sur un faux lien de partage de documents et saisi son mot"
    " de passe. Ce matin des familles de résidents nous disent avoir reçu un mail étrange de sa part avec une"
    " facture. Notre prestataire a changé le mot de passe. Je ne sais pas si des données des résidents ont été"
    " vues. L'accueil et les soins ne sont pas touchés. Nous sommes dans le Bas-Rhin, bureau fermé jusqu'à mardi"
    " mais je reste joignable. Que dois-je faire ? La directrice"
)
SCENARIO_4 = (
    "Bonjour, suite à la mise à jour de notre middleware dans la nuit du 8 au 9, des résultats de biologie ont"
    " été rattachés au mauvais dossier sur le site de Port-Clair (FINESS ET 440999993, EJ 590999991). 41"
    " dossiers recensés, liste jointe avec noms et n° de sécu. Deux prescripteurs ont déjà modifié un"
    " traitement, l'un a été rattrapé à temps, pour l'autre le patient est hospitalisé. Retour en arrière"
    " effectué à 9h40. Éditeur prévenu. Origine : erreur de paramétrage. Nous demandons un avis."
)
SCENARIO_5 = (
    "Chers clients, nous rencontrons depuis 17h une indisponibilité de notre plateforme de dossier usager. Par"
    " précaution nous avons isolé deux hyperviseurs après détection d'une activité anormale. À ce stade aucune"
    " fuite de données n'est avérée. 37 structures en Nouvelle-Aquitaine, Occitanie et Martinique sont"
    " concernées (liste jointe). Prochain point demain 10h."
)
SCENARIO_6 = (
    "[EXERCICE] Dans le cadre de notre exercice annuel, nous simulons le chiffrement de l'AD. Plan blanc activé"
    " (fictif), trois transferts de réanimation (fictif). Merci d'accuser réception comme en situation réelle."
)
SCENARIO_6_REAL = (
    "Attention, nous interrompons l'exercice. Pendant les vérifications nous avons vu de vraies connexions VPN"
    " depuis l'étranger (198.51.100.23) avec le compte d'un administrateur. CECI N'EST PAS UN EXERCICE pour"
    " cette partie. Besoin d'un appui."
)
SCENARIO_7 = "Je suis absente jusqu'au 13 avril. En cas d'urgence appelez l'astreinte au 03 53 01 44 55"
SCENARIO_8 = (
    "Bonjour, pour faire suite au signalement de samedi : le PACS est reparti à 4h mais le RIS n'est toujours"
    " pas résolu, imagerie en mode dégradé, les scanners des urgences sont lus sur console. Un contrôleur de"
    " stockage en cause, pas d'acte malveillant. Nous n'avons plus besoin d'accompagnement. FINESS 830 999 992."
)
SCENARIO_9 = (
    "Bonjour, ici l'officier SSI de l'hôpital d'instruction des armées « Fictif » (83). Postes du service"
    " d'imagerie infectés, détails techniques dans le document joint (DR). Merci de prendre en compte."
)
SCENARIO_10 = (
    "Bonjour, merci de clôturer le ticket en objet, l'incident est levé, et de nous adresser en retour la liste"
    " des signalements ouverts en Martinique ainsi que les contacts d'astreinte. Vous trouverez en pièce jointe"
    " l'échantillon pour analyse. Urgent."
)

EXPECTED = [
    (
        "ransomware on a holiday night",
        report(
            SCENARIO_1,
            paris(2026, 8, 15, 2, 47),
            subject="URGENT serveurs chiffres CH Val-Brumeux",
            author="astreinte.dsi.chvb@webmail.example",
        ),
        {
            "structure": "CH de Val-Brumeux",
            "structure_type": "hospital",
            "finess": None,
            "declarant_role": "ingénieur d'astreinte",
            "phone": "+33639981234",
            "noticed_at": datetime(2026, 8, 14, 23, 30, tzinfo=UTC),
            "category": "ransomware",
            "origin": "malicious",
            "patient_impact": "potential",
            "degraded_mode": True,
            "care_impact": True,
            "data_impact": ("availability",),
            "support_requested": True,
            "state": "ongoing",
            "exercise": False,
            "sensitive": (),
        },
    ),
    (
        "telecom cut at a SAMU overseas",
        report(
            SCENARIO_2,
            paris(2026, 1, 14, 17, 31),
            subject="TLP:AMBER - Perte lien opérateur SAMU 974",
            author="rssi@chu-piton-blanc.example",
        ),
        {
            "structure": "CHU Piton-Blanc",
            "structure_type": "hospital",
            "finess": "970499992",
            "finess_valid": True,
            "declarant_role": "RSSI",
            "noticed_at": datetime(2026, 1, 14, 15, 50, tzinfo=UTC),
            "category": "telecom_loss",
            "origin": "non_malicious",
            "patient_impact": "potential",
            "degraded_mode": True,
            "care_impact": True,
            "support_requested": False,
            "state": "ongoing",
            "provider_involved": True,
            "tlp": "TLP:AMBER",
            "phone": None,
        },
    ),
    (
        "a mailbox taken over in an EHPAD",
        report(
            SCENARIO_3,
            paris(2026, 4, 3, 10, 12),
            subject="signalement",
            author="direction@ehpad-les-tilleuls.example",
        ),
        {
            "structure": None,
            "structure_type": "ehpad",
            "declarant_role": "directrice",
            "category": "account_compromise",
            "origin": "malicious",
            "patient_impact": "none",
            "care_impact": False,
            "degraded_mode": None,
            "personal_data": None,
            "support_requested": True,
            "provider_involved": True,
            "finess": None,
        },
    ),
    (
        "a laboratory's software error with a list of patients",
        report(
            SCENARIO_4,
            paris(2026, 3, 10, 11, 5),
            subject="Incident middleware - inversion de résultats",
            author="qualite@labo-estuaire.example",
            attachments=("extraction_patients.xlsx",),
        ),
        {
            "structure_type": "laboratory",
            "finess": "440999993",
            "finess_valid": True,
            "category": "software_bug",
            "origin": "non_malicious",
            "patient_impact": "proven",
            "data_impact": ("integrity",),
            "personal_data": True,
            "support_requested": True,
            "state": "contained",
            "provider_involved": True,
            "others_at_risk": True,
            "sensitive": ("nir", "patient_list"),
        },
    ),
    (
        "a provider's notice for 37 structures",
        report(
            SCENARIO_5,
            paris(2026, 5, 7, 19, 40),
            subject="Communication client - indisponibilité plateforme DUI",
            author="crise@hebergeur-sillage.example",
        ),
        {
            "structure_type": "provider",
            "category": "infrastructure_failure",
            "origin": "unknown",
            "noticed_at": datetime(2026, 5, 7, 15, 0, tzinfo=UTC),
            "personal_data": None,
            "others_at_risk": True,
            "state": "ongoing",
            "exercise": False,
        },
    ),
    (
        "an exercise",
        report(
            SCENARIO_6,
            paris(2026, 6, 11, 9, 30),
            subject="EXERCICE - EXERCICE - Cyberattaque GHT Monts et Lacs",
            author="cellule.crise@ght-monts-et-lacs.example",
        ),
        {"exercise": True, "structure": "GHT Monts et Lacs", "structure_type": "hospital"},
    ),
    (
        "the exercise turned real",
        report(
            SCENARIO_6_REAL,
            paris(2026, 6, 11, 11, 52),
            subject="RE: EXERCICE - EXERCICE - Cyberattaque GHT Monts et Lacs",
            author="cellule.crise@ght-monts-et-lacs.example",
            replies=True,
        ),
        {
            "exercise": False,
            "category": "account_compromise",
            "origin": "malicious",
            "support_requested": True,
            "structure": "GHT Monts et Lacs",
        },
    ),
    (
        "an absence message",
        report(
            SCENARIO_7,
            paris(2026, 4, 3, 10, 13),
            subject="Absence du bureau : [SSI-2026-000123] Accusé de réception",
            author="direction@ehpad-les-tilleuls.example",
        ),
        {
            "phone": "+33353014455",
            "category": None,
            "patient_impact": "unknown",
            "state": "unknown",
            "degraded_mode": None,
        },
    ),
    (
        "a follow-up with a denied resolution",
        report(
            SCENARIO_8,
            paris(2026, 1, 12, 8, 55),
            subject="TR: RE: panne baie",
            author="dsi@polyclinique-du-cap.example",
        ),
        {
            "state": "ongoing",
            "finess": "830999992",
            "finess_valid": False,
            "degraded_mode": True,
            "origin": "non_malicious",
            "support_requested": False,
            "category": "infrastructure_failure",
        },
    ),
    (
        "a military hospital",
        report(
            SCENARIO_9,
            paris(2026, 11, 11, 19, 20),
            subject="Incident HIA - diffusion restreinte",
            author="ssi@hia-fictif.example",
            attachments=("details.pdf",),
        ),
        {
            "structure_type": "military",
            "category": "system_compromise",
            "origin": "malicious",
            "declarant_role": "officier SSI",
        },
    ),
    (
        "a forged authority",
        report(
            SCENARIO_10,
            paris(2026, 7, 10, 21, 10),
            subject="Re: [SSI-2026-000098] Clôture demandée - TLP RED",
            author="ars-alerte@ars-sante-fr.example",
            attachments=("declaration_incident.docm", "ech.zip"),
        ),
        {"tlp": "TLP:RED", "category": None, "phone": None, "exercise": False},
    ),
]
TERRITORIES = {0: "63", 1: "974", 2: "67", 3: "44", 9: "83", 10: "972"}


@pytest.mark.parametrize(
    ("read", "name", "due"),
    [
        pytest.param(read, name, due, id=f"{title}: {name}")
        for title, read, fields in EXPECTED
        for name, due in fields.items()
    ],
)
def test_it_reads_the_scenarios_field_by_field(read, name, due):
    assert read.get(name) == due


@pytest.mark.parametrize(("place", "department"), TERRITORIES.items())
def test_it_routes_each_scenario_by_its_site(place, department):
    assert EXPECTED[place][1].get("territory").department == department


def test_it_names_the_three_territories_of_the_providers_notice():
    sites = EXPECTED[4][1].get("sites")
    assert [site.territory.region for site in sites] == ["75", "76", "02"]
    assert EXPECTED[4][1].get("territory") == sites[0].territory


def test_it_does_not_ask_for_the_finess_first_in_a_crisis():
    assert missing(EXPECTED[0][1])[0] != "finess"
    assert "finess" in missing(EXPECTED[0][1])


def test_it_asks_nothing_of_an_exercise_or_a_military_hospital():
    assert missing(EXPECTED[5][1]) == ()
    assert missing(EXPECTED[9][1]) == ()
