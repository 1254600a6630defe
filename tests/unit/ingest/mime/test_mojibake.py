"""UTF-8 that was taken for windows-1252 on its way is read as it was written; true text is never touched."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.mime.charset import decode
from bot.ingest.mime.mojibake import looks_garbled, mended

FRENCH = "Réseau coupé à l’hôpital : serveurs chiffrés, œuvre d’un rançongiciel. Coût : 3 €, dégâts « majeurs »."


@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("taken_for", ["cp1252", "latin-1"])
def test_it_mends_what_was_garbled_once_or_more(times: int, taken_for: str) -> None:
    text = FRENCH.replace("«", "-").replace("»", "-")
    for _ in range(times):
        text = text.encode().decode(taken_for)
    read = decode(text.encode(), "utf-8")
    assert read.text == FRENCH.replace("«", "-").replace("»", "-")
    assert read.mended is not None


@pytest.mark.parametrize(
    "text",
    [
        FRENCH,
        "A reunião «AMANHû em São Brás",
        "AMANHû",
        "MANHÃ",
        "Le portail affiche « rÃ©seau » au lieu de « réseau ».",
        "Il fait 30 °C à l'Âge d'or, crâne et pâte",
        "Âge, Ânes, Ã© seul",
        "Các bạn, ÂÂÂ",
    ],
)
def test_a_true_text_is_not_touched(text: str) -> None:
    assert mended(text) is None
    assert decode(text.encode(), "utf-8").text == text


@settings(max_examples=150)
@given(st.text(st.sampled_from("abcdefgh éèàùçôîâêœÉÀ’—°\n"), max_size=60), st.integers(0, 2))
def test_what_is_mended_is_what_was_written(text: str, times: int) -> None:
    garbled = text
    for _ in range(times):
        garbled = garbled.encode().decode("latin-1")
    found = mended(garbled)
    assert found in (None, text)
    if times and sum(char > "\x7f" for char in text) > 1:
        assert found == text
    assert times or found is None


def test_what_cannot_go_back_whole_is_left_and_told() -> None:
    text = FRENCH.encode().decode("cp1252", "replace") + " → fin"
    assert mended(text) is None
    assert looks_garbled(text)
    read = decode(text.encode(), "utf-8")
    assert read.text == text
    assert read.mended is not None
