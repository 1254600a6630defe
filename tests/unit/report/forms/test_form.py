"""A labelled form is read with its typing mistakes, boxes and blanks; « je ne sais pas » is an answer."""

from __future__ import annotations

import pytest

from bot.report.dialogue.questions import missing
from tests.unit.report.letter import report

FORM = (
    "Structure : Clinique Belle-Rive\nN° FINESS : 330 099 996\nDéclarant : Jean Dupuis, DSI\n"
    "Téléphone de rappel : 05 36 49 10 20\nType d'incident : rançongiciel\nMode dégradé : oui\n"
    "Impact sur les patients : aucun\nAccompagnement souhaité : non\n"
)


@pytest.mark.parametrize(
    ("name", "due"),
    [
        ("structure", "Clinique Belle-Rive"),
        ("finess", "330099996"),
        ("declarant_role", "DSI"),
        ("phone", "+33536491020"),
        ("category", "ransomware"),
        ("degraded_mode", True),
        ("patient_impact", "none"),
        ("support_requested", False),
    ],
)
@pytest.mark.parametrize("joined", ["\n", " — ", " ; ", " | "])
def test_it_reads_a_form_however_its_lines_are_joined(joined, name, due):
    assert report(FORM.strip().replace("\n", joined)).get(name) == due


@pytest.mark.parametrize(
    "label",
    ["Structure", "STRUCTURE", "Strcuture", "Structrue", "  - Structure ", "1) Structure", "Nom de la structure"],
)
def test_it_forgives_typing_mistakes_in_labels(label):
    assert report(f"{label} : CH des Dunes\nTel : 01 99 00 00 00").get("structure") == "CH des Dunes"


@pytest.mark.parametrize(
    ("answer", "due"),
    [
        ("oui", True),
        ("Oui, depuis 14h", True),
        ("NON", False),
        ("non à ce stade", False),
        ("[x] oui [ ] non", True),
        ("☐ Oui ☒ Non", False),
        ("oui / non", None),
        ("à compléter", None),
        ("", None),
        ("je ne sais pas", None),
    ],
)
def test_it_reads_yes_and_no_as_people_give_them(answer, due):
    assert report(f"Mode dégradé : {answer}\nTel : 01 99 00 00 00").get("degraded_mode") is due


def test_not_knowing_is_an_answer_and_is_not_asked_again():
    read = report("Mode dégradé : je ne sais pas\nImpact patients : en cours d'évaluation")
    assert read.get("degraded_mode") is None
    assert read.get("unsure") == ("degraded_mode", "patient_impact")
    assert not {"degraded_mode", "patient_impact"} & set(missing(read))


def test_questions_come_in_the_order_of_safety_and_stop_at_the_limit():
    assert missing(report("Bonjour."))[:7] == (
        "phone",
        "degraded_mode",
        "patient_impact",
        "others_at_risk",
        "support_requested",
        "structure",
        "finess",
    )
    assert len(missing(report("Bonjour."), limit=3)) == 3


def test_a_wrong_key_is_asked_about():
    assert "finess" in missing(report("FINESS : 830 999 992"))
    assert "finess" not in missing(report("FINESS : 830 999 991"))


def test_several_forms_in_one_letter_give_several_sites():
    read = report("- Clinique des Sources, FINESS 630099998\n- Clinique du Lac, FINESS 420099990")
    assert [(site.structure, site.finess, site.territory.department) for site in read.get("sites")] == [
        ("Clinique des Sources", "630099998", "63"),
        ("Clinique du Lac", "420099990", "42"),
    ]
    assert read.get("finess") == "630099998"


@pytest.mark.parametrize(
    ("text", "attachments", "due"),
    [
        ("NIR 2 55 08 14 168 025 38", (), ("nir",)),
        ("voir fichier", ("liste_patients.xlsx",), ("patient_list",)),
        ("voir fichier", ("export-dossiers-residents.csv",), ("patient_list",)),
        ("voir fichier", ("procedure_accueil_patients.pdf",), ()),
        ("mot de passe : Tulipe!2026x", (), ("credentials",)),
        ("DUPONT Jean 12/03/1951\nDURAND Anne 04/11/1947\nPETIT Luc 30/06/1939", (), ("patient_list",)),
        ("Panne du serveur", ("capture.png",), ()),
    ],
)
def test_it_finds_what_must_not_be_repeated(text, attachments, due):
    assert report(text, attachments=attachments).get("sensitive") == due


@pytest.mark.parametrize(
    ("text", "tlp", "pap"),
    [
        ("TLP:RED", "TLP:RED", None),
        ("TLP : ORANGE", "TLP:AMBER", None),
        ("tlp ambre", "TLP:AMBER", None),
        ("TLP:WHITE", "TLP:CLEAR", None),
        ("TLP:AMBER+STRICT PAP:RED", "TLP:AMBER+STRICT", "PAP:RED"),
        ("TLP:GREEN puis TLP:AMBER", "TLP:AMBER", None),
        ("rien", None, None),
    ],
)
def test_it_reads_labels_as_the_standard_words(text, tlp, pap):
    read = report(text)
    assert (read.get("tlp"), read.get("pap")) == (tlp, pap)
