"""What must not be repeated in any outgoing letter: NIR, lists of patients, credentials; and a mask over them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.report.numbers.nir import nir_spans
from bot.report.secrets.persons import bearer_spans, birth_spans, entry_spans, file_spans, person_spans
from bot.report.words.folded import TEXT_LIMIT, Words, fold, heads, starts_of

_SECRET = re.compile(
    r"\b(?:mot de passe|mots de passe|mdp|passwd|password|pass|pwd|code d'acces|code pin|code vpn|code wi-?fi|"
    r"code admin(?:istrateur)?|code d'admin|cle (?:wpa2?|wi-?fi|partagee|pre-?partagee|psk|reseau)|psk|"
    r"cle de recuperation|secret|token|api[ -]?key|passphrase|code mfa)"
    r"(?: (?:provisoire|habituel|commun|partage|generique|initial|par defaut|default|du wifi|windows|session|"
    r"messagerie|temporaire|est|du compte|admin|administrateur|actuel|utilise|is|etait|vpn|"
    r"wifi|root|de l'archive|du zip|archive|du domaine|de domaine|du boitier|du serveur|du routeur|du reseau|"
    r"de secours|a la [a-z]{4,10}|api|d'acces)){0,3}(?: \([^()\n]{2,40}\))?\s{0,2}[:=]?\s{0,2}"
    r"(?:[:=]|\best\b|\bis\b|\bc'est\b|\bc'etait\b|\betait\b)\s{0,2}:?\s?[\"'(]?([^\s\"')]{4,64})"
)
_NOT_A_SECRET = re.compile(
    r"(?:faux|fausse|change|modifi|reinitialis|compromi|vol[ee]|partag|identi|saisi|trop|faible|donn|inconnu|"
    r"perdu|unique|oui|non|aucun|pas|en|expire|bloque|neant|fort|simple|robuste"
    r"|connu|toujours|encore|egalement|aussi|celui|tombe|utilise|diffuse|envoye|transmis|dans|sur|"
    r"communique|divulgue|juste|bon\b|correct|invalide|refuse|rejete|accepte|ancien|nouveau|identique|renouvele|"
    r"regenere|a changer|desactive)"
)
_KEY_BLOCK = re.compile(r"-----begin [a-z ]{0,20}private key-----")
_LOGIN_PAIR = re.compile(
    r"\b(?:login|identifiant|user|utilisateur|compte)\s{0,2}[:=]\s{0,2}\S{2,40}[\s,;/|"
    r"]{1,4}(?:mot de passe|mdp|password|pass|pwd)\s{0,2}[:=]\s{0,2}(\S{3,64})"
)
# « user admin mdp Roseraie47! », « administrateur / Ner@c2019 »: only a token made like a password is taken for one.
_BARE_SECRET = re.compile(
    r"(?:mot de passe|mdp|passwd|password|pass|pwd)(?: (?:habituel|commun|generique|initial|par defaut|unique|"
    r"admin|partage|"
    r"vpn|wifi|toujours|root|local|du compte|de session)){0,2} [\"'(]?([^\s\"')]{6,64})"
)
# « J'ai changé le mdp … le nouveau c'est Gras07-Aubenas! », « identifiants : jdupont / Hiver2026! »
_NEW_SECRET = re.compile(
    r"(?:nouveau|nouvel|actuel|current|new one)(?: (?:mdp|mot de passe|code|password))?"
    r"(?: ?(?::|=)| est| c'est| c| is) ?:? ?[\"'(]?([^\s\"')]{6,64})"
)
_SPOKEN_OF = re.compile(r"\b(?:mdp|mots? de passe|password|passwd|code|identifiants?)\b")
_SPOKEN_WITHIN = 240
_NAMED_PAIR = re.compile(
    r"(?:identifiants?|login|acces|connexion|credentials)(?: (?:admin|vpn|de test|provisoires?|de secours))?\s?[:=]?\s?"
    r"[^\s/|]{2,40} ?[/|] ?([^\s\"')]{6,64})"
)
# « Identifiants, si ça peut servir : proubaud / Cigale2024! »
_PAIR_BEHIND = re.compile(
    r"(?:identifiants?|login|acces|connexion|credentials|compte|session)\b[^:\n]{0,70}: ?[a-z0-9][\w.\-]{2,24} ?/ ?"
    r"([^\s\"')]{6,64})"
)
# A token that nobody writes but as a password, in a sentence about one: « mot de passe qu'il utilisait, Azerty123! ».
_UNMISTAKABLE = re.compile(
    r"(?<!\S)[\"'(]?(?=\S{0,40}\d)(?=\S{0,40}[a-z]{3})([a-z0-9]{2,24}[!#$%*&+=?][^\s\"'),;]{0,24})"
)
_SENTENCE = 90
_ADMIN_PAIR = re.compile(r"(?:admin|administrateur|administrator|root)(?: ?[|:] ?| / |/)([^\s\"')]{6,64})")
_PRODUCT = re.compile(
    r"cve-|[a-z]{0,8}\d{1,2}h\d{0,2}$|(?:office|microsoft|windows|ms)-?\d|https?:|www\.|"
    r"(?:citrix|exchange|server|serveur|sql|veeam|vmware|esxi|oracle|debian|ubuntu)\d|[^@]{1,40}@[a-z0-9\-]{1,40}\.[a-z]"
)
_PATIENT_FILE = re.compile(
    r"(?:patient|resident|malade|usager|nominati|beneficiaire|nir|secu|"
    r"dossiers?[ -]?medic)[a-z0-9 \-().]{0,60}\.(?:xlsx?|xlsm|csv|ods|txt|pdf|docx?|zip|7z|json|sql|"
    r"db|mdb|accdb|rtf|odt)$"
    r"|(?:liste|extraction|export|listing|base|recap)[a-z0-9 \-().]{0,40}(?:patient|resident|malade|"
    r"usager|nominati|nir)"
)
_NOT_PATIENTS = re.compile(
    r"\b(?:procedure|impact|information|communication|affiche|note|modele|courrier|anonym|vierge|reset|guide)"
)
_SECRET_FIRST = heads(
    "psk mot mots mdp passwd password pass pwd code cle secret token api passphrase login identifiant user"
    " utilisateur compte admin administrateur administrator root nouveau nouvel actuel current new identifiants acces"
    " connexion credentials"
)


def credential_spans(folded: str, words: Mapping[str, list[int]] | None = None) -> list[tuple[int, int]]:
    """Stretches of a folded text that are a password or the like, given in clear; `words` when known already."""
    spans: list[tuple[int, int]] = []
    for at in starts_of(Words(folded) if words is None else words, _SECRET_FIRST):
        if (pair := _LOGIN_PAIR.match(folded, at)) is not None:
            spans.append(pair.span(1))
        secret = _SECRET.match(folded, at)
        if secret is not None and not _NOT_A_SECRET.match(secret[1]) and secret.span(1) not in spans:
            spans.append(secret.span(1))
        bare = _BARE_SECRET.match(folded, at)
        if bare is None and folded[at - 1 : at] not in ("/", ".", "-", "@"):
            bare = _ADMIN_PAIR.match(folded, at)
            bare = bare or _NAMED_PAIR.match(folded, at) or _PAIR_BEHIND.match(folded, at) or _new_secret(folded, at)
        if bare is None and secret is None:
            end = folded.find("\n", at)
            bare = _UNMISTAKABLE.search(folded, at, min(at + _SENTENCE, end if end >= 0 else len(folded)))
        if bare is not None and _made_as_secret(bare[1]) and not any(_meet(bare.span(1), span) for span in spans):
            spans.append(bare.span(1))
    if "-----begin" in folded:
        spans += [found.span() for found in _KEY_BLOCK.finditer(folded)]
    return spans


def _new_secret(folded: str, at: int) -> re.Match[str] | None:
    spoken = _SPOKEN_OF.search(folded, max(0, at - _SPOKEN_WITHIN), at)
    return _NEW_SECRET.match(folded, at) if spoken is not None else None


def _made_as_secret(token: str) -> bool:
    """Letters and digits in one token, and neither a product's name, an address nor an hour."""
    letters = sum(sign.isalpha() for sign in token)
    return letters >= 3 and any(sign.isdigit() for sign in token) and _PRODUCT.match(token) is None


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def names_patients(filename: str) -> bool:
    """True when an attachment's name says it lists patients."""
    folded = fold(filename[:200])
    return bool(_PATIENT_FILE.search(folded)) and not _NOT_PATIENTS.search(folded)


def mask(text: str) -> str:
    """The text with every NIR, password in clear, patient's name, birth and file number hidden; the rest as it was.

    Text past the reading limit is dropped: what was not looked at must not be shown.
    """
    kept = text[:TEXT_LIMIT]
    same_length = "".join(folded if len(folded := fold(sign)) == 1 else sign for sign in kept)
    numbers = nir_spans(same_length) + file_spans(same_length)
    spans = numbers + bearer_spans(kept, numbers) + credential_spans(same_length) + birth_spans(same_length)
    spans += person_spans(kept, same_length) + entry_spans(same_length)
    out: list[str] = []
    at = 0
    for start, end in sorted(spans):
        if end > at:
            out += (kept[at : max(at, start)], "█" * min(8, end - start))
            at = end
    return "".join((*out, kept[at:]))
