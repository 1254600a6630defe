"""Settings in, what still forbids running or sending out: nobody real is written to by accident, nobody is forgotten.

Sending is allowed to example addresses only while every server is this machine or carries a name reserved for tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.daemon.addressees import is_reserved
from bot.daemon.servers import is_loopback
from bot.errors import Fault
from bot.settings.model import PersonSettings, Settings
from bot.settings.section import Node, Section

CHECKED_FOR = timedelta(days=366)
_NAMING = ("schedules", "escalation", "rules", "teams")


def refuse_unready(root: Section, settings: Settings) -> None:
    """Faults of a configuration that says `live: true` and cannot or must not send."""
    if settings.submission is None:
        _fault(root, "submission.host", "live, and no server to hand letters to", "write host, user and password")
    if not settings.alarms_to:
        _fault(root, "alarms.to", "live, and nobody is told of trouble", "write the operator's address")
    for agency in settings.agencies.values():
        if agency.mails and not (agency.owner and agency.checked_on):
            remedy = "add `owner:` (who vouches for it) and `checked_on: 2026-01-31`"
            _fault(root, f"agencies.{agency.name}.mail", "live, and nobody vouches for this address", remedy)
    if not is_rehearsal(settings):
        _refuse_examples(root, settings)


def is_rehearsal(settings: Settings) -> bool:
    """True when every configured server is this machine or has a name that cannot exist (RFC 2606)."""
    hosts = [account.host for account in settings.accounts if account.configured]
    hosts += [settings.submission.host] if settings.submission else []
    return all(is_loopback(host) or is_reserved(host) for host in hosts)


def ready_to_run(settings: Settings) -> list[Fault]:
    """What keeps the daemon from starting though the configuration is sound: no mailbox to read."""
    if any(account.configured for account in settings.accounts):
        return []
    names = ", ".join(account.name for account in settings.accounts) or "none"
    problem, remedy = "no mailbox is configured", "write host, user and password of one account"
    return [Fault("accounts.yml", None, "accounts", names, problem, remedy)]


def warnings(settings: Settings, today: date) -> list[str]:
    """What an operator should look at, though it forbids nothing."""
    told = []
    if not settings.live:
        told.append("live: false: letters are read and decided, nothing is sent")
    for account in settings.accounts:
        if not account.configured:
            told.append(f"account {account.name} is not configured: nobody reads it")
        elif account.start is None:
            told.append(f"account {account.name} has no `start`: a mailbox with letters is only reported at first")
    if settings.live and is_rehearsal(settings):
        told.append("live on test servers only: example addresses are written to")
    told.extend(_stale(agency, today) for agency in settings.agencies.values() if _is_stale(agency, today))
    return told


def _is_stale(agency: PersonSettings, today: date) -> bool:
    return bool(agency.mails) and agency.checked_on is not None and today - agency.checked_on > CHECKED_FOR


def _stale(agency: PersonSettings, today: date) -> str:
    return f"agency {agency.name}: address last checked on {agency.checked_on}, more than a year before {today}"


def _refuse_examples(root: Section, settings: Settings) -> None:
    remedy = "write an address of your own"
    if _is_example(settings.identity.address):
        _fault(root, "identity.address", "live, with an example address", remedy)
    if any(_is_example(address) for address in settings.alarms_to):
        _fault(root, "alarms.to", "live, with an example address", remedy)
    for node in _texts(root.raw("escalation")):
        if _is_example(str(node.value)):
            root.fault("escalation", "live, with an example address to notify", remedy, node)
    named = {str(node.value) for key in _NAMING for node in _texts(root.raw(key))} | set(root.section("teams").names())
    for person in settings.people.values():
        if person.name in named and any(_is_example(mail) for mail in person.mails):
            section = "teams" if person.name in root.section("teams") else "people"
            _fault(root, f"{section}.{person.name}.mail", "live, with an example address", remedy)
    for agency in settings.agencies.values():
        if any(_is_example(mail) for mail in agency.mails):
            _fault(root, f"agencies.{agency.name}.mail", "live, with an example address", remedy)


def _is_example(address: str) -> bool:
    _, at, domain = address.rpartition("@")
    return bool(at) and is_reserved(domain)


def _texts(node: Node | None) -> Iterator[Node]:
    if node is None:
        return
    if isinstance(node.value, dict):
        for below in node.value.values():
            yield from _texts(below)
    elif isinstance(node.value, list):
        for below in node.value:
            yield from _texts(below)
    elif isinstance(node.value, str):
        yield node


def _fault(root: Section, path: str, problem: str, remedy: str) -> None:
    node: Node | None = root.node
    for key in path.split("."):
        below = node.value.get(key) if node and isinstance(node.value, dict) else None
        node = below or node
    root.fault(path, problem, remedy, node)
