"""Junk by its receiving server's word or by its own: a Message in, short reasons out. In doubt a letter is no junk."""

from __future__ import annotations

import re

from bot.mail.message import Message

_DECLARING = re.compile(
    r"\b(?:finess|ch[ru]u?\b(?: d| de|-)|centre hospitalier|h[ôo]pita(?:l|ux)|clinique|ehpad|laboratoire (?:de|"
    r"d[’'])|\bght\b|\bsamu\b|\bssiad\b|\bhad\b|signal(?:ement|ons|e)|d[ée]clar(?:ation|ons|e) (?:d|un|cet)|incident|"
    r"rançongiciel|ransomware|cryptovirus|r[ée]animation|urgences|bloc op[ée]ratoire|radioth[ée]rapie|\brssi\b|"
    r"\bdsi\b|[ée]tablissement|structure\s?:|mode d[ée]grad[ée]|patients?\b|hospital|cyberattaque|cyber-?attack|"
    r"compromi[st]|logiciel m[ée]dical|\bdpi\b)",
    re.IGNORECASE,
)
_FORM_LINE = re.compile(
    r"^[ \t>*•–-]{0,6}(?:n°\s?|nom de la\s)?(?:structure|[ée]tablissement|finess|d[ée]clarant|constat)\b[^:\n]{0,40}:",
    re.IGNORECASE | re.MULTILINE,
)
_OURSELVES = re.compile(
    r"\b(?:nous|on|je|we|i)\s(?:vous\s)?(?:rencontr|sub[ei]|d[ée]clar|signal|sommes (?:victime|touch|attaqu|en mode)|"
    r"est (?:victime|attaqu|en mode)|avons (?:d[ée]tect|constat|[ée]t[ée] |subi|perdu|isol|coup)|n[’']avons plus|"
    r"a (?:perdu|coup[ée]|isol)|report\b|have (?:detected|been|lost)|are (?:facing|experiencing|under))|"
    r"\bj[’']ai (?:constat|cliqu|perdu)",
    re.IGNORECASE,
)
# Who passes on, asks about or answered such a letter is its victim, not its author.
_ABOUT_IT = re.compile(
    r"^\W{0,4}(?:tr|fwd?|wg|i)\s?:|\b(?:dit|disait|disant|montr\w{1,5}|affich\w{1,5}|re[çc]ue?s?|received|says?|said|"
    r"shows?|showing|note|mail|courriel|texte|suivant)\b[^:\n]{0,60}:\s|[«“\"]\s?(?:votre|your|j'ai|i have)|(?:vient|"
    r"vienne) (?:bien )?de (?:chez )?vous|from you\?|please help|aidez|merci de nous (?:aider|confirmer|dire)|(?:le|"
    r"du|notre) personnel\b|staff\b|soignant|salari[ée]s|employees|screens?\b|[ée]crans?\b|suite [àa]|\b(?:a|ont|"
    r"avons) (?:bien )?(?:re[çc]u|cliqu|entr[ée]|donn[ée]|saisi|ouvert|mis (?:son|leur|mon|mes|ses)|fait un|pay[ée]|"
    r"r[ée]pondu)|j'ai (?:re[çc]u (?:un|une|ce|des|le)\b|cliqu|donn[ée] m|saisi|r[ée]pondu)|"
    r"je (?:vous )?(?:transmets|transf[èe]re|signale|fais suivre|re[çc]ois)|voici (?:le|un|ce) (?:mail|message|"
    r"courriel|texte)|est-ce (?:vous|normal|un|une|bien)|que (?:faire|dois-je|devons|faut-il)|devons-nous|dois-je|"
    r"faut-il|pouvez-vous|on (?:me|nous) (?:demande|dit|r[ée]clame|menace)|ils (?:nous |me )?(?:demandent|"
    r"r[ée]clament|menacent)|(?:un|une|mes|nos|des|deux|trois|plusieurs) coll[èe]gues?\b|a [ée]t[ée] pirat|(?:mail|"
    r"message|courriel|appel) (?:suspect|frauduleux|bizarre|[ée]trange)|hame[çc]onnage|phishing|en panne|(?:notre|"
    r"nos|mon|ma|mes) (?:direct|compta|secr[ée]taire|agents?|m[ée]decins?|infirmi|r[ée]sidents?|bo[îi]tes?|"
    r"messagerie|courriels|fichiers|postes?|serveurs?|r[ée]seau|cabinet|standard|ordinateurs?|compte a)|(?:nous|"
    r"me) (?:dit|demande|renvoie|rendre)\b|affiche\b|\b(?:le|la) (?:nas|serveur|poste|pc)\b|we (?:got|received|"
    r"have been)|of us\b|is this (?:you|real|legit|genuine)|what should|should (?:we|i)\b|our (?:director|accountant|"
    r"staff|files|network|nurses|doctors)|displays\b|logged in\b",
    re.IGNORECASE | re.MULTILINE,
)
_TO_YOU = re.compile(r"\b(?:votre|vos|ton|ta|tes|your?|vous)\b", re.IGNORECASE)
_BROKEN_OF_YOURS = re.compile(
    r"\b(?:votre|vos|ton|ta|tes|your) (?:[\w-]{1,20} ){1,4}(?:a|ont|est|sont|was|has|have|were|is) (?:bien |"
    r"been )?(?:[ée]t[ée] )?"
    r"(?:pirat|hack|compromi|infect)\w{0,6}|\b(?:votre|vos|your) (?:[ée]crans?|screens?)\b",
    re.IGNORECASE,
)
_EXTORTION = (
    re.compile(
        r"\b(?:bitcoins?|btc|monero|xmr|crypto-?(?:monnaies?|currenc(?:y|ies))|(?-i:bc1[a-z0-9]{25,60}|"
        r"[13](?=[a-z0-9]{0,40}[A-HJ-NP-Z])[a-km-zA-HJ-NP-Z1-9]{25,34}))\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:(?:votre|your|ta) (?:web ?cam|cam[ée]ra|appareil|device|mot de passe|password|operating system|navigat|"
        r"browsing|compte|account)|j[’']ai (?:pirat[ée]|hack[ée]|acc[èe]s à|enregistr)|i(?: have|'ve)? (?:hacked|"
        r"infected|recorded|full access|installed)|vid[ée]o (?:de vous|intime|compromett)|video of you|masturb|"
        r"porn(?:o\w{0,8}|s)?\b|adult(?:e)? (?:site|website|content|vid)|sites? pour adultes)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:(?:48|24|50|72|96) ?(?:heures|hours|h\b)|pay(?:ez|er|ment)?\b|vers(?:ez|er)\b|transf[ée]r|"
        r"send (?:me|the)\b|contacts\b|envoy(?:ez|er)\b)",
        re.IGNORECASE,
    ),
)
_MAILBOX_LURE = re.compile(
    r"\b(?:(?:votre|your|ta) (?:bo[îi]te|messagerie|mailbox|mail ?box|compte|e-?mail|account|mot de passe|password|"
    r"webmail|session|adresse)\b[^.\n]{0,120}\b(?:quota|plein|full|expir|suspend|d[ée]sactiv|deactivat|bloqu|block|"
    r"v[ée]rifi|verif|confirm|valid|mise à jour|mettre à jour|upgrad|updat|limit|ferm|clos|supprim|delet)|"
    r"(?:messages?|mails?|courriels?) (?:en attente|bloqu[ée]s|retenus|pending|on hold|held)\b|quota (?:de|"
    r"of) (?:votre|your)\b|storage limit)",
    re.IGNORECASE,
)
_CLICK = re.compile(
    r"\b(?:cliqu|click|ci-dessous\b|ici\b|here\b|liens?\b|links?\b|connect(?:ez|er)[- ]vous|log ?in\b|sign in\b|"
    r"identifi(?:ez|er)\b)",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://|<a\s[^>]{0,200}href", re.IGNORECASE)
# What a letter sells, what it promises, what it wants done: one alone is said by anybody.
_SALES = (
    re.compile(
        r"\b(?:viagra|cialis|casinos?|lotter(?:y|ies)|loteries?|jackpots?|inheritance|h[ée]ritage|next of kin|"
        r"western union|weight loss|perte de poids|replica watch(?:es)?|seo|guest posts?|backlinks?|"
        r"r[ée]f[ée]rencement|online pharmacy|pr[êe]ts? (?:personnels?|entre particuliers)|trading|forex|"
        r"work from home|beneficiary|"
        r"million (?:d['’]euros|de dollars|dollars|euros|usd))\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:gratuit\w{0,4}|free|garanti\w{0,3}|guaranteed|promo\w{0,5}|remise|discount|offres?|offer|bonus|"
        r"gagn\w{1,5}|"
        r"earn|winn\w{2,4}|won|taux|\d[\d., ]{0,12}(?:%|€|euros?|dollars?|usd)|million|dear (?:friend|sir|webmaster)|"
        r"cher ami|ranking|improve|meilleurs? prix|cheap|best price|interested|int[ée]ress[ée]e?s?)(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:cliqu\w{1,4}|click|achet\w{1,3}|buy|order|command(?:ez|er)|contact(?:ez|er)?|r[ée]pond(?:ez|re)|reply|"
        r"visit\w{0,3}|inscri\w{1,6}|sign up|unsubscribe|d[ée]sinscri\w{1,4}|whatsapp|telegram|needed|services?|play|"
        r"jouez|https?)\b",
        re.IGNORECASE,
    ),
)
# Who says one of these may well declare something, whatever else stands in the letter.
_CARE = re.compile(
    r"\b(?:m[ée]decins?|docteur|dr\b|infirmi[eè]re?s?|ide\b|soins?\b|soignant|patient|malades?\b|r[ée]sidente?s?\b|"
    r"pharmaci|labo(?:ratoires?)?\b|centre (?:de|d['’]|hosp|m[ée]d)|maternit|sage-femme|sages-femmes|aides?-soign|"
    r"cabinet|maison (?:de sant|m[ée]d|de retraite)|kin[ée]|chirurg|biologiste|radiolog|imagerie|ambulanc|"
    r"brancard|[ée]vacuation|smur\b|de garde\b|astreinte|permanence|cadre de|dialyse|n[ée]onat|bloc\b|chu\b|chr\b|"
    r"ght\b|esms\b|mas\b|fam\b|ime\b|usld\b|hospitali|sant[ée]\b|nurses?\b|wards?\b|surgery\b|care home)",
    re.IGNORECASE,
)
_BREAKDOWN = re.compile(
    r"\b(?:pannes?\b|hors service|hs\b|coupures?\b|coup[ée]e?s?\b|liaison|satellite|(?:plus|aucune?) (?:de |d['’])?"
    r"(?:r[ée]seau|liaison|t[ée]l[ée]phon|internet|connexion|acc[èe]s|courant|[ée]lectricit|signal|messagerie)|"
    r"(?:ne|n['’])\s?\w{3,15} (?:plus|pas)\b|(?:marche|fonctionne|r[ée]pond)(?:nt)? (?:plus|pas)|imprimantes?\b|"
    r"logiciel m[ée]tier|sauvegardes?\b|chiffr[ée]e?s?\b|pirat[ée]e?s?\b|vol[ée]e?s?\b|outage|down since|encrypted)",
    re.IGNORECASE,
)


def declares(message: Message) -> bool:
    """True when a letter speaks of an establishment or an incident: then it is never thrown away."""
    return bool(_DECLARING.search(_said(message)))


def declares_itself(message: Message) -> bool:
    """True when the author tells of what happened to himself, by a form or in the first person: a newsletter that
    speaks of hospitals and attacks does not."""
    text = f"{message.subject}\n{message.text[:8_000]}"
    if not (_FORM_LINE.search(text) or _OURSELVES.search(text)):
        return False
    return declares(message) or bool(_CARE.search(text) and _BREAKDOWN.search(text))


def junk_by(message: Message, own_addresses: frozenset[str]) -> str | None:
    """The field or the words by which a letter is junk, or None; whoever speaks of an establishment, of care, or of
    what broke is heard whatever else is said of his letter."""
    if declares(message) or _CARE.search(_said(message)):
        return None
    marked = server_says_junk(message)
    if marked is not None and not (_BREAKDOWN.search(_said(message)) and _worded(_said(message), "") is None):
        return marked
    return content_says_junk(message, own_addresses)


def server_says_junk(message: Message) -> str | None:
    """The field by which the receiving server marked the letter, or None. Only the first value counts: it is the last
    written.
    """
    flag, status = message.value("x-spam-flag"), message.value("x-spam-status")
    if flag.strip().lower().startswith(("yes", "true")):
        return "X-Spam-Flag: YES"
    if status.strip().lower().startswith("yes"):
        return "X-Spam-Status: Yes"
    level = message.value("x-ms-exchange-organization-scl").strip()
    if level.isascii() and level.isdigit() and int(level[:3]) >= 5:
        return f"X-MS-Exchange-Organization-SCL: {level[:3]}"
    rspamd = message.value("x-spam").strip().lower()
    return "X-Spam: yes" if rspamd.startswith("yes") else None


def content_says_junk(message: Message, own_addresses: frozenset[str]) -> str | None:
    """Which junk the words of the letter are, or None; whoever tells of such a letter did not write it."""
    author = message.author
    text = f"{message.subject}\n{message.text[:12_000]}"
    words = _worded(text, message.html or "")
    if words is not None and not told_by_its_receiver(message.subject, message.text):
        return words
    if author is not None and author.address.lower() in {one.lower() for one in own_addresses}:
        return "From: our own address without our identifier"
    return None


def told_by_its_receiver(subject: str, text: str) -> bool:
    """Whether somebody passes on, asks about or answered such a letter. What is said to "you" does not count: who
    threatens says as well that an account was broken into."""
    before = _TO_YOU.split(subject[:300], maxsplit=1)[0]
    return _ABOUT_IT.search(f"{before}\n{_BROKEN_OF_YOURS.sub(' ', text[:12_000])}") is not None


def _worded(text: str, html: str) -> str | None:
    demands = []
    for pattern in _EXTORTION:
        found = pattern.search(text)
        if found is None:
            break
        demands.append(found[0].strip()[:30])
    else:
        return f"extortion: {', '.join(demands)}"
    lure = _MAILBOX_LURE.search(text)
    if lure is not None and _CLICK.search(text) and (_LINK.search(text) or _LINK.search(html[:50_000])):
        return f"phishing of a mailbox: {' '.join(lure[0].split())[:60]}"
    return None if _BREAKDOWN.search(text) else _sold(text)


def _sold(text: str) -> str | None:
    """What is for sale, or None: goods, a promise and something to do must come together."""
    goods = list(dict.fromkeys(found[0].lower() for found in _SALES[0].finditer(text)))
    if not goods or sum(bool(pattern.search(text)) for pattern in _SALES[1:]) + min(len(goods), 2) < 3:
        return None
    return f"sales: {', '.join(goods)[:60]}"


def _said(message: Message) -> str:
    forwarded = " ".join(one.text[:2_000] for one in message.forwarded[:3])
    return f"{message.subject} {message.text[:8_000]} {forwarded}"
