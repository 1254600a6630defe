"""Commands about time: who is on call, where nobody is, what days and windows the rules see."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from bot import walltime
from bot.cli.options import AsJson, At, ConfigDir, configuration, instant, show_json, show_lines
from bot.errors import Missing

oncall = typer.Typer(help="Who is paged.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(oncall, name="oncall")
    app.command("calendar")(calendar)


@oncall.command()
def who(at: At = None, config: ConfigDir = None, as_json: AsJson = False) -> None:
    """Who is on call at an instant, by schedule."""
    from bot.daemon.clock import system_clock

    rules = configuration(config).rules
    moment = instant(at) or system_clock()
    nobody = False
    for name in rules.schedules.names():
        shift = rules.schedules.who(name, moment)
        nobody = nobody or shift is None
        until = walltime.iso(shift.until, rules.zone) if shift and shift.until else None
        if as_json:
            show_json({"schedule": name, "person": shift.person if shift else None, "until": until})
        else:
            typer.echo(f"{name}: {shift.person if shift else 'nobody'} until {until or '-'}")
    raise typer.Exit(1 if nobody else 0)


@oncall.command()
def coverage(
    days: Annotated[int, typer.Option(min=1, max=400, help="how far to look")] = 45,
    at: At = None,
    config: ConfigDir = None,
    as_json: AsJson = False,
) -> None:
    """Instants that somebody must cover and nobody reachable does; exit 1 if there are any."""
    from bot.daemon.clock import system_clock
    from bot.rules.duty.coverage import gaps

    known = configuration(config)
    rules = known.rules
    start = instant(at) or system_clock()
    found = []
    for name in rules.schedules.names():
        holes = gaps(rules.schedules[name], rules.windows, start, timedelta(days=days))
        found += [
            {
                "schedule": name,
                "from": walltime.iso(hole.start, rules.zone),
                "to": walltime.iso(hole.end, rules.zone),
                "person": hole.person,
            }
            for hole in holes
        ]
    if as_json:
        show_lines(found)
    else:
        for hole in found:
            why = f"{hole['person']} has no address" if hole["person"] else "nobody is on call"
            typer.echo(f"{hole['schedule']}: {hole['from']} to {hole['to']}: {why}")
        typer.echo(f"{len(found)} hole(s) in {days} days")
        if known.settings.reach_tests.enabled:
            _show_proofs(_proofs(config))
    raise typer.Exit(1 if found else 0)


@oncall.command()
def reach(config: ConfigDir = None, as_json: AsJson = False) -> None:
    """When each address of whoever can be paged was last tested, and last proven by an answer."""
    found = _proofs(config)
    if as_json:
        show_lines(found)
    else:
        _show_proofs(found)


def _proofs(config: Path | None) -> list[dict[str, Any]]:
    from bot.cli.database import reading
    from bot.daemon.clock import system_clock
    from bot.desk.office import Office
    from bot.desk.pages.reach import reach_lines

    known = configuration(config)
    with reading(config) as unit:
        return reach_lines(unit, Office(known.settings, known.rules), system_clock())


def _show_proofs(found: list[dict[str, Any]]) -> None:
    for line in found:
        proven = f"proven {line['proven_at'][:16]}" if line["proven_at"] else "never proven"
        asked = f", asked {line['asked_at'][:16]}" if line["asked_at"] else ""
        typer.echo(f"{line['person']:<16} {line['address']:<40} {proven}{asked}")


@oncall.command()
def export(
    days: Annotated[int, typer.Option(min=1, max=400, help="how far to look")] = 180,
    schedule: Annotated[str | None, typer.Option(help="this one only; all when absent")] = None,
    contacts: Annotated[bool, typer.Option("--contacts", help="with the address of each person on call")] = False,
    at: At = None,
    config: ConfigDir = None,
) -> None:
    """The schedules as an iCalendar file: who is on call from 15 days ago on, without any address unless asked for."""
    from bot.daemon.clock import system_clock
    from bot.rules.duty.roster import PAST, as_icalendar

    rules = configuration(config).rules
    schedules = rules.schedules
    wanted = schedules.names() if schedule is None else [schedule]
    if unknown := [name for name in wanted if name not in schedules]:
        raise Missing(f"no schedule {unknown[0]}; there are: {', '.join(schedules.names()) or 'none'}")
    now = instant(at) or system_clock()
    addresses = {name: person.mails[0] for name, person in rules.people.items() if person.mails} if contacts else None
    text = as_icalendar((schedules[name] for name in wanted), now - PAST, now + timedelta(days=days), now, addresses)
    typer.echo(text.encode(), nl=False)


def calendar(
    start: Annotated[str | None, typer.Option("--from", help="first day, 2026-05-01; today when absent")] = None,
    days: Annotated[int, typer.Option(min=1, max=400)] = 14,
    config: ConfigDir = None,
    as_json: AsJson = False,
) -> None:
    """Days, windows and holidays as the rules see them."""
    from bot.daemon.clock import system_clock
    from bot.daemon.days import day_lines

    rules = configuration(config).rules
    first = _day(start) if start else system_clock().astimezone(rules.zone).date()
    found = day_lines(rules, first, days)
    if as_json:
        show_lines(found)
        return
    for day in found:
        hours = ", ".join(day["open"]) or "closed"
        typer.echo(
            f"{day['date']} {day['weekday']:<9} {day['calendar']:<10} {hours:<14} {day['holiday'] or day['note'] or ''}"
        )
    for name in rules.windows.names():
        for day in found[:days]:
            window = day["windows"][name]
            hours, edge = ", ".join(window["open"]) or "not open", window["next_edge"]
            told = f"then {'opens' if window['opens'] else 'ends'} {edge[:16]}" if edge else "never changes"
            typer.echo(f"{day['date']} {day['weekday']:<9} {name:<10} {hours:<26} {told}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r}: {error}; write 2026-05-01") from None
