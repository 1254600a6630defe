"""The declarant's role as he writes it: from « je suis … », a form, or the line under a name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.report.words.folded import heads, starts_of

_QUALIFIERS = (
    r"(?:[ -](?:adjointe?|au service informatique|e-sante|de l'association|du conseil(?: d'administration)?|"
    r"de la commission|au (?:dsi|rssi|directeur|directrice|responsable|chef)|"
    r"generale?|general adjoint|deleguee?|technique|informatique|qualite|securite|"
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
    r"support|referent|informaticien(?:ne)?|de communication|de mission|des archives|de la communication|responsable|"
    r"administratif et financier)){0,4}"
)
_ROLES = (
    r"(?:rssi|rsi|dsi|dsio|dsin|daf|dpo|cto|ciso|cio|dg|dim|it manager|oss?i|fssi|drh|cil|idec?|ibode|iade|sysadmin|"
    r"cadre sup(?:erieure?)?|directeurs?|directrice|dir(?:ection)?(?= (?:informatique|qualite|"
    r"generale|des soins|technique))|responsables?|resp\.?|ingenieure?s?|inge|technicien(?:ne)?s?|"
    r"administrat(?:eur|rice)s?"
    r"|adminsys|admin(?= (?:systemes?|reseaux?|sys|si|domaine))|cadres?|medecins?|biologistes?|"
    r"pharmacien(?:ne)?s?|referente?s?|chef(?:fe)?s?(?= d)|secretaire(?: medicale| de direction|"
    r" generale)?|(?:radio)?physicien(?:ne)?(?: medical(?:e)?)?|officier(?= (?:ssi|de securite))|infirmi(?:er|ere)s?"
    r"|gestionnaire|gerante?s?|presidente?|manipulat(?:eur|rice)(?: radio)?|coordinat(?:eur|rice)|"
    r"coordonnat(?:eur|rice)|informaticien(?:ne)?|deleguee?(?= a la protection)|chargee?(?= (?:de|"
    r"d'))|assistante?(?= (?:de|d'|direct|informatique|social|medical|ssi|rssi|qualite))|adjointe?|agent(?= (?:d'|de|"
    r"admin|informatique))|webmaster|webmestre|kinesitherapeute|sage[ -]femme|interne(?= (?:de|en|d'))|"
    r"correspondante?(?= (?:local|departemental|regional|securite|qualite|numerique|vigilance|ssi|informatique|"
    r"de |d'|du |"
    r"hemovigilance|rgpd))|data protection officer|head of [a-z]{2,12}(?: [a-z]{2,12})?|nurse|"
    r"attachee?(?= (?:d'admin|de dir))"
    r"|educat(?:eur|rice)|monit(?:eur|rice)|psychologue|inspect(?:eur|rice)|standardiste|aide[ -]soignante?|"
    r"comptable|"
    r"conseill(?:er|ere)|animat(?:eur|rice)|(?:onco|cardio|radio|nephro|neuro|gyneco|dermato|pneumo|hemato)logue|"
    r"urgentiste|conducteur de travaux|conductrice de travaux|"
    r"anesthesiste|chirurgien(?:ne)?(?:[ -]dentiste)?|dentiste|"
    r"psychiatre|pediatre|geriatre|titulaire(?= de l)|dosimetriste|hygieniste|"
    r"radiotherapeute|ergotherapeute|psychotherapeute|dieteticien(?:ne)?|puericult(?:eur|rice)|"
    r"gouvernante?|apprentie?|stagiaire|alternante?|psychomotricien(?:ne)?|tresori(?:er|ere)|"
    r"preparat(?:eur|rice)|brancardi(?:er|ere)|regulat(?:eur|rice)|ambulanci(?:er|ere)|archiviste|"
    r"documentaliste|juriste|orthophoniste|neuropsychologue|osteopathe|podologue|"
    r"orthoptiste|opticien(?:ne)?|prothesiste|audioprothesiste|nutritionniste|urologue|rhumatologue|"
    r"endocrinologue|ophtalmo(?:logue|logiste)|bacteriologiste|biochimiste|virologue|anatomopathologiste|"
    r"epidemiologiste|statisticien(?:ne)?|urbaniste|developpeu(?:r|se)|vaguemestre|magasini(?:er|ere)|"
    r"logisticien(?:ne)?|acheteu(?:r|se)|cuisini(?:er|ere)|formateur|formatrice|auditeur|auditrice|"
    r"technico-commercial|commerciale?|"
    r"qualiticien(?:ne)?|intendante?|econome|permanencier|architecte|"
    r"operat(?:eur|rice)(?= (?:de|du|en))|superviseur|analyste|veilleu(?:r|se)(?= de nuit)|praticien(?:ne)?(?= hosp)|"
    r"(?:(?:it|ict|is|security|quality|lab|laboratory|ward|duty|night|practice|nursing|clinical|risk|compliance|"
    r"privacy|soc|psirt|csirt|cert|incident|response|product|group|"
    r"information security|data protection|network|systems?|infrastructure|chief|deputy|general|managing|medical|"
    r"biomedical|"
    r"operations|technical|site|facility|head|charge|senior|on-call) ){1,3}(?:manager|director|officer|engineer|lead|"
    r"administrator|technician|coordinator|nurse|physicist|biologist|pharmacist|supervisor)|"
    r"(?:biologist|pharmacist|radiologist|physicist)(?= (?:in charge|on duty|and)))"
)
_ROLE = re.compile(rf"(?<![\w-]){_ROLES}(?![\w-]){_QUALIFIERS}(?!\w)")
_FIRST = heads(
    "radiotherapeute ergotherapeute psychotherapeute dieteticien puericulteur gouvernante apprenti stagiaire "
    "alternant psychomotricien tresorier preparateur brancardier regulateur ambulancier archiviste "
    "documentaliste juriste orthophoniste neuropsychologue osteopathe podologue orthoptiste "
    "opticien prothesiste audioprothesiste nutritionniste urologue rhumatologue endocrinologue ophtalmologue "
    "bacteriologiste biochimiste virologue anatomopathologiste epidemiologiste statisticien urbaniste "
    "developpeur vaguemestre magasinier logisticien acheteur cuisinier formateur auditeur technico commercial "
    "vigile "
    "animateur oncologue cardiologue radiologue nephrologue neurologue gynecologue dermatologue pneumologue "
    "hematologue "
    "urgentiste anesthesiste chirurgien psychiatre pediatre geriatre titulaire cio dg dim radiophysicien "
    "educateur moniteur psychologue inspecteur standardiste aide comptable conseiller "
    "veilleur conducteur conductrice soc psirt csirt cert incident response product dentiste group "
    "dosimetriste hygieniste qualiticien intendant econome permanencier architecte operateur superviseur analyste "
    "praticien ict is quality lab laboratory ward night practice nursing clinical risk compliance privacy information "
    "network systems infrastructure chief deputy general managing medical biomedical operations technical site "
    "facility "
    "senior on biologist pharmacist radiologist physicist rssi rsi dsi dsio dsin daf dpo cto ciso it ossi osi fssi "
    "drh cil ide idec ibode iade sysadmin cadre "
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
_HOUSE = (
    r"(?:ch[ru]?|chru|chi|ght|epsm|samu|smur|ehpad|hopita(?:l|ux)|cliniques?|polycliniques?|centres?|"
    r"laboratoires?|labo|"
    r"residence|maison|foyer|groupe(?:ment)?|institut|fondation|association|etablissements?|structure|societe|"
    r"pui|equipe|hospital|clinic)"
)
# « responsable administratif et financier, », « cheffe de cabinet\n », « administrateur sécurité du CH … »
_MORE = re.compile(
    r"(?:[ -](?:(?:de la|de l'|des|du|de|d'|en|et de la|et du|et des|et|chargee? d[eu]s?|charge de la) ?)?"
    rf"(?!{_HOUSE}\b|(?:est|sont|etait|a|ont|ai|suis|nous|vous|je|il|elle|on|qui|que|ce|cette|mon|ma|votre|notre|"
    rf"nos|pour|"
    r"dans|chez|par|sur|avec|merci|bonjour|cordialement|me|se|de|du|des|la|le|les|et|au|aux|tel|mobile|portable|"
    r"joignable|"
    r"and|at|of|the|is|are|has|for)\b)[a-z]{2,18}){1,5}?"
    rf"(?=[ ]{{0,2}}(?:$|[\n,;.:()/|\"*]| - | (?:du|de la|de l'|des|de|d'|au|a la|a l'|of|"
    rf"at) ?(?:[a-z]{{1,3}} )?{_HOUSE}\b|"
    r" tel\b| joignable| mobile| portable|[+0(]{1,2}\d))"
)
_PROPER = re.compile(r"[A-ZÀ-Ý][a-zà-ÿ]")
_INTRO = re.compile(
    r"(?:\b(?:je )?j?suis(?: actuellement)?|\bici|\ben tant qu[e']|\ben (?:ma )?qualite de|\bje me presente|"
    r"\bje vous (?:contacte|ecris|appelle)(?: en tant que)?|\bc'est|\bmoi c'est [a-z]{2,15}|\bc [a-z]{2,15}|\bdemander|"
    r"\bi am|\bi'm|\bthis is|"
    r"\bde la part d[ue]|\bje soussignee?,?[^,\n]{0,40},)"
    r"[ ,:]{0,2}(?:l'|l |le |la |les |un |une |the (?:[a-z']{2,14} )?|d'|de |votre |nouvelle? |"
    r"[a-z]{2,15}(?: [a-z\-]{2,20})?, )?$"
)
_OPENS = re.compile(
    r"(?:[^\n]{0,40}\n){0,3}\s{0,4}(?:(?:bonjour|bonsoir|madame|monsieur|hello|"
    r"urgent)(?: a tous)?[ ,.!]{0,3}\s{1,3})?(?:l[ea] |l'|(?:petite?|simple|jeune|nouvelle?|modeste|seule?|"
    r"ancien(?:ne)?) )?"
)
_AFTER = re.compile(
    r"[ ,.]{0,3}(?:\n|$|[(|,\-/:]| d[ue] | de l| des | a l| aux? | en | pour | for | at | of | ch[ur]? | tel|"
    r" joignable|[ ,]{1,2}(?:\+|0)\d| mob| port)"
)
_LEAD = re.compile(
    r"\W{0,3}(?:(?:bien )?(?:cordialement|a vous|merci(?: d'avance)?|salutations|cdt|cdlt|regards)[ ,.!\-]{1,4})?"
    r"(?:l[ea'] ?|la |les |mme |m\. )?"
)
_NAMED_LEAD = re.compile(r"\W{0,3}[a-z][a-z.\-]{0,20}(?: [a-z][a-z\-.]{0,24}){0,3}\s{0,2}[,\-/(|]\s{0,2}(?:l[ea'] ?)?")
# « Monsieur le FSSI, » is the reader.
_ADDRESSED = re.compile(r"\b(?:monsieur le|madame la|messieurs les|cher|chere|a l'attention d[eu](?: la)?) $")
# « Un administrateur du domaine créé à 3 h » is an account.
_ACCOUNT = re.compile(r"administrateurs? (?:(?:du|de) domaine|local|locaux)\b")
_SENTENCE_LEAD = re.compile(
    r"(?:^|[.!?\n:(] ?| - |, |/ ?|\d[ ,]{1,2})(?:l[ae] |l'|(?:m|mme|mr|dr)\.? [a-z\-]{2,20}, (?:l[ae] |l')?|"
    r"(?:capitaine|lieutenant(?:-colonel)?|commandant|colonel|adjudant(?:-chef)?|sergent(?:-chef)?|major|"
    r"aspirant),? )?$"
)
_SIGNED_WITHIN = 420
"""Characters before the end of the letter within which a role standing alone is taken for the author's own."""


def role_in_prose(
    folded: str, words: Mapping[str, list[int]], written: str | None = None
) -> tuple[int, int, float] | None:
    """The role in the author's own sentences: (start, end, confidence), or None when nobody says who he is.

    `written` is the text as written, sign for sign: its capitals tell a name from a part of the role.
    """
    last: tuple[int, int, float] | None = None
    first: tuple[int, int, float] | None = None
    reached = 0
    for place in starts_of(words, _FIRST):
        if place < reached or (found := _ROLE.match(folded, place)) is None:
            continue
        reached = end = _whole(folded, found.start(), found.end(), written)
        before = folded[max(0, place - 70) : place]
        if _ADDRESSED.search(before) or _ACCOUNT.match(folded, place):
            continue
        if _INTRO.search(before) or _OPENS.fullmatch(folded, max(0, place - 40), place):
            return place, end, 0.9
        if _alone(folded, place, end):
            last = (place, end, 0.75)
        elif first is None and _opens_a_sentence(folded, place, end):
            first = (place, end, 0.7)
    return last or first


def role_in_value(value: str) -> tuple[int, int] | None:
    """The role inside the answer to a form's label such as « Nom et fonction »; None when none is known."""
    found = _ROLE.search(value)
    return (found.start(), _whole(value, found.start(), found.end(), None)) if found else None


def role_in_signature(folded: str, written: str | None = None) -> tuple[int, int] | None:
    """The role in a signature, the first that stands."""
    found = _ROLE.search(folded)
    return (found.start(), _whole(folded, found.start(), found.end(), written)) if found else None


def _whole(folded: str, start: int, end: int, written: str | None) -> int:
    """Where the whole of a role ends: it goes on to the next sign or to the house it belongs to, less any name."""
    if folded.startswith("titulaire", start):
        return start + len("titulaire")
    more = _MORE.match(folded, end)
    if more is None:
        return end
    if written is not None and _PROPER.search(written, end, more.end()) and not _PROPER.match(written, start):
        return end
    if written is not None and any(
        _PROPER.match(word[0]) for word in re.finditer(r"[\w']+", written[end : more.end()])
    ):
        return end
    return more.end()


def _opens_a_sentence(folded: str, start: int, end: int) -> bool:
    """« DPO de la Fondation …, je vous signale », « Pharmacien praticien, tél. … »: an author presents himself."""
    if _AFTER.match(folded, end) is None or not (start < 500 or len(folded) - end < _SIGNED_WITHIN):
        return False
    return _SENTENCE_LEAD.search(folded, max(0, start - 60), start) is not None


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
