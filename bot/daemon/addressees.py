"""The `people`, `teams`, `agencies` and `identity` sections in, who we are and whom we can write to out."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Literal, cast

from bot.daemon.secrets import Places, read_key
from bot.settings.model import IdentitySettings, PersonSettings
from bot.settings.section import Node, Section

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,10}")
_PREFIX = re.compile(r"[A-Z]{2,10}")
_DOMAIN = re.compile(r"[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,10}")
_PHONE = re.compile(r"\+?[0-9 ().\-/\u00a0\u202f]{2,39}")
_WEB = re.compile(r"https?://[^\s<>\"/?#]{1,300}(?:[/?#][^\s<>\"]{0,1900})?", re.IGNORECASE)
_LONGEST_WEB = 2000
_LANGUAGES = ("fr", "en")

# RFC 2606 section 2 and RFC 6761: names that can never belong to anybody.
_RESERVED = (".example", ".test", ".invalid", ".localhost")
_RESERVED_DOMAINS = ("example.com", "example.net", "example.org")


def read_people(section: Section, address_due: bool = True) -> dict[str, PersonSettings]:
    """People or teams by name.

    `address_due`: nobody is on call without an address (failures R3); a team without one is only named.
    """
    people = {}
    for name in section.names():
        below = section.section(name)
        person = PersonSettings(name, _mails(below), _language(below))
        if address_due and not person.mails:
            below.fault("mail", "nobody can be told without an address", f"add `mail:` to {name}")
        below.close()
        people[name] = person
    return people


def read_agencies(section: Section) -> dict[str, PersonSettings]:
    """Agencies by name; one without an address is named in notices but never written to.

    Their `region` and `departments` are the rules' business.
    """
    agencies = {}
    for name in section.names():
        below = section.section(name)
        below.raw("region"), below.raw("departments")
        owner = below.optional("owner") or ""
        agencies[name] = PersonSettings(name, _mails(below), _language(below), owner, _day(below, "checked_on"))
        below.close()
    return agencies


def read_identity(section: Section, places: Places, data: Path) -> IdentitySettings:
    """Who the desk is. The key is empty when it will be created at the first start."""
    address = read_address(section, "address")
    domain = section.optional("message_id_domain")
    if domain and not _DOMAIN.fullmatch(domain):
        section.fault("message_id_domain", "not a domain", "write a domain of yours, without @")
    prefix = section.text("ticket_prefix")
    if prefix and not _PREFIX.fullmatch(prefix):
        section.fault("ticket_prefix", "not a ticket prefix", "write two to ten capital letters")
    names = section.section("name")
    identity = IdentitySettings(
        name={language: names.text(language) for language in _LANGUAGES},
        address=address,
        message_id_domain=domain or address.rpartition("@")[2].lower(),
        ticket_prefix=prefix,
        emergency_phone=_phone(section, "emergency_phone"),
        portal=read_web_address(section, "portal") or "",
        key=read_key(section, places, data),
        own_addresses=frozenset(a.lower() for a in read_addresses(section, "own_addresses")),
        authserv_ids=section.texts("authserv_ids"),
        official_domains=_domains(section, "official_domains"),
        plus_addresses=section.flag("plus_addresses", True),
        default_language=cast(Literal["fr", "en"], section.text("default_language", "fr", choices=_LANGUAGES)),
    )
    names.close()
    section.close()
    return identity


def _domains(section: Section, key: str) -> tuple[str, ...]:
    found = section.texts(key)
    for domain in found:
        if not _DOMAIN.fullmatch(domain):
            section.fault(key, f"not a domain: {domain[:80]}", "write a domain, without @")
    return tuple(domain.lower() for domain in found)


def read_web_address(section: Section, key: str) -> str | None:
    """An address of the web (http or https), nothing else; None when not given."""
    text = section.optional(key)
    if not text:
        return None
    if not _WEB.fullmatch(text[:_LONGEST_WEB]) or len(text) > _LONGEST_WEB:
        section.fault(key, "not a web address", "write https://…")
        return None
    return text


def _phone(section: Section, key: str) -> str:
    text = section.optional(key) or ""
    if text and (not _PHONE.fullmatch(text[:40]) or not 2 <= sum(map(str.isdigit, text)) <= 15):
        section.fault(key, "not a telephone number", 'write digits in quotes, such as "+33 1 99 00 00 00"')
    return text


def read_address(section: Section, key: str) -> str:
    """One addr-spec (RFC 5322 section 3.4.1); anything else is a fault."""
    address = section.text(key)
    if address and not _ADDRESS.fullmatch(address[:400]):
        section.fault(key, "not an address", "write name@domain, without a display name")
    return address


def read_addresses(section: Section, key: str) -> tuple[str, ...]:
    """A list of addr-specs, or one alone."""
    addresses = section.texts(key)
    for number, address in enumerate(addresses):
        if not _ADDRESS.fullmatch(address[:400]):
            section.fault(key, f"not an address: {address[:80]}", "write name@domain", _item(section, key, number))
    return addresses


def is_reserved(domain: str) -> bool:
    """True for host and domain names that are set aside for examples and tests."""
    name = domain.rstrip(".").lower()
    return (
        name.endswith(_RESERVED)
        or name in _RESERVED_DOMAINS
        or name.endswith(tuple("." + d for d in _RESERVED_DOMAINS))
    )


def _mails(section: Section) -> tuple[str, ...]:
    return tuple(dict.fromkeys(a for key in ("mail", "backup_mail") for a in read_addresses(section, key) if a))


def _language(section: Section) -> Literal["fr", "en"]:
    return cast(Literal["fr", "en"], section.text("lang", "fr", choices=_LANGUAGES))


def _day(section: Section, key: str) -> date | None:
    node = section.raw(key)
    if node is None or node.value is None or isinstance(node.value, date):
        return node.value if node and isinstance(node.value, date) else None
    section.fault(key, "a day is due here", "write 2026-01-31, without quotes")
    return None


def _item(section: Section, key: str, number: int) -> Node | None:
    node = section.raw(key)
    if node is not None and isinstance(node.value, list) and number < len(node.value):
        return node.value[number]
    return node
