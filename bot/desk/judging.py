"""The rules asked about one letter: by the desk, or already by whoever read it."""

from __future__ import annotations

from datetime import datetime

from bot.desk.kept.records import LetterRow
from bot.desk.office import Office
from bot.desk.reading import Reading
from bot.mail.language import language_of
from bot.rules.decide import decide
from bot.rules.decision import Judgement
from bot.rules.facts import Facts, TicketFacts


def judge(
    office: Office,
    reading: Reading,
    account: str,
    received_at: datetime,
    now: datetime,
    ticket: TicketFacts | None = None,
) -> Judgement:
    """The rules' judgement of a letter, as a first letter or on a ticket. Raises Permanent when a rule fails."""
    facts = Facts(
        message=reading.message,
        verdict=reading.verdict,
        authentication=reading.authentication,
        report=reading.report,
        account=account,
        account_role=office.role_of(account),
        received_at=received_at,
        now=now,
        new_ticket=ticket is None,
        ticket=ticket,
        language=language_of(reading.message.new_text, office.settings.identity.default_language),
    )
    return decide(facts, office.rules)


def first_judgement(office: Office, row: LetterRow, reading: Reading, now: datetime) -> Judgement:
    """The judgement as a first letter: the one made while reading, if these rules made it of this very report."""
    made = reading.foresight
    if made is not None and made.judgement.rules_hash == office.rules.hash:
        return made.judgement
    return judge(office, reading, row.account, row.received_at, now)
