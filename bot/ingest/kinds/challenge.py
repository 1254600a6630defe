"""Filters that hold our letter until somebody proves to be human: the words of a letter in, those that decided out.

Such a letter wants an act from whoever wrote (a click, an answer, a word typed) and says what of ours waits for it or
against what it protects; who received one and tells of it is a person. Never answered: two robots would go on forever.
"""

from __future__ import annotations

import re

from bot.ingest.kinds.stems import Stems

_ENOUGH = 3
_LONGEST = 220
_MOST = 2_500
_LINK = re.compile(r"https?://[^\s<>]{0,500}", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>()]{1,100}@[^\s<>()]{1,100}")
_PRODUCT = re.compile(
    r"\b(?:mail ?in ?black|tmda|boxbe|spam ?arrest|boxtrapper|altospam|vade ?(?:secure|retro)|spamenmoins|"
    r"e-?securemail|"
    r"mailwasher|choicemail|active spam killer|qconfirm|sendio|cleanmail)\b",
    re.IGNORECASE,
)
# What somebody must do who wants to be read, and by what means.
_ACT = re.compile(
    r"\b(?:cliqu(?:ez|er|ant)|(?:un|seul) clic\b|(?:suiv|ouvr)(?:ez|re|ir|ant) (?:le|ce|cette)\b|saisi(?:ssez|r)\b|"
    r"coche[rz]\b|"
    r"recopie[rz]\b|captcha|authentifi|identifi(?:ez|er|cation)|confirm(?:ez|er|ation)\b|valid(?:ez|er|ation|[ée]e)\b|"
    r"(?:vous |de vous )?(?:enregistr|inscri)(?:er|ez|re|vez)\b|prouve[rz]|v[ée]rifi(?:ez|er|cation)|approbation|"
    r"(?:r[ée]pond|renvo[iy])(?:ez|re|er) (?:simplement )?(?:[àa] )?(?:ce|cet|la)\b|une (?:seule )?(?:[ée]tape|"
    r"formalit[ée])|"
    r"r[ée]sol(?:ve[rz]|ution)|utilise[rz] (?:le|ce)\b|faites-vous|rendez-vous sur|pass(?:ez|er) (?:le|ce|un) (?:test|"
    r"contr[ôo]le)|answer (?:this|to|the)|use (?:the|this)|(?:please |to )?(?:click|follow|reply (?:to|with)|type|"
    r"enter the|solve|verif(?:y|ication)|confirm|prove|complete|"
    r"visit|request|show that|approv(?:al|e))\b|one click|simply reply|just reply|add yourself|klicken|bestätigen|"
    r"haga clic|fare clic|confirmar|bevestig)",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"https?://|\b(?:liens?|links?|bouton|button|ci-dessous|below)\b|(?:r[ée]pond|renvo[iy])(?:ez|re|er|"
    r"ant)[^.]{0,20} ce\b|"
    r"\b(?:reply|answer this)\b",
    re.IGNORECASE,
)
_HINTS = Stems("http lien link bout button ci-dessous below pond renvo reply answer_this")
"""Without one of these there are no such means."""
# What of ours waits, or comes only then.
_OURS = (
    r"(?:votre (?:message|mail|e-?mail|courriel|courrier|envoi)s?|vos (?:\w{1,12} )?(?:message|mail|"
    r"e-?mail|courriel|courrier|envoi)s|your (?:\w{1,12} )?(?:messages?|mails?|e-?mails?)|the message you sent|"
    r"l[ea] \w{4,8} que vous (?:avez|venez)|le v[ôo]tre|"
    r"ihre (?:nachricht|e-?mail)|su mensaje|il (?:suo|tuo) messaggio)"
)
_WAITS = re.compile(
    rf"\b{_OURS}\b[^.!?]{{0,120}}\b(?:attente|attend\b|mis de c[ôo]t[ée]|n'arrive|affich[ée]|quarantaine|retenu|bloqu|"
    rf"suspendu|gard[ée]|(?:soit|sera|seront|"
    r"pas encore|[êe]tre|pas [ée]t[ée]|me|lui) (?:\w{1,10} )?(?:re?mis|remis|livr|d[ée]livr|distribu|transmis|parvenu|"
    r"accept|d[ée]truit|effac|parviendra|parvienne)|arriveront|held|on hold|wait|queue|pending|quarantin|blocked|"
    r"(?:be|not|yet|to) (?:be )?(?:deliver|forward|accepted|released)|lands?\b|delivered)|(?:envoi|exp[ée]dition|"
    r"remise|"
    r"livraison|transmission|acheminement) de votre|(?:get|see|read|receive) your (?:mail|message|e-?mail)|"
    r"(?:d[ée]bloquer|lib[ée]rer|"
    r"acheminer|release|deliver) (?:it\b|le\b|votre|your|the message)|(?:puisse (?:recevoir|lire)|re[çc]oive|"
    rf"pour que je (?:lise|voie)|then see|i will see) (?:{_OURS}|your\b)|l'a (?:plac|mis)[^.]{{0,20}} attente|"
    r"premi[èe]re (?:fois que vous (?:m|nous)|prise de contact)|"
    r"(?:nouve(?:aux|lles?)|messages? des|only accepts (?:mail|messages) from) (?:exp[ée]diteur|correspondant|\w{3,10} "
    r"senders)|exp[ée]diteurs? (?:qu|connu|autoris|inconnu)|(?:votre adresse|"
    r"l'exp[ée]diteur) n'est pas (?:encore )?(?:connu|"
    r"r[ée]pertori|autoris)|ne vous connais(?:sons)? pas|liste de contacts|not (?:seen|received mail from you) before",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:anti-?(?:spam|robot|bot|ind[ée]sirables?|pourriels?)s?|spams?|pourriels?|ind[ée]sirables?|"
    r"non sollicit[ée]s?|"
    r"junk|unsolicited|robots?|bots?|automates?|une machine|a machine|humaine?s?|humans?|real person|une (?:vraie )?"
    r"personne|spammeurs?|whitelist|liste (?:blanche|de contacts)|guest list|sender (?:verification|approval)|"
    r"(?:mon|notre|ce) filtre|unerwünscht)\b",
    re.IGNORECASE,
)
_ONCE = re.compile(
    r"une (?:seule )?(?:et unique )?fois\b|only (?:have to|need to|once)|(?:just|only) once|one[- ]time|"
    r"prochains messages|suffit\b",
    re.IGNORECASE,
)
# Who tells of such a letter, asks us something or says what happens received it, or wrote about something else.
_TOLD = re.compile(
    r"\b(?:nous avons|nous (?:ne |n')?(?!vous\b|dev|voul|souhait|utilis|fil|demand|v[ée]rifi|prot[ée]g)\w{3,12}ons\b|"
    r"j'ai|je n'arrive|on a\b|"
    r"avons re[çc]u|"
    r"disai(?:t|ent)|disant|qui dit|says?\b|said\b|nos (?!filtres|contacts)|notre (?!anti|filtre|serveur|dispositif|"
    r"solution|"
    r"service|passerelle|protection|syst[èe]me|organisation|entreprise|soci[ée]t[ée])|a cliqu|ont (?:cliqu|valid|"
    r"re[çc]u)|voici|(?<!not )received\b(?! by)|clicked|(?:antispam|passerelle) (?:bloque|"
    r"retient)|chiffr[ée]|ran[çc]on|attaqu[ée]e?s?|pannes?\b|patients?\b|pirat[ée]e?s?|hame[çc]on|phishing|suspects?\b|"
    r"appel(?:ez|er)|t[ée]l[ée]phone|depuis (?:hier|ce|cette|\d)|est-ce|que faire|je (?:prends|suis sur)|before i\b|"
    r"avant de "
    r"vous|les serveurs|incident|mon (?:coll|serv)|encrypted|outage)",
    re.IGNORECASE,
)
_YOU = re.compile(r"\b(?:votre|vos|vous|v[ôo]tre|your?|ihre|sie|su|tuo|suo)\b", re.IGNORECASE)
_ASKED = re.compile(
    r"\b(?:pouvez|pourriez|can|could|would|est|êtes)[- ](?:vous|you|ce)\b[^.!?]{0,200}\?", re.IGNORECASE
)


def challenge(text: str, subject: str = "") -> str | None:
    """The words by which a filter wants proof from whoever wrote to its owner, or None. `text`: as `absence.spoken`
    gives it."""
    if text.count(" ", 0, _MOST) > _LONGEST:
        return None
    if not (_HINTS(text[:_MOST]) and _MEANS.search(text[:_MOST])):
        return None
    text = _LINK.sub(" https:// ", text[:_MOST])
    text = " ".join((_ADDRESS.sub(" @ ", text) if "@" in text else text).split())
    if _TOLD.search(text) or _ASKED.search(text):  # found early in what people write
        return None
    act, waits = _ACT.search(text), _WAITS.search(text)
    named = _PRODUCT.search(text) or _PRODUCT.search(subject[:300])
    against = _AGAINST.search(f"{subject[:300]} {text}")
    decided = waits or named or (act if against else None)
    points = sum(map(bool, (act, waits, against, _ONCE.search(text)))) + 2 * bool(named)
    if decided is None or not _YOU.search(f"{subject[:300]} {text}") or points + int("://" in text) < _ENOUGH:
        return None
    return decided[0][:60]
