"""What the servers of the tests have in common: a short-named folder, a child process, a free port, a certificate."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

CONF = Path(__file__).parent / "server_conf"
QUIET: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
PATH = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"}
pause = threading.Event().wait


def free_port() -> int:
    """A loopback port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def servant(*names: str) -> pwd.struct_passwd:
    """The user a server runs as: ourselves when unprivileged, else the first of `names` that exists."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid())
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in names if name in known)


def identity(user: pwd.struct_passwd) -> dict[str, Any]:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}


def fill_in(name: str, target: Path, words: Mapping[str, object]) -> None:
    text = (CONF / name).read_text()
    for word, value in words.items():
        text = text.replace(f"@{word}@", str(value))
    target.write_text(text)


def certificate(folder: Path) -> None:
    """A self-signed certificate for localhost and 127.0.0.1: tls.crt (its own authority) and tls.key."""
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    command = ["openssl", "req", "-x509", *curve, "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    extensions = ["subjectAltName=DNS:localhost,IP:127.0.0.1", "keyUsage=digitalSignature,keyCertSign"]
    for extension in extensions:
        command += ["-addext", extension]
    subprocess.run(
        [*command, "-keyout", folder / "tls.key", "-out", folder / "tls.crt"], check=True, capture_output=True
    )


class Server(ABC):
    """What the three have in common: a folder, a start, an end."""

    def __init__(self) -> None:
        self.host = "127.0.0.1"
        self.root = Path(tempfile.mkdtemp(prefix="vl", dir="/tmp"))
        self.root.chmod(0o755)

    @abstractmethod
    def start(self) -> Self:
        """Start and wait until it answers. Raises RuntimeError with the end of its log when it does not."""

    @abstractmethod
    def stop(self) -> None:
        """End it with all its children."""

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self.root, ignore_errors=True)

    def _give_to(self, user: pwd.struct_passwd) -> None:
        if os.getuid() == 0:
            for path in (self.root, *self.root.rglob("*")):
                os.chown(path, user.pw_uid, user.pw_gid)

    def _await(self, answers: Callable[[], bool], log: Path, seconds: float = 15) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if answers():
                    return
            pause(0.02)
        tail = log.read_text(errors="replace")[-3000:] if log.exists() else "no log"
        raise RuntimeError(f"{type(self).__name__} did not start within {seconds} s: {tail}")


def greets(port: int, greeting: bytes) -> bool:
    with socket.create_connection(("127.0.0.1", port), 1) as probe:
        probe.settimeout(2)
        return probe.recv(200).startswith(greeting)


def end(child: subprocess.Popen[bytes] | None, how: int = signal.SIGTERM) -> None:
    if child is None:
        return
    child.send_signal(how)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(10)
    # children of open sessions outlive the master: end the whole group
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait(5)
