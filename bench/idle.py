"""A running daemon under IDLE: from the server's notice of a new letter to the arrival of its acknowledgement.

A second, idling session of the bench hears EXISTS at the same time as the daemon: the server's own delay (Dovecot holds
every notice back for half a second) is told apart from ours.
"""

from __future__ import annotations

import imaplib
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import product
from bench.letters import BenchLetter
from bench.measure import Session
from bench.sink import Sink
from tests.servers import Dovecot

_PATIENCE_S = 30.0
# until Dovecot has told both sessions that the last letter was flagged: its notices share one timer with EXISTS
_PAUSE_S = 1.2
_USER = "desk"


def show(dovecot: Dovecot, sink: Sink, folder: Path, letters: Sequence[BenchLetter]) -> None:
    """Start the daemon, let the reports arrive one by one, print the delays."""
    own = folder / _USER
    database = f"sqlite:///{folder / 'idle.db'}"
    product.configure(own, database, dovecot.imap, sink.port, _USER, dovecot.users[_USER])
    command = [sys.executable, "-m", "bot", "run", "--config", str(own)]
    with (folder / "idle.log").open("wb") as log:
        daemon = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
    session = Session(daemon.pid)
    watcher = _Idling(dovecot)
    try:
        reports = [letter for letter in letters if letter.answers is None]
        _arrival(dovecot, sink, watcher, reports[0])
        delays = [_arrival(dovecot, sink, watcher, letter) for letter in reports[1:]]
    finally:
        watcher.close()
        daemon.send_signal(signal.SIGTERM)
        daemon.wait(15)
        session.stop()
    _print(delays, session.peak_pss)


def _print(delays: Sequence[tuple[float, float]], peak_pss: int) -> None:
    print(f"{len(delays)} arrivals by APPEND, one after the other; milliseconds")
    for title, column in (("APPEND done → EXISTS", 0), ("EXISTS → answer at the sink", 1)):
        ms = sorted(delay[column] * 1000 for delay in delays)
        p95 = statistics.quantiles(ms, n=20)[-1]
        print(f"{title:>28}: p50 {statistics.median(ms):.1f}, p95 {p95:.1f}, least {ms[0]:.1f}, most {ms[-1]:.1f}")
    print(f"{'peak memory (PSS)':>28}: {peak_pss / 1e6:.0f} MB")


def _arrival(dovecot: Dovecot, sink: Sink, watcher: _Idling, letter: BenchLetter) -> tuple[float, float]:
    """Seconds from the end of APPEND to EXISTS, and from EXISTS to the answer."""
    session = dovecot.client(_USER, folder=None)
    session.append("INBOX", "", imaplib.Time2Internaldate(datetime.now(UTC)), letter.octets)
    appended_at = time.monotonic()
    session.logout()
    exists_at = watcher.next_exists()
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        answers = [at for message_id, at in sink.take() if message_id == letter.message_id]
        if answers:
            time.sleep(_PAUSE_S)
            return exists_at - appended_at, answers[0] - exists_at
        time.sleep(0.02)
    raise RuntimeError(f"{letter.message_id} was not answered within {_PATIENCE_S:g} s")


class _Idling:
    """A raw session that idles and notes when EXISTS comes."""

    def __init__(self, dovecot: Dovecot) -> None:
        self._socket = socket.create_connection((dovecot.host, dovecot.imap), _PATIENCE_S)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._lines = self._socket.makefile("rb")
        self._lines.readline()
        for tag, command in ((b"a", f"LOGIN {_USER} {dovecot.users[_USER]}"), (b"b", "SELECT INBOX")):
            self._socket.sendall(tag + b" " + command.encode() + b"\r\n")
            while not self._lines.readline().startswith(tag + b" OK"):
                pass
        self._socket.sendall(b"c IDLE\r\n")
        while not self._lines.readline().startswith(b"+"):
            pass

    def next_exists(self) -> float:
        """The monotonic instant at which the next EXISTS was heard."""
        while b" EXISTS" not in self._lines.readline():
            pass
        return time.monotonic()

    def close(self) -> None:
        self._lines.close()
        self._socket.close()
