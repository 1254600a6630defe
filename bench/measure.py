"""What a command costs: wall time, computing time and memory of every process of its session.

Memory is the sum of the processes' proportional shares (PSS), so that pages they share count once.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_EVERY_S, _MEMORY_EVERY = 0.05, 5
_TICK = os.sysconf("SC_CLK_TCK")
_LONGEST_S = 1800.0


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of wall and of computing, octets at the peak, and how the command ended."""

    wall_s: float
    cpu_s: float
    peak_pss: int
    exit_code: int
    said: str


class Session:
    """The processes of one session, looked at every 50 ms until `stop`."""

    def __init__(self, leader: int) -> None:
        self._leader = leader
        self._ticks: dict[int, int] = {}
        self._stop = threading.Event()
        self.peak_pss = 0
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    @property
    def cpu_s(self) -> float:
        """Seconds of computing seen so far, those of processes that have ended included."""
        return sum(self._ticks.values()) / _TICK

    def stop(self) -> None:
        """No more looks."""
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        looks = 0
        while not self._stop.is_set():
            pids = self._look()
            if looks % _MEMORY_EVERY == 0:
                self.peak_pss = max(self.peak_pss, sum(_pss(pid) for pid in pids))
            looks += 1
            self._stop.wait(_EVERY_S)

    def _look(self) -> list[int]:
        pids = []
        for name in os.listdir("/proc"):
            if not name.isdigit():
                continue
            fields = _stat(int(name))
            # proc(5): session, utime and stime are fields 6, 14 and 15; the name before them is cut off
            if fields and int(fields[3]) == self._leader:
                pids.append(int(name))
                self._ticks[int(name)] = int(fields[11]) + int(fields[12])
        return pids


def run(command: Sequence[str], cwd: Path, environ: dict[str, str] | None = None) -> Cost:
    """Run a command as the leader of a session of its own."""
    begun = time.monotonic()
    child = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **(environ or {})},
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    session = Session(child.pid)
    try:
        _, said = child.communicate(timeout=_LONGEST_S)
    finally:
        child.kill()
        session.stop()
    return Cost(time.monotonic() - begun, session.cpu_s, session.peak_pss, child.returncode, said[-4000:])


def _stat(pid: int) -> list[str]:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(") ")[2].split()
    return []


def _pss(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
