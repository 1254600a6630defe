"""Cheap questions before dear patterns: no answer changes, only its price."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.ingest.kinds import absence, acknowledgement, challenge, mail_system, signs
from bot.ingest.kinds.stems import Stems
from bot.mail.message import Message

GUARDED = {
    "subjects of mail systems": (mail_system._SUBJECT, mail_system._HINTS),
    "services out of order": (signs._OUT_OF_ORDER, signs._SUSPENDED),
    "confirmations": (acknowledgement._RECEIVED, acknowledgement._HINTS),
    "means to prove oneself": (challenge._MEANS, challenge._HINTS),
    "absences": (absence._AWAY, absence._HINTS),
    "subjects of absence": (absence._SUBJECT, absence._HINTS),
    "plain subjects of absence": (absence._PLAIN_SUBJECT, absence._HINTS),
}


@pytest.mark.parametrize("name", GUARDED)
def test_what_a_pattern_matches_holds_one_of_its_stems(name: str) -> None:
    pattern, stems = GUARDED[name]

    @settings(max_examples=150, deadline=None)
    @given(st.from_regex(re.compile(pattern.pattern)))
    def holds(text: str) -> None:
        assert stems(text)

    holds()


def test_stems_are_found_in_any_case_and_inside_words() -> None:
    stems = Stems("absen hors_service l'arr é")
    assert stems("Mon ABSENCE") and stems("tout est Hors Service") and stems("à L'ARRÊT") and stems("ÉTÉ")
    assert not stems("horsservice et rien")


_PIECES = (
    "bonjour",
    "en cas d'incident",
    "pour toute question",
    "contactez",
    "le serveur",
    "est chiffré",
    "incident@hopital.example",
    ".",
    "\n",
    "poste est occupé",
    "si vous",
    "panne",
    "for any attack",
    "je reviens lundi",
    "x" * 90,
    "dpi@",
    "le standard au 10",
)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=14), st.sampled_from([" ", "", "  "]))
def test_an_incident_is_told_the_same_by_the_short_way_and_the_long_one(pieces: list[str], gap: str) -> None:
    text = gap.join(pieces)
    without = absence._ADDRESS.sub(" ", absence._SUPPOSED.sub(" ", text))
    told = bool(absence._INCIDENT.search(text) and absence._INCIDENT.search(without))
    assert absence.tells_of_incident(Message("", 0, new_text=text)) is told
