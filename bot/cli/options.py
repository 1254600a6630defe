"""Options that several commands share, and how their values are read and shown."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot import walltime

if TYPE_CHECKING:
    from bot.daemon.config import Configuration

ConfigDir = Annotated[
    Path | None, typer.Option("--config", help="folder laid over the shipped configuration, file by file, key by key")
]
AsJson = Annotated[bool, typer.Option("--json", help="machine-readable: one JSON object a line")]
At = Annotated[str | None, typer.Option("--at", help="an instant, ISO 8601 with offset; now when absent")]
FilesFrom = Annotated[
    str | None, typer.Option("--files-from", help="read file names from this file, one a line; - is standard input")
]


def configuration(config_dir: Path | None) -> Configuration:
    """The configuration in force. Raises Misconfigured."""
    from bot.daemon.config import load

    return load(config_dir, os.environ)


def instant(text: str | None) -> datetime | None:
    """An instant of the command line. A text that is none ends the command with exit code 2."""
    if text is None:
        return None
    try:
        return walltime.parse_instant(text)
    except ValueError as error:
        raise typer.BadParameter(f"{text!r}: {error}") from None


def one_of(option: str, word: str | None, allowed: Iterable[str]) -> None:
    """A word of a closed list, or none. Another one ends the command with exit code 2, naming what is allowed."""
    if word is not None and word not in (known := list(allowed)):
        raise typer.BadParameter(f"{option}: {word!r} is unknown; there are {', '.join(known)}")


def show_json(value: Any) -> None:
    """One JSON object on one line of standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=_plain) + "\n")


def show_lines(values: Iterable[Any]) -> None:
    """JSON Lines, each written when it is known."""
    for value in values:
        show_json(value)
        sys.stdout.flush()


def names(files: Iterable[str], files_from: str | None) -> Iterator[str]:
    """File names of the command line, then those listed elsewhere, as they come."""
    yield from files
    if files_from is None:
        return
    if files_from == "-":
        yield from (line.rstrip("\r\n") for line in sys.stdin if line.strip())
        return
    try:
        with open(files_from, encoding="utf-8", errors="surrogateescape") as listed:
            yield from (line.rstrip("\r\n") for line in listed if line.strip())
    except OSError as error:
        raise typer.BadParameter(f"--files-from {files_from}: {error.strerror}") from None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")
