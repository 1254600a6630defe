"""One drain inside this process, looked at every millisecond: which functions its threads are in."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import FrameType

from bot.daemon.config import load
from bot.daemon.logs import configure_logs
from bot.daemon.running import run_drain

_SHOWN, _EVERY_S = 45, 0.001
# a thread whose innermost function is one of these waits
_WAITING = frozenset({"wait", "select", "poll", "get", "acquire", "_wait_for_tstate_lock", "readline", "_worker"})


@dataclass
class _Samples:
    own: Counter[str] = field(default_factory=Counter)
    within: Counter[str] = field(default_factory=Counter)
    threads: Counter[str] = field(default_factory=Counter)
    looks: int = 0

    def look(self, leave_out: int) -> None:
        self.looks += 1
        names = {thread.ident: thread.name for thread in threading.enumerate()}
        for ident, frame in sys._current_frames().items():
            if ident != leave_out and frame.f_code.co_name not in _WAITING:
                self.threads[names.get(ident, "?")] += 1
                self._count(frame)

    def _count(self, frame: FrameType) -> None:
        self.own[_name(frame)] += 1
        above: set[str] = set()
        at: FrameType | None = frame
        while at is not None:
            above.add(_name(at))
            at = at.f_back
        self.within.update(above)


def show(folder: Path, now: datetime) -> None:
    """Run the drain of a configuration folder, reading the letters in this process too, and print where time goes."""
    (folder / "reading.yml").write_text("reading: {workers: 0}\n", encoding="utf-8")
    configure_logs()
    begun = time.perf_counter()
    configuration = load(folder, {})
    print(f"configuration loaded in {time.perf_counter() - begun:.2f} s")
    samples, stop = _Samples(), threading.Event()
    watcher = threading.Thread(target=_watch, args=(samples, stop), daemon=True)
    watcher.start()
    begun, computed = time.perf_counter(), time.process_time()
    left = run_drain(configuration, now)
    wall, cpu = time.perf_counter() - begun, time.process_time() - computed
    stop.set()
    watcher.join()
    print(f"drained in {wall:.2f} s, {cpu:.2f} s of computing; not handled: {left or 'nothing'}")
    for title, counted in (("threads", samples.threads), ("within", samples.within), ("own", samples.own)):
        print(f"\n{title}: looks in which it was so, of {samples.looks}")
        for name, times in counted.most_common(_SHOWN):
            print(f"{times:>8}  {name}")


def _watch(samples: _Samples, stop: threading.Event) -> None:
    while not stop.wait(_EVERY_S):
        samples.look(threading.get_ident())


def _name(frame: FrameType) -> str:
    code = frame.f_code
    return f"{'/'.join(Path(code.co_filename).parts[-2:])} {code.co_qualname}"
