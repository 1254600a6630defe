"""The command `veilleur`: groups of commands, one way to end.

Exit codes (contract): 0 done, 1 not found or faults found, 2 wrong usage or configuration with every fault listed.
"""

from __future__ import annotations

import typer

from bot.cli import audit, daemon, escalation, finess, form, incidents, letters, machine, oncall, outbox, rules, tickets
from bot.cli.ending import ended

app = typer.Typer(
    name="veilleur",
    help="Email and ticketing bot for the reporting of security incidents in French health care.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
letters.register(app)
tickets.register(app)
incidents.register(app)
outbox.register(app)
oncall.register(app)
escalation.register(app)
rules.register(app)
finess.register(app)
form.register(app)
machine.register(app)
audit.register(app)
daemon.register(app)


def main() -> None:
    """Run one command and exit as the contract says."""
    ended(lambda: app(standalone_mode=True))
