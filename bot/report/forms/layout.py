"""Labels without a mark behind them: above their answer, above a ticked box, beside a bare answer, in a table whose
columns are headed « Oui » and « Non »."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from itertools import islice
from typing import NamedTuple

from bot.report.forms.labels import field_of
from bot.report.forms.short_answers import TICKED, is_unsure, yes_no
from bot.report.words.lexicon import ReportLexicons, label_key

_MOST = 200
_FEWEST_ABOVE = 3
_LONGEST_ANSWER = 40
_PLAIN_LINE = re.compile(
    r"(?:^|\n)[ *\-]{0,3}(?P<label>[a-z][a-z' ]{5,60}?) {1,2}(?P<value>[a-z]{2,12})[ .]{0,2}(?=\n|$)"
)
_BOXED = re.compile(
    r"(?:^|[\n|])[ *\-#]{0,6}(?P<label>[a-z][^\n|☐☒☑]{3,75}?)[ ?:]{0,4}\n[ \n*\-]{0,90}(?P<value>"
    + TICKED
    + r"\s{0,2}[a-z])"
)
_LABEL_LINE = re.compile(
    r"(?:^|\n)[ *\-#>]{0,6}(?:\d{1,2} ?[.)\-] ?)?(?P<label>[a-z][^\n:|=]{1,72}?)[ ?*]{0,4}\n"
    r"\s{0,6}(?P<value>[^\n]{1,200})"
)
# « Identité de la structure », and below it « Nom : … »
_HEADED = re.compile(r"(?:nom|name|denomination|raison sociale) ?[:=|] ?")
_LABELLED = re.compile(r"[a-z][^\n:|=]{1,40}[:|=](?!\d)")
_NAME = re.compile(r"(?:^|\n)[ *\-#>]{0,6}(?P<label>nom|name) {0,20}[:=|] {0,4}(?P<first>[a-z]{2,14})\b")
_HOUSES = frozenset(
    "ch chu chru ght had ssr smr usld mas fam ssiad lbm msp cabinet institut polyclinique groupe groupement fondation "
    "hopitaux hospices pole maison laboratoires selas centre clinic".split()
)
_BARE = re.compile(r"[^a-z]{0,8}(?:oui|non|yes|no|[on]|x|nsp|ne sai|inconnu|aucun|neant|je ne)(?![a-z]{4})")
_HEADS = re.compile(r"(?:^|\n)(?P<heads>[^\n]{0,60}?\b(?:oui|yes)\b[ |]{1,14}\b(?:non|no)\b[^\n]{0,30})(?=\n)")
_HEAD = re.compile(r"\b(?:oui|yes|non|no|nsp|ne sait pas|inconnu)\b")
_RULE = re.compile(r"[ |:\-=+]*")
_ROW = re.compile(r"[ |*\-]{0,4}(?P<label>[a-z][^\n|]{2,75}?)(?P<cells>(?: {0,40}+\|| {2,60}+)[^\n]{0,60}+)")
_CROSS = re.compile(rf"(?<![a-z])(?:x|ok|o|{TICKED})(?![a-z])")


class Place(NamedTuple):
    """Where a label of a field begins and where its answer does; `told` is the answer where no words of it stand."""

    field: str
    start: int
    value: int
    told: str = ""


def unmarked(folded: str, known: Set[int], lexicons: ReportLexicons) -> Iterator[Place]:
    """« Impact sur les soins  Non »: in a form, a line that is a known label and a bare answer with no mark between."""
    answers = lexicons.answers
    for line in _PLAIN_LINE.finditer(folded):
        label, value = line["label"], line["value"]
        if line.start("label") in known or not any(value in answers[kind] for kind in ("yes", "no", "unsure")):
            continue
        field = field_of(label, lexicons, set(), whole=True) if " " in label else None
        if field is not None:
            yield Place(field, line.start("label"), line.start("value"))


def named(folded: str, known: Set[int], lexicons: ReportLexicons) -> Iterator[Place]:
    """« Nom : Clinique du Cintu »: a name that begins as those of houses do is the structure's, no person's."""
    for line in islice(_NAME.finditer(folded), 4):
        house = line["first"] in _HOUSES or lexicons.labels.get(line["first"]) == "structure"
        if house and line.start("label") not in known:
            yield Place("structure", line.start("label"), line.start("first"))


def boxed(folded: str, known: Set[int], lexicons: ReportLexicons) -> Iterator[Place]:
    """« SOINS PERTURBÉS », and under it « ☐ oui ☒ non »: a known label above the box that was ticked."""
    for box in islice(_BOXED.finditer(folded), _MOST):
        if box.start("label") not in known and (field := field_of(box["label"], lexicons, set(), whole=True)):
            yield Place(field, box.start("label"), box.start("value"))


def above(folded: str, known: Set[int], lexicons: ReportLexicons) -> list[Place]:
    """« Structure », and on the next line its name: labels that stand alone, where several do or the answer is bare."""
    found, sure, at = list[Place](), list[Place](), 0
    for _ in range(_MOST):
        line = _LABEL_LINE.search(folded, at)
        if line is None:
            break
        at = line.start("value") - 1
        field = lexicons.labels.get(label_key(line["label"]))
        bare = (field is not None or _BARE.match(line["value"]) is not None) and _is_bare(line["value"], lexicons)
        if field is None and bare and " " in line["label"]:
            field = field_of(line["label"], lexicons, set(), whole=True)
        begin = line.start("value")
        if field is None or line.start("label") in known or label_key(line["value"][:76]) in lexicons.labels:
            continue
        if (headed := _HEADED.match(line["value"])) is not None:
            begin += headed.end()
        elif _LABELLED.match(line["value"]) is not None:
            continue
        found.append(Place(field, line.start("label"), begin))
        if bare and " " in line["label"]:
            sure.append(found[-1])
    return found if len(found) >= _FEWEST_ABOVE else sure


def _is_bare(value: str, lexicons: ReportLexicons) -> bool:
    told = len(value) <= _LONGEST_ANSWER
    return told and (yes_no(value, lexicons) is not None or is_unsure(value, lexicons))


def crossed(folded: str, lexicons: ReportLexicons) -> Iterator[Place]:
    """The rows of a table whose columns are headed « Oui » and « Non », one of them crossed."""
    for heads in islice(_HEADS.finditer(folded), 4):
        columns = [(head.start(), head[0]) for head in _HEAD.finditer(heads["heads"])]
        cells = [(heads["heads"].count("|", 0, place), word) for place, word in columns]
        at = heads.end() + 1
        for line in islice(re.finditer(r"[^\n]*\n?", folded[at : at + 4000]), 40):
            start = at + line.start()
            row = _ROW.fullmatch(line[0].rstrip("\n"))
            if row is None and _RULE.fullmatch(line[0].rstrip("\n")) is None:
                break
            if row is None:
                continue
            crosses = list(_CROSS.finditer(row["cells"]))
            if len(crosses) != 1 or (field := field_of(row["label"], lexicons, set(), whole=True)) is None:
                continue
            place = row.start("cells") + crosses[0].start()
            among = cells if "|" in heads["heads"] else columns
            here = row[0].count("|", 0, place) if among is cells else place
            told = min(among, key=lambda column: abs(column[0] - here))[1]
            yield Place(field, start + row.start("label"), start + place, told)
