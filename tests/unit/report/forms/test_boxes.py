"""Boxes of a form: what is left unticked is not said, and no offset moves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.report.forms.boxes import said, words_said
from tests.unit.report.letter import report


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("mode degrade : ☐ oui ☒ non", "mode degrade : ☒ non"),
        ("mode degrade : oui ☐ non ☒", "mode degrade : non ☒"),
        ("mode degrade .......... [ ] oui [x] non", "mode degrade .......... [x] non"),
        ("patients en danger   [ ] avere [ ] potentiel [x] non", "patients en danger [x] non"),
        ("danger|☐ averee ☐ potentielle ☒ non", "danger| ☒ non"),
        ("danger : avere ☐ potentiel ☒ non ☐", "danger : potentiel ☒"),
        ("☐ hameconnage\n☒ vol", "\n☒ vol"),
        ("sans case", "sans case"),
    ],
)
def test_what_stands_beside_an_empty_box_is_not_said(line, kept):
    assert said(line).split() == kept.split() and len(said(line)) == len(line)


def test_for_words_alone_the_ticks_go_too():
    assert words_said("mode : [ ] oui [x] non").split() == ["mode", ":", "non"]


@given(st.text(alphabet="ab ☐☒[]x()|:\n", max_size=120))
def test_no_offset_ever_moves(text):
    assert len(said(text)) == len(text) == len(words_said(text))


def test_a_ticked_form_is_read_by_its_ticks():
    read = report(
        "Structure : CH de Brume\nOrigine : ☒ malveillante ☐ accidentelle ☐ inconnue\n"
        "Mise en danger des patients : ☐ avérée ☐ potentielle ☒ non\nMode dégradé : oui ☐ non ☒\n"
        "Type : [ ] rançongiciel [x] divulgation de données [ ] panne"
    )
    assert (read.get("origin"), read.get("patient_impact")) == ("malicious", "none")
    assert (read.get("degraded_mode"), read.get("category")) == (False, "data_leak")
