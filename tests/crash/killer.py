"""The daemon with one seam wrapped so that the process dies by SIGKILL there: `python -m tests.crash.killer POINT …`.

What stands behind the point is a whole `veilleur` command line. Nothing in `bot` knows of this file.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NoReturn

from bot.cli.main import main
from bot.daemon.pipeline import Pipeline
from bot.daemon.ticks import Ticks
from bot.desk.pages import escalate
from bot.ingest.imap.session import Session
from bot.outbound.deliver import Submission, _stuffed
from bot.outbound.turn import Turn
from bot.storage import journal
from bot.storage.letters import SqlLetters

Original = Callable[..., Any]


def die(*_: object, **__: object) -> NoReturn:
    """The end, without any goodbye."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("a killed process goes on")


def before(original: Original) -> Original:
    """Die instead."""
    return die


def after(original: Original) -> Original:
    """Do it, then die."""

    def wrapped(*args: Any, **named: Any) -> Any:
        original(*args, **named)
        die()

    return wrapped


def once_something(original: Original) -> Original:
    """Do it, and die as soon as it gave something."""

    def wrapped(*args: Any, **named: Any) -> Any:
        given = original(*args, **named)
        return die() if given else given

    return wrapped


class _DyingStatement:
    """Stands for a statement: whatever came before it in its transaction is written, not committed."""

    run = staticmethod(die)


def half_a_body(original: Original) -> Original:
    """Half of the letter's octets leave, then the process dies inside DATA."""

    async def wrapped(self: Submission, smtp: Any, taken: Any, octets: bytes) -> Any:
        body = _stuffed(octets)
        smtp.protocol.write(body[: len(body) // 2])
        die()

    return wrapped


def after_the_answer(original: Original) -> Original:
    """The server has answered the final dot; nothing of it is written down yet."""

    async def wrapped(*args: Any, **named: Any) -> Any:
        await original(*args, **named)
        die()

    return wrapped


def after_settling(original: Original) -> Original:
    """A visit that settled letters is committed, then the process dies."""

    def wrapped(self: Turn, done: Any, *rest: Any) -> Any:
        claimed = original(self, done, *rest)
        if done:
            die()
        return claimed

    return wrapped


POINTS: dict[str, tuple[Any, str, Callable[[Original], Any]]] = {
    "fetched": (journal.SqlJournal, "record", before),
    "inside-journal": (journal, "_SET_CURSOR", lambda _: _DyingStatement()),
    "journaled": (journal.SqlJournal, "record", after),
    "flagged": (Session, "flag", after),
    "reading": (Pipeline, "_reading", before),
    "inside-intake": (SqlLetters, "settle", after),
    "taken-in": (Pipeline, "_take_in_together", after),
    "claimed": (Turn, "_settle_and_claim", once_something),
    "sending": (Turn, "_record", once_something),
    "inside-data": (Submission, "_body", half_a_body),
    "after-dot": (Submission, "_body", after_the_answer),
    "settled": (Turn, "_settle_and_claim", after_settling),
    "inside-tick": (escalate, "tick", once_something),
    "ticked": (Ticks, "everything", after),
}
"""Name of the point → what is wrapped, its attribute, the wrapping; in the order of docs/flow.md."""


if __name__ == "__main__":
    owner, name, wrap = POINTS[sys.argv.pop(1)]
    setattr(owner, name, wrap(getattr(owner, name)))
    main()
