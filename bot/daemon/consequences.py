"""What follows from letters out, for the dispatcher: the desk hears of it inside the settling transaction."""

from __future__ import annotations

import re
from collections.abc import Callable

import structlog

from bot.daemon.clock import Clock
from bot.daemon.health import Legs
from bot.desk import delivered
from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import OutboxEntry
from bot.desk.office import Office
from bot.desk.pages import paging
from bot.desk.ports import Unit
from bot.desk.writing import alarms

log = structlog.get_logger()

LEG = "dispatch"
_LETTER = re.compile(r"\bletter ([^\s@]{1,240}@[\w.-]{1,240}[\w-])")


class DeskConsequences:
    """Fills `outbound.settle.Consequences`. `watch` hears of every letter that ends: its entry and a word."""

    def __init__(
        self,
        office: Callable[[], Office],
        now: Clock,
        legs: Legs,
        watch: Callable[[OutboxEntry, str], None] = lambda entry, word: None,
    ) -> None:
        self._office, self._now, self._legs, self._watch = office, now, legs, watch

    def wanted(self, unit: Unit, entry: OutboxEntry) -> bool:
        return paging.wanted(unit, entry)

    def sent(self, unit: Unit, entry: OutboxEntry) -> None:
        delivered.sent(unit, entry, self._now())
        log.info("letter.sent", message_id=entry.message_id, template=entry.template, ticket=entry.ticket)
        self._watch(entry, "sent")

    def held(self, unit: Unit, entry: OutboxEntry, why: str) -> None:
        delivered.held(unit, entry, self._now())
        loud = log.error if entry.cls is LetterClass.PAGE else log.warning
        to = {"person": entry.person} if entry.cls is LetterClass.PAGE else {}
        loud("letter.held", message_id=entry.message_id, template=entry.template, ticket=entry.ticket, why=why, **to)
        self._watch(entry, "held")

    def not_told(self, unit: Unit, entry: OutboxEntry, why: str) -> None:
        delivered.not_told(unit, self._office(), entry, why, self._now())
        log.error("letter.not_told", message_id=entry.message_id, template=entry.template, why=why)
        self._watch(entry, "not told")

    def alarm(self, unit: Unit, key: str, text: str) -> None:
        about = _LETTER.search(text[:500])
        entry = unit.outbox.find(about[1]) if about else None
        ticket, ticket_id = (entry.ticket, entry.ticket_id) if entry else (None, None)
        alarms.alarm(unit, self._office(), key, text, self._now(), ticket=ticket, ticket_id=ticket_id)

    def relieved(self, unit: Unit, key: str) -> None:
        unit.watch.clear_alarm(key, self._now())

    def turned(self, unit: Unit, trouble: str | None) -> None:
        self._legs.touch(LEG, trouble is None, trouble or "")
