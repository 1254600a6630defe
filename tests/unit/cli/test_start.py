"""The daemon started straight: plain arguments are understood, everything else is left to the whole command line."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.cli.start import Start, plain_start

AT = datetime(2026, 8, 15, 0, 47, tzinfo=UTC)
NOW = "2026-08-15T02:47:00+02:00"
HEAVY = ("typer", "pydantic", "rich", "pygments", "apscheduler", "alembic", "sqlalchemy.dialects.postgresql")


@pytest.mark.parametrize(
    ("arguments", "asked"),
    [
        (["run"], Start()),
        (["run", "--drain"], Start(drain=True)),
        (["run", "--config", "etc"], Start(Path("etc"))),
        (["run", "--config=etc"], Start(Path("etc"))),
        (["run", "--config", "one", "--config", "two"], Start(Path("two"))),
        (["run", "--now", NOW, "--drain", "--config=a=b"], Start(Path("a=b"), True, AT)),
    ],
)
def test_it_understands_a_plain_start(arguments: list[str], asked: Start) -> None:
    assert plain_start(arguments) == asked


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["status"],
        ["--help"],
        ["run", "--help"],
        ["run", "--config"],
        ["run", "--config", "--drain"],
        ["run", "--drain", "--now", "yesterday"],
        ["run", "--now", NOW],
        ["run", "--drain=yes"],
        ["run", "etc"],
        ["run", "--dr"],
    ],
)
def test_it_leaves_help_and_mistakes_to_the_whole_command_line(arguments: list[str]) -> None:
    assert plain_start(arguments) is None


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["run", "--now", NOW], 2, "--now goes with --drain only"),
        (["run", "--drain", "--config", "no-such-folder"], 2, "1 fault(s) in the configuration"),
        (["run", "--help"], 0, "until SIGTERM"),
    ],
)
def test_both_ways_end_as_the_contract_says(arguments: list[str], code: int, told: str) -> None:
    ended = subprocess.run([sys.executable, "-m", "bot", *arguments], capture_output=True, text=True)
    assert ended.returncode == code
    assert told in ended.stdout + ended.stderr


def test_a_start_loads_nothing_that_a_daemon_on_sqlite_does_without() -> None:
    program = (
        "import sys, bot.__main__, bot.daemon.config, bot.daemon.logs, bot.daemon.running;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
