"""The declarant's role as he writes it: from « je suis … », a form, or the line under a name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.report.folded import heads, starts_of

_QUALIFIERS = (
    r"(?:[ -](?:adjointe?|generale?|general adjoint|deleguee?|technique|informatique|qualite|securite|"
    r"si|ssi|numerique|systemes?|reseaux?|infrastructures?|exploitation|administrati(?:f|ve)"
    r"|d'astreinte|astreinte|de garde|d'etablissement|d'exploitation|des soins|de soins|de sante|des operations|"
    r"de site|du site|de service|(?:de|des) risques|coordinat(?:eur|rice)|de sante|de garde|de projet|du service|"
    r"coordonn?at(?:eur|rice)|biomedicale?|medicale?"
    r"|(?:des|du|de la|de l'|de) (?:systemes? d'information(?: hospitalier)?|systeme d'information|"
    r"securite(?: des? (?:systemes? d'information|si))?|si|service informatique|laboratoire(?! [a-z])|"
    r"production|parc"
    r"|pole(?: [a-z]{3,14})?|garde|crise|etablissements?|permanence|nuit|jour|securite si|donnees|"
    r"informatique|qualite|la qualite|(?:residence|l'ehpad|l'etablissement|la structure)(?! [a-z])|radiologie|"
    r"imagerie|biologie|bloc|urgences|"
    r"reanimation|pharmacie|cardiologie|pediatrie|geriatrie|chirurgie|maternite|dialyse|oncologie|consultations?|"
    r"accueil|"
    r"communication|maintenance|l'informatique|l'unite|proximite|secteur)"
    r"|mutualisee?|gerante?|soc|infra|reseau et systemes?|et reseaux?|et infrastructures?|et telecoms?|et securite|"
    r"qualite et gestion des risques|dim|"
    r"biologiste|radiologue|urgentiste|hygieniste|regulateur|referente?|n[12]|"
    r"a la protection des donnees|si ?/ ?ssi|logistique|financi(?:er|ere)|rh|hospitali(?:er|ere)|"
    r"support|referent|de communication|de mission|des archives|de la communication|responsable|"
    r"administratif et financier)){0,4}"
)
_ROLES = (
    r"(?:rssi|dsi|dsio|dsin|daf|dpo|cto|ciso|it manager|oss?i|fssi|drh|cil|idec?|ibode|iade|sysadmin|"
    r"cadre sup(?:erieure?)?|directeurs?|directrice|dir(?:ection)?(?= (?:informatique|qualite|"
    r"generale|des soins|technique))|responsables?|resp\.?|ingenieure?s?|inge|technicien(?:ne)?s?|"
    r"administrat(?:eur|rice)s?"
    r"|adminsys|admin(?= (?:systemes?|reseaux?|sys|si))|cadres?|medecins?|biologistes?|"
    r"pharmacien(?:ne)?s?|referente?s?|chef(?:fe)?s?(?= de)|secretaire(?: medicale| de direction|"
    r" generale)?|physicien(?:ne)? medical(?:e)?|officier(?= (?:ssi|de securite))|infirmi(?:er|ere)s?"
    r"|gestionnaire|gerante?s?|presidente?|manipulat(?:eur|rice)(?: radio)?|coordinat(?:eur|rice)|"
    r"coordonnat(?:eur|rice)|informaticien(?:ne)?|deleguee?(?= a la protection)|chargee?(?= (?:de|"
    r"d'))|assistante?(?= (?:de|d'|direct|informatique|social|medical))|adjointe?|agent(?= (?:d'|de|"
    r"admin|informatique))|webmaster|webmestre|kinesitherapeute|sage[ -]femme|interne(?= (?:de|en|d'))|"
    r"correspondante?(?= (?:ssi|informatique|"
    r"hemovigilance|rgpd))|data protection officer|head of it|system administrator|security officer|"
    r"nurse|duty manager|attachee?(?= (?:d'admin|de dir)))"
)
_ROLE = re.compile(rf"(?<![\w-]){_ROLES}(?![\w-]){_QUALIFIERS}(?!\w)")
_FIRST = heads(
    "rssi dsi dsio dsin daf dpo cto ciso it ossi osi fssi drh cil ide idec ibode iade sysadmin cadre "
    "cadres directeur directeurs directrice direction responsable responsables resp ingenieur "
    "ingenieure ingenieurs inge"
    " technicien technicienne administrateur administratrice adminsys admin medecin medecins "
    "biologiste pharmacien pharmacienne referent referente chef cheffe secretaire physicien officier "
    "infirmier infirmiere"
    " gestionnaire gerant gerante president presidente manipulateur coordinateur coordinatrice "
    "coordonnateur informaticien delegue deleguee charge chargee assistant assistante adjoint "
    "adjointe agent data head system security nurse duty attache"
    " webmaster webmestre kinesitherapeute sage interne correspondant correspondante"
)
_INTRO = re.compile(
    r"(?:\bje suis(?: actuellement)?|\bici|\ben tant qu[e']|\ben qualite de|\bje me presente|"
    r"\bje vous (?:contacte|ecris|appelle)(?: en tant que)?|\bc'est|\bi am|\bi'm|\bthis is|"
    r"\bde la part d[ue]|\bje soussignee?,?[^,\n]{0,40},)"
    r"[ ,:]{0,2}(?:l'|le |la |les |un |une |the |d'|de |votre |nouvelle? |[a-z]{2,15}(?: [a-z\-]{2,20})?, )?$"
)
_OPENS = re.compile(
    r"(?:[^\n]{0,40}\n){0,3}\s{0,4}(?:(?:bonjour|bonsoir|madame|monsieur|hello|"
    r"urgent)(?: a tous)?[ ,.!]{0,3}\s{1,3})?(?:l[ea] |l')?"
)
_AFTER = re.compile(
    r"[ ,.]{0,3}(?:\n|$|[(|,\-/:]| d[ue] | de l| des | a l| aux? | en | pour | ch[ur]? | tel| joignable|"
    r"[ ,]{1,2}(?:\+|0)\d| mob| port)"
)
_LEAD = re.compile(
    r"\W{0,3}(?:(?:bien )?(?:cordialement|a vous|merci(?: d'avance)?|salutations|cdt|cdlt|regards)[ ,.!\-]{1,4})?"
    r"(?:l[ea'] ?|la |les |mme |m\. )?"
)
_NAMED_LEAD = re.compile(r"\W{0,3}[a-z][a-z.\-]{0,20}(?: [a-z][a-z\-.]{0,24}){0,3}\s{0,2}[,\-/(|]\s{0,2}(?:l[ea'] ?)?")
_SIGNED_WITHIN = 420
"""Characters before the end of the letter within which a role standing alone is taken for the author's own."""


def role_in_prose(folded: str, words: Mapping[str, list[int]]) -> tuple[int, int, float] | None:
    """The role in the author's own sentences: (start, end, confidence), or None when nobody says who he is."""
    last: tuple[int, int, float] | None = None
    reached = 0
    for place in starts_of(words, _FIRST):
        if place < reached or (found := _ROLE.match(folded, place)) is None:
            continue
        reached = found.end()
        before = folded[max(0, found.start() - 70) : found.start()]
        if _INTRO.search(before) or _OPENS.fullmatch(folded, max(0, found.start() - 40), found.start()):
            start = found.start()
            return start, found.end(), 0.9
        if _alone(folded, found.start(), found.end()):
            last = (found.start(), found.end(), 0.75)
    return last


def role_in_value(value: str) -> tuple[int, int] | None:
    """The role inside the answer to a form's label such as « Nom et fonction »; None when none is known."""
    found = _ROLE.search(value)
    return found.span() if found else None


def role_in_signature(folded: str) -> tuple[int, int] | None:
    """The role in a signature, the first that stands."""
    found = _ROLE.search(folded)
    return found.span() if found else None


def _alone(folded: str, start: int, end: int) -> bool:
    """True for a role that opens a line or a sentence near the end, as a signature does."""
    if len(folded) - end > _SIGNED_WITHIN or _AFTER.match(folded, end) is None:
        return False
    line = folded.rfind("\n", 0, start) + 1
    sentence = (
        max(folded.rfind(mark, line, start) + 2 for mark in (". ", "! ", "? ", ") ", " - "))
        if start > line + 2
        else line
    )
    opening = max(line, sentence if sentence > 1 else line)
    if not folded[end:].strip(" .,\n|"):
        return True
    return _LEAD.fullmatch(folded, opening, start) is not None or _NAMED_LEAD.fullmatch(folded, line, start) is not None
