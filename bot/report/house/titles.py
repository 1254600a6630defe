"""Titles in English: « Major Incident Manager » begins where its capitals do, whatever it is made of."""

from __future__ import annotations

import re

from bot.report.words.folded import heads

_HEADS = (
    r"(?:managers?|directors?|officers?|engineers?|leads?|administrators?|technicians?|coordinators?|executives?|analysts?|"
    r"specialists?|scientists?|supervisors?|physicists?|pharmacists?|biologists?|nurses?|advisors?|radiographers?|"
    r"representatives?|developers?)"
)
FIRST = heads(
    "manager director officer engineer lead administrator technician coordinator executive analyst specialist "
    "scientist supervisor physicist pharmacist biologist nurse advisor radiographer representative developer head chief"
)
"""What the last word of a title is filed under, and the first of « Head of … »."""
_HEAD = re.compile(rf"{_HEADS}(?![\w-])")
_ANY = re.compile(rf"\b{_HEADS}(?![\w-])")
_LAST = re.compile(rf"\b{_HEADS}$")
_HEAD_OF = re.compile(
    r"head of (?P<what>[a-z&]{2,14}(?: (?:and |& )?[a-z]{2,14}){0,3})(?= ?[,.;:()/\n|\-]|$| at | for )"
)
# The capitals before it on its line: « Group IT Security », « Deputy Chief Information Security ».
_BEFORE = re.compile(r"(?:(?:[A-Z][A-Za-z&/\-]{0,16}|of|and|&) ){1,6}$")
# « J. Morel Incident Manager »
_INITIAL = re.compile(r"[A-Z]\. ?$")
_FROM = re.compile(r"(?:of|and|&) ")
_SEGMENT = re.compile(r"[^,;:()/|\n]{0,60}$")
_ARTICLE = re.compile(r"(?:(?:the|a|an|our|is|am|i'm|as|duty|your) )+")
_NO_TITLE = frozenset("dear hello best kind regards sincerely from mr mrs ms dr this the i we our".split())


def title_over(folded: str, at: int, written: str | None) -> tuple[int, int] | None:
    """The English title of which a word stands there, from its first capital to its last word; or None.

    `written` is the text as written, sign for sign; without its capitals no beginning can be told.
    """
    if (whole := _HEAD_OF.match(folded, at)) is not None and (written is None or not written[at].islower()):
        return at, whole.end()
    if written is None:
        return None
    last = _HEAD.match(folded, at)
    if last is None or not (before := _BEFORE.search(written, max(0, folded.rfind("\n", 0, at) + 1, at - 70), at)):
        return None
    start = before.start()
    if _INITIAL.search(written, max(0, start - 4), start) is not None:
        start = written.find(" ", start) + 1
    while (link := _FROM.match(written, start)) is not None:
        start = link.end()
    first = folded[start:at].split(" ", 1)[0]
    return None if first in _NO_TITLE or start == at else (start, last.end())


def over_title(folded: str, role: re.Match[str], written: str | None) -> tuple[int, int] | None:
    """The whole title where a role that was found ends in the last word of an English one; or None."""
    last = _LAST.search(folded, role.start(), role.end())
    title = title_over(folded, last.start(), written) if last is not None else None
    return (min(title[0], role.start()), title[1]) if title is not None else None


def title_in(value: str) -> tuple[int, int] | None:
    """The English title in a form's folded answer: all that stands with it between two marks."""
    if (whole := _HEAD_OF.search(value)) is not None:
        return whole.span()
    last = _ANY.search(value[:200])
    if last is None:
        return None
    before = _SEGMENT.search(value, 0, last.start())
    start = before.start() if before is not None else last.start()
    start += len(value[start : last.start()]) - len(value[start : last.start()].lstrip(" -"))
    if (article := _ARTICLE.match(value, start, last.start())) is not None:
        start = article.end()
    dash = value.rfind(" - ", start, last.start())
    start = dash + 3 if dash >= 0 else start
    return (start, last.end()) if start < last.start() else None
