"""What a letter names and is not about: a house or a place in a folded text, and whether its clause is of others.

Comparisons, earlier events, houses that are unhurt or only told, where a false mail comes from, suppliers, transfers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_BREAK = re.compile(r"[.;!?](?=\s)|\n| mais | tandis que | alors que | pendant que ")
_ASIDE = re.compile(
    r"\b(?:sieges?|maison[ -]mere|societe[ -]mere|holding|prestataires?|hebergeurs?|editeurs?|fournisseurs?|"
    r"infogerants?|assureurs?|mainteneurs?|(?:entite|organisme|association|societe) gestionnaire|entite juridique|"
    r"personne morale|"
    r"sous-traitants?|integrateurs?|operateurs?|data ?centers?|centre de donnees|heberge\w{0,2}|habite|domicile|"
    r"teletravail|"
    r"transfer\w{0,6}|evacu\w{0,6}|vers(?! \d)|voisine?s?|renforts?|rediriges?|reorientes?|"
    r"je (?:suis|me trouve|reside|vis)(?: actuellement)? (?:a|en|dans|sur)|en deplacement|"
    r"(?:vous |j')ecris (?:depuis|de|d')|en (?:conges?|vacances)|comme (?:le|la|l'|au|a)|head office|"
    r"parent company)\b"
    r"[^.;\n]{0,60}$"
)
# « Le télé-AVC avec la Martinique ne passe plus »: the other end of a line.
_OTHER_END = re.compile(r"\b(?:avec|entre|jusqu'a) (?:l'ile de |la |l'|le |les )?$")
_LIKE = (
    r"comme (?:a|aux?|chez|les?|la|l'|pour|dans|celui|celle|ceux)|"
    r"(?:a l'(?:image|instar)|au contraire|a la difference|a l'inverse) d\w{0,3}|contrairement (?:a|aux?)|"
    r"rappell\w{1,5}|(?:similaires?|semblables?|identiques?|analogues?|pareils?) (?:a|aux?)|"
    r"(?:meme|memes) (?:mode|scenario|attaque|groupe|souche|variante|methode|acteur|chose|probleme|panne|incident|"
    r"histoire)s?[^.;\n]{0,24} qu\w{0,3}|(?:deja|aussi) (?:vue?|arrivee?|produite?|connue?) (?:a|aux?|chez)"
)
_SENT_FROM = (
    r"(?:mails?|courriels?|messages?|hameconnage|phishing|pieces? jointes?|factures?|liens?|invitations?|"
    r"campagnes?)\b[^.;\n]{0,50}\b(?:depuis|venant|venue?s?|vien(?:t|nent)|venai\w{1,4}|proven\w{1,5}|provien\w{1,4}|"
    r"emana\w{1,4}|emise?s?|(?:envoye|expedie|adresse|transmi)\w{0,3} (?:par|depuis|d)|"
    r"au nom|signee?s?|usurp\w{1,5}|de la part|de chez|parti\w{0,2} d|d'(?:une?|l')? ?(?:boite|adresse|compte|"
    r"messagerie|expediteur))"
)
_SPARED_BEFORE = (
    r"sauf|hormis|excepte|a l'exception d\w{0,3}|rien a signaler (?:a|aux?|pour|chez)|"
    r"(?:pas|aucun) (?:d')?impact (?:a|aux?|sur|pour|chez)"
)
_SUPPLIER = (
    r"(?:notre|nos|l'|le|son|leur|un) ?(?:prestataires?|hebergeurs?|editeurs?|fournisseurs?|infogerants?|assureurs?|"
    r"mainteneurs?|sous-traitants?|integrateurs?|operateurs?|courtiers?)"
)
_OWNER = (
    r"(?:entite|organisme|association|societe) gestionnaire|entite juridique|personne morale|siege(?: social)?|"
    r"maison[ -]mere|holding"
)
_COPIED = r"copies?(?: pour info\w{0,8})?(?: a)? ?:?|(?:en|mis en) copie ?:?|cc ?:"
_THEIRS_BEFORE = re.compile(
    rf"\b(?:(?:{_LIKE})\b[^.;\n]{{0,30}}|(?:{_SENT_FROM})\b[^.;\n]{{0,50}}|"
    rf"(?:{_SPARED_BEFORE})\b[^.,;\n]{{0,20}}|(?:{_SUPPLIER}|{_OWNER})\b[^.;\n]{{0,30}}|(?:{_COPIED}) [^.;\n]{{0,16}})$"
)
_MONTHS = "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre"
_LONG_AGO = (
    r"l'(?:an|annee|ete|hiver|automne) (?:dernier|derniere|passee?)|(?:le mois|le printemps) (?:dernier|passe)|"
    rf"en (?:(?:{_MONTHS}) )?(?:20\d\d|dernier)|(?:{_MONTHS}) dernier|il y a (?:\d{{1,2}}|une?|deux|trois|quatre|"
    r"quelques|plusieurs) (?:ans?|mois|annees?)|(?:avait|avaient|avoir) (?:deja )?(?:ete|subi|connu|vecu)|last year"
)
_SPARED = (
    r"(?:n'est|n'etait|ne sont|n'etaient|n'a|n'ont|semble|parait)\b[^.;\n]{0,16}\b(?:pas|point|plus|ni|nullement|"
    r"aucunement|jamais) (?:ete |etre |non plus )?(?:touche|concerne|impacte|atteint|affecte|attaque|vise)\w{0,3}|"
    r"(?:est|sont|reste\w{0,3}|demeure\w{0,3}|semble\w{0,3}) (?:lui |elle |eux |a priori )?(?:indemne|epargne|intact|"
    r"preserve|hors de cause|hors d'atteinte)\w{0,3}|"
    r"fonctionne\w{0,3} (?:normalement|bien)|tourne\w{0,3} normalement|ras\b|rien a signaler|"
    r"(?:is|are) (?:not (?:affected|hit|impacted)|unaffected|safe)"
)
_ONLY_TOLD = (
    r"(?:(?:est|sont|a ete|ont ete|deja|etait|sera|seront) (?:deja |aussi |egalement |bien )?|[, ])"
    r"(?:informe|prevenu|avise|alerte|averti|contacte|sollicite|en copie)e?s?\b"
)
_HELPS = (
    r"(?:nous|se) (?:aide|appuie|assiste|accompagne|conseille|prete|porte|vien)\w{0,4}|"
    r"(?:a|ont) (?:propose|offert) (?:son|leur) (?:aide|renfort)|intervien\w{1,4}|demande\w{0,3} (?:votre|une|notre) "
    r"attestation"
)
_THEIRS_AFTER = re.compile(rf"[^.;\n]{{0,60}}?\b(?:{_LONG_AGO}|{_SPARED}|{_HELPS})|[^.;\n]{{0,40}}?{_ONLY_TOLD}")
# « le CH de Dax, le nôtre, avait déjà été touché »
_OURS = re.compile(r"\b(?:(?:notre|nos|mon|ici,?|nous,?)(?: \w{1,8})?|(?:je suis|nous sommes)\b[^.;\n]{0,30}) ?$")
_FARTHEST_BEFORE, _FARTHEST_AFTER = 140, 120


def is_aside(folded: str, start: int, houses: Sequence[tuple[int, int]]) -> bool:
    """True for the place of a head office, a provider, the author himself or where patients are sent."""
    if _OTHER_END.search(folded, max(0, start - 24), start) is not None:
        return True
    found = _ASIDE.search(folded, clause_start(folded, start), start)
    return found is not None and not any(found.start() <= first < start for first, _ in houses)


def is_beside_others(
    folded: str, start: int, houses: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]
) -> bool:
    """True for a place whose clause names a house of others last before it: « Le groupe Ramsis, Lyon 69003, est … »."""
    begun = clause_start(folded, start)
    named = max(((first, last) for first, last in (*houses, *others) if begun <= first < start), default=None)
    return named is not None and named in others


def is_anothers(folded: str, start: int, end: int) -> bool:
    """True for a house, or a list of them, whose clause says that it is not the one struck."""
    begun = clause_start(folded, start)
    if _OURS.search(folded, begun, start) is not None:
        return False
    if _THEIRS_BEFORE.search(folded, begun, start) is not None:
        return True
    return _THEIRS_AFTER.match(folded, end, clause_end(folded, end)) is not None


def is_spared(folded: str, start: int, end: int) -> bool:
    """True where the clause goes on to say that what was named is not touched."""
    return re.search(_SPARED, folded[end : clause_end(folded, end)]) is not None


def clause_start(folded: str, at: int) -> int:
    """Where the clause begins that holds a place of a folded text, at most 140 characters before it."""
    lowest = max(0, at - _FARTHEST_BEFORE)
    return max((found.end() for found in _BREAK.finditer(folded, lowest, at)), default=lowest)


def clause_end(folded: str, at: int) -> int:
    """Where that clause ends, at most 120 characters behind it."""
    farthest = at + _FARTHEST_AFTER
    return next((found.start() for found in _BREAK.finditer(folded, at, farthest)), min(farthest, len(folded)))
