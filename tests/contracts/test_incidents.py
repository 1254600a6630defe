"""Incidents, their members, the traits that find them, and answers that are awaited: on the fake and both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.desk.kept.awaiting import Awaited
from bot.desk.kept.incidents import Incident, Member, Trait
from bot.errors import Missing, Transient
from bot.storage.connect import engines
from bot.storage.engine import open_storage
from bot.storage.migrations import climb, upgrade
from tests.contracts.written import NOW, ticket

HOUR = timedelta(hours=1)


@pytest.fixture
def tickets(storage):
    """The ids of three tickets."""
    with storage.begin() as unit:
        return [unit.tickets.add(ticket(f"SSI-2026-00000{n}")).id for n in (1, 2, 3)]


def opened(unit, lead, number="INC-2026-000001"):
    return unit.incidents.add(Incident(number, NOW, lead))


def test_an_incident_comes_back_as_it_was(storage, tickets):
    with storage.begin() as unit:
        made = opened(unit, tickets[0])
        assert made.id is not None
    with storage.read() as unit:
        assert unit.incidents.get(made.number) == made
        assert unit.incidents.listed() == [made]
        with pytest.raises(Missing):
            unit.incidents.get("INC-2026-000009")


def test_a_save_over_somebody_elses_is_refused(storage, tickets):
    with storage.begin() as unit:
        made = opened(unit, tickets[0])
        saved = unit.incidents.save(replace(made, storm_at=NOW, digest_due_at=NOW))
        assert saved.version == made.version + 1
        with pytest.raises(Transient):
            unit.incidents.save(replace(made, storm_at=None))


def test_a_ticket_is_found_in_the_incident_it_was_proposed_to_until_it_is_split_off(storage, tickets):
    with storage.begin() as unit:
        made = opened(unit, tickets[0])
        for at, one in ((NOW, tickets[0]), (NOW + HOUR, tickets[1])):
            unit.incidents.put_member(Member(made.id, one, "proposed", ("même prestataire",), at))
        assert unit.incidents.of_ticket(tickets[1]) == made
        assert unit.incidents.of_ticket(tickets[2]) is None
        unit.incidents.put_member(Member(made.id, tickets[1], "split", ("même prestataire",), NOW + 2 * HOUR, "alice"))
    with storage.read() as unit:
        assert unit.incidents.of_ticket(tickets[1]) is None
        first, second = unit.incidents.members(made.id)
        assert first == Member(made.id, tickets[0], "proposed", ("même prestataire",), NOW)
        assert (second.standing, second.decided_by, second.at) == ("split", "alice", NOW + HOUR)
        assert unit.incidents.joined_since(made.id, NOW) == 1
        assert unit.incidents.joined_since(made.id, NOW + HOUR) == 0


def test_a_ticket_is_in_one_incident_at_a_time(storage, tickets):
    with storage.begin() as unit:
        one, other = opened(unit, tickets[0]), opened(unit, tickets[1], "INC-2026-000002")
        unit.incidents.put_member(Member(one.id, tickets[2], "proposed", (), NOW))
        with pytest.raises(Transient), unit.savepoint():
            unit.incidents.put_member(Member(other.id, tickets[2], "proposed", (), NOW))
        unit.incidents.put_member(Member(one.id, tickets[2], "split", (), NOW))
        unit.incidents.put_member(Member(other.id, tickets[2], "proposed", (), NOW))
        assert unit.incidents.of_ticket(tickets[2]) == other


def test_tickets_are_found_by_what_they_share_and_only_the_recent_ones(storage, tickets):
    finess, near = Trait("finess", "639999997"), Trait("near", "00aa00aa")
    with storage.begin() as unit:
        unit.incidents.note_traits(tickets[0], [finess], NOW - HOUR)
        unit.incidents.note_traits(tickets[1], [finess, near, finess], NOW)
        unit.incidents.note_traits(tickets[2], [Trait("provider", "sillage")], NOW)
    with storage.read() as unit:
        values = [f"{n:08x}" for n in range(20)] + ["639999997", "00aa00aa"]
        found = unit.incidents.sharing(values, NOW - 2 * HOUR, 9)
        assert set(found) == {(tickets[1], finess), (tickets[1], near), (tickets[0], finess)}
        assert [t for t, trait in found if trait == finess] == [tickets[1], tickets[0]]
        assert unit.incidents.sharing(["639999997"], NOW, 9) == [(tickets[1], finess)]
        assert unit.incidents.sharing(["639999997"], NOW - 2 * HOUR, 1) == [(tickets[1], finess)]
        assert unit.incidents.values("provider", NOW, 9) == ["sillage"]
        assert unit.incidents.values("provider", NOW + HOUR, 9) == []
        assert unit.incidents.traits(tickets[1]) == [finess, near]
        told = {tickets[0]: [finess], tickets[1]: [finess], tickets[2]: [Trait("provider", "sillage")]}
        assert unit.incidents.traits_of([*tickets, *range(10**6, 10**6 + 20)]) == told
        assert unit.incidents.traits_of([]) == {}


def test_a_digest_is_due_once_its_instant_has_come(storage, tickets):
    with storage.begin() as unit:
        unit.incidents.save(replace(opened(unit, tickets[0]), digest_due_at=NOW + HOUR))
        unit.incidents.save(replace(opened(unit, tickets[1], "INC-2026-000002"), digest_due_at=NOW))
        opened(unit, tickets[2], "INC-2026-000003")
    with storage.read() as unit:
        assert unit.incidents.digests_due(NOW - HOUR, 9) == []
        due = unit.incidents.digests_due(NOW + HOUR, 9)
        assert [each.number for each in due] == ["INC-2026-000002", "INC-2026-000001"]
        assert unit.incidents.digests_due(NOW + HOUR, 1) == due[:1]


def test_an_answer_is_awaited_until_it_comes(storage, tickets):
    first = Awaited(tickets[0], "q@desk.example", NOW, NOW + HOUR)
    with storage.begin() as unit:
        unit.tickets.await_answer(first)
        unit.tickets.await_answer(Awaited(tickets[1], "r@desk.example", NOW, NOW))
        unit.tickets.await_answer(replace(first, due_at=NOW + 2 * HOUR, reminders=1))
    with storage.begin() as unit:
        assert unit.tickets.awaited(tickets[0]) == replace(first, due_at=NOW + 2 * HOUR, reminders=1)
        assert [each.ticket_id for each in unit.tickets.answers_due(NOW + HOUR, 9)] == [tickets[1]]
        assert [each.ticket_id for each in unit.tickets.answers_due(NOW + 2 * HOUR, 9)] == [tickets[1], tickets[0]]
        unit.tickets.stop_awaiting(tickets[0])
        unit.tickets.stop_awaiting(tickets[0])
        assert unit.tickets.awaited(tickets[0]) is None


def test_the_step_keeps_what_the_schema_before_held(tmp_path):
    url = f"sqlite:///{tmp_path / 'old.db'}"
    writing, _ = engines(url, pool_size=1)
    with writing.begin() as connection:
        climb(connection, None, "0002")
        connection.execute(sa.text("insert into leg values ('poll', '2026-03-02 21:00:00.000000', 1000, '', 1)"))
    writing.dispose()
    assert upgrade(url)[0] == "0002"
    storage = open_storage(url, create=False)
    with storage.read() as unit:
        assert [leg.name for leg in unit.watch.legs()] == ["poll"]
        assert unit.incidents.listed() == []
    storage.close()
