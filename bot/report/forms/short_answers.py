"""What forms are filled with in a word or two: yes, no, « je ne sais pas », a ticked box, nothing at all."""

from __future__ import annotations

import re

from bot.report.words.lexicon import ReportLexicons

_LONGEST_BARE = 40
TRIM = " \t.,;:!?*-|\"'()[]_/>"
TICKED = r"(?:[☒☑✔✓✅■🗹]|\[ ?x ?\]|\( ?x ?\))"
_WORD = r"(oui|non|yes|no|ne sait pas|nsp|[a-z]{3,20})"
_TICK_BEFORE = re.compile(TICKED + r"\s{0,2}" + _WORD)
_TICK_AFTER = re.compile(_WORD + r"\s{0,2}:?\s{0,2}" + TICKED)
_BOX = re.compile(r"[☐□☒☑]|\[ ?x? ?\]|\( ?x? ?\)")
_OPENS_BY_BOX = re.compile(r"\s*" + _BOX.pattern)
_OPENS_BY_WORD = re.compile(r"\s*(?:oui|yes|non|no)\b")
# « X oui _ non », « oui - non X »: both stand there, and one of them is crossed.
_BOTH = re.compile(
    r"(?P<before>[x _\-.]{0,6})(?:oui|yes)(?P<amid>[x _\-./|]{1,12})(?:non|no)(?P<behind>[x _\-.]{0,6})$"
)
_EITHER = re.compile(r"(?:oui|yes) ?(?:/|ou|-) ?(?:non|no)(?: ?(?:/|ou|-) ?(?:nsp|ne sait pas))?[^\w☒☑✔✓✅■🗹]*")
_BARE = re.compile(rf"(?:{TICKED}|oui|non|yes|no|o|n|y|x|nsp|[ _./|\-])++")
_FIRST = re.compile(r"[\w']+")
_UNKNOWN = re.compile(r"(?:inconnu|indetermine)e?s?(?! \()\b")


def is_blank(value: str, lexicons: ReportLexicons) -> bool:
    """True for what fills a line without answering: dots, « NC », both choices left standing."""
    bare = value.strip(TRIM)
    if len(value) < 40 and (both := _BOTH.match(value)) is not None and _crossed(both) is None:
        return True
    return not bare or bare in lexicons.answers["blank"] or bool(_EITHER.fullmatch(bare)) or set(bare) <= set("x._-?/ ")


def is_bare(value: str) -> bool:
    """True for an answer that is nothing but its yes or no, with whatever boxes it is ticked by."""
    return len(value) < _LONGEST_BARE and _BARE.fullmatch(value.strip(TRIM)) is not None


def yes_no(value: str, lexicons: ReportLexicons) -> bool | None:
    """True or False for an answer that begins by yes or no, or ticks a box; None when it says neither."""
    if len(value) < 40 and (both := _BOTH.match(value)) is not None:
        return _crossed(both)
    behind = None if _OPENS_BY_BOX.match(value) else _TICK_AFTER.search(value)
    before = _TICK_BEFORE.search(value)
    ticked = (behind or before) if _OPENS_BY_WORD.match(value) else (before or behind)
    said = ticked[1] if ticked else value.strip(TRIM)
    if not ticked and len(_BOX.findall(value)) > 1:
        return None
    first = _FIRST.match(said)
    if first is None or is_unsure(said, lexicons):
        return None
    if first[0] in lexicons.answers["yes"] or said in lexicons.answers["yes"]:
        return True
    return False if first[0] in lexicons.answers["no"] or said in lexicons.answers["no"] else None


def _crossed(both: re.Match[str]) -> bool | None:
    """Which of two choices a bare cross stands beside; None where it may belong to either."""
    if "x" in both["before"] or "x" in both["behind"]:
        return "x" in both["before"]
    filled = {name: any(sign in both[name] for sign in "-.") for name in ("before", "behind")}
    if "x" not in both["amid"] or filled["before"] == filled["behind"]:
        return None
    return filled["behind"]


def is_unsure(value: str, lexicons: ReportLexicons) -> bool:
    """True when the answer is « je ne sais pas » in one of its many forms: that is an answer, not a gap."""
    bare = value.strip(TRIM).removeprefix("i ").removeprefix("we ")
    if bare in lexicons.answers["unsure"] or _UNKNOWN.match(bare):
        return True
    return bare.startswith(lexicons.unsure_phrases) and any(
        bare.startswith(words) and len(bare) < len(words) + 30 for words in lexicons.unsure_phrases
    )
