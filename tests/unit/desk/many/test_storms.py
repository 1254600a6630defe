"""In a storm one page stands for all, however many ask for help; what is graver than all that was paged has its own."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.intake import Taken
from bot.desk.kept.letters import LetterClass
from bot.mail.verdict import Kind
from bot.report.fields import Found, Report, Territory
from bot.tickets.model import Ticket
from tests import builders
from tests.builders import SATURDAY_NIGHT
from tests.unit.desk.conftest import Desk
from tests.unit.desk.many.test_gathering import MINUTE, NAMES, storm, tick, ticket, victim, write

ALIKE = (
    "Bonjour, EHPAD {name} : nous n'avons plus accès à notre dossier résident hébergé chez MediSoins Cloud depuis 17h, "
    "soins sur papier, transmissions à la main et prescriptions recopiées. Merci de nous aider."
)


def alike(n: int, **more: object) -> Report:
    """The n-th structure that lost its records and asks for help."""
    return victim(n, degraded_mode=Found(True), care_impact=Found(True), support_requested=Found(True), **more)


def test_of_seven_near_identical_calls_for_help_one_pages_and_the_rest_are_in_a_digest_at_once(desk: Desk) -> None:
    taken = []
    for n in range(7):
        when = SATURDAY_NIGHT + n * MINUTE
        taken.append(write(desk, n, when, alike(n), ALIKE.format(name=NAMES[n])))
        tick(desk, when)
    assert {ticket(one).severity for one in taken} == {"critical"}
    assert [one.page for one in taken] == [True] + 6 * [False] and len(desk.pages()) == 1
    [page] = desk.pages()
    mine = [e for e in desk.outbox("storm-digest") if e.person == page.person]
    shown = "\n".join(line for e in mine for line in e.context["facts"])
    assert all(f"NOUVEAU CRITIQUE – {ticket(one).number}" in shown for one in taken)
    assert {e.in_reply_to for e in mine} == {page.message_id}
    assert len(desk.outbox("acknowledgement-off-hours", "acknowledgement-off-hours-paged")) == 7


def test_in_a_storm_only_what_is_graver_than_all_that_was_paged_is_paged_too(desk: Desk) -> None:
    for n in range(5):
        write(desk, n, SATURDAY_NIGHT + n * MINUTE, alike(n), ALIKE.format(name=NAMES[n]))
    harmed, again = (
        write(
            desk, n, SATURDAY_NIGHT + n * MINUTE, alike(n, patient_impact=Found("proven")), ALIKE.format(name=NAMES[n])
        )
        for n in (5, 6)
    )
    assert (harmed.page, again.page) == (True, False)


def samu(desk: Desk, n: int, department: str, minute: int) -> Taken:
    report = alike(n, territory=Found(Territory(department, "75", None)), structure_type=Found("hospital"))
    text = "La régulation du SAMU est tombée avec l'hébergeur Sillage, appels perdus. Aidez-nous tout de suite."
    return write(desk, n, SATURDAY_NIGHT + minute * MINUTE, report, text)


def test_emergency_calls_lost_in_one_departement_are_paged_whatever_was_paged_elsewhere(desk: Desk) -> None:
    storm(desk)
    assert samu(desk, 6, "86", 6).page
    assert samu(desk, 7, "33", 7).page
    assert not samu(desk, 8, "33", 8).page, "the same département: one page stands for it"


def test_the_same_words_need_no_storm_but_a_page_that_runs(desk: Desk) -> None:
    first = write(desk, 0, SATURDAY_NIGHT, alike(0), ALIKE.format(name=NAMES[0]))
    with desk.storage.begin() as unit:
        row = unit.cases.running(ticket(first).id or 0)
        assert row is not None
        unit.cases.save(replace(row, case=replace(row.case, state="closed", due_at=None)))
    assert write(desk, 1, SATURDAY_NIGHT + MINUTE, alike(1), ALIKE.format(name=NAMES[1])).page


def test_in_a_storm_what_a_follow_up_raises_has_no_page_of_its_own_unless_it_is_graver(desk: Desk) -> None:
    reports = [alike(n) if n < 4 else victim(n) for n in range(6)]
    taken = [write(desk, n, SATURDAY_NIGHT + n * MINUTE, each) for n, each in enumerate(reports)]
    mild, harmed = ticket(taken[4]), ticket(taken[5])
    pages = len(desk.pages())
    raised = follow(desk, mild, 10, alike(4))
    assert mild.severity != "critical" and ticket(raised).severity == "critical"
    assert not raised.page and len(desk.pages()) == pages
    assert follow(desk, harmed, 11, alike(5, patient_impact=Found("proven"))).page


def follow(desk: Desk, mine: Ticket, minute: int, report: Report) -> Taken:
    """Its declarant writes again on the ticket's number."""
    [answer] = [e for e in desk.outbox() if e.ticket == mine.number and e.cls is LetterClass.ANSWER]
    text = "Cela s'aggrave : soins sur papier, aidez-nous."
    letter = builders.message(text, sender=mine.requester, in_reply_to=(answer.message_id,), message_id=f"f{minute}@e")
    return desk.take(builders.reading(letter, report, Kind.FOLLOW_UP), SATURDAY_NIGHT + minute * MINUTE)
