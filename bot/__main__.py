"""`veilleur` and `python -m bot`: the daemon is started straight, all else goes through the whole command line."""

from __future__ import annotations

import sys

from bot.cli.ending import ended
from bot.cli.start import plain_start, start


def main() -> None:
    """Do what the arguments of the process ask for and exit as the contract says."""
    asked = plain_start(sys.argv[1:])
    if asked is not None:
        ended(lambda: sys.exit(start(asked)))
        return
    from bot.cli.main import main as command_line

    command_line()


if __name__ == "__main__":
    main()
