"""Commands about letters out and letters set aside: what waits, what failed, and doing something about it."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.database import reading, writing
from bot.cli.options import AsJson, ConfigDir, configuration, one_of, show_json, show_lines

if TYPE_CHECKING:
    from bot.desk.ports import Unit
from bot.desk.kept.records import OutboxEntry

MessageId = Annotated[str, typer.Argument(help="as `outbox list` shows it, with or without <>")]
outbox = typer.Typer(help="Letters out: what waits, what failed.", no_args_is_help=True)
quarantine = typer.Typer(help="Letters that could not be read or taken in.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(outbox, name="outbox")
    app.add_typer(quarantine, name="quarantine")


@outbox.command("list")
def list_outbox(
    config: ConfigDir = None,
    status: Annotated[list[str] | None, typer.Option(help="only these statuses")] = None,
    as_json: AsJson = False,
) -> None:
    """Letters out, newest first."""
    from bot.daemon.reads import outbox_lines
    from bot.desk.kept.records import OutboxStatus

    for one in status or []:
        one_of("--status", one, OutboxStatus)
    with reading(config) as unit:
        found = outbox_lines(unit, status or [])
    if as_json:
        show_lines(found)
        return
    for e in found:
        line = (f"{e['status']:<9}", e["template"], ", ".join(e["to"]), e["ticket"] or "-", e["message_id"])
        typer.echo("  ".join((*line, e["last_error"] or "")))


@outbox.command("show")
def show_outbox(message_id: MessageId, config: ConfigDir = None, as_json: AsJson = False) -> None:
    """One letter out with its words."""
    from bot.daemon.reads import outbox_whole

    with reading(config) as unit:
        told = outbox_whole(unit, message_id)
    if as_json:
        show_json(told)
        return
    typer.echo(f"{told['status']}  {told['template']}  to {', '.join(told['to'])}")
    typer.echo(f"{told['subject'] or ''}\n\n{told['text'] or ''}")


@outbox.command("retry")
def retry_outbox(message_id: MessageId, config: ConfigDir = None) -> None:
    """Send a failed, uncertain or held letter again, under the same Message-ID."""
    from bot.desk import sending

    _act_on_outbox(config, lambda unit, now: sending.retry(unit, message_id, now))


@outbox.command("cancel")
def cancel_outbox(message_id: MessageId, config: ConfigDir = None) -> None:
    """Never send a letter that waits or is held."""
    from bot.desk import sending

    _act_on_outbox(config, lambda unit, now: sending.cancel(unit, message_id, now))


@quarantine.command("list")
def list_quarantine(config: ConfigDir = None, as_json: AsJson = False) -> None:
    """Letters set aside, with the cause."""
    from bot.daemon.reads import quarantine_lines

    with reading(config) as unit:
        found = quarantine_lines(unit)
    if as_json:
        show_lines(found)
        return
    for q in found:
        typer.echo(f"{q['id']}  {q['account']}  {q['received_at']}  {q['size']} octets  {q['cause']}")


@quarantine.command("show")
def show_quarantine(
    letter_id: Annotated[int, typer.Argument()],
    config: ConfigDir = None,
    raw: Annotated[bool, typer.Option("--raw", help="the octets themselves, to standard output")] = False,
    as_json: AsJson = False,
) -> None:
    """One letter set aside; --raw gives its octets."""
    from bot.daemon.reads import quarantine_whole

    with reading(config) as unit:
        told, octets = quarantine_whole(unit, letter_id)
    if raw:
        typer.get_binary_stream("stdout").write(octets)
    elif as_json:
        show_json(told)
    else:
        for name, value in told.items():
            typer.echo(f"{name:<12} {value}")


@quarantine.command("replay")
def replay_quarantine(
    letter_id: Annotated[int | None, typer.Argument(help="one letter; all of them when absent")] = None,
    config: ConfigDir = None,
) -> None:
    """Give letters back to the daemon, to be read again."""
    from bot.daemon.reads import quarantine_lines, quarantine_whole

    with writing(config) as unit:
        if letter_id is not None:
            quarantine_whole(unit, letter_id)
        ids = [letter_id] if letter_id is not None else [q["id"] for q in quarantine_lines(unit)]
        for one in ids:
            unit.letters.release(one)
    typer.echo(f"{len(ids)} letter(s) given back")


@quarantine.command("release")
def release_quarantine(
    letter_id: Annotated[int, typer.Argument(help="as `quarantine list` shows it")],
    by: Annotated[str | None, typer.Option("--by", help="who acts; else the login name")] = None,
    config: ConfigDir = None,
) -> None:
    """Take a letter in as it is, unread: it opens a ticket for a human, who looks at the octets."""
    from bot.daemon.clock import system_clock
    from bot.daemon.reads import quarantine_whole
    from bot.daemon.wiring import office_of, storage_of
    from bot.desk.quarantine import take_in_unread

    loaded = configuration(config)
    with storage_of(loaded).begin() as unit:
        quarantine_whole(unit, letter_id)
        taken = take_in_unread(unit, office_of(loaded), letter_id, by or getpass.getuser(), system_clock())
    typer.echo(f"{letter_id}  {taken.outcome}  {taken.ticket.number if taken.ticket else 'no ticket'}")


def _act_on_outbox(config: Path | None, act: Callable[[Unit, datetime], OutboxEntry]) -> None:
    from bot.daemon.clock import system_clock

    with writing(config) as unit:
        entry = act(unit, system_clock())
    typer.echo(f"{entry.message_id}  {entry.status}")
