"""The shipped files with the operator's laid over them in, one checked `Configuration` out, or every fault at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.daemon.addressees import read_addresses, read_agencies, read_identity, read_people
from bot.daemon.dialogue_settings import read_incidents, read_reach_tests, read_remind, read_reminders
from bot.daemon.laying import lay_over
from bot.daemon.limits import read_answers, read_health, read_reading, read_retry
from bot.daemon.live import refuse_unready
from bot.daemon.rota_files import rotas_at_hand
from bot.daemon.secrets import Places
from bot.daemon.servers import read_accounts, read_path, read_submission
from bot.daemon.shipped import letter_names, shipped_config
from bot.daemon.yaml_tree import WHOLE_FILE, read_file, read_folder
from bot.daemon.zone_source import zone_version
from bot.errors import Fault, Misconfigured
from bot.report.words.lexicon import ReportLexicons, load_lexicons
from bot.rules.clock.french_holidays import LIBRARY
from bot.rules.ruleset import Ruleset, load_ruleset
from bot.settings.model import (
    AccountSettings,
    IdentitySettings,
    PersonSettings,
    Settings,
)
from bot.settings.section import SHIPPED, Node, Section
from bot.storage.connect import sqlite_path

EXAMPLES = "scenarios"
"""A folder of this name inside the operator's holds dated scenarios for `check`, no configuration."""

_SECRET_KEYS = frozenset({"password", "key"})


@dataclass(frozen=True, slots=True)
class Configuration:
    """All that was configured. `hash` names it in traces; `folder` is the operator's, if there is one; `source` is the
    folder or file it was read from."""

    settings: Settings
    rules: Ruleset
    lexicons: ReportLexicons
    hash: str
    folder: Path | None
    tree: Node
    source: Path | None = None


def load(config_dir: Path | None, environ: Mapping[str, str]) -> Configuration:
    """Read the shipped folder, lay the operator's over it (a folder, or one file) and check everything.

    Nothing is written, no server is asked. Secrets are resolved from `environ`, files and commands.
    Raises Misconfigured with every fault: file, line, key, value and what would be right.
    """
    faults: list[Fault] = []
    shipped = read_folder(shipped_config(), faults, SHIPPED)
    tree = lay_over(shipped, _operators(config_dir, faults))
    if any(fault.key == WHOLE_FILE for fault in faults):
        # Half a configuration would only breed faults that are none.
        raise Misconfigured(_in_order(faults))
    folder = _folder(config_dir)
    root = Section(tree, "", faults)
    settings = _settings(root, shipped, Places(environ, folder or Path.cwd()))
    lexicons = _lexicons(root)
    rotas = rotas_at_hand(tree, folder or Path.cwd(), settings.data)
    rules = load_ruleset(root, {**settings.people, **settings.agencies}, letter_names(settings.templates), rotas)
    root.close()
    if settings.live:
        refuse_unready(root, settings)
    if faults:
        raise Misconfigured(_in_order(faults))
    named = tree_hash(tree)
    rules = replace(rules, made_of={"configuration": named, "tzdata": zone_version(), "holidays": LIBRARY})
    return Configuration(settings, rules, lexicons, named, folder, tree, config_dir and config_dir.absolute())


def tree_hash(tree: Node) -> str:
    """SHA-256 over the values of the tree, blind to files, lines, order and secrets."""
    text = json.dumps(_bare(tree), sort_keys=True, default=str, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _bare(node: Node) -> Any:
    if isinstance(node.value, dict):
        return {key: _bare(below) for key, below in node.value.items() if key not in _SECRET_KEYS}
    if isinstance(node.value, list):
        return [_bare(below) for below in node.value]
    return node.value


def _lexicons(root: Section) -> ReportLexicons:
    node = root.raw("report_lexicons") or Node({}, root.node.file, root.node.line)
    lexicons, faults = _compiled(node)
    root.faults.extend(faults)
    return lexicons


@lru_cache(maxsize=4)
def _compiled(node: Node) -> tuple[ReportLexicons, tuple[Fault, ...]]:
    # Most of a load is spent here, and hardly anybody changes these words: a reload finds the shipped node again.
    faults: list[Fault] = []
    lexicons = load_lexicons(Section(node, "report_lexicons", faults))
    return lexicons, tuple(faults)


def _operators(config_dir: Path | None, faults: list[Fault]) -> Node:
    if config_dir is None:
        return Node({}, "", None)
    if config_dir.is_dir():
        return read_folder(config_dir, faults, leave_out=EXAMPLES)
    return read_file(config_dir, config_dir.name if config_dir.is_file() else str(config_dir), faults)


def _folder(config_dir: Path | None) -> Path | None:
    if config_dir is None:
        return None
    return (config_dir if config_dir.is_dir() else config_dir.parent).absolute()


def _in_order(faults: list[Fault]) -> list[Fault]:
    return sorted(dict.fromkeys(faults), key=lambda f: (f.file.startswith(SHIPPED), f.file, f.line or 0))


def _settings(root: Section, shipped: Node, places: Places) -> Settings:
    data = places.folder / Path(root.text("data")).expanduser()
    known = shipped.value.get("accounts") if isinstance(shipped.value, dict) else None
    identity = read_identity(root.section("identity"), places, data)
    accounts = _with_addresses(read_accounts(root.section("accounts"), known, places), identity)
    alarms = root.section("alarms")
    alarms_to = read_addresses(alarms, "to")
    alarms.close()
    return Settings(
        live=root.flag("live"),
        database=_database(root) or f"sqlite:///{data / 'veilleur.db'}",
        accounts=accounts,
        submission=read_submission(root.section("submission"), places),
        identity=_with_own(identity, accounts),
        people=_people(root),
        alarms_to=alarms_to,
        answers=read_answers(root.section("answers")),
        reminders=read_reminders(root.section("reminders"), root.section("calendars").names()),
        incidents=read_incidents(root.section("incidents"), _names(root)),
        reach_tests=read_reach_tests(root.section("reach_tests"), root.section("calendars").names()),
        remind=read_remind(root.section("deadlines"), _names(root)),
        reading=read_reading(root.section("reading"), places.folder),
        retry=read_retry(root.section("retry")),
        health=read_health(root.section("health"), places.folder, accounts),
        templates=read_path(root, "templates", places.folder),
        agencies=read_agencies(root.section("agencies")),
        data=data,
    )


def _database(root: Section) -> str | None:
    """The URL as it is written; one the storage would refuse is told here, before anything is made on disk."""
    url, node = root.optional("database"), root.raw("database")
    if not url or node is None:
        return None
    try:
        sqlite_path(url)
    except Misconfigured as refused:
        root.faults.extend(replace(fault, file=node.file, line=node.line) for fault in refused.faults)
        return None
    return url


def _names(root: Section) -> tuple[str, ...]:
    return (*root.section("people").names(), *root.section("teams").names())


def _with_addresses(accounts: tuple[AccountSettings, ...], identity: IdentitySettings) -> tuple[AccountSettings, ...]:
    return tuple(
        replace(account, address=account.address or _address_of(account.login.user, identity)) for account in accounts
    )


def _address_of(user: str, identity: IdentitySettings) -> str:
    return user if "@" in user else identity.address


def _with_own(identity: IdentitySettings, accounts: tuple[AccountSettings, ...]) -> IdentitySettings:
    ours = {identity.address.lower(), *(account.address.lower() for account in accounts)}
    return replace(identity, own_addresses=identity.own_addresses | ours - {""})


def _people(root: Section) -> dict[str, PersonSettings]:
    """People and teams share their names, for rules and policies refer to both."""
    people = read_people(root.section("people"))
    teams = root.section("teams")
    for name, team in read_people(teams, address_due=False).items():
        if name in people:
            teams.fault(name, "a person has this name too", "give the team another name")
        people[name] = team
    return people
