"""Starting the daemon: plain arguments in, the daemon's exit code out, without the weight of the whole command line.

Building every command, and what checks their options, takes longer than the daemon takes to read its rules.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.walltime import parse_instant


@dataclass(frozen=True, slots=True)
class Start:
    """What `veilleur run` was told; `at` is the instant at which the clock of a drain stands."""

    config: Path | None = None
    drain: bool = False
    at: datetime | None = None


def plain_start(arguments: Sequence[str]) -> Start | None:
    """The start these arguments ask for when they are `run` and options of its own, all well written; else None: help
    and mistakes are told by the whole command line."""
    if arguments[:1] != ["run"]:
        return None
    told: dict[str, str] = {}
    words = iter(arguments[1:])
    for word in words:
        name, joined, value = word.partition("=")
        if word == "--drain":
            told[name] = ""
        elif name in ("--config", "--now") and (value := value if joined else next(words, "")):
            told[name] = value
        else:
            return None
    if any(value.startswith("-") for value in told.values()) or ("--now" in told and "--drain" not in told):
        return None
    try:
        at = parse_instant(told["--now"]) if "--now" in told else None
    except ValueError:
        return None
    return Start(Path(told["--config"]) if "--config" in told else None, "--drain" in told, at)


def start(asked: Start) -> int:
    """Run the daemon until SIGTERM, or a drain to its end: 1 when something could not be handled, which is named.

    Raises Misconfigured.
    """
    # What is loaded from here on stays: `running` lets the collector begin when that is done.
    gc.disable()
    from bot.daemon.config import load
    from bot.daemon.logs import configure_logs
    from bot.daemon.running import run_daemon, run_drain

    configure_logs()
    loaded = load(asked.config, os.environ)
    if not asked.drain:
        run_daemon(loaded)
        return 0
    left = run_drain(loaded, asked.at)
    for line in left:
        print(f"not handled: {line}", file=sys.stderr)
    return 1 if left else 0
