"""Commands about tickets: read them and act on them, so that a desk can work without a console."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.database import reading
from bot.cli.options import AsJson, ConfigDir, configuration, one_of, show_json, show_lines

if TYPE_CHECKING:
    from bot.desk.office import Office
    from bot.desk.ports import Unit
    from bot.tickets.model import Ticket

JUDGED = ("real", "exercise", "out_of_scope", "redirect")
Number = Annotated[str, typer.Argument(help="ticket number, SSI-2026-000123")]
By = Annotated[str | None, typer.Option("--by", help="who acts, a name of the configuration; else the login name")]


def _no_option(words: str | None) -> str | None:
    """The words of an option. An option swallowed in their place ends the command with exit code 2."""
    if words is not None and (not words.strip() or words.startswith("--")):
        raise typer.BadParameter(f"words for the declarant are due here, not {words!r}")
    return words


tickets = typer.Typer(help="Read tickets and act on them.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(tickets, name="tickets")


@tickets.command("list")
def list_tickets(
    config: ConfigDir = None,
    state: Annotated[str | None, typer.Option(help="only this state; a wrong one names them all")] = None,
    queue: Annotated[str | None, typer.Option(help="only this queue")] = None,
    as_json: AsJson = False,
) -> None:
    """Tickets, newest first."""
    from bot.daemon.reads import ticket_lines
    from bot.tickets.states import State

    one_of("--state", state, State)
    with reading(config) as unit:
        found = ticket_lines(unit, state, queue)
    if as_json:
        show_lines(found)
        return
    for t in found:
        line = (t["number"], t["state"], t["severity"] or "-", t["opened_at"][:16], t["owner"] or "-")
        typer.echo("  ".join(line) + f"  {t['structure'] or ', '.join(t['participants'])}")


@tickets.command("show")
def show_ticket(number: Number, config: ConfigDir = None, as_json: AsJson = False) -> None:
    """One ticket with its timeline, report, trace and escalation."""
    from bot.daemon.reads import ticket_whole

    with reading(config) as unit:
        told = ticket_whole(unit, number)
    if as_json:
        show_json(told)
        return
    typer.echo(f"{told['number']}  {told['state']}  {told['track']}  {told['severity']}  owner {told['owner'] or '-'}")
    for level in told["service_levels"]:
        due = f"due {level['due_at']}" if level["due_at"] else f"waiting, {level['waiting_with_left_s'] // 60} min left"
        met = f", met {level['met_at']}" if level["met_at"] else ""
        typer.echo(f"  {level['name']:<20} {due} ({level['clock']}){met}")
    for line in _what_is_known(told):
        typer.echo(f"  {line}")
    for entry in told["entries"]:
        who = entry["from"] or ", ".join(entry["to"]) or ""
        typer.echo(
            f"  {entry['at']}  {entry['direction']:<6} {entry['kind']}  {who}  {entry['subject'] or entry['text'][:80]}"
        )


def _what_is_known(told: dict[str, Any]) -> Iterator[str]:
    """Kind of incident with its RSIT classes, how people are reached, what was told of the end."""
    if told["rsit"]:
        yield f"{'category':<20} {told['report']['category']}  {' '.join(told['rsit'])}"
    for way in told["contacts"]:
        yield f"{'reach by ' + way['kind']:<20} {way['value']}  ({way['source']}){'  DEAD' if way['dead'] else ''}"
    for name, value in told["resolution"].items():
        yield f"{'end: ' + name:<20} {', '.join(value) if isinstance(value, list) else value}"


@tickets.command()
def ack(number: Number, by: By = None, config: ConfigDir = None) -> None:
    """Take a ticket: it gets an owner, a running page ends."""
    from bot.desk import actions

    _act(config, lambda unit, office, now: actions.acknowledge(unit, office, number, _who(by), now))


@tickets.command()
def met(
    number: Number,
    level: Annotated[str, typer.Argument(help="first_answer, qualification, plan, nis2_early_warning …")],
    by: By = None,
    config: ConfigDir = None,
) -> None:
    """Note that what was promised or due has been given: no reminder of it, no alarm."""
    from bot.desk import actions

    _act(config, lambda unit, office, now: actions.met(unit, office, number, level, _who(by), now))


@tickets.command()
def assign(
    number: Number, to: Annotated[str, typer.Argument(help="a person")], by: By = None, config: ConfigDir = None
) -> None:
    """Give a ticket to somebody, who is told."""
    from bot.desk import actions

    _act(config, lambda unit, office, now: actions.assign(unit, office, number, to, _who(by), now))


@tickets.command()
def qualify(
    number: Number,
    severity: Annotated[str | None, typer.Option(help="minor, moderate, major or critical")] = None,
    category: Annotated[str | None, typer.Option(help="ransomware, data_leak …; a wrong one names them all")] = None,
    track: Annotated[str | None, typer.Option(help="real, exercise, out_of_scope or redirect")] = None,
    by: By = None,
    config: ConfigDir = None,
) -> None:
    """Set severity, category or track by a human's judgement."""
    from bot.desk import actions
    from bot.report.taxonomy import CATEGORIES
    from bot.rules.decision import SEVERITIES

    if severity is None and category is None and track is None:
        raise typer.BadParameter("what is judged? give --severity, --category or --track")
    one_of("--severity", severity, SEVERITIES)
    one_of("--category", category, CATEGORIES)
    one_of("--track", track, JUDGED)

    def act(unit: Unit, office: Office, now: datetime) -> Ticket:
        return actions.qualify(unit, office, number, _who(by), now, severity=severity, category=category, track=track)

    _act(config, act)


@tickets.command()
def ask(
    number: Number,
    fields: Annotated[list[str] | None, typer.Argument(help="fields of the report; else all that is missing")] = None,
    by: By = None,
    config: ConfigDir = None,
) -> None:
    """Ask the declarant for what is missing, in one letter."""
    from bot.desk import actions
    from bot.report.fields import FIELD_NAMES

    for field in fields or []:
        one_of("FIELD", field, FIELD_NAMES)
    _act(config, lambda unit, office, now: actions.ask(unit, office, number, fields or [], _who(by), now))


@tickets.command()
def reply(
    number: Number,
    text: Annotated[str | None, typer.Argument(help="what to write; or --file")] = None,
    file: Annotated[Path | None, typer.Option(help="take the text from this file; - is standard input")] = None,
    by: By = None,
    config: ConfigDir = None,
) -> None:
    """Write to the declarant in the desk's own words."""
    from bot.desk import actions

    words = _words(text, file)
    _act(config, lambda unit, office, now: actions.reply(unit, office, number, words, _who(by), now))


@tickets.command()
def note(
    number: Number,
    text: Annotated[str | None, typer.Argument(help="the note; or --file")] = None,
    file: Annotated[Path | None, typer.Option(help="take the text from this file; - is standard input")] = None,
    by: By = None,
    config: ConfigDir = None,
) -> None:
    """Write a line for the desk's eyes only."""
    from bot.desk import actions

    words = _words(text, file)
    _act(config, lambda unit, office, now: actions.note(unit, office, number, words, _who(by), now))


@tickets.command()
def merge(
    number: Number,
    into: Annotated[str, typer.Option("--into", help="the ticket that stays")],
    by: By = None,
    config: ConfigDir = None,
) -> None:
    """Fold a ticket into another."""
    from bot.desk import actions

    _act(config, lambda unit, office, now: actions.merge(unit, office, number, into, _who(by), now))


@tickets.command()
def close(
    number: Number,
    feedback: Annotated[
        str | None,
        typer.Option(
            metavar="WORDS",
            callback=_no_option,
            help="also write the closing letter to the declarant, with these words",
        ),
    ] = None,
    by: By = None,
    config: ConfigDir = None,
) -> None:
    """End a matter."""
    from bot.desk import actions

    _act(config, lambda unit, office, now: actions.close(unit, office, number, _who(by), now, feedback))


@tickets.command()
def reopen(number: Number, by: By = None, config: ConfigDir = None) -> None:
    """Take an ended matter up again."""
    from bot.desk import actions

    _act(config, lambda unit, office, now: actions.reopen(unit, office, number, _who(by), now))


def _act(config: Path | None, act: Callable[[Unit, Office, datetime], Ticket]) -> None:
    from bot.daemon.clock import system_clock
    from bot.daemon.wiring import office_of, storage_of

    loaded = configuration(config)
    with storage_of(loaded).begin() as unit:
        ticket = act(unit, office_of(loaded), system_clock())
    typer.echo(f"{ticket.number}  {ticket.state}  owner {ticket.owner or '-'}")


def _who(by: str | None) -> str:
    return by or getpass.getuser()


def _words(text: str | None, file: Path | None) -> str:
    if (text is None) == (file is None):
        raise typer.BadParameter("give the text, or --file, and not both")
    if text is not None:
        return text
    assert file is not None
    return typer.get_text_stream("stdin").read() if str(file) == "-" else file.read_text("utf-8")
