"""The declarant's role as he writes it: from « je suis … », a form, or the line under a name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.report.house.titles import FIRST as TITLES
from bot.report.house.titles import over_title, title_in, title_over
from bot.report.house.trades import FIRST, ROLE, whole_role
from bot.report.words.folded import starts_of

_FIRST = FIRST | TITLES
_INTRO = re.compile(
    r"(?:\b(?:je )?j?suis(?: actuellement)?|\bici|\ben tant qu[e']|\ben (?:ma )?qualite de|\bje me presente|"
    r"\bje vous (?:contacte|ecris|appelle)(?: en tant que)?|\bc'est|\bmoi c'est [a-z]{2,15}|\bc [a-z]{2,15}|\bdemander|"
    r"\bi am|\bi'm|\bthis is|"
    r"\b(?:redigee?|dictee?|ecrite?) (?:a chaud |ce (?:matin|soir|jour) |cette nuit )?par|"
    r"\bde la part d[ue]|\bje soussignee?,?[^,\n]{0,40},)"
    r"[ ,:]{0,2}(?:l'|l |le |la |les |un |une |the (?:[a-z']{2,14} )?|d'|de |votre |son |sa |leur |"
    r"[a-z]{2,15}(?: [a-z\-]{2,20})?, )?"
    r"(?:(?:seule?|unique|simple|jeune|nouvelle?|nouveau|actuel(?:le)?|ancien(?:ne)?) )?$"
)
# « Je suis Marie-Laure Quidal cadre de nuit »
_INTRO_BY_NAME = re.compile(
    r"\b(?:suis|[Ii]ci|am|appelle) (?:(?:le |la )?(?:Dr|Docteur|Pr|M\.|Mme) )?(?:[A-ZÀ-Ý][\w'’\-]{1,24} ){1,3}$"
)
_OPENS = re.compile(
    r"(?:[^\n]{0,40}\n){0,3}\s{0,4}(?:(?:bonjour|bonsoir|madame|monsieur|hello|"
    r"urgent)(?: a tous)?[ ,.!]{0,3}\s{1,3})?(?:l[ea] |l'|(?:petite?|simple|jeune|nouvelle?|modeste|seule?|unique|"
    r"ancien(?:ne)?) )?"
)
# « C'est la directrice qui tient à ce que ce soit écrit »
_WHO_DOES = re.compile(r" qui (?!suis|vous (?:ecris|appelle))")
# « Le stagiaire du prestataire web a mis une page blanche »: a sentence about him.
_TOLD_OF = re.compile(
    r" (?:du|de la|de l'|des|de|d') ?[^.,;:\n(|]{2,50}? (?:a|ont|est|sont|n'a|n'est|m'a|nous a|vient|va|s'est|etait|"
    r"avait)\b"
)
_AFTER = re.compile(
    r"[ ,.]{0,3}(?:\n|$|[(|,\-/:)]| d[ue] | de l| d'| des | a l| aux? | en | pour | for | at | of | ch[ur]? | (?:ght|"
    r"ghu|ehpad|residence|clinique|polyclinique|hopital|laboratoire|institut|had|epsm|chi|ssr)\b| tel|"
    r" joignable|[ ,]{1,2}(?:\+|0)\d| mob| port|\. )"
)
# « Le DG a rangé les chasubles », « l'astreinte technique est prévenue »: of whom the author tells.
_DOES = re.compile(
    r"(?: [a-z\-]{3,14})?(?: (?:a(?! l[ae' ]| mi-| temps)|ont|est|sont|etait|avait|n'a|n'ont|n'est|ne|nous|me|m'a|"
    r"m'ont|s'est|se|va|vient|doit|peut|dit|pense|demande|refuse|souhaite|veut|confirme|reste|repond|arrive|attend|"
    r"gere|travaille|tente|essaie)\b| et l[ea] )"
)
# « La directrice de l'EHPAD me demande de vous prévenir »
_TELLS_ME = re.compile(
    r"[^.,;:\n(|]{0,70}? (?:me|m'a|nous a) (?:[a-z]{0,3} ?)(?:demand|charg|pri|sign|inform|dit|di[ts]\b|appel)"
)
_LEAD = re.compile(
    r"\W{0,3}(?:(?:bien )?(?:cordialement|a vous|merci(?: d'avance)?|salutations|cdt|cdlt|regards)[ ,.!\-]{1,4})?"
    r"(?:l[ea'] ?|la |les |mme |m\. )?"
)
_NAMED_LEAD = re.compile(r"\W{0,3}[a-z][a-z.\-]{0,20}(?: [a-z][a-z\-.]{0,24}){0,3}\s{0,2}[,\-/(|]\s{0,2}(?:l[ea'] ?)?")
# « C. Lassus chef de service 05 36 … »
_INITIAL_LEAD = re.compile(r"\W{0,3}(?:(?:Dr|Pr|M\.|Mme|Mlle) )?(?:[A-Z]\.[ -]?){1,2}[A-ZÀ-Ý][\w'’\-]{1,24} ")
# « …, cadre de nuit », « (la cadre de nuit », but not « tout seul avec un stagiaire »
_SET_APART = re.compile(r"(?:^|[\n,\-(|/:;.!?]) ?(?:l[ae] |l'|une? |votre )?$")
_HOUSE_BEHIND = re.compile(r" [A-ZÀ-Ý]")
# « Monsieur le FSSI, » is the reader.
_ADDRESSED = re.compile(r"\b(?:monsieur le|madame la|messieurs les|cher|chere|dear|a l'attention d[eu](?: la)?) $")
# « p/o la secrétaire », « pour le directeur » sign for another.
_FOR_ANOTHER = re.compile(r"(?:\bp ?[/.] ?o\.?|(?:^|\n) ?pour|\bpar ordre,?|\bp\.i\.) (?:l[ea] |l')?$")
# « Un administrateur du domaine créé à 3 h » is an account.
_ACCOUNT = re.compile(r"administrateurs? (?:(?:du|de) domaine|local|locaux)\b")
# « Ingénieur en chef Le Guillou, officier de sécurité … »: a rank, then what he does.
_RANK = re.compile(
    r"(?:ingenieur|medecin|pharmacien|veterinaire|commissaire|officier|infirmier)[ -](?:en[ -]chef|principal|general)\b"
    r"(?= [a-z][^,\n]{1,40}, ?[a-z])"
)
_SENTENCE_LEAD = re.compile(
    r"(?:^|[.!?\n:(] ?| - |, |/ ?|\d[ ,]{1,2})(?:l[ae] |l'|(?:m|mme|mr|dr)\.? [a-z\-]{2,20}, (?:l[ae] |l')?|"
    r"(?:seule?|unique) |"
    r"(?:capitaine|lieutenant(?:-colonel)?|commandant|colonel|adjudant(?:-chef)?|sergent(?:-chef)?|major|"
    r"aspirant),? )?$"
)
_LABEL = re.compile(r" {0,24}(?:[:=]|\.{3,12} ?:?) {0,2}(?=[a-z])")
_ONE_LINE = 60
_SIGNED_WITHIN = 420
"""Characters before the end of the letter within which a role standing alone is taken for the author's own."""


def role_in_prose(
    folded: str, words: Mapping[str, list[int]], written: str | None = None, body: int = 0
) -> tuple[int, int, float] | None:
    """The role in the author's own sentences: (start, end, confidence), or None when nobody says who he is.

    `written` is the text as written, sign for sign: its capitals tell a name from a part of the role. What stands
    before `body` is the subject, which counts where nothing below tells more.
    """
    last: tuple[int, int, float] | None = None
    first: tuple[int, int, float] | None = None
    label: tuple[int, int, float] | None = None
    reached = 0
    for at in starts_of(words, _FIRST):
        if at < reached or (span := _role_at(folded, at, written)) is None:
            continue
        place, end = span
        reached = end
        before = folded[max(0, place - 70) : place]
        if _ADDRESSED.search(before) or _FOR_ANOTHER.search(before):
            continue
        if _ACCOUNT.match(folded, place) or _RANK.match(folded, place):
            continue
        if label is not None and _named_there(folded, label[1], place):
            return place, end, 0.85
        if (
            _LABEL.match(folded, end) is not None
            and folded[folded.rfind("\n", 0, place) + 1 : place].strip(" *-.") == ""
        ):
            label = (place, end, 0.6)
            continue
        if _introduced(folded, written, place, end, before):
            if place >= body:
                return place, end, 0.9
            first = first or (place, end, 0.7)
            continue
        if _alone(folded, place, end, written):
            # « Hugo Lemaire, directeur général, biologiste » tells first what he is there.
            last = last if last is not None and "\n" not in folded[last[1] : place] else (place, end, 0.75)
        elif first is None and _opens_a_sentence(folded, place, end):
            first = (place, end, 0.7)
    return last or first or label


def _named_there(folded: str, start: int, end: int) -> bool:
    """« Animateur : Solène Aubertot, RSSI »: behind the label stands a person's role."""
    return end - start < _ONE_LINE and "\n" not in folded[start:end]


def _role_at(folded: str, at: int, written: str | None) -> tuple[int, int] | None:
    """The role whose words begin there, an English title with all that stands before it."""
    if (title := title_over(folded, at, written)) is not None:
        return title
    found = ROLE.match(folded, at)
    if found is None:
        return None
    return over_title(folded, found, written) or (at, whole_role(folded, at, found.end(), written))


def _introduced(folded: str, written: str | None, place: int, end: int, before: str) -> bool:
    if _INTRO.search(before):
        return _WHO_DOES.match(folded, end) is None
    if written is not None and _INTRO_BY_NAME.search(written, max(0, place - 80), place):
        return True
    if _OPENS.fullmatch(folded, max(0, place - 40), place) is None:
        return False
    if _is_told_of(folded, place, end):
        return False
    return _DOES.match(folded, end) is None and _TELLS_ME.match(folded, end) is None


def role_in_value(value: str) -> tuple[int, int] | None:
    """The role inside the answer to a form's label such as « Nom et fonction »; None when none is known."""
    if (title := title_in(value)) is not None:
        return title
    found = ROLE.search(value)
    return (found.start(), whole_role(value, found.start(), found.end(), None)) if found else None


def role_in_signature(folded: str, written: str | None = None) -> tuple[int, int] | None:
    """The role in a signature, the first that stands."""
    found = ROLE.search(folded)
    if found is None:
        return None
    title = over_title(folded, found, written)
    return title or (found.start(), whole_role(folded, found.start(), found.end(), written))


def _opens_a_sentence(folded: str, start: int, end: int) -> bool:
    """« DPO de la Fondation …, je vous signale », « Pharmacien praticien, tél. … »: an author presents himself."""
    if _AFTER.match(folded, end) is None or not (start < 500 or len(folded) - end < _SIGNED_WITHIN):
        return False
    if _is_told_of(folded, start, end):
        return False
    return _SENTENCE_LEAD.search(folded, max(0, start - 60), start) is not None


def _is_told_of(folded: str, start: int, end: int) -> bool:
    lead = folded[max(0, start - 3) : start]
    return lead.endswith(("le ", "la ", "l'")) and _TOLD_OF.match(folded, end) is not None


def _alone(folded: str, start: int, end: int, written: str | None) -> bool:
    """True for a role that opens a line or a sentence near the end, as a signature does."""
    if len(folded) - end > _SIGNED_WITHIN or _is_told_of(folded, start, end):
        return False
    line = folded.rfind("\n", 0, start) + 1
    named = _NAMED_LEAD.fullmatch(folded, line, start) is not None
    initialled = written is not None and _INITIAL_LEAD.fullmatch(written, line, start) is not None
    if _AFTER.match(folded, end) is None:
        # « T. Pasqualini – responsable informatique Bio-Isula – 04 … »
        beside = written is not None and _HOUSE_BEHIND.match(written, end) is not None
        return beside and (named or initialled)
    if named or initialled:
        return True
    if not folded[end:].strip(" .,\n|") and _SET_APART.search(folded, max(0, start - 12), start) is not None:
        return True
    sentence = (
        max(folded.rfind(mark, line, start) + 2 for mark in (". ", "! ", "? ", ") ", " - "))
        if start > line + 2
        else line
    )
    opening = max(line, sentence if sentence > 1 else line)
    return _LEAD.fullmatch(folded, opening, start) is not None
