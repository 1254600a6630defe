"""Telling the operator: one letter when a trouble begins, again while it lasts, none for what was told already."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.desk.kept.letters import LetterClass, LetterContext
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.writing.alarm_words import worded
from bot.desk.writing.orders import Order, place
from bot.walltime import Language

AGAIN_AFTER = timedelta(hours=1)


def alarm(
    unit: Unit,
    office: Office,
    key: str,
    text: str,
    now: datetime,
    *,
    ticket: str | None = None,
    ticket_id: int | None = None,
    facts: tuple[str, ...] = (),
    again_after: timedelta = AGAIN_AFTER,
) -> bool:
    """Raise an alarm and order its letter to `alarms.to`; False when it was told recently.

    `text` is English and shown by `status`; the letter says the same in the desk's language.
    """
    if not unit.watch.raise_alarm(key, text, now, again_after):
        return False
    language: Language = "en" if office.settings.identity.default_language == "en" else "fr"
    words = worded(key, text, language, office.rules.zone)
    order = Order(
        effect=f"alarm/{key}/{now.isoformat()}",
        cls=LetterClass.ALARM,
        template="alarm",
        to=office.settings.alarms_to,
        context=LetterContext(alarm=words.text, cause=words.cause or None, ticket=ticket, facts=facts, received_at=now),
        language=language,
        ticket_id=ticket_id,
        ticket=ticket,
    )
    place(unit, office, order, now)
    return True
