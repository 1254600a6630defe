"""What tests of letters out share: an identity, entries, a connection that obeys, consequences that remember."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.desk.kept.letters import LetterClass, LetterContext
from bot.desk.kept.records import OutboxEntry, RecipientOutcome
from bot.desk.ports import Storage, Unit
from bot.errors import Transient
from bot.outbound.deliver import LastLook
from bot.outbound.dispatch import Connection, Dispatcher
from bot.outbound.render import Renderer
from bot.outbound.settle import Settler
from bot.outbound.turn import Claiming, Turn
from bot.outbound.wording import Writer
from bot.settings.model import IdentitySettings, RetrySettings

AT = datetime(2026, 8, 15, 0, 47, tzinfo=UTC)
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
IDENTITY = IdentitySettings(
    name={"fr": "Cellule d'appui", "en": "Incident desk"},
    address="desk@desk.example",
    message_id_domain="desk.example",
    emergency_phone="01 99 00 12 34",
    portal="signalement.example",
    key=b"k" * 32,
)


def entry(number: int = 1, **changes: Any) -> OutboxEntry:
    """A queued acknowledgement to one declarant, with any field changed."""
    made = OutboxEntry(
        key=f"effect/{number}",
        message_id=f"letter.{number}@desk.example",
        cls=LetterClass.ANSWER,
        template="acknowledgement-off-hours",
        language="fr",
        to=(f"rssi{number}@ch-aval.example",),
        context=LetterContext(ticket="SSI-2026-000123", received_at=AT, track="real").to_dict(),
        due_at=AT,
        created_at=AT,
        ticket="SSI-2026-000123",
    )
    return replace(made, **changes)


class Remembering:
    """Consequences that only remember, as (what, about)."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.words: dict[str, OutboxEntry] = {}

    def of(self, what: str) -> list[str]:
        """What was heard of one kind, in order."""
        return [about for kind, about in self.heard if kind == what]

    def wanted(self, unit: Unit, entry: OutboxEntry) -> bool:
        return True

    def sent(self, unit: Unit, entry: OutboxEntry) -> None:
        self.words[entry.message_id] = entry
        self.heard.append(("sent", entry.message_id))

    def held(self, unit: Unit, entry: OutboxEntry, why: str) -> None:
        self.heard.append(("held", entry.message_id))

    def not_told(self, unit: Unit, entry: OutboxEntry, why: str) -> None:
        self.heard.append(("not_told", entry.message_id))

    def alarm(self, unit: Unit, key: str, text: str) -> None:
        self.heard.append(("alarm", key))

    def relieved(self, unit: Unit, key: str) -> None:
        self.heard.append(("relieved", key))

    def turned(self, unit: Unit, trouble: str | None) -> None:
        self.heard.append(("turned", trouble or ""))


class Obedient:
    """A connection that answers as told: address → result, everything else accepted; `down` makes it unreachable."""

    def __init__(self) -> None:
        self.results: dict[str, str] = {}
        self.down = False
        self.tries = 0
        self.taken: list[tuple[str, tuple[str, ...], bytes]] = []

    async def hand_over(
        self, sender: str, recipients: Sequence[str], octets: bytes, last_look: LastLook | None = None
    ) -> tuple[RecipientOutcome, ...]:
        self.tries += 1
        if self.down:
            raise Transient("submission server sink:25: refused")
        if last_look is not None and not await last_look():
            return tuple(RecipientOutcome(address, "unwanted", None, "") for address in recipients)
        codes = {"accepted": 250, "refused": 550, "deferred": 451, "uncertain": None}
        found = {address: self.results.get(address, "accepted") for address in recipients}
        taken = tuple(address for address, result in found.items() if result in ("accepted", "uncertain"))
        if taken:
            self.taken.append((sender, taken, octets))
        return tuple(RecipientOutcome(address, result, codes[result], "told so") for address, result in found.items())

    async def close(self) -> None:
        return None


class Clock:
    """An instant that moves only when told."""

    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> datetime:
        return self.at


def office_of_post(
    storage: Storage,
    consequences: Remembering,
    connection: Connection,
    clock: Clock,
    *,
    live: bool = True,
    identity: IdentitySettings = IDENTITY,
    templates: Path = TEMPLATES,
    connections: int = 1,
) -> Dispatcher:
    """A dispatcher on this storage whose connections are all this one."""
    writer = Writer(Renderer(None, templates, identity), identity, lambda entry: "signed")
    settler = Settler(RetrySettings(), consequences, lambda: 0.5)
    turn = Turn(storage, writer, settler, consequences, Claiming(), live=live)
    return Dispatcher(turn, lambda: connection, clock, connections=connections, storage_pause=0)
