"""From a claimed entry to octets: words fixed once, for whoever is left to reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import OutboxEntry, OutboxStatus, RecipientOutcome
from bot.desk.ports import Unit
from bot.outbound.render import Renderer
from bot.outbound.wording import Claimed, Writer, look_up
from tests.fakes import FakeStorage
from tests.letters_out import AT, IDENTITY, TEMPLATES, entry


def writer() -> Writer:
    return Writer(Renderer(None, TEMPLATES, IDENTITY), IDENTITY, lambda entry: "signed")


def claimed(letter: OutboxEntry) -> Claimed:
    return Claimed(letter, letter.to)


def test_it_writes_the_words_of_the_template() -> None:
    letter = writer().write(claimed(entry()))
    assert letter.octets is not None
    assert b"X-Veilleur-Id: signed\r\n" in letter.octets
    assert letter.fresh
    assert letter.entry.subject is not None
    assert letter.entry.subject.startswith("[SSI-2026-000123] TLP:AMBER")


def test_words_once_written_are_never_written_anew() -> None:
    stored = entry(subject="Objet d'avant", text="Texte d'avant\n", html="<p>Avant</p>", template="gone")
    letter = writer().write(claimed(stored))
    assert (letter.entry.subject, letter.entry.text, letter.fresh) == ("Objet d'avant", "Texte d'avant\n", False)
    assert letter.octets is not None
    assert b"Texte d'avant" in letter.octets


@pytest.mark.parametrize(
    "broken",
    [
        {"template": "unwritten"},
        {"context": {"nobody_knows": 1}},
        {"context": {"received_at": "yesterday"}},
        {"template": "reply", "context": {}},
    ],
)
def test_a_broken_template_or_context_sends_the_built_in_words_and_tells(broken: dict[str, object]) -> None:
    letter = writer().write(claimed(entry(**broken)))
    assert letter.octets is not None
    assert letter.trouble is not None
    assert entry().message_id in letter.trouble
    assert "enregistré" in (letter.entry.text or "")


def test_an_unusable_address_does_not_keep_the_others_from_their_letter() -> None:
    letter = writer().write(claimed(entry(to=("good@b.example", "bad@b.example\r\nRCPT TO:<x@y.example>"))))
    assert letter.recipients == ("good@b.example",)
    assert [outcome.result for outcome in letter.unusable] == ["refused"]
    assert letter.octets is not None
    assert b"x@y.example" not in letter.octets


def test_without_any_usable_address_there_is_nothing_to_send() -> None:
    letter = writer().write(claimed(entry(to=("nobody",))))
    assert letter.octets is None
    assert letter.unusable[0].result == "refused"


def test_an_identity_that_cannot_send_is_told_as_an_outcome() -> None:
    odd = replace(IDENTITY, address="not an address")
    letter = Writer(Renderer(None, TEMPLATES, odd), odd, lambda entry: "signed").write(claimed(entry()))
    assert letter.octets is None
    assert letter.unusable[0].result == "refused"


@pytest.mark.parametrize(
    ("page", "template"),
    [
        (OutboxStatus.SENT, "acknowledgement-off-hours-paged"),
        (OutboxStatus.FAILED, "acknowledgement-off-hours"),
        (OutboxStatus.UNCERTAIN, "acknowledgement-off-hours"),
        (OutboxStatus.HELD, "acknowledgement-off-hours"),
        (None, "acknowledgement-off-hours"),
    ],
)
def test_it_says_that_somebody_was_alerted_only_when_the_page_was_accepted(
    page: OutboxStatus | None, template: str
) -> None:
    storage = FakeStorage()
    answer = entry(
        2,
        template="acknowledgement-off-hours-paged",
        otherwise="acknowledgement-off-hours",
        waits_for="page/1",
        waits_until=AT + timedelta(seconds=90),
    )
    with storage.begin() as unit:
        unit.outbox.add(entry(1, key="page/1", cls=LetterClass.PAGE))
        number = unit.outbox.get("letter.1@desk.example").id
        assert number is not None
        if page is not None:
            unit.outbox.settle(number, page, (), None, AT)
    with storage.begin() as unit:
        assert [one.entry.template for one in look_up(unit, [answer])] == [template]


def test_a_second_attempt_goes_only_to_whom_the_first_did_not_settle() -> None:
    storage = FakeStorage()
    everybody = ("a@b.example", "c@d.example", "e@f.example")
    with storage.begin() as unit:
        unit.outbox.add(entry(to=everybody))
        (first,) = unit.outbox.claim(AT, AT + timedelta(minutes=5), "w", 9)
        assert [one.recipients for one in look_up(unit, [first])] == [everybody]
        outcomes = [
            RecipientOutcome("a@b.example", "accepted", 250, ""),
            RecipientOutcome("c@d.example", "refused", 550, ""),
            RecipientOutcome("e@f.example", "deferred", 451, ""),
        ]
        assert first.id is not None
        unit.outbox.retry(first.id, AT, outcomes, "later")
        (second,) = unit.outbox.claim(AT, AT + timedelta(minutes=5), "w", 9)
        assert [one.recipients for one in look_up(unit, [second])] == [("e@f.example",)]


def held_page_and_answer(unit: Unit, **answer: str) -> OutboxEntry:
    unit.outbox.add(entry(1, key="page/1", cls=LetterClass.PAGE))
    number = unit.outbox.get("letter.1@desk.example").id
    assert number is not None
    unit.outbox.settle(number, OutboxStatus.HELD, (), "not live", AT)
    plain = "acknowledgement-off-hours"
    return entry(2, template=f"{plain}-paged", otherwise=plain, waits_for="page/1", **answer)


def test_a_rehearsal_shows_the_answer_that_would_have_followed_the_page() -> None:
    with FakeStorage().begin() as unit:
        answer = held_page_and_answer(unit)
        assert [one.entry.template for one in look_up(unit, [answer], live=False)] == [
            "acknowledgement-off-hours-paged"
        ]


def test_words_of_a_rehearsal_are_not_sent_as_they_are_once_live() -> None:
    with FakeStorage().begin() as unit:
        answer = held_page_and_answer(unit, subject="alerted", text="alerted", html="alerted")
        [again] = look_up(unit, [answer], live=True)
        assert again.entry.template == "acknowledgement-off-hours"
        assert again.entry.subject is None and again.entry.text is None
