"""Signed and encrypted parts of one letter: their octets in, what they carry out, and what each seal is worth."""

from __future__ import annotations

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

    def inline(self, octets: bytes) -> bytes | None:
        """An OpenPGP message written into a text: opened as a text part, or checked in place."""
        if octets.lstrip().startswith(pgp.SIGNED):
            self._keep(pgp.checked_inline(octets, self._limits.gnupg_home, self._budget))
            return None
        if not octets.lstrip().startswith(pgp.ENCRYPTED):
            return None
        inside = self.pgp(octets)
        return None if inside is None else b"Content-Type: text/plain; charset=utf-8\n\n" + inside

    def _keep(self, seal: Seal) -> None:
        if len(self.seals) < _MOST_SEALS:
            self.seals.append(seal)
        if seal.state == "broken":
            self._fault("signature_broken", seal.detail)
        elif seal.state == "unchecked":
            self._fault("signature_not_checked", seal.detail)
        elif seal.state == "closed":
            self._fault("sealed_not_opened", seal.detail)
