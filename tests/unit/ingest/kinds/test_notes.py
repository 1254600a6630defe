"""Vacation notes as real programs write them, machines that confirm our letter, and people who sound like either."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.kinds.classify import SortingContext, classify
from bot.ingest.kinds.clauses import tally
from bot.ingest.parse import parse
from bot.mail.verdict import Kind, Verdict
from bot.settings.model import ReadingLimits

NOTES = Path(__file__).parents[3] / "corpus" / "notes"
CONTEXT = SortingContext(own_addresses=frozenset({"fssi@desk.example"}))
THREAD = "In-Reply-To: <t.1.aaaa@desk.example>\nReferences: <t.1.aaaa@desk.example>\n"
QUOTED = (
    "\n\nLe sam. 15 août 2026 à 02:47, Veille SSI <fssi@desk.example> a écrit :\n> Quels serveurs sont chiffrés ?\n"
)


def letters(name: str) -> list[str]:
    return (NOTES / name).read_text("utf-8").split("=====\n")


def sort(letter: str, below: str = "") -> Verdict:
    head, _, body = letter.partition("\n\n")
    shape = "MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit"
    return classify(parse(f"{head}\n{shape}\n\n{body}{below}".encode(), ReadingLimits()), CONTEXT)


def told(letter: str) -> str:
    return " / ".join(letter.split("\n")[2:6])


@pytest.mark.parametrize("below", ["", QUOTED], ids=["bare", "with our letter quoted"])
def test_notes_of_every_program_are_found(below: str) -> None:
    notes = letters("absences_by_program.txt")
    missed = [told(one) for one in notes if sort(one, below).kind is not Kind.AUTO_REPLY]
    assert len(notes) >= 220
    assert len(missed) <= 0.05 * len(notes), missed


def test_a_found_note_says_that_its_author_is_away() -> None:
    verdicts = [sort(one) for one in letters("absences_by_program.txt")]
    assert sum(one.absence for one in verdicts) >= 0.95 * len(verdicts)


def test_notes_by_another_hand_are_found_and_their_authors_told_away() -> None:
    notes = letters("absences_by_another_hand.txt")
    missed = [told(one) for one in notes if not sort(one).absence]
    assert len(notes) >= 60
    assert len(missed) <= 0.05 * len(notes), missed


def test_nobody_of_another_hand_is_taken_for_a_note() -> None:
    assert not [told(one) for one in letters("people_by_another_hand.txt") if sort(one).absence]


@pytest.mark.parametrize(
    "field", ["Auto-Submitted: auto-replied", "X-Autoreply: yes", "Precedence: auto_reply", "X-Autorespond: vacation"]
)
def test_whoever_s_responder_answers_is_away_in_words_nobody_foresaw(field: str) -> None:
    verdict = sort(f"Subject: Re: relais\n{field}\n\nSommet atteint. Descente vendredi si la neige le veut.\n")
    assert (verdict.kind, verdict.absence) == (Kind.AUTO_REPLY, True)


@pytest.mark.parametrize(
    "text",
    [
        "Your request was assigned the ID 51730. No need to reply.",
        "Votre message est retenu. Cliquez ici pour prouver que vous n'êtes pas un robot.",
        "Ticket 8841 créé, un technicien vous répondra.",
    ],
)
def test_a_responder_that_is_a_helpdesk_or_wants_proof_tells_of_nobody_s_absence(text: str) -> None:
    verdict = sort(f"Subject: Re: relais\nAuto-Submitted: auto-replied\nPrecedence: bulk\n\n{text}\n")
    assert (verdict.kind, verdict.absence) == (Kind.AUTO_REPLY, False)


def test_an_alert_put_into_a_responder_is_read() -> None:
    alert = (
        "Hôpital évacué depuis ce matin, serveurs éteints, patients transférés. Nous écrivons par ce répondeur : il "
        "nous faut six ambulances et un groupe électrogène, la messagerie est en panne."
    )
    verdict = sort(f"Subject: Evacuation\nAuto-Submitted: auto-replied\nPrecedence: bulk\n\n{alert}\n")
    assert (verdict.kind, verdict.automatic, verdict.absence) == (Kind.REPORT, True, False)


def test_helpdesks_and_challenges_are_machines_but_not_absent() -> None:
    verdicts = {told(one): sort(one) for one in letters("acknowledgements.txt")}
    missed = [name for name, one in verdicts.items() if one.kind is not Kind.AUTO_REPLY]
    assert len(missed) <= 0.05 * len(verdicts), missed
    assert sum(one.absence for one in verdicts.values()) <= 0.1 * len(verdicts)


@pytest.mark.parametrize("below", ["", QUOTED], ids=["bare", "with our letter quoted"])
@pytest.mark.parametrize("above", ["", THREAD], ids=["new", "in a thread"])
def test_nobody_who_tells_or_answers_is_taken_for_a_note(below: str, above: str) -> None:
    people = letters("people_like_notes.txt")
    verdicts = {told(one): sort(above + one if "In-Reply-To" not in one else one, below) for one in people}
    assert len(people) >= 220
    assert not {n: one.reasons for n, one in verdicts.items() if one.kind not in (Kind.REPORT, Kind.FOLLOW_UP)}
    assert not [name for name, one in verdicts.items() if one.automatic or one.absence]


@pytest.mark.parametrize("above", ["", THREAD], ids=["new", "in a thread"])
@pytest.mark.parametrize("name", ["people.txt", "people_like_notes.txt", "people_near_challenges.txt"])
def test_the_field_that_outlook_writes_for_people_too_makes_no_note_of_their_letters(name: str, above: str) -> None:
    field = "X-Auto-Response-Suppress: DR, OOF, AutoReply\n"
    verdicts = {
        told(one): sort(field + above + one if "In-Reply-To" not in one else field + one) for one in letters(name)
    }
    assert not {n: one.reasons for n, one in verdicts.items() if one.kind not in (Kind.REPORT, Kind.FOLLOW_UP)}


@pytest.mark.parametrize("name", ["absences_by_program.txt", "acknowledgements.txt"])
def test_each_machine_s_letter_names_the_field_or_the_words_that_decided(name: str) -> None:
    for letter in letters(name):
        verdict = sort(letter)
        if verdict.kind is Kind.AUTO_REPLY:
            assert verdict.reasons
            assert all(re.search(r"\w", one.partition(":")[2] or one) for one in verdict.reasons), verdict.reasons


def test_one_clause_about_anything_else_makes_a_note_a_person_s_letter() -> None:
    assert tally("Je suis en congés jusqu'au 24 août. Contactez le standard.").note
    assert not tally("Je suis en congés jusqu'au 24 août. La baie de stockage fume.").note
    assert not tally("Notre RSSI est en congés jusqu'au 24 août.").away


def test_a_note_written_with_decomposed_accents_is_the_same_note() -> None:
    note = (
        "Subject: RE: Questions\n\nJe suis en congés jusqu’au 24 août, réponse différée. Merci d’appeler le standard."
    )
    fields = "From: c@ch.example\nTo: fssi@desk.example\n"
    assert sort(fields + note).kind is Kind.AUTO_REPLY
    assert sort(fields + unicodedata.normalize("NFD", note)).kind is Kind.AUTO_REPLY


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("Aa1é-.,:; \n'\"()@/jecongés"), max_size=3_000))
def test_any_text_is_tallied_in_bounds(text: str) -> None:
    counted = tally(text)
    assert counted.known + counted.other <= 2_000
    assert not (counted.note and counted.other)
