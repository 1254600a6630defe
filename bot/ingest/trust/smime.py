"""S/MIME (RFC 8551) by openssl: a sealed or signed part in, what it carries and what its seal is worth out.

Nothing here loses a letter: what cannot be opened or checked gives a seal that says why (failures 21, 33).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from bot.ingest.trust.tool import Ran, ToolBudget
from bot.mail.message import Seal

_ENVELOPED = (bytes.fromhex("06092a864886f70d010703"), bytes.fromhex("060b2a864886f70d0109100117"))
_ADDRESS = re.compile(r"[^\s@<>,;]{1,64}@[^\s@<>,;]{1,255}")
_EXPIRED = "certificate has expired"
_DOES_NOT_HOLD = re.compile(r"verification failure|verify error|digest failure|bad signature", re.IGNORECASE)
_LOOKS_MIME = re.compile(rb"\s{0,20}[A-Za-z0-9-]{1,60}:\s?\S")


@dataclass(frozen=True, slots=True)
class _Key:
    path: str
    serial: bytes
    expired: bool


def is_enveloped(octets: bytes) -> bool:
    """True for encrypted CMS content (RFC 5652 section 6, RFC 5083) in DER or BER."""
    return any(oid in octets[:64] for oid in _ENVELOPED)


def opened(octets: bytes, keys: tuple[Path, ...], budget: ToolBudget) -> tuple[bytes | None, Seal]:
    """What an encrypted part carries, None when no key opens it, and its seal.

    Keys named by the recipient info inside are tried first, then all the others; expired ones come last. Each file of
    `keys` holds a private key without passphrase and its certificate in PEM.
    """
    if not keys:
        return None, Seal("smime", "closed", detail="no key is configured")
    known = [key for path in keys if (key := _key(str(path), _stamp(path))) is not None]
    if not known:
        return None, Seal("smime", "closed", detail="none of the configured keys can be used")
    known.sort(key=lambda key: (key.serial not in octets, key.expired))
    reason = ""
    for key in known:
        ran = budget.run(_decrypting(key, key.serial in octets), {"sealed": octets})
        if ran.done and _LOOKS_MIME.match(ran.out):
            note = _EXPIRED if key.expired else ""
            return ran.out, Seal("smime", "opened", detail=note)
        reason = reason or _reason(ran)
    return None, Seal("smime", "closed", detail=f"none of {len(known)} keys opens it: {reason}"[:200])


def checked_opaque(octets: bytes, trusted: Path | None, budget: ToolBudget) -> Seal:
    """What the signature of opaquely signed content is worth."""
    return _checked(octets, "DER", trusted, budget)


def checked_detached(body: bytes, boundary: str, trusted: Path | None, budget: ToolBudget) -> Seal:
    """What the signature of a multipart/signed body is worth."""
    head = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol="application/pkcs7-signature"; '
        f'boundary="{boundary}"\r\n\r\n'
    )
    return _checked(head.encode("utf-8", "replace") + body, "SMIME", trusted, budget)


def _checked(octets: bytes, form: str, trusted: Path | None, budget: ToolBudget) -> Seal:
    verify = ["openssl", "cms", "-verify", "-inform", form, "-in", "signed", "-out", "content"]
    # First whether the signature holds, and whose it is; whether the signer is believed is asked apart.
    ran = budget.run([*verify, "-noverify", "-signer", "/dev/stdout"], {"signed": octets})
    if ran.code is None:
        return Seal("smime", "unchecked", detail=ran.said[:200])
    if not ran.done:
        state = "broken" if _DOES_NOT_HOLD.search(ran.said) else "unchecked"
        return Seal("smime", state, detail=_reason(ran))
    by = _addresses(ran.out, budget)
    if trusted is None:
        return Seal("smime", "intact", by, "no authority is configured to vouch for the signer")
    believed = budget.run([*verify, "-CAfile", str(trusted), "-purpose", "smimesign"], {"signed": octets})
    if believed.done:
        return Seal("smime", "verified", by)
    return Seal("smime", "intact", by, _EXPIRED if _EXPIRED in believed.said else _reason(believed))


def _addresses(certificates: bytes, budget: ToolBudget) -> tuple[str, ...]:
    """Addresses of the signer's certificate."""
    told = budget.run(["openssl", "x509", "-in", "certificate", "-noout", "-email"], {"certificate": certificates})
    return tuple(dict.fromkeys(one.lower() for one in _ADDRESS.findall(told.out.decode("utf-8", "replace"))))[:10]


def _decrypting(key: _Key, named: bool) -> list[str]:
    recipient = ["-recip", key.path] if named else ["-debug_decrypt"]
    return ["openssl", "cms", "-decrypt", "-inform", "DER", "-in", "sealed", "-inkey", key.path, *recipient]


def _stamp(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


@lru_cache(maxsize=64)
def _key(path: str, stamp: float) -> _Key | None:
    """The certificate's serial number and age; None when the file cannot be used. `stamp` makes a changed file new."""
    if not stamp:
        return None
    own = ToolBudget(10.0, 1_000_000)
    ran = own.run(["openssl", "x509", "-in", path, "-noout", "-serial"], {})
    serial = ran.out.decode("ascii", "replace").strip().partition("=")[2]
    if not ran.done or not re.fullmatch(r"[0-9A-F]{2,80}", serial):
        return None
    expired = not own.run(["openssl", "x509", "-in", path, "-noout", "-checkend", "0"], {}).done
    return _Key(path, bytes.fromhex(serial if len(serial) % 2 == 0 else "0" + serial), expired)


def _reason(ran: Ran) -> str:
    """The last of openssl's complaints, in its own words."""
    said = [line for line in ran.said.splitlines() if line.strip()]
    last = said[-1] if said else f"openssl ended with {ran.code}"
    pieces = last.split(":")
    return (pieces[4] if len(pieces) > 5 else last)[:150].strip()
