"""A military house is the author's own; a civil house that names one, or a mention of secrecy, is civil."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report


@pytest.mark.parametrize(
    "text",
    [
        "CH de Toulon-Fictif (83) : rançongiciel. Nous avons transféré deux patients vers l'HIA Sainte-Anne.",
        "CHU de Brest-Fictif (29). Plus de DPI. L'hôpital militaire voisin prend nos urgences. Au secours.",
        "L'HIA Sainte-Anne accueille nos patients. Clinique du Lac (83), tout est chiffré.",
        "Clinique Fictive, Bordeaux. Document en pièce jointe : diffusion restreinte.",
        "L'HIA voisin nous aide, notre DPI est en panne, réa sur papier.",
        "Transferts vers l'hôpital d'instruction des armées en cours. EHPAD Les Lilas (69) attaqué.",
        "EHPAD Les Lilas : nos résidents partent à l'HIA Desgenettes.",
        "Le service de santé des armées nous prête un groupe électrogène. Labo Biolac, Brest, serveurs chiffrés.",
        "Nous avons prévenu le ministère des armées. Le DPI est tombé.",
        "Partenariat avec l'HIA Percy-Fictif. Hôpital Saint-Luc (92) : intrusion.",
        "Nous sommes à l'hôpital Saint-Luc, l'HIA Percy-Fictif n'est pas touché.",
        "Le CH de Vertval (51) est attaqué. HIA Legouest contacté.",
        "Structure : CH de Vertval\nNature : virus. Patients transférés à l'HIA",
        "Notre médecin, ancien de l'HIA Bégin, signale un virus à la clinique du Parc.",
        "Rançongiciel. FINESS 630000479. L'HIA a pris le relais.",
        "CH de Vertval (51), patients évacués à l'hôpital des armées, serveurs chiffrés.",
        "Chez nous, clinique Saint-Roch, tout est tombé ; l'HIA Laveran nous aide.",
        "Laboratoire Biolac : le coursier de l'HIA attend ses résultats, le SIL est en panne.",
        "CHU Val d'Arve : convention avec l'HIA Desgenettes activée, SIH perdu.",
        "Document confidentiel défense non concerné. EHPAD Les Lilas, virus.",
        "L'antenne médicale des armées voisine nous prête des postes. CH de Vertval.",
    ],
)
def test_a_civil_house_is_never_made_military_by_a_mention(text):
    assert report(text).get("structure_type") != "military"


@pytest.mark.parametrize(
    "text",
    [
        "Hôpital d'instruction des armées Fictif à Toulon, le DPI est en panne.",
        "Officier SSI de l'HIA Démonstration, Brest. Compromission d'un serveur de l'hôpital des armées.",
        "Nous sommes l'HIA Bellerive. Virus. Nous transférons vers le CHU de Toulon.",
        "HIA Bellerive : panne. Le CHU de Toulon prend nos urgences.",
        "Notre hôpital militaire est attaqué, serveurs chiffrés.",
        "Structure : HIA Bellerive\nNature : virus\nPatients transférés à la clinique du Parc",
        "Je suis officier SSI du Service de santé des armées, intrusion constatée.",
        "Bonjour, l'hôpital d'instruction des armées Sainte-Adèle signale une compromission.",
        "L'officier de sécurité des systèmes d'information de l'hôpital d'instruction des armées Duquesne rend compte",
    ],
)
def test_the_authors_own_military_house_is_one(text):
    assert report(text).get("structure_type") == "military"


def test_a_military_mail_domain_decides_where_no_civil_house_speaks():
    assert report("Virus sur un poste.", author="ossi@hia-fictif.example").get("structure_type") == "military"
    civil = report("Nous sommes la clinique du Parc (33). Virus.", author="ossi@hia-fictif.example")
    assert civil.get("structure_type") == "hospital"


def test_a_civil_mail_domain_keeps_an_unnamed_house_civil():
    told = report("Le service de santé des armées est prévenu. DPI en panne.", author="dsi@ch-vertval.example")
    assert told.get("structure_type") == "hospital"


def test_the_civil_house_is_named_where_the_military_one_comes_first():
    told = report("L'HIA Sainte-Anne accueille nos patients. Clinique du Lac (83), tout est chiffré.")
    assert told.get("structure") == "Clinique du Lac"
