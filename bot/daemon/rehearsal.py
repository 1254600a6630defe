"""Letters from files, taken in the same way as from IMAP: journaled first, then read and handled at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.daemon.clock import system_clock
from bot.daemon.config import Configuration
from bot.daemon.reader import Reader, make_reader
from bot.daemon.time_limit import in_time
from bot.daemon.wiring import office_of, reader_setup, storage_of
from bot.desk.intake import Taken, take_in
from bot.desk.kept.records import Arrival, LetterState
from bot.desk.office import Office
from bot.desk.ports import Unit
from bot.desk.quarantine import gave_up
from bot.ingest.files import Found, letters_in
from bot.storage.unit import SqlStorage

FOLDER = "files"
_ID_BITS = 62


def ingest_files(
    configuration: Configuration, paths: Sequence[Path], account: str | None, received_at: datetime | None
) -> Iterator[dict[str, Any]]:
    """One `ingest --json` object for each letter, in order; `kind` is null for one that could not be taken in.

    A letter without `received_at` was received when its topmost Received field says, or else now. With it, that instant
    is also the present: the letter is taken in as it would have been then.
    """
    office = office_of(configuration)
    read = in_time(make_reader(reader_setup(configuration, office)), office.settings.reading.seconds)
    storage = storage_of(configuration)
    name = account or (office.settings.accounts[0].name if office.settings.accounts else FOLDER)
    try:
        for found in letters_in(paths, limit=office.settings.reading.octets):
            yield {"file": found.name, **_ingest(storage, office, read, name, found, received_at)}
    finally:
        storage.close()


def _ingest(
    storage: SqlStorage, office: Office, read: Reader, account: str, found: Found, received_at: datetime | None
) -> dict[str, Any]:
    now = received_at or system_clock()
    octets = found.octets
    reading = read(octets, received_at)
    at = received_at or reading.message.received_at or now
    # Files have no UID: their own digest stands for it, so that the same file twice is the same letter.
    uid = int(reading.message.sha256[:16], 16) >> (64 - _ID_BITS)
    arrival = Arrival(account, FOLDER, 0, uid, at, octets, found.size, found.size > len(octets))
    [letter_id] = storage.journal.record([arrival], None, False, now)
    with storage.begin() as unit:
        row = unit.letters.get(letter_id)
        if row.state is not LetterState.WAITING:
            return _known(unit, row.ticket_id, row.kind)
        return _told(take_in(unit, office, row, reading, now, gave_up(reading)))


def _known(unit: Unit, ticket_id: int | None, kind: str | None) -> dict[str, Any]:
    ticket = unit.tickets.by_id(ticket_id).number if ticket_id is not None else None
    return {"kind": kind, "ticket": ticket, "new": False, "letters": [], "page": False}


def _told(taken: Taken) -> dict[str, Any]:
    return {
        "kind": taken.kind,
        "ticket": taken.ticket.number if taken.ticket else None,
        "new": taken.new,
        "letters": list(taken.letters),
        "page": taken.page,
    }
