"""Typed reading of a configuration tree that remembers where each value stands.

A `Node` is a value with its file and line; a `Section` reads one mapping of nodes key by key and collects every fault
instead of stopping at the first. A key nobody asked for is a fault too.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from bot.errors import Fault

T = TypeVar("T")
Scalar = str | int | float | bool | date | datetime | None

_DURATION = re.compile(r"([0-9]{1,6})(s|m|h|d|w)")
_SECRET = re.compile(r"pas{0,2}w|pwd|mdp|secret|token|^key$")
_URL_LOGIN = re.compile(r"(://)[^/@\s]{1,300}@")
SHIPPED = "shipped/"
"""What the names of shipped files begin with."""
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One value of the tree: a scalar, a list of nodes or a mapping of nodes, with its file and line (from 1).

    Equal only to itself; compare `bare()` values.
    """

    value: Scalar | list[Node] | dict[str, Node]
    file: str
    line: int | None

    def bare(self) -> Any:
        """The value without places, for hashing, storing and showing."""
        if isinstance(self.value, dict):
            return {key: node.bare() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.bare() for node in self.value]
        return self.value


def overlay(base: Node, over: Node) -> Node:
    """`over` laid on `base`, mapping by mapping and key by key; lists and scalars are replaced whole."""
    if not (isinstance(base.value, dict) and isinstance(over.value, dict)):
        return over
    merged = dict(base.value)
    for key, node in over.value.items():
        merged[key] = overlay(merged[key], node) if key in merged else node
    return Node(merged, over.file, over.line)


def is_shipped(node: Node) -> bool:
    """True for a value of the shipped defaults, which no operator can mend there."""
    return node.file.startswith(SHIPPED)


def parse_duration(text: str) -> timedelta | None:
    """`15m`, `2h`, `1d12h`, `30s`, `1w` as a timedelta; None when it is not one."""
    compact = text[:60].strip().lower().replace(" ", "")
    found = _DURATION.findall(compact)
    if not found or "".join(number + unit for number, unit in found) != compact:
        return None
    return timedelta(**_sum_units(found))


def _sum_units(found: Iterable[tuple[str, str]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for number, unit in found:
        total[_UNITS[unit]] = total.get(_UNITS[unit], 0) + int(number)
    return total


class Section:
    """One mapping of the configuration. Reading a key marks it as known; `close()` reports the keys nobody read.

    Every reader returns its default (or an empty value) after a fault, so that reading goes on and all faults are told.
    """

    def __init__(self, node: Node, path: str, faults: list[Fault]) -> None:
        self.node, self.path, self.faults = node, path, faults
        self._known: set[str] = set()
        self._broken = not isinstance(node.value, dict)
        if not isinstance(node.value, dict):
            faults.append(
                Fault(
                    node.file,
                    node.line,
                    path,
                    shown(path, node.value),
                    "a mapping is due here",
                    "write `key: value` lines",
                )
            )
            self._map: Mapping[str, Node] = {}
        else:
            self._map = node.value

    def __contains__(self, key: str) -> bool:
        return key in self._map

    def names(self) -> list[str]:
        """The keys of this mapping as written, in order (for mappings whose keys are names)."""
        return list(self._map)

    def raw(self, key: str) -> Node | None:
        """The node under a key, marked as known; None when absent."""
        self._known.add(key)
        return self._map.get(key)

    def fault(self, key: str, problem: str, remedy: str, node: Node | None = None) -> None:
        """Record a fault at a key of this section (or at a given node below it)."""
        at = node or self._map.get(key) or self.node
        where = f"{self.path}.{key}" if self.path and key else self.path or key
        value = shown(where, at.value)
        if at.value is None and is_shipped(at) and not is_shipped(self.node):
            # Nothing is written there by us: the lines of whoever left it out are at fault.
            at = self.node
        self.faults.append(Fault(at.file, at.line, where, value, problem, remedy))

    def text(self, key: str, default: str | None = None, choices: Iterable[str] | None = None) -> str:
        """A text; without a default the key is compulsory."""
        value = self._scalar(
            key, default, lambda v: v if isinstance(v, str) else None, "text is due here", "put it in quotes"
        )
        if choices is not None and value and value not in (allowed := list(choices)):
            self.fault(key, "unknown word", _nearest(value, allowed))
            return default or ""
        return value or ""

    def optional(self, key: str) -> str | None:
        """A text or nothing."""
        node = self.raw(key)
        return None if node is None or node.value is None else self.text(key)

    def integer(self, key: str, default: int | None = None, least: int = 0, most: int | None = None) -> int:
        """A whole number within bounds."""
        value = self._scalar(
            key,
            default,
            lambda v: v if isinstance(v, int) and not isinstance(v, bool) else None,
            "a whole number is due here",
            "write digits only",
        )
        number = value if value is not None else (default or 0)
        if value is not None and (number < least or (most is not None and number > most)):
            bound = f"{least} to {most}" if most is not None else f"{least} or more"
            self.fault(key, "out of bounds", f"write a number of {bound}")
        return number

    def number(self, key: str, default: float | None = None) -> float:
        """A number, whole or not."""
        value = self._scalar(
            key,
            default,
            lambda v: float(v) if isinstance(v, int | float) and not isinstance(v, bool) else None,
            "a number is due here",
            "write digits, with a point",
        )
        return value if value is not None else 0.0

    def flag(self, key: str, default: bool | None = None) -> bool:
        """`true` or `false`."""
        value = self._scalar(
            key,
            default,
            lambda v: v if isinstance(v, bool) else None,
            "true or false is due here",
            "write true or false",
        )
        return bool(value)

    def duration(self, key: str, default: str | None = None, least: timedelta = timedelta(0)) -> timedelta:
        """A length of real time such as `15m`, `2h`, `1d`; zero after a fault."""
        value = self._scalar(
            key,
            default,
            lambda v: v if isinstance(v, str) and parse_duration(v) is not None else None,
            "a duration is due here",
            "write 30s, 15m, 4h or 7d",
        )
        if value is None:
            return timedelta(0)
        length = parse_duration(value) or timedelta(0)
        if length < least:
            self.fault(key, "too short", f"write {int(least.total_seconds())}s or more")
        return length

    def texts(self, key: str, default: Iterable[str] = ()) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        node = self.raw(key)
        if node is None or node.value is None:
            return tuple(default)
        items = node.value if isinstance(node.value, list) else [node]
        good = []
        for item in items:
            if isinstance(item.value, str):
                good.append(item.value)
            else:
                self.fault(key, "a list of texts is due here", 'write ["one", "two"], each in quotes', item)
        return tuple(good)

    def section(self, key: str) -> Section:
        """The mapping under a key; an absent one reads as empty."""
        node = self.raw(key)
        empty = node is None or node.value is None
        below = Node({}, self.node.file, self.node.line) if empty or node is None else node
        section = Section(below, f"{self.path}.{key}" if self.path else key, self.faults)
        section._broken |= self._broken
        return section

    def sections(self, key: str) -> list[Section]:
        """A list of mappings under a key."""
        node = self.raw(key)
        if node is None or node.value is None:
            return []
        path = f"{self.path}.{key}" if self.path else key
        if not isinstance(node.value, list):
            self.fault(key, "a list is due here", "begin each item with `- `")
            return []
        return [Section(item, f"{path}[{n}]", self.faults) for n, item in enumerate(node.value)]

    def close(self) -> None:
        """Report every key that nobody asked for."""
        for key, node in self._map.items():
            if key not in self._known:
                self.fault(key, "unknown key", _nearest(key, sorted(self._known)), node)

    def _scalar(
        self, key: str, default: T | None, take: Callable[[Any], T | None], problem: str, remedy: str
    ) -> T | None:
        node = self.raw(key)
        if node is None:
            if default is None and not self._broken:
                self.fault(key, "missing", f"add `{key}:` here")
            return default
        taken = take(node.value)
        if taken is None:
            self.fault(key, problem, remedy)
            return default
        return taken


def _nearest(word: str, allowed: list[str]) -> str:
    close = difflib.get_close_matches(word, allowed, n=1)
    hint = f"did you mean `{close[0]}`? " if close else ""
    return f"{hint}known here: {', '.join(allowed) or 'nothing'}"


def shown(key: str, value: object) -> str:
    """A value as a fault shows it: short, and never a secret (judged by its key, misspelt ones too)."""
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    last = key.rpartition(".")[2].lower()
    if _SECRET.search(last) and not last.endswith(("_file", "_env", "_command")):
        return "hidden"
    text = _URL_LOGIN.sub(r"\1…@", repr(value)[:500])
    return text if len(text) <= 80 else text[:77] + "..."
