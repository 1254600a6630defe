"""The clauses that take a case, from their first word to their last, and what around them takes it back.

Patterns over folded text (lower case, no accents, apostrophes as spaces). The author acts, on this case, now: a clause
counts as a whole or not at all, since a wrong take silences a night and an unclear reply costs one letter.
"""

from __future__ import annotations

import re

from bot.rules.replies.reply_phrases import either, words

OTHER_NUMBER = "autrenumero"
_NUMBER = re.compile(
    r"\b(?:(?P<full>[a-z]{2,10}-[0-9]{4}-[0-9]{1,9})|(?P<word>dossier|ticket|incident|alerte|cas|case|numero|n\u00b0|no)"
    r" ?(?:numero |n\u00b0 ?|no |# ?)?(?P<serial>[0-9]{1,6})(?![0-9]| ?(?:h|mn|min)))"
)


def numbered(folded: str, number: str) -> str:
    """The text with the number of the ticket that is answered as « numero », any other one as `OTHER_NUMBER`."""
    own = number.casefold()

    def told(found: re.Match[str]) -> str:
        word = found["word"] or ""
        if found["full"]:
            same = found["full"] == own
        else:
            same = own.rpartition("-")[2].lstrip("0") == found["serial"].lstrip("0") != ""
        return f"{word if len(word) > 3 else ''} {'numero' if same else OTHER_NUMBER}"

    return _NUMBER.sub(told, folded)


_THIS = either(
    *"ca cela ceci tout it this that".split(),
    r"tout ca",
    r"cel(?:ui|le) (?:ci|la)",
    r"(?:ce|cet|cette|le|la|l) (?:dossier|ticket|cas|incident|alerte|appel|sujet|signalement|affaire|demande)"
    r"(?: numero)?",
    r"(?:this|that) (?:one|case|ticket|incident|alert|call|page)(?: numero)?",
    r"the (?:case|ticket|incident|alert|call|page)(?: numero)?",
    r"numero",
)
_OF_THIS = either(
    r"du (?:dossier|ticket|cas|sujet|signalement)",
    r"de (?:ca|cela|celui ci|celle ci|l (?:incident|alerte|appel|affaire))",
    r"de (?:ce|cet|cette) (?:dossier|ticket|cas|incident|alerte|appel|sujet|signalement|affaire|demande)",
)
_NOW = either(
    *"maintenant immediatement direct directement volontiers vite donc toujours encore bien now immediately".split(),
    *(
        r"(?:tout )?de suite",
        r"des maintenant",
        r"d ores et deja",
        r"de ce pas",
        r"sans attendre",
        r"a l instant",
        r"right (?:now|away)",
        r"moi meme",
        r"myself",
    ),
    *(r"depuis [0-9]{1,2} ?(?:mn|min|minutes)", r"de mon cote", r"a maintenant"),
)
_THANKS = either(
    *"merci thanks thx cdt cordialement ok okay oui yes svp please salut bye".split(),
    *(r"thank you", r"bonne (?:nuit|soiree)", r"a (?:tous|toi|vous|plus)", r"bien recu", r"c est bon", r"bon courage"),
)
# « Je prends je me connecte »: what phones leave out between two sentences.
_RUN_ON = r"(?: (?:je|j|i) [a-z0-9 ]{2,80})?"
_REST = f"(?: (?:{_NOW}|{_THANKS})){{0,6}}{_RUN_ON}"
_PLACE = either(
    *"etablissement hopital clinique ch chu chr rssi dsi ehpad declarant centre hospital hotline them".split(),
    *"les le la l leur".split(),
)
_RELAY = r"(?:le relais|la releve|la suite)(?: de [a-z]{3,20})?"
_ON_CASE = f"(?: {_NOW})?(?: (?:{_THIS}|en charge|en main|la main(?: dessus)?|{_RELAY}|l astreinte)){{0,2}}"
_FOR_CASE = f"(?: {_NOW})?(?: (?:{_OF_THIS}|sur {_THIS}))?"

_I_WILL = "(?:i ?ll|i will|i m|i am|im|i|will)"
_CORES = (
    rf"(?:moi )?(?:je |j |j)(?:le |la |les |l )?prends?{_ON_CASE}{_FOR_CASE}",
    rf"(?:c est )?moi qui (?:(?:le |la |l )?prends?{_ON_CASE}|gere|traite|m en (?:occupe|charge))",
    r"(?:moi )?(?:j m|jm|je m) en (?:occupe|charge)(?: personnellement)?",
    rf"je (?:me charge|m occupe) {_OF_THIS}",
    r"je m y (?:mets|colle|attelle)",
    rf"j(?:e |)(?:le |la |les )?(?:gere|traite|regarde)(?: {_NOW})?(?: {_THIS})?",
    rf"je vais (?:(?:le |la )?(?:prendre|gerer|traiter)(?: en charge)?(?: {_THIS})?|m en (?:occuper|charger))",
    r"je (?:demarre|commence|lance) (?:l analyse|(?:l |les )investigations?|le traitement)",
    r"(?:je )?suis (?:dessus|sur le coup)",
    r"dessus",
    rf"je (?:l ai|les ai) prise?{_ON_CASE}",
    rf"j ai pris(?: {_NOW})?(?: (?:en charge|en main|la main|le relais|l appel))?(?: {_THIS})?",
    rf"j (?:accepte|acquitte|assure|interviens|y vais)(?: {_THIS})?",
    rf"(?:j |je r)appelle(?: {_NOW})? (?:(?:l |le |la )?{_PLACE}|tout de suite)",
    r"je (?:les|le|la|l) r?appelle",
    r"(?:c est )?pour moi",
    r"moi$",
    rf"(?:je )?confirme (?:la |ma )?prise en charge(?: {_OF_THIS})?",
    rf"{_I_WILL}(?: be)? (?:take|taking|own|handle|handling) (?:{_THIS}|over|ownership|care of {_THIS})",
    r"(?:i ve got|i have got|i have|i got|got) (?:this(?: one)?|(?:it|this) covered)",
    r"i ve got it",
    rf"(?:i m |i am |im )?(?:on|working on|looking into|handling|taking) {_THIS}",
    rf"(?:i m |i am |im )?(?:taking over|taking care(?: of {_THIS})?)",
    r"(?:i m |i am |im )?calling (?:them|the hospital|the site)",
    rf"i (?:accept|acknowledge|ack)(?: {_THIS})?",
    rf"(?:c est |est )?prise?(?: en charge| en main)?(?: par (?:mes soins|moi))?(?: pour {_THIS})?(?: {_OF_THIS})?",
    r"(?:acquittee?|ack(?:ed)?|acknowledged?|taken|mine|taking)(?: by me)?",
)
TAKES = re.compile(f"(?:{'|'.join(_CORES)}){_REST}$")
# These words alone are an answer; beside other words they may mean something else (« j y vais, bonne nuit »).
WEAK = re.compile(
    r"(?:moi|dessus|mine|taken|taking|(?:c est )?prise?|ack(?:ed)?|(?:c est )?pour moi|j y vais|je regarde|got this)$"
)
ACTS = re.compile(
    r"(?:je (?:me connecte|regarde|rappelle|reviens vers|vous? tiens|te tiens|tiens)|j (?:ouvre|appelle|arrive)"
    r"|looking|calling)\b"
)
SIGNED = re.compile(r"(?:cordialement|cdt|cdlt|bien a (?:vous|toi)|(?:best |kind )?regards|bonne (?:nuit|soiree))\b")
AROUND = re.compile(_REST + "$")

YES = words(*"oui ouais ok okay oki yes yep sure".split(), r"d accord", r"c est bon")

# Anywhere in the reply, these turn a take into something to ask about.
WITHDRAWN = words(
    OTHER_NUMBER,
    *"dixit dit disait selon said says told oups oops erreur blague plaisante joke joking kidding etait".split(),
    r"(?:une?|l|d|cet|cette|deux|plusieurs) autres?(?! (?:personnes?|collegues?)\b)",
    *"another previous precedente? prochaine? ailleurs elsewhere instead demain tomorrow hier yesterday".split(),
    r"other (?:one|case|incident|ticket|alert)s?",
    r"(?:le|la) derni(?:er|ere)",
    *(
        r"next",
        r"last (?:night|week)",
        r"a la place",
        r"plus tard",
        r"bientot",
        r"soon",
        r"faux positif",
        r"d apres",
        r"pour rire",
    ),
    r"(?:pas|not) (?:celui|celle|ce|cet|cette|this|that|it|avant|before|until|now|maintenant|tout de suite)",
    *"lundi mardi mercredi jeudi vendredi samedi monday tuesday wednesday thursday friday saturday".split(),
    *(r"(?<!bon )dimanche", r"(?<!good )sunday", r"semaine (?:prochaine|derniere)"),
    *(r"je (?:crois|pense|suppose)", r"i (?:think|guess|suppose)", r"peut etre", r"maybe", r"perhaps", r"normalement"),
    *(
        r"(?<!le )(?<!du )(?<!leur )si",
        r"s ils?",
        r"if",
        r"unless",
        r"sauf",
        r"except",
        r"une fois que?",
        r"once",
        r"quand",
        r"when",
        r"apres",
    ),
    *(r"des que", r"as soon as", r"after", r"lorsque?", r"a partir de", r"en attendant"),
    *(
        r"(?:voyez|vois|voir) avec",
        r"demande[zr]? a",
        r"(?:appele[zr]|(?<!j )appelle|(?<!i )(?<!ll )call|ask|try|contactez) (?!moi|me\b|les?\b)",
    ),
)
# What begins like this goes on with the clause before it, and may turn it to another case or another person.
FRAGMENT = re.compile(
    r"(?:(?:mais|but|enfin|ou|or|i mean|je veux dire) )?"
    + either(
        r"(?:pas|not|sauf|ou|or|plutot|rather)(?! (?:besoin|la peine|need))",
        *(
            r"par(?! (?:mes soins|moi)\b)",
            r"by(?! (?:me)\b)",
            r"du(?! (?:coup)\b)",
            r"au(?! (?:fait)\b)",
            r"a(?! (?:tous|toi|vous|plus)\b)",
            r"de(?! (?:rien)\b)",
        ),
        *"sur pour avec chez celui celle ceux celles cel with for from of on in at enfin".split(),
    )
    + r"\b"
)
HARMLESS_QUESTION = re.compile(
    either(
        r"quel(?:le)?s?",
        r"c est quoi",
        *"comment combien what which where how ou numero".split(),
        *(r"(?:un|le|quel) numero", r"avez vous", r"vous avez", r"tu as", r"as tu", r"y a t il", r"il y a"),
        *(r"do you have", r"is there", r"any"),
    )
    + r"\b(?! (?:pas|non|not|prend|gere|traite)\b)"
)
