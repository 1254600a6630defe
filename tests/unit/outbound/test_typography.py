"""French typography, and the machine's tokens it leaves alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbound.typography import JOINER, LINK_BEGIN, NO_BREAK, defanged, english, french, harmless, one_line, phone


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Nature : panne", f"Nature{NO_BREAK}: panne"),
        ("Pourquoi ? Parce que ! Bien ; fini", f"Pourquoi{NO_BREAK}? Parce que{NO_BREAK}! Bien{NO_BREAK}; fini"),
        ("« je prends »", f"«{NO_BREAK}je prends{NO_BREAK}»"),
        ("l'équipe d'astreinte", "l’équipe d’astreinte"),
        ("à 2 h 47, dès 9 h", f"à 2{NO_BREAK}h{NO_BREAK}47, dès 9{NO_BREAK}h"),
        ("décret n° 2016-1214", f"décret n°{NO_BREAK}2016-1214"),
    ],
)
def test_it_sets_french_as_french_is_set(written: str, shown: str) -> None:
    assert french(written) == shown


@pytest.mark.parametrize(
    "token",
    [
        "[SSI-2026-000123]",
        "TLP:AMBER+STRICT",
        "PAP:RED",
        "970499992",
        "signalement.example/#/accueil?x=1;y=2!",
        "2026-08-15T02:47:00+02:00",
        "o'neil@ch-aval.example",
        "12 hôpitaux",
    ],
)
def test_it_leaves_the_tokens_of_machines_alone(token: str) -> None:
    assert french(f"Voir {token} ici") == f"Voir {token} ici"


@given(st.text(max_size=300))
def test_it_changes_nothing_but_spaces_and_apostrophes(text: str) -> None:
    def bare(words: str) -> str:
        return words.replace(NO_BREAK, "").replace(" ", "").replace("’", "'")

    assert bare(french(text)) == bare(text)


@given(st.text(max_size=200))
def test_setting_twice_is_setting_once(text: str) -> None:
    assert french(french(text)) == french(text)
    assert english(english(text)) == english(text)


@pytest.mark.parametrize(
    ("number", "dialled", "shown"),
    [
        ("+33639981234", "+33639981234", "06 39 98 12 34"),
        ("01 99 00 12 34", "+33199001234", "01 99 00 12 34"),
        ("+262692123456", "+262692123456", "06 92 12 34 56"),
        ("+4930123456", "+4930123456", "+4930123456"),
    ],
)
def test_it_shows_a_number_in_pairs_and_makes_it_dialable(number: str, dialled: str, shown: str) -> None:
    marked = phone(number)
    assert marked.startswith(f"{LINK_BEGIN}{dialled}")
    assert shown.replace(" ", JOINER) in marked


def test_words_instead_of_a_number_are_shown_as_words() -> None:
    assert phone("voir le standard") == "voir le standard"


@given(st.text(max_size=2000))
def test_a_line_is_one_bounded_line_without_anything_unseen(text: str) -> None:
    line = one_line(text, 80)
    assert len(line) <= 80
    assert len(line.splitlines()) <= 1
    assert not set(line) & set("\r\n\t\0\u202e\u200b\u2066\ufeff")


@pytest.mark.parametrize("bait", ["https://evil.example/x", "www.evil.example", "moi@evil.example", "t.example/x"])
def test_nothing_in_a_strangers_words_can_be_clicked(bait: str) -> None:
    shown = harmless(f"CH {bait}")
    assert bait not in shown
    assert ".example" not in shown
    assert "@evil" not in shown


@pytest.mark.parametrize("name", ["E.H.P.A.D. Les Tilleuls", "C.H. d’Aval", "Site 3.2", "CHU Piton-Blanc (974)"])
def test_ordinary_names_are_shown_as_they_are(name: str) -> None:
    assert harmless(name) == name


def test_an_indicator_is_defanged() -> None:
    assert (
        defanged("vu depuis 198.51.100.23 et http://a.example") == "vu depuis 198[.]51[.]100.23 et http[://]a[.]example"
    )
