"""Only what the author wrote beside the labels of a form is theirs."""

from __future__ import annotations

import pytest

from bot.desk.many.form_words import filled_in

PROSE = (
    "Bonjour : nos serveurs sont en panne.\nConséquence : aucune.\nVers 10:30 tout est revenu, sauf la paie.\nMerci."
)


@pytest.mark.parametrize(
    ("text", "left", "gone"),
    [
        ("Structure : CH A\nVille : Dax\nEffet : papier\nAide : oui", ("CH A", "Dax", "papier"), ("Structure", "Aide")),
        ("- Structure\tCH A\n- Ville\tDax\n- Effet\tpapier\n- Aide\toui", ("CH A", "papier"), ("Structure", "Effet")),
        ("Structure | CH A\nVille | Dax\nEffet | papier\nAide | oui", ("CH A", "Dax"), ("Structure", "Ville")),
        ("Qui ? CH A\nOù ? Dax\nDepuis quand ? hier\nQuoi ? papier", ("CH A", "hier"), ("Depuis", "Quoi")),
        ("Nom :\nCH A\nVille :\nDax\nEffet :\npapier\nAide :\n☒ oui ☐ non", ("CH A", "oui"), ("Ville", "non")),
        (
            "Nom\nCH A\nVille\nDax\nEffet\npapier\nAide\noui\nDescription\nLe dossier patient ne répond plus du tout.",
            ("dossier patient",),
            ("Ville", "Description"),
        ),
    ],
    ids=["colons", "tabs", "bars", "questions", "values below, boxes", "cells on lines of their own"],
)
def test_labels_are_left_out(text: str, left: tuple[str, ...], gone: tuple[str, ...]) -> None:
    words = filled_in(text)
    assert all(one in words for one in left)
    assert not any(one in words for one in gone)


def test_prose_stays_as_it_is() -> None:
    assert filled_in(PROSE) == PROSE


def test_a_long_hostile_text_takes_no_long_time() -> None:
    assert filled_in("a" * 20_000) == "a" * 20_000
    assert filled_in("a\n" * 10_000).strip() == ""
