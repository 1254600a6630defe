"""Commands about the rules: are they sound, do they decide as expected, what would others decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.letters import explain
from bot.cli.options import AsJson, ConfigDir, configuration, instant, show_json, show_lines
from bot.errors import Missing, Permanent

if TYPE_CHECKING:
    from bot.daemon.config import Configuration
    from bot.daemon.replay import Replayed
    from bot.rules.proof.scenarios import Miss

rules = typer.Typer(help="The rules: checked, tried on dated scenarios.", no_args_is_help=True)

Folder = Annotated[
    Path | None, typer.Argument(help="scenarios, a folder or one file; those of the configuration when absent")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    rules.command("explain")(explain)
    app.add_typer(rules, name="rules")


@rules.command()
def check(config: ConfigDir = None, as_json: AsJson = False) -> None:
    """Dead rules, holes in the duty, unused names, and the examples beside the rules; exit 1 if there are faults."""
    from bot.daemon.clock import system_clock
    from bot.daemon.examples import examine, scenarios_of
    from bot.daemon.rotas import uncovered
    from bot.daemon.soundness import rule_faults, rule_notes

    loaded, now = configuration(config), system_clock()
    faults = [*rule_faults(loaded, now), *uncovered(loaded, now)]
    folder = scenarios_of(loaded)
    examined = examine(loaded, folder) if folder else None
    misses = examined.misses if examined else ()
    if as_json:
        show_lines({"level": "fault", **asdict(fault)} for fault in faults)
        show_lines({"level": "note", **asdict(note)} for note in rule_notes(loaded))
        show_lines(_miss(miss) for miss in misses)
    else:
        for fault in faults:
            typer.echo(str(fault))
        for note in rule_notes(loaded):
            typer.echo(f"note: {note}")
        _show_misses(misses)
        known = sum(len(placed) for placed in loaded.rules.rules.values())
        count = examined.count if examined else 0
        typer.echo(f"{known} rules, {count} examples, {len(faults) + len(misses)} fault(s)")
    raise typer.Exit(1 if faults or misses else 0)


@rules.command("test")
def try_out(folder: Folder = None, config: ConfigDir = None, as_json: AsJson = False) -> None:
    """Dated scenarios through the rules; exit 1 if one is decided otherwise than it expects."""
    from bot.daemon.examples import examine

    loaded = configuration(config)
    tried = _folder(folder, loaded)
    examined = examine(loaded, tried)
    if not examined.count:
        raise Missing(f"{tried}: no scenario is there; name a folder with *.yml files of `cases:`, or one such file")
    if as_json:
        show_lines(_miss(miss) for miss in examined.misses)
    else:
        _show_misses(examined.misses)
        missed = len({miss.scenario.name for miss in examined.misses})
        typer.echo(f"{examined.count} scenarios, {missed} decided otherwise")
    raise typer.Exit(1 if examined.misses else 0)


@rules.command()
def mutate(folder: Folder = None, config: ConfigDir = None, as_json: AsJson = False) -> None:
    """What no scenario notices when it is deleted or moved by a minute; exit 1 if there is anything."""
    from bot.daemon.examples import read_scenarios, report_reader
    from bot.rules.proof.mutants import mutants
    from bot.rules.proof.unnoticed import prepare, unnoticed

    loaded = configuration(config)
    prepared = prepare(read_scenarios(_folder(folder, loaded)), loaded.rules, report_reader(loaded))
    if missed := [miss for one in prepared for miss in one.misses]:
        _show_misses(missed)
        raise Permanent("the scenarios do not hold as they are: mutants would all look noticed")
    count, lost = 0, 0
    for mutant, noticed in unnoticed(mutants(loaded.rules), prepared):
        count, lost = count + 1, lost + (not noticed)
        if as_json:
            show_json({"mutant": mutant.name, "noticed": noticed, "file": mutant.file, "line": mutant.line})
        elif not noticed:
            typer.echo(f"unnoticed: {mutant.name}")
    typer.echo(f"{count} mutants, {lost} unnoticed", err=as_json)
    raise typer.Exit(1 if lost else 0)


@rules.command()
def replay(
    new: Annotated[Path, typer.Option("--config", help="the rules to try, laid over the shipped ones")],
    since: Annotated[str, typer.Option(help="so long ago, such as 30d, or an instant")] = "30d",
    current: Annotated[
        Path | None, typer.Option("--from", help="the configuration whose database is read; NEW's when absent")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Stored letters decided anew under other rules: each difference; nothing is sent or written."""
    from bot.daemon.replay import replay as decide_anew
    from bot.daemon.wiring import storage_of

    other = configuration(new)
    stands = configuration(current) if current else other
    count = changed = 0
    storage = storage_of(stands)
    try:
        with storage.read() as unit:
            for one in decide_anew(unit, other, _since(since), stands.settings.identity.key):
                count, changed = count + 1, changed + bool(one.changed or one.fault)
                if one.changed or one.fault:
                    _show_replayed(one, as_json)
    finally:
        storage.close()
    typer.echo(f"{count} letters decided anew, {changed} otherwise", err=as_json)


def _since(text: str) -> datetime:
    from bot.daemon.clock import system_clock
    from bot.settings.section import parse_duration

    ago = parse_duration(text)
    moment = system_clock() - ago if ago is not None else instant(text)
    assert moment is not None
    return moment


def _show_replayed(one: Replayed, as_json: bool) -> None:
    if as_json:
        changed = {name: {"was": was, "would_be": now} for name, (was, now) in one.changed.items()}
        told = {"letter": one.letter_id, "ticket": one.ticket, "received_at": one.received_at}
        show_json({**told, "changed": changed, "fault": one.fault})
        return
    typer.echo(f"letter {one.letter_id} of {one.received_at}, {one.ticket or 'no ticket'}")
    if one.fault:
        typer.echo(f"  cannot be decided anew: {one.fault}")
    for name, (was, now) in one.changed.items():
        typer.echo(f"  {name}: {was} → {now}")


def _folder(given: Path | None, loaded: Configuration) -> Path:
    from bot.daemon.examples import scenarios_of

    folder = given or scenarios_of(loaded)
    if folder is None:
        raise typer.BadParameter("the configuration has no folder of scenarios: name one")
    if not folder.exists():
        raise typer.BadParameter(f"{folder}: no such file or folder")
    return folder


def _miss(miss: Miss) -> dict[str, Any]:
    scenario = miss.scenario
    return {
        "file": scenario.file,
        "line": scenario.line,
        "scenario": scenario.name,
        "what": miss.what,
        "expected": miss.expected,
        "found": miss.found,
    }


def _show_misses(misses: Sequence[Miss]) -> None:
    from rich.console import Console
    from rich.table import Table

    if not misses:
        return
    table = Table("scenario", "what", "expected", "decided", box=None, pad_edge=False, header_style="bold")
    for miss in misses:
        place = f"{miss.scenario.file}:{miss.scenario.line} {miss.scenario.name}"
        table.add_row(place, miss.what, str(miss.expected), str(miss.found))
    Console(highlight=False, markup=False).print(table)
