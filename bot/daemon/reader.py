"""Reading one letter from end to end, as the worker processes, `parse` and `explain` all do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.daemon.undated import read_undated
from bot.desk.foresight import foresee
from bot.desk.office import Office
from bot.desk.reading import Reading
from bot.desk.screen import sealed
from bot.errors import Permanent
from bot.ingest.kinds.classify import SortingContext, classify
from bot.ingest.parse import parse
from bot.ingest.trust.authenticate import authenticate
from bot.ingest.trust.lookalike import CODE, lookalike
from bot.mail.message import Defect
from bot.mail.verdict import Kind
from bot.report.read import read as read_report
from bot.report.words.lexicon import ReportLexicons
from bot.settings.model import ReadingLimits

_FIRST = (
    b"From: a@b.example\r\nSubject: Incident\r\nMessage-ID: <1@b.example>\r\nDate: Tue, 10 Mar 2026 10:00:00 +0100\r\n"
    b"Content-Type: text/plain; charset=utf-8\r\n\r\nStructure : CH de la Plaine (63)\r\nNotre messagerie est en panne "
    b"depuis ce matin, mode degrade, besoin d'aide.\r\n"
)
_SPEAKING = (Kind.REPORT, Kind.FOLLOW_UP)


@dataclass(frozen=True, slots=True)
class ReaderSetup:
    """What reading needs of the configuration; it can be pickled. `official` are the true domains of authorities."""

    limits: ReadingLimits
    sorting: SortingContext
    authserv_ids: tuple[str, ...]
    lexicons: ReportLexicons
    official: tuple[str, ...] = ()


Reader = Callable[[bytes, datetime | None], Reading]
ForeseeingReader = Callable[[bytes, datetime, str, datetime], Reading]


def make_reader(setup: ReaderSetup) -> Reader:
    """A reader: octets and the instant of receipt (None: the topmost Received field tells) in, a Reading out."""

    def read(octets: bytes, received_at: datetime | None) -> Reading:
        message = parse(octets, setup.limits)
        verdict = classify(message, setup.sorting)
        own = setup.sorting.own_addresses
        authentication = authenticate(message, setup.authserv_ids, own, setup.official)
        copied = lookalike(message, setup.official, own)
        if copied:
            message = replace(message, defects=(*message.defects, Defect(CODE, copied)))
        report = None
        if verdict.kind in _SPEAKING:
            at = received_at or message.received_at or message.date
            report = read_report(message, setup.lexicons, at) if at else read_undated(message, setup.lexicons)
        return sealed(Reading(message, verdict, authentication, report))

    return read


@dataclass(frozen=True, slots=True)
class WorkerSetup:
    """What a worker process of the daemon needs. `office` cannot be pickled: only a fork has it, and foresees too."""

    reading: ReaderSetup
    office: Office | None = None


def make_worker(setup: WorkerSetup) -> ForeseeingReader:
    """A reader for the daemon: octets, instant of receipt, account and the present instant in, a Reading out; with
    what the desk can foresee of it when the rules are at hand."""
    read, office = make_reader(setup.reading), setup.office

    def read_and_foresee(octets: bytes, received_at: datetime, account: str, now: datetime) -> Reading:
        reading = read(octets, received_at)
        if office is None:
            return reading
        try:
            return replace(reading, foresight=foresee(office, reading, account, received_at, now))
        except Permanent:
            # A rule that fails is told when the letter is taken in: it goes to a human then.
            return reading

    return read_and_foresee


def warmed(read: ForeseeingReader) -> ForeseeingReader:
    """The reader after its first letter: patterns are compiled then, once for all processes forked from here."""
    at = datetime(2026, 3, 10, 10, tzinfo=UTC)
    read(_FIRST, at, "", at)
    return read
