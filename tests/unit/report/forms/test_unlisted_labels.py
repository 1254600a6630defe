"""Labels that stand in no list are known by the words they are made of, in French and English."""

from __future__ import annotations

import pytest

from tests.unit.report.letter import lexicons, report

BASE = (
    "Structure : Clinique des Tilleuls\nFINESS : 630 780 559\nCommune : Clermont-Ferrand\nDescription : voir plus bas\n"
)
ALARMS = {"degraded_mode": (True,), "care_impact": (True,), "patient_impact": ("potential", "proven")}
ASKED = [
    ("Procédure papier activée", "non", "degraded_mode", False),
    ("Travaillez-vous sur papier actuellement", "oui", "degraded_mode", True),
    ("Recours aux procédures de secours", "oui", "degraded_mode", True),
    ("Running on fallback procedures", "no", "degraded_mode", False),
    ("Are you working on paper", "yes", "degraded_mode", True),
    ("Fonctionnement normal", "oui", "degraded_mode", False),
    ("Services de soins affectés", "oui", "care_impact", True),
    ("Les consultations sont-elles perturbées", "non", "care_impact", False),
    ("Diagnostic activity affected", "no", "care_impact", False),
    ("Continuité des soins assurée", "oui", "care_impact", False),
    ("Continuité des soins menacée", "non", "care_impact", False),
    ("Des patients courent-ils un risque", "non", "patient_impact", "none"),
    ("Any harm to patients", "no", "patient_impact", "none"),
    ("Patients at risk", "yes", "patient_impact", "potential"),
    ("Pensez-vous à un acte délibéré", "oui", "origin", "malicious"),
    ("Deliberate", "no", "origin", "non_malicious"),
    ("Est-ce fait exprès", "non", "origin", "non_malicious"),
    ("Origine accidentelle", "oui", "origin", "non_malicious"),
    ("Caractère intentionnel", "très probable", "origin", "malicious"),
    ("Piste criminelle", "écartée", "origin", "non_malicious"),
    ("Cause connue", "oui", "origin", "unknown"),
    ("Des données de patients sont-elles en jeu", "oui", "personal_data", True),
    ("Patient records involved", "no", "personal_data", False),
    ("Other sites at risk", "no", "others_at_risk", False),
    ("D'autres hôpitaux sont-ils concernés", "non", "others_at_risk", False),
    ("Possible propagation au GHT", "oui", "others_at_risk", True),
    ("Un fournisseur est-il à l'origine", "oui", "provider_involved", True),
    ("Third-party supplier involved", "no", "provider_involved", False),
    ("Souhaitez-vous que nos experts vous rappellent", "oui", "support_requested", True),
    ("Avez-vous besoin d'un renfort", "non", "support_requested", False),
    ("Is help needed", "no", "support_requested", False),
    ("Incident maîtrisé", "oui", "state", "contained"),
    ("Service rétabli", "non", "state", "ongoing"),
    ("Le problème est-il réglé", "oui", "state", "resolved"),
    ("Is it still ongoing", "yes", "state", "ongoing"),
    ("Retour à la normale", "non", "state", "ongoing"),
    ("Fichiers volés", "oui", "data_impact", ("confidentiality",)),
    ("Conséq. patients", "aucune", "patient_impact", "none"),
    ("Mode dég.", "non", "degraded_mode", False),
    ("Accomp. souhaité", "non", "support_requested", False),
    ("Malv.", "non", "origin", "non_malicious"),
    ("Autres étab. touchés", "non", "others_at_risk", False),
    ("Prest. impliqué", "oui", "provider_involved", True),
    ("Les équipes travaillent-elles à la main", "oui", "degraded_mode", True),
    ("Perte de chance pour un patient", "non", "patient_impact", "none"),
    ("Are patients safe", "yes", "patient_impact", "none"),
    ("Was anyone harmed", "no", "patient_impact", "none"),
    ("Human error", "yes", "origin", "non_malicious"),
    ("Dossiers médicaux consultés par un tiers", "oui", "personal_data", True),
    ("Incident dû à un tiers", "oui", "provider_involved", True),
    ("Attendez-vous quelque chose de nous", "non", "support_requested", False),
    ("Is the service back", "no", "state", "ongoing"),
    ("Données altérées", "oui", "data_impact", ("integrity",)),
]


@pytest.mark.parametrize("layout", ["{label} : {value}", "{label} ?\n{value}", "{label}\n{yes} Oui {no} Non"])
@pytest.mark.parametrize(("label", "value", "name", "due"), ASKED)
def test_it_reads_a_question_by_its_words(label, value, name, due, layout):
    on, off = ("☒", "☐") if value in ("oui", "yes") else ("☐", "☒")
    if value not in ("oui", "yes", "non", "no"):
        layout = "{label} : {value}"
    line = layout.format(label=label, value=value, yes=on, no=off)
    read = report(f"Bonjour,\n\n{BASE}{line}\nFonction : cadre de santé\n")
    assert read.get(name) == due
    assert [other for other, woken in ALARMS.items() if other != name and read.get(other) in woken] == []


@pytest.mark.parametrize(
    ("label", "due"),
    [
        ("date de l'envoi", None),
        ("heure de fin de l'incident", None),
        ("les soins ne sont pas touches", None),
        ("mesures prises pour les soins perturbes", None),
        ("fonction de la personne", "declarant_role"),
        ("nom et fonction du redacteur", "declarant"),
        ("telephone du redacteur", "phone"),
        ("consequences pour les patients", "patient_impact"),
        ("consequences pour les soins", "care_impact"),
        ("donnees de patients exposees", "personal_data"),
        ("prestataire en cause", "provider_involved"),
        ("heure a laquelle ce fut decouvert", "noticed_at"),
    ],
)
def test_the_words_of_a_label_name_its_field(label, due):
    assert lexicons().field_by_words(label.replace("'", " ")) == due


def test_the_words_of_listed_labels_name_no_other_field_that_wakes_people():
    known = lexicons()
    waking = {"degraded_mode", "care_impact", "patient_impact"}
    crossed = {
        label: (told, field)
        for label, field in known.labels.items()
        if (told := known.field_by_words(label)) not in (None, field) and told in waking and field not in waking
    }
    assert crossed == {}


@pytest.mark.parametrize(
    "text",
    [
        "Attaque en cours : tous les serveurs sont arrêtés.",
        "Soins perturbés : le bloc est arrêté depuis 8 h.",
        "Avez-vous besoin d'autre chose ?\nM. Lafargue, directeur",
    ],
)
def test_outside_a_form_a_heading_is_no_question(text):
    read = report(f"Bonjour,\n{text}\nMerci")
    assert (read.get("support_requested"), read.get("care_impact") is False) == (None, False)


def test_two_sentences_are_no_shortened_label():
    text = "Structure : EHPAD du Lac\nFINESS : 630 780 559\nNous demandons un appui. Tel : 04 73 75 07 50"
    assert report(text).get("phone") == "+33473750750"


def test_losses_asked_one_by_one_are_told_together():
    form = BASE + "Données lues par un tiers : oui\nDonnées effacées : non\nDonnées modifiées : non\n"
    assert report(form).get("data_impact") == ("confidentiality",)
    none = BASE + "Données volées : non\nDonnées perdues : non\nDonnées modifiées : non\n"
    assert report(none).get("data_impact") == ()
    open_ = BASE + "Données volées : on ne sait pas\nType : rançongiciel, tous les fichiers sont chiffrés\n"
    assert report(open_).get("data_impact") == ("availability",)


def test_the_instant_goes_before_the_story_that_stands_under_a_like_label():
    story = "le compte d'administration s'est ouvert à 22 h 04 depuis l'étranger alors que j'étais au restaurant"
    form = f"{BASE}Vu le : samedi 7 mars 2026 à 22 : 30\nConstat : {story}\nFonction : DSI\n"
    found = report(form).get("noticed_at")
    assert found.isoformat() == "2026-03-07T21:30:00+00:00"
