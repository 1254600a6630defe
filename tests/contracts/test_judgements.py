"""Judgements as they are kept: since when, in a chain, whatever signs they hold."""

from __future__ import annotations

from tests.contracts.written import MINUTE, NOW, journaled, opened


def test_judgements_are_told_since_an_instant_with_their_letter_and_ticket(storage):
    number = opened(storage)
    [letter_id] = journaled(storage, 1)
    with storage.begin() as unit:
        unit.audit.record(None, letter_id, NOW - MINUTE, {"decision": "early"})
        unit.audit.record(number, letter_id, NOW, {"decision": "later"})
    with storage.read() as unit:
        early, later = unit.audit.judged_since(NOW - MINUTE)
        assert (early.ticket_id, early.letter_id, early.at) == (None, letter_id, NOW - MINUTE)
        assert (later.ticket_id, later.judgement) == (number, {"decision": "later"})
        assert list(unit.audit.judged_since(NOW)) == [later]


def test_the_chain_holds_over_transactions_and_what_a_savepoint_undid(storage):
    [letter_id] = journaled(storage, 1)
    for n in range(3):
        with storage.begin() as unit:
            unit.audit.record(None, letter_id, NOW, {"n": n, "told": "é \ud83d\ude00 \\u0000"})
            try:
                with unit.savepoint():
                    unit.audit.record(None, letter_id, NOW, {"undone": n})
                    raise ValueError
            except ValueError:
                unit.audit.record(None, letter_id, NOW, {"nul": "a\x00b", "nested": [{"x": "\x00"}]})
    with storage.read() as unit:
        assert len(list(unit.audit.judged_since(NOW))) == 6
        verified = unit.audit.verify()
        assert (verified.records, verified.broken) == (6, None)
