"""The servers of the journeys: one Dovecot and one Postfix for all, a town for each test."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desk_process import DeskProcess
from tests.servers import Dovecot, Postfix, available
from tests.town import Town, inhabitants, written

_numbers = itertools.count(1)


@pytest.fixture(scope="package")
def servers(dovecot: Dovecot) -> Iterator[tuple[Dovecot, Postfix]]:
    """A Dovecot with the inhabitants of every town, and the Postfix that delivers to them."""
    missing = available("postfix")
    if missing is not None:
        pytest.skip(missing)
    with Dovecot(inhabitants()) as mailboxes, Postfix(mailboxes) as relay:
        yield mailboxes, relay


@pytest.fixture
def town(servers: tuple[Dovecot, Postfix]) -> Town:
    """A town nobody else lives in."""
    mailboxes, relay = servers
    return Town(next(_numbers), mailboxes, relay.smtp)


@pytest.fixture
def desk(tmp_path: Path, town: Town) -> Iterator[Callable[..., DeskProcess]]:
    """Makes the desk of the town; keyword arguments are laid over its configuration."""
    begun: list[DeskProcess] = []

    def make(name: str = "desk", **changes: Any) -> DeskProcess:
        made = DeskProcess(written(tmp_path / name, town.overlay(tmp_path, **changes)))
        begun.append(made)
        return made

    yield make
    for one in begun:
        one.end()
