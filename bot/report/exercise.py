"""Is this an exercise, or an exercise that has become real? In doubt it is real: a page too many wakes one person."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.report.fields import Found
from bot.report.negation import Stance
from bot.report.reading import Reading
from bot.report.terms import Hit

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
    r"like)\b[^.\n]{0,28}$|\b(?:avant|apres|annoncer|jusqu'a) (?:la |l')$"
)
_PLANNED = re.compile(r"[^.\n]{0,14}\b(?:prevue?s?|estimee?|programmee?|a \d|vers \d|:|planned|fictive?s?)")
_OPENING = 400
_FICTION = re.compile(
    r"\b(?:fictif|fictive|fictifs|fictives|nous simulons|simulation|simule|scenario|stimul|rempar|"
    r"entrainement|dans le cadre (?:de notre|d'un|de l') exercice|for exercise|drill)"
)


def exercise_of(reading: Reading, hits: Iterable[tuple[Hit, Stance]]) -> Found[bool] | None:
    """True for an exercise, False where one was named and lifted by the author's own words; None when none is named."""
    lifted: Hit | None = None
    named: list[Hit] = []
    for hit, stance in hits:
        if (
            hit.concept == "real"
            and _lifts(reading.folded, hit, stance)
            and not reading.source_at(hit.start).startswith("forwarded")
        ):
            lifted = lifted or hit
        elif hit.concept == "exercise" and stance not in (Stance.PAST,):
            named.append(hit)
    marked = [hit for hit in named if _marks(reading, hit)]
    if lifted is not None:
        return reading.found(False, 0.9, lifted.start, lifted.end) if named or "exerci" in reading.folded else None
    if not marked:
        return None
    best = marked[0]
    return reading.found(True, 0.9 if reading.source_at(best.start) == "subject" else 0.8, best.start, best.end)


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
        return bracketed or shouted or _FICTION.search(folded) is not None or hit.start - text_begin < 200
    return _FICTION.search(folded) is not None and "exerci" in folded
