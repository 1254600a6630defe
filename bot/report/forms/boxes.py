"""Boxes of a form: what stands beside an empty box is not said, and is blanked so that every offset stays."""

from __future__ import annotations

import re

_EMPTY = r"(?:[☐□▢❏]|\[ ?\]|\( \))"
_TICKED = r"(?:[☒☑✔✓✅■🗹✗✘]|\[ ?x ?\]|\( ?x ?\))"
_ANY = re.compile(f"{_EMPTY}|{_TICKED}")
# « Mode dégradé   ☐ oui   ☒ non »: behind a gap, as behind a colon, the box comes first.
_BOX = rf"(?:{_EMPTY}|{_TICKED})"
_FIRST = re.compile(rf"(?:^|[:|?.])[ *\-]{{0,8}}{_BOX}|\w {{2,60}}{_BOX} ?\w")
_HOLDS_EMPTY = re.compile(_EMPTY)
_TICKS = re.compile(_TICKED)
# Rings and crosses people draw boxes with; a dot is a bullet unless rings stand in the same line or the next.
_RINGS = re.compile("[○◯◉⦿⊠⊗]|\\[[✓✔✗✘*v]\\]|\\([✓✔✗✘*v]\\)")
_DOTTED = re.compile(r"(?:^|(?<=[\n :|]))\*(?= ?\w)")
_LEVELLED = str.maketrans({"○": "☐", "◯": "☐", "◉": "☒", "⦿": "☒", "⊠": "☒", "⊗": "☒"})
_LINE = re.compile(r"[^\n]+")
_MOST_LINES = 400


def words_said(folded: str) -> str:
    """The same without the ticks themselves, for whoever reads words alone."""
    kept = said(folded)
    return _TICKS.sub(lambda tick: " " * len(tick[0]), kept) if kept is not folded else kept


def said(folded: str) -> str:
    """A folded text without the options that were left unticked, each sign of them a space.

    « ☐ oui ☒ non » and « oui ☐ non ☒ » both say no: a box that opens a line, a cell or an answer stands before its
    option, any other behind it.
    """
    if _RINGS.search(folded) is not None:
        folded = _levelled(folded)
    if _HOLDS_EMPTY.search(folded) is None:
        return folded
    pieces, at = list[str](), 0
    for n, line in enumerate(_LINE.finditer(folded)):
        if n < _MOST_LINES and _HOLDS_EMPTY.search(line[0]) is not None:
            pieces += (folded[at : line.start()], _kept(line[0]))
            at = line.end()
    return "".join((*pieces, folded[at:]))


def _levelled(folded: str) -> str:
    """The same with every box drawn as a square or a bracket with an x."""
    rings = "○" in folded or "◯" in folded
    folded = _RINGS.sub(
        lambda box: box[0].translate(_LEVELLED) if len(box[0]) == 1 else f"{box[0][0]}x{box[0][2]}", folded
    )
    if not rings:
        return folded
    lines = folded.split("\n")
    ringed = ["☐" in line for line in lines]
    for n, line in enumerate(lines):
        if any(ringed[max(0, n - 1) : n + 2]):
            lines[n] = _DOTTED.sub("☒", line)
    return "\n".join(lines)


def _squared(box: str) -> str:
    return box.translate(_LEVELLED) if len(box) == 1 else f"{box[0]}x{box[2]}"


def _kept(line: str) -> str:
    boxes = list(_ANY.finditer(line))
    leading = _FIRST.search(line) is not None
    kept = line
    for n, box in enumerate(boxes):
        if _HOLDS_EMPTY.fullmatch(box[0]) is None:
            continue
        if leading:
            start, end = box.start(), boxes[n + 1].start() if n + 1 < len(boxes) else len(line)
            cell = line.find("|", start, end)
            end = cell if cell >= 0 else end
        else:
            start, end = boxes[n - 1].end() if n else _option(line, box.start()), box.end()
        kept = kept[:start] + " " * (end - start) + kept[end:]
    return kept


def _option(line: str, box: int) -> int:
    """Where the option before the first box begins: behind the question it answers."""
    return max(line.rfind(mark, 0, box) + 1 for mark in (":", "|", "?"))
