"""Commands about the directory of establishments: load, show, find."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.database import reading
from bot.cli.options import AsJson, ConfigDir, configuration, show_json, show_lines

if TYPE_CHECKING:
    from bot.desk.ports import Unit

finess = typer.Typer(help="The directory of establishments.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(finess, name="finess")


@finess.command()
def load(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="the CSV or the JSON, plain or gzip")
    ],
    config: ConfigDir = None,
    leave_out_faulty: Annotated[
        bool,
        typer.Option("--leave-out-faulty", help="load what is valid and name the rest, instead of refusing the file"),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Replace the directory by a file: the legacy CSV or the JSON of structures. A faulty file changes nothing."""
    from bot.daemon.clock import system_clock
    from bot.daemon.directory_load import load_directory
    from bot.daemon.directory_reads import version_line
    from bot.daemon.wiring import storage_of

    storage, begun = storage_of(configuration(config)), time.monotonic()
    holder = f"{socket.gethostname()}:{os.getpid()}"
    try:
        with _progress() as heard:
            loaded = load_directory(storage, file, system_clock, holder, heard, leave_out_faulty=leave_out_faulty)
    finally:
        storage.close()
    for doubt in loaded.doubts:
        typer.echo(f"loaded, to be looked at: {doubt}", err=True)
    for fault in loaded.faults:
        typer.echo(f"left out: {fault}", err=True)
    told = {**version_line(loaded.version), "before": loaded.before, "left_out": loaded.left_out}
    if as_json:
        show_json(told)
        return
    origin = f"{told['format']}, published {told['published'] or 'at an unknown date'}"
    typer.echo(
        f"{told['count']} establishments in force ({origin}), {told['before']} before, {told['left_out']} left out, "
        f"in {time.monotonic() - begun:.1f} s"
    )


@finess.command()
def show(
    number: Annotated[str, typer.Argument(help="nine characters, in any spacing")],
    config: ConfigDir = None,
    as_json: AsJson = False,
) -> None:
    """One establishment by its number; exit 1 when the directory does not have it."""
    from bot.daemon.directory_reads import site_told

    with reading(config) as unit:
        told = site_told(unit.establishments, number)
    if as_json:
        show_json(told)
    else:
        _show_site(told)


@finess.command()
def find(
    name: Annotated[str, typer.Argument(help="as somebody wrote it")],
    town: Annotated[str | None, typer.Option("--town", help="as somebody wrote it")] = None,
    limit: Annotated[int, typer.Option(min=1, max=50)] = 5,
    config: ConfigDir = None,
    as_json: AsJson = False,
) -> None:
    """Establishments that resemble a name and a town: proposals, most alike first; exit 1 when there are none."""
    with reading(config) as unit:
        found = _resembling(unit, name, town, limit)
    if as_json:
        show_lines(found)
    else:
        for each in found:
            _show_site(each)
    raise typer.Exit(0 if found else 1)


def _resembling(unit: Unit, name: str, town: str | None, limit: int) -> list[dict[str, Any]]:
    from bot.daemon.directory_reads import proposal_lines

    return proposal_lines(unit.establishments, name, town, limit)


def _show_site(told: dict[str, Any]) -> None:
    """One establishment for a person, on one line."""
    territory = told["territory"]
    where = " ".join(filter(None, (told["postcode"], told["town"])))
    lies = f"{territory['department'] or 'no département'}, {territory['ars'] or 'no regional agency'}"
    alike = f"{told['resemblance']:.2f} " if "resemblance" in told else ""
    state = "" if told["active"] else ", closed"
    typer.echo(f"{alike}{told['finess']} {told['name']}, {where} ({lies}), category {told['category'] or '?'}{state}")


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error while it is a terminal, else silence."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("directory", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
