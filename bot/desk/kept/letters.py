"""What a letter out needs to know, fixed when it is ordered and rendered when it is sent."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any


class LetterClass(StrEnum):
    """Classes of letters out: each has its own retry horizon, answer to uncertainty and place in the caps.

    ANSWER goes by itself to whoever wrote (RFC 3834 holds, capped); QUESTION and REPLY are ordered by the desk or by
    time; NOTICE tells the desk and agencies; PAGE wakes; ALARM tells the operator.
    """

    ANSWER = "answer"
    QUESTION = "question"
    REPLY = "reply"
    NOTICE = "notice"
    PAGE = "page"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class LetterContext:
    """The facts a template may name. A value that is None was not known: a template must ask before it names it.

    Instants are aware UTC; templates show them through the `spoken` filter. Nothing here is the sender's free text,
    except `quoted_text` (human-written replies of the desk) and `structure`, which is escaped and bounded.
    """

    ticket: str | None = None
    received_at: datetime | None = None
    window: str | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    sender_zone: str | None = None
    track: str | None = None
    severity: str | None = None
    significant: bool = False
    category: str | None = None
    structure: str | None = None
    structure_type: str | None = None
    finess: str | None = None
    department: str | None = None
    region_agency: str | None = None
    phone: str | None = None
    requester: str | None = None
    patient_impact: str | None = None
    degraded_mode: bool | None = None
    support_requested: bool | None = None
    others_at_risk: bool | None = None
    personal_data: bool | None = None
    personal_data_feared: bool = False
    sensitive: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    answer_due_at: datetime | None = None
    tlp: str | None = None
    claims: str | None = None
    paged: bool = False
    person: str | None = None
    step: int | None = None
    round: int | None = None
    policy: str | None = None
    taken_by: str | None = None
    taken_at: datetime | None = None
    next_step_at: datetime | None = None
    called_back_at: datetime | None = None
    chain: str | None = None
    author: str | None = None
    text: str | None = None
    alarm: str | None = None
    cause: str | None = None
    facts: tuple[str, ...] = ()
    not_told: tuple[str, ...] = ()
    incident: str | None = None
    count: int | None = None
    departments: tuple[str, ...] = ()
    returned_at: datetime | None = None
    degraded_minutes: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form; instants as ISO 8601, empty values left out."""
        values = ((name, getattr(self, name)) for name in _NAMES)
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in values
            if value is not None and value != () and value is not False
        }

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> LetterContext:
        """The inverse of `to_dict`. Unknown keys raise TypeError: the schema moved without a migration."""
        values = dict(stored)
        for name in _INSTANTS & values.keys():
            values[name] = datetime.fromisoformat(values[name])
        for name in _TUPLES & values.keys():
            values[name] = tuple(values[name])
        return cls(**values)


_NAMES = tuple(f.name for f in fields(LetterContext))
_INSTANTS = {f.name for f in fields(LetterContext) if "datetime" in str(f.type)}
_TUPLES = {f.name for f in fields(LetterContext) if "tuple" in str(f.type)}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter's words: subject on one line, plain text, HTML."""

    subject: str
    text: str
    html: str
