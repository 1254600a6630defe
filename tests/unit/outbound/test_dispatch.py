"""The dispatcher on the in-memory database: nothing is sent twice, nothing is lost, a person hears of what fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.desk.kept.letters import LetterClass, LetterContext
from bot.desk.kept.records import OutboxEntry, OutboxStatus, RecipientOutcome
from bot.desk.ports import Unit
from bot.errors import Illegal, Transient
from bot.outbound.deliver import LastLook
from bot.outbound.retry import NOT_WANTED
from bot.outbound.settle import NOT_LIVE, PAGE_NOT_LIVE
from bot.settings.model import RetrySettings
from tests.fakes import FakeStorage
from tests.letters_out import AT, IDENTITY, TEMPLATES, Clock, Obedient, Remembering, entry, office_of_post

PAGE = {"cls": LetterClass.PAGE, "template": "page", "person": "alice", "envelope_from": "desk@desk.example"}


async def until(condition: Callable[[], bool]) -> None:
    """Lets the other tasks run until it holds."""
    for _ in range(1_000_000):
        if condition():
            return
        await asyncio.sleep(0)
    raise AssertionError("it never came to be")


class Post:
    """A database, a connection, a clock and what was heard; `drain` sends what is due."""

    def __init__(self, *entries: OutboxEntry, live: bool = True, templates: Path = TEMPLATES) -> None:
        self.storage, self.wire, self.clock, self.heard = FakeStorage(), Obedient(), Clock(), Remembering()
        self.live, self.templates = live, templates
        self.order(*entries)

    def order(self, *entries: OutboxEntry) -> None:
        with self.storage.begin() as unit:
            for one in entries:
                unit.outbox.add(one)

    def drain(self) -> int:
        dispatcher = office_of_post(
            self.storage, self.heard, self.wire, self.clock, live=self.live, templates=self.templates
        )
        return asyncio.run(dispatcher.drain())

    def stored(self, number: int = 1) -> OutboxEntry:
        with self.storage.read() as unit:
            return unit.outbox.get(f"letter.{number}@desk.example")

    def statuses(self) -> dict[str, int]:
        with self.storage.read() as unit:
            return unit.outbox.counts()


def test_what_is_due_is_sent_once() -> None:
    post = Post(entry(1), entry(2), entry(3, due_at=AT + timedelta(hours=1)))
    assert post.drain() == 2
    assert post.drain() == 0
    assert [recipients for _, recipients, _ in post.wire.taken] == [
        ("rssi1@ch-aval.example",),
        ("rssi2@ch-aval.example",),
    ]
    assert post.statuses() == {"sent": 2, "queued": 1}
    assert post.heard.of("sent") == ["letter.1@desk.example", "letter.2@desk.example"]


def test_an_answer_leaves_with_the_null_return_path_and_a_page_with_ours() -> None:
    post = Post(entry(1), entry(2, **PAGE))
    post.drain()
    assert {sender for sender, _, _ in post.wire.taken} == {"", "desk@desk.example"}


def test_pages_leave_before_everything_else() -> None:
    post = Post(*(entry(number) for number in range(1, 8)), entry(9, **PAGE))
    post.drain()
    assert post.wire.taken[0][1] == ("rssi9@ch-aval.example",)


def test_a_hundred_letters_leave_in_one_drain() -> None:
    post = Post(*(entry(number) for number in range(100)))
    assert post.drain() == 100
    assert len({recipients for _, recipients, _ in post.wire.taken}) == 100


def test_the_words_sent_are_the_words_stored() -> None:
    post = Post(entry())
    post.drain()
    stored = post.stored()
    assert stored.subject is not None
    assert stored.text is not None
    assert post.heard.words[stored.message_id].text == stored.text
    assert b"Message-ID: <letter.1@desk.example>" in post.wire.taken[0][2]


def test_one_refused_recipient_of_two_does_not_end_the_list() -> None:
    post = Post(entry(to=("dead@b.example", "alive@b.example")))
    post.wire.results["dead@b.example"] = "refused"
    post.drain()
    assert post.stored().status is OutboxStatus.SENT
    assert post.wire.taken[0][1] == ("alive@b.example",)
    assert post.heard.of("not_told") == []
    assert post.heard.of("alarm") == ["outbox/letter.1@desk.example"]


def test_a_refused_page_is_told_to_the_caller_at_once() -> None:
    post = Post(entry(**PAGE))
    post.wire.results["rssi1@ch-aval.example"] = "refused"
    post.drain()
    assert post.stored().status is OutboxStatus.FAILED
    assert post.heard.of("not_told") == ["letter.1@desk.example"]


def test_a_deferred_letter_is_sent_later_to_those_left_with_the_same_message_id() -> None:
    post = Post(entry(to=("quick@b.example", "slow@b.example")))
    post.wire.results["slow@b.example"] = "deferred"
    post.drain()
    assert post.stored().status is OutboxStatus.QUEUED
    assert post.drain() == 0
    post.wire.results.clear()
    post.clock.at = AT + timedelta(minutes=1)
    post.drain()
    assert post.stored().status is OutboxStatus.SENT
    assert [recipients for _, recipients, _ in post.wire.taken] == [("quick@b.example",), ("slow@b.example",)]
    assert all(b"Message-ID: <letter.1@desk.example>" in octets for _, _, octets in post.wire.taken)


def test_a_letter_in_doubt_is_sent_once_more_and_then_left_to_a_person() -> None:
    post = Post(entry())
    post.wire.results["rssi1@ch-aval.example"] = "uncertain"
    for _ in range(5):
        post.drain()
        post.clock.at += timedelta(hours=1)
    assert post.stored().status is OutboxStatus.UNCERTAIN
    assert post.wire.tries == 2
    assert post.heard.of("alarm") == ["outbox/letter.1@desk.example"]


def test_a_page_in_doubt_is_sent_again_at_once_and_then_counts_as_not_told() -> None:
    post = Post(entry(**PAGE))
    post.wire.results["rssi1@ch-aval.example"] = "uncertain"
    post.drain()
    assert post.wire.tries == 3
    assert post.stored().status is OutboxStatus.UNCERTAIN
    assert post.heard.of("not_told") == ["letter.1@desk.example"]


def test_an_alarm_that_cannot_leave_orders_no_further_alarm() -> None:
    facts = LetterContext(alarm="disque plein").to_dict()
    post = Post(entry(cls=LetterClass.ALARM, template="alarm", context=facts, ticket=None))
    post.wire.results["rssi1@ch-aval.example"] = "refused"
    post.drain()
    assert post.stored().status is OutboxStatus.FAILED
    assert post.heard.of("alarm") == []


def test_a_server_out_of_reach_is_knocked_at_once_not_a_hundred_times() -> None:
    post = Post(*(entry(number) for number in range(100)))
    post.wire.down = True
    post.drain()
    assert post.wire.tries == 1
    assert post.statuses() == {"queued": 100}
    assert "submission" in post.heard.of("alarm")
    assert post.heard.of("turned")[-1].startswith("submission server")


def test_it_recovers_by_itself_when_the_server_is_back() -> None:
    post = Post(*(entry(number) for number in range(10)))

    async def story() -> None:
        dispatcher = office_of_post(post.storage, post.heard, post.wire, post.clock)
        post.wire.down = True
        await dispatcher.drain()
        post.wire.down = False
        post.clock.at = AT + timedelta(minutes=2)
        await dispatcher.drain()

    asyncio.run(story())
    assert post.statuses() == {"sent": 10}
    assert post.heard.of("relieved") == ["submission"]


def test_a_page_that_could_not_leave_within_its_horizon_is_told() -> None:
    post = Post(entry(**PAGE))
    post.wire.down = True
    for _ in range(200):
        post.drain()
        post.clock.at += timedelta(seconds=30)
    assert post.stored().status is OutboxStatus.FAILED
    assert post.heard.of("not_told") == ["letter.1@desk.example"]
    assert post.clock.at - AT > RetrySettings().page_give_up_after


def test_not_live_words_and_holds_everything() -> None:
    post = Post(entry(1), entry(2, **PAGE), live=False)
    post.drain()
    assert post.wire.tries == 0
    assert post.statuses() == {"held": 2}
    assert (post.stored(1).last_error, post.stored(2).last_error) == (NOT_LIVE, PAGE_NOT_LIVE)
    assert "this page would have gone" in PAGE_NOT_LIVE
    assert (post.stored(2).subject or "").startswith("[SSI-2026-000123]")
    assert sorted(post.heard.of("held")) == ["letter.1@desk.example", "letter.2@desk.example"]


def test_a_broken_template_sends_the_built_in_words_and_alarms(tmp_path: Path) -> None:
    (tmp_path / "fr" / "acknowledgement-off-hours").mkdir(parents=True)
    post = Post(entry(), templates=tmp_path)
    post.drain()
    assert post.stored().status is OutboxStatus.SENT
    assert "enregistré" in (post.stored().text or "")
    assert post.heard.of("alarm") == ["template/fr/acknowledgement-off-hours"]


def test_a_letter_without_a_usable_recipient_fails_at_once() -> None:
    post = Post(entry(1, to=("nobody",)), entry(2, to=()), entry(3))
    post.drain()
    assert post.statuses() == {"failed": 2, "sent": 1}
    assert post.heard.of("not_told") == ["letter.1@desk.example", "letter.2@desk.example"]


def test_a_worker_that_died_in_the_act_leaves_a_doubt_not_a_second_life() -> None:
    post = Post(entry())
    with post.storage.begin() as unit:
        (claimed,) = unit.outbox.claim(AT, AT + timedelta(minutes=6), "dead", 9)
        assert claimed.id is not None
        unit.outbox.written(claimed.id, "acknowledgement-off-hours", "Objet fixé", "Texte fixé\n", "<p>fixé</p>")
        unit.outbox.sending([claimed.id], AT)
    assert post.drain() == 0
    post.clock.at = AT + timedelta(minutes=6)
    post.drain()
    assert (post.stored().last_error or "").startswith("doubt 1")
    post.clock.at += timedelta(minutes=1)
    post.drain()
    assert post.stored().status is OutboxStatus.SENT
    assert post.stored().subject == "Objet fixé"
    assert b"Texte fix" in post.wire.taken[0][2]


class Stubborn(Remembering):
    """The first letter's consequence does not fit any more."""

    def sent(self, unit: Unit, entry: OutboxEntry) -> None:
        if entry.message_id == "letter.1@desk.example":
            raise Illegal("a ticket that is closed cannot be acknowledged")
        super().sent(unit, entry)


def test_a_consequence_that_does_not_fit_settles_its_letter_and_all_others() -> None:
    post = Post(*(entry(number) for number in range(1, 6)))
    post.heard = Stubborn()
    post.drain()
    assert post.statuses() == {"sent": 5}
    assert len(post.wire.taken) == 5
    assert "outbox/letter.1@desk.example/consequence" in post.heard.of("alarm")


class Hung(Obedient):
    """Hangs on one address until let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go, self.begun = asyncio.Event(), False

    async def hand_over(
        self, sender: str, recipients: Sequence[str], octets: bytes, last_look: LastLook | None = None
    ) -> tuple[RecipientOutcome, ...]:
        if "hang@b.example" in recipients:
            self.begun = True
            await self.let_go.wait()
        return await super().hand_over(sender, recipients, octets, last_look)


def test_a_connection_that_hangs_holds_back_nobody_else() -> None:
    async def story() -> None:
        post = Post(entry(1, to=("hang@b.example",)), *(entry(number) for number in range(2, 60)))
        wire = Hung()
        dispatcher = office_of_post(post.storage, post.heard, wire, post.clock, connections=2)
        stop = asyncio.Event()
        running = asyncio.create_task(dispatcher.run(stop))
        await until(lambda: post.statuses() == {"sending": 1, "sent": 58})
        post.order(entry(99, **PAGE))
        dispatcher.wake()
        await until(lambda: post.statuses() == {"sending": 1, "sent": 59})
        stop.set()
        wire.let_go.set()
        await running
        assert post.statuses() == {"sent": 60}

    asyncio.run(asyncio.wait_for(story(), 30))


class Taken(Remembering):
    """Pages whose case was taken in the meantime are not wanted."""

    def __init__(self) -> None:
        super().__init__()
        self.over = False

    def wanted(self, unit: Unit, entry: OutboxEntry) -> bool:
        return not (self.over and entry.cls is LetterClass.PAGE)


def test_a_page_taken_while_it_waits_for_a_connection_never_leaves() -> None:
    async def story() -> None:
        post = Post(entry(1, to=("hang@b.example",), **PAGE), entry(2, **PAGE), entry(3))
        taken = post.heard = Taken()
        wire = Hung()
        dispatcher = office_of_post(post.storage, taken, wire, post.clock)
        stop = asyncio.Event()
        running = asyncio.create_task(dispatcher.run(stop))
        await until(lambda: wire.begun)
        assert post.stored(2).status is OutboxStatus.SENDING
        taken.over = True
        wire.let_go.set()
        stop.set()
        await running
        assert [recipients for _, recipients, _ in wire.taken] == [("rssi3@ch-aval.example",)]
        assert post.statuses() == {"cancelled": 2, "sent": 1}
        assert post.stored(2).last_error == NOT_WANTED
        assert taken.of("not_told") == taken.of("alarm") == []

    asyncio.run(asyncio.wait_for(story(), 30))


class Unreadable(FakeStorage):
    """Cannot be read any more once it is `lost`."""

    lost = False

    def read(self):  # type: ignore[no-untyped-def]
        if self.lost:
            raise Transient("no database")
        return super().read()


def test_a_page_whose_case_cannot_be_looked_at_again_leaves_all_the_same() -> None:
    async def story() -> None:
        post = Post()
        post.storage = storage = Unreadable()
        post.order(entry(1, to=("hang@b.example",), **PAGE))
        wire = Hung()
        dispatcher = office_of_post(storage, post.heard, wire, post.clock)
        running = asyncio.create_task(dispatcher.drain())
        await until(lambda: wire.begun)
        storage.lost = True
        wire.let_go.set()
        await until(lambda: bool(wire.taken))
        storage.lost = False
        await running
        assert post.statuses() == {"sent": 1}

    asyncio.run(asyncio.wait_for(story(), 30))


def test_it_stops_when_told_with_everything_settled_and_wakes_when_something_is_ordered() -> None:
    async def story() -> None:
        post = Post()
        dispatcher = office_of_post(post.storage, post.heard, post.wire, post.clock)
        stop = asyncio.Event()
        running = asyncio.create_task(dispatcher.run(stop))
        await until(lambda: bool(post.heard.of("turned")))
        post.order(entry())
        dispatcher.wake()
        await until(lambda: post.statuses() == {"sent": 1})
        stop.set()
        await running

    asyncio.run(asyncio.wait_for(story(), 30))


class Locked(FakeStorage):
    """Out of reach a number of times."""

    def __init__(self) -> None:
        super().__init__()
        self.refusals = 0

    def begin(self):  # type: ignore[no-untyped-def]
        if self.refusals:
            self.refusals -= 1
            raise Transient("the database is locked")
        return super().begin()


@pytest.mark.parametrize("refusals", [1, 3])
def test_a_database_briefly_out_of_reach_costs_no_letter(refusals: int) -> None:
    post = Post()
    post.storage = Locked()
    post.order(entry(1), entry(2))
    post.storage.refusals = refusals
    assert post.drain() == 2
    assert post.statuses() == {"sent": 2}


def test_a_database_that_stays_away_is_told() -> None:
    post = Post()
    post.storage = Locked()
    post.storage.refusals = 99
    with pytest.raises(Transient):
        post.drain()


def test_identity_without_a_french_name_still_sends() -> None:
    post = Post(entry())
    dispatcher = office_of_post(
        post.storage, post.heard, post.wire, post.clock, identity=replace(IDENTITY, name={"en": "Desk"})
    )
    asyncio.run(dispatcher.drain())
    assert post.statuses() == {"sent": 1}


def test_a_dispatcher_cancelled_in_the_act_works_on_when_it_is_started_again() -> None:
    async def story() -> None:
        post = Post(entry(1, to=("hang@b.example",)), entry(2))
        wire = Hung()
        dispatcher = office_of_post(post.storage, post.heard, wire, post.clock)
        running = asyncio.create_task(dispatcher.run(asyncio.Event()))
        await until(lambda: wire.begun)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        wire.let_go.set()
        await dispatcher.drain()
        assert post.stored(2).status is OutboxStatus.SENT
        assert (post.stored(1).last_error or "").startswith("doubt 1")
        post.clock.at += timedelta(minutes=1)
        await dispatcher.drain()
        assert post.statuses() == {"sent": 2}

    asyncio.run(asyncio.wait_for(story(), 30))


class Broken(Obedient):
    """Fails in a way nobody foresaw, once."""

    async def hand_over(
        self, sender: str, recipients: Sequence[str], octets: bytes, last_look: LastLook | None = None
    ) -> tuple[RecipientOutcome, ...]:
        if self.tries == 0:
            self.tries += 1
            raise ZeroDivisionError
        return await super().hand_over(sender, recipients, octets, last_look)


def test_a_fault_nobody_foresaw_is_raised_and_loses_no_letter() -> None:
    async def story() -> None:
        post = Post(entry(1), entry(2))
        dispatcher = office_of_post(post.storage, post.heard, Broken(), post.clock)
        with pytest.raises(ZeroDivisionError):
            await dispatcher.drain()
        await dispatcher.drain()
        post.clock.at += timedelta(minutes=1)
        await dispatcher.drain()
        assert post.statuses() == {"sent": 2}

    asyncio.run(asyncio.wait_for(story(), 30))


def test_a_return_path_that_cannot_be_written_fails_its_letter_alone() -> None:
    post = Post(entry(1, envelope_from="désk@desk.example"), entry(2))
    post.drain()
    assert post.statuses() == {"failed": 1, "sent": 1}
