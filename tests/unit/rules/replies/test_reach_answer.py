"""What counts as « reçu » to a test letter, and what does not."""

from __future__ import annotations

import pytest

from bot.rules.replies.reach_answer import says_received


@pytest.mark.parametrize(
    "text",
    [
        "oui", "Oui.", "reçu", "Reçu", "RECU !", "Bien reçu, merci", "reçue", "test ok", "Test OK", "ok", "OK !",
        "Ok bien reçu",
        "Bonjour,\n\nBien reçu.\n\nAlice", "rec\u0327u", "Reçu 5/5", "vu", "d’accord", "Je confirme", "présent",
        "yes", "Received, thanks", "got it", "Confirmed.", "👍", "Oui, c’est bon pour moi",
        "reçu\n\nEnvoyé de mon iPhone",
    ],
)  # fmt: skip
def test_it_proves_that_the_letter_was_received(text: str) -> None:
    assert says_received(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "   ", "je n'ai pas reçu le précédent", "Pas reçu", "non", "Rien reçu", "not received", "no", "Reçu ?",
        "ok ?",
        "Je suis en congé", "Je prends", "Qui êtes-vous ?", "book", "recueil", "Never received anything",
        "\n".join(["ligne"] * 6 + ["oui"]), "I didn’t get it, yes", "oui mais pas à cette adresse",
    ],
)  # fmt: skip
def test_anything_else_is_for_a_person_to_read(text: str) -> None:
    assert not says_received(text)


def test_a_hostile_text_costs_nothing() -> None:
    assert not says_received("\n" * 200_000 + "a" * 2_000_000)
    assert says_received("oui" + " " * 2_000_000)
