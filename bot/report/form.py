"""Labelled forms: « Structure : … — N° FINESS : … », in lines, tables or one running line, with typing mistakes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from bot.report.words.lexicon import ReportLexicons, label_key

_MARK = re.compile(
    r"[ *]{0,3}(?:\?\s{0,2}(?:\.{3,} ?|:)?|\.{3,} ?:?|[=|]|:(?!(?<=\d:)\d\d))|"
    r"(?<=[\w)?'.])(?: {3,}| \.{1,2} | - |;)(?=\S)"
)
_LEADER = re.compile(r" {3,}|[ *]{0,3}\.{3,} ?| \.{1,2} | - |;")
# « Label - answer » and « label;answer » are a form only where several lines are made so.
_FAINT = (" - ", ";")
_FAINT_LINE = re.compile(r"(?:^|\n)[^\n:;]{3,40}?( - |;)(?=\S)")
_FEWEST_FAINT = 4
_STRONG = re.compile(r"[\n|;]| - ")
_WEAK = re.compile(r"[.!?,] ")
_LEAD = re.compile(r"[ >*#\-|]{0,8}(?:\d{1,2}(?:\.\d)? ?[.)/\-] ?)?")
# « Besoin d'un appui. Tel: » is no label with a typing mistake.
_SENTENCES = re.compile(r"[a-z]{3}[.!?] +[a-z]")
_LONGEST_LABEL = 76
_MOST_LABELS = 200
_LONGEST_VALUE = 600
_MOST_UNKNOWN = 80
"""Wordings that are no label, after which no more is looked for with typing mistakes: some letters have thousands."""
_BRACKETS = re.compile(r"\([^)]{0,60}\)")
_TICKED = r"(?:[☒☑✔✓✅■🗹]|\[ ?x ?\]|\( ?x ?\))"
_WORD = r"(oui|non|yes|no|ne sait pas|nsp|[a-z]{3,20})"
_TICK_BEFORE = re.compile(_TICKED + r"\s{0,2}" + _WORD)
_BOX = re.compile(r"[☐□☒☑]|\[ ?x? ?\]|\( ?x? ?\)")
_TICK_AFTER = re.compile(_WORD + r"\s{0,2}:?\s{0,2}" + _TICKED)
_EITHER = re.compile(r"(?:oui|yes) ?(?:/|ou|-) ?(?:non|no)(?: ?(?:/|ou|-) ?(?:nsp|ne sait pas))?\W*")
_PLAIN_LINE = re.compile(
    r"(?:^|\n)[ *\-]{0,3}(?P<label>[a-z][a-z' ]{5,60}?) {1,2}(?P<value>[a-z]{2,12})[ .]{0,2}(?=\n|$)"
)
_TRIM = " \t.,;:!?*-|\"'()[]_/"


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer under one label: its field, folded value, and the value's place in the folded text."""

    field: str
    value: str
    start: int
    end: int
    label: str = ""
    """The folded wording of the label."""


@dataclass(frozen=True)
class Form:
    """All labelled answers of a letter in order; a field may be answered more than once (several sites)."""

    answers: tuple[Answer, ...]
    labels: tuple[tuple[int, int], ...] = ()
    """Where the labels themselves stand: they name things and say nothing of them."""

    def all(self, field: str) -> list[Answer]:
        """Every answer to one field."""
        return [answer for answer in self.answers if answer.field == field]

    def first(self, field: str) -> Answer | None:
        """The first answer to one field."""
        return next((answer for answer in self.answers if answer.field == field), None)


def read_form(folded: str, lexicons: ReportLexicons) -> Form:
    """The labelled answers of a folded text; blanks (« NC », « à compléter ») are left out."""
    places: list[tuple[str, int, int]] = []
    faint = [mark[1] for mark in _FAINT_LINE.finditer(folded)]
    at = 0
    unknown: set[str] = set()
    for mark in _MARK.finditer(folded):
        if mark[0] in _FAINT and faint.count(mark[0]) < _FEWEST_FAINT:
            continue
        if len(places) < _MOST_LABELS and (label := _label_before(folded, at, mark.start(), lexicons, unknown)):
            if _LEADER.fullmatch(mark[0]) and not _opens_line(folded, label[1]):
                continue
            places.append((*label, mark.end()))
            at = mark.end()
    if len(places) >= _FEWEST_FAINT:
        places = sorted((*places, *_unmarked(folded, places, lexicons)), key=lambda place: place[1])
    answers = []
    for n, (field, start, value_start) in enumerate(places):
        limit = places[n + 1][1] if n + 1 < len(places) else len(folded)
        midline = start > 1 and folded[max(0, start - 2) : start] in (". ", "! ", "? ", ", ")
        if (answer := _answer(folded, field, value_start, limit, midline)) is not None and not _is_blank(
            answer.value, lexicons
        ):
            label_end = _MARK.search(folded, start)
            answers.append(replace(answer, label=folded[start : label_end.start()] if label_end else ""))
    return Form(tuple(answers), tuple((start, end) for _, start, end in places))


def _unmarked(
    folded: str, places: Sequence[tuple[str, int, int]], lexicons: ReportLexicons
) -> Iterator[tuple[str, int, int]]:
    """« Impact sur les soins  Non »: in a form, a line that is a known label and a bare answer with no mark between."""
    answers = lexicons.answers
    known = {start for _, start, _ in places}
    for line in _PLAIN_LINE.finditer(folded):
        label, value = line["label"], line["value"]
        if line.start("label") in known or not any(value in answers[kind] for kind in ("yes", "no", "unsure")):
            continue
        field = lexicons.labels.get(label_key(label)) if " " in label else None
        if field is not None:
            yield field, line.start("label"), line.start("value")


def _label_before(
    folded: str, after: int, end: int, lexicons: ReportLexicons, unknown: set[str]
) -> tuple[str, int] | None:
    """The field and the beginning of the label that ends here: the whole of its line, or else the end of a sentence."""
    lowest = max(after, end - _LONGEST_LABEL)
    strong = max((found.end() for found in _STRONG.finditer(folded, lowest, end)), default=lowest)
    if strong == lowest and lowest not in (0, after):
        strong = end
    weak = max((found.end() for found in _WEAK.finditer(folded, lowest, end)), default=strong)
    for begin in dict.fromkeys((strong, weak)):
        whole = begin == strong
        lead = _LEAD.match(folded, begin, end)
        start = lead.end() if lead else begin
        if (
            end - start > 1
            and folded[start].isalpha()
            and (field := _field_of(folded[start:end], lexicons, unknown, whole=whole))
            and not (field == "structure" and not whole and folded[begin - 2 : begin] == ", ")
        ):
            return field, start
    return None


def _opens_line(folded: str, start: int) -> bool:
    """True when nothing but marks stands before a label on its line: only there a gap or dots lead to its answer."""
    line = folded.rfind("\n", 0, start) + 1
    return not any(sign.isalpha() for sign in folded[line:start])


def _answer(folded: str, field: str, start: int, limit: int, midline: bool) -> Answer | None:
    stretch = folded[start : min(limit, start + _LONGEST_VALUE)]
    # Where dots or a gap led to a colon, the colon is no part of the answer.
    skipped = len(stretch) - len(stretch.lstrip(": |\n*" if not midline else ": "))
    if "\n\n\n" in stretch[:skipped]:
        return None
    first, rest = start + skipped, stretch[skipped:]
    line = rest if field == "description" else re.split(r"\n|\|", rest, maxsplit=1)[0]
    if midline or field == "category":
        line = re.split(r"(?<=\w[.!?]) (?=\w)", line, maxsplit=1)[0]
    line = line.rstrip(" \n-*|;>#")
    return Answer(field, line, first, first + len(line)) if line.strip(_TRIM) else None


def _field_of(label: str, lexicons: ReportLexicons, unknown: set[str], *, whole: bool) -> str | None:
    if _SENTENCES.search(label) is not None:
        return lexicons.labels.get(label_key(label))
    key = label_key(_BRACKETS.sub("", label)) or label_key(label)
    full = label_key(label)
    if (known := lexicons.labels.get(full) or lexicons.labels.get(key)) is not None:
        return known
    if not 3 < len(key) <= 70 or key in unknown or len(unknown) >= _MOST_UNKNOWN:
        return None
    near = _nearly(key, lexicons, whole=whole)
    if near is None and whole:
        unknown.add(key)
    return near


def _nearly(key: str, lexicons: ReportLexicons, *, whole: bool) -> str | None:
    labels = lexicons.labels
    best = process.extractOne(key, labels.keys(), scorer=fuzz.ratio, score_cutoff=85 if len(key) > 6 else 89)
    if best is not None:
        return labels[best[0]]
    words = set(key.split())
    if len(words) > 10 or not whole:
        return None
    if len(words) < 3:
        return lexicons.field_by_words(key)
    for inside, label in lexicons.wordy_labels:
        if inside <= words and label.count(" ") + 5 >= len(words):
            return labels[label]
    return lexicons.field_by_words(key)


def _is_blank(value: str, lexicons: ReportLexicons) -> bool:
    bare = value.strip(_TRIM)
    return not bare or bare in lexicons.answers["blank"] or bool(_EITHER.fullmatch(bare)) or set(bare) <= set("x._-?/ ")


def yes_no(value: str, lexicons: ReportLexicons) -> bool | None:
    """True or False for an answer that begins by yes or no, or ticks a box; None when it says neither."""
    ticked = _TICK_BEFORE.search(value) or (
        _TICK_AFTER.search(value) if not re.match(r"\s*" + _BOX.pattern, value) else None
    )
    said = ticked[1] if ticked else value.strip(_TRIM)
    if not ticked and len(_BOX.findall(value)) > 1:
        return None
    first = re.match(r"[\w']+", said)
    if first is None or is_unsure(said, lexicons):
        return None
    if first[0] in lexicons.answers["yes"] or said in lexicons.answers["yes"]:
        return True
    return False if first[0] in lexicons.answers["no"] else None


def is_unsure(value: str, lexicons: ReportLexicons) -> bool:
    """True when the answer is « je ne sais pas » in one of its many forms: that is an answer, not a gap."""
    bare = value.strip(_TRIM).removeprefix("i ").removeprefix("we ")
    if bare in lexicons.answers["unsure"] or re.match(r"(?:inconnu|indetermine)e?s?(?! \()\b", bare):
        return True
    return bare.startswith(lexicons.unsure_phrases) and any(
        bare.startswith(words) and len(bare) < len(words) + 30 for words in lexicons.unsure_phrases
    )
