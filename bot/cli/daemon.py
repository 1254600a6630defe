"""Commands that run the daemon: run, demo."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.options import ConfigDir, configuration, instant


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command("run")(run)
    app.command("demo")(demo)


def run(
    config: ConfigDir = None,
    drain: Annotated[bool, typer.Option("--drain", help="fetch, handle and send all that is due, then exit")] = False,
    now: Annotated[str | None, typer.Option("--now", help="with --drain: the clock stands at this instant")] = None,
) -> None:
    """The daemon: until SIGTERM, or with --drain until nothing is due."""
    if now is not None and not drain:
        raise typer.BadParameter("--now goes with --drain only")
    from bot.daemon.logs import configure_logs
    from bot.daemon.running import run_daemon, run_drain

    configure_logs()
    loaded, at = configuration(config), instant(now)
    if not drain:
        run_daemon(loaded)
        return
    left = run_drain(loaded, at)
    for line in left:
        typer.echo(f"not handled: {line}", err=True)
    raise typer.Exit(1 if left else 0)


def demo(once: Annotated[bool, typer.Option("--once", help="end after the dozen letters")] = False) -> None:
    """The daemon on an embedded post office, with a dozen French reports: nothing to configure, nothing leaves."""
    from bot.daemon.demo import run_demo

    raise typer.Exit(run_demo(once))
