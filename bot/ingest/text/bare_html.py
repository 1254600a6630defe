"""HTML looked at without building its tree: its bare text when the tree would be too costly, and what its style sheets
hide. Every function takes time in proportion to the length of what it is given.
"""

from __future__ import annotations

import re
from html import unescape

DROPPED = frozenset("script style head title template object iframe svg math select textarea".split())
"""Elements whose content is no text of the letter."""

BLOCKS = frozenset(
    "address article aside body caption center dd details div dl dt fieldset figcaption figure footer form header "
    "hr html legend li main nav ol p pre section summary table tbody tfoot thead tr ul".split()
)
"""Elements that begin and end a line."""

_MARK = re.compile(r"<(!--|/?[a-zA-Z][a-zA-Z0-9]{0,20}|[/!?])[^<>]{0,5000}>?")
_END_OF_DROPPED = re.compile(rf"</({'|'.join(sorted(DROPPED))})\b", re.I)
_BLANK = re.compile(r"[ \t]*\n\s*\n\s*")
_SHEET = re.compile(r"<style\b[^>]{0,500}>([^<]{1,50000})", re.I)
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,2000})\}")
_CLASS = re.compile(r"^\s*[a-z]{0,10}\.([\w-]{1,60})\s*$", re.I)
_GONE = re.compile(r"display\s*:\s*none", re.I)
_MOST_SHEETS = 5


def bare_text(html: str) -> str:
    """The words between the tags; blocks and `br` begin a line. Nothing is hidden: nobody can tell without the tree."""
    last_end = {mark[1].lower(): mark.start() for mark in _END_OF_DROPPED.finditer(html)}
    pieces: list[str] = []
    at, within = 0, ""
    for mark in _MARK.finditer(html):
        name = mark[1].lower()
        if not within:
            pieces.append(html[at : mark.start()])
        at = mark.end()
        bare = name.lstrip("/")
        if within:
            within = "" if name == f"/{within}" or (within == "head" and name == "body") else within
        elif last_end.get(name, -1) >= at:
            within = name
        if bare in BLOCKS or bare == "br":
            pieces.append("\n")
    if not within:
        pieces.append(html[at:])
    lines = (" ".join(line.split()) for line in unescape("".join(pieces)).split("\n"))
    return _BLANK.sub("\n\n", "\n".join(lines)).strip()


def hidden_classes(html: str) -> frozenset[str]:
    """Classes that a style sheet of the document hides on every screen; rules for some screens only do not count."""
    found: set[str] = set()
    for sheet in list(_SHEET.finditer(html[:200_000]))[:_MOST_SHEETS]:
        for selectors, rule in _RULE.findall(_everywhere(sheet[1])):
            if _GONE.search(rule):
                found.update(one[1] for name in selectors.split(",") if (one := _CLASS.match(name)))
    return frozenset(found)


def _everywhere(sheet: str) -> str:
    """The sheet without its at-rules."""
    kept, depth, skipped = [], 0, False
    for sign in sheet:
        if sign == "@" and depth == 0:
            skipped = True
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if not skipped:
            kept.append(sign)
        if skipped and depth <= 0 and sign in "};":
            skipped, depth = False, 0
    return "".join(kept)
