"""Commands about the machine room: check, status, the schema."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.options import AsJson, ConfigDir, configuration, show_json

db = typer.Typer(help="The database.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("check")(check)
    app.command("status")(status)
    app.add_typer(db, name="db")


def check(
    config: ConfigDir = None,
    offline: Annotated[bool, typer.Option("--offline", help="ask no server")] = False,
) -> None:
    """Everything that can be known before starting."""
    from bot.daemon.check import check as run_checks

    report = run_checks(config, offline)
    for line in report.lines:
        typer.echo(str(line))
    raise typer.Exit(report.exit_code)


def status(config: ConfigDir = None, as_json: AsJson = False) -> None:
    """Is every leg alive and how late; exit 1 if one is not, or if no daemon runs."""
    from bot.daemon.clock import system_clock
    from bot.daemon.health import status as read_status
    from bot.daemon.leases import at_work
    from bot.daemon.wiring import storage_of

    storage = storage_of(configuration(config))
    try:
        holder = at_work(storage)
        with storage.read() as unit:
            told = read_status(unit, system_clock(), holder)
    finally:
        storage.close()
    if as_json:
        show_json(told)
    else:
        if not told["daemon"]["running"]:
            typer.echo("no daemon runs on this database: nothing is fetched, paged or sent")
        elif not told["legs"]:
            typer.echo("the daemon has just started: no round is completed yet")
        for name, leg in told["legs"].items():
            typer.echo(f"{'ok ' if leg['ok'] else 'ILL'} {name:<24} {leg['age_s']:>8.0f} s  {leg['detail']}")
        for proof in told["reach"]:
            proven = f"proven {proof['proven_at'][:16]}" if proof["proven_at"] else "never proven"
            typer.echo(
                f"{'ok ' if proof['answered'] else '-  '} reach {proof['person']:<18} {proof['address']}: {proven}"
            )
        for standing in told["alarms"]:
            typer.echo(f"ALARM since {standing['since']}: {standing['text']}")
    raise typer.Exit(0 if told["ok"] else 1)


@db.command()
def upgrade(config: ConfigDir = None) -> None:
    """Bring the schema to the version of this program."""
    from bot.storage.migrations import upgrade as run_upgrade

    before, after = run_upgrade(configuration(config).settings.database)
    typer.echo(f"the schema is at {after}" + ("" if before == after else f", it was at {before or 'nothing'}"))
