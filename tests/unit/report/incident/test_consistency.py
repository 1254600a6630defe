"""What follows from a field beyond doubt fills the silent ones; what the letter says itself goes before."""

from __future__ import annotations

from tests.unit.report.letter import report


def test_a_cut_line_takes_services_away():
    assert report("La fibre est coupée par une pelleteuse, plus d'internet.").get("data_impact") == ("availability",)


def test_a_leak_lets_data_be_seen():
    read = report("Le fichier des résidents a été envoyé par erreur à toute la liste de diffusion.")
    assert read.get("data_impact") == ("confidentiality",)


def test_a_failed_machine_is_nobodys_attack_unless_one_is_feared():
    assert report("La baie de stockage a perdu deux disques, tout est arrêté.").get("origin") == "non_malicious"
    feared = report("La baie de stockage a perdu deux disques, nous craignons une attaque.")
    assert feared.get("origin") == "unknown"


def test_care_untouched_spares_the_patients_and_the_way_of_working():
    read = report("Un serveur de fichiers est en panne. Les soins ne sont pas touchés.")
    assert (read.get("care_impact"), read.get("patient_impact"), read.get("degraded_mode")) == (False, "none", False)


def test_care_untouched_by_a_theft_tells_nothing_of_how_people_work():
    assert report("Un portable a été volé. Les soins ne sont pas touchés.").get("degraded_mode") is None


def test_a_harmed_patient_was_cared_for_wrongly():
    read = report("Un résident a reçu deux fois sa dose et a été hospitalisé.")
    assert (read.get("patient_impact"), read.get("care_impact")) == ("proven", True)


def test_the_word_of_the_letter_goes_before_what_follows():
    read = report("Les soins ne sont pas touchés. Nous travaillons sur papier depuis la panne du serveur.")
    assert read.get("degraded_mode") is True


def test_a_defaced_site_holds_no_dossiers_unless_told():
    assert report("Notre site a été défiguré.").get("personal_data") is False
    told = report("Notre site a été défiguré et les dossiers des patients ont été publiés.")
    assert told.get("personal_data") is not False


def test_a_leak_of_liquid_is_no_leak_of_data():
    read = report("Fuite de fluide sur les groupes froids, la salle serveur est arrêtée.")
    assert (read.get("category"), read.get("data_impact")) == ("infrastructure_failure", ("availability",))


def test_rows_of_a_table_are_not_read_across():
    read = report("MESURE | Accès fermé à 11h05\nACTIVITÉ | Normale, rendu des résultats non touché")
    assert read.get("care_impact") is False


def test_a_yes_to_still_going_on_is_no_end():
    assert report("Structure : Clinique du Lac\nToujours en cours : oui").get("state") == "ongoing"


def test_an_origin_box_that_denies_an_attack_names_none():
    read = report("Structure : Clinique du Lac\nCause : mauvais réglage, pas de piratage connu")
    assert read.get("origin") == "non_malicious"
