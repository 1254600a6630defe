"""The `answers`, `reading`, `retry` and `health` sections in, the daemon's bounds and waits out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bot.daemon.addressees import read_web_address
from bot.daemon.servers import SHORTEST, read_path
from bot.settings.model import AccountSettings, AnswerLimits, HealthSettings, ReadingLimits, RetrySettings
from bot.settings.section import Section

SLOWEST_S = 20.0
"""No round of the daemon's own is rarer, so that a leg older than this has missed one."""
_LEAST_MEMORY = 50_000_000


def read_answers(section: Section) -> AnswerLimits:
    """The cap on automatic answers."""
    limits = AnswerLimits(
        similar_per_address_per_day=section.integer("similar_per_address_per_day", least=1),
        per_address_per_day=section.integer("per_address_per_day", least=1),
        all_per_hour=section.integer("all_per_hour", least=1),
    )
    section.close()
    return limits


def read_reading(section: Section, folder: Path) -> ReadingLimits:
    """The bounds on one letter, and what opens and checks what is in it; relative paths begin at `folder`."""
    limits = ReadingLimits(
        octets=section.integer("octets", least=10_000, most=500_000_000),
        header_octets=section.integer("header_octets", least=1_000, most=10_000_000),
        parts=section.integer("parts", least=1, most=10_000),
        depth=section.integer("depth", least=1, most=100),
        text_characters=section.integer("text_characters", least=1_000, most=50_000_000),
        seconds=section.number("seconds"),
        workers=section.integer("workers", most=64),
        memory=section.integer("memory"),
        smime_keys=_paths(section, "smime_keys", folder),
        smime_ca=read_path(section, "smime_ca", folder),
        gnupg_home=read_path(section, "gnupg_home", folder),
        clamd=_place(section, "clamd"),
        dkim_resolver=_place(section, "dkim_resolver"),
    )
    if 0 < limits.memory < _LEAST_MEMORY:
        section.fault("memory", "too little to read any letter", f"write {_LEAST_MEMORY} or more, or 0 for no bound")
    if limits.seconds <= 0:
        section.fault("seconds", "out of bounds", "write a number above 0")
    section.close()
    return limits


def _paths(section: Section, key: str, folder: Path) -> tuple[Path, ...]:
    found = tuple(folder / Path(text).expanduser() for text in section.texts(key))
    for path in found:
        if not path.is_file():
            section.fault(key, f"no such file: {path}", "write the paths of files that exist")
    return found


def _place(section: Section, key: str) -> tuple[str, int] | None:
    text = section.optional(key)
    if not text:
        return None
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port[:6]) < 65_536:
        section.fault(key, "not a host and a port", "write host:port, such as 127.0.0.1:3310")
        return None
    return host.strip("[]"), int(port)


def read_retry(section: Section) -> RetrySettings:
    """When a letter out is tried again, and when it is given up."""
    keys = ("first_wait", "longest_wait", "give_up_after", "page_give_up_after")
    settings = RetrySettings(**{key: section.duration(key, least=SHORTEST) for key in keys})
    if settings.longest_wait < settings.first_wait:
        section.fault("longest_wait", "shorter than first_wait", "write the same or more")
    section.close()
    return settings


def read_health(section: Section, folder: Path, accounts: Sequence[AccountSettings]) -> HealthSettings:
    """How silence is noticed. A leg may not be called ill before its own next round is due."""
    file = read_path(section, "heartbeat_file", folder, must_exist=False)
    if file is not None and not file.parent.is_dir():
        section.fault("heartbeat_file", f"no such folder: {file.parent}", "make it, or write a file in one that exists")
    elif file is not None and file.is_dir():
        section.fault("heartbeat_file", "a folder, not a file", "write the path of a file in it")
    settings = HealthSettings(
        stale_after=section.duration("stale_after", least=SHORTEST),
        heartbeat_file=file,
        heartbeat_url=read_web_address(section, "heartbeat_url"),
    )
    _check_rhythm(section, settings.stale_after, accounts)
    section.close()
    return settings


def _check_rhythm(section: Section, stale_after: timedelta, accounts: Sequence[AccountSettings]) -> None:
    rhythms = [(one.poll_every, f"account {one.name} is only polled every") for one in accounts if one.configured]
    slowest, who = max([(timedelta(seconds=SLOWEST_S), "the daemon's own rounds come every"), *rhythms])
    if stale_after < slowest and "stale_after" in section:
        remedy = f"write {round(2 * slowest.total_seconds())}s or more, or let it be polled more often"
        section.fault(
            "stale_after", f"shorter than a leg's own rhythm: {who} {round(slowest.total_seconds())} s", remedy
        )
