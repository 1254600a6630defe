"""Transactions on the configured database, for commands that read it or change it beside a running daemon."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.options import configuration

if TYPE_CHECKING:
    from bot.desk.ports import Unit


@contextmanager
def reading(config: Path | None) -> Iterator[Unit]:
    """One consistent view."""
    from bot.daemon.wiring import storage_of

    storage = storage_of(configuration(config))
    try:
        with storage.read() as unit:
            yield unit
    finally:
        storage.close()


@contextmanager
def writing(config: Path | None) -> Iterator[Unit]:
    """A transaction, committed on a clean exit."""
    from bot.daemon.wiring import storage_of

    storage = storage_of(configuration(config))
    try:
        with storage.begin() as unit:
            yield unit
    finally:
        storage.close()
