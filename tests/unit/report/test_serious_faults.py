"""Four serious faults once found, read and decided with the shipped rules.

An attack redirected, an attack taken for an exercise, an agency wrongly told, a patient quoted.
"""

from __future__ import annotations

import pytest

from bot.mail.verdict import Authentication, Kind, Verdict
from bot.report.read import read
from bot.report.secrets.sensitive import mask
from bot.rules.decide import decide
from bot.rules.decision import Decision
from bot.rules.facts import Facts
from tests.unit.report.letter import letter, lexicons, paris, report
from tests.unit.rules.shipped import rules

NIGHT = paris(2026, 3, 22, 22, 10)


def decided(text: str) -> Decision:
    """What the shipped rules do with such a letter on a Sunday night."""
    message = letter(text, subject="signalement")
    facts = Facts(
        message=message,
        verdict=Verdict(Kind.REPORT, False, ()),
        authentication=Authentication(),
        report=read(message, lexicons(), NIGHT),
        account="fssi",
        account_role="fssi",
        received_at=NIGHT,
        now=NIGHT,
        new_ticket=True,
        ticket=None,
    )
    return decide(facts, rules()).decision


def agencies(decision: Decision) -> set[str]:
    return {name for name in decision.notify if name.startswith("ars-")}


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        (
            (
                "CH de Toulon-Fictif (83) : rançongiciel, tous les serveurs chiffrés. Deux patients partent vers "
                "l'HIA Sainte-Anne. Les urgences sont sur papier. Besoin d'aide immédiate."
            ),
            "ars-provence-alpes-cote-d-azur",
        ),
        (
            (
                "CHU de Brest-Fictif (29). Plus de DPI, réa sur papier. L'hôpital militaire voisin prend nos urgences. "
                "Au secours."
            ),
            "ars-bretagne",
        ),
        (
            (
                "Clinique Fictive, Bordeaux. Serveurs chiffrés. Pièce jointe : diffusion restreinte. Réanimation sans "
                "surveillance centrale, rappelez vite."
            ),
            "ars-nouvelle-aquitaine",
        ),
    ],
)
def test_a_civil_house_that_names_a_military_one_is_paged_and_its_agency_told(text, agency):
    decision = decided(text)
    assert (decision.track, decision.severity) == ("real", "critical")
    assert decision.page is not None
    assert agencies(decision) == {agency}


def test_a_military_house_is_still_redirected_and_no_agency_is_told():
    decision = decided(
        "Hôpital d'instruction des armées Fictif à Toulon, serveurs chiffrés, réa sur papier, aidez-nous."
    )
    assert decision.track == "redirect"
    assert decision.page is None
    assert agencies(decision) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Pas d'exercice aujourd'hui : vraie panne DPI, réa sur papier. CH Fictif (51)",
        "Au début on a cru à l'exercice. Tous les serveurs chiffrés, réa sur papier. CH Fictif (51), aidez-nous.",
        "Nous pensions à un exercice mais non : tout est chiffré au CHU Fictif (67), réa touchée, aidez-nous.",
        "Exercice ou pas, nos serveurs sont chiffrés et la réa est sur papier. CH Fictif (51), aidez-nous.",
    ],
)
def test_what_was_only_taken_for_an_exercise_wakes_the_desk(text):
    decision = decided(text)
    assert decision.track == "real"
    assert decision.page is not None


@pytest.mark.parametrize(
    "text",
    [
        (
            "Crise cyber simulée en cours au GHT Fictif (51) : AD chiffré, régulation du 15 coupée, besoin d'aide "
            "(inject n°4)."
        ),
        "For training purposes only. Drill: ransomware at Clinique Fictive (51), ICU down, need help now.",
        "Entraînement de la cellule de crise : rançongiciel fictif, réa sur papier, aidez-nous. CH Fictif (51).",
    ],
)
def test_an_incident_that_is_itself_called_staged_wakes_nobody(text):
    decision = decided(text)
    assert decision.track == "exercise"
    assert decision.page is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("EHPAD Fictif, CS 50001, 44093 Nantes Cedex 1. Virus sur un poste.", {"ars-pays-de-la-loire"}),
        ("CH Fictif, TSA 10022, 69300 Caluire. Virus sur un poste.", {"ars-auvergne-rhone-alpes"}),
        ("Notre siège est à Lille (59) mais l'EHPAD touché est à Cayenne. Virus. EHPAD Les Palmistes.", {"ars-guyane"}),
        (
            "Hébergeur Fictif SAS, 69003 Lyon. Nos clients EHPAD de Bretagne n'ont plus accès au dossier.",
            {"ars-bretagne"},
        ),
        ("Fuite. Patiente 2 54 03 44 109 001 (67). CH Fictif (69).", {"ars-auvergne-rhone-alpes"}),
        ("CH Fictif, FINESS 750000001. Virus à Lyon.", set()),
        (
            "Les EHPAD Les Lilas (Reims, 51) et Les Roses (Lens, 62) n'ont plus d'accès internet.",
            {"ars-grand-est", "ars-hauts-de-france"},
        ),
    ],
)
def test_only_the_agencies_of_the_sites_are_told(text, told):
    assert agencies(decided(text)) == told


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            (
                "Etablissement : CH Fictif. Le dossier de Mme Jeanne MARTIN née le 03/04/1950 (cancer) est en ligne\n"
                "Département : 69"
            ),
            "CH Fictif",
        ),
        (
            "Structure: patient Jean Dupont, né le 3 avril 1950, suivi en psychiatrie au CH Fictif\nImpact: fuite",
            "CH Fictif",
        ),
        (
            "Pour notre EHPAD. Résidente Mme Paule Durand, 87 ans, Alzheimer, dossier perdu. EHPAD Les Lilas (69).",
            "EHPAD Les Lilas",
        ),
        ("Clinique : M. Paul Bernard né le 2/2/1960 a reçu le dossier d'un autre", None),
    ],
)
def test_a_patient_is_never_a_part_of_the_houses_name_and_is_masked(text, name):
    told = report(text)
    assert told.get("structure") == name
    assert "patient_list" in told.get("sensitive")
    shown = mask(text)
    assert not any(word in shown for word in ("MARTIN", "Dupont", "Durand", "Bernard", "1950", "2/2/1960"))


def test_a_social_security_number_with_a_slip_is_no_phone():
    told = report("Fuite. Patiente n° sécu 2 54 03 44 109 001 22. CH Fictif (69). Rappel : 04 78 00 11 22")
    assert told.get("phone") == "+33478001122"
    assert told.get("sensitive") == ("nir",)
