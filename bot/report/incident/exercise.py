"""Is this an exercise, or an exercise that has become real? In doubt it is real: a page too many wakes one person."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.report.fields import Found
from bot.report.incident.played import played_of
from bot.report.reading import Reading
from bot.report.words.negation import Stance
from bot.report.words.terms import Hit

_MARK = re.compile(r"(?:^|[\[(*#\-\s!|:/])(?:exercices?|exercise)(?:[\])*#\-\s!|:/.,]|$)")
_NOT_NOW = re.compile(
    r"\b(?:exercices?|exercise)\b[^.\n]{0,24}\b(?:de l'an|l'an|l'annee|dernier|derniere|precedent|"
    r"passe|prochain|prevu|du mois|de (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|"
    r"octobre|novembre|decembre))"
    r"|\b(?:suite a|depuis|lors d[eu']|apres|comme (?:pour|lors)|apprise?s? (?:en|lors)|grace a|"
    r"preparer|en prevision) ?(?:notre |de |d'|l'|un |cet? |le dernier )*(?:l')?exercices?\b"
    r"|\b(?:medecin|chirurgien|infirmier|professionnel|pharmacien|liberal|"
    r"biologiste)s?\b[^.\n]{0,12}\bexercice|\bexercice (?:liberal|officinal|medical|coordonne|comptable|"
    r"budgetaire|financier|professionnel|de la medecine|20\d\d|illegal|de (?:ses|leurs|mes|"
    r"nos) fonctions|physique|musculaire|de (?:marche|kine\w*|reeducation))"
    # what an exercise left behind, or too many of them: no exercise now
    r"|\b(?:a force|trop|tant|autant|marre|issue?s?|vien(?:t|nent)|provien(?:t|nent)|tiree?s?|datent?|venait|venaient) "
    r"d(?:e |'|es |u )(?:notre |une? |l'|cet |nos |ces )?exercices?\b"
    r"|\b(?:oubli\w{1,4}|retir\w{1,3}|pas tenir compte d\w{1,2}) [^.\n]{0,12}\bmots?\b[^.\n]{0,4}\bexercice"
    r"|\bexercise[- ](?:test|bike|room|physiolog|toleranc|ecg|therap|class|machine)|\bsalle d'exercice"
)
_AS_IF = re.compile(
    r"\b(?:comme|tels?|telles?|aucune?|pas d[e']|conditions?|temps|scenario|reproduit|rejoue|"
    r"en situation|mise en|simul\w{0,6}|sans|as if|"
    r"(?:ecri|diri|signaleri|annonceri|preciseri|mettri|commenceri)\w{2,6}|"
    r"par le mot|like)\b[^.,:;\n]{0,28}$|\b(?:avant|apres|annoncer|jusqu'a) (?:la |l')$|"
    r"\bsi (?:par malheur |jamais |d'aventure )?(?:une? |la |le |l')?$"
)
_PLANNED = re.compile(
    r"[^.\n]{0,14}(?:\b(?:prevue?s?|estimee?|programmee?|a \d|vers \d|planned|fictive?s?|sera|"
    r"par (?:un )?(?:message|mail|courriel|telephone|sms)|annonce\w{0,3})|[:|])"
)
_OPENING = 400
# « Dans le cadre d'un exercice », « ceci est un exercice », « nous jouons notre exercice », « fil de l'exercice »
_DESIGNATED = re.compile(
    r"(?:(?:^|[\n.!?:;|,(\[«\"—–-])[ \n]{0,3}(?:un |une |l'|notre |cet |le |la |this |an? )?"
    r"|\b(?:cadre|ceci est|c'est|this is|s'agi\w{1,2}|message|messages|theme|fiche|fil|debut|phase \d|etape \d|"
    r"participons|participant\w{0,2}|relev\w{1,4}|lie\w{0,2}|pour|procedons|part|objet|titre|fins|scenario|directeur|pc|cellule|"
    r"coordination|organisateurs|currently|running|playing|during|part of|within|as)\b[^.;:\n]{0,6}"
    r"(?: d'| de l'| de notre| du| de cet?| d'un| a l'| a un| un| l'| notre| cet| en| our| the| an?){0,3} ?"
    r"|\b(?:jou|simul|men|realis|condui|effectu|deroul|tenon|tient|poursui|lanc|demarr|debut|commenc|fais|fait)\w{0,6} "
    r"(?:actuellement |ce jour |cette nuit |en ce moment |aujourd'hui )?(?:une? |son |notre |leur |l'|cet |le |la )?)$"
)
_OPENS = re.compile(
    r"^(?:[\s\W]|re\b|tr\b|fwd?\b|urgent\w{0,2}|important|info|information|rappel|ceci est un|notre|un|l'){0,12}$"
)
_OF_A_CRISIS = re.compile(
    r"(?: (?:de )?(?:cyber|crise|ssi|national|regional|departemental|annuel|numerique|informatique|rempar)\w{0,6}\b|"
    r" ?[-–—:«\"\])] ?)"
)
_FICTION = re.compile(
    r"\b(?:fictif|fictive|fictifs|fictives|nous simulons|simulation|simule|scenario|stimul|rempar|"
    r"entrainement|dans le cadre (?:de notre|d'un|de l') exercice|for exercise|drill)"
)
# « L'exercice nous avait préparés », « pendant l'exercice incendie »: spoken of, and not what the letter belongs to.
_ASIDE_BEFORE = re.compile(
    r"\b(?:pendant|durant|malgre|procedures? d\w{0,2}|etions en|etait en|fiches? d\w{0,2}|enseignements? d\w{0,2}|"
    r"lecons? d\w{0,2}|avi?ons (?:prevu|programme|planifie|organise|"
    r"fait|eu|mene|realise|joue|suivi)|a (?:fait|eu|mene|realise)|avai\w{1,2} (?:fait|"
    r"eu))"
    r"\b[^.;:\n]{0,16}$"
)
# « Incident pendant l'exercice »: what befell the players is no part of the play.
_WITHIN = re.compile(
    r"\b(?:pendant|durant|malgre|au cours de|en plein|hors|during|hormis) ?(?:notre |un |une |cet |l')?$"
)
_ASIDE_AFTER = re.compile(
    r"[^.;:\n]{0,30}?\b(?:nous (?:avait|avaient|a|ont)|avait|servent?|il y a|incendie|evacuation|reporte\w{0,2})\b"
)
_GAME = r"(?:exercices?|exercise|exo|drill|simulation|entrainement|test)\b"
# « Pas d'exercice aujourd'hui », « on a cru à l'exercice »: the author himself denies or doubts that it is one.
_DENIED = re.compile(
    r"\b(?:pas|plus|aucune?|jamais|rien|non|hors|not|no|never|ni|autre chose qu)"
    r"(?: pas| plus| seulement| only| just)?(?: prevu| a voir)?(?: d'une?| d'| de l'| de la| de| avec l'| une?|"
    r" l'| la| cet| an?| en| en plein|"
    r" the|'une?)? ?$"
)
_BELIEVED = re.compile(
    r"\b(?:cru|pris|croyi?ons|croyai\w{1,3}|croyant|pensi?ons|pensai\w{1,3}|pensant|imagin(?:ions|ais|ait|ant)|"
    r"suppos(?:ions|ais|"
    r"ant)|prise?s? pour|prenait pour|ressembl\w{1,5}|confond\w{0,4}|air d'|esper(?:ions|ais|ait|ant)|aurait|dirait|"
    r"thought|believed|assumed|hoped|looked like|mistook|savons pas si|sais pas si|sait pas si|demand\w{1,5} si|"
    r"est[- ]ce|"
    r"s'il s'agit|si c'est|whether)\b[^.;:!?\n]{0,40}$"
)
_OR_NOT = re.compile(r"[^.;:!?\n]{0,8}?(?: ou (?:pas|non|reel|realite|vrai|pour de)| or not|\s?\?)")
# Said of the incident itself these words need no « exercice » beside them.
_STAGED = re.compile(
    r"\b(?:crise|incident|attaque|cyberattaque|cyber-attaque|rancongiciel|ransomware|panne|alerte|evenement|"
    r"compromission|"
    r"intrusion|fuite|coupure|chiffrement|attack|crisis|outage)s?(?: cyber| informatique| majeure?| ssi|"
    r" electrique){0,2} "
    r"(?:simulee?s?|fictive?s?|fictifs?|joue(?:e|es|s)?\b(?! un| sur)|simulated|fictional)\b"
    r"|\b(?:simulation|simulated) (?:d'une? |d'|de |of an? )?(?:crise|attaque|cyberattaque|incident|rancongiciel|"
    r"ransomware|"
    r"panne|attack|cyber|outage)"
    # « Ceci est un test » of a portal; of a mailbox it is none, nor « ceci est un test d'intrusion »
    r"|\b(?:ceci|cela|this) (?:n'est qu'|est |is )(?:only |just |juste )?(?:une? |an? )test\b"
    r"(?! d'intrusion| de penetration| d'envoi| d[eu] (?:la |notre |ma )?(?:messagerie|boite|mail|"
    r"ligne|reception|courriel))"
    r"|\b(?:signalement|dossier) (?:de test|d'essai)\b(?! d[e'])"
    r"|\btest de non[ -]regression\b[^.;\n]{0,40}\b(?:merci d'ignorer|ne pas traiter|a ignorer)"
    r"|\b(?:for |a des fins d[e'] ?|aux fins d[e'] ?|but d[e'] ?)(?:training|exercise|entrainement|exercice|drill)\b"
    r"|\btraining purposes?\b|\bsimulated (?:attack|incident|cyber|ransomware|outage|crisis)"
    r"|\binjects? ?(?:n ?|no ?|numero |# ?)?\d{1,3}\b"
    r"|(?:^|[\n.:!\[(] ?)(?:this is a |ceci est une? )?(?:drill|entrainement)(?: ?[:\])!\n.-]| de (?:la |"
    r"notre )?cellule)"
    r"|\bthis is (?:only )?(?:a|an) (?:drill|exercise|simulation)|\bceci est une? (?:entrainement|simulation|"
    r"exercice)"
)
_STAGED_BEFORE = re.compile(
    r"\b(?:comme|lors d\w{1,2}|suite a|apres|depuis|pendant|contrairement|dernier\w{0,2}|avait|avions|l'an|"
    r"rejouer|preparer|"
    r"prevoi\w{1,3}|prochain\w{0,2}|pas|plus|not|no|unlike|like|after)\b[^.;:\n]{0,30}$"
)
_STAGED_AFTER = re.compile(
    r"[^.;:\n]{0,24}\b(?:dernier\w{0,2}|l'an|prochain\w{0,2}|passee?|precedente?|prevue?|semaine|mois|"
    r"en (?:janvier|fevrier|"
    r"mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|20\d\d)|est terminee?|n'a|n'est|"
    r"devenue?)\b"
)


# « Exercice/Réel : R » in a form of the prefecture
_CHOICE = re.compile(
    r"\b(?:exercice|exo|exercise) ?(?:/|ou|or) ?(?:reel(?:le)?|realite|real)\b[^:\n]{0,12}: ?(re|r\b|e)"
)

# « Si un événement authentique survenait ce jour-là »: of a sentence that begins so, not « on ne sait si c'est réel ».
_SUPPOSED = re.compile(r"(?:^|[.!?;\n])\s{0,3}(?:si|s'il|en cas d[e']|au cas ou|if|should|in case)\b[^.:;!?]{0,80}$")


def exercise_of(reading: Reading, hits: Iterable[tuple[Hit, Stance]]) -> Found[bool] | None:
    """True for an exercise, False where one was named and lifted by the author's own words; None when none is named."""
    if (chosen := _CHOICE.search(reading.folded)) is not None:
        return reading.found(chosen[1] == "e", 0.9, chosen.start(1), chosen.end(1))
    lifted: Hit | None = None
    named: list[Hit] = []
    for hit, stance in hits:
        if hit.concept not in ("real", "exercise"):
            continue
        own = not reading.source_at(hit.start).startswith("forwarded")
        if hit.concept == "real" and own and _lifts(reading.folded, hit, stance):
            lifted = lifted or hit
        elif hit.concept == "exercise" and stance is not Stance.PAST:
            if own and _doubts(reading.folded, hit):
                lifted = lifted or hit
            named.append(hit)
    if lifted is not None:
        return reading.found(False, 0.9, lifted.start, lifted.end) if named or "exerci" in reading.folded else None
    marked = [hit for hit in named if _marks(reading, hit)]
    if marked:
        best = marked[0]
        return reading.found(True, 0.9 if reading.source_at(best.start) == "subject" else 0.8, best.start, best.end)
    return (_staged(reading) if named else None) or played_of(reading)


def _staged(reading: Reading) -> Found[bool] | None:
    """True for an incident that is itself called staged, where no word says « exercice »."""
    folded = reading.folded
    for told in _STAGED.finditer(folded):
        source = reading.source_at(told.start())
        aside = _STAGED_BEFORE.search(folded, max(0, told.start() - 50), told.start())
        if source in ("subject", "text", "new_text") and not aside and not _STAGED_AFTER.match(folded, told.end()):
            return reading.found(True, 0.8, told.start(), told.end())
    return None


def _doubts(folded: str, hit: Hit) -> bool:
    """True where the author denies that it is one, took it for one, or asks whether it is one."""
    if re.match(_GAME, folded[hit.start : hit.end + 1]) is None:
        return False
    before = folded[max(0, hit.start - 70) : hit.start]
    if _DENIED.search(before) is not None:
        return True
    return _BELIEVED.search(before) is not None or _OR_NOT.match(folded, hit.end) is not None


def _lifts(folded: str, hit: Hit, stance: Stance) -> bool:
    """« Comme en situation réelle » and « fin de l'exercice prévue à 17 h » lift nothing."""
    before, after = folded[max(0, hit.start - 40) : hit.start], folded[hit.end : hit.end + 30]
    if _AS_IF.search(before) or _PLANNED.match(after) or _SUPPOSED.search(folded[max(0, hit.start - 100) : hit.start]):
        return False
    return hit.denies or stance in (Stance.STATED, Stance.DOUBTED)


def _marks(reading: Reading, hit: Hit) -> bool:
    """True when this mention says that the letter itself belongs to an exercise."""
    folded = reading.folded
    around = folded[max(0, hit.start - 60) : hit.end + 60]
    source = reading.source_at(hit.start)
    if _NOT_NOW.search(reading.folded[slice(*reading.extent("subject"))] if source == "subject" else around):
        return False
    word = folded[hit.start : hit.end]
    begin, end = reading.extent("subject")
    if source == "subject":
        if _WITHIN.search(folded, max(0, hit.start - 30), hit.start) or not _heads(reading, hit, begin):
            return False
        return word.startswith(("exo", "exerci", "simul", "entrain", "drill", "rempar", "cyber"))
    text_begin, _ = reading.extent("text")
    if (
        hit.start - max(text_begin, end) > _OPENING
        and _MARK.search(folded[max(0, hit.start - 2) : hit.end + 2]) is None
    ):
        return False
    if word.startswith("exerci"):
        if _stands_out(reading, hit):
            return True
        if _ASIDE_BEFORE.search(folded, max(0, hit.start - 50), hit.start) or _ASIDE_AFTER.match(folded, hit.end):
            return False
        designated = hit.start - text_begin < 200 and _DESIGNATED.search(folded, max(0, hit.start - 60), hit.start)
        return _FICTION.search(folded) is not None or bool(designated)
    return _FICTION.search(folded) is not None and "exerci" in folded


def _stands_out(reading: Reading, hit: Hit) -> bool:
    """« [exercice] », « EXERCICE »"""
    bracketed = reading.folded[max(0, hit.start - 1) : hit.start] in ("[", "(", "*", "#")
    return bracketed or reading.written(hit.start, hit.end).isupper()


def _heads(reading: Reading, hit: Hit, begin: int) -> bool:
    """True where the word is what the subject is about, and no more than said of something else in it."""
    folded = reading.folded
    if _stands_out(reading, hit) or _DESIGNATED.search(folded, max(begin, hit.start - 60), hit.start) is not None:
        return True
    return _OPENS.search(folded, begin, hit.start) is not None or _OF_A_CRISIS.match(folded, hit.end) is not None
