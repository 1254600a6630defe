"""Error codes that French mailbox providers write into their refusals (postmaster pages of Orange, La Poste, SFR): a
server's words in, the class of reason out. Their plain words mostly say "try later", whatever the cause is. Pure.
"""

from __future__ import annotations

import re

# OFR_506, OFR006_102, OUK_513 (Orange) · LPN007_426, LPN105-104, LPN416 (laposte.net)
_ORANGE = re.compile(r"\b(?:OFR|OUK|LPN)(?:[0-9A-Z]{3}[_-]|_)?(\d{3})\b", re.IGNORECASE)
_ORANGE_REASONS = {
    "101": "policy",
    "102": "policy",
    "103": "policy",
    "104": "policy",
    "305": "policy",
    "401": "policy",
    "402": "policy",
    "403": "policy",
    "405": "policy",
    "415": "policy",
    "416": "unknown_user",
    "417": "mailbox_full",
    "418": "unknown_user",
    "420": "mailbox_disabled",
    "421": "policy",
    "426": "mailbox_disabled",
    "505": "system",
    "506": "spam",
    "510": "policy",
    "513": "spam",
    "514": "too_large",
    "517": "policy",
    "630": "policy",
    "999": "policy",
}
_TRANSIENT = re.compile(r"(?<![\d.])4[0-5]\d[ -]")
# SFR_IN_101 … SFR_IN_905: a sender over one of its thresholds (spam, viruses, unknown users, volume) is shut out.
_SFR = re.compile(r"\bSFR_IN_\d{3}\b", re.IGNORECASE)


def reason_of_code(spoken: str) -> str | None:
    """The class of reason a provider's code stands for; None when there is none. A code whose meaning is not published
    tells no more than the server's reply: temporary (4yz) or other."""
    orange = _ORANGE.search(spoken)
    if orange is not None:
        return _ORANGE_REASONS.get(orange[1], "temporary" if _TRANSIENT.search(spoken) else "other")
    return "policy" if _SFR.search(spoken) is not None else None
