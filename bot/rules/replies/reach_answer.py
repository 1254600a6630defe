"""What a person means by an answer to a test letter: its new text in, whether it says that the letter was received out.

« oui », « reçu », « test ok » and their kin, French and English, from any phone. Anything else is for a person to read.
"""

from __future__ import annotations

import re
import unicodedata

_LINES, _LINE_CAP = 4, 120
_RECEIVED = re.compile(
    r"\b(?:oui|recue?|bien lu|vu|ok|d accord|confirme|present|yes|received|got it|confirmed|acknowledged)\b|👍"
)
_DENIED = re.compile(r"\b(?:pas|non|rien|aucun|jamais|sans|no|not|never|nothing|n t|don t|didn t)\b")
_APART = re.compile(r"[^\w?👍]+")


def says_received(new_text: str) -> bool:
    """Whether one of the first lines says so, denies nothing and asks nothing."""
    lines = [line for line in new_text[:4000].splitlines() if line.strip()][:_LINES]
    return any(_says(line) for line in lines) and not any(_DENIED.search(_plain(line)) for line in lines)


def _says(line: str) -> bool:
    plain = _plain(line)
    return bool(_RECEIVED.search(plain)) and "?" not in plain


def _plain(line: str) -> str:
    folded = unicodedata.normalize("NFKD", line[:_LINE_CAP].casefold())
    return _APART.sub(" ", "".join(c for c in folded if not unicodedata.combining(c)))
