"""Commands that run the daemon: run, demo."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli.options import ConfigDir, instant
from bot.cli.start import Start, start


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
    raise typer.Exit(start(Start(config, drain, instant(now))))


def demo(once: Annotated[bool, typer.Option("--once", help="end after the dozen letters")] = False) -> None:
    """The daemon on an embedded post office, with a dozen French reports: nothing to configure, nothing leaves."""
    from bot.daemon.demo import run_demo

    raise typer.Exit(run_demo(once))
