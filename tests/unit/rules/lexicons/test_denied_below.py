"""A label on a line of its own that the line below answers by no is not said; every offset stays."""

from __future__ import annotations

import pytest

from bot.rules.lexicons.words import Words


@pytest.mark.parametrize(
    "text",
    [
        "Fonctionnement dégradé\n☐ oui   ☒ non",
        "Fonctionnement dégradé\n\n  non\nSuite",
        "Fonctionnement dégradé :\nAucun.",
        "Fonctionnement dégradé\n☐ oui ☒ non\tDanger\n☐ oui ☒ non",
    ],
)
def test_a_label_denied_on_the_line_below_is_not_said(text: str) -> None:
    assert not {"degrade", "danger"} & set(Words("body", text).words)


@pytest.mark.parametrize(
    "text",
    [
        "Fonctionnement dégradé\n☒ oui   ☐ non",
        "Fonctionnement dégradé depuis ce matin.\nNon",
        "Fonctionnement dégradé\nNon seulement au bloc",
        "Fonctionnement dégradé\nau bloc",
    ],
)
def test_what_is_told_or_answered_otherwise_stays_said(text: str) -> None:
    assert "degrade" in Words("body", text).words


def test_offsets_stay_behind_a_label_that_is_left_out() -> None:
    text = "Danger\nnon\nserveur arrêté"
    words = Words("body", text)
    at = words.words.index("serveur")
    assert words.written(at, at) == "serveur"
    assert words.start(at) == text.index("serveur")
