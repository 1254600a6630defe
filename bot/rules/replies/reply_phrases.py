"""The vocabulary of replies to a page, as patterns over folded text: lower case, no accents, apostrophes as spaces."""

from __future__ import annotations

import re


def _any(*patterns: str) -> str:
    return "(?:" + "|".join(patterns) + ")"


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"\b" + _any(*patterns) + r"\b")


# What mail programs put below an answer: from here on the text is not the writer's.
BELOW = re.compile(
    r"\s*"
    + _any(
        r">",
        r"-{2,} ?$",
        r"_{5,}",
        r"-{3,} ?(?:message|mail|original|forwarded|transf|e-?mail)",
        r"(?:le|on) .{4,120}(?:a ecrit|wrote) ?:",
        r"(?:de|from|von|objet|subject) ?:",
        r"envoye (?:de|depuis|a partir|avec)",
        r"sent (?:from|with|via)",
        r"(?:obtenir|telecharger?|get) outlook",
        r"provenance ?:",
        r"this (?:e-?mail|message)",
        r"ce (?:message|courriel)\b.{0,60}confidentiel",
    )
)
BREAK = re.compile(r"([?!.,;:()\n\u2026]+|\b(?:mais|but|et|and|donc|so|car)\b)")
NO_WORRY = _words(r"pas de (?:soucis?|problemes?|pb)", r"no (?:problem|worries|pb)", r"pourquoi pas", r"why not")
OPENING = re.compile(
    _any(
        *"bonjour bonsoir salut hello hi hey coucou re merci thanks ok okay oki oui ouais yes yep sure recu".split(),
        *"entendu compris roger sorry alors ah euh bon tous all team finalement malheureusement unfortunately".split(),
        *(r"thank you", r"d accord", r"bien recu", r"c est bon", r"desolee?", r"navree?", r"a tous"),
    )
    + r"\b ?"
)

CONDITION = re.compile(r"(?:si|if|quand|when|des que|as soon as|once|sauf|unless)\b")
UNSURE = _words(
    *"si if unless sauf quand when once demain tomorrow later maybe perhaps pense crois think personne nobody".split(),
    *"lundi mardi mercredi jeudi vendredi monday tuesday wednesday thursday friday would could pourrais".split(),
    *(
        r"des que",
        r"as soon as",
        r"plus tard",
        r"(?:mon|notre|my|our) (?:retour|return)",
        r"(?:be|am|are) back",
        r"peut etre",
        r"faut il",
        r"dois je",
        r"que je",
    ),
    *(r"should i", r"shall i", r"can you", r"peux tu", r"pouvez vous"),
)
NEGATED = _words(*"ne n pas plus jamais aucun aucune not never no non dont sans".split(), r"don t", r"didn t", r"isn t")
NOT_NOW = _words(
    *(r"tout de suite", r"de suite", r"maintenant", r"immediatement", r"pour l instant"),
    *(r"right now", r"now", r"at the moment"),
)

# « Je prends note » and « je prends le train » take nothing: only these objects do.
_OBJECT = r"(?:$| " + _any(
    *"ca cela celui celle ce cet cette tout toute immediatement maintenant bien merci a je".split(),
    *"direct volontiers encore toujours vite donc oui ok".split(),
    *(r"en charge", r"en main", r"la main", r"le relais", r"la releve", r"la suite", r"de suite"),
    *(r"le tickets?", r"l astreinte", r"l incident", r"l alerte", r"l appel", r"le dossier", r"le sujet", r"le cas"),
)  # fmt: skip
I_TAKE = _words(
    r"j(?:e |)(?:le|la|les|l) prends?",
    r"j(?:e |)prends?" + _OBJECT + ")",
    r"je m en (?:occupe|charge)",
    r"je m y (?:mets|colle|attelle)",
    r"je (?:gere|traite|suis dessus|suis sur le coup|l ai prise?)",
    r"j ai pris (?:en charge|la main|le relais|l alerte|le ticket)",
    r"j (?:accepte|acquitte|assure)",
    r"moi qui (?:prends?|m en (?:occupe|charge))",
    r"c est pour moi",
    r"confirme (?:la |ma )?prise en charge",
    r"(?:i ?ll|i will|i m|i am|im|i)(?: be)? (?:take|taking|own|handle|handling) (?:it|this|that|over|care|ownership)",
    r"(?:i ve got|i have got|i have|i got) (?:this|it covered)",
    r"i ve got it",
    r"(?:i m|i am|im) on (?:it|this)",
    r"i (?:accept|acknowledge|ack)",
)
TAKEN = re.compile(
    r"(?:c est |est )?"
    + _any(
        *"pris prise acquittee? ack acked acknowledged? taken mine taking".split(),
        *(r"pris en charge", r"prise en charge", r"pris en main", r"je prends"),
        r"will (?:take|handle|own) (?:it|this|over)",
        *(r"taking (?:it|this|over|care)", r"on it", r"on this", r"handling (?:it|this)", r"working on it"),
    )
    + r"(?:$| "
    + _any(
        *"merci thanks tout maintenant now pour for du it this a at immediatement of".split(),
        *(r"de suite", r"de la", r"de l"),
    )
    + r"\b)"
)

_ABLE = _any(
    *"dispo disponibles? joignable libre".split(),
    *(r"d astreinte", r"de garde", r"de permanence", r"en mesure", r"en etat", r"en capacite"),
)
I_REFUSE = _words(
    r"j(?:e |)(?:ne |n )?(?:(?:le|la|les|l|m en|m y|y) )?"
    r"(?:prends?|prendrai|peux?|pourrai|gere|occupe|charge|traite) (?:pas|plus)(?! (?:de risques?|encore))",
    r"je (?:ne )?(?:suis|serai) (?:pas|plus) " + _ABLE,
    r"je n ai (?:pas|plus|aucun) (?:d |de |mon |le |l )?(?:acces|pc|ordinateur|temps|reseau|connexion|moyen)",
    r"je (?:suis|serai) (?:indispo|indisponible|en conges?|en vacances|malade|en arret|injoignable|hospitalisee?)",
    r"je (?:refuse|decline|passe mon tour|passe la main|passe au suivant)",
    r"je passe$",
    r"c(?:e n)? est pas possible",
    r"i (?:can ?t|cannot|can not|couldn ?t|won ?t|will not|am unable|m unable|do not take|don ?t take)",
    r"i (?:decline|refuse|pass)",
    r"(?:i m|i am|im) not (?:available|on call|able|on duty|free)",
    r"(?:i m|i am|im) (?:unavailable|off|sick|busy|away|on (?:leave|vacation|holiday))",
)
REFUSED = re.compile(
    _any(
        *"indispo indisponible impossible malade nack cannot unable unavailable declined? refuse wont".split(),
        r"(?:toujours |encore )?(?:pas|plus|non) " + _ABLE,
        *(r"peux pas", r"prends pas", r"pas moi", r"pas possible", r"(?:en )?(?:conges?|vacances)$"),
        *(r"(?:passer? |passez )?au suivant", r"can ?t", r"can not", r"won t", r"no can do", r"pass$"),
        *(r"not (?:available|on call|me|taking|possible|able)", r"out of office", r"on (?:leave|vacation|holiday)"),
        r"(?:non|no|nope|nan)(?: (?:merci|desolee?|sorry|thanks|pas moi))?$",
    )
    + r"\b"
)

NUMBERS = {
    "cinq": 5, "dix": 10, "quinze": 15, "vingt": 20, "trente": 30, "quarante": 40, "une": 1, "un": 1, "deux": 2,
    "five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "an": 1, "a": 1, "one": 1, "two": 2,
}  # fmt: skip
SPANS = {
    "trois quarts d heure": 45, "quart d heure": 15, "quarter of an hour": 15, "demi heure": 30, "half an hour": 30,
    "half hour": 30, "1 2 heure": 30, "1 4 d heure": 15,
}  # fmt: skip
_SPAN = r"(?P<span>(?:une? |a |an |petit |petite ){0,2}" + _any(*SPANS) + r")\b"
_NUMBER = r"(?P<number>[0-9]{1,3}|" + "|".join(NUMBERS) + ")"
_UNIT = r"(?:(?P<hours>h|heures?|hours?|hrs?)|m|mn|min|mins|minutes?)\b"
AMOUNT = f"(?:{_SPAN}|{_NUMBER} ?(?:{_UNIT}|$))"
DELAY = re.compile(
    r"\b"
    + _any(
        *"dans in within sous later".split(),
        *(r"d ici", r"give me", r"donnez? moi", r"laissez? moi", r"il me faut", r"i need", r"besoin de"),
    )
    + r" (?:environ |about |around |a peu pres |max |les )?"
    + AMOUNT
)
DELAY_ALONE = re.compile(f"(?:{_SPAN}|{_NUMBER} ?{_UNIT})$")
