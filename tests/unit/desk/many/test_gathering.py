"""Many reports, one incident: proposals with reasons, storms with one page and digests, people who decide."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.desk.intake import Taken
from bot.desk.kept.incidents import Incident
from bot.desk.many import grouping, storms
from bot.errors import Illegal, Missing
from bot.mail.verdict import Kind
from bot.report.fields import Found, Report, Territory
from bot.tickets.model import Ticket
from tests import builders
from tests.builders import SATURDAY_NIGHT, TUESDAY_MORNING
from tests.unit.desk.conftest import Desk

MINUTE = timedelta(minutes=1)
PLACES = (("33", "75"), ("972", "02"), ("31", "76"))
NAMES = (
    "Bel-Air",
    "Clairval",
    "Les Tilleuls",
    "Montclar",
    "Saint-Aubin",
    "Valfleury",
    "Rochebelle",
    "Grandpré",
    "Orvanne",
)


def victim(n: int, **more: object) -> Report:
    """The n-th structure hit through the provider."""
    department, region = PLACES[n % len(PLACES)]
    fields = {
        "structure": Found(f"EHPAD {NAMES[n]}"),
        "structure_type": Found("ehpad"),
        "territory": Found(Territory(department, region, None)),
        "category": Found("infrastructure_failure"),
        "provider_involved": Found(True),
        "support_requested": Found(False),
    }
    return Report(**(fields | more))  # type: ignore[arg-type]


def write(desk: Desk, n: int, when: datetime, report: Report | None = None, text: str = "") -> Taken:
    text = text or f"Bonjour, à {NAMES[n]} la plateforme de notre hébergeur Sillage ne répond plus."
    letter = builders.message(text, f"Panne {n}", f"direction@ehpad{n}.example", f"m{n}.{when.timestamp()}@e")
    return desk.take(builders.reading(letter, report or victim(n)), when)


def notice_of_the_provider(desk: Desk, when: datetime) -> Taken:
    text = "Chers clients, notre plateforme de dossier usager est indisponible. 37 structures sont concernées."
    letter = builders.message(
        text, "Communication client", "crise@hebergeur-sillage.example", "p@hebergeur-sillage.example"
    )
    report = Report(structure_type=Found("provider"), others_at_risk=Found(True), provider_involved=Found(True))
    return desk.take(builders.reading(letter, report), when)


def ticket(taken: Taken) -> Ticket:
    assert taken.ticket is not None
    return taken.ticket


def incident_of(desk: Desk, taken: Taken) -> Incident | None:
    with desk.storage.read() as unit:
        return unit.incidents.of_ticket(ticket(taken).id or 0)


def reasons(desk: Desk, taken: Taken) -> tuple[str, ...]:
    incident = incident_of(desk, taken)
    assert incident is not None and incident.id is not None
    with desk.storage.read() as unit:
        members = unit.incidents.members(incident.id)
    return next(m.reasons for m in members if m.ticket_id == ticket(taken).id)


def tick(desk: Desk, when: datetime) -> None:
    with desk.storage.begin() as unit:
        storms.tick(unit, desk.office, when)


def test_a_ticket_alone_is_in_no_incident(desk: Desk) -> None:
    assert incident_of(desk, write(desk, 0, TUESDAY_MORNING)) is None


def test_reports_that_name_the_provider_of_another_are_proposed_to_one_incident_and_merged_never(desk: Desk) -> None:
    first = notice_of_the_provider(desk, TUESDAY_MORNING)
    second = write(desk, 0, TUESDAY_MORNING + MINUTE)
    third = write(desk, 1, TUESDAY_MORNING + 2 * MINUTE, text="Nous aussi on n'a plus accès à Sillage.")
    assert incident_of(desk, first) == incident_of(desk, second) == incident_of(desk, third)
    assert reasons(desk, third) == ("même prestataire (sillage)",)
    assert len({ticket(one).number for one in (first, second, third)}) == 3
    assert not any(ticket(one).merged_into for one in (first, second, third))
    with desk.storage.read() as unit:
        notes = [e.text for e in unit.tickets.entries(ticket(third).id or 0) if e.kind == "incident"]
    assert "INC-2026-000001" in notes[0] and "sillage" in notes[0]


def test_the_same_structure_with_facts_that_overlap_is_proposed(desk: Desk) -> None:
    one = desk.take(
        builders.reading(builders.message("Le DPI est chiffré."), builders.critical_report()), TUESDAY_MORNING
    )
    letter = builders.message(
        "Nos serveurs de fichiers ne répondent plus.", sender="dsi@webmail.example", message_id="b@e"
    )
    report = builders.critical_report(
        structure=Found("Centre hospitalier de Val Brumeux"), category=Found("system_compromise")
    )
    two = desk.take(builders.reading(letter, report), TUESDAY_MORNING + MINUTE)
    assert incident_of(desk, one) == incident_of(desk, two) is not None
    assert reasons(desk, two) == ("même structure, faits compatibles",)


@pytest.mark.parametrize(
    "other",
    [
        builders.critical_report(category=Found("theft_loss")),
        builders.critical_report(territory=Found(Territory("69", "84", None))),
        builders.critical_report(structure=Found("CH de Clairmont")),
        builders.critical_report(exercise=Found(True)),
    ],
    ids=["another matter", "another place of that name", "another structure", "an exercise"],
)
def test_what_is_another_matter_is_not_proposed(desk: Desk, other: Report) -> None:
    desk.take(builders.reading(builders.message("Le DPI est chiffré."), builders.critical_report()), TUESDAY_MORNING)
    letter = builders.message("Un ordinateur portable a disparu cette nuit.", message_id="b@e")
    assert incident_of(desk, desk.take(builders.reading(letter, other), TUESDAY_MORNING + MINUTE)) is None


def test_reports_more_than_three_days_apart_are_not_proposed(desk: Desk) -> None:
    write(desk, 0, TUESDAY_MORNING)
    assert incident_of(desk, write(desk, 1, TUESDAY_MORNING + timedelta(hours=73))) is None


def test_the_number_of_the_portal_joins_two_letters_about_one_declaration(desk: Desk) -> None:
    for n, text in enumerate(
        ("N° de signalement : 2026-0815-7731. Panne.", "Réf signalement 2026-0815-7731 : la suite.")
    ):
        letter = builders.message(text, "Signalement", f"n{n}@ch-exemple{n}.example", f"n{n}@e")
        taken = desk.take(builders.reading(letter), TUESDAY_MORNING + n * MINUTE)
    assert reasons(desk, taken) == ("même numéro au portail (2026-0815-7731)",)


def test_near_duplicates_are_proposed(desk: Desk) -> None:
    words = (
        "Bonjour, depuis ce matin notre logiciel de prescription affiche une page blanche, les ordonnances sont "
        "imprimées sur papier et vérifiées par la pharmacie avant chaque dispensation, merci de nous rappeler vite."
    )
    for n in range(2):
        letter = builders.message(f"{words} Poste {n}.", "Panne", f"a@ch-{n}.example", f"d{n}@e")
        taken = desk.take(builders.reading(letter), TUESDAY_MORNING + n * MINUTE)
    assert reasons(desk, taken) == ("textes presque identiques",)


def storm(desk: Desk, count: int = 5, first: Report | None = None) -> list[Taken]:
    """So many reports, a minute apart, on a Saturday night; the first one critical and asking for help."""
    helpless = victim(0, patient_impact=Found("proven"), degraded_mode=Found(True), support_requested=Found(True))
    taken = [write(desk, 0, SATURDAY_NIGHT, first or helpless)]
    return taken + [write(desk, n, SATURDAY_NIGHT + n * MINUTE) for n in range(1, count)]


def critical(n: int, **more: object) -> Report:
    return victim(n, patient_impact=Found("proven"), degraded_mode=Found(True), care_impact=Found(True), **more)


def test_in_a_storm_one_page_stands_for_all_and_each_declarant_keeps_his_acknowledgement(desk: Desk) -> None:
    storm(desk)
    spared = write(desk, 5, SATURDAY_NIGHT + 5 * MINUTE, critical(5))
    assert ticket(spared).severity == "critical" and not spared.page
    assert len(desk.pages()) == 1
    assert len(desk.outbox("acknowledgement-off-hours", "acknowledgement-off-hours-paged")) == 6
    [answer] = [e for e in desk.outbox("acknowledgement-off-hours") if e.to == ("direction@ehpad5.example",)]
    assert answer.waits_for is None, "nobody was woken for this ticket: its answer must not say so"
    with desk.storage.read() as unit:
        notes = [e.text for e in unit.tickets.entries(ticket(spared).id or 0) if e.kind == "incident"]
    assert any("pas d’appel à part" in text for text in notes)


def test_a_page_nobody_carries_any_more_stands_for_nobody(desk: Desk) -> None:
    first, *_ = storm(desk)
    with desk.storage.begin() as unit:
        row = unit.cases.running(ticket(first).id or 0)
        assert row is not None
        unit.cases.save(replace(row, case=replace(row.case, state="closed", due_at=None)))
    assert write(desk, 5, SATURDAY_NIGHT + 5 * MINUTE, critical(5)).page


def test_before_it_is_a_storm_every_critical_ticket_pages(desk: Desk) -> None:
    storm(desk, 3)
    assert write(desk, 5, SATURDAY_NIGHT + 5 * MINUTE, critical(5)).page


def test_the_digest_goes_to_whoever_was_paged_on_his_thread_and_to_the_desk(desk: Desk) -> None:
    storm(desk)
    tick(desk, SATURDAY_NIGHT + 5 * MINUTE)
    [page] = desk.pages()
    digests = desk.outbox("storm-digest")
    assert {e.person for e in digests} == {page.person, "desk-team"}
    [mine] = [e for e in digests if e.person == page.person]
    assert mine.in_reply_to == page.message_id
    assert mine.context["count"] == 5 and mine.context["departments"] == ["31", "33", "972"]
    assert len(mine.context["facts"]) == 5 and "EHPAD Bel-Air" in mine.context["facts"][0]


def test_the_digest_of_whoever_was_paged_is_answered_like_the_page_and_nobody_elses_is(desk: Desk) -> None:
    first, *_ = storm(desk)
    tick(desk, SATURDAY_NIGHT + 5 * MINUTE)
    [page] = desk.pages()
    for minutes, digest in enumerate(sorted(desk.outbox("storm-digest"), key=lambda e: e.person == page.person), 6):
        letter = builders.message("Je prends", "Re", page.to[0], f"{minutes}@x", in_reply_to=(digest.message_id,))
        desk.take(builders.reading(letter, kind=Kind.FOLLOW_UP), SATURDAY_NIGHT + minutes * MINUTE)
        with desk.storage.read() as unit:
            owner = unit.tickets.get(ticket(first).number).owner
        assert owner == (page.person if digest.person == page.person else None)


def test_a_digest_tells_only_what_is_new_and_at_most_every_half_hour(desk: Desk) -> None:
    storm(desk)
    tick(desk, SATURDAY_NIGHT + 5 * MINUTE)
    write(desk, 5, SATURDAY_NIGHT + 6 * MINUTE)
    tick(desk, SATURDAY_NIGHT + 7 * MINUTE)
    assert len(desk.outbox("storm-digest")) == 2
    tick(desk, SATURDAY_NIGHT + 35 * MINUTE)
    *_, last = desk.outbox("storm-digest")
    assert len(desk.outbox("storm-digest")) == 4
    assert last.context["count"] == 6 and len(last.context["facts"]) == 1
    tick(desk, SATURDAY_NIGHT + timedelta(hours=9))
    assert len(desk.outbox("storm-digest")) == 4, "nothing was new"


def test_a_new_critical_structure_is_in_a_digest_at_once_and_first(desk: Desk) -> None:
    storm(desk)
    tick(desk, SATURDAY_NIGHT + 5 * MINUTE)
    write(desk, 5, SATURDAY_NIGHT + 6 * MINUTE)
    write(desk, 6, SATURDAY_NIGHT + 7 * MINUTE, critical(6))
    tick(desk, SATURDAY_NIGHT + 7 * MINUTE)
    *_, last = desk.outbox("storm-digest")
    assert last.context["facts"][0].startswith("NOUVEAU CRITIQUE") and NAMES[6] in last.context["facts"][0]


def test_in_a_storm_the_desk_gets_digests_and_no_notice_for_each(desk: Desk) -> None:
    storm(desk, 8)
    told = [e for e in desk.outbox("notice") if e.person == "desk-team"]
    assert len(told) == 4


def test_what_a_person_splits_off_leaves_and_confirming_takes_it_back(desk: Desk) -> None:
    first, second = write(desk, 0, TUESDAY_MORNING), write(desk, 1, TUESDAY_MORNING + MINUTE)
    number = ticket(second).number
    desk.do(lambda unit: _ignore(grouping.split(unit, "INC-2026-000001", number, "alice", TUESDAY_MORNING)))
    assert incident_of(desk, second) is None and incident_of(desk, first) is not None
    desk.do(lambda unit: _ignore(grouping.confirm(unit, "INC-2026-000001", [number], "alice", TUESDAY_MORNING)))
    assert incident_of(desk, second) is not None
    with desk.storage.read() as unit:
        told = [(e.text, e.author) for e in unit.tickets.entries(ticket(second).id or 0) if e.kind == "incident"]
    assert told[1:] == [
        ("retiré de l’incident INC-2026-000001", "alice"),
        ("confirmé dans l’incident INC-2026-000001", "alice"),
    ]


def test_confirming_without_names_confirms_all_that_is_proposed_once(desk: Desk) -> None:
    write(desk, 0, TUESDAY_MORNING), write(desk, 1, TUESDAY_MORNING + MINUTE)
    desk.do(lambda unit: _ignore(grouping.confirm(unit, "INC-2026-000001", [], "alice", TUESDAY_MORNING)))
    with desk.storage.read() as unit:
        assert {m.standing for m in unit.incidents.members(1)} == {"confirmed"}
    with pytest.raises(Illegal), desk.storage.begin() as unit:
        grouping.confirm(unit, "INC-2026-000001", [], "alice", TUESDAY_MORNING)


def test_a_person_who_names_what_is_not_there_is_refused(desk: Desk) -> None:
    write(desk, 0, TUESDAY_MORNING), write(desk, 1, TUESDAY_MORNING + MINUTE)
    alone = ticket(desk.take(builders.reading(builders.message("Vol d'un badge.", message_id="v@e")), TUESDAY_MORNING))
    with desk.storage.begin() as unit:
        with pytest.raises(Missing):
            grouping.split(unit, "INC-2026-000009", alone.number, "alice", TUESDAY_MORNING)
        with pytest.raises(Illegal, match="never proposed"):
            grouping.split(unit, "INC-2026-000001", alone.number, "alice", TUESDAY_MORNING)


def test_splitting_the_paged_ticket_off_lets_the_others_page_again(desk: Desk) -> None:
    first, *_ = storm(desk)
    number = ticket(first).number
    desk.do(lambda unit: _ignore(grouping.split(unit, "INC-2026-000001", number, "alice", SATURDAY_NIGHT)))
    assert write(desk, 7, SATURDAY_NIGHT + 7 * MINUTE, critical(7)).page


def _ignore(_: object) -> None: ...
