"""The words of a letter as blocks: lightly marked text comes in, wrapped plain text and accessible HTML go out.

Marks, at the beginning of a line: `# ` a heading, `- ` an item, `1. ` a numbered item. A blank line ends a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from itertools import groupby
from operator import attrgetter
from typing import Literal, NamedTuple

from bot.outbound.typography import JOINER, LINK_BEGIN, LINK_END, LINK_SHOWN, MARKS

WIDTH = 76
# RFC 5322 section 2.1.1: no line is longer than 998 characters.
LONGEST_LINE = 998
VERBATIM = "\x02"
_BETWEEN = "\x1f"
_kind = attrgetter("kind")

_LINK = re.compile(f"{LINK_BEGIN}([^{LINK_SHOWN}]*){LINK_SHOWN}([^{LINK_END}]*){LINK_END}")
_FIRST = frozenset("#-0123456789")
_ITEM = re.compile(r"(- |\d{1,2}\. )(.*)")

Kind = Literal["paragraph", "heading", "item", "numbered", "verbatim"]


class Block(NamedTuple):
    """One paragraph, heading, item or stretch of verbatim lines; `mark` is what stands before an item."""

    kind: Kind
    text: str
    mark: str = ""


def verbatim(text: str) -> str:
    """Lines written by a person: kept line for line, whatever marks they seem to begin with."""
    clean = text.translate({ord(mark): None for mark in MARKS + VERBATIM + _BETWEEN + "\x00"})
    return "\n".join(VERBATIM + line for line in clean.splitlines())


def blocks(marked: str) -> list[Block]:
    """Marked text cut into blocks; lines of one paragraph are joined."""
    found: list[Block] = []
    open_block = False
    for raw in marked.replace(_BETWEEN, " ").split("\n"):
        if raw.startswith(VERBATIM):
            found.append(Block("verbatim", raw[1:].rstrip()))
            open_block = False
            continue
        line = raw.strip()
        begun = _begun(line)
        if begun is not None:
            found.append(begun)
            open_block = begun.kind != "heading"
        elif line and open_block:
            last = found[-1]
            found[-1] = Block(last.kind, f"{last.text} {line}", last.mark)
        elif line:
            found.append(Block("paragraph", line))
            open_block = True
        else:
            open_block = False
    return found


def _begun(line: str) -> Block | None:
    if line[:1] not in _FIRST:
        return None
    if line.startswith("# "):
        return Block("heading", line[2:].strip())
    item = _ITEM.match(line)
    if item is None:
        return None
    return Block("item" if item[1] == "- " else "numbered", item[2].strip(), item[1])


def as_text(found: list[Block]) -> str:
    """Plain text: lines of at most 76 characters, headings in capitals, items with a hanging indent."""
    lines: list[str] = []
    before: Kind | None = None
    for block in found:
        if before is not None and not (block.kind == before and block.kind in ("item", "numbered", "verbatim")):
            lines.append("")
        lines.extend(_text_lines(block))
        before = block.kind
    return "\n".join(lines).replace(JOINER, " ") + "\n"


# Kept: most paragraphs of a letter stand in all letters of its kind.
@lru_cache(maxsize=512)
def _text_lines(block: Block) -> Sequence[str]:
    if block.kind == "verbatim":
        return _verbatim_lines(block.text)
    if block.kind == "heading":
        return wrapped(block.text.upper())
    text = _LINK.sub(r"\2", block.text) if LINK_BEGIN in block.text else block.text
    return wrapped(text, "– " if block.kind == "item" else block.mark)


def _verbatim_lines(line: str) -> list[str]:
    if len(line) <= WIDTH or line.startswith(">"):
        return [line[at : at + LONGEST_LINE] for at in range(0, max(len(line), 1), LONGEST_LINE)]
    return wrapped(line)


def wrapped(text: str, mark: str = "") -> list[str]:
    """Greedy wrapping at plain spaces; a longer word stands alone, cut only where RFC 5322 forces it."""
    lines: list[str] = []
    before, indent, start = mark, " " * len(mark), 0
    room, longest = WIDTH - len(mark), LONGEST_LINE - len(mark)
    while len(text) - start > room:
        cut = text.rfind(" ", start, start + room + 1)
        if cut <= start:
            cut = text.find(" ", start + room)
            cut = len(text) if cut < 0 else cut
        if cut - start > longest:
            lines.append(before + text[start : start + longest])
            start += longest
        else:
            lines.append(before + text[start:cut])
            start = cut + 1
        before = indent
    if start < len(text) or not lines:
        lines.append(before + text[start:])
    return lines


def as_html(found: list[Block]) -> str:
    """The same words as headings, paragraphs and real lists, everything escaped."""
    # Escaped in one go: one call for each block costs more than all the rest of this function.
    texts = iter(escape(_BETWEEN.join(block.text for block in found)).split(_BETWEEN))
    html = "\n".join(_html_groups(found, texts))
    if LINK_BEGIN in html:
        html = _LINK.sub(r'<a href="tel:\1">\2</a>', html)
    return html.replace(JOINER, " ")


def _html_groups(found: list[Block], escaped: Iterator[str]) -> Iterator[str]:
    for kind, group in groupby(found, key=_kind):
        texts = [next(escaped) for _ in group]
        if kind == "verbatim":
            yield "<p>" + "<br>\n".join(texts) + "</p>"
        elif kind in ("item", "numbered"):
            tag = "ul" if kind == "item" else "ol"
            yield f"<{tag}>\n<li>" + "</li>\n<li>".join(texts) + f"</li>\n</{tag}>"
        else:
            tag = "h2" if kind == "heading" else "p"
            yield from (f"<{tag}>{text}</{tag}>" for text in texts)
