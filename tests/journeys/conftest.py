"""The servers of the journeys: one Dovecot and one Postfix for all, a town for each test or each module."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from tests.servers import Dovecot, Postfix, available
from tests.town import Town, inhabitants

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
    """A town for one test."""
    mailboxes, relay = servers
    return Town(next(_numbers), mailboxes, relay.smtp)


@pytest.fixture(scope="module")
def shared_town(servers: tuple[Dovecot, Postfix]) -> Town:
    """A town for all tests of a module."""
    mailboxes, relay = servers
    return Town(next(_numbers), mailboxes, relay.smtp)
