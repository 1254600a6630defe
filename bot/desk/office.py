"""What every use case of the desk works with: settings, rules, and the names it can write to."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.mail import identifiers
from bot.report.words.lexicon import ReportLexicons
from bot.rules.ruleset import Ruleset
from bot.settings.model import PersonSettings, Settings


@dataclass(frozen=True, slots=True)
class Office:
    """The desk as configured. Immutable: a reload makes a new one. Without `lexicons` no answer is read into fields."""

    settings: Settings
    rules: Ruleset
    lexicons: ReportLexicons | None = None

    @property
    def people(self) -> Mapping[str, PersonSettings]:
        """Everybody who can be paged or told, by name."""
        return self.settings.people

    def person(self, name: str) -> PersonSettings | None:
        """A person, team or agency by its name in the configuration."""
        return self.settings.people.get(name) or self.settings.agencies.get(name)

    def mails(self, names: Iterable[str]) -> tuple[str, ...]:
        """All addresses of these names, each once, in order."""
        found = (self.person(name) for name in names)
        return tuple(dict.fromkeys(mail for person in found if person for mail in person.mails))

    def role_of(self, account: str) -> Literal["fssi", "desk"]:
        """The role of an account by name; letters from elsewhere (files) count as sent to the desk."""
        return next((a.role for a in self.settings.accounts if a.name == account), "desk")

    def persons_at(self, address: str) -> tuple[str, ...]:
        """The names of the configuration that own an address."""
        address = address.lower()
        return tuple(n for n, p in self.settings.people.items() if address in (mail.lower() for mail in p.mails))

    def is_ours(self, address: str) -> bool:
        """True for an address of the desk itself, also one with a plus-part: never written to automatically."""
        local, _, domain = address.lower().rpartition("@")
        own = self.settings.identity.own_addresses
        return address.lower() in own or f"{local.partition('+')[0]}@{domain}" in own

    def message_id(self, kind: str, ticket: str | None, effect: str, at: datetime) -> str:
        """The Message-ID of an effect, without <>: the same effect at the same instant always has the same one."""
        identity = self.settings.identity
        seed = hmac.new(identity.key, f"{effect}\x1f{at.isoformat()}".encode(), hashlib.sha256).hexdigest()
        return identifiers.mint_message_id(
            identity.key, identity.message_id_domain, kind, ticket or "none", seed[:10], seed[10:16]
        )

    def mark(self, message_id: str) -> str:
        """The value of X-Veilleur-Id for one of our Message-IDs: what proves a letter of ours that comes back."""
        key = self.settings.identity.key
        told = identifiers.verify_message_id(key, message_id)
        if told is None:
            raise ValueError(f"{message_id} is none of our Message-IDs")
        return identifiers.mint_mark(key, told.kind, told.ticket, told.entry)
