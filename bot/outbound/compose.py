"""A letter as octets: entry and words come in, an RFC 5322 message goes out, with nothing a stranger could inject.

Assembled by hand: the standard library's `EmailMessage.as_bytes` costs more than everything else on the way out.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from bot.desk.kept.letters import LetterClass, Rendered
from bot.desk.kept.records import OutboxEntry
from bot.errors import Permanent
from bot.mail.identifiers import mint_page_token
from bot.settings.model import IdentitySettings

LONGEST_REFERENCES = 20
_FOLD_AT = 76
_ENCODED_OCTETS = 45  # what fits into one encoded-word of 75 characters (RFC 2047 section 2)

_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
_MESSAGE_ID = re.compile(r"[!-;=?-~]{1,240}@[!-;=?-~]{1,240}")
_PLAIN_WORDS = re.compile(r"[ -~]*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")

# Exchange obeys this field (MS-OXCMAIL 2.1.3.2.20); a page must still come back as a bounce or an absence note.
_SUPPRESS = {
    LetterClass.ANSWER: "All",
    LetterClass.PAGE: "DR, RN, NRN, AutoReply",
    LetterClass.ALARM: "DR, RN, NRN, OOF, AutoReply",
    LetterClass.NOTICE: "DR, RN, NRN, OOF, AutoReply",
    LetterClass.QUESTION: "DR, RN, NRN, OOF, AutoReply",
}
_URGENT = frozenset({LetterClass.PAGE, LetterClass.ALARM})


def usable(address: str) -> bool:
    """True for an addr-spec in ASCII without quoting (RFC 5321 section 4.1.2): safe in a header and on the wire."""
    return len(address) <= 254 and _ADDRESS.fullmatch(address) is not None


def compose(
    entry: OutboxEntry,
    rendered: Rendered,
    identity: IdentitySettings,
    at: datetime,
    recipients: Sequence[str],
    veilleur_id: str,
) -> bytes:
    """The letter with CRLF line ends, ASCII throughout, ready for DATA. `at` becomes its Date (UTC).

    `recipients` stand in To and must be usable. Raises Permanent when an address or identifier of ours is not.
    """
    if not recipients or not all(usable(address) for address in (identity.address, *recipients)):
        raise Permanent(f"letter {entry.message_id}: an address cannot stand in a header")
    message_id = entry.message_id.strip("<>")
    if not _MESSAGE_ID.fullmatch(message_id):
        raise Permanent("a Message-ID of ours is malformed")
    name = identity.name.get(entry.language) or next(iter(identity.name.values()), "")
    lines = [
        f"Date: {_date(at)}",
        f"From: {_mailbox(name, identity.address)}",
        "To: " + ",\r\n ".join(recipients),
        f"Subject: {unstructured(rendered.subject, len('Subject: '))}",
        f"Message-ID: <{message_id}>",
        *_answers_to(entry, identity),
        *_threading(entry),
        *_automatic(entry),
        f"X-Veilleur-Id: {_token(veilleur_id)}",
        f"Content-Language: {'en' if entry.language == 'en' else 'fr'}",
        "MIME-Version: 1.0",
    ]
    boundary = "=_" + hashlib.sha256(message_id.encode()).hexdigest()[:32]
    head = "\r\n".join([*lines, f'Content-Type: multipart/alternative; boundary="{boundary}"', "", ""]).encode("ascii")
    edge = f"--{boundary}".encode()
    parts = (_part("plain", rendered.text), _part("html", rendered.html))
    return head + b"".join(edge + b"\r\n" + part for part in parts) + edge + b"--\r\n"


def _answers_to(entry: OutboxEntry, identity: IdentitySettings) -> list[str]:
    """Reply-To of a page and of letters about it: our address, and one whose plus-part proves the answer, for programs
    that drop In-Reply-To and References. Both, so that an answer arrives where the server knows no plus-parts."""
    page = entry.message_id if entry.cls is LetterClass.PAGE else entry.in_reply_to
    about = entry.cls is LetterClass.PAGE or entry.template.startswith("page-")
    if not (about and page and entry.ticket and identity.plus_addresses):
        return []
    local, _, domain = identity.address.partition("@")
    proving = f"{local}+{mint_page_token(identity.key, entry.ticket, page)}@{domain}"
    return [f"Reply-To: {identity.address},\r\n {proving}"] if usable(proving) else []


def _threading(entry: OutboxEntry) -> list[str]:
    """In-Reply-To and References (RFC 5322 section 3.6.4); ids are a stranger's, so malformed ones are left out."""
    lines = []
    if entry.in_reply_to and (answered := _known_id(entry.in_reply_to)):
        lines.append(f"In-Reply-To: {answered}")
    chain = [known for known in map(_known_id, entry.references) if known]
    if len(chain) > LONGEST_REFERENCES:
        chain = [chain[0], *chain[1 - LONGEST_REFERENCES :]]
    if chain:
        lines.append("References: " + "\r\n ".join(chain))
    return lines


def _known_id(message_id: str) -> str | None:
    bare = message_id.strip("<>")
    return f"<{bare}>" if _MESSAGE_ID.fullmatch(bare) else None


def _automatic(entry: OutboxEntry) -> list[str]:
    """RFC 3834 section 5, and what Exchange and phones look at."""
    lines = [f"Auto-Submitted: {_token(entry.auto_submitted)}"]
    if entry.cls in _SUPPRESS:
        lines.append(f"X-Auto-Response-Suppress: {_SUPPRESS[entry.cls]}")
    if entry.cls in _URGENT:
        lines += ["Importance: high", "Priority: urgent"]
    return lines


def _token(value: str) -> str:
    if not re.fullmatch(r"[!-~]{1,900}", value):
        raise Permanent("a header field of ours holds a character it must not")
    return value


@lru_cache(maxsize=64)
def _date(at: datetime) -> str:
    return format_datetime(at)


@lru_cache(maxsize=16)
def _mailbox(name: str, address: str) -> str:
    if not name:
        return address
    if _ATOMS.fullmatch(name) and len(name) < _FOLD_AT:
        return f"{name} <{address}>"
    if _PLAIN_WORDS.fullmatch(name) and len(name) < _FOLD_AT:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <{address}>'
    return f"{_encoded(name)}\r\n <{address}>"


@lru_cache(maxsize=512)
def unstructured(text: str, used: int) -> str:
    """Unstructured text folded at 76 columns; only the words that need it are encoded, so that tokens stay readable.

    `used` is the number of columns before it on the first line.
    """
    words = " ".join(text.split()).split(" ")
    hard = [at for at, word in enumerate(words) if not _PLAIN_WORDS.fullmatch(word) or "=?" in word or len(word) > 70]
    if not hard:
        return _folded(words, used)
    first, last = hard[0], hard[-1]
    middle = _encoded(" ".join(words[first : last + 1])).split("\r\n ")
    return _folded([*words[:first], *middle, *words[last + 1 :]], used)


def _folded(words: Sequence[str], used: int) -> str:
    text, column = words[0], used + len(words[0])
    for word in words[1:]:
        if column + 1 + len(word) > _FOLD_AT:
            text, column = f"{text}\r\n {word}", 1 + len(word)
        else:
            text, column = f"{text} {word}", column + 1 + len(word)
    return text


def _encoded(text: str) -> str:
    """Encoded-words in UTF-8 and base64, each with whole characters only (RFC 2047 section 5)."""
    chunks, current = [], b""
    for character in text:
        octets = character.encode("utf-8", "replace")
        if len(current) + len(octets) > _ENCODED_OCTETS:
            chunks.append(current)
            current = b""
        current += octets
    chunks.append(current)
    return "\r\n ".join(f"=?utf-8?B?{binascii.b2a_base64(chunk, newline=False).decode()}?=" for chunk in chunks)


def _part(subtype: str, text: str) -> bytes:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").split("\n")
    # The line end before a boundary belongs to the boundary (RFC 2046 section 5.1.1), hence two.
    octets = "\r\n".join([*lines, "", ""]).encode("utf-8", "replace")
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode() + binascii.b2a_qp(octets, istext=True)
