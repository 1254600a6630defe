"""One desk as a real process: the daemon as a child, commands beside it, its database read afterwards."""

from __future__ import annotations

import functools
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from bot.daemon.config import Configuration, load
from bot.daemon.wiring import storage_of
from bot.desk.ports import Unit
from tests.waiting import until

ROOT = Path(__file__).resolve().parent.parent


class Running:
    """A daemon that was started; `log` is its standard error."""

    def __init__(self, words: list[str], log: Path) -> None:
        self.log = log
        with log.open("ab") as written:
            self.child = subprocess.Popen(
                [sys.executable, *words],
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
                cwd=ROOT,
                start_new_session=True,
            )

    def lines(self, action: str) -> list[dict[str, Any]]:
        """The log lines with this action."""
        told = [json.loads(line) for line in self.log.read_text("utf-8").splitlines() if line.startswith("{")]
        return [line for line in told if line.get("action") == action]

    def wait(self, seconds: float = 60) -> int:
        """The exit code, once it has ended; minus the signal's number when it was killed."""
        return self.child.wait(seconds)

    def stop(self, seconds: float = 20) -> int:
        """SIGTERM, and its exit code."""
        self.child.send_signal(signal.SIGTERM)
        return self.wait(seconds)

    def kill(self) -> None:
        """End it and all it started, at once."""
        if self.child.poll() is None:
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait(10)


class DeskProcess:
    """What is done with one configuration folder; `begun` are the daemons started, in order."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self.begun: list[Running] = []

    @functools.cached_property
    def configuration(self) -> Configuration:
        """What the folder says, as it was when first asked."""
        return load(self.config, {})

    def start(self, *words: str, module: str = "bot") -> Running:
        """Start `python -m bot run` (or another module's) and do not wait."""
        log = self.config.parent / f"{self.config.name}.{len(self.begun)}.log"
        running = Running(["-m", module, *(words or ("run",)), "--config", str(self.config)], log)
        self.begun.append(running)
        return running

    def up(self) -> Running:
        """Start the daemon and wait until it works."""
        running = self.start()
        until(lambda: running.lines("daemon.started") or running.child.poll() is not None, 60, "daemon.started")
        assert running.child.poll() is None, running.log.read_text("utf-8")
        return running

    def drain(self, at: str | None = None) -> None:
        """`run --drain` in a process of its own, at this instant."""
        running = self.start("run", "--drain", *(["--now", at] if at else []))
        assert running.wait() == 0, running.log.read_text("utf-8")

    def command(self, *words: str, code: int = 0) -> str:
        """Standard output of a command; its exit code must be `code`."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words, "--config", str(self.config)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=60,
        )
        assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
        return done.stdout or done.stderr

    @contextmanager
    def database(self) -> Iterator[Unit]:
        """One view of the database."""
        storage = storage_of(self.configuration)
        try:
            with storage.read() as unit:
                yield unit
        finally:
            storage.close()

    def lines(self, *words: str) -> list[dict[str, Any]]:
        """What a command shows with --json."""
        return [json.loads(line) for line in self.command(*words, "--json").splitlines()]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for running in self.begun:
            running.kill()
