"""The `accounts` and `submission` sections in, the servers to read from and to hand letters to out."""

from __future__ import annotations

import ipaddress
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, cast

from bot.daemon.secrets import Places, read_login
from bot.settings.model import AccountSettings, FolderSettings, SubmissionSettings, Tls
from bot.settings.section import Node, Section, overlay

BASE_ACCOUNT = "desk"
SHORTEST = timedelta(seconds=1)
_TLS = ("implicit", "starttls", "none")
_IMAP_PORTS = {"implicit": 993, "starttls": 143, "none": 143}
_SUBMISSION_PORTS = {"implicit": 465, "starttls": 587, "none": 25}
_AFTER = ("leave", "flag", "move")


def read_accounts(section: Section, shipped: Node | None, places: Places) -> tuple[AccountSettings, ...]:
    """Every account by name; one whose `host` is empty is not configured.

    An account of a new name begins from the shipped `desk` account (`shipped` is the shipped `accounts` mapping).
    Faults: what one account alone can have wrong, and a folder that is both polled and moved to.
    """
    accounts = [_account(name, _on_base(section, name, shipped), places) for name in section.names()]
    _refuse_circles(section, accounts)
    return tuple(accounts)


def read_submission(section: Section, places: Places) -> SubmissionSettings | None:
    """The server of RFC 6409; None when no host is given."""
    host = section.optional("host") or ""
    tls = _tls(section, host)
    login = read_login(section, places)
    port = _port(section, _SUBMISSION_PORTS[tls])
    ca_file = read_path(section, "ca_file", places.folder)
    connections = section.integer("connections", least=1, most=50)
    timeout = section.duration("timeout", least=SHORTEST)
    section.close()
    if not host:
        return None
    return SubmissionSettings(host, port, tls, login, ca_file, connections, timeout)


def read_path(section: Section, key: str, folder: Path, must_exist: bool = True) -> Path | None:
    """A path, relative ones from `folder` on; None when not given. By default an absent file is a fault."""
    text = section.optional(key)
    if not text:
        return None
    path = folder / Path(text).expanduser()
    if must_exist and not path.exists():
        section.fault(key, f"no such file or folder: {path}", "write the path of one that exists")
    return path


def is_loopback(host: str) -> bool:
    """True for this machine's own addresses: localhost and its kin (RFC 6761 section 6.3), 127.0.0.0/8, ::1."""
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return False


def _on_base(section: Section, name: str, shipped: Node | None) -> Section:
    base = shipped.value.get(BASE_ACCOUNT) if shipped and isinstance(shipped.value, dict) else None
    known = shipped.value if shipped and isinstance(shipped.value, dict) else {}
    below = section.section(name)
    if base is None or name in known or not isinstance(below.node.value, dict):
        return below
    return Section(overlay(base, below.node), below.path, section.faults)


def _account(name: str, section: Section, places: Places) -> AccountSettings:
    host = section.optional("host") or ""
    tls = _tls(section, host)
    account = AccountSettings(
        name=name,
        role=cast(Literal["fssi", "desk"], section.text("role", "desk", choices=("fssi", "desk"))),
        address=section.optional("address") or "",
        host=host,
        port=_port(section, _IMAP_PORTS[tls]),
        tls=tls,
        login=read_login(section, places),
        folders=_folders(section),
        start=_start(section),
        ca_file=read_path(section, "ca_file", places.folder),
        poll_every=section.duration("poll_every", least=SHORTEST),
        idle=section.flag("idle"),
        timeout=section.duration("timeout", least=SHORTEST),
        enabled=section.flag("enabled"),
    )
    if host and not account.login.user:
        section.fault("user", "a mailbox needs a login", "add `user:` and one way to its password")
    section.close()
    return account


def _tls(section: Section, host: str) -> Tls:
    tls = section.text("tls", "implicit", choices=_TLS)
    if host and any(letter.isspace() or letter in "/@" for letter in host):
        section.fault("host", "not the name of a server", "write a host name or an IP address, nothing else")
    if tls == "none" and host and not is_loopback(host):
        section.fault("tls", f"no TLS to {host}, which is not this machine", "write implicit or starttls")
    return cast(Tls, tls)


def _port(section: Section, usual: int) -> int:
    node = section.raw("port")
    if node is None or node.value is None:
        return usual
    return section.integer("port", usual, least=1, most=65_535)


def _start(section: Section) -> Literal["now", "all"] | date | None:
    node = section.raw("start")
    if node is None or node.value is None or isinstance(node.value, date):
        return node.value if node and isinstance(node.value, date) else None
    if node.value == "now" or node.value == "all":
        return cast(Literal["now", "all"], node.value)
    try:
        return date.fromisoformat(str(node.value))
    except ValueError:
        section.fault("start", "unknown word", "write now, all or a day such as 2026-01-31")
        return None


def _folders(section: Section) -> tuple[FolderSettings, ...]:
    folders = [_folder(below) for below in section.sections("folders")]
    if not folders:
        section.fault("folders", "no folder to watch", "write a list: - {name: INBOX, after: flag}")
    names = [_same(folder.name) for folder in folders]
    if len(set(names)) < len(names):
        section.fault("folders", "a folder is named twice", "name each folder once")
    return tuple(folders)


def _folder(section: Section) -> FolderSettings:
    name = section.text("name")
    after = section.text("after", "flag", choices=_AFTER)
    move_to = section.optional("move_to")
    if after == "move" and not move_to:
        section.fault("move_to", "`after: move` without a folder to move to", "add `move_to: NAME`")
    if move_to and after != "move":
        section.fault("move_to", f"never used with `after: {after}`", "write `after: move`, or remove this line")
    section.close()
    return FolderSettings(name, cast(Literal["leave", "flag", "move"], after), move_to)


def _refuse_circles(section: Section, accounts: list[AccountSettings]) -> None:
    """A letter moved into a polled folder would come in again (failures 13): content identity would stop the
    duplicate, but each letter would still be read twice."""
    polled = {(_mailbox(a), _same(f.name)): a.name for a in accounts if a.configured for f in a.folders}
    for account in (a for a in accounts if a.configured):
        for folder in account.folders:
            reader = polled.get((_mailbox(account), _same(folder.move_to or "")))
            if reader is not None:
                problem = f"account {account.name} moves letters to {folder.move_to}, which {reader} polls"
                section.fault(account.name, problem, "move to a folder that nobody polls")


def _mailbox(account: AccountSettings) -> tuple[str, int, str]:
    return account.host.lower(), account.port, account.login.user.lower()


def _same(folder: str) -> str:
    # RFC 9051 section 5.1: INBOX alone is case-insensitive.
    return "INBOX" if folder.upper() == "INBOX" else folder
