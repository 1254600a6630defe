"""The sketch of a letter: alike letters are known again, whatever changes around their words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.desk.writing.answers import fingerprint, resemble
from tests import builders

ROBOT = "Votre demande a bien été enregistrée, un technicien vous répondra dans les meilleurs délais."


def sketch(text: str, subject: str = "x") -> str:
    return fingerprint(builders.message(text, subject))


def test_a_robot_that_changes_numbers_subject_and_case_is_known_again() -> None:
    assert resemble(sketch(f"{ROBOT} n° 123", "Ticket 123"), sketch(f"{ROBOT.upper()} N° 99481", "Autre sujet"))


def test_two_different_reports_do_not_resemble_each_other() -> None:
    one = "Bonjour, la baie de stockage est tombée cette nuit, imagerie arrêtée, un contrôleur en cause."
    two = "Madame, un cadre a saisi son mot de passe sur un faux site, des courriels partent en son nom."
    assert not resemble(sketch(one), sketch(two))


@given(st.text(max_size=400))
def test_a_letter_resembles_itself(text: str) -> None:
    assert resemble(sketch(text), sketch(text))


@given(st.text(max_size=200), st.text(max_size=200))
def test_resemblance_is_mutual(one: str, other: str) -> None:
    assert resemble(sketch(one), sketch(other)) == resemble(sketch(other), sketch(one))
