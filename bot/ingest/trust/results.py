"""The field Authentication-Results (RFC 8601 section 2.2) as its grammar reads it: a value in, who says what out.

A quoted string is one word whatever stands in it: the local part of an envelope sender is the attacker's choice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_LONGEST = 8_000
_METHOD = re.compile(r"\s*(spf|dkim|dmarc)\s*(?:/\s*\d{1,4}\s*)?=\s*([a-z]{1,20})\b", re.IGNORECASE)
_PROPERTY = re.compile(
    r"\b(smtp\.mailfrom|smtp\.helo|header\.d|header\.i|header\.from)\s?=\s?([^\s;]{1,320})", re.IGNORECASE
)
_QUOTED = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Result:
    """What one method found: `dkim`, `pass`, and the properties it was found for (`header.d` and the like)."""

    method: str
    result: str
    properties: dict[str, str] = field(default_factory=dict)


def read_results(value: str) -> tuple[str, list[Result]] | None:
    """The authserv-id, in lower case, with the results of spf, dkim and dmarc; None when the field breaks the grammar:
    where a quoted string or a comment never ends nobody can say what was meant."""
    statements = _statements(value[:_LONGEST])
    if not statements or not (words := statements[0].split()):
        return None
    results = []
    for statement in statements[1:]:
        said = _METHOD.match(statement)
        if said is not None:
            named = {name.lower(): word for name, word in _PROPERTY.findall(statement[said.end() :])}
            results.append(Result(said[1].lower(), said[2].lower(), named))
    return words[0].lower().rstrip("."), results


def _statements(value: str) -> list[str] | None:
    """What stands between the semicolons, without comments, each quoted string as what it says or, where it says more
    than a word, as one odd character."""
    statements, depth, at = [""], 0, 0
    while at < len(value):
        sign = value[at]
        if sign == "\\" and depth:
            at += 1
        elif sign == "(":
            depth += 1
        elif sign == ")" and depth:
            depth -= 1
            statements[-1] += " "
        elif sign == '"' and not depth:
            word = _quoted(value, at)
            if word is None:
                return None
            statements[-1] += _QUOTED if set(word) & set(' \t;=()\\"') else word
            at += len(word) + 1
        elif sign == ";" and not depth:
            statements.append("")
        elif not depth:
            statements[-1] += sign
        at += 1
    return None if depth else statements


def _quoted(value: str, at: int) -> str | None:
    """What stands between the quotation mark at a place and the one that ends it, as written."""
    end = at + 1
    while end < len(value) and value[end] != '"':
        end += 2 if value[end] == "\\" else 1
    return value[at + 1 : end] if end < len(value) else None
