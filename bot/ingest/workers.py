"""Worker processes that read letters: octets go in, a reading comes out, and a letter that hangs or kills its worker
takes no other letter with it (failures 19, 27)."""

from __future__ import annotations

import multiprocessing
import os
import queue
import resource
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Generic, TypeVar

from bot.errors import Permanent, Transient

R = TypeVar("R")
_START_SECONDS = 60.0
_READY = "ready"
_NICE = 5


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection


@dataclass
class ReadingPool(Generic[R]):
    """`size` processes, each running `make(setup)` once and then the reader it gives on letter after letter.

    `make` is a module-level callable and `setup` can be pickled; `preload` names the module that processes started
    later begin from. A letter has `seconds` of wall time. With size 0 letters are read in a thread of this process,
    without that bound. Make the pool before any thread: the first workers are then plain forks, which start at once
    and share what is loaded already; they read by `forked` instead of `make(setup)`, if it is given, and it need not be
    pickled. `memory` is what a worker may ask for, in octets; 0 is no bound.
    """

    make: Callable[[Any], Callable[..., R]]
    setup: Any
    size: int
    seconds: float
    preload: str
    memory: int = 0
    forked: Callable[..., R] | None = None
    _threads: ThreadPoolExecutor = field(init=False)
    _here: Callable[..., R] | None = field(init=False, default=None)
    _own: threading.local = field(init=False, default_factory=threading.local)
    _spare: queue.SimpleQueue[_Worker] = field(init=False, default_factory=queue.SimpleQueue)
    _all: list[_Worker] = field(init=False, default_factory=list)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    def __post_init__(self) -> None:
        # A fork of a process with threads may inherit a held lock: later workers come from a fork server instead.
        self._later = multiprocessing.get_context("forkserver")
        self._later.set_forkserver_preload([self.preload])
        if threading.active_count() == 1:
            begun = [self._begin(multiprocessing.get_context("fork"), self.forked) for _ in range(self.size)]
            for worker in begun:
                self._spare.put(worker)
        self._threads = ThreadPoolExecutor(max(self.size, 1), thread_name_prefix="reading")
        if self.size == 0:
            self._here = self.forked or self.make(self.setup)

    def read(self, *letter: Any) -> Future[R]:
        """The reading of one letter, later.

        The future raises Permanent when the worker hung or died over it, Transient when no worker could be started:
        that is no fault of the letter.
        """
        if self._here is not None:
            return self._threads.submit(self._here, *letter)
        return self._threads.submit(self._read_one, letter)

    def close(self) -> None:
        """End every worker."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            for worker in self._all:
                _end(worker)
            self._all.clear()
        self._threads.shutdown(wait=True)

    def _read_one(self, letter: tuple[Any, ...]) -> R:
        worker: _Worker | None = getattr(self._own, "worker", None)
        if worker is None or not worker.process.is_alive():
            worker = self._own.worker = self._ready()
        try:
            worker.pipe.send(letter)
            if not worker.pipe.poll(self.seconds):
                raise Permanent(f"reading took longer than {self.seconds:g} s")
            result: R = worker.pipe.recv()
        except (EOFError, BrokenPipeError, ConnectionResetError):
            self._drop(worker)
            raise Permanent("the reading process died over this letter") from None
        except Permanent:
            self._drop(worker)
            raise
        return result

    def _ready(self) -> _Worker:
        """A worker that has said it is ready."""
        try:
            worker = self._spare.get_nowait()
        except queue.Empty:
            worker = self._begin(self._later, None)
        try:
            ready = worker.pipe.poll(_START_SECONDS) and worker.pipe.recv() == _READY
        except (EOFError, ConnectionResetError):
            ready = False
        if not ready:
            self._drop(worker)
            raise Transient("a reading process did not start")
        return worker

    def _begin(self, context: BaseContext, forked: Callable[..., R] | None) -> _Worker:
        ours, theirs = context.Pipe()
        given = (self.make, self.setup, forked, theirs, self.memory)
        process = context.Process(target=_serve, args=given, daemon=True)  # type: ignore[attr-defined]
        try:
            process.start()
        except OSError as error:
            raise Transient(f"a reading process could not be started: {error}") from error
        theirs.close()
        worker = _Worker(process, ours)
        with self._lock:
            self._all.append(worker)
        return worker

    def _drop(self, worker: _Worker) -> None:
        _end(worker)
        with self._lock:
            if worker in self._all:
                self._all.remove(worker)
        self._own.worker = None


def _serve(
    make: Callable[[Any], Callable[..., Any]],
    setup: Any,
    forked: Callable[..., Any] | None,
    pipe: Connection,
    memory: int,
) -> None:
    """The life of a worker: until the pipe is closed at the other end."""
    # Whoever writes, sends and pages comes first: readers live on what is left of the machine.
    os.nice(_NICE)
    read = forked or make(setup)
    if memory:
        _bound(memory)
    pipe.send(_READY)
    while True:
        try:
            letter = pipe.recv()
        except (EOFError, KeyboardInterrupt):
            return
        pipe.send(read(*letter))


def _bound(memory: int) -> None:
    """From now on this process may ask for so many octets more; past it a letter gives a MemoryError, no dead host."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    most = pages * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _end(worker: _Worker) -> None:
    worker.process.kill()
    worker.process.join()
    worker.pipe.close()
