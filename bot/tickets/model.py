"""The ticket and what hangs on it, as values. Storage keeps them; only `desk` changes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from bot.mail.message import Cut
from bot.tickets.states import State


@dataclass(frozen=True, slots=True)
class Ticket:
    """One matter. `id` is None until stored; `version` guards against two writers; `report` is the merged report in
    JSON-ready form (field → bare value); `claims` is the number a stranger claimed; `merged_into` a ticket number."""

    number: str
    state: State
    track: str
    severity: str | None
    queue: str
    opened_at: datetime
    received_at: datetime
    subject: str
    language: str
    requester: str
    structure: str | None = None
    owner: str | None = None
    significant: bool = False
    labels: tuple[str, ...] = ()
    report: dict[str, Any] = field(default_factory=dict)
    questions: tuple[str, ...] = ()
    claims: str | None = None
    merged_into: str | None = None
    closed_at: datetime | None = None
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a ticket's timeline. Letters in and out, notes of the desk, changes of state.

    `cuts` tells what of a letter's text was left out as quotation or signature, and by which pattern.
    """

    at: datetime
    kind: str
    direction: Literal["in", "out", "note", "change"]
    message_id: str | None = None
    from_: str = ""
    to: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    author: str = ""
    letter_id: int | None = None
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who may follow up on a ticket. An unconfirmed one (a colleague by domain) is told nothing yet."""

    address: str
    name: str = ""
    role: Literal["requester", "colleague", "agent"] = "requester"
    confirmed: bool = True
