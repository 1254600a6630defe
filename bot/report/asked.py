"""What a reply repeats of the letter it answers: found, and blanked sign for sign, so that our own words are never read
as the declarant's. Every offset stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.mail.message import Message
from bot.report.words.folded import TEXT_LIMIT, level

_SENTENCE = re.compile(r"[^.!?\n]{1,600}[.!?]?")
_PARAGRAPH = re.compile(r"\n[ \t]*\n|\n(?=[ \t]{0,3}(?:\d{1,2}\.|[-–•]) )")
_WORD = re.compile(r"\w+")
_FEWEST_WORDS = 5
_MOST_SENTENCES = 200
_ASKS = re.compile(r"\s{0,3}(\d{1,2})\. (.{8,300}?\?)", re.DOTALL)
_QUOTED = re.compile(r"[ \t]{0,3}>[ \t>]{0,12}")
_NEW_ITEM = re.compile(r"(?:\d{1,2} ?[.)/\-]|[-–•*]) ")
_LABEL = re.compile(r"[^\n]{3,76}[?:][ \t]*")


def without(message: Message, letter: str) -> Message:
    """The message with every whole sentence of `letter`, the text of ours that is answered, blanked in its own text.

    However it was wrapped or quoted. A part of a sentence stays: the declarant may have written the same words.
    """
    sentences = [words for words in _sentences(letter) if len(words) >= _FEWEST_WORDS]
    text, new = (_blanked(one, _places(one, sentences)) for one in (message.text, message.new_text))
    return message if (text, new) == (message.text, message.new_text) else replace(message, text=text, new_text=new)


def cut_out(message: Message, stretches: Iterable[str]) -> Message:
    """The message with these stretches of its text blanked, each at its first place."""
    text, new = message.text, message.new_text
    for stretch in stretches:
        text, new = (_blanked(one, _first(one, stretch)) for one in (text, new))
    return replace(message, text=text, new_text=new)


def repeated_questions(message: Message, letter: str) -> int:
    """How many of the letter's numbered questions stand in the message under the same number."""
    return sum(
        1
        for number, question in _numbered(letter)
        if any(
            re.search(rf"(?<!\d){number} ?[.)]?[\s>|*]{{0,12}}$", message.text[max(0, start - 20) : start]) is not None
            for start, _ in _places(message.text, [_words(question)])
        )
    )


def questions_only(text: str) -> str:
    """A text with questions quoted and answered line by line, of the quotation only the short ones left.

    A question too long for a label would be read as prose, and so would everything else that is quoted.
    """
    lines = text.split("\n")
    quoted = [_QUOTED.match(line) for line in lines]
    kept = list(lines)
    for n, mark in enumerate(quoted):
        if mark is None:
            continue
        said = lines[n][mark.end() :]
        goes_on = n + 1 < len(lines) and _continues(lines[n + 1])
        if goes_on or (_continues(lines[n]) and n and quoted[n - 1]) or not _LABEL.fullmatch(said):
            kept[n] = " " * len(lines[n])
    return "\n".join(kept)


def _continues(line: str) -> bool:
    """True for a quoted line that goes on with the sentence of the one before: it begins small or set in."""
    mark = _QUOTED.match(line)
    if mark is None or mark.end() == len(line):
        return False
    said = line[mark.end() :]
    return _NEW_ITEM.match(said) is None and (said[0].islower() or mark[0].endswith("  "))


def _numbered(letter: str) -> Iterator[tuple[str, str]]:
    for paragraph in _PARAGRAPH.split(letter[:TEXT_LIMIT]):
        if (asks := _ASKS.match(paragraph)) is not None:
            yield asks[1], asks[2]


def _sentences(letter: str) -> Iterator[tuple[str, ...]]:
    paragraphs = (" ".join(one.split()) for one in _PARAGRAPH.split(letter[:TEXT_LIMIT]))
    found = (sentence[0] for one in paragraphs for sentence in _SENTENCE.finditer(one))
    for _, sentence in zip(range(_MOST_SENTENCES), found, strict=False):
        # The labels of the form we offer are filled in, not repeated.
        if not sentence.rstrip().endswith(":"):
            yield _words(sentence)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(level(text)))


def _places(text: str, sentences: Iterable[tuple[str, ...]]) -> list[tuple[int, int]]:
    """Where these sentences stand in a text, whatever signs stand between their words."""
    marks = list(_WORD.finditer(level(text[:TEXT_LIMIT])))
    joined, begins, at = f" {' '.join(mark[0] for mark in marks)} ", {}, 1
    for n, mark in enumerate(marks):
        begins[at] = n
        at += len(mark[0]) + 1
    found = []
    for words in sentences:
        sought, place = f" {' '.join(words)} ", -1
        while words and (place := joined.find(sought, place + 1)) >= 0:
            first = begins[place + 1]
            found.append((marks[first].start(), _closed(text, marks[first + len(words) - 1].end())))
    return found


def _closed(text: str, end: int) -> int:
    """The end of a sentence with the bracket and the mark behind its last word."""
    mark = re.compile(r"[)»]?\s{0,2}[?.:!]?").match(text, end)
    return mark.end() if mark is not None and mark[0].strip() else end


def _first(text: str, stretch: str) -> list[tuple[int, int]]:
    at = text.find(stretch) if stretch.strip() else -1
    return [] if at < 0 else [(at, at + len(stretch))]


def _blanked(text: str, places: Iterable[tuple[int, int]]) -> str:
    """The text with spaces for what stands at these places; line ends stay."""
    for start, end in places:
        text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
    return text
