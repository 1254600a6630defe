"""Commands about incidents: tickets proposed to be one matter; a person confirms them or splits one off."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from bot.cli.database import reading, writing
from bot.cli.options import AsJson, ConfigDir, show_json, show_lines

Number = Annotated[str, typer.Argument(help="incident number, INC-2026-000001")]
By = Annotated[str | None, typer.Option("--by", help="who acts, a name of the configuration; else the login name")]
incidents = typer.Typer(help="Many reports, one incident: proposals to confirm or split.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(incidents, name="incidents")


@incidents.command("list")
def list_incidents(config: ConfigDir = None, as_json: AsJson = False) -> None:
    """Incidents, newest first."""
    from bot.daemon.incident_reads import incident_lines

    with reading(config) as unit:
        found = incident_lines(unit)
    if as_json:
        show_lines(found)
        return
    for one in found:
        storm = "  storm" if one["storm"] else ""
        counts = f"{one['proposed']} proposed, {one['confirmed']} confirmed, {one['split']} split off"
        typer.echo(f"{one['number']}  {one['opened_at'][:16]}  {counts}{storm}")


@incidents.command("show")
def show_incident(number: Number, config: ConfigDir = None, as_json: AsJson = False) -> None:
    """One incident: its tickets, how each stands and why it was proposed."""
    from bot.daemon.incident_reads import incident_whole

    with reading(config) as unit:
        told = incident_whole(unit, number)
    if as_json:
        show_json(told)
        return
    typer.echo(f"{told['number']}  {told['opened_at'][:16]}" + ("  storm" if told["storm"] else ""))
    for m in told["members"]:
        place = ", ".join(part for part in (m["structure"], m["department"]) if part)
        line = (m["ticket"], f"{m['standing']:<9}", m["severity"] or "-", place or "-", "; ".join(m["reasons"]))
        typer.echo("  " + "  ".join(line))


@incidents.command("confirm")
def confirm_incident(
    number: Number,
    tickets: Annotated[
        list[str] | None, typer.Argument(help="tickets; all that are proposed when none is named")
    ] = None,
    by: By = None,
    config: ConfigDir = None,
) -> None:
    """These tickets belong to it; one that was split off comes back."""
    from bot.daemon.clock import system_clock
    from bot.desk.many import grouping

    with writing(config) as unit:
        grouping.confirm(unit, number, tickets or [], by or getpass.getuser(), system_clock())
    typer.echo(f"{number}  confirmed")


@incidents.command("split")
def split_incident(
    number: Number,
    ticket: Annotated[str, typer.Argument(help="the ticket that is another matter")],
    by: By = None,
    config: ConfigDir = None,
) -> None:
    """This ticket is another matter: it leaves the incident. `confirm` takes it back."""
    from bot.daemon.clock import system_clock
    from bot.desk.many import grouping

    with writing(config) as unit:
        grouping.split(unit, number, ticket, by or getpass.getuser(), system_clock())
    typer.echo(f"{ticket}  split off {number}")
