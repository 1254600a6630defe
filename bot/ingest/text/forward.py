"""Letters forwarded inside a letter: header blocks in its text, or letters attached to it, told apart from the
letter's own words.
"""

from __future__ import annotations

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from bot.ingest.text.reply import History, read_reply
from bot.mail.address import addresses
from bot.mail.message import Address, Forwarded

_MOST = 5
_FORWARD_SUBJECT = re.compile(r"\s{0,5}(?:tr|fwd?|wg|rv|i|enc|vs|vb|doorst|transf[ée]r[ée]?)\s?:", re.IGNORECASE)
_MAILTO = re.compile(r"\[mailto:[^\]]{0,300}\]|<mailto:[^>]{0,300}>", re.IGNORECASE)
_MAILTO_MARK = re.compile(r"mailto:", re.IGNORECASE)
_MONTHS = "janv févr mars avr mai juin juil août sept oct nov déc".split()
_FRENCH_DATE = re.compile(
    r"(\d{1,2})(?:er)?\s+(janv|f[ée]vr|mars|avr|mai|juin|juil|ao[uû]t|sept|oct|nov|"
    r"d[ée]c)[a-zûé]{0,7}\.?\s+(\d{4})\D{0,6}(?:(\d{1,2})\s?[:hH]\s?(\d\d))?",
    re.IGNORECASE,
)
_PARIS = ZoneInfo("Europe/Paris")


def is_forward_subject(subject: str) -> bool:
    """True for `TR :`, `Fwd:` and their like at the head of a subject."""
    return bool(_FORWARD_SUBJECT.match(subject[:40]))


def inline_forwards(
    text: str, history: tuple[History, ...], subject: str, own_words: bool, answers: bool = True
) -> tuple[Forwarded, ...]:
    """The letters forwarded in a text, outermost first, at most five.

    A header block is a forward when a separator or the subject says so, when the author wrote nothing of their own, or
    when the letter does not answer another; else it is history. The author is read from the block only (failure 34).
    """
    first = next((one for one in history if one.block is not None or one.forward), None)
    if first is None or not (first.forward or is_forward_subject(subject) or not own_words or not answers):
        return ()
    found: list[Forwarded] = []
    lines = text.split("\n")
    while first is not None and len(found) < _MOST:
        rest = lines[first.body :]
        inner = read_reply("\n".join(rest))
        nested = next((one for one in inner.history if one.block is not None), None)
        shown = rest[: nested.line] if nested is not None else rest
        found.append(_forwarded(first, "\n".join(shown).strip()))
        first, lines = nested, rest
    return tuple(found)


def _forwarded(history: History, text: str) -> Forwarded:
    if history.block is None:
        return Forwarded(None, None, "", None, text, headed=False)
    values = history.block.values
    written = values.get("from", "")
    named = addresses(_angled(_MAILTO.sub("", written))) or addresses(_angled(_MAILTO_MARK.sub("", written)))
    author = named[0] if named else _nameless(written)
    return Forwarded(author, written_moment(values.get("date", "")), values.get("subject", ""), None, text)


def _angled(originator: str) -> str:
    return originator.replace("[", "<").replace("]", ">")


def _nameless(originator: str) -> Address | None:
    """Somebody of whom a block gives the name alone, as Exchange does within one house."""
    name = " ".join(re.sub(r"<[^>]{0,200}>", "", originator[:200]).split()).strip("\"'“”«» ")
    return Address(name, "") if name else None


def written_moment(value: str) -> datetime | None:
    """The instant a header block names, in UTC; French dates without a zone are Paris time, others without a zone are
    unknown.
    """
    value = value[:200].replace("\u00a0", " ")
    match = _FRENCH_DATE.search(value)
    if match is not None:
        month = next(n for n, name in enumerate(_MONTHS, 1) if _plain(match[2]).startswith(_plain(name)))
        try:
            local = datetime(int(match[3]), month, int(match[1]), int(match[4] or 0), int(match[5] or 0), tzinfo=_PARIS)
        except ValueError:
            return None
        return local.astimezone(ZoneInfo("UTC")) if match[4] else None
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment.astimezone(ZoneInfo("UTC")) if moment.tzinfo is not None else None


def _plain(name: str) -> str:
    return name.lower().replace("é", "e").replace("û", "u")
