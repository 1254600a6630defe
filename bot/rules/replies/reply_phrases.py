"""The vocabulary of replies to a page, as patterns over folded text: lower case, no accents, apostrophes as spaces."""

from __future__ import annotations

import re


def either(*patterns: str) -> str:
    """One of these patterns."""
    return "(?:" + "|".join(patterns) + ")"


def words(*patterns: str) -> re.Pattern[str]:
    """One of these, beginning and ending where words do."""
    return re.compile(r"\b" + either(*patterns) + r"\b")


# What mail programs put below an answer: from here on the text is not the writer's.
BELOW = re.compile(
    r"\s*"
    + either(
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
NO_WORRY = words(r"pas de (?:soucis?|problemes?|pb)", r"no (?:problem|worries|pb)", r"pourquoi pas", r"why not")
OPENING = re.compile(
    either(
        *"bonjour bonsoir salut hello hi hey coucou re merci thanks ok okay oki oui ouais yes yep sure recu".split(),
        *"entendu compris roger sorry alors ah euh bon tous all team finalement malheureusement unfortunately".split(),
        *(
            r"thank you",
            r"d accord",
            r"dacc",
            r"bien recu",
            r"c est note",
            r"bien sur",
            r"bien note",
            r"c est bon",
            r"desolee?",
            r"navree?",
            r"a tous",
            r"got it",
        ),
        *(
            r"vu",
            r"lu",
            r"debout",
            r"reveillee?",
            r"presente?",
            r"dispo",
            r"j accuse reception",
            r"je confirme(?! la| que)",
        ),
        r"pour moi(?= je)",
        r"je suis (?:la|debout|reveillee?|dispo)(?= je)",
    )
    + r"\b ?"
)

CONDITION = re.compile(r"(?:si|if|quand|when|des que|as soon as|once|sauf|unless)\b")
NEGATED = words(*"ne n pas plus jamais aucun aucune not never no non dont sans".split(), r"don t", r"didn t", r"isn t")
NOT_NOW = words(
    *(r"tout de suite", r"de suite", r"maintenant", r"immediatement", r"pour l instant"),
    *(r"right now", r"now", r"at the moment"),
)

_ABLE = either(
    *"dispo disponibles? joignable libre".split(),
    *(r"d astreinte", r"de garde", r"de permanence", r"en mesure", r"en etat", r"en capacite"),
)
I_REFUSE = words(
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
    either(
        *"indispo indisponible impossible malade nack cannot unable unavailable declined? refuse wont".split(),
        r"(?:toujours |encore )?(?:pas|plus|non) " + _ABLE,
        *(r"peux pas", r"prends pas", r"pas moi", r"pas possible", r"(?:en )?(?:conges?|vacances)$"),
        *(r"(?:passer? |passez )?au suivant", r"can ?t", r"can not", r"won t", r"no can do", r"pass$"),
        *(r"not (?:available|on call|me|taking|possible|able)", r"out of office", r"on (?:leave|vacation|holiday)"),
        r"(?:non|no|nope|nan)(?: (?:merci|desolee?|sorry|thanks|pas moi))?$",
    )
    + r"\b"
)
