"""Commands about escalation policies: what would happen if nobody answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot import walltime
from bot.cli.options import AsJson, At, ConfigDir, configuration, instant, show_lines
from bot.errors import Missing
from bot.rules.escalation.case import Page

if TYPE_CHECKING:
    from bot.rules.escalation.rehearsal import Moment
    from bot.rules.ruleset import Ruleset

escalation = typer.Typer(help="Who is paged after whom.", no_args_is_help=True)


@escalation.callback()
def group() -> None:
    """Who is paged after whom."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(escalation, name="escalation")


@escalation.command()
def simulate(
    name: Annotated[str, typer.Argument(help="a policy of the configuration")],
    at: At = None,
    config: ConfigDir = None,
    as_json: AsJson = False,
    nobody_answers: Annotated[
        bool, typer.Option("--nobody-answers", help="what is shown in any case: nobody answers any page")
    ] = True,
) -> None:
    """The pages and alarms of a policy if nobody answers, until only its last resort is left."""
    from bot.daemon.clock import system_clock
    from bot.rules.escalation.policies import resolver
    from bot.rules.escalation.rehearsal import rehearse

    rules = configuration(config).rules
    if name not in rules.policies:
        raise Missing(f"no escalation policy {name}; there are: {', '.join(rules.policies) or 'none'}")
    begins_at = instant(at) or system_clock()
    moments = rehearse(rules.policies[name], begins_at, resolver(rules.schedules, rules.people))
    if as_json:
        show_lines(_line(moment, rules) for moment in moments)
    else:
        _show(moments, rules)


def _line(moment: Moment, rules: Ruleset) -> dict[str, Any]:
    what, at = moment.what, walltime.iso(moment.at, rules.zone)
    if isinstance(what, Page):
        return {"at": at, "event": "page", "to": what.person, "round": what.round + 1, "step": what.step + 1}
    return {"at": at, "event": "alarm", "alarm": what.kind, "detail": what.detail}


def _show(moments: list[Moment], rules: Ruleset) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("when", "after", "round", "step", "what", box=None, pad_edge=False, header_style="bold")
    for moment in moments:
        line = _line(moment, rules)
        when = moment.at.astimezone(rules.zone).strftime("%a %d %b %H:%M %Z")
        minutes = int((moment.at - moments[0].at).total_seconds()) // 60
        what = f"page {line['to']}" if line["event"] == "page" else f"ALARM {line['alarm']}: {line['detail']}"
        place = str(line.get("round", "")), str(line.get("step", ""))
        table.add_row(when, f"+{minutes // 60:d}:{minutes % 60:02d}", *place, what, style=_style(line))
    Console(highlight=False, markup=False).print(table)
    typer.echo(
        f"times of {rules.zone.key}; from there on the last resort is alarmed again and again until a human acts"
    )


def _style(line: dict[str, Any]) -> str:
    return "" if line["event"] == "page" else "red"
