"""Daemons that begin in a tenth of a second: forked by a process that has done all once and has nothing open.

A line of JSON in ({"point", "argv", "log"}), the child's process id out, then its exit code.
`python -m tests.crash.zygote`
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import imapclient  # noqa: F401  (imported once for all daemons, as is what the next lines name)

import bot.outbound.deliver  # noqa: F401
from bot.cli.main import app, main
from tests.builders import SATURDAY_NIGHT
from tests.crash.killer import POINTS
from tests.town import CRITICAL, composed, written

NIGHT = SATURDAY_NIGHT.isoformat()


def serve() -> None:
    """Until the end of standard input."""
    _warm()
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _live(json.loads(line))
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _warm() -> None:
    """A night of one letter on a desk that sends nothing: all of it is over before anybody is forked."""
    with tempfile.TemporaryDirectory() as folder, _silence():
        letter = composed("rssi@ch.example", ["fssi@desk.example"], "URGENT rançongiciel", CRITICAL)
        (Path(folder) / "1.eml").write_bytes(letter.as_bytes())
        nobody = {"host": "127.0.0.1", "port": 9, "tls": "none", "user": "n", "password": "n", "start": "all"}
        overlay = {
            "data": folder,
            "database": f"sqlite:///{folder}/warm.db",
            "reading": {"workers": 0},
            "accounts": {"fssi": nobody, "desk": {"enabled": False}},
        }
        config = str(written(Path(folder) / "desk", overlay))
        app(["ingest", f"{folder}/1.eml", "--received-at", NIGHT, "--config", config], standalone_mode=False)
        app(["run", "--drain", "--now", NIGHT, "--config", config], standalone_mode=False)


@contextmanager
def _silence() -> Iterator[None]:
    """Beneath Python's own streams: whoever has one in hand keeps it, and it works again afterwards."""
    kept = [(target, os.dup(target)) for target in (1, 2)]
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for target, _ in kept:
        os.dup2(nowhere, target)
    yield
    sys.stdout.flush()
    sys.stderr.flush()
    for target, source in kept:
        os.dup2(source, target)
        os.close(source)
    os.close(nowhere)


def _live(order: dict[str, Any]) -> NoReturn:
    code = 1
    try:
        os.setsid()
        log = os.open(order["log"], os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for target, source in enumerate((nothing, log, log)):
            os.dup2(source, target)
        if order["point"]:
            owner, name, wrap = POINTS[order["point"]]
            setattr(owner, name, wrap(getattr(owner, name)))
        sys.argv = ["veilleur", *order["argv"]]
        main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve()
