"""Whether a word of recovery says that all is over: a thing done, told of the whole; no hope, no part, no bare noun."""

from __future__ import annotations

import re

from bot.report.evidence import Evidence
from bot.report.words.negation import Stance
from bot.report.words.terms import Hit

_PARTLY = re.compile(
    r"(?:\b\d{1,2} ?%)|\b(?:partiel\w{0,6}|en partie|progressive\w{0,4}|certains?|quelques|pas tous|une partie|"
    r"provisoire\w{0,4}|partially|site par site|service par service|poste par poste|un (?:par|a) un|une (?:par|"
    r"a) une|"
    r"peu a peu|petit a petit|au fur et|au compte-gouttes|seule?s? l(?:e|a|es)\b|sauf|hormis|presque|quasi\w{0,5}|"
    r"a moitie|gradually|one by one)\b"
)
_FUTURE = re.compile(
    r"\b(?:prevu\w{0,2}|estime\w{0,2}|espere\w{0,3}|attend\w{0,4}|devrait|sera|seront|dans l'attente|"
    r"annonce(?:nt)? une?|d'ici|delai|avant|objectif|des que|jusqu|en vue|pour permettre|afin|expected|en cours|"
    r"en voie|en train|bientot|vise|visons|promet|promis|promise|programme\w?|viendra|suite :|prochaine etape|"
    r"heure de|date de|une fois|once|quand|lorsque|lors d[ue]|whenever|"
    r"travail\w{1,5} a|tent\w{1,4} (?:un|une|le|la|de)|esperons|souhait\w{0,4}|soon|ahead of|"
    r"until)\b"
)
_FUTURE_AFTER = re.compile(
    r"[^.,;\n]{0,14}\b(?:prevu\w{0,2}|vise\w{0,2}|planifie\w{0,2}|programme\w{0,2}|annonce\w{0,2}|promise?|estime\w{0,2}|espere\w{0,2}|attendue?|sera|devrait|expected|prendra|"
    r"demandera|depend\w{0,3}|necessit\w{1,4}|interviendra|aura lieu|viendra|se fera)\b"
)
_LATER = re.compile(
    r"[^.;\n]{0,40}?\b(?:dans (?:la (?:nuit|journee|soiree|matinee)|l'apres-midi|les (?:heures|jours|prochain)|"
    r"\d{1,2} (?:h|heures|jours)|une? (?:heure|semaine))|demain|d'ici|sous \d|pas avant|au mieux|au plus tot|"
    r"(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) (?:prochain|au mieux|matin si)|la semaine prochaine|"
    r"en cours|a venir|tonight|tomorrow)\b"
)
# « Rétabli : non, ETA 15 h »
_ANSWERED_NO = re.compile(r"\s{0,4}[:?=|\t][\s|]{0,12}(?:non|no|pas|aucune?|partiel\w{0,5}|en cours|eta|n)\b")
# « Le labo est revenu, mais ni la pharmacie ni l'imagerie »
_BUT_NOT = re.compile(
    r"[^.;\n]{0,40}?\b(?:mais|but|par contre|en revanche|sauf)\b[^.;\n]{0,60}?\b(?:ni|pas|toujours|encore|restent?|"
    r"sans|plus|en panne|muets?|non|not|still)\b"
)
# « Avec une règle », « il est reparti sans signer »
_NO_RECOVERY = re.compile(r"\b(?:une|la|cette|les|des|aucune|d'une|chaque|de) regles?$")
_HAS_LEFT = re.compile(
    r" (?:sans|avec|chez|vers (?!\d|midi|minuit|la fin)|en (?:voiture|courant|ambulance)|a (?:pied|vide|bord))\b"
)
# « Résolution de noms », « a résolu de quitter », « we resolved to write »
_OTHER_SENSE = re.compile(
    r"resol(?:u|us|ue|ution|ved)(?: (?:de (?:noms?|ne |[a-z]{3,12}er )|to [a-z]|d'ecran|of the (?:display|screen)|"
    r"du (?:conseil|comite|directoire)|adoptee))"
)
# « La bannière est revenue », « the problem is back »: what has come back is the trouble.
_TROUBLE = re.compile(
    r"\b(?:banniere|banner|image|intrus|intruder|pirate|virus|ver|worm|vague|attaque|attack|tag|slogans?|spams?|flot|"
    r"deluge|probleme|problem|panne|incident|ca|c'|bug|anomalie|erreur|message|chiffrement|"
    r"alarme)s?(?![a-z]) ?(?:[a-z']{1,8} ){0,2}$"
)
# « Vous aviez fermé le dossier : il est revenu »: who is « il » is told by what comes after.
_PRONOUN = re.compile(r"\b(?:ils?|elles?|on|it|they) ?(?:y |en |nous |leur )?$")
_COMES_BACK = re.compile(r"(?:est|sont|is|are|a|ont) (?:de retour|revenu|back|reparti|redemarr)")
# « Fin d'alerte : le service a rouvert », but « la fin de l'incident », « en fin de crise »
_VERDICT = re.compile(r"(?:^|[.!?;:,\n(])[ \n]{0,3}$")
# « Toujours rien chez nous », under a subject that calls it over
_STILL_NOT = re.compile(
    r"\btoujours (?:pas|aucune?|rien|en (?:panne|rade|carafe)|dans|sans|down|hs|coupee?s?|bloquee?s?|injoignable)\b|"
    r"\b(?:rien|pas|jamais) (?:encore |ete |vraiment |du tout )?(?:recupere|revenue?s?|retrouve|retablie?s?|resolue?s?|"
    r"reglee?s?|repar[et]\w{0,2})\b|\bstill (?:no|not|down|nothing|cannot|dead|out)\b|\bil n'en est rien\b|"
    r"\best faux\b|\bnot resolved\b|"
    r"\b(?:robot|automate|systeme|support|editeur|prestataire)\w{0,2} (?:clot|cloture|ferme|clos)\b"
)
# A noun names the recovery, it does not say that it has come.
_NOUN = re.compile(r"(?:retablissement|resolution|remise en|restauration|fin d[e'])")
_COME = re.compile(
    r"\b(?:effecti[fv]\w?|constat\w{1,3}|confirm\w{1,3}|complet\w{0,2}|total\w?|obtenu\w?|acquise?|acte\w?|fait\w?|"
    r"depuis|ce (?:matin|midi|soir|jour)|cet apres-midi|hier|cette nuit|enfin|intervenu\w?|eu lieu|ok|oui|"
    r"a \d{1,2} ?[h:]|le \d{1,2}|\d{1,2} ?h ?\d{0,2}|a ete|a eu|apres)\b"
)
# Light and current that are back do not bring the programs back.
_SUPPLY = re.compile(
    r"\b(?:lumieres?|courant|electricite|jus|secteur|calme|soleil|edf|chauffage|eau|power|light)\b[^.,;\n]{0,14}$"
)
# « La version précédente est remise depuis 10 h 05 »: a way round the fault until it is mended.
_OLD_VERSION = re.compile(
    r"(?:\b(?:version|release|build) (?:precedente|anterieure|ancienne|d'avant)\b|"
    r"\b(?:ancienne|previous|earlier|old) (?:version|release|build)\b)[^,.;\n]{0,30}$"
)
ALL_WELL = ("tout est rentre dans l'ordre", "tout refonctionne")
_WHOLE = re.compile(
    r"\b(?:incident|probleme|panne|crise|situation|affaire|episode|ensemble|tout|tous|toutes|totalite|clos\w{0,3}|"
    r"clotur\w{1,4}|normale?|dans l'ordre|definitive\w{0,4}|fin|finie?|terminee?|resolue?s?|all|everything|"
    r"incident|fully)\b"
)
_BEFORE = re.compile(
    r"\b(?:etai\w{1,4}|avai\w{1,4}|avions|duree|dure|pendant|durant|entre \d|de \d{1,2} ?h|jusqu|lors|hier|"
    r"fin|leve\w{0,2}|apres|was|were|had|during|pu |cause|origine|provoque\w{0,2}|rattrap\w{1,4}|ressaisi\w{0,4})\b"
)


def is_one(evidence: Evidence, hit: Hit) -> bool:
    """False where the word means another thing: a rule, a man who has left, a hole that was never mended."""
    folded = evidence.reading.folded
    if _NO_RECOVERY.search(folded, max(0, hit.end - 14), hit.end):
        return False
    if _OTHER_SENSE.match(folded, hit.start) is not None:
        return False
    if _OLD_VERSION.search(folded, max(0, hit.start - 45), hit.start):
        return False
    if (back := _COMES_BACK.search(folded, hit.start, hit.end)) is not None and _TROUBLE.search(
        folded, max(0, back.start() - 30), back.start()
    ):
        return False
    someone = back is not None and _PRONOUN.search(folded, max(0, back.start() - 12), back.start())
    if someone and any(other.start > hit.end for other in _troubles(evidence)):
        return False
    if folded.endswith(("reparti", "repartie", "repartis"), 0, hit.end) and _HAS_LEFT.match(folded, hit.end):
        return False
    return not folded.startswith("non corrig", max(0, hit.end - 14)) and "non corrig" not in folded[hit.start : hit.end]


def not_yet(evidence: Evidence, hit: Hit) -> bool:
    """True when the recovery this hit names is hoped for, to come, only of a part, or a bare noun."""
    start, end = evidence.sentences.around(hit.start, hit.end)
    folded = evidence.reading.folded
    if _FUTURE_AFTER.match(folded, hit.end) or _ANSWERED_NO.match(folded, hit.end):
        return True
    if folded.startswith(ALL_WELL, hit.start):
        return False
    if (
        folded.startswith(("fin d", "retour a la normale"), hit.start)
        and _VERDICT.search(folded, max(0, hit.start - 4), hit.start)
        and not _FUTURE.search(folded, max(0, hit.start - 30), hit.start)
    ):
        return _LATER.match(folded, hit.end, end) is not None
    if _SUPPLY.search(folded, start, hit.start) and evidence.stated("degraded") is not None:
        return True
    near = folded[max(start, hit.start - 60) : min(end, hit.end + 30)]
    if _PARTLY.search(near) or _FUTURE.search(folded[max(start, hit.start - 45) : hit.start]):
        return True
    if _LATER.match(folded, hit.end, end) or _BUT_NOT.match(folded, hit.end, end):
        return True
    return _NOUN.match(folded, hit.start) is not None and not _COME.search(
        folded[max(start, hit.start - 30) : hit.start] + " " + folded[hit.end : min(end, hit.end + 60)]
    )


def told_after(evidence: Evidence, resolved: list[Hit]) -> Hit | None:
    """A trouble told in the present behind the last recovery, where only one thing is said to have recovered."""
    if any(_WHOLE.search(evidence.sentence_of(hit)) for hit in resolved):
        return None
    last = max(evidence.sentences.around(hit.start, hit.end)[1] for hit in resolved)
    later = (hit for hit in _troubles(evidence) if hit.start >= last and not _was(evidence, hit))
    return min(later, key=lambda hit: hit.start, default=None)


def contradicted(evidence: Evidence, resolved: list[Hit]) -> Hit | None:
    """A trouble the text tells in the present under a subject that alone calls the matter over (« Re: RÉSOLU »)."""
    source_at = evidence.reading.source_at
    if not resolved or any(source_at(hit.start) != "subject" for hit in resolved):
        return None
    own = [hit for hit in _troubles(evidence) if source_at(hit.start) in ("text", "new_text")]
    for told in _STILL_NOT.finditer(evidence.reading.folded):
        if source_at(told.start()) in ("text", "new_text"):
            own.append(Hit("ongoing", 1.0, told.start(), told.end()))
    return min((hit for hit in own if not _was(evidence, hit)), key=lambda hit: hit.start, default=None)


def _troubles(evidence: Evidence) -> list[Hit]:
    return [hit for name in ("outage", "degraded", "care_hit") for hit in evidence.of(name, Stance.STATED)]


def _was(evidence: Evidence, hit: Hit) -> bool:
    return _BEFORE.search(evidence.sentence_of(hit)) is not None
