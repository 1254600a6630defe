"""The product at the same work: a configuration folder for the bench's mailbox, and the proof that all was done."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from bench.letters import BenchLetter

ADDRESS = "desk@veilleur.example"


def configure(folder: Path, database: str, imap: int, smtp: int, user: str, password: str) -> None:
    """Write what `veilleur run --config` needs. Teams have no mailbox: one answer a report, as in the bare pipeline."""
    nobody = {"mail": None}
    overlay = {
        "live": True,
        "database": database,
        "identity": {"address": ADDRESS},
        "accounts": {
            "desk": {
                "address": ADDRESS,
                "host": "127.0.0.1",
                "port": imap,
                "tls": "none",
                "user": user,
                "password": password,
                "start": "all",
            }
        },
        "submission": {"host": "127.0.0.1", "port": smtp, "tls": "none", "connections": 4},
        "teams": {"desk-team": nobody, "fssi": nobody},
        "answers": {"similar_per_address_per_day": 50, "per_address_per_day": 50, "all_per_hour": 1_000_000},
    }
    folder.mkdir(parents=True)
    # JSON is YAML: one language less to write
    (folder / "veilleur.yml").write_text(json.dumps(overlay, indent=2), encoding="utf-8")


def drain_command(folder: Path, now: datetime) -> list[str]:
    """`veilleur run --drain` at a set instant."""
    return [sys.executable, "-m", "bot", "run", "--drain", "--config", str(folder), "--now", now.isoformat()]


def faults(database: str, letters: Sequence[BenchLetter], answered: Sequence[str]) -> list[str]:
    """Why the work does not count: letters without a ticket, reports not answered once. Empty when all was done."""
    reports = sorted(letter.message_id for letter in letters if letter.answers is None)
    told = []
    if sorted(answered) != reports:
        told.append(f"{len(answered)} answers to {len(reports)} reports")
    engine = sa.create_engine(database)
    with engine.connect() as connection:
        settled = connection.scalar(
            sa.text("select count(*) from letter where state = 'settled' and ticket_id is not null")
        )
        tickets = connection.scalar(sa.text("select count(*) from ticket"))
    engine.dispose()
    if settled != len(letters):
        told.append(f"{settled} letters of {len(letters)} stand on a ticket")
    if tickets != len(reports):
        told.append(f"{tickets} tickets for {len(reports)} reports")
    return told
