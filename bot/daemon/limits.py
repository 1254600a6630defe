"""The `answers`, `reading`, `retry` and `health` sections in, the daemon's bounds and waits out."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from bot.daemon.servers import SHORTEST, read_path
from bot.settings.model import AnswerLimits, HealthSettings, ReadingLimits, RetrySettings
from bot.settings.section import Section


def read_answers(section: Section) -> AnswerLimits:
    """The cap on automatic answers."""
    limits = AnswerLimits(
        similar_per_address_per_day=section.integer("similar_per_address_per_day", least=1),
        per_address_per_day=section.integer("per_address_per_day", least=1),
        all_per_hour=section.integer("all_per_hour", least=1),
    )
    section.close()
    return limits


def read_reading(section: Section) -> ReadingLimits:
    """The bounds on one letter."""
    limits = ReadingLimits(
        octets=section.integer("octets", least=10_000, most=500_000_000),
        header_octets=section.integer("header_octets", least=1_000, most=10_000_000),
        parts=section.integer("parts", least=1, most=10_000),
        depth=section.integer("depth", least=1, most=100),
        text_characters=section.integer("text_characters", least=1_000, most=50_000_000),
        seconds=section.number("seconds"),
        workers=section.integer("workers", most=64),
    )
    if limits.seconds <= 0:
        section.fault("seconds", "out of bounds", "write a number above 0")
    section.close()
    return limits


def read_retry(section: Section) -> RetrySettings:
    """When a letter out is tried again, and when it is given up."""
    keys = ("first_wait", "longest_wait", "give_up_after", "page_give_up_after")
    settings = RetrySettings(**{key: section.duration(key, least=SHORTEST) for key in keys})
    if settings.longest_wait < settings.first_wait:
        section.fault("longest_wait", "shorter than first_wait", "write the same or more")
    section.close()
    return settings


def read_health(section: Section, folder: Path) -> HealthSettings:
    """How silence is noticed."""
    url = section.optional("heartbeat_url")
    if url and urlsplit(url[:2000]).scheme not in ("http", "https"):
        section.fault("heartbeat_url", "not a web address", "write https://…")
    settings = HealthSettings(
        stale_after=section.duration("stale_after", least=SHORTEST),
        heartbeat_file=read_path(section, "heartbeat_file", folder, must_exist=False),
        heartbeat_url=url,
    )
    section.close()
    return settings
