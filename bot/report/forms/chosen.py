"""The words of one answer go in, the closed value they choose comes out: patients, origin, state, losses of data."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.report.forms.form import Answer
from bot.report.forms.short_answers import is_bare, yes_no
from bot.report.words.lexicon import ReportLexicons

_PROVEN = re.compile(
    r"\b(?:avere\w{0,2}|prouve\w{0,2}|confirme\w{0,2}|effecti\w{1,3}|deces|decede\w?|proven|reel\w{0,3}|certain\w?)\b"
)
NONE = re.compile(r"(?:aucun|non\b|neant|nul|pas d|pas a|sans\b|ras\b|none|no\b|0\b|absence|pas\b)")
"""How an answer begins that says there is nothing of the kind."""
_FEARED = re.compile(
    r"\b(?:mais|sauf|toutefois|cependant)\b(?! (?:pas|sans|aucun|nul|ni|jamais)\w?\b)"
    r"[^.]{0,80}\b(?:crain|redout|risqu|peur|danger|inqui)|"
    r"\brisques? [^.,]{0,24}\b(?:elev|juge|reel|serieu|important|redout|possible|a craindre|persist)"
)
_POTENTIAL = re.compile(
    r"\b(?:potenti\w{2,4}|possibl\w{1,2}|risque|eventuel\w{0,3}|oui|yes|probable|faible|indirect|"
    r"modere|limite|limitee?)\b"
)
_MALICIOUS = re.compile(r"\b(?:malveill\w{3,6}|malicious|attaque|cyber\w*|piratage|intrusion|oui|yes)\b")
# « Mauvais réglage, pas de piratage connu »
_NO_ATTACK = re.compile(
    r"\b(?:pas|aucune?|sans|nulle?|ni) (?:d'|de |l'|acte )?(?:malveill|attaqu|cyber|pirat|intrus|intention)"
    r"(?![^.;]{0,30}exclu)"
)
_INNOCENT = re.compile(
    r"\b(?:non[ -]malveill\w*|pas malveill\w*|accident\w{0,6}|panne|erreur|technique|materiel\w{0,3}|"
    r"humaine?|non|no|involontaire|defaillance|travaux|bug|aucun\w?|maintenance|mise a jour|"
    r"non[ -]malicious)\b"
)
# « Les patients sont-ils en sécurité ? »
_ASKED_SAFE = re.compile(r"\b(?:safe|en securite|sains? et saufs?|indemnes?|hors de danger)\b")
_SAFE = re.compile(
    r"\b(?:pas|plus|jamais|not) (?:ete )?(?:mis |mise |mises )?en danger\b|\bhors de danger\b|\bsains? et saufs?\b|"
    r"\b(?:not|never) (?:been )?(?:in danger|at risk)\b"
)
# What is said of malice itself: « avérée », « très probable », « écartée »
_OF_MALICE = re.compile(
    r"malv|malici|intention|volontair|voulu|hostil|expres|deliber|attaq|attack|pirat|cyber|crimin|nuire"
)
_UPHELD = re.compile(
    r"(?:(?:tres|fort|hautement|quasi|plus que|highly|most|very) ?-?)?(?:probable|possible|averee?|certain|confirm|"
    r"suspect|soupconn|presum|etabli|manifest|clair|evident|vraisembl|sans (?:aucun )?doute|likely|"
    r"deliberate|intentional)"
)
_DISMISSED = re.compile(
    r"(?:[a-z]{4,16}ment )?(?:peu (?:probable|vraisembl)|improbable|invraisembl|ecart|exclu|infirm|dement|non retenu|"
    r"pas retenu|unlikely|ruled out|excluded)"
)
# « Origine accidentelle : oui »
_INNOCENT_LABEL = re.compile(
    r"\b(?:accident|involont|fortuit|non[ -](?:malveill|intention|volont)|erreur|human error|mistake|manipulation)"
)
_AVAILABILITY = re.compile(
    r"\b(?:disponib|indisponib|inaccessib|perte|perdue?s?\b|availab|unavailab|chiffre|encrypt|detrui|destroy|effac|supprim|"
    r"illisib|lost\b|loss\b|delet)"
)
_INTEGRITY = re.compile(r"\b(?:integrit|alter|modif|corromp|corrup|errone|falsif|tamper)")
_CONFIDENTIALITY = re.compile(
    r"\b(?:confidential|divulg|fuite|exfiltr|vol\b|vole|expos|lue?s?\b|consult|copi|sorti|publi|leak|stolen|disclos|breach)"
)
_PROPERTIES = (("availability", _AVAILABILITY), ("integrity", _INTEGRITY), ("confidentiality", _CONFIDENTIALITY))
# « Rien de perdu, rien de divulgué »; « non avéré, mais possible »
_NOTHING = re.compile(r"\brien (?:de |d'|n'est |n'a ete )?[a-z]{2,16}")
# « Inaccessibles, ni altérées ni divulguées »; « fuite non constatée »
_PIECES = re.compile(r"[;,.]|\bmais\b|(?=\bni\b)")
_DENIED = re.compile(r"\b(?:ni|pas|aucune?|sans|non|not|no)\b(?! (?:disponib|accessib|available))")
_YET_POSSIBLE = re.compile(r"\bmais (?:[a-z]{3,10} )?(?:possible|potentiel|redoute|a craindre)")
_OPEN = re.compile(
    r"\b(?:en cours|ongoing|non resolu\w?|pas resolu\w?|toujours|ouvert|actif|non\b|pas encore|"
    r"non retabli|partiel\w*|analyse|investigation)\b"
)
_CONTAINED = re.compile(
    r"\b(?:contenu\w?|maitrise\w{0,2}|endigue\w{0,2}|isole\w{0,2}|confine\w{0,2}|circonscrit\w?|"
    r"contained|sous controle|contournement|stabilise\w{0,2})\b"
)
_ASKED_STATES = (
    ("ongoing", re.compile(r"\b(?:toujours|encore|en cours|still|ongoing|acti(?:f|ve))\b")),
    ("contained", re.compile(r"\b(?:maitris|conten|contain|circonscr|stabilis|endigu|sous controle|under control)")),
    (
        "resolved",
        re.compile(r"\b(?:resol|retabli|clos|clotur|termin|fini|regl|retour|repar|repris|over\b|fixed|restor)"),
    ),
)
_PARTLY = re.compile(r"\b(?:partiel|en partie|partly|presque|bientot|provisoire|pas (?:tout|encore))")
_RESOLVED = re.compile(
    r"\b(?:resolu\w{0,2}|clos\w?|cloture\w{0,2}|termine\w{0,2}|retabli\w{0,2}|retour a la normale|"
    r"regle\w{0,2}|oui|resolved|closed|traite\w{0,2}|leve\w?)\b"
)


def patients_answered(answer: Answer, said: bool | None) -> str | None:
    """`none`, `potential` or `proven`; `said` is the yes or no it begins with."""
    value = answer.value
    if said is not None and _ASKED_SAFE.search(answer.label) is not None:
        return "none" if said else "potential"
    if _YET_POSSIBLE.search(value):
        return "potential"
    if _SAFE.search(value) and not _FEARED.search(value):
        return "none"
    if (said is False or NONE.match(value)) and not _FEARED.search(value):
        return "none"
    if _PROVEN.search(value) and not _POTENTIAL.match(value):
        return "proven"
    return "potential" if said or _FEARED.search(value) or _POTENTIAL.search(value) else None


def origin_answered(answer: Answer, said: bool | None) -> str | None:
    """`malicious` or `non_malicious`, by the label too: « origine accidentelle : oui »."""
    value = answer.value
    if _INNOCENT_LABEL.search(answer.label) and not re.search(r"(?<!non )(?<!non-)malveill", answer.label):
        # An origin that is no accident need not be malice.
        return "non_malicious" if said else None if said is False else _told_origin(value)
    about = _OF_MALICE.search(answer.label)
    if answer.label and about is None and said is not None and is_bare(value):
        # « Cause connue : oui »
        return None
    if about is not None and _NO_ATTACK.search(value) is None:
        if _DISMISSED.match(value):
            return "non_malicious"
        if _UPHELD.match(value):
            return "malicious"
    return _told_origin(value)


def _told_origin(value: str) -> str | None:
    if _NO_ATTACK.search(value) or (
        _INNOCENT.search(value) and not re.match(r"(?:acte )?malveill|cyber|attaque|oui", value)
    ):
        return "non_malicious"
    return "malicious" if _MALICIOUS.search(value) else None


def state_answered(answer: Answer, said: bool | None) -> str | None:
    """« Toujours en cours : oui »; a « non » there may mean held as well as over."""
    value, label = answer.value, answer.label
    asked = [name for name, pattern in _ASKED_STATES if pattern.search(label)]
    if said is not None and len(asked) == 1:
        return asked[0] if said and not _PARTLY.search(value) else None if asked[0] == "ongoing" else "ongoing"
    if _CONTAINED.search(value) and not re.search(r"\bpas\b|\bnon\b", value):
        return "contained"
    if _OPEN.search(value):
        return "ongoing"
    return "resolved" if _RESOLVED.search(value) else None


def losses_answered(value: str) -> tuple[str, ...] | None:
    """The losses of data an answer names and does not deny; empty for none at all."""
    if NONE.match(value):
        return ()
    value = _NOTHING.sub("", value)
    value = ";".join(piece for piece in _PIECES.split(value) if not _DENIED.search(piece)) or value
    found = losses_named(value)
    return found or None


def losses_named(words: str) -> tuple[str, ...]:
    """The losses of data these words name."""
    return tuple(name for name, pattern in _PROPERTIES if pattern.search(words))


def losses_one_by_one(answers: Sequence[Answer], lexicons: ReportLexicons) -> tuple[tuple[str, ...], Answer] | None:
    """« Lues : oui — effacées : non — modifiées : non »: what is lost of the data where a form asks after each loss."""
    told = [(name, answer) for answer in answers for name in losses_named(answer.label)]
    said = {name: yes_no(answer.value, lexicons) for name, answer in told}
    lost = tuple(name for name, _ in _PROPERTIES if said.get(name))
    if lost:
        return lost, next(answer for name, answer in told if name in lost)
    return ((), told[0][1]) if len([name for name in said if said[name] is False]) == len(_PROPERTIES) else None
