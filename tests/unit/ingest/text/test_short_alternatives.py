"""A plain text of a few words stands for the page beside it; a short letter stays what its author wrote."""

from __future__ import annotations

import pytest

from bot.ingest.parse import parse
from bot.settings.model import ReadingLimits

TABLE = "<table>" + "<tr><td>Mise en danger</td><td>potentielle, huit patients rappelés</td></tr>" * 12 + "</table>"


def text_of(plain: str, html: str) -> str:
    octets = (
        "From: q@labo.example\r\nTo: fssi@desk.example\r\nSubject: form\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{plain}\r\n"
        f"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>{html}</body></html>\r\n--b--\r\n"
    )
    return parse(octets.encode(), ReadingLimits()).text


@pytest.mark.parametrize("plain", ["see table", "voir le tableau ci-joint", "Formulaire", "cf. ci-dessous"])
def test_a_few_words_beside_a_long_page_give_way_to_it(plain: str) -> None:
    assert "Mise en danger" in text_of(plain, TABLE)


@pytest.mark.parametrize(
    ("plain", "html"),
    [
        ("Tout est chiffré, rappelez-nous.", "<p>Tout est chiffré, rappelez-nous.</p><p>Le CH</p>"),
        ("x" * 60, TABLE),
        ("Serveurs en panne", "<p>Serveurs en panne</p><p>-- envoyé de mon téléphone</p>"),
    ],
)
def test_what_says_enough_by_itself_is_kept(plain: str, html: str) -> None:
    assert text_of(plain, html).strip() == plain
