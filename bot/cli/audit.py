"""Commands about the chain of judgements: was anything changed after it was written."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import typer

from bot.cli.options import AsJson, ConfigDir, configuration, show_json
from bot.errors import Missing

if TYPE_CHECKING:
    from bot.desk.kept.judgements import Judged
    from bot.desk.ports import Unit

audit = typer.Typer(help="The chain of judgements.", no_args_is_help=True)


@audit.callback()
def group() -> None:
    """The chain of judgements."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.add_typer(audit, name="audit")


@audit.command()
def verify(config: ConfigDir = None, as_json: AsJson = False) -> None:
    """Hold every stored judgement against the one before it; exit 1, with the record, when one was changed or taken
    out. What was cut off the end shows when the head is compared with one noted earlier."""
    from bot.daemon.wiring import storage_of

    storage = storage_of(configuration(config))
    try:
        with storage.read() as unit:
            found = unit.audit.verify()
            broken = _told(unit, found.broken) if found.broken is not None else None
    finally:
        storage.close()
    if as_json:
        show_json({"ok": broken is None, "records": found.records, "head": found.head, "broken": broken})
    elif broken is None:
        typer.echo(f"{found.records} judgements, each fits the one before; head {found.head or '-'}")
    else:
        about = f"of {broken['at']}, letter {broken['letter'] or '-'}, {broken['ticket'] or 'no ticket'}"
        typer.echo(f"record {broken['id']} {about}: it does not fit what was written, or one before it is gone")
        typer.echo(f"{found.records} judgements before it are whole; head {found.head or '-'}")
    raise typer.Exit(1 if broken else 0)


def _told(unit: Unit, broken: Judged) -> dict[str, Any]:
    ticket = None
    if broken.ticket_id is not None:
        # Whoever changed the record may have named a ticket that never was.
        with suppress(Missing):
            ticket = unit.tickets.by_id(broken.ticket_id).number
    return {"id": broken.id, "at": broken.at.isoformat(), "letter": broken.letter_id, "ticket": ticket}
