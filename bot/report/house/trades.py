"""The trades of a house as a vocabulary: where a role's words begin, which they are, and how far they go on."""

from __future__ import annotations

import re

from bot.report.words.folded import heads

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
    r"|pole(?: [a-z]{3,14}(?![\w-]))?|garde|crise|etablissements?|permanence|nuit|jour|securite si|donnees|"
    r"informatique|qualite|la qualite|(?:residence|l'ehpad|l'etablissement|la structure)(?! [a-z])|radiologie|"
    r"imagerie|biologie|bloc|urgences|"
    r"reanimation|pharmacie|cardiologie|pediatrie|geriatrie|chirurgie|maternite|dialyse|oncologie|consultations?|"
    r"accueil|"
    r"communication|maintenance|l'informatique|l'unite|proximite|secteur)"
    r"|d'accueil|d'equipe(?: (?:maintenance|securite|technique|restauration|logistique|soignante?|de nuit))?|"
    r"mutualisee?|"
    r"gerante?|soc|infra|reseau et systemes?|et reseaux?|et infrastructures?|et telecoms?|et securite|"
    r"qualite et gestion des risques|dim|"
    r"biologiste|radiologue|urgentiste|hygieniste|regulateur|referente?|n[12]|"
    r"a la protection des donnees|si ?/ ?ssi|logistique|financi(?:er|ere)|rh|hospitali(?:er|ere)|"
    r"support|referent|informaticien(?:ne)?|de communication|de mission|des archives|de la communication|responsable|"
    r"administratif et financier|par interim|interim|interimaire|faisant fonction|unique|titulaire|"
    r"groupe(?= ?[,.;:()/\n|\-]|$| a | au | pour )|(?:des|de nos) (?:deux|trois|quatre|cinq|six|\d{1,2}) "
    r"(?:cliniques|sites|etablissements|hopitaux|residences|ehpad|laboratoires|maisons|structures))){0,4}"
)
ON_CALL = (
    r"si|ssi|dsi|informatique|applicative|technique|direction|de direction|administrative|"
    r"systemes?|reseaux?|biomedicale?|securite|infrastructures?|infra|exploitation|production|numerique|logicielle|"
    r"medicale|"
    r"pharmaceutique|biologique|cyber\w{0,9}|editeur|support|"
    r"biologie|laboratoire|imagerie|radiologie|pharmacie|soins|des soins|logistique|maintenance|sih|dpi|cellule"
)
"""What somebody on call answers for: « astreinte SI » is how he signs."""
_ROLES = (
    r"(?:rssi|rsi|dsi|(?:astreinte|permanence)(?= (?:" + ON_CALL + r")\b)|"
    r"(?:faisant fonction|ff|f\.f\.)(?= d(?:e |'))|"
    r"dir(?:\.|(?= adj))(?= ?[a-z])|adj\.(?= (?:au|de|du|a) )|tech\.?(?= (?:info|de|reseau|si|support|biomed|labo))|"
    r"ing\.(?= [a-z])|coord\.(?= [a-z])|vice-presidente?|exploitante?(?= (?:informatique|si|de|applicatif))|"
    r"observat(?:eur|rice)(?= (?:ssi|si|cyber|d|informatique|securite|technique))|hote(?:sse)?s?(?= d'accueil)|"
    r"experte?(?= (?:cyber|securite|ssi|si|informatique|technique|reseau|en ))|"
    r"consultante?(?= (?:cyber|securite|ssi|si|informatique|technique|reseau|en ))|permanenci(?:er|ere)|"
    r"pilote(?= (?:de|d'|du) )|monit(?:eur|rice)[ -]educat(?:eur|rice)|anesthesiste[ -]reanimat(?:eur|rice)|"
    r"maitresse de maison|"
    r"dsio|dsin|daf|dpo|cto|ciso|cio|dg|dim|it manager|oss?i|fssi|drh|cil|idec?|ibode|iade|sysadmin|"
    r"cadre sup(?:erieure?)?|directeurs?|directrice|dir(?:ection)?(?= (?:informatique|qualite|"
    r"generale|des soins|technique))|responsables?|resp\.?|ingenieure?s?|inge|technicien(?:ne)?s?|"
    r"administrat(?:eur|rice)s?"
    r"|adminsys|admin(?= (?:systemes?|reseaux?|sys|si|domaine))|cadres?|medecins?|biologistes?|"
    r"pharmacien(?:ne)?s?|referente?s?|chef(?:fe)?s?(?= d)|secretaire(?: medicale| de direction|"
    r" generale)?|(?:radio)?physicien(?:ne)?(?: medical(?:e)?)?|officier(?= (?:ssi|si|de|d'))|infirmi(?:er|ere)s?"
    r"|gestionnaire|gerante?s?|presidente?|manip(?:ulat(?:eur|rice))?(?: radio)?|"
    r"as[h]?(?= de (?:nuit|jour|garde))|inf\.?(?= (?:de nuit|de jour|coord))|kine(?= |[,.\n)])|coordinat(?:eur|rice)|"
    r"coordonnat(?:eur|rice)|informaticien(?:ne)?|infogerante?|benevole(?!ment)|gardien(?:ne)?(?= de)|linger(?:e|"
    r"iere)(?= |[,.;\n)])|electricien(?:ne)?(?= de (?:garde|nuit|jour|permanence)| d'astreinte)|reanimat(?:eur|rice)|"
    r"arm(?= |[,.;\n)])|"
    r"pcr(?=[,.;\n)]| de )|personne competente en radioprotection|(?:eleve|etudiante?)[ -](?:infirmi(?:er|ere)|"
    r"aide-soignante?|"
    r"manip\w{0,12}|cadre)|deleguee?(?= a la protection)|chargee?(?= (?:de|"
    r"d'))|assistante?(?= (?:de|d'|du |direct|informatique|social|medical|ssi|rssi|qualite)|[.,;\n])|"
    r"adjointe?|agent(?= (?:d'|de|"
    r"admin|informatique))|webmaster|webmestre|kinesitherapeute|sages?[ -]femmes?|interne(?= (?:de|en|d'))|"
    r"correspondante?(?= (?:local|departemental|regional|securite|qualite|numerique|vigilance|ssi|informatique|"
    r"de |d'|du |"
    r"[a-z]{4,10}vigilance|rgpd|cyber\w*))|data protection officer|head of [a-z]{2,12}(?: [a-z]{2,12})?|nurse|"
    r"attachee?(?= (?:d'admin|de dir))"
    r"|educat(?:eur|rice)|monit(?:eur|rice)|psychologue|inspect(?:eur|rice)|standardiste|aide[ -]soignante?|"
    r"comptable|"
    r"conseill(?:er|ere)|animat(?:eur|rice)|(?:onco|cardio|radio|nephro|neuro|gyneco|dermato|pneumo|hemato)logue|"
    r"urgentiste|conducteur de travaux|conductrice de travaux|"
    r"anesthesiste|chirurgien(?:ne)?(?:[ -]dentiste)?|dentiste|"
    r"psychiatre|pediatre|geriatre|titulaire(?= de l| a l|[,.;\n)]| - | ?:|$)|dosimetriste|hygieniste|"
    r"radiotherapeute|ergotherapeute|psychotherapeute|dieteticien(?:ne)?|puericult(?:eur|rice)|"
    r"gouvernante?|apprentie?|stagiaire|alternante?|psychomotricien(?:ne)?|tresori(?:er|ere)|"
    r"preparat(?:eur|rice)|brancardi(?:er|ere)|regulat(?:eur|rice)|ambulanci(?:er|ere)|archiviste|"
    r"documentaliste|juriste|orthophoniste|neuropsychologue|osteopathe|podologue|"
    r"orthoptiste|opticien(?:ne)?|prothesiste|audioprothesiste|nutritionniste|urologue|rhumatologue|"
    r"endocrinologue|ophtalmo(?:logue|logiste)|bacteriologiste|biochimiste|virologue|anatomopathologiste|"
    r"epidemiologiste|statisticien(?:ne)?|urbaniste|developpeu(?:r|se)|vaguemestre|magasini(?:er|ere)|"
    r"logisticien(?:ne)?|acheteu(?:r|se)|cuisini(?:er|ere)|formateur|formatrice|auditeur|auditrice|"
    r"technico-commercial|commerciale?|"
    r"qualiticien(?:ne)?|intendante?|econome|architecte|"
    r"operat(?:eur|rice)(?= (?:de|du|en))|superviseur|analyste|veilleu(?:r|se)(?= de nuit)|praticien(?:ne)?(?= hosp)|"
    r"(?:(?:it|ict|is|security|quality|lab|laboratory|ward|duty|night|practice|nursing|clinical|risk|compliance|"
    r"privacy|soc|psirt|csirt|cert|incident|response|product|group|"
    r"information security|data protection|network|systems?|infrastructure|chief|deputy|general|managing|medical|"
    r"biomedical|"
    r"operations|technical|site|facility|head|charge|senior|on-call) ){1,3}(?:manager|director|officer|engineer|lead|"
    r"administrator|technician|coordinator|nurse|physicist|biologist|pharmacist|supervisor)|"
    r"(?:biologist|pharmacist|radiologist|physicist)(?= (?:in charge|on duty|and)))"
)
ROLE = re.compile(rf"(?<![\w-]){_ROLES}(?![\w-]){_QUALIFIERS}(?!\w)")
FIRST = heads(
    "gardien lingere lingeriere electricien "
    "infogerant benevole reanimateur reanimatrice arm pcr personne eleve etudiant etudiante sages "
    "astreinte permanence faisant ff f dir adj tech ing coord vice exploitant observateur observatrice hote hotesse "
    "manip as ash inf kine expert experte consultant pilote maitresse "
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
    r"pui|equipe|hospital|clinic|mas|fam|ime|itep|esat|ssr|smr|usld|had|msp|sessad)"
)
# « responsable administratif et financier, », « cheffe de cabinet\n », « administrateur sécurité du CH … »
_MORE = re.compile(
    r"(?:[ -](?:(?:de la|de l'|des|du|de|d'|en|et de la|et du|et des|et|chargee? d[eu]s?|charge de la) ?)?"
    rf"(?!{_HOUSE}\b|(?:est|sont|etait|a|ont|ai|suis|nous|vous|je|il|elle|on|qui|que|ce|cette|mon|ma|votre|notre|"
    rf"nos|pour|"
    r"dans|chez|par|sur|avec|merci|bonjour|cordialement|me|se|de|du|des|la|le|les|et|au|aux|tel|mobile|portable|"
    r"joignable|"
    r"and|at|of|the|is|are|has|for|vient|viens|va|vais|vont|doit|peut|dit|m'a|pense|reste|refuse|demande|confirme|"
    r"signale|arrive|attend|essaie|tente|travaille|s'est|informee?|prevenue?|avisee?|alertee?|"
    r"injoignable)\b)[a-z]{2,18}){1,5}?"
    rf"(?=[ ]{{0,2}}(?:$|[\n,;.:()/|\"*]| - | (?:du|de la|de l'|des|de|d'|au|a la|a l'|of|"
    rf"at) ?(?:[a-z]{{1,3}} )?{_HOUSE}\b|"
    r" tel\b| joignable| mobile| portable|[+0(]{1,2}\d))"
)
_IS_HOUSE = re.compile(rf"\b{_HOUSE}\b")
_PROPER = re.compile(r"[A-ZÀ-Ý][a-zà-ÿ]")
# « Responsable des services techniques Bio-Isula »: small words up to the capital of a name.
_UP_TO_NAME = re.compile(
    r"(?:[ -](?:(?:de la |de l['’]|des |du |de |d['’]|en |et )(?:l['’])?)?"
    r"(?!(?:à|au|aux|du|des?|la|les?|chez|pour|dans|sur|avec|est|a|et|ou|en|nous|je|of|at|for|in|the) )"
    r"[a-zà-ÿ]{2,18}){1,4}"
    r"(?= [A-ZÀ-Ý][a-zà-ÿ])"
)


def whole_role(folded: str, start: int, end: int, written: str | None) -> int:
    """Where the whole of a role ends: it goes on to the next sign or to the house it belongs to, less any name."""
    if folded.startswith("titulaire", start):
        return start + len("titulaire")
    more = _MORE.match(folded, end)
    if more is None or (written is not None and _names_somebody(written, start, end, more.end())):
        up_to = _UP_TO_NAME.match(written, end) if written is not None else None
        return end if up_to is None or _IS_HOUSE.search(folded, end, up_to.end()) else up_to.end()
    return more.end()


def _names_somebody(written: str, start: int, end: int, last: int) -> bool:
    """True where the words behind a role are a name's, by their capitals."""
    if _PROPER.search(written, end, last) and not _PROPER.match(written, start):
        return True
    return any(_PROPER.match(word[0]) for word in re.finditer(r"[\w']+", written[end:last]))
