"""Whoever presents himself as an authority and asks for something, without proof: he is called back at a number that is
known, and gets no letter (shared rule: a letter proves nobody)."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.desk.office import Office
from bot.desk.reading import Reading
from bot.mail.message import Address
from bot.mail.verdict import Trust
from bot.report.words.folded import fold

CALL_BACK = (
    "se présente comme une autorité sans preuve : rappelez l’autorité à un numéro connu, jamais à celui du message ; "
    "rien ne lui est envoyé"
)
"""How the desk is told, in the notice of the letter."""

_LOOKED_AT = 4_000
_NAMES = (
    r"ars|anssi|cert[- ]?fr|cert sante|cossim|acss|dgs|corruss|hfds|fssi|cnil|prefecture|prefet|ministere|gendarmerie|"
    r"police|agence (?:regionale de sante|du numerique en sante|nationale)|point focal regional|secretariat general|"
    r"c3n|ofac|sgdsn|haut fonctionnaire"
)
_AUTHORITY = re.compile(rf"(?<![a-z0-9])(?:{_NAMES})(?![a-z0-9])")
_SPEAKS = re.compile(
    rf"\b(?:ici|je suis|nous sommes|de la part d[eu'](?: la| l')?|this is|au nom d[eu'](?: la| l')?)[ ,]{{0,2}}"
    rf"[^.\n]{{0,40}}?(?<![a-z0-9])(?:{_NAMES})(?![a-z0-9])"
)
_ASKS = re.compile(
    r"\b(?:clotur\w{1,4}|ferm(?:er|ez)|clore|close)\b[^.\n]{0,40}\b(?:tickets?|dossiers?|signalements?|incidents?)|"
    r"\b(?:clotur\w{1,4}|closing) (?:demand|request)|"
    r"\b(?:(?:adress|envoy|renvoy|retourn|communiqu|donn|confirm|fourni(?:r|ss)|transmett)\w{0,4}|remettre|tenir|send|"
    r"provide|forward|share)\b[^.\n]{0,80}"
    r"\b(?:listes?|coordonnees|contacts?|numeros?|tickets?|dossiers?|signalements|declarations|astreinte|annuaire|"
    r"identifiants|identite|mots? de passe|acces|tableau|list|credentials|on-call)\b|"
    r"\bquel(?:le)?s (?:etablissements|hopitaux|structures|cliniques)\b|"
    r"\b(?:cliquez|saisissez|telechargez|connectez-vous)\b"
)


def unproven(office: Office, reading: Reading) -> bool:
    """True when the author presents himself as an authority, asks to close, send or tell something, and neither his
    domain is one of an authority of the configuration nor its server's checks vouch for it."""
    author = reading.message.author
    if author is None or _vouched_for(office, author, reading.authentication.trust):
        return False
    return _demands(author, f"{reading.message.subject}\n{reading.message.new_text}"[:_LOOKED_AT])


# Asked twice of each letter: by who answers it and by who tells the desk.
@lru_cache(maxsize=64)
def _demands(author: Address, written: str) -> bool:
    text = fold(written)
    return _ASKS.search(text) is not None and _presents(author, text)


def _vouched_for(office: Office, author: Address, trust: Trust) -> bool:
    if trust not in (Trust.VERIFIED, Trust.ALIGNED):
        return False
    settings = office.settings
    known = {mail.rpartition("@")[2].lower() for agency in settings.agencies.values() for mail in agency.mails}
    domains = {*settings.identity.official_domains, *known}
    return any(author.domain == one or author.domain.endswith("." + one) for one in domains)


def _presents(author: Address, text: str) -> bool:
    local, _, domain = author.address.lower().partition("@")
    said = re.sub(r"[._@-]", " ", fold(f"{author.name} {local} {domain}"))
    return _AUTHORITY.search(said) is not None or _SPEAKS.search(text) is not None
