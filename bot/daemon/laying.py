"""The operator's tree laid over the shipped one, key by key; lists and scalars are replaced whole.

Three places ask for more than that, so that an operator never has to know how the shipped value happens to be written:
days of a week are laid day by day, one way of saying a thing replaces another, and `~` removes a mapping.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.settings.section import Node

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKS = ("calendars", "*", "week")
# Mappings whose keys are alternatives: {calendar: …} or {not: …}; {person: …} or {mailbox: …}.
_CHOICES = (("windows", "*"), ("escalation", "*", "when_exhausted", "notify"))


def lay_over(shipped: Node, own: Node) -> Node:
    """One tree of both. A top-level key with nothing below it (all its lines are comments) leaves what is shipped."""
    if not (isinstance(shipped.value, dict) and isinstance(own.value, dict)):
        return own
    emptied = {key for key, node in own.value.items() if node.value is None and _is_mapping(shipped.value.get(key))}
    return _merged(shipped, {key: node for key, node in own.value.items() if key not in emptied}, own, ())


def _lay(base: Node, over: Node, path: tuple[str, ...]) -> Node:
    if not (isinstance(base.value, dict) and isinstance(over.value, dict)):
        return over
    if over.value.keys() <= base.value.keys():
        return _merged(base, over.value, over, path)
    if any(_matches(path, choice) for choice in _CHOICES):
        return over
    if _matches(path, _WEEKS):
        days, own_days = _by_day(base.value), _by_day(over.value)
        if days is not None and own_days is not None:
            return Node({**days, **own_days}, over.file, over.line)
    return _merged(base, over.value, over, path)


def _merged(base: Node, own: Mapping[str, Node], over: Node, path: tuple[str, ...]) -> Node:
    merged = dict(base.value) if isinstance(base.value, dict) else {}
    for key, node in own.items():
        if node.value is None and _is_mapping(merged.get(key)):
            del merged[key]
        else:
            merged[key] = _lay(merged[key], node, (*path, key)) if key in merged else node
    return Node(merged, over.file, over.line)


def _is_mapping(node: Node | None) -> bool:
    return node is not None and isinstance(node.value, dict)


def _matches(path: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    return len(path) == len(pattern) and all(want in ("*", step) for want, step in zip(pattern, path, strict=True))


def _by_day(week: Mapping[str, Node]) -> dict[str, Node] | None:
    """`mon-fri` as five keys; None when a key names no day or a day stands twice: the calendar's reader tells that."""
    days: dict[str, Node] = {}
    for key, node in week.items():
        for part in key.split(","):
            for day in _span(part):
                if day is None or day in days:
                    return None
                days[day] = node
    return days


def _span(text: str) -> list[str] | list[None]:
    first, _, last = text.strip().lower().partition("-")
    if first not in _DAYS or (last or first) not in _DAYS:
        return [None]
    start, end = _DAYS.index(first), _DAYS.index(last or first)
    return [_DAYS[(start + n) % 7] for n in range((end - start) % 7 + 1)]
