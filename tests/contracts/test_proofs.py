"""Proofs of reach: one row for each address, replaced by the next test, forgotten with the address."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.kept.proofs import Proof
from tests.contracts.written import MINUTE, NOW

ALICE = Proof("alice", "alice@cert.example", "one@desk.example", NOW, NOW + MINUTE)


def test_an_address_has_one_row_that_the_next_test_replaces(storage):
    home = replace(ALICE, address="alice@perso.example", proven_at=NOW, told=True)
    with storage.begin() as unit:
        assert unit.proofs.all() == []
        unit.proofs.put(home)
        unit.proofs.put(ALICE)
        unit.proofs.put(replace(ALICE, message_id="two@desk.example", asked_at=NOW + MINUTE))
    with storage.read() as unit:
        assert unit.proofs.all() == [replace(ALICE, message_id="two@desk.example", asked_at=NOW + MINUTE), home]


def test_a_forgotten_address_has_no_row(storage):
    with storage.begin() as unit:
        unit.proofs.put(ALICE)
        unit.proofs.forget("alice", "nobody@cert.example")
        unit.proofs.forget("bruno", ALICE.address)
        assert unit.proofs.all() == [ALICE]
        unit.proofs.forget("alice", ALICE.address)
        assert unit.proofs.all() == []


def test_it_is_answered_only_by_an_answer_since_it_was_last_asked():
    assert not ALICE.answered
    assert not replace(ALICE, proven_at=NOW - MINUTE).answered
    assert replace(ALICE, proven_at=NOW).answered
