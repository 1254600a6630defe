"""Real servers as children on loopback high ports: Dovecot, Postfix, PostgreSQL; and the `SmtpSink` thread.

Each is a context manager on its own short-named folder under /tmp and is ended by process id.
"""

from __future__ import annotations

import functools
import os
import signal
import subprocess
from pathlib import Path
from typing import Self

from tests.children import PATH, Server, end, free_port, identity, servant
from tests.mail_servers import DOVECOT, POSTFIX, Dovecot, Postfix
from tests.smtp_sink import Letter, SmtpSink

__all__ = ["Dovecot", "Letter", "Postfix", "PostgreSQL", "SmtpSink", "available", "free_port"]


def available(name: str) -> str | None:
    """None when dovecot, postfix or postgresql can be started; else what is missing and the command that gets it."""
    if name == "dovecot":
        found = DOVECOT.exists() and Path("/usr/lib/dovecot/lmtp").exists()
        return None if found else "Dovecot is missing: apt-get install -y dovecot-imapd dovecot-lmtpd"
    if name == "postfix":
        if os.getuid() != 0:
            return "Postfix starts for root only: run as root"
        return None if POSTFIX.exists() else "Postfix is missing: apt-get install -y postfix"
    if name == "postgresql":
        return None if _postgres_folder() else "PostgreSQL is missing: apt-get install -y postgresql"
    raise KeyError(name)


def _postgres_folder() -> Path | None:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    return folders[-1].parent if folders else None


class PostgreSQL(Server):
    """A cluster of its own, without fsync (tests only). `fresh_url()` makes an empty database and gives its URL."""

    def __init__(self) -> None:
        super().__init__()
        self.port = free_port()
        self._user = servant("postgres", "nobody")
        self._child: subprocess.Popen[bytes] | None = None
        self._made = 0

    def start(self) -> Self:
        folder, cluster = _postgres_folder(), self.root / "d"
        assert folder is not None
        self._give_to(self._user)
        run = functools.partial(subprocess.run, check=True, capture_output=True, env=PATH, cwd=self.root)
        run(
            [str(folder / "initdb"), "-D", str(cluster), "-U", "veilleur", "-A", "trust", "-E", "UTF8", "-N"],
            **identity(self._user),
        )
        options = ["-p", str(self.port), "-h", self.host, "-k", str(self.root)]
        for setting in ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60"):
            options += ["-c", setting]
        with (self.root / "log").open("wb") as log:
            self._child = subprocess.Popen(
                [str(folder / "postgres"), "-D", str(cluster), *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=PATH,
                start_new_session=True,
                **identity(self._user),
            )
        self._await(lambda: self._sql("select 1"), self.root / "log")
        return self

    def stop(self) -> None:
        child, self._child = self._child, None
        end(child, signal.SIGINT)

    def fresh_url(self) -> str:
        """The SQLAlchemy URL of a new, empty database on this cluster."""
        self._made += 1
        assert self._sql(f"create database v{self._made}")
        return f"postgresql+psycopg://veilleur@{self.host}:{self.port}/v{self._made}"

    def _sql(self, statement: str) -> bool:
        command = [
            "psql",
            "-X",
            "-q",
            "-h",
            self.host,
            "-p",
            str(self.port),
            "-U",
            "veilleur",
            "-c",
            statement,
            "postgres",
        ]
        return subprocess.run(command, capture_output=True, env=PATH).returncode == 0
