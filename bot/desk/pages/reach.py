"""The monthly proof of reach: a test letter to each address of whoever can be paged, and what was answered to it (R3).

It is no page: it names no ticket, no answer to it takes a case, and nobody else is called when there is none. What was
sent stands in rows and each letter has one key, so that a restart neither forgets nor repeats one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.desk.kept.letters import LetterClass, LetterContext
from bot.desk.kept.proofs import Proof
from bot.desk.kept.records import OutboxEntry
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.reading import Reading
from bot.desk.writing.alarms import alarm
from bot.desk.writing.orders import Order, place
from bot.mail.verdict import Trust
from bot.rules.replies.reach_answer import says_received
from bot.settings.model import ReachSettings
from bot.walltime import to_instant, to_wall

TEMPLATE = "reach-test"
_MARK = "reach/looked"
_LOOK_EVERY = timedelta(minutes=5)
_AHEAD = timedelta(days=190)
"""Whoever is on call within half a year is tested; a turn that is farther away has tests before it."""


def tick(unit: Unit, office: Office, now: datetime) -> int:
    """Order the tests that are due and tell of those nobody answered; the number of both. Nothing unless live."""
    settings = office.settings.reach_tests
    if not settings.enabled or not office.settings.live:
        return 0
    looked_at = unit.watch.mark(_MARK)
    if looked_at is not None and looked_at <= now < looked_at + _LOOK_EVERY:
        return 0
    unit.watch.set_mark(_MARK, now)
    calendar = office.rules.calendars[settings.calendar]
    rows = {(proof.person, proof.address): proof for proof in unit.proofs.all()}
    wanted = set(addresses(office, now))
    for person, address in rows.keys() - wanted:
        unit.proofs.forget(person, address)
        unit.watch.clear_alarm(_key(person, address), now)
    told = sum(_unanswered(unit, office, proof, now) for key, proof in rows.items() if key in wanted)
    if not calendar.is_open(now):
        return told
    since = latest_round(settings, calendar.zone, now)
    due = [key for key in sorted(wanted) if key not in rows or rows[key].asked_at < since]
    for person, address in due:
        _ask(unit, office, person, address, rows.get((person, address)), since, now)
    return told + len(due)


def addresses(office: Office, now: datetime) -> Iterator[tuple[str, str]]:
    """Each person who can be paged, by turns or by name, with each of his addresses."""
    rules = office.rules
    names = {s.person for one in rules.schedules.named.values() for s in one.shifts(now, now + _AHEAD)}
    for policy in rules.policies.values():
        targets = (*(step.target for step in policy.steps), policy.last_resort)
        names |= {target.name for target in targets if target.kind == "person"}
    for name in sorted(names):
        person = office.person(name)
        yield from ((name, mail) for mail in (person.mails if person else ()))


def latest_round(settings: ReachSettings, zone: ZoneInfo, now: datetime) -> datetime:
    """When the tests of this month are due, or those of the last month if that is still to come."""
    first = to_wall(now, zone).replace(day=1, hour=settings.at.hour, minute=settings.at.minute, second=0, microsecond=0)
    this, last = (to_instant(month.replace(day=settings.day), zone) for month in (first, first - timedelta(days=1)))
    return this if this <= now else last


def answered(unit: Unit, office: Office, reading: Reading, received_at: datetime, now: datetime) -> bool:
    """Whether a letter answers a test letter; then what it proves is written down. A machine's letter never does."""
    entry = _test_answered(unit, reading)
    author = reading.message.author
    if entry is None or entry.person is None or author is None:
        return False
    if reading.verdict.automatic or reading.verdict.absence or reading.authentication.trust is Trust.HOSTILE:
        return False
    if entry.person not in office.persons_at(author.address):
        return False
    for address in entry.to:
        if says_received(reading.message.new_text):
            _prove(unit, entry, address, max(received_at, entry.created_at), now)
        else:
            text = f"{entry.person} answered the test letter to {address}, but not with « reçu »: please read it"
            alarm(unit, office, f"{_key(entry.person, address)}/unclear", text, now)
    return True


def reach_lines(unit: Unit, office: Office, now: datetime) -> list[dict[str, Any]]:
    """For each address of whoever can be paged when it was last asked and last proven; null for never."""
    rows = {(proof.person, proof.address): proof for proof in unit.proofs.all()}
    found = []
    for person, address in addresses(office, now):
        proof = rows.get((person, address))
        found.append(
            {
                "person": person,
                "address": address,
                "asked_at": proof.asked_at.isoformat() if proof else None,
                "proven_at": proof.proven_at.isoformat() if proof and proof.proven_at else None,
                "answered": proof is not None and proof.answered,
            }
        )
    return found


def _ask(
    unit: Unit, office: Office, person: str, address: str, before: Proof | None, since: datetime, now: datetime
) -> None:
    settings = office.settings.reach_tests
    due_at = office.rules.calendars[settings.calendar].add(now, settings.answer_within)
    told = office.person(person)
    order = Order(
        effect=f"reach/{since.isoformat()}/{person}/{address}",
        cls=LetterClass.NOTICE,
        template=TEMPLATE,
        to=(address,),
        context=LetterContext(person=person, answer_due_at=due_at),
        language=told.language if told else office.settings.identity.default_language,
        person=person,
    )
    message_id = place(unit, office, order, now)
    if message_id is None:
        # An address that was taken away and is back within the month: its letter has gone out already.
        known = unit.outbox.by_key(order.effect)
        message_id = known.message_id if known else ""
    proven_at = before.proven_at if before else None
    unit.proofs.put(Proof(person, address, message_id, now, due_at, proven_at))


def _unanswered(unit: Unit, office: Office, proof: Proof, now: datetime) -> bool:
    if proof.answered or proof.told or now < proof.due_at:
        return False
    last = f"last proven {proof.proven_at.isoformat()}" if proof.proven_at else "never proven"
    text = f"{proof.person} has not answered the test letter to {proof.address} ({last})"
    alarm(unit, office, _key(proof.person, proof.address), text, now)
    unit.proofs.put(replace(proof, told=True))
    return True


def _prove(unit: Unit, entry: OutboxEntry, address: str, at: datetime, now: datetime) -> None:
    assert entry.person is not None
    for proof in unit.proofs.all():
        if (proof.person, proof.address) == (entry.person, address):
            proven_at = max(at, proof.proven_at) if proof.proven_at else at
            unit.proofs.put(replace(proof, proven_at=proven_at))
    for key in (_key(entry.person, address), f"{_key(entry.person, address)}/unclear"):
        unit.watch.clear_alarm(key, now)


def _test_answered(unit: Unit, reading: Reading) -> OutboxEntry | None:
    """The test letter that is answered: the first of our letters that is named must be one."""
    message = reading.message
    for message_id in (*message.in_reply_to, *reversed(message.references), *message.inner_ids):
        entry = unit.outbox.find(message_id)
        if entry is not None:
            return entry if entry.template == TEMPLATE else None
    return None


def _key(person: str, address: str) -> str:
    return f"reach/{person}/{address}"
