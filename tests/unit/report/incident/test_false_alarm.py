"""An alarm its author takes back is no incident under way; good news that is taken back, or hoped for, is none."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report

TAKEN_BACK = (
    "À 7 h les médecins n'ouvraient plus rien et on parlait de rançongiciel. Il n'en est rien. Un volume était plein.",
    "Fausse alerte : l'antivirus avait pris notre script de sauvegarde pour un virus. Rien à faire de votre côté.",
    "On nous a annoncé une cyberattaque. Il n'en était rien, un câble était débranché.",
    "Faux positif de l'EDR sur un poste de la paie, vérifié avec l'éditeur.",
)
NOT_TAKEN_BACK = (
    "On a d'abord cru à une fausse alerte, mais tous les fichiers des serveurs sont chiffrés.",
    "Ce n'est pas une fausse alerte : les serveurs sont chiffrés par un rançongiciel.",
    "Fausse alerte la semaine dernière, mais cette fois les serveurs sont chiffrés et les urgences sont sur papier.",
    "La direction a dit que tout était rétabli. Il n'en est rien, les serveurs restent chiffrés.",
    "Le prestataire annonce que l'attaque est contenue et le réseau rétabli. Il n'en est rien. Aidez-nous.",
    "Plus de peur que de mal pour la patiente, mais les serveurs restent chiffrés.",
)


@pytest.mark.parametrize("text", TAKEN_BACK)
def test_an_alarm_taken_back_is_over_and_nobodys_attack(text):
    read = report(text)
    assert (read.get("state"), read.get("origin")) == ("resolved", "non_malicious")
    assert read.get("category") not in ("ransomware", "system_compromise")


@pytest.mark.parametrize("text", NOT_TAKEN_BACK)
def test_an_attack_is_not_taken_back_by_good_news_that_did_not_hold(text):
    read = report(text)
    assert read.get("state") != "resolved"
    assert read.get("origin") != "non_malicious"


@pytest.mark.parametrize(
    "text",
    [
        "L'orage est tombé, plus de plans de soins à l'écran. J'ai ressorti les classeurs. La lumière est revenue.",
        "Le labo est revenu mais ni la pharmacie ni l'imagerie.",
        "Le DPI est reparti mais les urgences restent sur papier.",
        "Les serveurs sont chiffrés. Les gendarmes ont retrouvé toutes nos données sur un forum.",
        "Les serveurs sont chiffrés. Vous pouvez fermer votre accès VPN vers nous.",
        "Toujours en cours : oui",
    ],
)
def test_what_came_back_in_part_is_not_over(text):
    assert report(text).get("state") != "resolved"


@pytest.mark.parametrize(
    "text", ["Elle a tapé un chiffre pour un autre.", "Il manque le code à quatre chiffres.", "Au chiffre près."]
)
def test_figures_are_no_encryption(text):
    assert report(text).get("category") != "ransomware"
