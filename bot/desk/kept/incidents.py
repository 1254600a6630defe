"""Many reports, one incident: what an incident is, which tickets were proposed to it and why; kept by storage.

A proposal never merges anything: each declarant keeps his own ticket, and a person may confirm it or split it off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

Standing = Literal["proposed", "confirmed", "split"]


class Trait(NamedTuple):
    """One thing by which tickets are found to speak of the same matter: `finess`, `structure`, `portal`, `provider`,
    `near` (a hash out of the sketch of the words) or `sketch` (all of it)."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Incident:
    """One matter behind several tickets. `lead` is the id of the ticket it began with, `paged` of the
    one whose page stands for all in a storm.

    `storm_at` is when the reports became a storm; `digest_due_at` when the next digest is to go, None when nothing is
    new; `digested_at` when the last one went. `id` is None until stored; `version` guards against two writers.
    """

    number: str
    opened_at: datetime
    lead: int
    paged: int | None = None
    storm_at: datetime | None = None
    digest_due_at: datetime | None = None
    digested_at: datetime | None = None
    id: int | None = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Member:
    """A ticket's place in an incident. `at` is when it was proposed; `decided_by` who confirmed or split it."""

    incident_id: int
    ticket_id: int
    standing: Standing
    reasons: tuple[str, ...]
    at: datetime
    decided_by: str | None = None


class Incidents(Protocol):
    """Incidents, their members, and the traits by which tickets find each other."""

    def add(self, incident: Incident) -> Incident:
        """Stored, with its id."""

    def save(self, incident: Incident) -> Incident:
        """Stored with the next version. Raises Transient when somebody else saved first."""

    def get(self, number: str) -> Incident:
        """Raises Missing."""

    def of_ticket(self, ticket_id: int) -> Incident | None:
        """The incident a ticket is proposed to or confirmed in; None when it is split off or never was in one."""

    def listed(self, limit: int = 1000) -> list[Incident]:
        """Newest first."""

    def put_member(self, member: Member) -> None:
        """Adds it, or replaces standing, reasons and person; `at` stays."""

    def members(self, incident_id: int) -> list[Member]:
        """In the order they were proposed, those split off too."""

    def joined_since(self, incident_id: int, since: datetime) -> int:
        """How many that are not split off were proposed at `since` or later."""

    def note_traits(self, ticket_id: int, traits: Sequence[Trait], at: datetime) -> None:
        """Remember what a ticket can be found by; known traits are left alone."""

    def traits(self, ticket_id: int) -> list[Trait]:
        """In order of kind and value."""

    def traits_of(self, ticket_ids: Sequence[int]) -> dict[int, list[Trait]]:
        """The same for several tickets at once, without `near`; a ticket without any is left out."""

    def sharing(self, values: Sequence[str], since: datetime, limit: int) -> list[tuple[int, Trait]]:
        """Tickets noted at `since` or later with a trait of one of these values, newest first for each few values."""

    def values(self, kind: str, since: datetime, limit: int) -> list[str]:
        """Distinct values of a kind noted at `since` or later, in order."""

    def digests_due(self, now: datetime, limit: int) -> list[Incident]:
        """Incidents whose next digest has come, the oldest due first."""
