"""The newly written text: history and signature go, the author's words never do, every cut is told (failure 30)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.text.forward import inline_forwards, written_moment
from bot.ingest.text.reply import read_reply

HEADING = "De : FSSI <a@b.example>\nEnvoyé : samedi 15 août 2026 03:02\nÀ : C <c@d.example>\nObjet : x\n\ntexte"


@pytest.mark.parametrize(
    ("text", "new"),
    [
        (
            "On 08/15/2026, FSSI <a@b.example> wrote:\n> question\n> deux\n\nMa réponse dessous.\n\nClaire\n",
            "Ma réponse dessous.\n\nClaire",
        ),
        (
            f"Voici.\n\nObtenir Outlook pour iOS<https://aka.example/o>\n________________________________\n{HEADING}",
            "Voici.",
        ),
        ("ok\n\nLe sam. 15 août 2026 à 03:02, FSSI <a@b.example> a écrit :\n\n> q\n", "ok"),
        (
            "ok\n\nLe 15 août 2026 à 03:02, A <a@b.example> a écrit :\n\ndeux\n\nLe 14 août 2026, B a écrit :\n\nun",
            "ok",
        ),
        (
            "ok\n\n    Le samedi 15 août 2026 à 03:02:11 UTC+2, FSSI <a@b.example> a écrit :  \n \n sans marque\n",
            "ok",
        ),
        (
            'ok\n\n> Message du 15/08/26 03:02\n> De : "FSSI" <a@b.example>\n> A : c@d.example\n> \n> texte\n',
            "ok",
        ),
        ("Bonjour,\nserveur chiffré.\n-- \nJean\n01 99 00 11 22", "Bonjour,\nserveur chiffré."),
        ("Réponse\n\n---\nCe message est confidentiel.\n", "Réponse"),
        ("Impact : oui\n---\nPatients : 3\n", "Impact : oui\n---\nPatients : 3"),
        ("- un\n-- deux points\n-- trois\n\nMerci", "- un\n-- deux points\n-- trois\n\nMerci"),
        ("> a\n> b\n", "> a\n> b"),
        ("Voir\n>>> print(1)\nfin", "Voir\n>>> print(1)\nfin"),
        ("ok\n\n##- Merci de répondre au-dessus de cette ligne -##\n\ntexte", "ok"),
        (f"Pour information.\n\n-----Message d'origine-----\n{HEADING}", "Pour information."),
        ("De : CH de la Vallonne\nDate : 15 août 2026 à 3 h 02\nObjet : Signalement\n\nServeurs chiffrés.",) * 2,
    ],
)
def test_it_gives_what_the_author_wrote(text: str, new: str) -> None:
    assert read_reply(text).new_text == new


ROWS = [
    "Bonjour,",
    "",
    "> cité",
    "-- ",
    "---",
    "De : la pharmacie",
    "Le 15/08/2026 03:02, X a écrit :",
    "Envoyé de mon iPhone",
    "-----Message d'origine-----",
    "Impact : oui",
    "Objet : x",
    "De : A <a@b.example>",
    "Envoyé : 15/08/2026 03:02",
    "texte",
]


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(ROWS), max_size=14))
def test_cuts_and_new_text_together_are_the_whole_text(rows: list[str]) -> None:
    text = "\n".join(rows)
    reply = read_reply(text)
    assert bool(reply.new_text) == bool(text.strip())
    kept, at = "", 0
    for cut in reply.cuts:
        assert at <= cut.start < cut.end <= len(text)
        kept += text[at : cut.start]
        at = cut.end
    assert "".join((kept + text[at:]).split()) == "".join(reply.new_text.split())


def test_a_chain_of_forwards_gives_each_author_outermost_first() -> None:
    text = (
        f"Pour info.\n\n{HEADING.replace('texte', 'relais')}\n\nDe : Paul <p@ehpad.example>\nEnvoyé : vendredi "
        f"14 août 2026 23:10\nÀ : FSSI\nObjet : y\n\npremier"
    )
    outer, inner = inline_forwards(text, read_reply(text).history, "TR: x", own_words=True)
    assert (outer.author and outer.author.address, outer.text) == ("a@b.example", "relais")
    assert (inner.author and inner.author.address, inner.text) == ("p@ehpad.example", "premier")


@pytest.mark.parametrize(
    ("originator", "name", "address"),
    [
        ("Paul REY", "Paul REY", ""),
        ("Paul REY <Paul.Rey@ch.example>", "Paul REY", "Paul.Rey@ch.example"),
        ("Paul REY [mailto:p.rey@ch.example]", "Paul REY", "p.rey@ch.example"),
        ("« Paul REY »", "Paul REY", ""),
    ],
)
def test_an_author_known_by_name_alone_is_named(originator: str, name: str, address: str) -> None:
    text = f"Vu.\n\nDe : {originator}\nEnvoyé : samedi 15 août 2026 03:02\nÀ : DSI\nObjet : x\n\nTout est chiffré."
    [first] = inline_forwards(text, read_reply(text).history, "TR: x", True)
    assert first.author is not None
    assert (first.author.name, first.author.address) == (name, address)


def test_the_history_of_a_reply_is_no_forward() -> None:
    text = f"oui\n\n{HEADING}"
    assert inline_forwards(text, read_reply(text).history, "RE: x", own_words=True) == ()


def test_an_address_in_the_text_is_never_taken_for_the_author() -> None:
    text = "Écrire à p@ehpad.example.\n\nDébut du message réexpédié :\n\nTexte sans en-tête, voir q@ehpad.example"
    (one,) = inline_forwards(text, read_reply(text).history, "TR: x", own_words=True)
    assert (one.author, one.headed) == (None, False)


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("samedi 15 août 2026 03:02", "2026-08-15T01:02:00+00:00"),
        ("15 janvier 2026 à 3 h 02", "2026-01-15T02:02:00+00:00"),
        ("Sat, 15 Aug 2026 03:02:00 +0200", "2026-08-15T01:02:00+00:00"),
        ("Saturday, August 15, 2026 3:02 AM", None),
        ("hier", None),
    ],
)
def test_a_written_date_is_an_instant_only_when_its_zone_is_known(written: str, iso: str | None) -> None:
    moment = written_moment(written)
    assert (moment.isoformat() if moment else None) == iso
