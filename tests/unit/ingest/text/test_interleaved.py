"""Answers typed into a quoted letter without marks are the author's words: they stay, our questions go (failure 30)."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.text.reply import read_reply

BLOCK = "De : FSSI <fssi@desk.example>\nEnvoyé : samedi 15 août 2026 02:10\nÀ : Claire Morel\nObjet : Questions\n\n"
ROUND = "\n\nUne réponse avant 6 h nous aiderait.\n\nN'envoyez par courriel ni données de patients, ni mots de passe.\n"


@pytest.mark.parametrize(
    ("above", "quoted", "new"),
    [
        ("Voici.", "1. Mode dégradé ?\n\nOui\n\n2. Patients ?\n\nNon, aucun" + ROUND, "Voici.\n\nOui\nNon, aucun"),
        ("", "1. Mode dégradé ? Oui\n2. Patients ? Non" + ROUND, "1. Mode dégradé ? Oui\n2. Patients ? Non"),
        ("Vu.", "1. Mode dégradé ?\n2. Patients ?" + ROUND, "Vu."),
        ("Vu.", "1. Mode dégradé ?\n2. FINESS ? Celui que nous avons lu semble mal recopié." + ROUND, "Vu."),
        ("Vu.", "Combien ?\nNous attendons votre retour.\n\nCordialement\n", "Vu."),
        ("Vu.", "Combien ?\n--> douze\nDepuis ?\n--> minuit", "Vu.\n\n--> douze\n--> minuit"),
        ("Vu.", "Combien ?\nR : douze\nDepuis ?\nRéponse : minuit", "Vu.\n\nR : douze\nRéponse : minuit"),
        ("Vu.", "Combien ?\n[Paul R.] douze\nDepuis ?\n[Paul R.] minuit", "Vu.\n\n[Paul R.] douze\n[Paul R.] minuit"),
        ("Vu.", "[EXTERNE] Attention.\n[image] logo\n[SSI-2026-000123] Questions", "Vu."),
        (
            "Nos réponses en rouge.",
            "Et le bloc ?\nFermé.\nEt le labo ?\nFermé.",
            "Nos réponses en rouge.\n\nFermé.\nFermé.",
        ),
        ("My answers inline.", "Dites où vous en êtes.\nTout est chiffré.", None),
        (
            "Vu.",
            "1. Mode ?\nOui\n2. Bloc ?\nFermé\n\n" + BLOCK + "1. Ancien ?\nVieux\n2. Autre ?\nPassé",
            "Vu.\n\nOui\nFermé",
        ),
    ],
)
def test_it_keeps_answers_typed_into_an_unmarked_quotation(above: str, quoted: str, new: str | None) -> None:
    reply = read_reply(f"{above}\n\n{BLOCK}{quoted}")
    if new is None:
        assert "Tout est chiffré." in reply.new_text
        assert "Envoyé" not in reply.new_text
    else:
        assert reply.new_text == new


def test_what_is_cut_around_the_answers_is_told() -> None:
    text = f"Voici.\n\n{BLOCK}1. Mode dégradé ?\nOui\n2. Patients ?\nNon"
    reply = read_reply(text)
    cut = "".join(text[one.start : one.end] for one in reply.cuts)
    assert "Mode dégradé" in cut
    assert "Patients" in cut
    assert reply.interleaved
    assert all(one.pattern == "header block" for one in reply.cuts)


@pytest.mark.parametrize(
    "announced", ["Le sam. 15 août 2026 à 03:02, A <a@b.example> a écrit :", "-----Message d'origine-----"]
)
def test_it_does_so_below_any_announcement(announced: str) -> None:
    text = f"Vu.\n\n{announced}\n\n1. Mode ?\nOui\n2. Bloc ?\nFermé\n"
    assert read_reply(text).new_text == "Vu.\n\nOui\nFermé"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(["oui, depuis minuit", "aucun", "12 postes", "je ne sais pas"]), min_size=2, max_size=9)
)
def test_no_answer_below_a_numbered_question_is_lost(answers: list[str]) -> None:
    quoted = "\n".join(f"{n}. Question numéro {n} ?\n{answer}" for n, answer in enumerate(answers, 1))
    assert read_reply(f"Vu.\n\n{BLOCK}{quoted}{ROUND}").new_text == "\n".join(["Vu.", "", *answers])


@pytest.mark.parametrize("line", ["1. ", "-> ", "[a] ", "De : x\n", "? ", "R : ", "1. a ?\nb\n"])
def test_a_long_quotation_costs_little(line: str) -> None:
    begun = time.process_time()
    read_reply(f"Mes réponses ci-dessous.\n\n{BLOCK}" + (line * 40 + "\n") * 6_000)
    assert time.process_time() - begun < 1.0


@pytest.mark.parametrize("mark", ["PS : ", "P.S. ", "NB : ", "Ajout : "])
def test_a_postscript_below_the_signature_stays(mark: str) -> None:
    text = f"Douze postes.\n\n-- \nClaire Morel\n\n{mark}le bloc ferme."
    reply = read_reply(text)
    assert reply.new_text == f"Douze postes.\n\n{mark}le bloc ferme."
    assert [one.pattern for one in reply.cuts] == ["signature"]
