"""The wording of a label goes in, the field it asks for comes out: known, nearly known, or told by its words."""

from __future__ import annotations

import re

from rapidfuzz import fuzz, process

from bot.report.words.lexicon import ReportLexicons, label_key

LONGEST_LABEL = 76
_STRONG = re.compile(r"[\n|;]| - | \* | >{1,2} | {3,}")
_SLASH = re.compile(r" ?/ ?")
_WEAK = re.compile(r"[.!?,] ")
# « 3. », « 1.2 », « Q4 : », « b) », « IV - »
LEAD = re.compile(
    r"[ >*#\-|]{0,8}(?:q(?:uestion)? ?\d{0,2} ?[.):\-] ?|\d{1,2}(?:\.\d{1,2}){1,2} ?[.)/\-:]? ?|"
    r"\d{1,2}(?: ?[.)/\-] ?| {2})|(?:[a-z]|[ivx]{1,4}) ?[.)] )?"
)
# « Besoin d'un appui. Tel: » is no label with a typing mistake.
_SENTENCES = re.compile(r"([a-z]{3,20})[.!?] +[a-z]")
_SHORTENED = re.compile(r"(?<![a-z])([a-z]{3,8})\.")
_BRACKETS = re.compile(r"\([^)]{0,60}\)")
_MOST_UNKNOWN = 80
"""Wordings that are no label, after which no more is looked for with typing mistakes: some letters have thousands."""


def label_before(
    folded: str, after: int, end: int, lexicons: ReportLexicons, unknown: set[str]
) -> tuple[str, int] | None:
    """The field and the beginning of the label that ends here: the whole of its line, or else the end of a sentence.

    `after` is where the answer to the label before begins; `unknown` gathers wordings found to be none.
    """
    lowest = max(after, end - LONGEST_LABEL)
    end = lowest + len(folded[lowest:end].rstrip(" *"))
    strong = max((found.end() for found in _STRONG.finditer(folded, lowest, end)), default=lowest)
    answered = strong == lowest == after > 0
    if strong == lowest and lowest not in (0, after):
        strong = end
    weak = max((found.end() for found in _WEAK.finditer(folded, lowest, end)), default=strong)
    slash = max((found.end() for found in _SLASH.finditer(folded, strong, end)), default=strong) if after else strong
    # Behind an answer on the same line the label begins where the answer ends.
    for begin in sorted({weak, slash, strong}, reverse=True) if answered else dict.fromkeys((strong, weak, slash)):
        lead = LEAD.match(folded, begin, end)
        start = lead.end() if lead else begin
        if (
            end - start > 1
            and folded[start].isalpha()
            and (field := field_of(folded[start:end], lexicons, unknown, whole=begin == strong and not answered))
            and not (field == "structure" and begin != strong and folded[begin - 2 : begin] == ", ")
        ):
            return field, start
    return None


def field_of(label: str, lexicons: ReportLexicons, unknown: set[str], *, whole: bool) -> str | None:
    """The field a wording asks for, or None. A `whole` line may also be known by some of its words."""
    shortened = [word for word in _SHORTENED.findall(label) if lexicons.is_shortened(word)]
    if (ended := _SENTENCES.search(label)) is not None and ended[1] not in shortened:
        return lexicons.labels.get(label_key(label))
    key = label_key(_BRACKETS.sub("", label)) or label_key(label)
    full = label_key(label)
    if (known := lexicons.labels.get(full) or lexicons.labels.get(key)) is not None:
        return known
    if not 3 < len(key) <= 70 or key in unknown or len(unknown) >= _MOST_UNKNOWN:
        return None
    near = _nearly(key, lexicons, shortened, whole=whole)
    if near is None and whole:
        unknown.add(key)
    return near


def _nearly(key: str, lexicons: ReportLexicons, shortened: list[str], *, whole: bool) -> str | None:
    labels = lexicons.labels
    best = process.extractOne(
        key, lexicons.labels_about(len(key)), scorer=fuzz.ratio, score_cutoff=85 if len(key) > 6 else 89
    )
    if best is not None:
        return labels[best[0]]
    words = set(key.split())
    if len(words) > 12 or not whole:
        return None
    if len(words) < 3:
        return lexicons.field_by_words(key, shortened)
    for inside, label in lexicons.wordy_labels:
        if inside <= words and label.count(" ") + 5 >= len(words):
            return labels[label]
    return lexicons.field_by_words(key, shortened)
