"""Of several numbers the one to call back: the author's direct line before a switchboard, never a provider's."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report

DIRECT = "+33639986680"


@pytest.mark.parametrize(
    "text",
    [
        "Fixe (standard) : 04 65 71 00 10\nMe rappeler sur le : 06 39 98 66 80\nFaits : panne de réseau\n",
        "Téléphone : 04 65 71 00 10\nLigne directe : 06 39 98 66 80\nFaits : panne de réseau\n",
        "Plus de réseau. CH du Lac, standard 04 65 71 00 10. Luc Chabrol, DSI\n06 39 98 66 80\n",
        "Plus de réseau. L'hébergeur (tél. 04 65 71 00 10) ne sait rien. Rappelez-moi au 06 39 98 66 80.\n",
    ],
)
def test_a_direct_line_goes_before_a_switchboard(text: str) -> None:
    assert report(text).get("phone") == DIRECT


def test_a_switchboard_is_better_than_nothing() -> None:
    assert report("Plus de réseau. CH du Lac, standard 04 65 71 00 10.\n").get("phone") == "+33465710010"


@pytest.mark.parametrize(
    "text",
    [
        "L'attaquant demande de rappeler le 01 99 00 11 22. Notre numéro : 06 39 98 66 80",
        "Les pirates exigent qu'on les appelle au 01 99 00 11 22. Joindre le 06 39 98 66 80",
        "Un faux technicien a appelé depuis le 01 99 00 11 22. Mon portable 06 39 98 66 80",
        "Message de rançon : appelez le 01 99 00 11 22 avant minuit. Mon portable 06 39 98 66 80",
        "Ne pas appeler le 05 58 00 11 00, il est coupé. Joindre le 06 39 98 66 80",
        "N'appelez surtout pas le 05 58 00 11 00. Joindre le 06 39 98 66 80",
        "Le 05 58 00 11 00 est coupé, joignez-moi au 06 39 98 66 80",
        "Ne plus utiliser le 05 58 00 11 00 mais le 06 39 98 66 80",
        "Le 05 58 00 11 00 (hors service). 06 39 98 66 80",
        "Mon ancien numéro 05 58 00 11 00 n'est plus valable. Nouveau : 06 39 98 66 80",
        "Don't call 05 58 00 11 00, it is down. Call 06 39 98 66 80",
        "Tél : pas le 05 58 00 11 00 mais le 06 39 98 66 80",
        "Tél. : 05 58 00 11 00 ne fonctionne plus, 06 39 98 66 80",
        "Patient Dupond, tél 06 12 34 56 78. Me joindre au 06 39 98 66 80",
        "Dossier patient n° 0612345678 perdu, rappeler le 06 39 98 66 80",
        "IPP : 0558001122\nTéléphone : 06 39 98 66 80",
        "Ne pas hésiter à appeler le 06 39 98 66 80",
        "Nous ne pouvons pas ouvrir les dossiers. Appelez le 06 39 98 66 80",
        "L'attaquant a chiffré nos serveurs. Tél. 06 39 98 66 80",
        "L'attaquant a appelé le standard, rappelez-nous au 06 39 98 66 80",
        "Standard piraté, contactez le 06 39 98 66 80",
        "Appelez le 06 39 98 66 80, le réseau est coupé.",
        "Prise en charge patient dégradée, tél 06 39 98 66 80",
    ],
)
def test_an_attackers_a_dead_or_a_patients_number_is_not_the_one_to_call(text: str) -> None:
    assert report(f"CH de Dax (40), urgences au papier.\n{text}\n").get("phone") == DIRECT


@pytest.mark.parametrize(
    "text",
    [
        "L'attaquant demande de rappeler le 01 99 00 11 22.",
        "L'attaquant a laissé ce numéro : 01 99 00 11 22.",
        "Le 05 58 00 11 00 ne répond plus.",
        "Patient n° 0612345678 IPP 0558001122",
        "NDA 0558001122, matricule 0612345678",
        "Facture 0558001122, contrat n° 0612345678.",
    ],
)
def test_no_number_is_better_than_such_a_one(text: str) -> None:
    assert report(f"CH de Dax (40), urgences au papier. {text}\n").get("phone") is None
