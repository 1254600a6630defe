"""A text whose UTF-8 was taken for windows-1252 on its way (« chiffrÃ©s ») in, the text that was written out.

Mended only when the whole text goes back into octets and those are strict UTF-8: a true « Ã » is never touched.
"""

from __future__ import annotations

import codecs
import re

_FOLLOWS = "\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_PAIR = re.compile(f"[\u00c2-\u00f4][{_FOLLOWS}]")
_LIKELY = re.compile(f"(?:[ÂÃÅ]|â[€\u0080])[{_FOLLOWS}]")
_WITHIN_A_WORD = re.compile(f"[a-z](?:[ÂÃÅ]|â[€\u0080])[{_FOLLOWS}]|Ã[{_FOLLOWS}][a-z]")
_MOST_TIMES = 3
_LEAST_PAIRS = 2


def _unused_octets(error: UnicodeError) -> tuple[bytes, int]:
    """windows-1252 leaves five octets unused, ISO 8859-1 gives 32 controls: they go back as they came."""
    assert isinstance(error, UnicodeEncodeError)
    stretch = error.object[error.start : error.end]
    if all("\x80" <= char <= "\x9f" for char in stretch):
        return stretch.encode("latin-1"), error.end
    raise error


codecs.register_error("veilleur-unused-octets", _unused_octets)


def is_possible(text: str) -> bool:
    """False, at a glance, for most texts: none of the letters stands in it that mojibake begins with."""
    return "Ã" in text or "Â" in text or "Å" in text or "â€" in text or "â\u0080" in text


def mended(text: str) -> str | None:
    """The text as it was written; None when it is no mojibake or does not go back whole. Also when garbled twice."""
    found: str | None = None
    for _ in range(_MOST_TIMES):
        before = text if found is None else found
        if not is_possible(before) or not (_is_garbled(before) if found is None else _LIKELY.search(before)):
            break
        try:
            after = before.encode("cp1252", "veilleur-unused-octets").decode("utf-8")
        except UnicodeError:
            break
        if len(_PAIR.findall(after)) >= len(_PAIR.findall(before)):
            break
        found = after
    return found


def looks_garbled(text: str) -> bool:
    """True for a text with several words of such pairs, whether it can be mended or not."""
    return len(_WITHIN_A_WORD.findall(text)) >= _LEAST_PAIRS


def _is_garbled(text: str) -> bool:
    """True for several odd pairs, or one within a word: « AMANHû » alone is Portuguese."""
    return _WITHIN_A_WORD.search(text) is not None or len(_PAIR.findall(text)) >= _LEAST_PAIRS
