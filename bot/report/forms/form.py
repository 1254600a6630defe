"""Labelled forms: « Structure : … — N° FINESS : … », in lines, tables or one running line, with typing mistakes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.report.forms import layout
from bot.report.forms.labels import label_before
from bot.report.forms.layout import Place
from bot.report.forms.short_answers import TRIM, is_blank, is_unsure, yes_no
from bot.report.words.lexicon import ReportLexicons, label_key

_ARROW = r"-{1,2}>|=>|[→⇒➔➜►▶]"
_MARK = re.compile(
    # What can begin none is passed over at once.
    rf"(?=[?.=|:;→⇒➔➜►▶ *\-])(?:[ *]{{0,3}}(?:\?\s{{0,2}}(?:\.{{3,}} ?|:)?(?: ?(?:{_ARROW}))?|"
    rf"\.{{3,}} ?:?|{_ARROW}|[=|]|:(?!(?<=\d:)\d\d))|"
    r"(?<=[\w)?'.])(?: {3,}| \.{1,2} | - |;)(?=\S))"
)
_LEADER = re.compile(r" {3,}|[ *]{0,3}\.{3,} ?| \.{1,2} | - |;")
# « Label - answer » and « label;answer » are a form only where several lines are made so.
_FAINT = (" - ", ";")
_FAINT_LINE = re.compile(r"(?:^|\n)[^\n:;]{3,40}?( - |;)(?=\S)")
_FEWEST_FAINT = 4
_MOST_LABELS = 200
_FEWEST = 3
"""Labels below which a letter is no form."""
_LONGEST_VALUE = 600
_CHOSEN = frozenset(
    "degraded_mode care_impact patient_impact personal_data data_impact support_requested state others_at_risk "
    "provider_involved origin".split()
)
"""Fields of which a form asks by a question."""
_MIDLINE = (". ", "! ", "? ", ", ")
_LINE_END = re.compile(r"\n|\|")
_SENTENCE_END = re.compile(r"(?<=\w[.!?]) (?=\w)")
# « -> non », « R : non »: what leads to an answer is no part of it.
_LEAD_IN = re.compile(rf"(?:{_ARROW}|(?:r|rep|reponse|answer)(?: ?\d{{1,2}})? ?[.:)\-]) ?")
_CHOICE = r"[^\w\n]{0,3}x?[^\w\n]{0,3}(?:oui|yes|non|no|nsp|ne sait pas)(?![a-z])[^\w\n]{0,3}x?[^\w\n]{0,3}"
_CHOICES = re.compile(rf"{_CHOICE}\n{_CHOICE}(?=\n|$)")
_ENCLOSED = {"[": "]", '"': '"'}


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
    places = list(layout.crossed(folded, lexicons))
    rows = {place.start for place in places}
    places += [place for place in _marked(folded, lexicons) if place.start not in rows]
    for find in (layout.boxed, layout.above, layout.named):
        places += find(folded, {place.start for place in places}, lexicons)
    if len(places) >= _FEWEST_FAINT:
        places += layout.unmarked(folded, {place.start for place in places}, lexicons)
    places.sort(key=lambda place: place.start)
    limits = [*(place.start for place in places), len(folded)][1:]
    read = [(place, _answer(folded, place, limit)) for place, limit in zip(places, limits, strict=True)]
    if len(read) < _FEWEST:
        read = [(place, answer) for place, answer in read if not _is_prose(place, answer, lexicons)]
    places = [place for place, _ in read]
    answers = [answer for _, answer in read if answer is not None and not _says_nothing(answer, lexicons)]
    return Form(tuple(answers), tuple((place.start, place.value) for place in places))


def _is_prose(place: Place, answer: Answer | None, lexicons: ReportLexicons) -> bool:
    """« Attaque en cours : tous les serveurs chiffrés »: outside a form, words that ask nothing are no question."""
    if place.field not in _CHOSEN or answer is None or label_key(answer.label) in lexicons.labels:
        return False
    return yes_no(answer.value, lexicons) is None and not is_unsure(answer.value, lexicons)


def _says_nothing(answer: Answer, lexicons: ReportLexicons) -> bool:
    """True for a blank; « sans objet » where help is offered declines it."""
    declined = answer.field == "support_requested" and "sans objet" in answer.value
    return is_blank(answer.value, lexicons) and not declined


def _marked(folded: str, lexicons: ReportLexicons) -> list[Place]:
    """The labels that a colon, a question mark, dots, a gap or another sign leads to their answer."""
    places: list[Place] = []
    faint = [mark[1] for mark in _FAINT_LINE.finditer(folded)]
    at = 0
    unknown: set[str] = set()
    for mark in _MARK.finditer(folded):
        if mark[0] in _FAINT and faint.count(mark[0]) < _FEWEST_FAINT:
            continue
        if len(places) < _MOST_LABELS and (label := label_before(folded, at, mark.start(), lexicons, unknown)):
            if _LEADER.fullmatch(mark[0]) and not _opens_line(folded, label[1]):
                continue
            places.append(Place(*label, mark.end()))
            at = mark.end()
    return places


def _opens_line(folded: str, start: int) -> bool:
    """True when nothing but marks stands before a label on its line: only there a gap or dots lead to its answer."""
    line = folded.rfind("\n", 0, start) + 1
    return not any(sign.isalpha() for sign in folded[line:start])


def _answer(folded: str, place: Place, limit: int) -> Answer | None:
    mark = _MARK.search(folded, place.start, place.value)
    label = folded[place.start : mark.start() if mark else place.value].strip()
    if place.told:
        return Answer(place.field, place.told, place.value, place.value + 1, label)
    start, field = place.value, place.field
    midline = place.start > 1 and folded[max(0, place.start - 2) : place.start] in _MIDLINE
    stretch = folded[start : min(limit, start + _LONGEST_VALUE)]
    # Where dots or a gap led to a colon, the colon is no part of the answer.
    skipped = len(stretch) - len(stretch.lstrip(": |\n*" if not midline else ": "))
    if "\n\n\n" in stretch[:skipped]:
        return None
    if (lead := _LEAD_IN.match(stretch, skipped)) is not None:
        skipped = lead.end()
    first, rest = start + skipped, stretch[skipped:]
    if (choices := _CHOICES.match(rest)) is not None:
        return Answer(field, choices[0].replace("\n", " "), first, first + len(choices[0]), label)
    line = rest if field == "description" else _LINE_END.split(rest, maxsplit=1)[0]
    if midline or field == "category":
        line = _SENTENCE_END.split(line, maxsplit=1)[0]
    line = line.rstrip(" \n*-|;>#/,")
    if line[:1] in _ENCLOSED and line.find(_ENCLOSED[line[0]], 1) == len(line) - 1 > 2:
        first, line = first + 1, line[1:-1]
    return Answer(field, line, first, first + len(line), label) if line.strip(TRIM) else None
