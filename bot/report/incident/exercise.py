"""Is this an exercise, or an exercise that has become real? In doubt it is real: a page too many wakes one person."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.report.fields import Found
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
    r"biologiste)s?\b[^.\n]{0,12}\bexercice|\bexercice (?:liberal|medical|coordonne|comptable|"
    r"budgetaire|financier|professionnel|de la medecine|20\d\d|illegal|de (?:ses|leurs|mes|"
    r"nos) fonctions)"
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
_FICTION = re.compile(
    r"\b(?:fictif|fictive|fictifs|fictives|nous simulons|simulation|simule|scenario|stimul|rempar|"
    r"entrainement|dans le cadre (?:de notre|d'un|de l') exercice|for exercise|drill)"
)
# « L'exercice nous avait préparés », « pendant l'exercice incendie »: spoken of, and not what the letter belongs to.
_ASIDE_BEFORE = re.compile(
    r"\b(?:pendant|durant|malgre|procedures? d\w{0,2}|etions en|etait en|fiches? d\w{0,2}|enseignements? d\w{0,2}|"
    r"lecons? d\w{0,2}|avi?ons (?:fait|eu|mene|realise|joue|suivi)|a (?:fait|eu|mene|realise)|avai\w{1,2} (?:fait|"
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
    r" l'| la| cet| an?|"
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


def exercise_of(reading: Reading, hits: Iterable[tuple[Hit, Stance]]) -> Found[bool] | None:
    """True for an exercise, False where one was named and lifted by the author's own words; None when none is named."""
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
    return _staged(reading) if named else None


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
    if _AS_IF.search(before) or _PLANNED.match(after):
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
        if _WITHIN.search(folded, max(0, hit.start - 30), hit.start):
            return False
        return word.startswith(("exo", "exerci", "simul", "entrain", "drill", "rempar", "cyber"))
    text_begin, _ = reading.extent("text")
    if (
        hit.start - max(text_begin, end) > _OPENING
        and _MARK.search(folded[max(0, hit.start - 2) : hit.end + 2]) is None
    ):
        return False
    if word.startswith("exerci"):
        bracketed = folded[max(begin, hit.start - 1) : hit.start] in ("[", "(", "*", "#")
        shouted = reading.written(hit.start, hit.end).isupper()
        if not (bracketed or shouted) and (
            _ASIDE_BEFORE.search(folded, max(0, hit.start - 50), hit.start) or _ASIDE_AFTER.match(folded, hit.end)
        ):
            return False
        return bracketed or shouted or _FICTION.search(folded) is not None or hit.start - text_begin < 200
    return _FICTION.search(folded) is not None and "exerci" in folded
