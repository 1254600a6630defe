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
_EXTORTION = (
    re.compile(
        r"bitcoin|\bbtc\b|monero|\bxmr\b|crypto-?(?:monnaie|currency)|\b(?:bc1|[13])[a-zA-HJ-NP-Z0-9]{25,60}\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:votre|your|ta) (?:web ?cam|cam[ée]ra|appareil|device|mot de passe|password|operating system|navigat|"
        r"browsing|compte|account)|j[’']ai (?:pirat[ée]|hack[ée]|acc[èe]s à|enregistr)|i(?: have|'ve)? (?:hacked|"
        r"infected|recorded|full access|installed)|vid[ée]o (?:de vous|intime|compromett)|video of you|masturb|porn|"
        r"adult(?:e)? (?:site|website|content|vid)|sites? pour adultes",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:48|24|50|72|96) ?(?:heures|hours|h\b)|pay(?:ez|er|ment)?\b|vers(?:ez|er)|transf[ée]r|send (?:me|the)|"
        r"contacts|envoy(?:ez|er)",
        re.IGNORECASE,
    ),
)
_MAILBOX_LURE = re.compile(
    r"(?:votre|your|ta) (?:bo[îi]te|messagerie|mailbox|mail ?box|compte|e-?mail|account|mot de passe|password|"
    r"webmail|session|adresse)[^.\n]{0,120}(?:quota|plein|full|expir|suspend|d[ée]sactiv|deactivat|bloqu|block|"
    r"v[ée]rifi|verif|confirm|valid|mise à jour|mettre à jour|upgrad|updat|limit|ferm|clos|supprim|delet)|"
    r"(?:messages?|mails?|courriels?) (?:en attente|bloqu[ée]s|retenus|pending|on hold|held)|quota (?:de|"
    r"of) (?:votre|your)|storage limit",
    re.IGNORECASE,
)
_CLICK = re.compile(
    r"cliqu|click|ci-dessous|ici\b|here\b|lien|link|connect(?:ez|er)[- ]vous|log ?in|sign in|identifi(?:ez|er)",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://|<a\s[^>]{0,200}href", re.IGNORECASE)
_SALES = re.compile(
    r"viagra|cialis|casino|lottery|loterie|jackpot|inheritance|h[ée]ritage de|next of kin|million (?:dollars|euros|"
    r"usd)|western union|weight loss|replica watch|\bseo\b.{0,60}(?:rank|service|r[ée]f[ée]renc)|guest post|"
    r"r[ée]f[ée]rencement (?:naturel|google)|online pharmacy|pr[êe]t (?:personnel|entre particuliers)|earn money|"
    r"work from home|dear friend|beneficiary",
    re.IGNORECASE,
)


def declares(message: Message) -> bool:
    """True when a letter speaks of an establishment or an incident: then it is never thrown away."""
    forwarded = " ".join(one.text[:2_000] for one in message.forwarded[:3])
    return bool(_DECLARING.search(f"{message.subject} {message.text[:8_000]} {forwarded}"))


def declares_itself(message: Message) -> bool:
    """True when the author tells of what happened to himself, by a form or in the first person: a newsletter that
    speaks of hospitals and attacks does not."""
    text = f"{message.subject}\n{message.text[:8_000]}"
    return declares(message) and bool(_FORM_LINE.search(text) or _OURSELVES.search(text))


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
    if words is not None and _ABOUT_IT.search(text) is None:
        return words
    if author is not None and author.address.lower() in {one.lower() for one in own_addresses}:
        return "From: our own address without our identifier"
    return None


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
    sales = _SALES.search(text)
    return f"sales: {sales[0][:40]}" if sales is not None else None
