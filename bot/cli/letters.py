"""Commands about letters: parse, explain, ingest."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.options import AsJson, ConfigDir, FilesFrom, configuration, instant, names, show_json
from bot.errors import Missing

if TYPE_CHECKING:
    from bot.daemon.config import Configuration

Files = Annotated[list[str] | None, typer.Argument(help="files with one letter each; - is standard input")]
ReceivedAt = Annotated[
    str | None, typer.Option("--received-at", help="when the server received it, ISO 8601 with offset")
]
Account = Annotated[str | None, typer.Option("--account", help="the account it came to")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("parse")(parse)
    app.command("explain")(explain)
    app.command("ingest")(ingest)


def parse(files: Files = None, files_from: FilesFrom = None, config: ConfigDir = None) -> None:
    """Letters to JSON Lines, one object per file in input order; no database, nothing sent."""
    from bot.daemon.reader import make_reader
    from bot.daemon.time_limit import in_time
    from bot.daemon.wiring import reader_setup
    from bot.ingest.parsed_json import parsed
    from bot.report import fields

    loaded = configuration(config)
    read = in_time(make_reader(reader_setup(loaded)), loaded.settings.reading.seconds)
    lost = False
    for name, octets in _octets(files, files_from, loaded.settings.reading.octets):
        if octets is None:
            lost = True
            continue
        reading = read(octets, None)
        report = fields.bare(reading.report) if reading.report else None
        show_json(parsed(reading.message, reading.verdict, reading.authentication, report, name))
        sys.stdout.flush()
    raise typer.Exit(1 if lost else 0)


def explain(
    files: Files = None,
    config: ConfigDir = None,
    received_at: ReceivedAt = None,
    account: Account = None,
    files_from: FilesFrom = None,
    as_json: AsJson = False,
) -> None:
    """The decision the daemon would take for a letter as a first letter at this instant, and why."""
    from bot.daemon.explain import Explainer
    from bot.daemon.soundness import refuse_unsound

    loaded = configuration(config)
    # No clock is read here: what is said of times to come is start-up's to refuse.
    refuse_unsound(loaded, None)
    explainer, at, lost, account = Explainer(loaded), instant(received_at), False, _known(account, loaded)
    for name, octets in _octets(files, files_from, loaded.settings.reading.octets):
        if octets is None:
            lost = True
            continue
        try:
            told = explainer.explain(name, octets, at, account)
        except Missing as error:
            # Nobody told when this one came in; the others can be explained all the same.
            lost = True
            show_json({"file": name, "error": str(error)})
            print(f"veilleur: {error}", file=sys.stderr)
            continue
        if as_json:
            show_json(told)
        else:
            _show_explained(told)
        sys.stdout.flush()
    raise typer.Exit(1 if lost else 0)


def ingest(
    paths: Annotated[
        list[Path] | None, typer.Argument(help=".eml files, an mbox, a Maildir; - or nothing: stdin")
    ] = None,
    config: ConfigDir = None,
    account: Account = None,
    received_at: ReceivedAt = None,
    as_json: AsJson = False,
) -> None:
    """Take letters in from files the same way as from IMAP."""
    from bot.daemon.clock import system_clock
    from bot.daemon.rehearsal import ingest_files
    from bot.daemon.soundness import refuse_unsound

    loaded = configuration(config)
    at: datetime | None = instant(received_at)
    refuse_unsound(loaded, at or system_clock())
    failed = False
    for told in ingest_files(loaded, paths or [Path("-")], _known(account, loaded), at):
        failed = failed or told["kind"] is None
        if as_json:
            show_json(told)
        else:
            ticket = told["ticket"] or "no ticket"
            typer.echo(f"{told['file']}: {told['kind']}, {ticket}{' (new)' if told['new'] else ''}")
    raise typer.Exit(1 if failed else 0)


def _octets(files: list[str] | None, files_from: str | None, limit: int) -> Iterator[tuple[str, bytes | None]]:
    """Name and octets of each letter, one more than the limit at most; None for a file that cannot be read, which is
    told on standard error.

    The name - is standard input, once, as `ingest` reads it.
    """
    from bot.ingest.files import letter_in

    if "-" in (files or []) and files_from == "-":
        raise typer.BadParameter("standard input holds a letter or names of files, not both")
    if not files and files_from is None:
        raise typer.BadParameter("name at least one file, or give --files-from")
    for name in names(files or [], files_from):
        try:
            yield name, letter_in(name, limit)
        except OSError as error:
            show_json({"file": name, "error": error.strerror or str(error)})
            print(f"veilleur: {name}: {error.strerror}", file=sys.stderr)
            yield name, None


def _known(account: str | None, loaded: Configuration) -> str | None:
    """The account as named. One the configuration does not have ends the command with exit code 2."""
    names_there = [one.name for one in loaded.settings.accounts]
    if account is not None and account not in names_there:
        raise typer.BadParameter(f"no account {account!r}; there are: {', '.join(names_there) or 'none'}")
    return account


def _show_explained(told: dict[str, Any]) -> None:
    """The explanation for a person: clock, decision, letters, and each rule with its reason."""
    clock, decision = told["clock"], told["decision"]
    typer.echo(f"{told['file']}: {told['message']['kind']}, {decision['track']}, severity {decision['severity']}")
    typer.echo(f"  clock    {clock['received_at']} {clock['window']}: {clock['why']}")
    for reason in decision["severity_reasons"]:
        typer.echo(f"  because  {reason}")
    typer.echo(f"  queue    {decision['queue']}; told: {', '.join(decision['notify']) or 'nobody'}")
    page = decision["page"]
    for step in page["steps"] if page else []:
        typer.echo(f"  page     {step['at']} {step['to']}")
    for letter in decision["letters"]:
        typer.echo(f"  letter   {letter['template']} to {letter['to'] or 'nobody'}: {letter['subject']}")
    if decision["questions"]:
        typer.echo(f"  asked    {', '.join(decision['questions'])}")
    for line in told["trace"]:
        typer.echo(f"  {line['phase']:<8} {'YES' if line['matched'] else 'no '} {line['rule']}: {line['because']}")
