"""Letters out in memory: bot.desk.ports.Outbox on a `Content`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.desk.kept.letters import LetterClass
from bot.desk.kept.records import OutboxEntry, OutboxStatus, RecipientOutcome
from bot.errors import Missing, Transient
from tests.fake_content import Content


class FakeOutbox:
    """bot.desk.ports.Outbox in memory."""

    def __init__(self, content: Content) -> None:
        self._content = content

    def add(self, entry: OutboxEntry) -> bool:
        if self.by_key(entry.key) is not None:
            return False
        if self.find(entry.message_id) is not None:
            raise Transient(f"another letter has the Message-ID {entry.message_id}")
        number = len(self._content.outbox) + 1
        context = json.loads(json.dumps(entry.context))
        self._content.outbox[number] = replace(entry, id=number, context=context)
        self._content.ready_at[number] = entry.due_at
        return True

    def claim(self, now: datetime, lease_until: datetime, worker: str, limit: int) -> list[OutboxEntry]:
        due = [n for n in self._queued() if self._content.ready_at[n] <= now and self._free(n, now)]
        due.sort(key=lambda n: (not self._is_page(n), self._content.ready_at[n], n))
        for number in due[:limit]:
            self._content.ready_at[number] = lease_until
            self._change(number, attempts=self._entry(number).attempts + 1)
        claimed = [self._entry(number) for number in due[:limit]]
        return sorted(claimed, key=lambda entry: (entry.cls is not LetterClass.PAGE, entry.due_at, entry.id))

    def stranded(self, now: datetime) -> list[OutboxEntry]:
        sending = self._select(lambda entry: entry.status is OutboxStatus.SENDING)
        return [entry for entry in sending if self._content.ready_at[entry.id or 0] <= now]

    def free_claims(self) -> int:
        claimed = self._select(
            lambda entry: entry.status is OutboxStatus.QUEUED and self._content.ready_at[entry.id or 0] > entry.due_at
        )
        for entry in claimed:
            self._content.ready_at[entry.id or 0] = entry.due_at
        return len(claimed)

    def unsettled_of(self, entry_id: int) -> tuple[str, ...]:
        outcomes = self._content.outcomes
        ended = {a for (n, a), o in outcomes.items() if n == entry_id and o.result in ("accepted", "refused")}
        return tuple(address for address in self._entry(entry_id).to if address not in ended)

    def written(self, entry_id: int, template: str, subject: str, text: str, html: str) -> None:
        self._change(entry_id, template=template, subject=subject, text=text, html=html)

    def sending(self, entry_ids: Sequence[int], now: datetime) -> None:
        for number in set(entry_ids):
            entry = self._content.outbox.get(number)
            if entry is None or entry.status is not OutboxStatus.QUEUED or self._content.ready_at[number] <= now:
                raise Transient(f"letters {sorted(entry_ids)}: the lease on at least one ended, or it was cancelled")
        for number in entry_ids:
            self._change(number, status=OutboxStatus.SENDING)

    def settle(
        self,
        entry_id: int,
        status: OutboxStatus,
        outcomes: Sequence[RecipientOutcome],
        error: str | None,
        now: datetime,
    ) -> None:
        sent_at = now if status is OutboxStatus.SENT else self._entry(entry_id).sent_at
        self._change(entry_id, status=status, last_error=error, sent_at=sent_at)
        self._record(entry_id, outcomes)

    def retry(self, entry_id: int, due_at: datetime, outcomes: Sequence[RecipientOutcome], error: str) -> None:
        self._change(entry_id, status=OutboxStatus.QUEUED, due_at=due_at, last_error=error)
        self._content.ready_at[entry_id] = due_at
        self._record(entry_id, outcomes)

    def get(self, message_id: str) -> OutboxEntry:
        found = self.find(message_id)
        if found is None:
            raise Missing(f"no letter {message_id} in the outbox")
        return found

    def find(self, message_id: str) -> OutboxEntry | None:
        return next(iter(self._select(lambda entry: entry.message_id == message_id)), None)

    def by_key(self, key: str) -> OutboxEntry | None:
        return next(iter(self._select(lambda entry: entry.key == key)), None)

    def listed(
        self, statuses: Sequence[OutboxStatus] = (), ticket_id: int | None = None, limit: int = 1000
    ) -> list[OutboxEntry]:
        found = self._select(
            lambda entry: (not statuses or entry.status in statuses) and ticket_id in (None, entry.ticket_id)
        )
        return found[::-1][:limit]

    def answered(self, address: str, since: datetime) -> list[tuple[datetime, str]]:
        wanted = address.lower()
        found = [
            (entry.created_at, entry.fingerprint)
            for entry in self._answers(since)
            if wanted in (to.lower() for to in entry.to)
        ]
        return sorted(found, key=lambda answer: answer[0])

    def answers_since(self, since: datetime) -> int:
        return len(self._answers(since))

    def next_due(self) -> datetime | None:
        instants = (self._claimable_at(number) for number in self._queued())
        return min((instant for instant in instants if instant is not None), default=None)

    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for entry in self._content.outbox.values():
            counts[entry.status.value] = counts.get(entry.status.value, 0) + 1
        return counts

    def _select(self, wanted: Callable[[OutboxEntry], bool]) -> list[OutboxEntry]:
        return [entry for entry in self._content.outbox.values() if wanted(entry)]

    def _answers(self, since: datetime) -> list[OutboxEntry]:
        return self._select(lambda entry: entry.cls is LetterClass.ANSWER and entry.created_at >= since)

    def _queued(self) -> list[int]:
        return [n for n, entry in self._content.outbox.items() if entry.status is OutboxStatus.QUEUED]

    def _is_page(self, number: int) -> bool:
        return self._entry(number).cls is LetterClass.PAGE

    def _free(self, number: int, now: datetime) -> bool:
        entry = self._entry(number)
        ended = entry.waits_until is not None and entry.waits_until <= now
        return ended or entry.waits_for is None or self._is_settled(entry.waits_for)

    def _is_settled(self, key: str) -> bool:
        entry = self.by_key(key)
        return entry is not None and entry.status not in (OutboxStatus.QUEUED, OutboxStatus.SENDING)

    def _claimable_at(self, number: int) -> datetime | None:
        entry, ready_at = self._entry(number), self._content.ready_at[number]
        if entry.waits_for is None or self._is_settled(entry.waits_for):
            return ready_at
        return None if entry.waits_until is None else max(ready_at, entry.waits_until)

    def _entry(self, number: int) -> OutboxEntry:
        try:
            return self._content.outbox[number]
        except KeyError:
            raise Missing(f"no letter {number} in the outbox") from None

    def _change(self, number: int, **values: object) -> None:
        self._content.outbox[number] = replace(self._entry(number), **values)  # type: ignore[arg-type]

    def _record(self, number: int, outcomes: Sequence[RecipientOutcome]) -> None:
        for outcome in outcomes:
            self._content.outcomes[number, outcome.address] = outcome
