"""What the author of a letter newly wrote: the text in, the text without history and signature out, and every cut told.

Nothing is lost: cuts are places in `Message.text`, and when all would be cut nothing is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.ingest.text.interleaved import MOST_ROWS, announces_answers, answer_rows, may_hold_answers
from bot.ingest.text.quotation import (
    Block,
    attribution,
    header_block,
    is_rule,
    is_sent_from,
    is_signature_mark,
    separator,
)
from bot.mail.message import Cut

# GroupWise announces a letter as « >>> Name <address> date >>> »: that line is a separator and quotes nothing itself.
_QUOTED = re.compile(r"\s{0,3}>(?!>>\s?\S[^\n]{2,240}>>>\s{0,4}$)")
_LABELLED = re.compile(r"\s{0,8}[-*•\d.]{0,4}\s{0,3}[^\s:][^:\n]{1,60}\s?:(?!//)\s*\S")
_WORD = re.compile(r"\w")
_POSTSCRIPT = re.compile(
    r"\s{0,5}(?:p\.?\s?s|n\.?\s?b|post-?scriptum|ajout|addendum)\s?\d?\s?[.:;–—-]{1,2}\s*\w", re.IGNORECASE
)
_MOST_LINES = 6_000
_LONGEST_SIGNATURE = 15
_LONGEST_FOOTER = 8


class Reply(NamedTuple):
    """The new text, what was cut, the first line of each letter quoted or forwarded inside (with its block), and
    whether answers were found typed into an unmarked quotation."""

    new_text: str
    cuts: tuple[Cut, ...]
    history: tuple[History, ...]
    interleaved: bool = False


class History(NamedTuple):
    """Where a letter inside the text begins (line), where its own text begins, how it was announced, and its header
    block.
    """

    line: int
    body: int
    forward: bool
    block: Block | None


@dataclass(slots=True)
class _Reading:
    lines: list[str]
    dropped: dict[int, str] = field(default_factory=dict)
    history: list[History] = field(default_factory=list)
    interleaved: bool = False

    def drop(self, start: int, end: int, pattern: str) -> None:
        for row in range(start, end):
            self.dropped.setdefault(row, pattern)

    def drop_quoted(self, start: int, body: int, pattern: str) -> None:
        """Drop a quoted letter to the end, save answers typed into its own text (from `body` to the next letter)."""
        above = "\n".join(line for row, line in enumerate(self.lines[:start]) if row not in self.dropped)
        announced = announces_answers(above)
        self.drop(start, len(self.lines), pattern)
        if not may_hold_answers(self.lines, body, announced):
            return
        answers = answer_rows(self.lines, body, _next_letter(self.lines, body), announced)
        for row in answers:
            del self.dropped[row]
        self.interleaved = bool(answers)

    def kept(self) -> list[int]:
        return [row for row in range(len(self.lines)) if row not in self.dropped]


def read_reply(text: str, depth: int = 0) -> Reply:
    """The newly written part of a text. Never empty when the text is not: a letter that only passes another on
    gives that one's own text, without its header block."""
    lines = text.split("\n")
    reading = _Reading(lines[:_MOST_LINES])
    _history(reading)
    _signature(reading)
    _tail(reading)
    new_text = "\n".join(lines[row] for row in reading.kept()) + (
        "\n" + "\n".join(lines[_MOST_LINES:]) if len(lines) > _MOST_LINES else ""
    )
    new_text = re.sub(r"\n{3,}", "\n\n", new_text).strip()
    if not _WORD.search(new_text):
        return _only_forwarded(text, lines, reading.history, depth)
    return Reply(new_text, _cuts(reading), tuple(reading.history), reading.interleaved)


def _only_forwarded(text: str, lines: list[str], history: list[History], depth: int) -> Reply:
    first = history[0] if history else None
    # A memo's own heading (« De : … / Date : … / Objet : … ») has no address, follows no separator: it is the author's.
    if first is None or first.block is None or depth > 3 or not (first.forward or "@" in first.block.values["from"]):
        return Reply(text.strip(), (), tuple(history))
    body = first.body
    offset = sum(len(line) + 1 for line in lines[:body])
    inner = read_reply("\n".join(lines[body:]), depth + 1)
    if not _WORD.search(inner.new_text):
        return Reply(text.strip(), (), tuple(history))
    cuts = (
        Cut(0, offset, "header block"),
        *(Cut(cut.start + offset, cut.end + offset, cut.pattern) for cut in inner.cuts),
    )
    return Reply(inner.new_text, cuts, tuple(history))


def _history(reading: _Reading) -> None:
    """Drop quotations. Unquoted text below an attribution, a separator or a header block is history to the end;
    below `>` lines it is an answer between them and stays."""
    lines, row = reading.lines, 0
    attributed = False
    quoted_rows = sum(1 for line in lines if _QUOTED.match(line))
    while row < len(lines):
        line = lines[row]
        if not line.strip():
            row += 1
            continue
        if _QUOTED.match(line):
            end = _end_of_quote(lines, row)
            if attributed or quoted_rows > 1 or not _amid_text(lines, row):
                reading.drop(row, end, "quoted lines")
            row = end
            continue
        announced = separator(line)
        if announced is not None and _drop_from(reading, row, announced):
            return
        block = header_block(lines, row, announced=row > 0 and is_rule(_above(lines, row)))
        if block is not None:
            start = _with_rule(lines, row)
            reading.history.append(History(start, block.end, False, block))
            reading.drop_quoted(start, block.end, "header block")
            return
        size = attribution(lines, row)
        if size:
            below = _next_line(lines, row + size)
            reading.history.append(History(row, row + size, False, None))
            if below < len(lines) and not _QUOTED.match(lines[below]):
                reading.drop_quoted(row, below, "attribution")
                return
            reading.drop(row, row + size, "attribution")
            attributed = True
            row += size
            continue
        row += 1


def _drop_from(reading: _Reading, row: int, announced: str) -> bool:
    """Drop from a separator to the end. A separator of the author's own (nothing like a letter below) is left alone."""
    lines = reading.lines
    below = _next_line(lines, row + 1)
    if below >= len(lines):
        return False
    block = header_block(lines, below, announced=True)
    body = block.end if block else row + 1
    reading.history.append(History(row, body, announced == "forward", block))
    if announced == "forward":
        reading.drop(row, len(lines), "separator")
    else:
        reading.drop_quoted(row, body, "separator")
    return True


def _next_letter(lines: list[str], start: int) -> int:
    """The row below `start` where a further letter or a signature begins, or as far as answers are looked for."""
    end = min(len(lines), start + MOST_ROWS)
    return next((row for row in range(start, end) if lines[row].strip() and _begins_letter(lines, row)), end)


def _begins_letter(lines: list[str], row: int) -> bool:
    line = lines[row]
    if is_signature_mark(line) or separator(line) is not None:
        return True
    return header_block(lines, row) is not None or attribution(lines, row) > 0


def _end_of_quote(lines: list[str], row: int) -> int:
    """Past the quoted lines, blank lines between them, and the unmarked ends of lines that a mailer broke in two."""
    end = row
    while end < len(lines):
        if _QUOTED.match(lines[end]):
            end += 1
        elif not lines[end].strip():
            following = _next_line(lines, end)
            if following >= len(lines) or not _QUOTED.match(lines[following]):
                break
            end = following
        elif (
            end > row
            and end + 1 < len(lines)
            and _QUOTED.match(lines[end + 1])
            and len(lines[end - 1]) >= 60
            and len(lines[end]) <= 30
            and lines[end][:1].islower()
        ):
            end += 1
        else:
            break
    return end


def _amid_text(lines: list[str], row: int) -> bool:
    """True for a single marked line with text right above and right below: the author's own arrow."""
    above = row > 0 and bool(lines[row - 1].strip()) and not _QUOTED.match(lines[row - 1])
    below = row + 1 < len(lines) and bool(lines[row + 1].strip()) and not _QUOTED.match(lines[row + 1])
    return above and below


def _next_line(lines: list[str], row: int) -> int:
    while row < len(lines) and not lines[row].strip():
        row += 1
    return row


def _above(lines: list[str], row: int) -> str:
    row -= 1
    while row > 0 and not lines[row].strip():
        row -= 1
    return lines[row]


def _with_rule(lines: list[str], row: int) -> int:
    """The line of the rule that stands above a header block, or the block's own."""
    above = row - 1
    while above >= 0 and not lines[above].strip():
        above -= 1
    return above if above >= 0 and is_rule(lines[above]) else row


def _signature(reading: _Reading) -> None:
    kept = reading.kept()
    said = next((order for order, row in enumerate(kept) if _WORD.search(reading.lines[row][:200])), len(kept))
    rest: list[int] = []  # lines below that are not blank, from the last upwards
    found: int | None = None
    for order in range(len(kept) - 1, said, -1):
        line = reading.lines[kept[order]]
        if len(rest) > _LONGEST_SIGNATURE:
            break
        if (is_rule(line) or is_signature_mark(line)) and _is_footer(reading, rest, is_signature_mark(line)):
            found = order
        if line.strip():
            rest.append(kept[order])
    if found is not None:
        below = (row for row in kept[found:] if _POSTSCRIPT.match(reading.lines[row][:200]))
        end = next(below, len(reading.lines))
        reading.dropped.update(dict.fromkeys((row for row in kept[found:] if row < end), "signature"))


def _is_footer(reading: _Reading, rest: list[int], marked: bool) -> bool:
    """True for the lines of a signature; below another rule a form (« Structure : … ») is none."""
    if len(rest) > (_LONGEST_SIGNATURE if marked else _LONGEST_FOOTER):
        return False
    return marked or not any(_LABELLED.match(reading.lines[row]) for row in rest)


def _tail(reading: _Reading) -> None:
    """From the end upwards: blank lines, rules, and a telephone's own line."""
    for row in reversed(reading.kept()):
        line = reading.lines[row].strip()
        if is_sent_from(line) or is_rule(line) or line in ("ᐧ", "\u200b", "Sent"):
            reading.dropped[row] = "sent from"
        elif line:
            return


def _cuts(reading: _Reading) -> tuple[Cut, ...]:
    cuts: list[Cut] = []
    at = 0
    for row, line in enumerate(reading.lines):
        end = at + len(line) + (row + 1 < len(reading.lines))
        pattern = reading.dropped.get(row)
        if pattern is not None and end > at:
            if cuts and cuts[-1].end == at and cuts[-1].pattern == pattern:
                cuts[-1] = Cut(cuts[-1].start, end, pattern)
            else:
                cuts.append(Cut(at, end, pattern))
        at = end
    return tuple(cuts[:2_000])
