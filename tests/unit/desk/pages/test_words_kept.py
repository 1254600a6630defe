"""What a page and the letters about it promise, and what happens: every answer in every state of a case."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.daemon.shipped import shipped_templates
from bot.desk.kept.letters import LetterContext
from bot.desk.kept.records import OutboxEntry
from bot.outbound.render import Renderer
from tests.unit.desk.conftest import Desk
from tests.unit.desk.pages.test_page_notices import answer, begun, stands, tick

DELAY, NEXT, NOBODY = "« dans 20 minutes »", "la personne suivante est appelée", "personne après vous"


def words(desk: Desk, sent: OutboxEntry) -> str:
    templates = Renderer(None, shipped_templates(), desk.office.settings.identity, desk.office.rules.zone)
    return " ".join(templates.render(sent.template, "fr", LetterContext.from_dict(sent.context)).text.split())


def first_asked(desk: Desk) -> float:
    return 1


def delay_running(desk: Desk) -> float:
    answer(desk, desk.pages()[0], "dans 10 minutes", 1)
    return 2


def second_asked(desk: Desk) -> float:
    """Alice's two pages went out, and now somebody else is awaited."""
    tick(desk, 15)
    tick(desk, 25)
    assert desk.pages()[-1].person != desk.pages()[0].person
    return 26


def alarming(desk: Desk) -> float:
    minutes = 0.0
    while "@" not in (desk.pages()[-1].person or ""):
        minutes += 31
        tick(desk, minutes)
    return minutes + 1


def taken_by_another(desk: Desk) -> float:
    minutes = second_asked(desk)
    answer(desk, desk.pages()[-1], "je prends", minutes)
    return minutes + 1


STATES: dict[str, Callable[[Desk], float]] = {
    one.__name__: one for one in (first_asked, delay_running, second_asked, alarming, taken_by_another)
}
# For each state and answer of whoever was paged first (in `alarming` last): who holds the case, how many pages more go
# out at once, and the letter that is written.
HAPPENS: dict[tuple[str, str], tuple[str, int, str | None]] = {
    ("first_asked", "je prends"): ("me", 0, "page-taken"),
    ("first_asked", "je ne peux pas"): ("nobody", 1, None),
    ("first_asked", "dans 20 minutes"): ("nobody", 0, "page-postponed"),
    ("first_asked", "ok"): ("nobody", 0, "page-unclear"),
    ("delay_running", "je prends"): ("me", 0, "page-taken"),
    ("delay_running", "je ne peux pas"): ("nobody", 1, None),
    ("delay_running", "dans 20 minutes"): ("nobody", 0, "page-postponed"),
    ("delay_running", "ok"): ("nobody", 0, "page-unclear"),
    ("second_asked", "je prends"): ("me", 0, "page-taken"),
    ("second_asked", "je ne peux pas"): ("nobody", 0, None),
    ("second_asked", "dans 20 minutes"): ("nobody", 0, "page-postponed"),
    ("second_asked", "ok"): ("nobody", 0, "page-unclear"),
    ("alarming", "je prends"): ("me", 0, "page-taken"),
    ("alarming", "je ne peux pas"): ("nobody", 0, None),
    ("alarming", "dans 20 minutes"): ("nobody", 0, "page-postponed"),
    ("alarming", "ok"): ("nobody", 0, "page-unclear"),
    ("taken_by_another", "je prends"): ("another", 0, "page-taken"),
    ("taken_by_another", "je ne peux pas"): ("another", 0, None),
    ("taken_by_another", "dans 20 minutes"): ("another", 0, "page-taken"),
    ("taken_by_another", "ok"): ("another", 0, None),
}


@pytest.mark.parametrize(("state", "said"), HAPPENS)
def test_each_answer_does_in_each_state_what_the_letters_say(desk: Desk, state: str, said: str) -> None:
    number = begun(desk)
    minutes = STATES[state](desk)
    page = desk.pages()[-1] if state == "alarming" else desk.pages()[0]
    mine = {page.person, *desk.office.persons_at(page.to[0])}
    before, told = len(desk.pages()), len(desk.outbox())
    answer(desk, page, said, minutes)
    ticket, row = stands(desk, number)
    holder = "nobody" if ticket.owner is None else "me" if ticket.owner in mine else "another"
    letters = [one.template for one in desk.outbox()[told:] if one.template.startswith("page-") and one.person in mine]
    pages = len(desk.pages()) - before
    wanted = HAPPENS[state, said]
    assert (holder, pages, letters[0] if letters else None) == wanted
    assert row.case.state in ("escalating", "alarming", "acknowledged")


@pytest.mark.parametrize(
    ("state", "delay", "refusal"),
    [("first_asked", True, NEXT), ("second_asked", True, NEXT), ("alarming", False, NOBODY)],
)
def test_a_page_names_the_answers_that_will_work(desk: Desk, state: str, delay: bool, refusal: str) -> None:
    begun(desk)
    STATES[state](desk)
    said = words(desk, desk.pages()[-1])
    assert (DELAY in said, refusal in said) == (delay, True)


def test_a_page_after_the_one_delay_offers_none(desk: Desk) -> None:
    begun(desk)
    delay_running(desk)
    tick(desk, 11)
    assert len(desk.pages()) == 2 and DELAY not in words(desk, desk.pages()[1])


@pytest.mark.parametrize("state", ["delay_running", "second_asked", "alarming"])
def test_who_may_have_no_delay_is_told_when_the_chain_goes_on(desk: Desk, state: str) -> None:
    number = begun(desk)
    minutes = STATES[state](desk)
    page = desk.pages()[-1] if state == "alarming" else desk.pages()[0]
    due_at = stands(desk, number)[1].case.due_at
    answer(desk, page, "dans 20 minutes", minutes)
    sent = desk.outbox("page-postponed")[-1]
    assert due_at is not None and sent.context["next_step_at"] == due_at.isoformat()
    assert "aucun ne peut être accordé" in words(desk, sent) and "vous serez rappelé" not in words(desk, sent)


def test_the_letter_for_a_delay_says_when_the_same_person_is_called_back(desk: Desk) -> None:
    begun(desk)
    [page] = desk.pages()
    answer(desk, page, "dans 10 minutes", 3)
    [sent] = desk.outbox("page-postponed")
    assert "vous serez rappelé le samedi 15 août 2026 à 3" in words(desk, sent)
    tick(desk, 13)
    assert [one.person for one in desk.pages()] == [page.person, page.person]


def test_yes_is_an_answer_to_the_letter_that_asks_and_to_no_other(desk: Desk) -> None:
    number = begun(desk)
    [page] = desk.pages()
    answer(desk, page, "Oui", 1)
    assert stands(desk, number)[0].owner is None
    [asks] = desk.outbox("page-unclear")
    assert "Prenez-vous ce dossier ?" in words(desk, asks)
    answer(desk, page, "Ok", 2)
    assert stands(desk, number)[0].owner is None
    answer(desk, asks, "Oui", 3)
    assert stands(desk, number)[0].owner == page.person


@pytest.mark.parametrize("said", ["Oui ?", "Oui demain", "ok mais appelez Bruno", "Non", "Merci"])
def test_what_is_no_yes_takes_nothing(desk: Desk, said: str) -> None:
    number = begun(desk)
    answer(desk, desk.pages()[0], "C'est quoi ?", 1)
    answer(desk, desk.outbox("page-unclear")[0], said, 2)
    assert stands(desk, number)[0].owner is None
