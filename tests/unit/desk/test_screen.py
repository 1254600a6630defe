"""What is sensitive never leaves: not in a letter, not on a screen, not in a timeline; the octets stay whole."""

from __future__ import annotations

from dataclasses import replace

from bot.daemon.reads import outbox_whole, ticket_whole
from bot.desk import actions
from bot.desk.kept.letters import LetterContext
from bot.desk.screen import HIDDEN, screened, screened_context, sealed, shown
from bot.mail.verdict import Kind
from bot.report.fields import Found, Report
from bot.report.numbers.nir import nir_key
from bot.report.words.folded import TEXT_LIMIT
from tests import builders
from tests.builders import TUESDAY_MORNING
from tests.unit.desk.conftest import Desk

THIRTEEN = "1850578006084"
NIR = f"{THIRTEEN}{nir_key(THIRTEEN):02d}"
SPACED = f"1 85 05 78 006 084 {nir_key(THIRTEEN):02d}"
ROWS = f"DUPONT Jeanne 12/03/1951 ch. 4\nMARTIN Paul 05/11/1947 ch. 7\nLEROY Anne {SPACED}\n"


def test_a_social_security_number_is_hidden_however_it_is_written() -> None:
    for text in (f"patient {NIR}, chambre 4", f"patient {SPACED}, chambre 4"):
        assert THIRTEEN not in shown(text).replace(" ", "") and shown(text).startswith("patient ")


def test_of_a_list_of_patients_the_names_are_hidden_too() -> None:
    told = shown(f"Bonjour,\nvoici la liste :\n{ROWS}Cordialement")
    assert told.count(HIDDEN) == 3 and "DUPONT" not in told and "LEROY" not in told
    assert told.startswith("Bonjour,\nvoici la liste :\n") and told.endswith("Cordialement")


def test_a_long_text_is_shown_whole_and_hidden_everywhere() -> None:
    told = shown("mot\n" * TEXT_LIMIT + f"fin {NIR}")
    assert told.startswith("mot\n" * TEXT_LIMIT) and NIR not in told


def test_identifiers_and_instants_pass_untouched() -> None:
    told = {"message_id": f"{NIR}@e", "at": "2026-03-10T11:05:00+01:00", "n": 3, "texts": [f"x {NIR}"]}
    assert screened(told) == {**told, "texts": [shown(f"x {NIR}")]}


def test_no_fact_of_a_letter_out_carries_it_whoever_ordered_it() -> None:
    context = LetterContext(
        text=f"Pour mémoire {NIR}", structure=f"EHPAD {NIR}", alarm=f"bounce: {NIR}", facts=(f"lu : {NIR}",)
    )
    assert NIR not in str(screened_context(context).to_dict())


def test_attachments_are_sealed_when_the_report_names_patients() -> None:
    letter = builders.message(attachments=(builders.attachment("extraction_patients.xlsx"),))
    told = builders.reading(letter, Report(sensitive=Found(("patient_list",))))
    assert sealed(told).message.attachments[0].flags == ("sealed",)
    assert sealed(sealed(told)) == sealed(told)
    assert sealed(builders.reading(letter, Report())).message.attachments[0].flags == ()


def test_timeline_and_screens_hide_it_and_the_octets_keep_it(desk: Desk) -> None:
    report = builders.critical_report(sensitive=Found(("nir", "patient_list")), structure=Found(f"EHPAD {NIR}"))
    letter = builders.message(ROWS, f"Patient {SPACED}", attachments=(builders.attachment("liste.xlsx"),))
    taken = desk.take(builders.reading(letter, report), TUESDAY_MORNING)
    assert taken.ticket is not None
    with desk.storage.read() as unit:
        seen = str(ticket_whole(unit, taken.ticket.number)).replace(" ", "")
        [entry] = [e for e in unit.tickets.entries(taken.ticket.id or 0) if e.kind == "report"]
        notes = [e.text for e in unit.tickets.entries(taken.ticket.id or 0) if e.kind == "sealed"]
    assert THIRTEEN not in seen and "DUPONT" not in seen
    assert "DUPONT" not in entry.text and SPACED not in entry.subject
    assert notes and "pièce 1 (.xlsx)" in notes[0]


def test_a_letter_of_the_desk_never_carries_it_not_even_in_a_persons_own_words(desk: Desk) -> None:
    taken = desk.take(builders.reading(report=builders.critical_report()), TUESDAY_MORNING)
    assert taken.ticket is not None
    number = taken.ticket.number
    with desk.storage.begin() as unit:
        actions.reply(unit, desk.office, number, f"Vous citez {SPACED}.", "alice", TUESDAY_MORNING)
    with desk.storage.read() as unit:
        [entry] = [e for e in unit.outbox.listed() if e.template == "reply"]
        told = str(outbox_whole(unit, entry.message_id))
    assert SPACED not in str(entry.context) and SPACED not in told


def test_a_delivery_report_that_quotes_it_does_not_put_it_into_an_alarm(desk: Desk) -> None:
    taken = desk.take(builders.reading(report=builders.critical_report()), TUESDAY_MORNING)
    assert taken.ticket is not None
    [notice, *_] = desk.outbox("notice")
    bounce = builders.bounce_of(notice.message_id, notice.to[0])
    delivery = replace(bounce.message.deliveries[0], diagnostic=f"550 refused: {SPACED}")
    desk.take(replace(bounce, message=replace(bounce.message, deliveries=(delivery,))), TUESDAY_MORNING)
    assert bounce.verdict.kind is Kind.DELIVERY_REPORT
    [alarm] = desk.outbox("alarm")
    assert SPACED not in str(alarm.context)
