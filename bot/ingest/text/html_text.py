"""HTML of a letter in, readable text out: lists, tables, links and quotations keep their shape, hidden text is dropped.

Nothing is loaded, nothing is run; depth and size are bounded by walking without recursion.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple
from urllib.parse import unquote

from selectolax.lexbor import LexborHTMLParser, LexborNode

from bot.ingest.text.bare_html import BLOCKS, DROPPED, bare_text, hidden_classes

_SPACED = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
# Nothing below such an element is seen. What follows a child may undo for itself, as every letter made with MJML does.
_HIDDEN = re.compile(
    r"display\s*:\s*none|mso-hide\s*:\s*all|(?<!-)opacity\s*:\s*0(?![.\d])|max-height\s*:\s*0(?![.\d]*[1-9])|"
    r"(?<![-\w])(?:left|top|margin-left)\s*:\s*-\d{4}|text-indent\s*:\s*-\d{3}",
    re.I,
)
_UNSEEN = re.compile(
    r"visibility\s*:\s*hidden|font-size\s*:\s*(?:0(?![.\d]*[1-9])|1px)|(?<!-)color\s*:\s*transparent", re.I
)
_SEEN = re.compile(r"visibility\s*:\s*visible|font(?:-size)?\s*:|(?<!-)color\s*:", re.I)
_SPACES = re.compile(r"[ \t\r\n\f\u00ad\u200b\u2060\ufeff]+")
_BLANK_LINES = re.compile(r"\n(?:[> ]*\n){2,}")
_WEB = re.compile(r"https?://", re.I)
_REACHED = re.compile(r"(?:tel|mailto):", re.I)
_SIGNS = re.compile(r"[\s.()\u00a0-]+")
_OPENING = re.compile(r"<(?!br|img|hr|input|meta|link|p\b|li\b|t[rdh]\b|col|area|wbr|o:|v:)[a-z]", re.I)
_MARK = re.compile(r"<(/?)([a-z][a-z0-9]{0,20})\b", re.I)
# The tree builder's time grows with the square of the depth: so much nesting, or so many elements that could nest
# in some way only a tree builder knows, are read as bare text.
_DEEPEST = 2_000
_MOST_ELEMENTS = 10_000
_MOST_CHARACTERS = 4_000_000
_MOST_NODES = 200_000
_DEEPEST_QUOTE = 12


class HtmlText(NamedTuple):
    """The text, and whether something not meant to be seen was left out."""

    text: str
    hidden: bool


class _Writer:
    """Collects lines: white space runs become one space, blocks begin lines, quotations carry `> `."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.quotes = 0
        self.gap = False
        self.preformatted = 0

    def text(self, piece: str) -> None:
        if self.preformatted:
            first, *rest = piece.split("\n")
            self.line.append(first)
            for other in rest:
                self.break_line()
                self.line.append(other)
            return
        piece = _SPACES.sub(" ", piece)
        if not self.line or self.line[-1].endswith((" ", "\t")):
            piece = piece.lstrip(" ")
        if piece:
            self.line.append(piece)

    def break_line(self, blank: bool = False) -> None:
        """End the line; `blank` asks for an empty one before the next text."""
        joined = "".join(self.line).rstrip()
        if joined or self.preformatted:
            if self.gap and self.lines:
                self.lines.append(self._prefix().rstrip())
            self.lines.append((self._prefix() + joined).rstrip() if self.quotes else joined)
            self.gap = False
        self.line = []
        self.gap = self.gap or blank

    def empty_line(self) -> None:
        """A line break asked for by `br`: an empty line when nothing stands before it."""
        if "".join(self.line).strip():
            self.break_line()
        else:
            self.line = []
            self.gap = True

    def _prefix(self) -> str:
        return "> " * min(self.quotes, _DEEPEST_QUOTE)

    def result(self) -> str:
        self.break_line()
        return _BLANK_LINES.sub("\n\n", "\n".join(self.lines)).strip("\n")


def html_text(html: str) -> HtmlText:
    """The readable text of an HTML document; what cannot be walked in bounds is given as bare text.

    Where all of it is hidden it is given all the same, and `hidden` tells: no letter is empty that says something.
    """
    if not html.strip():
        return HtmlText("", False)
    html = html[:_MOST_CHARACTERS]
    if _too_deep(html):
        return HtmlText(bare_text(html), False)
    root = LexborHTMLParser(html).root
    if root is None:
        return HtmlText("", False)
    classes = hidden_classes(html)
    seen = _walk(root, classes)
    return seen if seen.text or not seen.hidden else HtmlText(_walk(root, None).text, True)


def _too_deep(html: str) -> bool:
    elements = len(_OPENING.findall(html))
    if elements <= _DEEPEST or elements > _MOST_ELEMENTS:
        return elements > _DEEPEST
    # A closing tag ends only what was opened before it under its own name.
    depth, open_by_name = 0, Counter[str]()
    for closing, name in _MARK.findall(html):
        name = name.lower()
        if not closing and _OPENING.match(f"<{name}"):
            depth += 1
            open_by_name[name] += 1
        elif closing and open_by_name[name]:
            depth -= 1
            open_by_name[name] -= 1
        if depth > _DEEPEST:
            return True
    return False


def _walk(root: LexborNode, classes: frozenset[str] | None) -> HtmlText:
    """The text below a node; without `classes` also what is hidden."""
    writer, hidden, count = _Writer(), False, 0
    node: LexborNode | None = root
    open_nodes: list[tuple[LexborNode, str, bool]] = []
    numbers: list[int] = []
    unseen = False
    while node is not None and count < _MOST_NODES:
        count += 1
        tag = node.tag or ""
        below: LexborNode | None = None
        if tag == "-text":
            words = node.text_content or ""
            if not unseen:
                writer.text(words)
            elif not hidden:
                hidden = bool(words.strip())
        elif tag in DROPPED or tag.startswith(("-", "!", "_")):
            pass
        elif classes is not None and _is_hidden(node, classes):
            hidden = hidden or bool((node.text() or "").strip())
        else:
            _enter(writer, node, tag, numbers)
            if node.child is not None:
                below = node.first_child
                open_nodes.append((node, tag, unseen))
                unseen = classes is not None and _is_unseen(node, unseen)
            else:
                _leave(writer, node, tag, numbers)
        if below is not None:
            node = below
            continue
        following = node.next
        while following is None and open_nodes:
            parent, parent_tag, unseen = open_nodes.pop()
            _leave(writer, parent, parent_tag, numbers)
            following = parent.next if open_nodes or parent is not root else None
        node = following
    return HtmlText(writer.result(), hidden)


def _is_hidden(node: LexborNode, classes: frozenset[str]) -> bool:
    attributes = node.attributes
    if not attributes or node.tag in ("body", "html"):
        return False
    if "hidden" in attributes:
        return True
    if classes and not classes.isdisjoint((attributes.get("class") or "")[:500].split()):
        return True
    style = attributes.get("style")
    return bool(style and _HIDDEN.search(style[:500]))


def _is_unseen(node: LexborNode, inherited: bool) -> bool:
    style = (node.attributes.get("style") or "")[:500]
    if not style:
        return inherited
    return _UNSEEN.search(style) is not None or (inherited and _SEEN.search(style) is None)


def _enter(writer: _Writer, node: LexborNode, tag: str, numbers: list[int]) -> None:
    if tag == "br":
        writer.empty_line()
    elif tag == "blockquote":
        writer.break_line(blank=True)
        writer.quotes += 1
    elif tag == "hr":
        writer.break_line()
        if not writer.quotes:
            writer.line.append("_" * 32)
        writer.break_line()
    elif tag in ("td", "th"):
        if "".join(writer.line).strip():
            writer.line.append("\t")
    elif tag in BLOCKS or tag in _HEADINGS:
        writer.break_line(blank=tag in _SPACED)
        if tag in ("ol", "ul"):
            numbers.append(_first(node) - 1 if tag == "ol" else -1)
        elif tag == "li":
            writer.line.append(_bullet(numbers))
        elif tag == "pre":
            writer.preformatted += 1


def _first(node: LexborNode) -> int:
    start = node.attributes.get("start") or ""
    return max(1, int(start)) if start.isascii() and start.isdigit() and len(start) < 6 else 1


def _bullet(numbers: list[int]) -> str:
    indent = "  " * max(0, min(len(numbers), 6) - 1)
    if numbers and numbers[-1] >= 0:
        numbers[-1] += 1
        return f"{indent}{numbers[-1]}. "
    return f"{indent}- "


def _leave(writer: _Writer, node: LexborNode, tag: str, numbers: list[int]) -> None:
    if tag == "blockquote":
        writer.break_line()
        writer.quotes = max(0, writer.quotes - 1)
        writer.gap = True
    elif tag == "a":
        _link(writer, node)
    elif tag in ("ol", "ul"):
        writer.break_line(blank=not numbers or len(numbers) < 2)
        if numbers:
            numbers.pop()
    elif tag == "pre":
        writer.break_line()
        writer.preformatted = max(0, writer.preformatted - 1)
        writer.gap = True
    elif tag in BLOCKS or tag in _HEADINGS:
        writer.break_line(blank=tag in _SPACED)


def _link(writer: _Writer, node: LexborNode) -> None:
    """The address of a link stands after its words, unless the words are the address."""
    target = (node.attributes.get("href") or "").strip()[:500]
    words = (node.text() or "").strip()[:2_000]
    if not words or not writer.line:
        return
    if _REACHED.match(target):
        spoken = unquote(target.partition(":")[2].partition("?")[0])
        if spoken and _SIGNS.sub("", spoken).lower() not in _SIGNS.sub("", words).lower():
            writer.line.append(f" <{spoken}>")
        return
    if not _WEB.match(target):
        return
    bare = _WEB.sub("", target).rstrip("/")
    if bare and bare not in words and _WEB.sub("", words).rstrip("/…") not in bare:
        writer.line.append(f" <{target}>")
