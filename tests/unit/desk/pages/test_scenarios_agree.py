"""A scenario's night is the desk's night: whatever people answer, both have the same pages, holder and letters."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.desk.intake import Taken
from bot.desk.kept.records import CaseRow, OutboxEntry
from bot.desk.pages import escalate
from bot.mail.verdict import Kind, Trust
from bot.rules.proof.steps import Answer, Step
from bot.rules.proof.timeline import play
from tests import builders
from tests.builders import SATURDAY_NIGHT
from tests.unit.desk.conftest import Desk

_TOLD = ("page-taken", "page-reminder", "page-postponed", "page-unclear", "page-unproven")
_TEXTS = ("Je prends", "oui", "C'est quoi ?", "Indisponible", "Dans 20 minutes", "pris, je rappelle à 4h", "Merci")


class Heard(NamedTuple):
    """One answer, so many minutes after the one before, by whoever was paged last, to the page or to our question."""

    after: int
    text: str
    kind: Kind = Kind.FOLLOW_UP
    hostile: bool = False
    to_question: bool = False


_ANSWERS = st.builds(
    Heard,
    st.sampled_from([1, 4, 16, 26, 47, 61]),
    st.sampled_from(_TEXTS),
    st.sampled_from([Kind.FOLLOW_UP] * 5 + [Kind.AUTO_REPLY]),
    st.sampled_from([False] * 5 + [True]),
    st.booleans(),
)


class Night:
    """The desk through the night of one critical report."""

    def __init__(self) -> None:
        self.desk, self.now, self.letters = Desk(builders.office()), SATURDAY_NIGHT, 0
        self.taken: Taken = self.desk.take(builders.reading(report=builders.critical_report()), self.now)

    def case(self) -> CaseRow:
        assert self.taken.ticket is not None and self.taken.ticket.id is not None
        with self.desk.storage.read() as unit:
            row = unit.cases.latest(self.taken.ticket.id)
        assert row is not None
        return row

    def run_until(self, now: datetime) -> None:
        while (due_at := self.case().case.due_at) is not None and due_at <= now:
            with self.desk.storage.begin() as unit:
                escalate.tick(unit, self.desk.office, due_at)
        self.now = now

    def answer(self, one: Heard) -> Step:
        """The answer given, as a step of a scenario that expects what the desk did."""
        before = len(self.desk.outbox())
        self.run_until(self.now + timedelta(minutes=one.after))
        page, number = self.desk.pages()[-1], len(self.desk.pages())
        questions = [sent for sent in self.desk.outbox("page-unclear") if sent.person == page.person]
        asked = questions[-1] if one.to_question and questions else page
        self.letters += 1
        letter = builders.message(one.text, "Re", page.to[0], f"a{self.letters}@x", in_reply_to=(asked.message_id,))
        absent = one.kind is Kind.AUTO_REPLY
        trust = Trust.HOSTILE if one.hostile else Trust.CLAIMED
        self.desk.take(builders.reading(letter, kind=one.kind, automatic=absent, absence=absent, trust=trust), self.now)
        self.run_until(self.now)
        answer = Answer(page.to[0], one.text, one.kind, one.hostile, number, asked is not page)
        return Step(self.now - SATURDAY_NIGHT, answer, expect=self.facts(self.desk.outbox()[before:]))

    def facts(self, sent: list[OutboxEntry]) -> dict[str, Any]:
        row = self.case()
        return {
            "pages": [entry.person for entry in sent if entry.template == "page"],
            "told": [entry.person for entry in sent if entry.template in _TOLD],
            "state": row.case.state,
            "owner": row.case.taken_by,
        }


def differences(answers: list[Heard]) -> list[str]:
    night = Night()
    steps = [night.answer(one) for one in answers]
    assert night.taken.judgement is not None
    order = night.taken.judgement.decision.page
    return [str(miss) for miss in play(steps, order, SATURDAY_NIGHT, night.desk.office.rules)]


@pytest.mark.parametrize(
    "answers",
    [
        [Heard(1, "oui")],
        [Heard(1, "C'est quoi ?"), Heard(1, "oui", to_question=True)],
        [Heard(1, "C'est quoi ?"), Heard(1, "oui")],
        [Heard(1, "Je prends", hostile=True)],
        [Heard(1, "Je prends"), Heard(47, "Merci")],
        [Heard(1, "Je prends"), Heard(4, "Merci")],
        [Heard(1, "Je prends"), Heard(47, "Dans 20 minutes")],
        [Heard(1, "Absent", Kind.AUTO_REPLY, hostile=True)],
        [Heard(1, "Indisponible"), Heard(1, "Dans 20 minutes"), Heard(26, "Je prends")],
        [Heard(1, "pris, je rappelle à 4h")],
    ],
)
def test_a_scenario_reads_an_answer_as_the_desk_does(answers: list[Heard]) -> None:
    assert differences(answers) == []


@settings(max_examples=60)
@given(st.lists(_ANSWERS, min_size=1, max_size=5))
def test_a_scenario_never_differs_from_the_desk(answers: list[Heard]) -> None:
    assert differences(answers) == []
