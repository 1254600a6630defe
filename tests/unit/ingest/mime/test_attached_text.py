"""Text that is attached speaks where a letter says nothing else: the only part, or what the body only points to."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from bot.ingest.parse import parse
from bot.settings.model import ReadingLimits

TOLD = "Les serveurs sont chiffrés, les urgences sont au papier."


def letter(body: str | None, *files: tuple[str, str, str], subject: str = "Alerte") -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = "garde@ch-x.example", subject, "<a@ch-x.example>"
    if body is not None:
        message.set_content(body)
    for name, subtype, text in files:
        message.add_attachment(text.encode(), maintype="text", subtype=subtype, filename=name)
    return message.as_bytes()


@pytest.mark.parametrize("body", ["cf fichier", "Voir le formulaire joint", "\n", None])
@pytest.mark.parametrize(
    ("name", "subtype", "text"),
    [("alerte.txt", "plain", TOLD), ("alerte.html", "html", f"<p>{TOLD}</p>")],
)
def test_attached_text_is_read_where_the_body_only_points_to_it(
    body: str | None, name: str, subtype: str, text: str
) -> None:
    read = parse(letter(body, (name, subtype, text)), ReadingLimits())
    assert TOLD in read.new_text
    assert [one.filename for one in read.attachments] == [name]


def test_the_only_part_is_read_though_it_is_called_an_attachment() -> None:
    head = "From: garde@ch-x.example\nSubject: Alerte\nContent-Type: text/plain; charset=utf-8; name=a.txt\n"
    octets = f"{head}Content-Disposition: attachment; filename=a.txt\n\n{TOLD}".encode()
    assert parse(octets, ReadingLimits()).new_text.strip() == TOLD


@pytest.mark.parametrize("body", ["Notre messagerie est lente, journal joint.", "Un poste est en panne, voir fichier."])
def test_a_body_that_says_something_speaks_alone(body: str) -> None:
    read = parse(letter(body, ("journal.txt", "plain", TOLD)), ReadingLimits())
    assert read.new_text.strip() == body


def test_neither_a_large_text_nor_more_than_two_are_read() -> None:
    large = parse(letter("cf fichier", ("a.txt", "plain", "mot " * 20_000)), ReadingLimits())
    assert large.new_text.strip() == "cf fichier"
    many = parse(letter("cf fichiers", *((f"{n}.txt", "plain", f"texte-{n}") for n in range(4))), ReadingLimits())
    assert "texte-1" in many.new_text and "texte-2" not in many.new_text
