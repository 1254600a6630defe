"""A table of replies as phones and mail programs send them, and what no reply may do."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.replies.reply_words import Reply, read_reply

TAKE = [
    "Je prends", "je prends.", "OK je prends", "Ok, je prends !", "oui je prends en charge", "Je le prends", "je prend",
    "Je m'en occupe", "Je m’en charge tout de suite", "Bonsoir, je prends la main. Cordialement, Alice",
    "Je prends\n\nEnvoyé de mon iPhone", "Pris en charge", "PRIS EN CHARGE.", "pris", "ack", "ACK", "Acked, thanks",
    "acknowledged", "on it", "I'm on it", "I’ll take it", "Taken", "taking it", "Mine", "pas de souci, je prends",
    "Pas de problème je m'en occupe", "No problem, I'll take it", "je prends, je rappelle dans 20 min",
    "Je prends et j'appelle l'établissement dans 10 minutes", "c'est moi qui prends", "Je prends le relais de Bruno",
    "Je suis dessus", "Je gère", "J'ai pris en charge le ticket",
    "Je prends\n\nLe sam. 15 août 2026 à 02:47, Veilleur <v@cert.example> a écrit :\n> indisponible ? répondez",
    "Je prends\n\n-----Message d'origine-----\nDe : Veilleur\nJe ne peux pas : répondez « indisponible »",
    "je prends\r\n-- \r\nAlice, absente et indisponible le mercredi",
    "je prends toujours", "Je prends encore", "Je prends - Alice", "Je prends je me connecte", "will take it",
    "je prend l'astreinte",
    "Je\u00a0prends", "JE PRENDS!!!", "Je prends cet incident.\n\nTélécharger Outlook pour Android",
]  # fmt: skip
REFUSE = [
    "indisponible", "Indisponible, désolé", "Je suis indisponible", "Je ne prends pas", "je prends pas",
    "Je ne peux pas", "je peux pas, voyez avec Chloé", "Désolé, je ne peux pas prendre ce soir", "pas dispo",
    "Pas disponible ce soir", "Je ne suis pas d'astreinte", "je ne suis plus d’astreinte cette semaine",
    "Ok mais je ne peux pas", "can't", "I can't take it", "Sorry, I cannot", "not available", "I'm not on call", "Non",
    "No", "Impossible pour moi", "je passe mon tour", "Je suis en congés", "Je n'ai pas accès",
    "finalement indisponible", "Malheureusement je ne peux pas", "Je ne m'en occupe pas", "je ne peux pas maintenant",
]  # fmt: skip
LATER = [
    ("Je prends dans 5 min", 5), ("dans 20 min", 20), ("Dans 20 minutes", 20), ("ok dans 10 mn", 10),
    ("Je prends dans un quart d'heure", 15), ("dans une demi-heure", 30), ("In half an hour", 30),
    ("in 20 minutes", 20), ("Give me 10 minutes", 10), ("dans 1h", 60), ("dans une heure", 60),
    ("Je ne peux pas tout de suite, dans 20 min", 20), ("j'arrive dans 15'", 15), ("10 min", 10), ("dans 5", 5),
]  # fmt: skip
UNCLEAR = [
    "ok", "OK merci", "Bien reçu", "Oui", "Je prends note", "je prends connaissance du message", "Je prends le train",
    "Qui prend ?", "Je prends ?", "Tu peux prendre ?", "Je prends si Bruno ne répond pas",
    "Si personne ne prend, je prends", "Bruno prend", "Pris en charge par Bruno", "c'est pris par Chloé",
    "Je prends ou pas ?", "je ne suis pas indisponible", "Je ne sais pas", "Je prends demain matin", "Pris note",
    "can you take it?", "", "👍", "dans 2 jours", "plus tard", "Le DPI est indisponible depuis 8 h",
    "Bruno n'est pas disponible", "Je n'ai pas pris en charge", "Je prends. Finalement non je ne peux pas",
    "Je m'en occupe à mon retour", "Bruno will take it", "je prends bonne note – merci",
    "Absence du bureau jusqu'au 20 août", "Nobody can take this", "I would take it if I could",
    "Je pense que je prends", "not taken yet", "dans 0 min", "> je prends", "Je ne prends pas et je prends",
]  # fmt: skip


@pytest.mark.parametrize("text", TAKE)
def test_it_reads_who_takes_it(text: str) -> None:
    assert read_reply(text) == Reply("take")


@pytest.mark.parametrize("text", REFUSE)
def test_it_reads_who_cannot(text: str) -> None:
    assert read_reply(text) == Reply("refuse")


@pytest.mark.parametrize(("text", "minutes"), LATER)
def test_it_reads_who_needs_time(text: str, minutes: int) -> None:
    assert read_reply(text) == Reply("later", minutes)


@pytest.mark.parametrize("text", UNCLEAR)
def test_it_leaves_the_unclear_unclear(text: str) -> None:
    assert read_reply(text) == Reply("unclear")


@pytest.mark.parametrize("text", [*TAKE, *REFUSE, *UNCLEAR])
def test_case_accents_and_a_quoted_page_below_change_nothing(text: str) -> None:
    below = (
        "\n\nOn Sat, 15 Aug 2026 at 02:47, Veilleur <v@cert.example> wrote:\n> je prends / indisponible / dans 20 min"
    )
    assert read_reply(text.upper() + below) == read_reply(text)


def test_a_line_broken_by_the_mail_program_is_read_as_one() -> None:
    text = "Bonsoir, ce soir je suis en déplacement dans le nord du département, je ne suis\npas disponible."
    assert read_reply(text) == Reply("refuse")
    assert read_reply(
        "Franchement, à cette heure de la nuit et loin de tout ordinateur, je ne peux\npas prendre."
    ) == Reply("refuse")


@pytest.mark.parametrize("negation", ["ne pas", "je ne sais pas si", "pas encore", "n'ai pas"])
@pytest.mark.parametrize("words", ["pris en charge", "je prends", "taken", "ack"])
def test_a_negation_before_it_never_takes(negation: str, words: str) -> None:
    assert read_reply(f"{negation} {words}").kind != "take"


def test_an_operator_may_add_phrases() -> None:
    words = {"take": ["c’est parti", "yalla"], "refuse": ["sans moi"], "later": ["rappelez dans", "laisse-moi"]}
    assert read_reply("C'est parti !") == Reply("unclear")
    assert read_reply("C'est parti !", words) == Reply("take")
    assert read_reply("Yalla ?", words) == Reply("unclear")
    assert read_reply("Sans moi ce soir", words) == Reply("refuse")
    assert read_reply("laisse moi 10 min", words) == Reply("later", 10)
    assert read_reply("je prends", {"take": []}) == Reply("take")


@pytest.mark.parametrize("text", UNCLEAR)
def test_a_phrase_of_the_configuration_that_is_known_already_makes_nothing_clearer(text: str) -> None:
    shipped = {"take": ["je prends", "pris en charge"], "refuse": ["indisponible", "je ne peux pas"], "later": ["dans"]}
    assert read_reply(text, shipped) == Reply("unclear")


@given(st.text(max_size=300))
def test_any_text_has_a_meaning_and_minutes_only_for_later(text: str) -> None:
    reply = read_reply(text)
    assert (reply.minutes is not None) == (reply.kind == "later")


@pytest.mark.parametrize(
    "piece",
    [
        "je ",
        "le a écrit ",
        "un petit ",
        "-",
        "pas ",
        "\n",
        "je prends ",
        "dans ",
        "ne ",
        "si, ",
        "\ufdfa",
        "e\u0301",
        "> ",
    ],
)
def test_hostile_text_costs_little(piece: str) -> None:
    begun = time.perf_counter()
    read_reply(piece * (1_000_000 // len(piece)))
    assert time.perf_counter() - begun < 0.5
