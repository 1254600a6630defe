"""A letter that nobody can place in time in, its report out: every field, less what only an instant could tell."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.mail.message import Message
from bot.report.fields import Report
from bot.report.read import read
from bot.report.words.lexicon import ReportLexicons

_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")
_LONGEST = 200_000
_NO_YEAR = datetime(2000, 6, 30, 12, tzinfo=UTC)
# More than a year, so that a day without its year moves too; less than reading looks back (400 days).
_LATER = timedelta(days=385, hours=5)


def read_undated(message: Message, lexicons: ReportLexicons) -> Report:
    """The report of a letter without Date and Received. `noticed_at` is there only when the letter gives day and year:
    what comes out the same however late the letter is read."""
    last = max(_YEAR.findall(f"{message.subject} {message.new_text[:_LONGEST]}"), default=None)
    if last is None:
        return replace(read(message, lexicons, _NO_YEAR), noticed_at=None)
    report = read(message, lexicons, datetime(int(last), 12, 31, 23, 59, tzinfo=UTC))
    if report.noticed_at is None:
        return report
    later = read(message, lexicons, report.noticed_at.value + _LATER).noticed_at
    told = later is not None and later.value == report.noticed_at.value
    return report if told else replace(report, noticed_at=None)
