"""What fills the ports: the one file that knows both a port and its filler."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from bot.daemon.config import Configuration
from bot.daemon.reader import ReaderSetup, WorkerSetup, make_worker, warmed
from bot.daemon.secrets import ensure_key
from bot.daemon.shipped import shipped_templates
from bot.desk.office import Office
from bot.desk.reading import Reading
from bot.ingest.kinds.classify import SortingContext
from bot.ingest.workers import ReadingPool
from bot.outbound.render import Renderer
from bot.settings.model import Settings
from bot.storage.engine import open_storage
from bot.storage.unit import SqlStorage


def office_of(configuration: Configuration) -> Office:
    """The desk as configured; its signing key is created in the data folder when there is none yet."""
    return Office(ensure_key(configuration.settings), configuration.rules, configuration.lexicons)


def storage_of(configuration: Configuration) -> SqlStorage:
    """The database of the configuration, made ready. Raises Misconfigured or Transient."""
    return open_storage(configuration.settings.database)


def reader_setup(configuration: Configuration, office: Office | None = None) -> ReaderSetup:
    """What reading letters needs. Without an office our own identifiers cannot verify: `parse` and `explain` do
    without the signing key."""
    settings = office.settings if office else configuration.settings
    identity = settings.identity
    return ReaderSetup(
        limits=settings.reading,
        sorting=SortingContext(
            own_addresses=identity.own_addresses, ticket_prefix=identity.ticket_prefix, key=identity.key
        ),
        authserv_ids=identity.authserv_ids,
        lexicons=configuration.lexicons,
        official=_official(settings),
    )


def _official(settings: Settings) -> tuple[str, ...]:
    """The domains of authorities: those named, and those of the agencies' own addresses."""
    agencies = {mail.rpartition("@")[2].lower() for one in settings.agencies.values() for mail in one.mails}
    return tuple(sorted({*settings.identity.official_domains, *agencies} - settings.webmail_domains))


def reading_pool(configuration: Configuration, office: Office) -> ReadingPool[Reading]:
    """The worker processes that read letters, as many as the settings say; 0 reads in the daemon itself."""
    limits = office.settings.reading
    setup = reader_setup(configuration, office)
    return ReadingPool(
        make_worker,
        WorkerSetup(setup),
        limits.workers,
        limits.seconds,
        preload="bot.daemon.reader",
        memory=limits.memory,
        forked=warmed(make_worker(WorkerSetup(setup, office))),
    )


def renderer_of(configuration: Configuration, office: Office | None = None) -> Renderer:
    """The templates of the configuration over the shipped ones; without an office no letter proves its ticket, for the
    signing key may not have been made when the configuration was read."""
    settings = office.settings if office else configuration.settings
    return Renderer(settings.templates, shipped_templates(), settings.identity, zone_of(configuration))


def zone_of(configuration: Configuration) -> ZoneInfo:
    """The desk's zone."""
    return configuration.rules.zone
