"""The one way a command ends: what it raises in, words on standard error and the contract's exit code out."""

from __future__ import annotations

import sys
from collections.abc import Callable

from bot.errors import Illegal, Misconfigured, Missing, Permanent, Transient


def ended(command: Callable[[], None]) -> None:
    """Run a command and exit as the contract says; a trouble nobody foresaw is told by Python, with its trace."""
    try:
        command()
    except Misconfigured as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        print(f"{len(error.faults)} fault(s) in the configuration", file=sys.stderr)
        sys.exit(2)
    except (Missing, Illegal, Permanent, Transient) as error:
        print(f"veilleur: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our lines had enough; Python would complain again while closing.
        sys.stderr.close()
        sys.exit(0)
