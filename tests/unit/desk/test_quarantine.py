"""Letters set aside: nothing is lost, another version tries again, a person can take one in unread."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.desk import quarantine
from bot.desk.intake import Taken, take_in
from bot.desk.kept.records import LetterState
from bot.errors import Illegal, Missing
from bot.mail.message import Attachment, Defect
from tests import builders
from tests.builders import TUESDAY_MORNING
from tests.unit.desk.conftest import Desk


def set_aside(desk: Desk, version: str, uid: int = 1) -> tuple[int, Taken]:
    """A letter that version of the daemon could not read: its id and what was made of it."""
    row = builders.journaled(desk.storage, desk.storage.journal, TUESDAY_MORNING, "fssi", uid)
    reading = quarantine.unreadable(row.sha256, row.size, "reading took longer than 20 s")
    with desk.storage.begin() as unit:
        cause = quarantine.cause_of("too long", version)
        return row.id, take_in(unit, desk.office, row, reading, TUESDAY_MORNING, cause)


def test_another_version_tries_everything_again_and_the_same_does_not(desk: Desk) -> None:
    old, _ = set_aside(desk, "0.0.9")
    new, _ = set_aside(desk, "1.0.0", uid=2)
    with desk.storage.begin() as unit:
        assert quarantine.try_again(unit, "1.0.0") == [old]
        assert unit.letters.get(old).state is LetterState.WAITING
        assert unit.letters.get(new).cause == "too long [veilleur 1.0.0]"
    with desk.storage.begin() as unit:
        assert quarantine.try_again(unit, "1.0.0") == []


def test_a_letter_released_unread_joins_the_ticket_it_opened(desk: Desk) -> None:
    letter, first = set_aside(desk, "1.0.0")
    with desk.storage.begin() as unit:
        taken = quarantine.take_in_unread(unit, desk.office, letter, "alice", TUESDAY_MORNING)
        assert unit.letters.quarantined() == []
        assert unit.letters.get(letter).state is LetterState.SETTLED
    assert taken.ticket is not None and first.ticket is not None
    assert taken.ticket.number == first.ticket.number


def test_a_letter_released_unread_that_never_came_so_far_opens_a_ticket(desk: Desk) -> None:
    row = builders.journaled(desk.storage, desk.storage.journal, TUESDAY_MORNING)
    with desk.storage.begin() as unit:
        unit.letters.quarantine(row.id, quarantine.cause_of("a rule failed"), TUESDAY_MORNING)
    with desk.storage.begin() as unit:
        taken = quarantine.take_in_unread(unit, desk.office, row.id, "alice", TUESDAY_MORNING)
    assert taken.new and taken.ticket is not None
    assert taken.ticket.track == "real"


def test_only_what_stands_in_quarantine_can_be_released(desk: Desk) -> None:
    desk.take(builders.reading(), TUESDAY_MORNING)
    with desk.storage.begin() as unit, pytest.raises(Illegal):
        quarantine.take_in_unread(unit, desk.office, 1, "alice", TUESDAY_MORNING)
    with desk.storage.begin() as unit, pytest.raises(Missing):
        quarantine.take_in_unread(unit, desk.office, 99, "alice", TUESDAY_MORNING)


def test_what_is_dangerous_or_false_in_a_letter_stands_on_its_ticket(desk: Desk) -> None:
    found = Defect("infected", "f.bin: Test.Signature")
    file = Attachment("1", "macro.docm", "application/x", 3, "0" * 64, False, ("macros",))
    reading = builders.reading()
    reading = replace(reading, message=replace(reading.message, defects=(found,), attachments=(file,)))
    taken = desk.take(reading, TUESDAY_MORNING)
    assert taken.ticket is not None and taken.ticket.id is not None
    with desk.storage.read() as unit:
        [warning] = [one.text for one in unit.tickets.entries(taken.ticket.id) if one.kind == "warning"]
    assert warning == "a file is infected and sealed: f.bin: Test.Signature; not to be opened: macro.docm (macros)"


def test_an_ordinary_letter_carries_no_warning(desk: Desk) -> None:
    taken = desk.take(builders.reading(), TUESDAY_MORNING)
    assert taken.ticket is not None and taken.ticket.id is not None
    with desk.storage.read() as unit:
        assert not [one for one in unit.tickets.entries(taken.ticket.id) if one.kind == "warning"]
