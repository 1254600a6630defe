"""Fixtures of real servers. A missing server skips its tests loudly; where CI is true it fails them."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.servers import Dovecot, Postfix, PostgreSQL, SmtpSink, available

settings.register_profile("dev", max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") == "true" else "dev")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where CI is true a skipped test is a failed one: there everything a test needs must have been brought."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true":
        report.outcome, report.longrepr = "failed", f"skipped where CI is true: {report.longrepr}"
    return report


def _need(name: str) -> None:
    missing = available(name)
    if missing is None:
        return
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """One Dovecot for the session, users fssi, desk, astreinte (password pw), and u01 … u60, one a test."""
    _need("dovecot")
    with Dovecot() as server:
        yield server


@pytest.fixture(scope="session")
def postfix(dovecot: Dovecot) -> Iterator[Postfix]:
    """One Postfix that delivers ...@desk.example into that Dovecot; refusing and bouncing addresses: see the class."""
    _need("postfix")
    with Postfix(dovecot) as server:
        yield server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgreSQL]:
    """One PostgreSQL cluster for the session; `fresh_url()` gives an empty database."""
    _need("postgresql")
    with PostgreSQL() as server:
        yield server


@pytest.fixture
def postgres_url(postgres: PostgreSQL) -> str:
    """The SQLAlchemy URL of an empty database of this test's own."""
    return postgres.fresh_url()


@pytest.fixture
def smtp_sink() -> Iterator[SmtpSink]:
    """A sink of this test's own."""
    with SmtpSink() as sink:
        yield sink
