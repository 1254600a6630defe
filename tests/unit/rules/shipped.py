"""The shipped rules, loaded once, and facts about letters built by hand, for the tests of decisions."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from bot.daemon.yaml_tree import read_folder
from bot.errors import Fault
from bot.mail.message import Address, Attachment, Message
from bot.mail.verdict import Authentication, Kind, Trust, Verdict
from bot.report.fields import Found, Report, Territory
from bot.report.words.lexicon import ReportLexicons, load_lexicons
from bot.rules.facts import Facts, TicketFacts
from bot.rules.ruleset import Ruleset, load_ruleset
from bot.settings.model import PersonSettings
from bot.settings.section import Node, Section
from bot.walltime import parse_instant

ROOT = Path(__file__).resolve().parents[3]
NIGHT = parse_instant("2026-03-22T03:10:00+01:00")
DAY = parse_instant("2026-03-24T10:10:00+01:00")


@cache
def tree() -> Node:
    """The shipped configuration, merged."""
    faults: list[Fault] = []
    read = read_folder(ROOT / "config", faults)
    assert faults == []
    return read


def load(root: Node, templates: frozenset[str] | None = None) -> tuple[Ruleset, list[Fault]]:
    """The rules of a tree and every fault found."""
    faults: list[Fault] = []
    return load_ruleset(Section(root, "", faults), people(root), templates), faults


@cache
def rules() -> Ruleset:
    """The shipped rules, which load without a fault."""
    loaded, faults = load(tree())
    assert [str(fault) for fault in faults] == []
    return loaded


@cache
def lexicons() -> ReportLexicons:
    """The shipped lexicons of the report."""
    return load_lexicons(Section(tree(), "", []).section("report_lexicons"))


def people(root: Node) -> dict[str, PersonSettings]:
    """People, teams and agencies of a tree, as the daemon gives them."""
    found = {}
    bare = root.bare()
    for group in ("people", "teams", "agencies"):
        for name, one in bare.get(group, {}).items():
            mails = tuple(mail for key in ("mail", "backup_mail") if (mail := one.get(key)))
            found[name] = PersonSettings(name, mails)
    return found


def changed(path: str, value: Any, root: Node | None = None) -> Node:
    """The shipped tree with one value, a bare one, at a dotted path."""
    return _put(root or tree(), path.split("."), value)


def _put(node: Node, path: list[str], value: Any) -> Node:
    if not path:
        return _node(value)
    if isinstance(node.value, list):
        items = list(node.value)
        items[int(path[0])] = _put(items[int(path[0])], path[1:], value)
        return Node(items, node.file, node.line)
    mapping = dict(node.value) if isinstance(node.value, dict) else {}
    mapping[path[0]] = _put(mapping.get(path[0], Node({}, node.file, node.line)), path[1:], value)
    return Node(mapping, node.file, node.line)


def _node(value: Any) -> Node:
    if isinstance(value, dict):
        return Node({key: _node(below) for key, below in value.items()}, "mine.yml", 7)
    if isinstance(value, list):
        return Node([_node(below) for below in value], "mine.yml", 7)
    return Node(value, "mine.yml", 7)


def said(**fields: Any) -> Report:
    """A report with these bare values; a département alone stands for its territory."""
    if "department" in fields:
        fields["territory"] = Territory(fields.pop("department"), fields.pop("region"), "ARS")
    return Report(**{name: Found(value) for name, value in fields.items()})


def facts(
    text: str = "",
    subject: str = "",
    at: datetime = NIGHT,
    now: datetime | None = None,
    kind: Kind = Kind.REPORT,
    automatic: bool = False,
    trust: Trust = Trust.CLAIMED,
    report: Report | None = None,
    ticket: TicketFacts | None = None,
    role: Any = "fssi",
    sender: str = "rssi@ch-val.example",
    attachments: tuple[Attachment, ...] = (),
) -> Facts:
    """Facts about one letter; a ticket makes it a follow-up."""
    message = Message(
        sha256="a" * 64,
        size=len(text),
        subject=subject,
        from_=(Address("", sender),),
        text=text,
        new_text=text,
        attachments=attachments,
    )
    return Facts(
        message=message,
        verdict=Verdict(kind, automatic, ()),
        authentication=Authentication(trust=trust),
        report=report if report is not None else Report(),
        account=role,
        account_role=role,
        received_at=at,
        now=now or at,
        new_ticket=ticket is None,
        ticket=ticket,
    )
