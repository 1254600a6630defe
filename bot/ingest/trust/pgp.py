"""OpenPGP letters (RFC 3156, RFC 9580), by gpg and the configured keyring: octets in, what is inside and its seal out.

Nothing here loses a letter: what cannot be opened or checked gives a seal that says why (failures 21, 33).
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from bot.ingest.trust.tool import Ran, ToolBudget
from bot.mail.message import Seal

SIGNED = b"-----BEGIN PGP SIGNED MESSAGE-----"
_STATUS = re.compile(r"^\[GNUPG:\] (\w{1,30}) ?([^\n]{0,300})$", re.MULTILINE)
_ADDRESS = re.compile(r"<([^\s@<>]{1,64}@[^\s@<>]{1,255})>")
_TRUSTED = frozenset({"TRUST_FULLY", "TRUST_ULTIMATE"})
_NO_KEYRING = "no keyring is configured"
_BLOCK = re.compile(rb"^[ \t]{0,8}-----BEGIN PGP (SIGNED )?MESSAGE-----", re.MULTILINE)
_ENCRYPTED_END, _SIGNED_END = b"-----END PGP MESSAGE-----", b"-----END PGP SIGNATURE-----"
_SIGNATURE = b"-----BEGIN PGP SIGNATURE-----"
_MOST_BLOCKS = 5
_HASHES = re.compile(rb"(?:Hash|Charset|Comment|Version):[^\n]{0,200}\n")
_LINE_END = re.compile(rb"\r?\n")


class ArmouredBlock(NamedTuple):
    """An OpenPGP message within a text: where it begins and ends, and whether it is encrypted or signed in the open."""

    start: int
    end: int
    encrypted: bool


def blocks(text: bytes) -> tuple[ArmouredBlock, ...]:
    """The OpenPGP messages written into a text, at most five; one without its end reaches to the end of the text."""
    found: list[ArmouredBlock] = []
    at = 0
    while len(found) < _MOST_BLOCKS and (begin := _BLOCK.search(text, at)) is not None:
        mark = _SIGNED_END if begin[1] else _ENCRYPTED_END
        end = text.find(mark, begin.end())
        at = len(text) if end < 0 else end + len(mark)
        found.append(ArmouredBlock(begin.start(), at, begin[1] is None))
    return tuple(found)


def unsigned(block: bytes) -> bytes:
    """The words of a clear-signed message, without its marks and with dashes as they were (RFC 9580 section 7)."""
    body = _LINE_END.sub(b"\n", block).lstrip().removeprefix(SIGNED).lstrip(b" \t").removeprefix(b"\n")
    while (head := _HASHES.match(body)) is not None:
        body = body[head.end() :]
    body = body.partition(_SIGNATURE)[0].removeprefix(b"\n")
    return b"\n".join(line.removeprefix(b"- ") for line in body.split(b"\n"))


def opened(octets: bytes, home: Path | None, budget: ToolBudget) -> tuple[bytes | None, tuple[Seal, ...]]:
    """What an encrypted message carries, None when no key of the keyring opens it, and its seals.

    gpg itself tries the keys named inside and, for hidden recipients, every other. A letter signed inside has a second
    seal.
    """
    if home is None:
        return None, (Seal("pgp", "closed", detail=_NO_KEYRING),)
    ran = budget.run(
        [*_gpg(home, 2), "--pinentry-mode", "error", "--max-output", str(budget.octets), "--decrypt", "sealed"],
        {"sealed": octets},
    )
    words = dict(_STATUS.findall(ran.said))
    if "DECRYPTION_OKAY" not in words or ran.code is None:
        return None, (Seal("pgp", "closed", detail=_why_closed(words, ran)),)
    seals = (Seal("pgp", "opened"), *((_seal(words),) if _signature(words) else ()))
    return ran.out, seals


def checked(signed: bytes, signature: bytes, home: Path | None, budget: ToolBudget) -> Seal:
    """What a detached signature over a part is worth (RFC 3156 section 5: the part with CRLF line ends)."""
    if home is None:
        return Seal("pgp", "unchecked", detail=_NO_KEYRING)
    files = {"signature": signature, "signed": _LINE_END.sub(b"\r\n", signed)}
    return _verdict(budget.run([*_gpg(home, 1), "--verify", "signature", "signed"], files))


def checked_inline(text: bytes, home: Path | None, budget: ToolBudget) -> Seal:
    """What the signature of a clear-signed text is worth."""
    if home is None:
        return Seal("pgp", "unchecked", detail=_NO_KEYRING)
    return _verdict(budget.run([*_gpg(home, 1), "--verify", "signed"], {"signed": text}))


def _gpg(home: Path, status: int) -> list[str]:
    return [
        "gpg",
        "--batch",
        "--no-tty",
        "--homedir",
        str(home),
        "--disable-dirmngr",
        "--no-auto-key-retrieve",
        "--status-fd",
        str(status),
    ]


def _verdict(ran: Ran) -> Seal:
    words = dict(_STATUS.findall(ran.out.decode("utf-8", "replace")))
    if ran.code is None or not _signature(words):
        return Seal("pgp", "unchecked", detail=(ran.said.strip().splitlines() or ["gpg found no signature"])[-1][:200])
    return _seal(words)


def _signature(words: dict[str, str]) -> bool:
    return any(word in words for word in ("GOODSIG", "BADSIG", "ERRSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG"))


def _seal(words: dict[str, str]) -> Seal:
    """GnuPG doc/DETAILS, "Format of the --status-fd output"."""
    who = next((words[one] for one in ("GOODSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG", "BADSIG") if one in words), "")
    by = tuple(one.lower() for one in _ADDRESS.findall(who))
    if "BADSIG" in words:
        return Seal("pgp", "broken", by, "the text was changed after it was signed")
    if "REVKEYSIG" in words:
        return Seal("pgp", "broken", by, "the key was revoked")
    if "GOODSIG" not in words and "EXPKEYSIG" not in words and "EXPSIG" not in words:
        key = words.get("NO_PUBKEY", "")
        return Seal("pgp", "unchecked", detail=f"the keyring has no key {key}" if key else "the signature is unusable")
    if "GOODSIG" in words and _TRUSTED & words.keys():
        return Seal("pgp", "verified", by)
    return Seal("pgp", "intact", by, "the key is not trusted" if "GOODSIG" in words else "key or signature has expired")


def _why_closed(words: dict[str, str], ran: Ran) -> str:
    if "NO_SECKEY" in words or "DECRYPTION_FAILED" in words:
        return "no key of the keyring opens it"
    return (ran.said.strip().splitlines() or ["gpg said nothing"])[-1][:200]
