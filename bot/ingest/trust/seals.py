"""Signed and encrypted parts of one letter: their octets in, what they carry out, and what each seal is worth."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.ingest.trust import pgp, smime
from bot.ingest.trust.tool import ToolBudget
from bot.mail.message import Seal
from bot.settings.model import ReadingLimits

_MOST_SEALS = 20
_LONGEST_S = 10.0


class Opener:
    """Opens and checks within one letter's budget; `seals` tells what came of it, `fault` what a reader must know."""

    def __init__(self, limits: ReadingLimits, fault: Callable[[str, str], None]) -> None:
        self.seals: list[Seal] = []
        self._limits, self._fault = limits, fault
        self._budget = ToolBudget(min(_LONGEST_S, limits.seconds / 2), limits.octets)

    def cms(self, octets: bytes, carried: Callable[[bytes], bytes | None]) -> bytes | None:
        """What an S/MIME part carries; None when it stays closed or carries nothing."""
        if smime.is_enveloped(octets):
            inside, seal = smime.opened(octets, self._limits.smime_keys, self._budget)
            self._keep(seal)
            return inside
        inside = carried(octets)
        if inside is not None and inside.strip():
            self._keep(smime.checked_opaque(octets, self._limits.smime_ca, self._budget))
        else:
            self._fault("sealed_not_opened", "signed data that carries nothing")
        return inside

    def signed(self, whole: bytes, boundary: str, content: bytes, kind: str, signature: bytes) -> None:
        """Check a detached signature: `whole` is the body of the multipart, `content` its first part."""
        if kind == "application/pgp-signature":
            self._keep(pgp.checked(content, signature, self._limits.gnupg_home, self._budget))
        elif "pkcs7-signature" in kind:
            self._keep(smime.checked_detached(whole, boundary, self._limits.smime_ca, self._budget))

    def pgp(self, octets: bytes) -> bytes | None:
        """What an encrypted OpenPGP message carries; None when it stays closed."""
        inside, seals = pgp.opened(octets, self._limits.gnupg_home, self._budget)
        for seal in seals:
            self._keep(seal)
        return inside

    def inline(self, octets: bytes, charset: str) -> bytes | None:
        """A text with OpenPGP messages written into it, as a part with each opened, or checked and without its marks.

        None when nothing changes: a message that stays closed is left as it stands. `charset` is that of the text.
        """
        pieces: list[tuple[bytes, str]] = []
        at, changed = 0, False
        for block in pgp.blocks(octets):
            if block.encrypted:
                inside = self.pgp(octets[block.start : block.end])
                said, charset_inside = (b"", "") if inside is None else (inside, "utf-8")
            else:
                self._keep(pgp.checked_inline(octets[block.start : block.end], self._limits.gnupg_home, self._budget))
                said, charset_inside = pgp.unsigned(octets[block.start : block.end]), charset
            if said.strip():
                pieces += [(octets[at : block.start], charset), (said, charset_inside)]
                at, changed = block.end, True
        if not changed:
            return None
        return _as_part([*pieces, (octets[at:], charset)])

    def _keep(self, seal: Seal) -> None:
        if len(self.seals) < _MOST_SEALS:
            self.seals.append(seal)
        if seal.state == "broken":
            self._fault("signature_broken", seal.detail)
        elif seal.state == "unchecked":
            self._fault("signature_not_checked", seal.detail)
        elif seal.state == "closed":
            self._fault("sealed_not_opened", seal.detail)


def _as_part(pieces: list[tuple[bytes, str]]) -> bytes:
    """Stretches of text, each in its charset, as the MIME part that shows them one below the other."""
    said = [(octets, charset) for octets, charset in pieces if octets.strip()]
    if len({charset for _, charset in said}) == 1:
        return _text_head(said[0][1]) + b"\n".join(octets.strip(b"\r\n") + b"\n" for octets, _ in said)
    boundary = b"opened"
    while any(boundary in octets for octets, _ in said):
        boundary += b"-opened"
    parts = (b"--" + boundary + b"\n" + _text_head(charset) + octets.strip(b"\r\n") + b"\n" for octets, charset in said)
    head = b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\n\n'
    return head + b"".join(parts) + b"--" + boundary + b"--\n"


def _text_head(charset: str) -> bytes:
    named = re.sub(r"[^A-Za-z0-9_.:+-]", "", charset)[:40]
    return b"Content-Type: text/plain" + (f"; charset={named}".encode() if named else b"") + b"\n\n"
