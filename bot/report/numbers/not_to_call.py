"""Numbers at which nobody must be called back: an attacker's, a line told to be dead, a patient's own."""

from __future__ import annotations

import re

_AROUND = 140
_BEHIND = 60
_SAME_SENTENCE = r"[^.;!?\n]"
_UNDIGITED = r"[^.;!?\n\d]"
# « Ne pas appeler le … », « n'utilisez plus le … », « et pas au … », « à la place du … »
_FORBIDDEN = re.compile(
    r"(?:\bn(?:e |')(?:(?:pas|plus|jamais|surtout pas|surtout plus) )?(?:me |nous |m'|)"
    r"(?:rappel|appel|utilis|compos|joindre|joign|contact|essay|tent)\w{0,5}-?(?:nous|moi)? ?"
    rf"(?:(?:pas|plus|jamais|surtout) ){{0,3}}{_UNDIGITED}{{0,24}}|"
    r"(?:\b(?:et|mais|surtout)|[,:]|^) ?(?:pas|plus) (?:au |le |sur le |du )|"
    r"\b(?:pas|plus) (?:joignables?|accessibles?) (?:au |sur le |par le )|"
    rf"\b(?:ancien|mauvais|faux)(?:ne)? (?:numero|ligne|portable|standard){_UNDIGITED}{{0,16}}|"
    r"\b(?:au lieu d[ue]|a la place d[ue]|remplace(?: le)?|instead of) |"
    rf"\b(?:do not|don't|never) (?:call|use|ring|dial|try){_UNDIGITED}{{0,24}})$"
)
_DENIES = re.compile(
    r"\b(?:pas|plus|jamais|not|don't|never)\b|\b(?:au lieu|a la place|remplace|instead|ancien|mauvais|faux)"
)
# « … est coupé », « … (HS) », « … ne répond plus »
_DEAD = re.compile(
    r"[ ,»]{0,3}(?:(?:\(|"
    r"(?:et |mais |car )?(?:il |elle |qui |lequel |celui-ci )?(?:est|sont|a ete|reste|semble|is|was) |:? ?)"
    r"(?:(?:toujours|actuellement|momentanement|aussi|desormais|egalement|still|also) )?"
    r"(?:coupee?s?|hs|hors[ -](?:service|d'usage|ligne)|injoignable|morte?|inutilisable|piratee?|muette?)\b|"
    r"(?:\(|(?:il |elle |qui )?(?:est|is|semble) )(?:en panne|en derangement|indisponible|down|dead|out of)\b|"
    r"(?:il |elle |qui )?(?:ne (?:repond|fonctionne|marche|sonne|passe|decroche|marchent)|n'est (?:plus|pas)|n'aboutit|"
    r"doesn't|does not|no longer|is not|isn't)\b)"
)
_THEM = (
    r"\b(?:attaquant|assaillant|(?:le|les|un|des|du|aux?) pirate|hacker|escroc|malfaiteur|cybercriminel|fraudeur|"
    r"usurpateur|attacker|scammer|maitre[ -]chanteur|(?:faux|pseudo|pretendue?) [a-z]{4,14}|interlocuteur suspect)s?\b"
)
_SAY = (
    r"(?:demand|exig|somm|reclam|invit|laiss|donn|indiqu|communiqu|fourni|affich|propos|veu[tl]|appel|telephon|contact|"
    r"ask|want|call|left|gave)"
)
_ATTACKER = re.compile(
    rf"(?:{_THEM}{_SAME_SENTENCE}{{0,30}}\b{_SAY}{_SAME_SENTENCE}{{0,80}}|"
    rf"\b(?:numero|telephone|ligne|portable|contact|number)s? (?:du|de l'|des|d'un|of the) ?{_THEM}"
    rf"{_UNDIGITED}{{0,30}})$"
)
_OURS = re.compile(
    r"(?:rappel|appel|joign|contact)ez[ -](?:nous|moi)|\b(?:me|nous|m') ?(?:rappeler|joindre|contacter|appeler)\b|"
    r"\bnotre\b|\bmon\b|\bjoignables?\b|\bcall (?:me|us)\b"
)
_RANSOM_NOTE = re.compile(
    rf"\b(?:(?:note|message|demande) de rancon|ransom note|message frauduleux|pop-?up){_SAME_SENTENCE}{{0,50}}"
    rf"\b(?:appel|rappel|call|contact|numero|joindre)\w{{0,4}}{_UNDIGITED}{{0,24}}$"
)
_PATIENTS = re.compile(
    r"(?<!dossier )(?<!dossiers )\b(?:patiente?|residente?|usager|famille)\b"
    rf"{_UNDIGITED}{{0,40}}\b(?:tel\w{{0,7}}|portable|mobile|joignable|au|ligne)\b[ .:]{{0,4}}$"
)
_HARDLY = 0.1


def worth_calling(folded: str, start: int, end: int) -> float:
    """How far the number at folded[start:end] may be called: 0 never, 0.1 and 0.3 when no other is told, else 1."""
    before = folded[max(0, start - _AROUND) : start]
    behind = folded[end : end + _BEHIND]
    forbidden = _FORBIDDEN.search(before)
    if (forbidden is not None and _DENIES.search(forbidden[0])) or _DEAD.match(behind):
        return 0.0
    if (theirs := _ATTACKER.search(before)) is not None and _OURS.search(theirs[0]) is None:
        return 0.0
    if (note := _RANSOM_NOTE.search(before)) is not None and _OURS.search(note[0]) is None:
        return _HARDLY
    return 0.3 if _PATIENTS.search(before) else 1.0
