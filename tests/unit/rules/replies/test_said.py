"""What people type under a page: each take is a take, and nothing else ever is."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from bot.daemon.yaml_tree import read_tree
from bot.rules.replies.reply_words import Asked, Reply, read_reply, word_fault

SAID: dict[str, list[str]] = read_tree(Path(__file__).parents[3] / "corpus" / "page-replies" / "said.yml").bare()
ASKED = Asked("SSI-2026-000123", "alice", time(2, 51))
YES_OR_NO = Asked("SSI-2026-000123", "alice", time(2, 51), yes_or_no=True)


def of(*groups: str) -> list[str]:
    return [text for group in groups for text in SAID[group]]


@pytest.mark.parametrize("text", of("takes", "takes_unseen", "takes_last", "takes_fourth"))
def test_who_takes_it_has_it(text: str) -> None:
    assert read_reply(text, asked=ASKED) == Reply("take")


@pytest.mark.parametrize(
    "text", of("others", "others_unseen", "others_last", "others_fourth", "asked", "costs_a_letter", "no_delays")
)
def test_nothing_else_silences_the_night(text: str) -> None:
    assert read_reply(text, asked=ASKED).kind != "take"


@pytest.mark.parametrize("text", of("delays"))
def test_who_needs_time_gets_it(text: str) -> None:
    assert read_reply(text, asked=ASKED).kind == "later"


@pytest.mark.parametrize("text", of("no_delays"))
def test_what_others_do_in_twenty_minutes_delays_nothing(text: str) -> None:
    assert read_reply(text, asked=ASKED).kind != "later"


@pytest.mark.parametrize("text", of("asked"))
def test_a_bare_yes_takes_only_when_it_answers_a_question(text: str) -> None:
    assert read_reply(text, asked=ASKED) == Reply("unclear")
    assert read_reply(text, asked=YES_OR_NO) == Reply("take")


@pytest.mark.parametrize("text", of("others", "others_unseen", "others_last", "others_fourth"))
def test_the_question_makes_a_take_of_nothing_but_a_yes(text: str) -> None:
    assert read_reply(text, asked=YES_OR_NO).kind != "take"


@pytest.mark.parametrize(
    ("text", "number", "at", "takes"),
    [
        ("Je prends SSI-2026-000123", "SSI-2026-000123", None, True),
        ("Je prends SSI-2026-000124", "SSI-2026-000123", None, False),
        ("Je prends SSI-2026-000123", "", None, False),
        ("Je prends le dossier 123", "SSI-2026-000123", None, True),
        ("Je prends le dossier n°41", "SSI-2026-000123", None, False),
        ("Pris en charge à 2h51", "", time(2, 53), True),
        ("Pris en charge à 23:58", "", time(0, 3), True),
        ("Pris en charge à 2h51", "", time(3, 30), False),
        ("Je prends à 6h", "", time(2, 51), False),
        ("Je prends, leur DPI est tombé depuis 8 h", "", time(2, 51), True),
        ("Je prends, à 8h", "", time(2, 51), False),
    ],
)
def test_it_is_this_case_and_now(text: str, number: str, at: time | None, takes: bool) -> None:
    assert (read_reply(text, asked=Asked(number, "alice", at)).kind == "take") == takes


@pytest.mark.parametrize(("person", "takes"), [("alice", True), ("chloe", False)])
def test_words_of_somebody_else_take_nothing(person: str, takes: bool) -> None:
    assert (read_reply("Alice : je prends", asked=Asked(person=person)).kind == "take") == takes


@pytest.mark.parametrize(
    "after", ["mais pas celui-ci", "enfin Bruno", "si personne ne prend", "par qui ?", "à 8h", "demain"]
)
@pytest.mark.parametrize("take", ["Je prends", "Pris en charge", "I'm on it", "Je gère", "J'y vais"])
@pytest.mark.parametrize("mark", [", ", "... ", ". ", " - ", "\n"])
def test_what_follows_takes_it_back(take: str, mark: str, after: str) -> None:
    assert read_reply(take + mark + after, asked=ASKED).kind != "take"


def test_an_operator_may_make_a_take_of_ok() -> None:
    assert read_reply("OK !", {"take": ["ok"]}) == Reply("take")
    assert read_reply("OK demain", {"take": ["ok"]}) == Reply("unclear")


@pytest.mark.parametrize(
    ("phrase", "kind", "fault"),
    [("e", "take", "short"), ("!", "take", "short"), ("indisponible", "take", "refuse"), ("go", "take", None)],
)
def test_a_phrase_of_the_configuration_means_one_thing(phrase: str, kind: str, fault: str | None) -> None:
    found = word_fault(phrase, kind, {kind: [phrase]})
    assert found is None if fault is None else found is not None and fault in found
