"""Junk by its words, and the people who pass it on, ask about it or were taken in by it: in doubt a report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.ingest.kinds.classify import SortingContext, classify
from bot.ingest.parse import parse
from bot.mail.verdict import Kind, Verdict
from bot.settings.model import ReadingLimits

CORPUS = Path(__file__).parents[3] / "corpus"
CONTEXT = SortingContext(own_addresses=frozenset({"fssi@desk.example", "desk@desk.example"}), key=b"k" * 32)


def letters(name: str) -> list[str]:
    return (CORPUS / "junk" / name).read_text("utf-8").split("=====\n")


def sort(letter: str, author: str = "x@y.example") -> Verdict:
    head, _, body = letter.partition("\n\n")
    fields = (
        f"From: {author}\nTo: fssi@desk.example\n{head}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8"
    )
    return classify(parse(f"{fields}\nContent-Transfer-Encoding: 8bit\n\n{body}".encode(), ReadingLimits()), CONTEXT)


def test_nobody_who_passes_junk_on_is_thrown_away_with_it() -> None:
    verdicts = {one.split("\n")[0]: sort(one) for one in letters("people_who_pass_it_on.txt")}
    assert not {name: one.reasons for name, one in verdicts.items() if one.kind is not Kind.REPORT}


def test_most_junk_is_known_and_says_by_which_words() -> None:
    verdicts = [sort(one) for one in letters("junk.txt")]
    found = [one for one in verdicts if one.kind is Kind.JUNK]
    assert len(found) >= 0.85 * len(verdicts)
    assert all(one.reasons[0].partition(": ")[2] for one in found)


def test_no_ordinary_sentence_is_thrown_away_for_the_words_of_sellers_in_it() -> None:
    sentences = [one for one in letters("ordinary_sentences.txt")[0].splitlines() if one.strip()]
    assert len(sentences) >= 50
    thrown = {one: sort(f"Subject: Bonjour\n\n{one}\n").reasons for one in sentences}
    assert not {one: why for one, why in thrown.items() if why[0] != "no sign of another kind"}


def test_a_doctor_s_letter_is_read_though_the_server_marks_it_and_a_seller_s_word_is_in_it() -> None:
    letter = (
        "X-Spam-Flag: YES\nSubject: liaison\n\nPlus aucune liaison satellite depuis 14 h, éclampsie gérée sans avis "
        "spécialisé. Le casino voisin offre son téléphone, contactez-moi. Dr Amirault, centre de soins.\n"
    )
    assert sort(letter).kind is Kind.REPORT


def test_one_word_of_a_seller_is_not_enough() -> None:
    assert sort("Subject: x\n\nLe casino est fermé le lundi.\n").kind is Kind.REPORT
    assert sort("Subject: x\n\nCasino en ligne, bonus garanti, cliquez ici.\n").kind is Kind.JUNK


@pytest.mark.parametrize(
    "text", ["Achetez.", "Voici le mail : votre compte sera suspendu, cliquez ici http://x.example"]
)
def test_our_own_address_forged_is_junk_whatever_it_says(text: str) -> None:
    verdict = sort(f"Subject: x\n\n{text}", "fssi@desk.example")
    assert (verdict.kind, verdict.reasons[0]) == (Kind.JUNK, "From: our own address without our identifier")


def test_every_letter_of_the_corpus_comes_with_reasons() -> None:
    for path in sorted(CORPUS.glob("*.eml")):
        verdict = classify(parse(path.read_bytes(), ReadingLimits()), CONTEXT)
        assert verdict.reasons, path.name
        want = json.loads(path.with_suffix("").with_suffix(".expect.json").read_text("utf-8"))
        if want.get("kind", "report") != "report":
            assert verdict.reasons[0] != "no sign of another kind", path.name


@pytest.mark.parametrize(
    "subject",
    [
        "Votre compte a été piraté",
        "Votre appareil a été infecté",
        "Your account has been hacked",
        "Vos données ont été piratées : dernier avertissement",
        "Paiement en attente",
        "Un message pour vous : lisez",
    ],
)
def test_extortion_is_junk_under_any_subject_and_its_victim_is_not(subject: str) -> None:
    threat = (
        "J'ai un accès complet à votre appareil et j'ai filmé votre écran. Votre compte a été piraté. Versez 900 euros "
        "en bitcoin sous 48 heures."
    )
    assert sort(f"Subject: {subject}\n\n{threat}\n").kind is Kind.JUNK
    assert sort(f"Subject: {subject}\n\nJ'ai reçu ce texte : {threat}\n").kind is Kind.REPORT
