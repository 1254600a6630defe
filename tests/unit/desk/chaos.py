"""One night with everything going wrong: a case, a relay that fails, people who answer or not, a daemon that is killed.

The desk, the outbox and its settling are the real ones; storage, relay, people and the clock are played by a seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from bot.daemon.consequences import DeskConsequences
from bot.desk import actions
from bot.desk.intake import take_in
from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import CaseRow, LetterState, OutboxEntry, PageRow, RecipientOutcome
from bot.desk.office import Office
from bot.desk.pages import escalate
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.errors import Illegal
from bot.mail.verdict import Kind, Trust
from bot.outbound.settle import Attempt, Settler
from bot.outbound.turn import Claiming, Turn
from bot.outbound.wording import Claimed, Worded, Writer
from bot.rules.escalation.case import Case
from bot.settings.model import RetrySettings
from bot.tickets.model import Ticket
from bot.tickets.states import State
from tests import builders
from tests.fakes import FakeStorage, FakeUnit

BEGUN = builders.SATURDAY_NIGHT
_CRASHES = ("before the tick is committed", "after it", "before the first octet", "after the last octet", "in intake")
FATES = ("accept",) * 8 + ("refuse", "defer", "down", "cut", "lost", "hang", "hang")
_ANSWERS = ("nothing",) * 9 + ("take", "take", "refuse", "later", "unclear", "absent", "bounce", "stranger", "forged")
_WORDS = {"take": "Je prends", "refuse": "Je ne peux pas", "later": "dans 20 minutes", "unclear": "Qui est-ce ?"}


class Killed(RuntimeError):
    """SIGKILL: what was not committed has not happened."""


class PlainWriter(Writer):
    """Words that need no template."""

    def __init__(self) -> None:
        pass

    def write(self, claimed: Claimed) -> Worded:
        entry = replace(claimed.entry, subject="s", text="t", html="h")
        return Worded(entry, claimed.recipients, b"octets", fresh=claimed.entry.subject is None)


class Deaf(DeskConsequences):
    """The daemon's consequences without its legs and its log."""

    def __init__(self, night: Night) -> None:
        self._office, self._now = (lambda: night.office), (lambda: night.now)
        self._watch = lambda entry, word: None

    def turned(self, unit: Unit, trouble: str | None) -> None:
        pass


@dataclass
class Night:
    """The state of the world. `wild` is the chance that something goes wrong; `answers` whether people do anything;
    `chatty` whether they answer the letters about a page too."""

    seed: int
    wild: float = 0.25
    answers: bool = True
    chatty: bool = False
    fates: tuple[str, ...] = FATES
    storage: FakeStorage = field(default_factory=FakeStorage)
    now: datetime = BEGUN
    crashes: int = 0
    doubts: int = 0
    delivered: list[OutboxEntry] = field(default_factory=list)
    late: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)
        self.office = self._office()
        chosen = (timedelta(minutes=self.dice.randrange(300)) for _ in range(self.dice.choice([0, 1, 1, 2])))
        self.acts = sorted(BEGUN + after for after in chosen) if self.answers else []
        self.mail: list[tuple[datetime, int, Reading]] = []
        self.under_way: list[tuple[datetime, Attempt]] = []
        self._uid = 0
        with self.storage.begin() as unit:
            self.ticket = unit.tickets.add(_ticket(unit.tickets.next_number("SSI", BEGUN.year)))
            escalate.begin(unit, self.office, self.ticket, self.office.rules.policies["off-hours"], self.now)
        self.turn = self._turn()

    def lived(self) -> Night:
        """Five hours of trouble, then two and a half in which all works and nobody answers."""
        self.live(5)
        self.live(2.5, wild=False)
        return self

    def live(self, hours: float, wild: bool = True) -> None:
        """Let time pass, from one thing due to the next; a kill costs up to an hour."""
        end, chance = self.now + timedelta(hours=hours), self.wild
        self.wild = chance if wild else 0
        while self.now < end:
            try:
                self._round()
            except Killed:
                self.crashes += 1
                self.under_way = []
                self.now += timedelta(seconds=self.dice.choice([1, 5, 60, 900, 3600]))
                self.turn = self._turn()
                self.turn.recover(self.now)
            self.now = self._next(end)
        self.wild = chance

    def _act(self) -> None:
        """Somebody at the desk does something with the ticket, once or twice a night."""
        if not self.acts or self.acts[0] > self.now:
            return
        self.acts.pop(0)
        act, person = self.dice.choice(("ack", "note", "assign", "close")), self.dice.choice(("alice", "chloe"))
        with self.storage.begin() as unit, suppress(Illegal):
            number = self.ticket.number
            if act == "ack":
                actions.acknowledge(unit, self.office, number, person, self.now)
            elif act == "note":
                actions.note(unit, self.office, number, "vu", person, self.now)
            elif act == "assign":
                actions.assign(unit, self.office, number, "duty-manager", person, self.now)
            else:
                actions.close(unit, self.office, number, person, self.now)
            self._maybe_killed(0)

    @property
    def row(self) -> CaseRow:
        return self._view().cases.get(1)

    @property
    def silent_before(self) -> datetime:
        """By the end of the night something must be due after this."""
        return BEGUN + timedelta(hours=7)

    def case(self) -> Case:
        return self.row.case

    def pages(self) -> list[PageRow]:
        return sorted(self._view().cases.pages(1), key=lambda page: (page.at, page.round, page.step))

    def events(self) -> list[tuple[datetime, str, dict[str, Any]]]:
        return self._view().cases.events(1)

    def entries(self) -> dict[str, OutboxEntry]:
        """Pages in the outbox by Message-ID."""
        return {e.message_id: e for e in self._view().outbox.listed(limit=10_000) if e.cls is LetterClass.PAGE}

    def _view(self) -> FakeUnit:
        """What was committed, without the copy that a transaction makes."""
        return FakeUnit(self.storage.content)

    def _round(self) -> None:
        with self.storage.begin() as unit:
            escalate.tick(unit, self.office, self.now)
            self._maybe_killed(0)
        self._maybe_killed(1)
        self._take_in()
        self._act()
        self._dispatch()

    def _take_in(self) -> None:
        due = [one for one in self.mail if one[0] <= self.now]
        for one in due:
            _, uid, reading = one
            row = builders.journaled(self.storage, self.storage.journal, self.now, "desk", uid)
            if row.state is LetterState.WAITING:
                with self.storage.begin() as unit:
                    take_in(unit, self.office, row, reading, self.now)
                    self._maybe_killed(4)
            self.mail.remove(one)

    def _dispatch(self) -> None:
        done = [attempt for ready_at, attempt in self.under_way if ready_at <= self.now]
        self.under_way = [one for one in self.under_way if one[0] > self.now]
        while True:
            letters = self.turn.visit(done, 8, None, self.now)
            self._maybe_killed(2)
            done = []
            for letter in letters:
                self._wait_for_a_connection()
                ready_at, attempt = self._hand_over(letter)
                if ready_at > self.now:
                    self.under_way.append((ready_at, attempt))
                else:
                    done.append(attempt)
            self._maybe_killed(3)
            if not letters:
                return

    def _wait_for_a_connection(self) -> None:
        """Letters marked *sending* stand behind others: meanwhile people answer and act."""
        if self.wild and self.dice.random() < 0.2:
            self.now += timedelta(seconds=self.dice.choice([2, 20, 50]))
            self._take_in()
            self._act()

    def _hand_over(self, letter: Worded) -> tuple[datetime, Attempt]:
        entry, fate = letter.entry, self._fate()
        if entry.cls is LetterClass.PAGE and not self.turn.still_wanted(entry):
            unwanted = tuple(RecipientOutcome(address, "unwanted", None, "") for address in letter.recipients)
            return self.now, Attempt(entry, unwanted)
        if entry.cls is LetterClass.PAGE and self.case().state not in ("escalating", "alarming"):
            self.late.append(entry.message_id)
        if fate in ("accept", "cut") or (fate == "hang" and self.dice.random() < 0.5):
            self._deliver(entry)
        self.doubts += fate in ("cut", "lost", "hang")
        if fate == "down":
            return self.now, Attempt(entry, (), "the relay cannot be reached")
        result = {"accept": "accepted", "refuse": "refused", "defer": "deferred"}.get(fate, "uncertain")
        outcomes = tuple(RecipientOutcome(address, result, None, fate) for address in letter.recipients)
        return self.now + timedelta(seconds=self.dice.choice([60, 290]) if fate == "hang" else 0), Attempt(
            entry, outcomes
        )

    def _deliver(self, entry: OutboxEntry) -> None:
        self.delivered.append(entry)
        asks = entry.cls is LetterClass.PAGE or (self.chatty and entry.template.startswith("page-"))
        if asks and self.answers:
            answer = self.dice.choice(_ANSWERS) if self.wild else "nothing"
            for _ in range(self.dice.choice([1, 1, 1, 2])):
                self._write(answer, entry)

    def _write(self, answer: str, page: OutboxEntry) -> None:
        reading = _answer(answer, page)
        if reading is None:
            return
        self._uid += 1
        delay = timedelta(seconds=self.dice.choice([5, 60, 400, 1500]))
        self.mail.append((self.now + delay, self._uid, reading))

    def _next(self, end: datetime) -> datetime:
        unit = self._view()
        times = [
            unit.cases.get(1).case.due_at,
            unit.outbox.next_due(),
            *(at for at, *_ in self.mail),
            *(at for at, _ in self.under_way),
            *self.acts,
        ]
        soonest = min((at for at in times if at is not None), default=end)
        after = max(soonest, self.now) + timedelta(seconds=self.dice.choice([0.5, 1, 3, 5]))
        if self.wild and self.dice.random() < 0.02:
            return self.now - timedelta(minutes=self.dice.randrange(1, 20))
        return min(after, max(end, self.now))

    def _maybe_killed(self, point: int) -> None:
        if self.wild and self.dice.random() < self.wild * 0.08:
            raise Killed(_CRASHES[point])

    def _fate(self) -> str:
        return self.dice.choice(self.fates) if self.dice.random() < self.wild * 2 else "accept"

    def _turn(self) -> Turn:
        consequences = Deaf(self)
        settler = Settler(RetrySettings(), consequences, self.dice.random)
        return Turn(self.storage, PlainWriter(), settler, consequences, Claiming(), live=True)

    def _office(self) -> Office:
        """The shipped desk; now and then somebody on call has no address."""
        office = builders.office()
        silent = self.dice.choice([(), (), (), ("alice", "bruno", "chloe"), ("duty-manager",)])
        people = {n: replace(p, mails=()) if n in silent else p for n, p in office.settings.people.items()}
        return replace(office, settings=replace(office.settings, people=people))


def _ticket(number: str) -> Ticket:
    return Ticket(
        number=number,
        state=State.NEW,
        track="real",
        severity="critical",
        queue="incident",
        opened_at=BEGUN,
        received_at=BEGUN,
        subject="x",
        language="fr",
        requester="rssi@ch-exemple.example",
    )


def _answer(answer: str, page: OutboxEntry) -> Reading | None:
    author = {"stranger": "charlie@ailleurs.example"}.get(answer, page.to[0])
    words = _WORDS.get(answer, "Je prends")
    letter = builders.message(words, "Re: page", author, f"{answer}.{page.message_id}", in_reply_to=(page.message_id,))
    if answer == "bounce":
        return builders.bounce_of(page.message_id, page.to[0]) if len(page.to) == 1 else None
    if answer == "absent":
        return builders.reading(letter, kind=Kind.AUTO_REPLY, automatic=True, absence=True)
    if answer == "forged":
        return builders.reading(letter, kind=Kind.FOLLOW_UP, trust=Trust.HOSTILE)
    return None if answer == "nothing" else builders.reading(letter, kind=Kind.FOLLOW_UP)


def copies(delivered: Sequence[OutboxEntry]) -> dict[str, int]:
    """How often each page was delivered, by Message-ID."""
    found: dict[str, int] = {}
    for entry in delivered:
        if entry.cls is LetterClass.PAGE:
            found[entry.message_id] = found.get(entry.message_id, 0) + 1
    return found
