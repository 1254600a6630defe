"""The longest of known names that begins at a place of a folded text, however its words are joined; where it ends."""

from __future__ import annotations

import re
from collections.abc import Collection

_FIRST_WORD = re.compile(r"[a-z]+")
_JOINT = re.compile(r"[ '\-\n]+")


class Spelled:
    """Names, folded and their words parted by spaces, as a text may spell them."""

    def __init__(self, names: Collection[str], joint: str, after: str) -> None:
        """`joint` is the expression for what may stand between two words, `after` for what must follow a name."""
        self._names = frozenset(names)
        self._first = frozenset(name.partition(" ")[0] for name in names)
        self._words = re.compile(rf"[a-z]+(?:{joint}[a-z]+){{0,{max(name.count(' ') for name in names)}}}")
        self._after = re.compile(after)

    def at(self, folded: str, place: int) -> tuple[str, int] | None:
        """The longest name that begins at a place of a folded text, and its end; None when none does."""
        first = _FIRST_WORD.match(folded, place)
        if first is None or first[0] not in self._first:
            return None
        words = self._words.match(folded, place)
        spelled = words[0] if words is not None else ""
        while spelled:
            name = _JOINT.sub(" ", spelled)
            if name in self._names and self._after.match(folded, place + len(spelled)) is not None:
                return name, place + len(spelled)
            joints = list(_JOINT.finditer(spelled))
            spelled = spelled[: joints[-1].start()] if joints else ""
        return None
