"""Answers by number in whatever order and marking: several under one answer, in words, taken back further down."""

from __future__ import annotations

import pytest

from tests.unit.report.dialogue.test_answers import DUE, SAID, answered, told

NO = {"degraded_mode": False, "patient_impact": "none", "others_at_risk": False, "support_requested": False}


@pytest.mark.parametrize("mark", ["R{n} ", "{n}° ", "Q{n} ", "Réponse {n} : "])
def test_marks_without_a_point_open_answers_as_well(mark: str) -> None:
    assert told(answered("\n".join(mark.format(n=n) + said for n, said in enumerate(SAID, 1)))) == DUE


def test_the_order_of_the_answers_is_free() -> None:
    lines = [f"{n}. {said}" for n, said in enumerate(SAID, 1)]
    assert told(answered("\n".join(reversed(lines)))) == DUE
    assert told(answered("\n".join((*lines[4:], *lines[:4])))) == DUE


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("2 à 5 : non", NO),
        ("2-5 : non", NO),
        ("Questions 2 à 5 : non", NO),
        ("2, 3, 4 et 5 : non", NO),
        ("2/3/4/5 = non", NO),
        ("2, 4 : non\n5 oui\n3 possible", NO | {"support_requested": True, "patient_impact": "potential"}),
        ("Deux : oui", {"degraded_mode": True}),
        ("Deux : non\nTrois : non\nQuatre : non\nCinq : non", NO),
        ("5. non\n\nEn fait si, question 5 : oui, aidez-nous.", {"support_requested": True}),
        ("2. oui\n5. non\nCorrection :\n5. oui", {"degraded_mode": True, "support_requested": True}),
        ("2. oui, comme en question 5, tout est arrêté\n5. non", {"degraded_mode": True, "support_requested": False}),
        ("7. SIREN 732829320", {}),
        ("7. SIRET 732 829 320 00074", {}),
        ("7. SIREN 732829320, FINESS 630999999", {"finess": "630999999"}),
        ("1. Ne pas appeler le 04 73 00 11 22, il est coupé. Joindre le 06 39 98 11 22", {"phone": "+33639981122"}),
        ("Le 2.4. nous avions 5 postes. 3 sont réparés.", {}),
        ("15/09 : panne\n10/09 : reprise", {}),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, due: dict[str, object]) -> None:
    assert told(answered(text)) == due
