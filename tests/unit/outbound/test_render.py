"""Rendering: no letter ever goes out with a hole in it, and nothing in the facts becomes markup, header or code."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.desk.kept.letters import LetterContext
from bot.errors import Permanent
from bot.outbound.proof import FULL
from bot.outbound.render import LONGEST_SUBJECT, Renderer
from tests.letters_out import AT, IDENTITY, TEMPLATES


def written(tmp_path: Path, body: str, subject: str = "Objet", html: str = "{{ body }}") -> Renderer:
    folder = tmp_path / "fr" / "essai"
    folder.mkdir(parents=True)
    for name, words in (("subject.txt", subject), ("body.txt", body), ("body.html", html)):
        (folder / name).write_text(words, "utf-8")
    return Renderer(tmp_path, TEMPLATES, IDENTITY)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Bonjour {{ structur }}", "structur"),
        ("Bonjour {{ phone }}", "not known"),
        ("Mode dégradé : {{ degraded_mode }}", "bool"),
        ("Reçu {{ received_at }}", "datetime"),
        ("{{ questions }}", "tuple"),
        ("{% if %}", "line 1"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ cycler.__init__.__globals__ }}", "unsafe"),
        ("{% include 'fr/absent.txt' %}", "absent.txt"),
        ("{% include 'fr/essai/body.txt' %}", "itself"),
        ("   ", "must not be empty"),
        ("{{ 'x' * 200000 }}", "longer than"),
    ],
)
def test_it_refuses_a_letter_with_a_hole_and_says_where(tmp_path: Path, body: str, said: str) -> None:
    renderer = written(tmp_path, body)
    with pytest.raises(Permanent, match=r"template fr/essai: .*") as refusal:
        renderer.render("essai", "fr", LetterContext(received_at=AT, degraded_mode=True, questions=("phone",)))
    assert said in str(refusal.value)


def test_it_names_the_line_of_the_hole(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"line 3 of essai/body\.txt"):
        written(tmp_path, "Bonjour\n\n{{ phone }}\n").render("essai", "fr", LetterContext())


def test_a_letter_nobody_wrote_is_refused_by_name() -> None:
    with pytest.raises(Permanent, match="fr/unwritten"):
        Renderer(None, TEMPLATES, IDENTITY).render("unwritten", "fr", FULL)


def test_the_operators_words_stand_before_the_shipped_ones_file_by_file(tmp_path: Path) -> None:
    folder = tmp_path / "fr" / "page"
    folder.mkdir(parents=True)
    (folder / "subject.txt").write_text("[{{ ticket }}] Astreinte maison", "utf-8")
    rendered = Renderer(tmp_path, TEMPLATES, IDENTITY).render("page", "fr", FULL)
    assert rendered.subject == "[SSI-2026-000123] Astreinte maison"
    assert "je prends" in rendered.text


def test_the_subject_is_one_bounded_line(tmp_path: Path) -> None:
    rendered = written(tmp_path, "corps", "Un\r\nBcc: x@y.example\n" + "très long " * 100).render("essai", "fr", FULL)
    assert len(rendered.subject) <= LONGEST_SUBJECT
    assert rendered.subject.startswith("Un Bcc: x@y.example très long")


def test_facts_are_never_read_as_template_markup_or_link() -> None:
    hostile = replace(FULL, structure="{{ 7*7 }} <script>alert(1)</script>\r\n# Titre\nhttps://evil.example/ «RIB»")
    rendered = Renderer(None, TEMPLATES, IDENTITY).render("acknowledgement-in-hours", "fr", hostile)
    assert "{{ 7*7 }}" in rendered.text
    assert "49" not in rendered.text.replace("SSI-2026-000123", "")
    assert "<script" not in rendered.html
    assert "https://" not in rendered.text + rendered.html
    assert "evil.example" not in rendered.text + rendered.html


def test_a_long_name_is_cut() -> None:
    rendered = Renderer(None, TEMPLATES, IDENTITY).render("notice", "fr", replace(FULL, structure="n" * 5000))
    assert "n" * 101 not in rendered.text
    assert "…" in rendered.text


def test_instants_are_spoken_in_the_desks_zone_and_beside_it_in_the_senders() -> None:
    rendered = Renderer(None, TEMPLATES, IDENTITY).render("acknowledgement-off-hours", "fr", FULL)
    flat = " ".join(rendered.text.split())
    assert "le samedi 15 août 2026 à 2 h 47 (heure de Paris), soit le samedi 15 août 2026 à 4 h 47" in flat
    assert "(heure de La Réunion)" in flat
    there = Renderer(None, TEMPLATES, IDENTITY, ZoneInfo("Indian/Reunion"))
    flat = " ".join(there.render("acknowledgement-off-hours", "fr", FULL).text.split())
    assert "4 h 47 (heure de La Réunion). Il est enregistré" in flat


def test_a_zone_nobody_knows_is_no_reason_not_to_write() -> None:
    rendered = Renderer(None, TEMPLATES, IDENTITY).render("notice", "fr", replace(FULL, sender_zone="Mars/Olympus"))
    assert "soit le" not in rendered.text


def test_an_unknown_language_is_french() -> None:
    assert "Madame, Monsieur" in Renderer(None, TEMPLATES, IDENTITY).render("closing", "de", FULL).text
