"""The command `veilleur`: groups of commands, one way to end.

Exit codes (contract): 0 done, 1 not found or faults found, 2 wrong usage or configuration with every fault listed.
"""

from __future__ import annotations

import sys

import typer

from bot.cli import audit, daemon, escalation, finess, form, incidents, letters, machine, oncall, outbox, rules, tickets
from bot.errors import Illegal, Misconfigured, Missing, Permanent, Transient

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
    """Run one command and exit as the contract says; a trouble nobody foresaw is told in one line with its trace."""
    try:
        app(standalone_mode=True)
    except Misconfigured as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        print(f"{len(error.faults)} fault(s) in the configuration", file=sys.stderr)
        sys.exit(2)
    except (Missing, Illegal, Permanent, Transient) as error:
        print(f"veilleur: {error}", file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read our lines had enough; Python would complain again while closing.
        sys.stderr.close()
        sys.exit(0)
