"""Whether a recovery told is that of the incident reported: whose word it is, of what, and what is told beside it.

A side matter that is over, an older one, or what a provider claims of his own end takes nothing from a trouble told as
present; the author's own word on the whole gives way only to a trouble told in the present behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.report.evidence import Evidence
from bot.report.words.negation import Stance
from bot.report.words.terms import Hit

_TROUBLES = ("outage", "degraded", "care_hit", "patient_risk", "patient_proven", "category.ransomware")
# « L'éditeur prétend que », « la clinique voisine nous dit que », but « je vous dis que », « nous confirmons que »
_SAYS = re.compile(
    r"\b(?:dit|disent|disait|disaient|pretend|pretendent|affirme|affirment|"
    r"assure|assurent|annonce|annoncent|jure|jurent|soutient|soutiennent|estime|estiment|croit|croient|pense|pensent|"
    r"repete|repetent|maintient|declare|declarent|repond|repondent|ecrit|ecrivent|promet|considere|considerent|"
    r"(?:ont|a|avait|avaient) (?:dit|affirme|assure|annonce|jure|soutenu|repondu|ecrit|declare|pretendu|cru|promis)|"
    r"says?|said|claims?|claimed|insists?|tells? us|told us|thinks?|believes?|swears?)"
    r"(?: (?:nous|vous|me|moi|a nouveau|encore|maintenant))?(?:,? (?:que|qu'|that|avoir)|,? ?[:«\"'])"
)
# « On nous répond que », « pour l'infogérant c'est terminé », « le support a clôturé notre ticket »
_OUTSIDER = (
    r"(?:infogerant|editeur|prestataire|hebergeur|operateur|fournisseur|support|helpdesk|hotline|constructeur|assureur|"
    r"mainteneur|sous-traitant|vendor|provider|supplier|host|orange|sfr)s?"
)
_OUTSIDE = re.compile(
    r"\bon (?:nous|m'|me|vous)? ?(?:dit|repond|assure|affirme|ecrit|soutient|annonce|jure|promet)\b|"
    r"\bpour (?:eux|lui|elle|elles|leur|(?:l'|le |la |les |notre |nos )" + _OUTSIDER + r"\b)|"
    r"\b" + _OUTSIDER + r" (?:a |ont |avait |has |have |vient de |viennent de )?(?:vite |deja |aussitot |encore )?"
    r"(?:clos|cloture|ferme|classe|clore|cloturer|fermer|closed|marked)\w{0,2}\b|"
    r", (?:lui|elle|eux|elles)(?: seule?s?)?,? "
)
_BY_ITS_OWN = re.compile(r"\b(?:je|j'|on|i|we)(?: (?:le|en|can|have))*\s?$")
_ACCORDING = re.compile(
    r"\b(?:d'apres|selon|a en croire|s'il faut en croire|dixit|according to)\s(?!nous|moi|mes |nos |us\b|our )|"
    r"\ba (?:l'|les |la )?(?:en )?croire\b"
)
# « Incident clos côté hébergeur », « chez elle c'est résolu », « chez vous c'est peut-être résolu »
_ELSEWHERE = re.compile(
    r"\b(?:chez (?:eux|elles?|lui|vous|l'|leur|le voisin|la voisine|un autre|d'autres|nos voisins)|"
    r"(?:de|a) (?:leur|votre|son) cote|"
    r"cote (?!chu?\b|hopital|clinique|etablissement|nous|nos|notre)[a-z']{3,}|(?:at|on) (?:their|your) (?:end|side)|"
    r"vois(?:in|ine|ins|ines)\b|"
    r"(?:neighbou?ring|other) (?:clinic|hospital|site))"
)
# « L'incident de mardi », « le ticket précédent », « le problème de tout à l'heure »
_OLDER = re.compile(
    r"\b(?:precedente?s?|anterieure?s?|ancien(?:ne)?s?|autres?|premiere?|(?:semaine|mois|an|annee) (?:derniere?|"
    r"passee?)|"
    r"derniere fois|(?:de |d')(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|hier|avant-hier|tout a l'heure|"
    r"tantot|l'apres-midi|ce matin|cet apres-midi|la veille|la semaine|midi|\d{1,2} ?(?:h|heures)\b|20\d\d)|"
    r"du (?:\d{1,2}|matin|debut|week-end|mois)|other|previous|earlier|former|last (?:week|month|year)|(?:mon|tues|"
    r"wednes|thurs|fri|satur|"
    r"sun)day(?:'s)?|yesterday(?:'s)?)\b"
)
_NAMED_APART = re.compile(
    r"\b(?:ticket|incident|dossier|signalement|probleme|case|issue)s? (?:(?:precedent|anterieur)\w?\b|(?:n ?[°o]?\.? ?|"
    r"numero |number )?#? ?\d{3,}|[a-z]{2,6}-\d)"
)
# What stands for the whole; « la panne d'imprimante », « le problème de climatisation » name a part.
_OF_A_THING = re.compile(
    r"\b(?:incidents?|problemes?|pannes?|coupures?|alertes?|alarmes?|soucis?|bugs?|anomalies?|dysfonctionnements?|"
    r"defauts?|tickets?) (?:de la |de l'|des |du |de |d'|sur (?:le |la |les |l'))?(?!est\b|etait|a ete|ete|sont|"
    r"clos|cloture|resolu|regle|"
    r"termine|et\b|leve|retabli|totale|generale|majeure|informatique|cyber|securite|depuis|que\b|qui\b|signale|declare|"
    r"declaree|nous|dont|reseau|systeme|si\b|service|ce\b|cette\b|\d)[a-z]{3,}"
)
_THINGS = re.compile(
    r"\b(?:imprimantes?|impressions?|etiqueteuse|climatisation|clim|froid|electri[a-z]{3,5}|courant|onduleurs?|"
    r"badge\w{0,4}|"
    r"parking|standard|telephon\w{1,3}|fax|messagerie|mails?|wi-?fi|site (?:web|internet)|intranet|vitrine|antivirus|"
    r"ascenseurs?|video\w{0,12}|visio\w{0,10}|television|cantine|self|paie|camera\w?|scanner de documents|"
    r"photocopi\w{2,5}|"
    r"alarme incendie|portail|plan blanc|delestage|meteo|copieur\w?|printers?|phones?|air conditioning|power|wifi|"
    r"website|mail|elevator|lift|badges?)\b"
)
_CLAUSE = re.compile(r"[,;:()]|\b(?:mais|et|but|and|or)\b")
_DENIED_AFTER = re.compile(
    r"[^\n]{0,60}?\b(?:c'est (?:totalement |completement |bien )?(?:faux|archifaux|pire|reparti|inexact|"
    r"un mensonge|loin)|ce n'est pas (?:vrai|le cas)|"
    r"pas (?:chez|pour) nous|chez nous,? (?:non|pas|rien|toujours)|(?:that|this|it) (?:is|'s) (?:false|wrong|"
    r"not true|worse)|"
    r"it's (?:false|worse)|not (?:here|for us)|(?:trop|bien) (?:vite|tot)|a tort|par erreur|prematurement|"
    r"too (?:soon|early)|n'y croyons pas|n'y crois pas|on n'y croit|sauf que)\b"
)
_REOPENED = re.compile(r"\b(?:rouv(?:re|rons|rez|rir|ert|erture)\w?|re-?open\w{0,3})\b")
# Whoever answers « Re: RÉSOLU » with a no, a not or a still does not say that it is.
_AGAINST = re.compile(
    r"\b(?:non|pas|ne|n'|toujours|encore|faux|plus|rien|aucune?|mais|sauf|jamais|not?|still|never|nothing|but|isn't|"
    r"pire|worse)\b"
)
_NOW = re.compile(
    r"\b(?:est|sont|restent?|demeurent?|travaill(?:e|ent|ons)|tournent?|tournons|fonctionn(?:e|ent|ons)|passent?|"
    r"passons|note|notent|"
    r"notons|saisi(?:t|ssent|ssons)|y a|ne|n'\w{1,12}|is|are|works?|remains?|runs?|cannot|can't)"
    r"(?! (?:tombe|passe|arrive|survenu|reste|devenu|revenu|reparti|parti|alle|ete|eu|pu|du|been|had|was)\w{0,2}\b)"
    r"(?: [a-z']{1,14}){0,3} ?$"
)
_STILL_NOW = re.compile(r"\b(?:ne (?:\w{2,14} ){1,2}plus|n'\w{2,14} plus|no longer|est|sont|is|are|restent?)\b")
_PAST = re.compile(
    r"\b(?:etai\w{1,3}|avai\w{1,3}|avions|etions|pendant|durant|entre \d|de \d{1,2} ?h|jusqu|lors|failli|l'a|l'ont|"
    r"fut|furent|was|were|had|during|until)\b"
)
_DONE = re.compile(r"\b(?:ete|a du|ont du|pu)\b")
# « Nous n'attendons plus rien », « l'ancienne adresse ne marche plus »
_NO_TROUBLE = re.compile(
    r"\b(?:attend|demand|crain|souhait|voul|espere|reproch|repet)\w{0,5} plus rien|"
    r"\b(?:quitt|abandonn)\w{1,4} (?:le |la |les |notre )|\b(?:adresses?|numeros?|address|boite|rien (?:a|de plus))\b"
)
# What speaks of the whole by itself.
_WHOLE = re.compile(
    r"\b(?:incident|probleme|panne|crise|situation|affaire|episode|ensemble|tout|tous|toutes|totalite|clos\w{0,3}|"
    r"clotur\w{1,4}|normale?|dans l'ordre|definitive\w{0,4}|fin|finie?|termine\w{0,2}|resolu\w{0,2}|regle\w{0,2}|all|"
    r"everything|fully|dossier)\b"
)


def outweighed(evidence: Evidence, resolved: list[Hit]) -> Hit | None:
    """The trouble that a told recovery does not end, or None when it ends what the letter reports."""
    own = [hit for hit in resolved if not is_aside(evidence, hit)]
    clauses = [(_clause_start(evidence, hit), hit.end) for hit in resolved]
    troubles = [hit for hit in _troubles(evidence) if not any(a <= hit.start < b for a, b in clauses)]
    if not own:
        return next((hit for hit in troubles if not _was(evidence, hit)), None)
    whole = [hit.end for hit in own if _WHOLE.search(evidence.sentence_of(hit)) is not None]
    since = max(whole, default=0)
    return next((hit for hit in troubles if hit.start > since and _is_now(evidence, hit)), None)


def is_aside(evidence: Evidence, hit: Hit) -> bool:
    """True where others say so, or where what is over is an older matter or a single thing named."""
    start, end = evidence.sentences.around(hit.start, hit.end)
    folded = evidence.reading.folded
    before, after = folded[start : hit.end], folded[hit.end : min(end, hit.end + 60)]
    said = _SAYS.search(before)
    if (said is not None and _BY_ITS_OWN.search(before, 0, said.start()) is None) or _OUTSIDE.search(before):
        return True
    if _ACCORDING.search(before) or _ACCORDING.search(after) or _ELSEWHERE.search(before) or _ELSEWHERE.match(after, 1):
        return True
    if _NAMED_APART.search(before) is not None:
        return True
    told_of = folded[_clause_start(evidence, hit) : hit.end]
    return any(pattern.search(told_of) is not None for pattern in (_OLDER, _OF_A_THING, _THINGS))


def denied_after(evidence: Evidence, hit: Hit) -> bool:
    """« Tout est rentré dans l'ordre, c'est faux »: the good news that the author contradicts at once."""
    if _DENIED_AFTER.match(evidence.reading.folded, hit.end) is not None:
        return True
    return _REOPENED.search(evidence.sentence_of(hit)) is not None


def is_old_headline(evidence: Evidence, hit: Hit) -> bool:
    """True for the word of a subject that was answered, where the answer's own text says no to anything."""
    reading = evidence.reading
    if not reading.reply or reading.source_at(hit.start) != "subject":
        return False
    text = next((reading.place(part.start, part.end) for part in reading.parts if part.source != "subject"), (0, 0))
    return _AGAINST.search(reading.folded, *text) is not None


def _clause_start(evidence: Evidence, hit: Hit) -> int:
    start = evidence.sentences.around(hit.start, hit.end)[0]
    ends = [mark.end() for mark in _CLAUSE.finditer(evidence.reading.folded, start, hit.start)]
    return ends[-1] if ends else start


def _troubles(evidence: Evidence) -> Iterator[Hit]:
    """What the author's own text tells as failing, in order."""
    source_at = evidence.reading.source_at
    hits = [hit for name in _TROUBLES for hit in evidence.of(name, Stance.STATED)]
    return iter(sorted((hit for hit in hits if source_at(hit.start) != "subject"), key=lambda hit: hit.start))


def _was(evidence: Evidence, hit: Hit) -> bool:
    sentence = evidence.sentence_of(hit)
    return _PAST.search(sentence) is not None


def _is_now(evidence: Evidence, hit: Hit) -> bool:
    """True for a trouble whose own clause has a verb in the present."""
    sentence = evidence.sentence_of(hit)
    if _was(evidence, hit) or _DONE.search(sentence) or _NO_TROUBLE.search(sentence):
        return False
    folded, start = evidence.reading.folded, _clause_start(evidence, hit)
    return (
        _NOW.search(folded, start, hit.start) is not None or _STILL_NOW.search(folded, hit.start, hit.end) is not None
    )
