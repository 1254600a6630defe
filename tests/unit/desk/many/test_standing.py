"""Words that look alike withhold no page from another house; a withheld page is always told to whoever is on call."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.desk.intake import Taken
from bot.desk.many import storms
from bot.report.fields import Found, Report, Territory
from bot.rules.escalation import machine as escalation
from tests import builders
from tests.builders import SATURDAY_NIGHT
from tests.unit.desk.conftest import Desk
from tests.unit.desk.many.test_gathering import MINUTE, NAMES, critical, storm, ticket, victim, write
from tests.unit.desk.many.test_storms import alike, follow

PROSE = (
    "Bonjour, je suis le directeur de garde. Le dossier patient est inaccessible depuis minuit et les urgences sont au "
    "papier, plus aucun serveur ne démarre et les prescriptions sont recopiées. Nous souhaitons de l'aide. Merci de me "
    "rappeler rapidement sur mon téléphone portable."
)
FORM = """Structure : {name}
Département : {place}
Déclarant : directeur de garde
Date et heure du constat : 10/10/2026 1h
Description de l'incident et de ses conséquences : {told}
Impact sur les patients ou la continuité des soins : possible
Mode dégradé mis en place par les services : oui
Accompagnement souhaité de la part de la cellule : oui
Origine supposée ou avérée de l'incident : indéterminée
"""


def house(name: str | None, place: str | None, **more: object) -> Report:
    return builders.critical_report(
        structure=Found(name) if name else None,
        territory=Found(Territory(place, "75", None)) if place else None,
        support_requested=Found(True),
        **more,
    )


def tell(desk: Desk, report: Report, sender: str, minute: float, text: str = PROSE) -> Taken:
    when = SATURDAY_NIGHT + minute * MINUTE
    letter = builders.message(text, "Signalement", sender, f"{sender}{minute}@e")
    return desk.take(builders.reading(letter, report), when)


@pytest.mark.parametrize(
    ("one", "other", "sender"),
    [
        (house("CH de Vichy", "03"), house("CH de Quimper", "29"), "b@ch-quimper.example"),
        (house("CH de Vichy", "03"), house("CH de Moulins", "03"), "a@ch-vichy.example"),
        (house(None, "67"), house(None, "83"), "b@orange.example"),
        (house(None, None), house(None, None), "b@ch-autre.example"),
        (house("Clinique des Ormes", None), house("Clinique des Ormes", None), "b@ormes-nord.example"),
        (
            house("CH de Vichy", "03", finess=Found("030000012")),
            house("CH de Vichy", "03", finess=Found("030780092")),
            "a@ch-vichy.example",
        ),
    ],
    ids=["département and name", "name", "département", "domain", "one name, two domains", "FINESS"],
)
def test_another_house_is_paged_however_alike_its_words(desk: Desk, one: Report, other: Report, sender: str) -> None:
    assert tell(desk, one, "a@ch-vichy.example", 0).page
    assert tell(desk, other, sender, 5).page


def test_what_one_house_tells_twice_has_one_page_and_a_digest_at_once_to_whoever_was_paged(desk: Desk) -> None:
    first = tell(desk, house("CH de Vichy", "03"), "a@ch-vichy.example", 0)
    again = tell(desk, house("Centre hospitalier de Vichy", "03"), "b@ch-vichy.example", 5)
    assert (first.page, again.page) == (True, False)
    [page] = desk.pages()
    [mine] = [e for e in desk.outbox("storm-digest") if e.person == page.person]
    assert mine.in_reply_to == page.message_id
    assert any(ticket(again).number in line and "NOUVEAU CRITIQUE" in line for line in mine.context["facts"])


def test_a_house_told_again_is_covered_by_its_own_page_though_another_was_paged_since(desk: Desk) -> None:
    tell(desk, house("CH de Vichy", "03"), "a@ch-vichy.example", 0)
    tell(desk, house("CH de Quimper", "29"), "b@ch-quimper.example", 5)
    assert not tell(desk, house("CH de Vichy", "03"), "a@ch-vichy.example", 10).page


def test_the_labels_of_a_form_make_no_two_letters_alike(desk: Desk) -> None:
    texts = (
        FORM.format(name="CH de Vichy", place="03", told="le dossier patient est inaccessible"),
        FORM.format(name="CH de Quimper", place="29", told="vol de deux portables aux consultations externes"),
    )
    for n, text in enumerate(texts):
        taken = tell(desk, Report(), f"{n}@orange.example", n, text)
    with desk.storage.read() as unit:
        assert unit.incidents.of_ticket(ticket(taken).id or 0) is None


@pytest.mark.parametrize("taken_by", [None, "alice"], ids=["nobody took it", "taken"])
def test_a_page_of_yesterday_stands_for_nobody(desk: Desk, taken_by: str | None) -> None:
    first = tell(desk, house("CH de Vichy", "03"), "a@ch-vichy.example", 0)
    if taken_by:
        acknowledge(desk, first, taken_by, SATURDAY_NIGHT + 5 * MINUTE)
    assert tell(desk, house("CH de Vichy", "03"), "a@ch-vichy.example", 20 * 60).page


def test_a_page_whose_clock_stands_still_stands_for_nobody(desk: Desk) -> None:
    tell(desk, house("CH de Vichy", "03"), "a@ch-vichy.example", 0)
    assert tell(desk, house("CH de Vichy", "03"), "a@ch-vichy.example", 90).page


def acknowledge(desk: Desk, taken: Taken, person: str, when: datetime) -> None:
    with desk.storage.begin() as unit:
        row = unit.cases.running(ticket(taken).id or 0)
        assert row is not None
        unit.cases.save(replace(row, case=escalation.acknowledge(row.case, person, when)[0]))


def test_whoever_took_it_without_being_paged_gets_the_digest(desk: Desk) -> None:
    first = tell(desk, house("CH de Vichy", "03"), "a@ch-vichy.example", 0)
    [page] = desk.pages()
    other = next(name for name in desk.office.people if name != page.person)
    acknowledge(desk, first, other, SATURDAY_NIGHT + MINUTE)
    assert not tell(desk, house("CH de Vichy", "03"), "a@ch-vichy.example", 5).page
    readers = {e.person for e in desk.outbox("storm-digest")}
    assert other in readers and page.person not in readers


def test_of_many_critical_structures_within_a_minute_none_is_left_out_and_the_digests_are_few(desk: Desk) -> None:
    storm(desk)
    for n in range(5, 9):
        assert not write(desk, n, SATURDAY_NIGHT + 5 * MINUTE + n * timedelta(seconds=1), critical(n)).page
    [page] = desk.pages()
    now = SATURDAY_NIGHT + 7 * MINUTE
    from_tick(desk, now)
    mine = [e for e in desk.outbox("storm-digest") if e.person == page.person]
    assert len(mine) == 2
    assert all(any(NAMES[n] in line for e in mine for line in e.context["facts"]) for n in range(5, 9))


def from_tick(desk: Desk, now: datetime) -> None:
    with desk.storage.begin() as unit:
        storms.tick(unit, desk.office, now)


def test_what_a_follow_up_raises_in_a_storm_is_in_a_digest_though_its_ticket_was_in_one_before(desk: Desk) -> None:
    taken = [write(desk, n, SATURDAY_NIGHT + n * MINUTE, alike(n) if n < 4 else victim(n)) for n in range(5)]
    from_tick(desk, SATURDAY_NIGHT + 5 * MINUTE)
    before = len(desk.outbox("storm-digest"))
    raised = follow(desk, ticket(taken[4]), 10, alike(4))
    assert not raised.page and ticket(raised).severity == "critical"
    news = desk.outbox("storm-digest")[before:]
    assert news and all(any(ticket(raised).number in line for line in e.context["facts"]) for e in news)
