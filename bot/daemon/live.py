"""Settings in, what still forbids running or sending out: nobody real is written to by accident, nobody is forgotten.

Sending is allowed to example addresses only while every server is this machine or carries a name reserved for tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.daemon.addressees import is_reserved
from bot.daemon.servers import is_loopback
from bot.errors import Fault
from bot.settings.model import AccountSettings, PersonSettings, Settings
from bot.settings.section import Node, Section, is_shipped

CHECKED_FOR = timedelta(days=366)
_ADDRESS_KEYS = ("mail", "backup_mail")
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


def ready_to_run(settings: Settings, tree: Node | None = None) -> list[Fault]:
    """What keeps the daemon from starting though the configuration is sound: no mailbox to read. With the tree it was
    read from, the fault is at the accounts that the operator began."""
    if any(account.configured for account in settings.accounts):
        return []
    accounts = tree.value.get("accounts") if tree is not None and isinstance(tree.value, dict) else None
    named = accounts.value if accounts is not None and isinstance(accounts.value, dict) else {}
    begun = [
        (one, named[one.name]) for one in settings.accounts if one.name in named and not is_shipped(named[one.name])
    ]
    if begun:
        problem, remedy = "no mailbox is configured: {}", "write `host:`, user and password, and leave `enabled: true`"
        return [
            Fault(
                at.file,
                at.line,
                f"accounts.{one.name}.host",
                repr(one.host or None),
                problem.format(_lack(one)),
                remedy,
            )
            for one, at in begun
        ]
    names = ", ".join(account.name for account in settings.accounts) or "none"
    problem, remedy = "no mailbox is configured", "write host, user and password of one account"
    return [Fault("accounts.yml", None, "accounts", names, problem, remedy)]


def checked_ahead(settings: Settings, tree: Node, today: date) -> list[Fault]:
    """Addresses of agencies that somebody claims to have checked on a day that has not come: nobody has."""
    faults = []
    for agency in settings.agencies.values():
        # A day may have begun elsewhere.
        if not agency.mails or agency.checked_on is None or agency.checked_on <= today + timedelta(days=1):
            continue
        node = tree
        for key in ("agencies", agency.name, "checked_on"):
            node = node.value[key] if isinstance(node.value, dict) and key in node.value else node
        problem, remedy = "this day has not come yet", "write the day on which somebody really checked the address"
        key = f"agencies.{agency.name}.checked_on"
        faults.append(Fault(node.file, node.line, key, agency.checked_on.isoformat(), problem, remedy))
    return faults


def _lack(account: AccountSettings) -> str:
    return "this account has no host" if not account.host else "this account is not enabled"


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
    for _, node in _texts(root.section("alarms").raw("to"), "alarms.to"):
        if _is_example(str(node.value)):
            root.fault("alarms.to", "live, with an example address", remedy, node)
    for path, node in _texts(root.raw("escalation"), "escalation"):
        if _is_example(str(node.value)):
            root.fault(path, "live, with an example address to notify", remedy, node)
    named = {str(node.value) for key in _NAMING for _, node in _texts(root.raw(key), key)}
    named |= set(root.section("teams").names())
    for section in ("people", "teams", "agencies"):
        for name in root.section(section).names():
            if section == "agencies" or name in named:
                _refuse_example_of(root, section, name)


def _is_example(address: str) -> bool:
    _, at, domain = address.rpartition("@")
    return bool(at) and is_reserved(domain)


def _refuse_example_of(root: Section, section: str, name: str) -> None:
    """A fault at each key that holds an example address, with the address."""
    remedy = "write an address of your own, or ~ for none of this kind"
    entry = root.section(section).raw(name)
    below = entry.value if entry is not None and isinstance(entry.value, dict) else {}
    for key in _ADDRESS_KEYS:
        for _, node in _texts(below.get(key), key):
            if _is_example(str(node.value)):
                root.fault(f"{section}.{name}.{key}", "live, with an example address", remedy, node)


def _texts(node: Node | None, path: str) -> Iterator[tuple[str, Node]]:
    """Every text below a node, with its key in full."""
    if node is None:
        return
    if isinstance(node.value, dict):
        for key, below in node.value.items():
            yield from _texts(below, f"{path}.{key}")
    elif isinstance(node.value, list):
        for number, below in enumerate(node.value):
            yield from _texts(below, f"{path}[{number}]")
    elif isinstance(node.value, str):
        yield path, node


def _fault(root: Section, path: str, problem: str, remedy: str) -> None:
    """A fault at a key; where only the shipped `~` stands, at the operator's nearest lines, at last at `live: true`."""
    node, own = root.node, root.raw("live") or root.node
    for key in path.split("."):
        below = node.value.get(key) if isinstance(node.value, dict) else None
        if below is None:
            break
        node, own = below, own if is_shipped(below) else below
    if node.value is None and is_shipped(node):
        root.faults.append(Fault(own.file, own.line, path, "nothing", problem, remedy))
    else:
        root.fault(path, problem, remedy, node)
