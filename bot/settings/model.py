"""Settings of the edges and the desk as bare values; `daemon.config` builds them, secrets are callables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path
from typing import Literal

Tls = Literal["implicit", "starttls", "none"]
Secret = Callable[[], str]
"""Gives the secret when it is needed; never stored, never shown. Raises Transient when a command fails."""


@dataclass(frozen=True, slots=True)
class LoginSettings:
    """How to log in somewhere: `password` or `token` (XOAUTH2, RFC 7628 family), never both; neither means no login."""

    user: str = ""
    password: Secret | None = None
    token: Secret | None = None


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """One watched folder and what becomes of a letter there once it is journaled."""

    name: str = "INBOX"
    after: Literal["leave", "flag", "move"] = "flag"
    move_to: str | None = None


@dataclass(frozen=True, slots=True)
class AccountSettings:
    """One login at an IMAP server. `role` is the mailbox's part in the desk's work: `fssi` or `desk`.

    `start`: None only reports at first contact; "now", "all", or a date from which letters count.
    """

    name: str
    role: Literal["fssi", "desk"]
    address: str
    host: str
    port: int
    tls: Tls
    login: LoginSettings
    folders: tuple[FolderSettings, ...] = (FolderSettings(),)
    start: Literal["now", "all"] | date | None = None
    ca_file: Path | None = None
    poll_every: timedelta = timedelta(seconds=60)
    idle: bool = True
    timeout: timedelta = timedelta(seconds=60)
    enabled: bool = True

    @property
    def configured(self) -> bool:
        """True when there is a server to read: an account shipped without a host is only a name for its role."""
        return self.enabled and bool(self.host)


@dataclass(frozen=True, slots=True)
class SubmissionSettings:
    """The server letters are handed to (RFC 6409)."""

    host: str
    port: int
    tls: Tls
    login: LoginSettings
    ca_file: Path | None = None
    connections: int = 4
    timeout: timedelta = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class IdentitySettings:
    """Who the desk is: From of our letters, the domain of our Message-IDs, the ticket prefix, what letters show.

    `key` signs our identifiers and tokens (HMAC-SHA256). `own_addresses` are all addresses that are us.
    `authserv_ids` name the servers whose Authentication-Results count (RFC 8601 section 5); `official_domains` are
    authorities', which others try to look like. `plus_addresses`: letters to `desk+anything@` reach us (RFC 5233).
    """

    name: Mapping[str, str]
    address: str
    message_id_domain: str
    ticket_prefix: str = "SSI"
    emergency_phone: str = ""
    portal: str = ""
    key: bytes = field(default=b"", repr=False)
    own_addresses: frozenset[str] = frozenset()
    authserv_ids: tuple[str, ...] = ()
    official_domains: tuple[str, ...] = ()
    default_language: Literal["fr", "en"] = "fr"
    plus_addresses: bool = True


@dataclass(frozen=True, slots=True)
class PersonSettings:
    """Somebody who can be paged or told. Several addresses are all used at once.

    `owner` and `checked_on` tell who vouches for an agency's address and since when.
    """

    name: str
    mails: tuple[str, ...]
    language: Literal["fr", "en"] = "fr"
    owner: str = ""
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class AnswerLimits:
    """The cap on automatic answers (failures 40 and 42); past it letters are held and a person is told."""

    similar_per_address_per_day: int = 2
    per_address_per_day: int = 10
    all_per_hour: int = 200


@dataclass(frozen=True, slots=True)
class ReminderSettings:
    """When a declarant who does not answer is reminded, in open time of `calendar` that is open time where he is too.

    Reminded twice; `give_up_after` the second time a person is told.
    """

    calendar: str = "desk"
    first_after: timedelta = timedelta(hours=8)
    second_after: timedelta = timedelta(hours=8)
    give_up_after: timedelta = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class IncidentSettings:
    """When tickets are proposed to one incident, and when that is a storm: then one page, and digests to `tell`."""

    window: timedelta = timedelta(hours=72)
    storm_reports: int = 5
    storm_within: timedelta = timedelta(hours=3)
    digest_every: timedelta = timedelta(minutes=30)
    tell: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReachSettings:
    """The monthly test letter to everybody who can be paged: on which `day`, at what wall time of `calendar` (the next
    opening when it is closed then), and within how much of its open time an answer is due."""

    enabled: bool = False
    day: int = 2
    at: time = time(10)
    calendar: str = "desk"
    answer_within: timedelta = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Bounds on one letter; past a bound there is a defect and the most that can be kept.

    `smime_keys` are PEM files with a private key and its certificate, `smime_ca` the authorities that vouch for
    signers, `gnupg_home` a GnuPG folder, `clamd` the host and port of a virus scanner,
    `dkim_resolver` those of a name server that is asked for the keys of DKIM signatures; None: they are not checked.
    `memory` is what a letter may need in a worker, in octets; 0: no bound.
    """

    octets: int = 40_000_000
    header_octets: int = 262_144
    parts: int = 500
    depth: int = 30
    text_characters: int = 2_000_000
    seconds: float = 20.0
    workers: int = 2
    memory: int = 400_000_000
    smime_keys: tuple[Path, ...] = ()
    smime_ca: Path | None = None
    gnupg_home: Path | None = None
    clamd: tuple[str, int] | None = None
    dkim_resolver: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class RetrySettings:
    """When a letter out is tried again: first wait, doubled with jitter up to the longest, given up after."""

    first_wait: timedelta = timedelta(seconds=30)
    longest_wait: timedelta = timedelta(minutes=30)
    give_up_after: timedelta = timedelta(days=2)
    page_give_up_after: timedelta = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class HealthSettings:
    """How old a leg may grow before it alarms, and the heartbeat touched by completed rounds only."""

    stale_after: timedelta = timedelta(minutes=10)
    heartbeat_file: Path | None = None
    heartbeat_url: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything but the rules. `people` holds the teams too; `data` is the folder for what the daemon keeps; `remind`
    names whom to remind before a promise is due."""

    live: bool
    database: str
    accounts: tuple[AccountSettings, ...]
    submission: SubmissionSettings | None
    identity: IdentitySettings
    people: Mapping[str, PersonSettings]
    alarms_to: tuple[str, ...]
    answers: AnswerLimits = field(default_factory=AnswerLimits)
    reading: ReadingLimits = field(default_factory=ReadingLimits)
    retry: RetrySettings = field(default_factory=RetrySettings)
    health: HealthSettings = field(default_factory=HealthSettings)
    reminders: ReminderSettings = field(default_factory=ReminderSettings)
    incidents: IncidentSettings = field(default_factory=IncidentSettings)
    reach_tests: ReachSettings = field(default_factory=ReachSettings)
    remind: tuple[str, ...] = ()
    templates: Path | None = None
    agencies: Mapping[str, PersonSettings] = field(default_factory=dict)
    webmail_domains: frozenset[str] = frozenset()
    data: Path = Path("data")
