"""A letter goes in; the words by which it calls itself or its story a play come out, with or without « exercice ».

Believed are a label, a banner or a tag, a story called invented, the offices of a game, a rehearsal told as one's own;
never where the author says that this time it is real.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.report.fields import Found
from bot.report.reading import Reading

_GAME = (
    r"(?:exercices?|exercise|entrainement|simulation|simulee?|simulated|fictifs?|fictives?|fictional|factice|jeu|"
    r"mise en situation|repetition|training|drill|joue\b(?! a| sur| un))\b"
)
# « Cadre : entraînement départemental », « Caractère : fictif »; not « Nature : exercice / réel ».
_LABEL = re.compile(
    r"(?:^|\n|\|)[ \t*-]{0,6}(?:cadre|caractere|contexte|nature|statut|type|mention|regime|qualification|mode|context|"
    r"status|character|purpose|motif)\b[^:\n]{0,24}[:\t|=][ \t]{0,4}(?:purement |totalement |entierement |purely |"
    r"annonce |evenement |incident |situation |message |alerte |pour |en |un |une |d'|de l')?"
    rf"{_GAME}(?![^\n]{{0,30}}(?:\breel|\bvrai|/|\bnon\b|\bpas\b|☐|\?))"
)
# « -- DRILL DRILL DRILL -- », « (message d'animation, ne pas traiter) », « (fictif) » on a line of its own
_BANNER = re.compile(
    r"(?:^|\n)[ \t]{0,4}(?:[\[(<*#=~>]{1,12}|[-—–]{2,12})[ \t]{0,3}(?:message |ceci est |this is |for |for an? |pour )?"
    rf"(?:d'|un |une |an |a |l')?(?:{_GAME}|animation\b|inject\b|fiction\b)"
    r"[^\n\[\]()]{0,50}?[\])>*#=~—–-]{1,12}[ \t]{0,4}(?=\n|$)"
)
_SUBJECT_TAG = re.compile(
    r"\s{0,3}(?:(?:re|tr|fw|fwd) ?: ?){0,3}[\[(](?:ex|exo|drill|training|simulation|entrainement|inject|jeu|stimulus|"
    r"exercise)\b[^\])]{0,30}[\])]|[^\n]{0,120}[\[(](?:simu|exo|fictif|drill|jeu|fiction)[\])]\s{0,3}$"
)
_TAG = re.compile(
    r"[\[(](?:simu|fictifs?|fictives?|simulee?s?|exercice|joue\w{0,2}|exo|drill|simulated|fictional)[\])]"
)
_TAGS_DUE = 2
# « Tout ce qui figure ci-dessus est scénarisé », « none of this is real »
_INVENTED = re.compile(
    r"\b(?:tout|toute|l'ensemble|la totalite|l'integralite|les faits|l'histoire|cette histoire|ce recit|le contenu)\b"
    r"[^.;:\n]{0,50}?\b(?:est|sont|etait) (?:purement |entierement |totalement |bien |bien sur )?"
    r"(?:inventee?s?|scenarisee?s?|fictifs?|fictives?|imaginaires?|factices?|simulee?s?)\b"
    r"|\bpour de faux\b|\b(?:on|nous) (?:fait|faisons) semblant\b|\bdemande\w{0,2} (?:tous )?de faire semblant\b"
    r"|\brien (?:de ce qui (?:suit|precede)|de tout ce(?:ci|la)|ci-dessus|de cela|de ceci)[^.;\n]{0,20}"
    r"\bn(?:'a eu lieu|'est (?:vrai|reel|arrive)|'existe)"
    r"|\b(?:nothing|none) (?:above|below|here|of (?:this|it|that|the above))[^.;\n]{0,12} (?:is|was|has|actually)\b"
    r"[^.;\n]{0,10}\b(?:real|happen\w{0,3}|occurred|true)\b"
    r"|\baucun fait (?:reel )?(?:derriere|dans) (?:cette|ce|la|le)\b"
    r"|\b(?:all|everything|the whole)\b[^.;\n]{0,40}\b(?:is|are) (?:purely |entirely )?"
    r"(?:made[- ]up|invented|fictional|fictitious|scripted|simulated|imaginary)\b"
    r"|\b(?:chiffrement|attaque|cyberattaque|panne|incident|piratage|intrusion|rancongiciel|crise)s? "
    r"(?:imaginaire|factice|imaginee?|inventee?|pour rire)s?\b"
)
_HOAX = re.compile(r"\b(?:canular|rumeur|hoax|plaisanterie|calomnie|diffam|intox)")
# The offices of a game that no hospital has; those of the second list may also be those of a care home.
_OFFICE = re.compile(
    r"\b(?:startex|finex|endex|pausex|direx|diranim|dirjeu|excon)\b"
    r"|\b(?:cellule|message|livret) d'animation\b|\bdirection de l'animation\b"
    r"|\b(?:heure|temps|livret|regles|maitre(?:sse)?|directeur|direction) (?:de |du |de la )(?:jeu|partie)\b"
    r"|\b(?:jeu serieux|serious game|white cell|cellule (?:blanche|rouge adverse)|champ de tir (?:informatique|cyber)|"
    r"cyber[- ]?range)\b"
    r"|\bvous etes (?:un |une )?joueu(?:r|se)s?\b|\bvous etes notre interlocuteur dans\b|\bdans l'enonce\b"
    r"|\brole tenu\b|\bplastrons\b|\b(?:incarner|joue(?:r|ra|rons)?) (?:une? |le |la |l')(?:role|famille|ministere|"
    r"patient|journaliste|pirate)|\b(?:figurant|observat\w{2,4}|joueu\w{1,2})e?s? n(?:[o°]|umero)? {0,3}\d"
    r"|\b(?:etablissement|hopital|structure|equipe|clinique)s? joueu\w{1,3}\b|\b(?:nos|les|aux|tous les) joueurs\b"
    r"|\bcomme (?:le |l')?(?:me |nous )?(?:deroule|script|scenario|livret|enonce)\b"
    r"|\b(?:grille|fiche|feuille)s? d'(?:observation|evaluation) (?:de l'exercice|des? joueurs?)\b"
    r"|\binjects? (?:n|#|no)? ?[o°]? ?\d{1,3}\b|\bexercise control\b"
)
_PLAYERS = re.compile(
    r"\b(?:joueu(?:r|rs|se|ses)|animateu(?:r|rs)|animation|scenario|inject|figurant\w{0,2}|observateurs|arbitres?|deroule|"
    r"stimulus|stimuli|partie|jeu|joker|plastron|drill|script|players?|umpire)\b"
)
_PLAYERS_DUE = 4
# What nobody writes of a real house: the trial of a form or of a channel.
_TRIAL = re.compile(
    r"\b(?:testeur|testeuse|tester|lorem ipsum|bidon|nulle[- ]part|toto|foo|valeur par defaut|default value|factice|"
    r"essai d(?:u|e|es) (?:formulaire|portail|modele|gabarit|canal)|phrase de calibrage|a jeter ensuite|dummy)\b"
)
_TRIALS_DUE = 2
# « La répétition générale de notre dispositif », « dry run », « en ce moment au déroulement à blanc »
_REHEARSED = re.compile(
    r"\brepetition generale\b|\bderoulement a blanc\b|\b(?:joue\w{0,3}|deroul\w{1,4}|tests?|essais?) a blanc\b"
    r"|\bdry[- ]run\b|\bdress rehearsal\b|\btable[- ]?top\b|\b(?:journee|crise|atelier|jeu|exercice) sur table\b"
    r"|\b(?:relev\w{1,4}|font partie|fait partie) (?:de |d')(?:cette|notre|une?|la|l') ?(?:repetition|entrainement|"
    r"simulation|mise en situation|jeu)\b"
    r"|\bc'est pour (?:son|notre|leur|un|l') ?(?:entrainement|simulation|mise en situation)\b"
    r"|\bmise en situation (?:du|de ce|prevue|annuelle|de crise)\b"
    r"|\b(?:for|a des fins de?|aux fins de?) (?:training|drill|exercise|entrainement) ?purposes?\b"
)
_NAMED = re.compile(r"(?:^|\n|[—–-] ?)(?:exercice|exercise|operation exercice) [«\"]? ?(?=[a-z])")
_NAME = re.compile(r"[A-ZÀ-Ý][A-ZÀ-Ý'’-]{3,}")
_ASIDE_BEFORE = re.compile(
    r"\b(?:comme (?:en|une?|lors|dans)|lors d\w{1,2}|suite a|apres|depuis|pendant|contrairement|dernier\w{0,2}|avait|"
    r"avions|l'an|prepar\w{1,4}|prevoi\w{1,3}|prochain\w{0,2}|pas|plus|not|no|unlike|like|after|hier|last|ni|sans|"
    r"we once)\b[^.;:\n]{0,30}$|\b(?:yesterday|hier|last (?:week|month|year)|la semaine derniere)\b[^.;\n]{0,80}$"
)
_ASIDE_AFTER = re.compile(
    r"[^.;:\n]{0,24}\b(?:dernier\w{0,2}|l'an|passee?|precedente?|d'hier|hier|n'a|n'est|devenue?|nous (?:avait|avaient)|"
    r"last|yesterday|est devenu|leaked|stolen|copied|vole\w{0,2}|fuite)\b"
)
# « Cette fois c'est vrai », « pour de bon », « no rehearsal »; not « comme vous le feriez pour de bon ».
_REAL = re.compile(
    r"\bn'est (?:pas|plus) (?:de la |du |une? |d'une? |la |le |l')?(?:exercice|exo|jeu|rigolade|simulation|"
    r"entrainement|repetition|test|theatre|blague|comedie|fiction|quatrieme|scenario)\b"
    r"|\b(?:not|no) (?:an? |the |longer an? )?(?:drill|exercise|mock|rehearsal|simulation|game|test)\b"
    r"|\bpersonne ne joue\b|\bpour de (?:bon|vrai)\b|\bfor real\b|\bthe real thing\b|\bthing itself\b|\bhors exercice\b"
    r"|\b(?:vraie?s?|veritables?|reel(?:le)?s?|reellement|vraiment|real|genuine)\b"
)
_NOT_SO_REAL = re.compile(
    r"\b(?:comme|aucune?|rien|pas|jamais|sans|ni|si|no|not|nothing|n|as if|like|en temps|conditions?|conforme|seul|"
    r"rien d[e'])\b[^.;:\n]{0,40}$"
)


def played_of(reading: Reading) -> Found[bool] | None:
    """True where the letter itself or what it tells is told to be played, rehearsed or invented; else None."""
    place = next(_told(reading), None)
    return reading.found(True, 0.8, *place) if place is not None else None


def _told(reading: Reading) -> Iterator[tuple[int, int]]:
    folded = reading.folded
    if _is_real(reading, sure=False):
        return
    begin, end = reading.extent("subject")
    if (tag := _SUBJECT_TAG.match(folded, begin, end)) is not None:
        yield tag.span()
    for structure in (_LABEL, _BANNER):
        yield from (found.span() for found in structure.finditer(folded) if _own(reading, found.start()))
    tags = [found for found in _TAG.finditer(folded) if _own(reading, found.start())]
    if len(tags) >= _TAGS_DUE:
        yield tags[0].span()
    if _HOAX.search(folded) is None:
        yield from _not_aside(reading, _INVENTED, ahead=False)
    if _is_real(reading, sure=True):
        return
    yield from _not_aside(reading, _OFFICE)
    yield from _not_aside(reading, _REHEARSED)
    yield from _codenamed(reading)
    for words, due in ((_PLAYERS, _PLAYERS_DUE), (_TRIAL, _TRIALS_DUE)):
        named = {found[0]: found.span() for found in words.finditer(folded) if _own(reading, found.start())}
        if len(named) >= due:
            yield next(iter(named.values()))


def _own(reading: Reading, place: int) -> bool:
    return reading.source_at(place) in ("subject", "text", "new_text")


def _not_aside(reading: Reading, pattern: re.Pattern[str], *, ahead: bool = True) -> Iterator[tuple[int, int]]:
    folded = reading.folded
    for found in pattern.finditer(folded):
        aside = ahead and _ASIDE_BEFORE.search(folded, max(0, found.start() - 90), found.start())
        if _own(reading, found.start()) and not aside and not _ASIDE_AFTER.match(folded, found.end()):
            yield found.span()


def _codenamed(reading: Reading) -> Iterator[tuple[int, int]]:
    """« Rôle : cellule terrain — Exercice HÉLIANTHE »"""
    for found in _NAMED.finditer(reading.folded):
        named = _NAME.match(reading.written(found.end(), found.end() + 24).strip())
        aside = _ASIDE_BEFORE.search(reading.folded, max(0, found.start() - 30), found.start())
        if named is not None and _own(reading, found.start()) and not aside:
            yield found.span()


def _is_real(reading: Reading, *, sure: bool) -> bool:
    """Whether the author says that it is real; `sure` also counts a bare « vrai » that nothing denies or compares."""
    folded = reading.folded
    for found in _REAL.finditer(folded):
        bare = found[0].startswith(("vrai", "verit", "reel", "real", "genuine"))
        if not _own(reading, found.start()) or (bare and not sure):
            continue
        if found[0].startswith(("n'est", "not", "no ")):
            return True
        if _NOT_SO_REAL.search(folded, max(0, found.start() - 60), found.start()) is None:
            return True
    return False
