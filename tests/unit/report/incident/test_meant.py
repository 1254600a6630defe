"""Fields told in words no list holds: sentences of many trades and moods, each with what a reader takes from it."""

from __future__ import annotations

import pytest

from tests.score_reports import ROOT
from tests.unit.report.letter import report

MEANING = ROOT / "tests" / "corpus" / "meaning"
FIELDS = ("care_impact", "degraded_mode", "patient_impact", "support_requested", "data_impact", "personal_data")


def written(value: object) -> str:
    """The value as the files write it: `none` and `null` both mean that the sentence does not say."""
    if isinstance(value, tuple):
        return " ".join(value) or "null"
    if isinstance(value, bool):
        return str(value).lower()
    return "null" if value is None or value == "unknown" else str(value)


@pytest.mark.parametrize("field", FIELDS)
def test_nine_sentences_in_ten_mean_what_a_reader_takes_from_them(field):
    lines = (MEANING / f"{field}.txt").read_text("utf-8").splitlines()
    wrong = []
    for line in lines:
        due, _, sentence = line.partition(" | ")
        due = "null" if due == "none" and field != "patient_impact" else due
        if (got := written(report(sentence).get(field))) != due:
            wrong.append(f"{sentence} is {got}, due {due}")
    assert len(wrong) <= len(lines) * 0.12, wrong


def test_the_author_goes_before_what_he_passes_on():
    read = report(
        "Nous ne sommes pas concernés, notre plan de soins est resté accessible.",
        forwarded="Nos abonnés n'ont plus accès à leurs dossiers de soins, les consultations sont reportées.",
    )
    assert read.get("care_impact") is not True


@pytest.mark.parametrize(
    "text",
    [
        "Si la panne dure, nous passerons au papier et le bloc sera fermé.",
        "Le DPI sera indisponible cette nuit pour une maintenance programmée.",
    ],
)
def test_what_has_not_come_hampers_no_care(text):
    assert report(text).get("care_impact") is not True
