"""Flagging and moving journaled letters on their server: a step of its own, read from the journal and retried alone.

A letter that cannot be filed was still had: it never comes back as a new one, and it is never deleted.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.desk.kept.records import Filing
from bot.desk.ports import Journal
from bot.errors import Transient
from bot.ingest.imap.idle import Lost
from bot.ingest.imap.session import Session
from bot.settings.model import AccountSettings, FolderSettings

_AT_ONCE = 500
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)


def file_letters(session: Session, account: AccountSettings, journal: Journal, now: datetime) -> list[str]:
    """Try every filing that is due; texts of those the server refused, to be tried again later.

    Raises Lost when the connection broke on the way; what was under way is then due again later, too.
    """
    faults: list[str] = []
    while due := journal.filings_due(account.name, now, _AT_ONCE):
        for name in sorted({filing.folder for filing in due}):
            folder = next((watched for watched in account.folders if watched.name == name), None)
            faults += _file(session, folder, [filing for filing in due if filing.folder == name], journal, now)
        if faults or len(due) < _AT_ONCE:
            break
    return faults


def _file(
    session: Session, folder: FolderSettings | None, due: Sequence[Filing], journal: Journal, now: datetime
) -> list[str]:
    if folder is None or folder.after == "leave":
        journal.filed([filing.letter_id for filing in due])
        return []
    try:
        opened = session.selected
        if opened is None or opened.folder != folder.name or not opened.writable:
            opened = session.select(folder.name, writable=True)
        here = [filing for filing in due if filing.uidvalidity == opened.uidvalidity]
        uids = [filing.uid for filing in here]
        if uids and folder.after == "move" and folder.move_to is not None:
            session.move(uids, folder.move_to)
        elif uids:
            session.flag(uids)
    except Transient as error:
        retry_at = now + _wait(max(filing.attempts for filing in due))
        journal.filing_failed([filing.letter_id for filing in due], str(error), retry_at)
        if isinstance(error, Lost):
            raise
        return [str(error)]
    # under another UIDVALIDITY these positions name nothing any more: nothing is left to be done for them
    journal.filed([filing.letter_id for filing in due])
    return []


def _wait(attempts: int) -> timedelta:
    longest: timedelta = min(_FIRST_WAIT * 2 ** min(attempts, 10), _LONGEST_WAIT)
    return longest * random.uniform(0.75, 1.0)
