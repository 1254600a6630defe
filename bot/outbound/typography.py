"""Typography of what people read: plain spaces come in, no-break spaces go out, machine tokens stay as they are."""

from __future__ import annotations

import re

NO_BREAK = "\u00a0"
# Joins the groups of a telephone number while lines are wrapped; becomes a plain space, which every phone can dial.
JOINER = "\x03"
LINK_BEGIN, LINK_SHOWN, LINK_END = "\x04", "\x05", "\x06"
MARKS = JOINER + LINK_BEGIN + LINK_SHOWN + LINK_END

_LONGEST = 100
_SPACE_BEFORE = re.compile(r" (?=[:;!?»])")
_SPACE_AFTER = re.compile(r"« ?(?=\S)")
# The next two begin with a literal and look back from behind it: several times faster over a whole letter.
_HOURS = re.compile(r" h(?<=\d h)(?!\w)(?: (?=\d\d(?!\d)))?")
_NUMBER_SIGN = re.compile(r"n° (?=\d)")
# An apostrophe between letters; not the one in the local part of an address.
_APOSTROPHE = re.compile(r"'(?<=[^\W\d_]')(?=\w)(?!\S{0,80}@)")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
# The dots mail programs make links of: before two letters (evil.example), or inside an IP address.
_DOTTED = re.compile(r"(?<=\w)\.(?=[^\W\d_]{2})|(?<=\d)\.(?=\d{1,3}\.\d)|(?<=\.\d)\.(?=\d)")
# Numbers whose national form is 0 and nine digits (metropolitan France and the overseas départements).
_NATIONAL = re.compile(r"\+(?:33|262|590|594|596)([1-9]\d{8})")


def french(text: str) -> str:
    """No-break spaces where the Imprimerie nationale wants them and curved apostrophes.

    Only a space already written is changed, so that `TLP:AMBER`, `[SSI-2026-000123]` and addresses never are.
    """
    text = _APOSTROPHE.sub("’", text)
    text = _SPACE_BEFORE.sub(NO_BREAK, text)
    text = _SPACE_AFTER.sub("«" + NO_BREAK, text)
    text = _HOURS.sub(lambda found: found[0].replace(" ", NO_BREAK), text)
    return _NUMBER_SIGN.sub("n°" + NO_BREAK, text)


def english(text: str) -> str:
    """Curved apostrophes, nothing else."""
    return _APOSTROPHE.sub("’", text)


def phone(number: str) -> str:
    """A number in E.164 or as an operator wrote it, in pairs, kept on one line and made dialable in HTML."""
    compact = re.sub(r"[^\d+]", "", number[:_LONGEST])
    if re.fullmatch(r"0[1-9]\d{8}", compact):
        compact = "+33" + compact[1:]
    national = _NATIONAL.fullmatch(compact)
    if not compact:
        return one_line(number)
    if not national:
        return f"{LINK_BEGIN}{compact}{LINK_SHOWN}{one_line(number).replace(' ', JOINER)}{LINK_END}"
    digits = "0" + national[1]
    shown = JOINER.join(digits[at : at + 2] for at in range(0, 10, 2))
    return f"{LINK_BEGIN}{compact}{LINK_SHOWN}{shown}{LINK_END}"


def one_line(text: str, longest: int = _LONGEST) -> str:
    """Text on one line, bounded, without control, invisible or direction-changing characters."""
    if len(text) <= longest and text.isprintable() and "  " not in text and text == text.strip():
        return text
    flat = " ".join(_UNSEEN.sub(" ", text[: 4 * longest]).split())
    return flat if len(flat) <= longest else flat[: longest - 1].rstrip() + "…"


def harmless(text: str) -> str:
    """Words of a stranger made fit to be repeated: one short line in which nothing can be clicked."""
    return defanged(one_line(text)).replace("@", "[@]")


def defanged(text: str) -> str:
    """Text in which no address of the web can be clicked."""
    return _DOTTED.sub("[.]", text.replace("://", "[://]"))
