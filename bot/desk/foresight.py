"""What the desk can work out about a letter before it looks at its tickets; done where letters are read."""

from __future__ import annotations

from datetime import datetime

from bot.desk.judging import judge
from bot.desk.many.likeness import traits_of
from bot.desk.office import Office
from bot.desk.reading import Foresight, Reading
from bot.desk.writing.answers import fingerprint
from bot.mail.identity import content_identity


def foresee(office: Office, reading: Reading, account: str, received_at: datetime, now: datetime) -> Foresight:
    """The same as the desk finds by itself without it. Raises Permanent when a rule fails."""
    message = reading.message
    sketch = fingerprint(message)
    return Foresight(
        judge(office, reading, account, received_at, now),
        content_identity(message),
        sketch,
        traits_of(reading, sketch, office.settings.webmail_domains),
    )
