"""What a time of day is told of: the notice of the incident, its beginning, a consequence of it, or another event."""

from __future__ import annotations

import re

_TRIGGER = re.compile(
    r"\b(?:depuis|il (?:etait|devait etre)|constat\w{0,5}|vers|detect\w{0,4}|decouv\w{0,6}|remarqu\w{0,4}|"
    r"apercu\w{0,2}|"
    r"a partir d[eu']|survenue?s?|debut\w{0,5}|commenc\w{0,4}|a compter de|identifi\w{0,3}|observ\w{0,3}|"
    r"signale\w{0,3}"
    r"|alert\w{0,3}|alarmes?|since|noticed|started|detected|discovered|perdu\w{0,2}|tombe\w{0,3}|coupe\w{0,2}|"
    r"coupures?|pannes?|plant\w{1,4}|arret\w{0,3}|bloque\w{0,2}|creation|attaque|victime|around|about|at|down|crashed|"
    r"failed|prise de (?:poste|service|garde)|a l'ouverture|a l'embauche|(?:a|au) (?:mon |notre |son )?retour|"
    r"alentours|environs|coups? de|a la releve|en arrivant|recu\w{0,2}|"
    r"arrive\w{0,2}|cette nuit|ce matin|hier|aujourd'hui|entre|peu (?:avant|apres)|changement d'equipe|releve|pause|"
    r"a)\b"
)
_OTHER_EVENT = re.compile(
    r"\b(?:demain|prochain\w{0,2}|reouv\w{0,6}|reven\w{0,3}|revien\w{0,4}|repart\w{0,2}|retabli\w{0,4}|"
    r"resolu\w{0,3}|(?<!mon )(?<!notre )(?<!au )(?<!son )retour|point de situation|prevu\w{0,2}|jusqu|restaur\w{0,5}|"
    r"rappel\w{0,4}|"
    r"joignable|disponible|(?:en|une|de) reunion"
    r"|cellule de crise|visio|conference|rouvr\w{0,4}|ferme|permanence|de \d|estime\w{0,2}|"
    r"isole\w{0,2}|coupe internet|change\w{0,2}|sauvegarde\w{0,3}|remis\w{0,2}|remise|"
    r"bouclage|correct\w{0,5}|corrig\w{0,3}|en ligne|hors ligne|programm\w{1,4}|planifi\w{1,3}|edit(?!eur)\w{1,4}|"
    r"eteint\w{0,2}|"
    r"debranch\w{0,3}|bascul\w{1,4}|annonc\w{1,3}|attend\w{0,4}|redout\w{1,4}|craign\w{1,4}|patchw?\w{0,2}|"
    r"filtr\w{1,4}|depann\w{1,4}|"
    r"revenu\w{0,2}|repris\w{0,2}|relanc\w{0,4}|remplac\w{0,4}|envoye\w{0,2}|saisis|saisies|"
    r"promi[st]\w{0,2}|promet\w{0,3}|(?<!en )boucle|debrief\w{0,4}|finex|ultimatum|echeance|au plus tard|plainte|"
    r"intervenue?s?|intervient|rouvre|ouvre|rentre|termine\w{0,2}|vous (?:avait|avions|avons|avais|ai)|tentative|"
    r"croyait|croyions|pensait|pensions|"
    r"replication|finit|finissent|compter|"
    r"reprise|fin de|fin d')\b[^.\n]{0,32}$"
)
# « Nous rouvrirons à 8 h », « ils seront prévenus à 8h »: what lies ahead.
_AHEAD = re.compile(
    r"\b(?!environs|camera|opera)(?:[a-z]{2,12}(?:[eiu]r|[dvr]r)|ir|aur|ser|fer)(?:a|ai|as|ons|ez|ont)\b"
    r"[^.;:\n]{0,50}$"
)
# « Chaque nuit à 3 h », « toutes les heures », « l'éditeur rouvre à 8h »: what is so every day.
_ROUTINE = re.compile(
    r"\b(?:chaque (?:jour|nuit|soir|matin|semaine)|tou(?:s|tes) les (?:jours|nuits|soirs|matins|heures|semaines)|"
    r"quotidiennement|d'habitude|habituellement|every (?:day|night))\b[^.;\n]{0,60}$"
)
# « Redémarrés en 2 heures », « sous 24 h »
_LENGTH = re.compile(
    r"\b(?:en|pendant|sous|dans|durant|moins d[e']|plus d[e']|toutes les|d'ici) ?(?:moins de |environ )?(?:les )?$|"
    r"\b(?:normal\w{0,6}|up again|back(?: to normal)?|no further [^.;\n]{0,20}) (?:depuis|since|at) $"
)
# « Il est deux heures du matin »: the time of writing.
_NOW = re.compile(
    r"\bil est (?:deja |maintenant |bientot |presque |pile |a peine |environ )?$|\bit is (?:now |already )?$"
)
_WHEN = re.compile(r" (?:quand|lorsque|when) ")
# « Mme X, arrivée à 19 h 40 », « le technicien est venu à 22h30 », « nos collègues du matin arrivent à 6h30 »
_COMES = re.compile(
    r"\b(?:patiente?s?|dame|monsieur|homme|femme|bebe|enfant|blesse\w{0,2}|ambulances?|residente?s?|equipes?|"
    r"collegues?|"
    r"renforts?|frigoriste|technicien(?:ne)?s?|electricien|depanneur|reparateur|prestataire|police|gendarmes|"
    r"pompiers|smur|"
    r"expert|constructeur|operateur|releve|directeur|directrice|informaticien|equipier)\b[^.;:\n]{0,60}?"
    r"\b(?:arriv|venu|vient|viennent|admis|amene|passe|sur place|parti(?!e)|se deplac|sortant)\w{0,4}"
    r"(?: [a-z']{1,12}){0,2} (?:a|vers|des|pour|depuis) ?$"
)
# « J'ai appelé l'éditeur à minuit dix », « je prends mon service à 21h », « j'ai quitté le service à 21h »
_OWN_DOING = re.compile(
    r"\b(?:j(?:e |')|on (?:l'|les |lui )?(?:a|avait) |nous (?:l'|les |lui )?avons |ma garde|mon service)[^.;:\n]{0,40}?"
    r"\b(?:r?appel(?:e|l|ons)|telephon|ecri[st]|envoy|prevenu (?:l|un|no)|relanc|quitt|prends|fini|couch|rentr|"
    r"parti(?!e)|"
    r"contact|saisi|depos|embauch|pris m|dormi|lev)\w{0,5}\b[^.;:\n]{0,50}$"
)
_WITHOUT_SENSE = re.compile(r"\b(?:(?<!c')est|etait|reste) (?:ouvert\w{0,2} |fixee? )?(?:a|jusqu'a) ?$")
# « L'accueil écrit à la main depuis 3h », « les ambulances sont détournées depuis 2 h »: what came of it.
_CONSEQUENCE = re.compile(
    r"\b(?:papier|a la main|manuscrit\w{0,6}|contourn\w{1,5}|detourn\w{1,5}|derout\w{1,5}|devi(?:e|es|ees|ent|ons)|"
    r"delest\w{1,5}|transfer\w{1,5}|"
    r"evacu\w{1,5}|reorient\w{1,5}|redirig\w{1,5}|plan blanc|degradee?s?|surveill\w{1,5}|voisins?)\b[^.;\n]{0,60}$"
)
_NOTICES = re.compile(
    r"\b(?:constat(?!s\b)\w{0,6}|vue?s?|apercue?s?|decouv\w{0,6}|detect\w{0,5}|reper\w{0,4}|remarqu\w{0,5}|"
    r"identifi\w{1,4}|(?:a|ai|avons|ont|fut) relevee?s?|"
    r"signale\w{0,2}|alerte\w{0,3}|avertis?\w{0,2}|prevenu\w{0,2}|appris\w{0,2}|apprenons|rendue?s? compte|"
    r"(?:ai|a|avons|ont|eu) compri[st]|premier(?:e|s|es)? (?:alertes?|signes?|symptomes?|alarmes?)|"
    r"a l'ouverture|en (?:arrivant|prenant|ouvrant|rentrant)|prise de (?:poste|service|garde)|a l'embauche|"
    r"(?:a|au) (?:mon |notre |son )?(?:retour|arrivee)|mis\w{0,2} au jour|reveill\w{1,3}|parvenu\w{0,2}|avise\w{0,2}|"
    r"etonne\w{0,2}|intrigue\w{0,2}|surpri[st]\w{0,2}|"
    r"notic\w{1,3}|discover\w{0,3}|flagg\w{1,3}|learnt|learned|spotted|realised|realized|became aware|alarm\w{0,2}|"
    r"avons (?:trouve|su)|j'ai (?:trouve|su)|on a (?:trouve|su))\b"
)
_LEADS_TO = re.compile(r"[^,.;:]{0,24}\b\d{1,2}\s?[h:]")
_STOP = re.compile(r"[.!?;](?:\s|$)|\n\s{0,8}(?:\n|[-*])|\n(?=[^\n:]{2,40}:)")
_CLOCK_LIKE = re.compile(r"\d{1,2}\s?(?:h(?:eures?)?\b|h\d|:\d\d)|\bminuit\b|\bmidi\b")
_HOUR_TOLD = (
    r"(?:\d{1,2}\s?h|(?:minuit|midi|heures?)(?: (?:et )?(?:dix|quinze|vingt|trente|quarante|cinquante|demie?|quart)"
    r"(?:[ -]cinq)?)?)"
)
_OPEN_HOURS = re.compile(rf"\s{{0,2}}(?:-|a|/)\s{{0,2}}(?:[a-z]{{2,12}}(?:[ -][a-z]{{2,6}})? (?=heure))?{_HOUR_TOLD}")
# « de 8 h à 10 h », « 9-18 h », « avant 8 h », but neither « mardi 20 à 22 h 10 » nor « 13/10 à 21:10 »
_UNTIL = re.compile(
    rf"(?:(?:\d\s?h\s?\d{{0,2}}|\bde \d{{1,2}}|\b{_HOUR_TOLD})\s?(?:-|a|/)|"
    r"\bentre \d{1,2} ?h ?\d{0,2} et|(?<![\d/])\d{1,2}\s?-|(?<!peu )\bavant|\b(?:au-dela de|d'ici))\s?$"
)
# « Les images d'hier après 20 h risquent d'être perdues », « depuis 11 h 15 plus rien n'est dégradé »
_NO_BEGIN = re.compile(
    r"\s?(?:risqu|,?\s?plus rien n'est (?:degrad|perturb|bloqu|coup)|"
    r"(?:,? )?(?:c'est|c est) (?:pareil|idem|toujours)|,? (?:toujours (?:rien|pareil|idem)|rien de neuf|idem))"
)
_BACK_AGAIN = re.compile(
    r"[^,.;\n]{0,34}\b(?:revenue?s?|repartie?s?|retablie?s?|a repris|ont repris|de retour|remarche|refonctionne)\b"
)
_SINCE = re.compile(r"\b(?:depuis|since)(?: les)? (?:environ )?$")
# « Je l'ai isolée à midi pile, dès que je l'ai vu »
_AS_SOON = re.compile(
    r"[^.;\n]{0,12},? (?:des|sitot|aussitot|quand) (?:que |qu')?(?:je|on|nous|j')[^.;\n]{0,10}(?:vu|compris|su|"
    r"trouve)\b"
)
# « 18 h (15 h à Paris) », « ce midi (12 h 20) »
_ELSEWHERE = re.compile(r"\s?(?:a|heure de|h\. de|h de|en) (?:paris|metropole)|\s?chez vous|\s?(?:heure )?utc")
_TOLD_CLOSER = re.compile(r"\s?\(\d{1,2}\s?[h:]\s?\d")
# « (dernier point de réplication : 2 h 14) »
_LAST_COPY = re.compile(r"\b(?:replication|sauvegarde|copie|snapshot|backup)s?\b[^.;\n]{0,16}[: ]$")
# What stands before these words is another thought.
_ANEW = re.compile(r",? mais |, et |, puis | : |, or ")
# « privé de réseau de 8 h 50 à 11 h 15 »: the first of the two is when it began.
_LASTED = re.compile(
    r"\b(?:priv|pann|coup|indisponib|interromp|inaccessib|arret|fig|passe)[a-z]{0,8}\b[^.\n]{0,40}(?:\b(?:de|entre) |"
    r"[a-z] )$"
)
_LASTED_THEN = re.compile(
    r"\s?a \d{1,2} ?h ?\d{0,2},? [^.\n]{4,60}\b(?:est|sont|a|ont) (?:restee?s?|ete) "
    r"(?:fig|coup|indisponib|bloqu|inaccessib|muet|arret)"
    rf"|{_OPEN_HOURS.pattern}\s?\d{{0,2}}[^.\n]{{0,30}}\b(?:plus (?:de|d'|aucun|rien)|pas de|aucune?|rien|"
    rf"sans (?:que|plus))\b"
)
_OPEN = re.compile(r"\b(?:ouvert|permanence|joignable|accueil|de garde|garde|astreinte|presen)\w{0,4}\b")
# « > Date: 14 août 2026 à 22:58 » above « > Objet: … » heads a letter that is quoted.
_HEADER = re.compile(r"[> *]{0,6}(?:date|envoye(?: le)?|sent|recu(?: le)?)\s?:")
_SENDER = re.compile(r"[> *]{0,6}(?:de|from|expediteur)\s?:")
_HEADERS = 3
# « Le 15 août 2026 à 01:22, Support a écrit : »
_QUOTED = re.compile(r"[^\n]{0,120}\b(?:a ecrit|wrote)\s?:")


def began_lasting(text: str, clock: re.Match[str], before: str) -> bool:
    """True for the first of two times between which something was out of order."""
    after = text[clock.end() : clock.end() + 30]
    if _OPEN_HOURS.match(after) is None:
        return False
    if _OPEN.search(before) is not None:
        return False
    return _LASTED.search(before) is not None or _LASTED_THEN.match(text, clock.end()) is not None


def is_other_event(text: str, clock: re.Match[str], before: str) -> bool:
    """True for a time at which something else happened, happens every day or will happen; `before` is its sentence."""
    after = text[clock.end() : clock.end() + 60]
    if _NO_BEGIN.match(after) or _OPEN_HOURS.match(after) or _UNTIL.search(before):
        return True
    if not clock["m2"] and re.match(r"\s?(?:/|par) ?(?:24|jour|semaine)", after):
        return True
    if _SINCE.search(before) is not None and _BACK_AGAIN.match(after) is not None:
        return True
    if _is_told_twice(text, clock) or heads_a_letter(text, clock.start(), clock.end()):
        return True
    if _AS_SOON.match(after) is not None or _WHEN.match(after) is not None:
        return False
    if _LAST_COPY.search(before) is not None:
        return True
    own = _ANEW.split(before)[-1]
    if any(pattern.search(own) for pattern in (_AHEAD, _ROUTINE, _NOW, _LENGTH, _WITHOUT_SENSE, _OTHER_EVENT)):
        return True
    return any(pattern.search(own) for pattern in (_COMES, _OWN_DOING)) and not is_noticed(text, clock)


def is_noticed(text: str, clock: re.Match[str]) -> bool:
    """True when the same sentence tells that somebody noticed it then: that goes before when it began."""
    before = _STOP.split(text[max(0, clock.start() - 110) : clock.start()])[-1]
    if _OTHER_EVENT.search(before[-34:]):
        return False
    own = _CLOCK_LIKE.split(before)[-1]
    return _NOTICES.search(own) is not None or _noticed_after(text, clock)


def triggers(before: str) -> list[str]:
    """The words that lead to a time, « à » among them, which leads to any."""
    return [found[0] for found in _TRIGGER.finditer(before)]


def is_since(before: str) -> bool:
    """True where « depuis » leads to the time itself."""
    return _SINCE.search(before) is not None


def tells_consequence(before: str) -> bool:
    """True for what came of the incident: that began later than it did."""
    return _CONSEQUENCE.search(before) is not None


def _noticed_after(text: str, clock: re.Match[str]) -> bool:
    after = _STOP.split(text[clock.end() : clock.end() + 110])[0]
    told = _NOTICES.search(after)
    # « Commencée le 15 à 3 h, découverte le 16 à 8 h »: the word belongs to the time it leads to.
    if told is None or _CLOCK_LIKE.search(after, 0, told.start()) is not None:
        return False
    return not (told.start() > 3 and _LEADS_TO.match(after, told.end()))


def _is_told_twice(text: str, clock: re.Match[str]) -> bool:
    """True for the time of another zone in brackets, and for a rough time told closer in brackets."""
    bracketed = text.endswith(("(", "ce qui fait ", "soit "), 0, clock.start())
    if bracketed and _ELSEWHERE.match(text, clock.end()) is not None:
        return True
    return _TOLD_CLOSER.match(text, clock.end()) is not None and bool(clock["noon"] or clock["midnight"])


def heads_a_letter(text: str, start: int, end: int) -> bool:
    """True for a time in the lines that head a letter quoted or passed on."""
    line = text.rfind("\n", 0, start) + 1
    if _QUOTED.match(text, end) is not None:
        return True
    if _HEADER.match(text, line) is None:
        return False
    above = text[max(0, line - 160) : line].rstrip("\n").split("\n")[-_HEADERS:]
    below = text[end : end + 160].split("\n")[1 : 1 + _HEADERS]
    return any(_SENDER.match(each) for each in (*above, *below))
