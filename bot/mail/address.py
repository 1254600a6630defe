"""Address lists as mailers write them (RFC 5322 section 3.4 and its obsolete forms) in, mailboxes out. Pure; never
raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.mail.message import Address

_MOST = 500
_LONGEST = 65_536
_SPEC = re.compile(r"[^\s<>()\[\],;:\"@\\]{1,256}@[^\s<>(),;:\"@\\]{1,255}")
_STRICT_DOMAIN = re.compile(r"(?:[\w](?:[\w-]{0,62})\.){0,20}[\w](?:[\w-]{0,62})\.?|\[[0-9A-Fa-f:.xX-]{2,60}\]")


def addresses(value: str, decoded: Callable[[str], str] = str) -> tuple[Address, ...]:
    """The mailboxes of a field in order; groups are opened, comments dropped or taken as the name when there is no
    other.

    `decoded` turns a display name into readable text (RFC 2047). At most 500 are read. What holds no addr-spec is
    left out.
    """
    found: list[Address] = []
    for item in _items(value[:_LONGEST]):
        mailbox = _mailbox(item, decoded)
        if mailbox is not None:
            found.append(mailbox)
        if len(found) >= _MOST:
            break
    return tuple(found)


def first_spec(text: str) -> str | None:
    """The first thing in a text that looks like an addr-spec, normalised; None when there is none."""
    match = _SPEC.search(text[:_LONGEST])
    return normalised(match[0]) if match else None


def normalised(spec: str) -> str:
    """An addr-spec with its domain in lower case and no stray marks around it."""
    bare = spec.strip().strip("<>'“”‘’,;")
    local, at, domain = (bare if bare.count('"') == 2 and bare[0] == '"' else bare.strip('"')).rpartition("@")
    return f"{local}@{domain.lower().rstrip('.')}" if at else domain


def plausible(spec: str) -> bool:
    """True when this could be written to: one `@`, a local part, a domain of letters, digits, dots and hyphens."""
    local, at, domain = spec.rpartition("@")
    return bool(at and local and "@" not in local and len(spec) <= 320 and _STRICT_DOMAIN.fullmatch(domain))


def _items(value: str) -> list[list[tuple[str, str]]]:
    """Tokens of each mailbox: kinds are text, quoted, angle, comment."""
    items: list[list[tuple[str, str]]] = []
    current: list[tuple[str, str]] = []
    at, end, text = 0, len(value), ""
    while at < end:
        char = value[at]
        if char in ',;"(<' or (char == ":" and _opens_group(text, current)):
            if text.strip():
                current.append(("text", text.strip()))
            text = ""
        if char in ",;":
            items.append(current)
            current = []
            at += 1
        elif char == '"':
            token, at = _until(value, at + 1, '"')
            quoted_local = value[at : at + 1] == "@"
            if quoted_local:
                text = token if _SPEC.match(token + "@x") else f'"{token}"'
            else:
                current.append(("quoted", token))
        elif char == "(":
            token, at = _comment(value, at + 1)
            current.append(("comment", token.strip()))
        elif char == "<":
            token, at = _angle(value, at + 1)
            current.append(("angle", token))
        elif char == ":" and not text and _opens_group(text, current):
            current = []
            at += 1
        else:
            text += char
            at += 1
    if text.strip():
        current.append(("text", text.strip()))
    items.append(current)
    return [item for item in items if item]


def _opens_group(text: str, current: list[tuple[str, str]]) -> bool:
    return "@" not in text and not any(kind == "angle" for kind, _ in current[:8])


def _until(value: str, at: int, close: str) -> tuple[str, int]:
    out: list[str] = []
    while at < len(value):
        char = value[at]
        if char == "\\" and at + 1 < len(value):
            out.append(value[at + 1])
            at += 2
            continue
        if char == close:
            return "".join(out), at + 1
        out.append(char)
        at += 1
    return "".join(out), at


def _comment(value: str, at: int) -> tuple[str, int]:
    start, depth = at, 1
    while at < len(value):
        char = value[at]
        if char == "\\":
            at += 2
            continue
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return value[start:at], at + 1
        at += 1
    return value[start:], len(value)


def _angle(value: str, at: int) -> tuple[str, int]:
    close = value.find(">", at)
    if close < 0:
        close = len(value)
    nested = value.rfind("<", at, close)  # `<<a@b>>` and `<name <a@b>`
    start = nested + 1 if nested >= 0 else at
    after = close + 1
    while value[after : after + 1] == ">":
        after += 1
    return value[start:close], after


def _mailbox(item: list[tuple[str, str]], decoded: Callable[[str], str]) -> Address | None:
    angle = next((token for kind, token in item if kind == "angle" and "@" in token), None)
    words = [token for kind, token in item if kind in ("text", "quoted")]
    comments = [token for kind, token in item if kind == "comment" and token]
    if angle is not None:
        inner = re.sub(r"\s|\([^()]{0,200}\)", "", angle)
        spec = inner.rpartition(":")[2] if inner.startswith("@") else inner  # RFC 5322 section 4.4: a route is ignored
        spec = spec.removeprefix("mailto:")
    else:
        bare = " ".join(token for kind, token in item if kind == "text")
        match = (
            _SPEC.search(bare) or _SPEC.search(re.sub(r"\s*([@.])\s*", r"\1", bare)) or _SPEC.search(" ".join(words))
        )
        quoted = re.search(r'"[^"]{1,200}"@[^\s<>,;]{1,255}', bare)
        if match is None and quoted is None:
            odd = next((token for kind, token in item if kind == "text" and "@" in token), None)
            return Address("", normalised(odd)) if odd and " " not in odd else None
        spec = quoted[0] if quoted else match[0] if match else ""
        words = [word for word in (token.replace(spec, "").strip() for token in words) if word and "@" not in word]
    name = " ".join(word for word in words if word) or " ".join(comments)
    name = " ".join(decoded(name).split()).strip("\"' ")
    spec = normalised(decoded(spec) if spec.startswith("=?") else spec)
    return Address("" if name == spec else name[:500], spec[:998]) if spec else None
