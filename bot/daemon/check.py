"""A configuration in, everything that can be known about it before starting out: one line for each thing looked at."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from bot.daemon.config import EXAMPLES, Configuration, load
from bot.daemon.examples import examine
from bot.daemon.live import checked_ahead, ready_to_run, warnings
from bot.daemon.rotas import looked_up, uncovered
from bot.daemon.shipped import shipped_templates
from bot.daemon.soundness import rule_faults, rule_notes, unsafe_rules
from bot.errors import Fault, Misconfigured, Permanent, Transient, VeilleurError
from bot.ingest.imap.readiness import folder_faults
from bot.ingest.imap.session import Session
from bot.outbound.deliver import Submission
from bot.outbound.proof import prove
from bot.settings.model import AccountSettings, Settings, SubmissionSettings
from bot.storage.connect import engines, sqlite_path

Level = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One thing that was looked at. `fault` holds its place in the files, where it has one."""

    level: Level
    text: str
    fault: Fault | None = None

    def __str__(self) -> str:
        return f"{self.level:<8}{self.text}"


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All lines, in the order of the checks. `misconfigured`: it does not load, so the rest was not looked at."""

    lines: tuple[CheckLine, ...]
    misconfigured: bool = False

    @property
    def ok(self) -> bool:
        """True when no line is a fault; warnings forbid nothing."""
        return all(line.level != "fault" for line in self.lines)

    @property
    def exit_code(self) -> int:
        """0 no fault · 1 a check found faults · 2 the configuration is wrong."""
        return 2 if self.misconfigured else 0 if self.ok else 1


def check(
    config_dir: Path | None, offline: bool, environ: Mapping[str, str] | None = None, now: datetime | None = None
) -> CheckReport:
    """Look at configuration, templates, rules, examples and on-call coverage; unless `offline` log in to every server.

    `environ` is the process's own and `now` (which coverage and the age of addresses are counted from) the machine's
    clock when not given. Nothing is written, sent or changed anywhere. Never raises for what an operator wrote.
    """
    try:
        configuration = load(config_dir, os.environ if environ is None else environ)
    except Misconfigured as wrong:
        return CheckReport(tuple(_told(fault) for fault in wrong.faults), misconfigured=True)
    now = now or datetime.now(UTC)
    configuration, well, ill = looked_up(configuration, now, remote=not offline)
    lines = [
        CheckLine("ok", f"configuration {configuration.hash[:12]} loads"),
        *(CheckLine("ok", text) for text in well),
        *(CheckLine("fault", text) for text in ill),
        *local(configuration, now),
    ]
    if not offline:
        lines += servers(configuration.settings)
    return CheckReport(tuple(lines))


def servers(settings: Settings) -> Iterator[CheckLine]:
    """Ask the database, every configured mailbox and the submission server; nothing is changed there."""
    yield from _database(settings.database)
    for account in settings.accounts:
        if account.configured:
            yield from _mailbox(account)
    if settings.submission is not None:
        yield _submission(settings.submission)


def _told(fault: Fault) -> CheckLine:
    return CheckLine("fault", str(fault), fault)


def refuse_unfit(configuration: Configuration, now: datetime, today: date | None = None) -> None:
    """What start-up and reload both ask. Raises Misconfigured with what `local` finds wrong before a start."""
    lines = (line for line in local(configuration, now, today, starting=True) if line.level == "fault")
    if faults := [line.fault or Fault("", None, "", "", line.text, "") for line in lines]:
        raise Misconfigured(faults)


def local(
    configuration: Configuration, now: datetime, today: date | None = None, *, starting: bool = False
) -> Iterator[CheckLine]:
    """What can be known of a configuration that loads without asking a server: letters, rules, examples, coverage.

    Before `starting` letters as shipped are not proved again, which takes seconds, and names that nothing uses do no
    harm.

    `today` is the day that addresses may have been checked on at the latest; that of `now` when not given.
    """
    settings = configuration.settings
    if settings.live:
        yield from (_told(fault) for fault in ready_to_run(settings, configuration.tree))
    yield from (_told(fault) for fault in checked_ahead(settings, configuration.tree, today or now.date()))
    yield from (CheckLine("warning", text) for text in warnings(settings, now.date()))
    if not starting or settings.templates is not None:
        yield from _templates(configuration)
    yield from _rules(unsafe_rules(configuration, now) if starting else rule_faults(configuration, now))
    if not starting:
        yield from (CheckLine("warning", str(note), note) for note in rule_notes(configuration))
    yield from _examples(configuration)
    yield from _coverage(configuration, now)


def _templates(configuration: Configuration) -> Iterator[CheckLine]:
    settings = configuration.settings
    faults = prove(settings.templates, shipped_templates(), settings.identity)
    if not faults:
        yield CheckLine("ok", "every letter renders from its templates, in French and in English")
    yield from (_told(fault) for fault in faults)


def _rules(faults: Sequence[Fault]) -> Iterator[CheckLine]:
    if not faults:
        yield CheckLine("ok", "rules: no rule is found that cannot hold or cannot be reached; every name is used")
    yield from (_told(fault) for fault in faults)


def _examples(configuration: Configuration) -> Iterator[CheckLine]:
    folder = configuration.folder / EXAMPLES if configuration.folder else None
    if folder is None or not folder.is_dir():
        return
    try:
        examined = examine(configuration, folder)
    except Misconfigured as wrong:
        yield from (_told(fault) for fault in wrong.faults)
        return
    if not examined.misses:
        yield CheckLine("ok", f"{examined.count} scenarios of {EXAMPLES}/ are decided as they expect")
    yield from (CheckLine("fault", str(miss)) for miss in examined.misses)


def _coverage(configuration: Configuration, now: datetime) -> Iterator[CheckLine]:
    holes = uncovered(configuration, now)
    yield from (_told(hole) for hole in holes)
    for name, schedule in configuration.rules.schedules.named.items():
        if not any(hole.key == f"schedules.{name}" for hole in holes):
            yield CheckLine("ok", f"schedule {name}: somebody is on call for the next {schedule.horizon.days} days")


def _database(url: str) -> Iterator[CheckLine]:
    try:
        # An SQLite file is made at the first start, not by looking.
        if sqlite_path(url) is None:
            _, reading = engines(url, pool_size=1)
            try:
                with reading.connect():
                    yield CheckLine("ok", "database: connected")
            finally:
                reading.dispose()
    except Misconfigured as wrong:
        yield from (_told(fault) for fault in wrong.faults)
    except VeilleurError as error:
        yield CheckLine("fault", f"database: {error}")


def _mailbox(account: AccountSettings) -> Iterator[CheckLine]:
    where = f"account {account.name} at {account.host}:{account.port}"
    try:
        with Session(account) as session:
            there = session.folders()
            yield CheckLine("ok", f"{where}: logged in, {len(there)} folders")
            absent = [name for name in _wanted(account) if _folded(name) not in {_folded(folder) for folder in there}]
            for name in absent:
                yield CheckLine("fault", f"{where}: no folder {name}; there are {', '.join(there[:20])}")
            faults = folder_faults(session, account) if not absent else []
            yield from (CheckLine("fault", f"{where}: {fault}") for fault in faults)
            if not absent and not faults:
                yield CheckLine("ok", f"{where}: {', '.join(_wanted(account))} can be read and filed as configured")
    except (Transient, Permanent) as error:
        yield CheckLine("fault", f"{where}: {error}")


def _wanted(account: AccountSettings) -> list[str]:
    names = [folder.name for folder in account.folders]
    return names + [folder.move_to for folder in account.folders if folder.move_to]


def _folded(folder: str) -> str:
    # RFC 9051 section 5.1: INBOX alone is case-insensitive.
    return "INBOX" if folder.upper() == "INBOX" else folder


def _submission(settings: SubmissionSettings) -> CheckLine:
    where = f"submission at {settings.host}:{settings.port}"
    try:
        asyncio.run(_probe(settings))
    except (Transient, Permanent) as error:
        return CheckLine("fault", f"{where}: {error}")
    return CheckLine("ok", f"{where}: connected and logged in")


async def _probe(settings: SubmissionSettings) -> None:
    submission = Submission(settings)
    try:
        await submission.probe()
    finally:
        await submission.close()
