"""What the author filled in: the text of a letter in, the same without the labels of a form out.

Two establishments that fill in one form share all its labels; only what they wrote beside them is theirs.
"""

from __future__ import annotations

import re

_LABELLED = re.compile(
    r"^[ \t>*•·#\[\]☐☑☒0-9.)–—-]{0,12}[^\W\d_][^\n:：|\t]{1,90}?[ \t\u00a0\u202f]{0,4}"
    r"(?:[:：|\t](?!\d\d\b)|\?(?=[ \t]{1,4}\S))[ \t]{0,4}",
    re.MULTILINE,
)
_EMPTY_BOX = re.compile(r"(?:☐|\[ ?\])[^\n☐☑☒\[]{0,60}")
_LEAST_LABELS, _LEAST_SHORT, _FEW_WORDS = 4, 8, 6
_WEB = re.compile(r"https?:", re.IGNORECASE)


def filled_in(text: str) -> str:
    """The text without labels and boxes left empty, when it is a form; any other text as it is."""
    if sum(1 for found in _LABELLED.finditer(text) if not _WEB.search(found[0])) >= _LEAST_LABELS:
        return _LABELLED.sub("", _EMPTY_BOX.sub("", text))
    lines = text.split("\n")
    short = [_is_short(line) for line in lines]
    # A table whose cells stand each on a line of its own: nobody can tell label from value there.
    if sum(short) >= _LEAST_SHORT:
        return "\n".join(line for line, few in zip(lines, short, strict=True) if not few)
    return text


def _is_short(line: str) -> bool:
    bare = line.strip()
    return bool(bare) and len(bare.split()) <= _FEW_WORDS and bare[-1] not in ".!,;…"
