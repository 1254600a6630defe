"""What was done and by whom: the state after the last deed, other houses, papers of a theft, fears taken back."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import report


@pytest.mark.parametrize(
    "text",
    [
        "Intrusion sur le contrôleur de domaine : un compte inconnu a été créé et il a désactivé l'antivirus.",
        "Un intrus est dans le réseau, quelqu'un a changé tous les mots de passe du domaine.",
    ],
)
def test_what_the_intruder_did_contains_nothing(text):
    assert report(text).get("state") != "contained"


def test_what_we_did_contains():
    read = report("Intrusion sur un serveur exposé. Nous avons désactivé le compte et changé tous les mots de passe.")
    assert read.get("state") == "contained"


def test_what_is_cut_off_where_intruders_are_fought_was_cut_by_hand():
    read = report("Un webshell a été trouvé sur le serveur d'extranet. Extranet : coupé à 15 h 30.")
    assert read.get("state") == "contained"


def test_what_is_being_cut_is_not_cut_yet():
    read = report("Un webshell a été trouvé sur le serveur d'extranet. On coupe les sorties internet maintenant.")
    assert read.get("state") == "ongoing"


@pytest.mark.parametrize(
    "text",
    [
        "Boîte de notre comptable piratée, avec une règle cachée vers l'extérieur. Les sessions sont fermées.",
        "Un homme est entré dans le local technique puis il est reparti sans signer. Serrure changée, ports fermés.",
    ],
)
def test_a_rule_or_a_man_who_left_is_no_recovery(text):
    assert report(text).get("state") != "resolved"


@pytest.mark.parametrize(
    "text",
    [
        "La plateforme est arrêtée. 64 HAD et SSIAD sont concernés dans la région.",
        "Eleven French hospitals run an exposed version of the gateway.",
        "Le même outil est installé dans deux autres hôpitaux voisins.",
        "Le groupement utilise quatre boîtiers identiques chez les confrères.",
    ],
)
def test_several_houses_in_one_trouble_are_at_risk(text):
    assert report(text).get("others_at_risk") is True


def test_houses_that_are_only_counted_are_not_at_risk():
    assert report("Nous travaillons avec deux cliniques. Notre serveur est en panne.").get("others_at_risk") is None


@pytest.mark.parametrize(
    "text",
    [
        "Vol du portable d'une infirmière, de sa carte et d'un classeur papier dans sa voiture.",
        "Le sac avec l'ordinateur portable a disparu, le code était sur un post-it dans la housse.",
    ],
)
def test_papers_that_were_stolen_are_no_way_of_working(text):
    assert report(text).get("degraded_mode") is None


def test_a_theft_after_which_people_work_on_paper_is_one():
    read = report("Les deux serveurs ont été volés cette nuit, nous travaillons en mode dégradé sur papier.")
    assert read.get("degraded_mode") is True


def test_an_attack_that_was_none_after_all_is_no_attack_though_work_is_left():
    read = report(
        "Ce n'était pas un virus : la réparation du disque a mal tourné après l'orage. Les fichiers renommés en .kraz "
        "le sont par l'outil. Les protocoles seront ressaisis depuis les ordonnances papier.",
        subject="Re: [SSI-2026-000376] Virus serveur de fichiers",
    )
    assert read.get("category") != "ransomware"
    assert read.get("origin") != "malicious"


def test_an_attack_worse_than_thought_stays_one():
    read = report("Ce n'était pas un simple virus mais un rançongiciel : tous les serveurs sont chiffrés.")
    assert read.get("category") == "ransomware"
    assert read.get("origin") == "malicious"


def test_what_is_only_asked_weighs_less_than_what_is_told():
    assert report("Le pare-feu est en panne. Faut-il s'attendre à une fuite ?").get("category") != "data_leak"


def test_whoever_was_harmed_was_not_cared_for_as_planned():
    read = report("Les soins continuent, mais une résidente est tombée faute de sonnette : fracture du col.")
    assert read.get("patient_impact") == "proven"
    assert read.get("care_impact") is True


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Un potassium a failli passer deux fois, l'infirmière l'a arrêté.", "potential"),
        ("Un patient est parti à l'hôpital voisin sans ses antécédents.", "potential"),
        ("Les respirateurs sont sur batterie, pour trois heures.", "potential"),
        ("Téléphones rétablis, pas de pépin côté résidents.", "none"),
    ],
)
def test_near_misses_and_supplies_that_run_out_endanger(text, due):
    assert report(text).get("patient_impact") == due


@pytest.mark.parametrize(
    "text",
    [
        "Ransomware : le dossier patient ne s'ouvre plus.",
        "Je n'ai aucun plan de soins imprimé depuis le 12 mars, les ordinateurs sont bloqués par un rançongiciel.",
    ],
)
def test_what_cannot_be_opened_is_not_spared(text):
    assert report(text).get("personal_data") is not False


def test_whom_one_does_not_dare_to_ask_is_not_told_to_be_out_of_it():
    assert (
        report("J'ai cliqué sur un lien. Je n'ose pas demander à notre informaticien.").get("provider_involved") is None
    )
