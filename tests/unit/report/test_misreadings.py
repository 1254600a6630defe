"""Letters once misread: a date taken for an emergency call, a hypothesis for an attack, a theft for ransomware."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report


@pytest.mark.parametrize(
    "text",
    [
        "L'imprimante du secrétariat est en panne depuis le 15 mars.",
        "Le serveur est en panne du 15 au 18 mars.",
        "Le logiciel de paie est coupé depuis le 15/03.",
    ],
)
def test_the_fifteenth_of_a_month_is_no_emergency_line(text):
    read = report(text)
    assert read.get("patient_impact") == "unknown"
    assert read.get("care_impact") is None


@pytest.mark.parametrize(
    "text",
    [
        "Quelle est la procédure en cas de rançongiciel ? Nous préparons une formation.",
        "Que faire si jamais nos serveurs étaient chiffrés ?",
        "Nous organisons une sensibilisation sur le rançongiciel pour les agents.",
    ],
)
def test_what_is_only_imagined_did_not_happen(text):
    read = report(text)
    assert read.get("category") is None
    assert read.get("state") == "unknown"


def test_blackmail_by_letter_is_no_ransomware():
    read = report("Un médecin a reçu un mail de chantage réclamant des bitcoins. Aucune compromission constatée.")
    assert read.get("category") == "other"


def test_an_encrypted_disk_protects_what_was_stolen():
    read = report("PC portable d'une infirmière volé cette nuit, disque chiffré, il contenait des dossiers patients.")
    assert read.get("category") == "theft_loss"
    assert read.get("data_impact") == ()
    bare = report("PC portable d'une infirmière volé cette nuit, disque non chiffré, avec des dossiers patients.")
    assert bare.get("data_impact") == ("confidentiality",)


def test_a_short_word_for_exercise_counts():
    assert report("Injection 3 (fictif) : les urgences passent au papier.", subject="Exo cyber").get("exercise") is True


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Deux patients concernés, l'un a fait un malaise. Pompes retirées du service.", "contained"),
        ("Le répertoire était visible sur internet, on a coupé l'extranet à 17h10.", "contained"),
        ("Les serveurs sont chiffrés, on isole les sites.", "ongoing"),
    ],
)
def test_it_tells_what_was_done_from_what_goes_on(text, state):
    assert report(text).get("state") == state


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("CH Malaval 15\ncoupure à 4h10", "15"),
        ("Labo (Perpignac 66) en panne", "66"),
        ("Le CH de Valserine (GHT des Plateaux, Jura) est en panne.", "39"),
        ("CH Malaval Poste 12\nen panne", None),
        ("Panne (environ 40) postes touchés au CH Malaval.", None),
        ("Réunion de crise, chambre 63\n", None),
    ],
)
def test_a_number_is_a_departement_only_behind_a_town(text, department):
    territory = report(text).get("territory")
    assert (territory.department if territory else None) == department


def test_a_cause_ruled_out_is_denied():
    read = report("Le serveur est en panne. L'hypothèse d'un acte malveillant a été écartée par notre prestataire.")
    assert read.get("origin") == "non_malicious"


def test_a_provider_who_does_not_come_is_in_it_all_the_same():
    assert report("Le serveur est en panne et le prestataire ne répond pas.").get("provider_involved") is True
    assert report("Le serveur est en panne, aucun prestataire n'est en cause.").get("provider_involved") is False
