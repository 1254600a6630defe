"""What the desk may rely on: tickets, their timeline, who takes part, which letters are theirs, what was promised."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest

from bot.errors import Missing, Transient
from bot.mail.message import Cut
from bot.tickets.model import Entry, Participant
from bot.tickets.states import State
from tests.contracts.written import MINUTE, NOW, Killed, journaled, opened, ticket


def test_a_ticket_comes_back_as_it_was_stored(storage):
    written = ticket(
        structure="Centre hospitalier « Les Érables »",
        owner="alice",
        significant=True,
        labels=("etablissement", "nuit"),
        report={"structure": "CH", "sites": [{"finess": "630780989"}], "care_impact": None, "exercise": False},
        questions=("phone", "patient_impact"),
        claims="SSI-2025-000007",
        merged_into="SSI-2026-000009",
        closed_at=NOW + MINUTE,
        state=State.CLOSED,
    )
    with storage.begin() as unit:
        stored = unit.tickets.add(written)
    assert stored == replace(written, id=stored.id)
    with storage.read() as unit:
        assert unit.tickets.get("SSI-2026-000001") == stored == unit.tickets.by_id(stored.id)


def test_a_save_gives_the_next_version(storage):
    number = opened(storage)
    with storage.begin() as unit:
        first = unit.tickets.save(replace(unit.tickets.by_id(number), owner="alice"))
        second = unit.tickets.save(replace(first, state=State.QUALIFYING))
        assert (first.version, second.version) == (1, 2)
    with storage.read() as unit:
        assert unit.tickets.by_id(number) == second


def test_a_save_over_an_older_version_changes_nothing(storage):
    number = opened(storage)
    with storage.begin() as unit:
        old = unit.tickets.by_id(number)
        unit.tickets.save(replace(old, owner="alice"))
    with pytest.raises(Transient), storage.begin() as unit:
        unit.tickets.save(replace(old, owner="bruno"))
    with storage.read() as unit:
        assert unit.tickets.by_id(number).owner == "alice"


def test_unknown_tickets_are_missing(storage):
    with storage.begin() as unit:
        for ask in (
            lambda: unit.tickets.get("SSI-2026-999999"),
            lambda: unit.tickets.by_id(999_999),
            lambda: unit.tickets.save(ticket()),
            lambda: unit.tickets.save(ticket(id=999_999)),
        ):
            with pytest.raises(Missing):
                ask()


def test_a_number_is_given_once(storage):
    opened(storage, "SSI-2026-000001")
    with pytest.raises(Transient):
        opened(storage, "SSI-2026-000001")


def test_numbers_ascend_within_their_year_and_prefix(storage):
    with storage.begin() as unit:
        given = [unit.tickets.next_number("SSI", year) for year in (2026, 2026, 2027, 2026)]
        assert given == ["SSI-2026-000001", "SSI-2026-000002", "SSI-2027-000001", "SSI-2026-000003"]
        assert unit.tickets.next_number("EX", 2026) == "EX-2026-000001"


def test_a_number_drawn_in_vain_is_given_to_the_next(storage):
    with contextlib.suppress(Killed), storage.begin() as unit:
        unit.tickets.next_number("SSI", 2026)
        raise Killed
    with storage.begin() as unit:
        assert unit.tickets.next_number("SSI", 2026) == "SSI-2026-000001"


def test_tickets_are_listed_newest_first_by_state_and_queue(storage):
    with storage.begin() as unit:
        for number, state, queue in ((1, "new", "a"), (2, "closed", "a"), (3, "new", "b"), (4, "new", "a")):
            unit.tickets.add(ticket(f"SSI-2026-{number:06}", state=State(state), queue=queue))
    with storage.read() as unit:
        numbers = lambda *args, **kw: [int(t.number[-1]) for t in unit.tickets.listed(*args, **kw)]  # noqa: E731
        assert numbers() == [4, 3, 2, 1]
        assert numbers("new") == [4, 3, 1]
        assert numbers(queue="a") == [4, 2, 1]
        assert numbers("new", "a") == [4, 1]
        assert numbers("new", limit=2) == [4, 3]


def test_the_timeline_keeps_every_line_in_order(storage):
    number = opened(storage)
    [letter_id] = journaled(storage, 1)
    lines = [
        Entry(
            NOW,
            "report",
            "in",
            "a@x.example",
            "rssi@x.example",
            ("desk@x.example",),
            "Objet",
            "É\nligne",
            "",
            letter_id,
            (Cut(8, 240, "outlook"), Cut(240, 260, "signature")),
        ),
        Entry(NOW - MINUTE, "owner", "change", text="alice", author="alice"),
        Entry(NOW, "note", "note", text="vu"),
    ]
    with storage.begin() as unit:
        for line in lines:
            unit.tickets.add_entry(number, line)
    with storage.read() as unit:
        assert unit.tickets.entries(number) == lines
        assert unit.tickets.entries(number + 1) == []


def test_a_participant_is_added_once_and_then_updated(storage):
    number = opened(storage)
    with storage.begin() as unit:
        unit.tickets.add_participant(number, Participant("z@x.example", "Zoé"))
        unit.tickets.add_participant(number, Participant("a@x.example", "", "colleague", confirmed=False))
        unit.tickets.add_participant(number, Participant("a@x.example", "Anne", "colleague", confirmed=True))
    with storage.read() as unit:
        assert unit.tickets.participants(number) == [
            Participant("z@x.example", "Zoé"),
            Participant("a@x.example", "Anne", "colleague", confirmed=True),
        ]


def test_a_message_id_belongs_to_the_ticket_that_knew_it_first(storage):
    first, second = opened(storage, "SSI-2026-000001"), opened(storage, "SSI-2026-000002")
    with storage.begin() as unit:
        unit.tickets.know("a@x.example", first, ours=True)
        unit.tickets.know("a@x.example", second, ours=False)
        unit.tickets.know("b@x.example", second, ours=False)
        asked = ["b@x.example", "unknown@x.example", "a@x.example"]
        assert unit.tickets.known(asked) == {"a@x.example": (first, True), "b@x.example": (second, False)}
        assert unit.tickets.known([]) == {}


def test_a_long_list_of_references_is_looked_up_whole(storage):
    number = opened(storage)
    with storage.begin() as unit:
        for n in range(0, 100, 3):
            unit.tickets.know(f"{n}@x.example", number, ours=False)
        found = unit.tickets.known([f"{n}@x.example" for n in range(100)])
    assert sorted(found) == sorted(f"{n}@x.example" for n in range(0, 100, 3))


def test_a_message_id_of_absurd_length_is_known_again(storage):
    number = opened(storage)
    absurd = "é" * 9000 + "@x.example"
    with storage.begin() as unit:
        unit.tickets.know(absurd, number, ours=False)
        assert unit.tickets.known([absurd, absurd + "x"]) == {absurd: (number, False)}
