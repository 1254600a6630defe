"""How people are reached: what came back is dead until it writes again, other ways are proposed and never used."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.daemon.reads import ticket_whole
from bot.mail.verdict import Kind
from bot.report.fields import Found
from tests import builders
from tests.builders import TUESDAY_MORNING
from tests.unit.desk.conftest import Desk

MINUTE = timedelta(minutes=1)
WHO = "rssi@ch-exemple.example"


def whole(desk: Desk) -> dict[str, Any]:
    with desk.storage.read() as unit:
        return ticket_whole(unit, unit.tickets.listed(None, None)[0].number)


def bounced(desk: Desk, phone: bool = True) -> None:
    """A report whose acknowledgement comes back."""
    more = {} if phone else {"phone": None}
    desk.take(builders.reading(report=builders.critical_report(**more)), TUESDAY_MORNING)
    [answer] = desk.outbox("acknowledgement-in-hours")
    desk.take(builders.bounce_of(answer.message_id, WHO), TUESDAY_MORNING + MINUTE)


def test_a_contact_whose_letter_came_back_is_dead_and_the_reports_phone_is_proposed_in_the_alarm(desk: Desk) -> None:
    bounced(desk)
    phone, mail = whole(desk)["contacts"]
    assert (phone["value"], phone["dead"], phone["source"]) == ("+33639981234", False, "report")
    assert (mail["value"], mail["dead"]) == (WHO, True) and "550 5.1.1" in mail["why"]
    [alarm] = desk.outbox("alarm")
    assert any("+33639981234" in line and "signalement" in line for line in alarm.context["facts"])


def test_a_person_is_told_when_nothing_else_is_known(desk: Desk) -> None:
    bounced(desk, phone=False)
    [alarm] = desk.outbox("alarm")
    assert alarm.context["facts"] == ["Aucun autre moyen de le joindre n’est connu."]


def test_whoever_writes_again_is_alive(desk: Desk) -> None:
    bounced(desk)
    [answer] = desk.outbox("acknowledgement-in-hours")
    again = builders.message("Nous voilà.", in_reply_to=(answer.message_id,), message_id="again@e")
    desk.take(builders.reading(again, kind=Kind.FOLLOW_UP), TUESDAY_MORNING + 2 * MINUTE)
    assert [way["dead"] for way in whole(desk)["contacts"]] == [False, False]


def test_the_phone_of_an_absence_note_is_proposed_once_and_changes_nothing(desk: Desk) -> None:
    desk.take(builders.reading(report=builders.critical_report()), TUESDAY_MORNING)
    [answer] = desk.outbox("acknowledgement-in-hours")
    before = whole(desk)
    for n in (1, 2):
        words = "Je suis absente jusqu'au 13 avril. En cas d'urgence appelez l'astreinte au 03 53 01 44 55"
        note = builders.message(words, in_reply_to=(answer.message_id,), message_id=f"absence{n}@e")
        reading = builders.reading(note, kind=Kind.AUTO_REPLY, automatic=True, absence=True)
        desk.take(reading, TUESDAY_MORNING + n * MINUTE)
    after = whole(desk)
    assert [way["value"] for way in after["contacts"] if way["source"] == "absence"] == ["+33353014455"]
    assert (after["state"], after["report"]) == (before["state"], before["report"])


def test_a_file_named_after_a_patient_is_shown_nowhere(desk: Desk) -> None:
    name = "liste_patients_1850578006084.csv"
    letter = builders.message("Ci-joint.", attachments=(builders.attachment(name),))
    report = builders.critical_report(sensitive=Found(("patient_list",)))
    desk.take(builders.reading(letter, report), TUESDAY_MORNING)
    told = whole(desk)
    assert "1850578006084" not in str(told) and "liste_patients" not in str(told["entries"])
    assert any(entry["kind"] == "sealed" and "(.csv)" in entry["text"] for entry in told["entries"])
