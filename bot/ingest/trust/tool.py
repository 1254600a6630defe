"""One run of an outside program (openssl, gpg) over given octets: no shell, bounded in time and output."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ran:
    """How a run ended: its exit code (None: not installed, or out of time), what it wrote and what it said."""

    code: int | None
    out: bytes
    said: str

    @property
    def done(self) -> bool:
        """True when the program ended well."""
        return self.code == 0


@dataclass(slots=True)
class ToolBudget:
    """What one letter may cost in outside programs: so many runs, so many seconds and octets in all."""

    seconds: float
    octets: int
    runs: int = 12

    def run(self, arguments: Sequence[str], files: Mapping[str, bytes]) -> Ran:
        """Run a program in a folder of its own that holds `files`; afterwards the folder is gone.

        Never raises: a program that is missing, hangs or writes too much gives a `Ran` without a code.
        """
        if self.runs <= 0 or self.seconds <= 0:
            return Ran(None, b"", "no more outside programs for this letter")
        self.runs -= 1
        begun = time.monotonic()
        try:
            with tempfile.TemporaryDirectory(prefix="veilleur-") as folder:
                for name, octets in files.items():
                    (Path(folder) / name).write_bytes(octets)
                return _run(arguments, folder, self.seconds, self.octets)
        except OSError as error:
            return Ran(None, b"", f"{arguments[0]}: {error.strerror or error}")
        finally:
            self.seconds -= time.monotonic() - begun


def _run(arguments: Sequence[str], folder: str, seconds: float, most: int) -> Ran:
    out, said = Path(folder) / ".out", Path(folder) / ".said"
    with out.open("wb") as out_file, said.open("wb") as said_file:
        child = subprocess.Popen(  # noqa: S603
            arguments,  # a list: no shell reads it
            cwd=folder,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "HOME": folder},
            stdin=subprocess.DEVNULL,
            stdout=out_file,
            stderr=said_file,
            start_new_session=True,
        )
        with contextlib.suppress(ProcessLookupError, ValueError):
            resource.prlimit(child.pid, resource.RLIMIT_FSIZE, (most, most))
        try:
            code: int | None = child.wait(seconds)
        except subprocess.TimeoutExpired:
            code = None
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    with said.open("rb") as lines:
        told = lines.read(20_000).decode("utf-8", "replace")
    if code is None:
        return Ran(None, b"", f"{arguments[0]} took longer than {seconds:.0f} s")
    return Ran(code, out.read_bytes(), told)
