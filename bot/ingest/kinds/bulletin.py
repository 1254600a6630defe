"""A letter that came through a list or a bulk mailer: does it declare something? A Message in, yes or no out.

A hospital's own list, a portal's mailer and a probe carry reports; a newsletter on hospitals and attacks tells of
others, teaches, sells or invites. In doubt somebody declares.
"""

from __future__ import annotations

import re

from bot.ingest.kinds.junk import declares_itself, told_by_its_receiver
from bot.ingest.kinds.stems import Stems
from bot.mail.message import Message

_MOST = 8_000
_LONG = 2_500
_ANSWERED = re.compile(r"^\s{0,4}(?:\[[^\]]{0,60}\]\s?)?re ?:", re.IGNORECASE)
# What happened, told as here and now.
_HAPPENED = re.compile(
    r"\b(?:chiffr[ée]e?s?|ran[çc]on\w*|cryptovirus|ransomware|crypto-?lock\w*|cyber-?attaques?|cyber-?attacks?|"
    r"attaqu[ée]e?s?|"
    r"pirat[ée]e?s?|piratage|intrusions?|compromi(?:s|se|ses|ssion)|infect[ée]e?s?|exfiltr\w{1,6}|fuite de donn[ée]es|"
    r"vol[ée]e?s? |hame[çc]onnage|phishing|malware|en ligne sur|divulgu[ée]e?s?|publi[ée]e?s? sur|revendi\w{1,8}|"
    r"leaked|stolen|virus|pannes?|hors service|[àa] l['’]arr[êe]t|arr[êe]t[ée]e?s?|"
    r"inaccessibles?|indisponibles?|injoignables?|bloqu[ée]e?s?|coup[ée]e?s?|mode d[ée]grad[ée]|encrypted|breach\w*|"
    r"outage|unreachable|(?:is|are) down|ne (?:r[ée]pond|fonctionn|march)\w{1,4} plus|plus (?:aucun|(?:d['’])?acc[èe]s|"
    r"de (?:r[ée]seau|t[ée]l[ée]phon\w{0,4}|messagerie|dossier)))",
    re.IGNORECASE,
)
# What goes wrong, in any words: enough where nothing shows somebody who writes to many.
_TROUBLE = re.compile(
    r"\b(?:perdu|impossible|inconnue?s?|supprim|deleted|removed|d[ée]rout|[ée]teinte?s?|inond|incendie|feu\b|fuite|"
    r"erreurs?|"
    r"anormal|se faisant passer|usurp|virements?|verrouill|submerg|d[ée]ni de service|ddos|d[ée]fail|d[ée]faut|alerte|"
    r"suspect|"
    r"[ée]trange|bizarre|frauduleu|ran[çc]on|mot de passe|coupons|coup[ée]|isol[ée]|d[ée]branch|compte [àa] rebours|"
    r"plus (?:une?|"
    r"de|d['’]|aucun)|ne \w{1,15} (?:plus|pas)\b|se trompe|met (?:les|des|la|le) \w{3,12} d['’]|mauvais|faux|"
    r"fausse|lost|"
    r"missing|fail(?:ed|ure|s)?|denied|dead|died|wrong|cannot|can['’]t|unable|tombe|[ée]gar[ée]|danger|risque|victime|"
    r"signal(?:e|ons|ement)|d[ée]clar(?:e|ons|ation)|incident|constat|intrus|acc[èe]s non|inhabituel|"
    r"sans (?:r[ée]seau|acc[èe]s|"
    r"t[ée]l[ée]phone|internet|dossier))",
    re.IGNORECASE,
)
_CARE = re.compile(
    r"\b(?:finess|ch[ru]?u?\b|ght\b|hospitalier|h[ôo]pital|clinique|ehpad|laboratoires?|labo\b|samu\b|smur\b|urgences|"
    r"r[ée]animation|p[ée]diatrie|bloc\b|scanner|irm\b|imagerie|pacs\b|dpi\b|dialyse|maternit[ée]|pharmacie|cabinet|"
    r"patients?|"
    r"malades?|r[ée]sidents?|soignants?|le 15\b|soins|m[ée]dicaments?|prescription|analyses|ordonnances?|doses?|"
    r"hospital|wards?|"
    r"nurses?|comptable|"
    r"directeur|directrice|prestataire|backups?|dr\b)",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:finess|ch[ru]?u?\b (?:d|s)|chu\b|ght\b|(?:centre|groupe) hospitalier|h[ôo]pital|clinique|polyclinique|ehpad|"
    r"laboratoires?|samu\b|smur\b|urgences|r[ée]animation|bloc(?: op[ée]ratoire)?|imagerie|radioth[ée]rapie|dialyse|"
    r"maternit[ée]|pharmacie|cabinet|dpi\b|dossiers? patients?|patients?|r[ée]sidents?|soins?|hospital|wards?|"
    r"[ée]tablissement|serveurs?|servers?|hosts?|h[ôo]tes?|machines?|comptes?|accounts?|postes?|messagerie|"
    r"sauvegardes?|r[ée]seau|t[ée]l[ée]phonie|pacs\b|domain "
    r"controller|contr[ôo]leurs? de domaine|active directory)\b",
    re.IGNORECASE,
)
# A place that is the author's or has a name; newsletters speak of any.
_NAMED = re.compile(
    r"\b(?:finess|(?i:nos|notre|mes|mon|our|chez nous)\b|(?i:les? |la |l['’]|du |au |aux )?(?:(?i:chu?|chru|ght|ehpad|"
    r"clinique|h[ôo]pital|centre hospitalier|laboratoire|cabinet|samu)(?: (?:de|du|des|d['’]|la|le|les|"
    r"L['’])){0,3} ?[A-ZÉÈ]\w+)"
    r"|srv[-_ ]?\w+|[A-Z]{2,8}-[A-Z0-9-]{2,20}\d)",
)
_NOW = re.compile(
    r"\b(?:depuis|since|cette nuit|ce (?:matin|soir|midi)|cet apr[èe]s-midi|[àa] l['’]instant|actuellement|en cours|"
    r"toujours|"
    r"urgent|urgence|(?:sur|on) pap(?:ier|er)|[àa] la main|tou(?:s|tes) (?:nos|les)|tout le (?:site|monde|b[âa]timent|"
    r"service)|alerte|critical|critique|[àa] \d{1,2} ?h|vers \d{1,2} ?h|\d{1,2}[:h]\d{2}|(?:est|sont|is|"
    r"are) (?:tou\w{1,3} "
    r"|all |actuellement )?(?:chiffr|bloqu|coup|inaccess|indispon|injoign|arr[êe]t|encrypt|down|hors|en panne|[àa] "
    r"l['’]arr|infect|compromis|attaqu|ferm))",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\b(?:rappel(?:er|ez)|joindre|joignables?|call (?:us|me|back)|astreinte|besoin d['’]aide|aidez|secours|"
    r"intervention|"
    r"merci d['’]intervenir|que (?:faire|devons)|help\b|0[1-9](?:[ .]?\d{2}){4}|\+33)",
    re.IGNORECASE,
)
# Those who write to many: they teach, sell, invite, count, quote others, and let one leave.
_TO_MANY = (
    re.compile(
        r"\b(?:se |vous )?(?:d[ée]sabonn|d[ée]sinscri)|unsubscribe|ne plus recevoir|vous recevez (?:ce|cet|cette)|"
        r"you (?:are )?"
        r"receiv\w{1,3} this|r[ée]pondez stop|abonn[ée]s?\b|subscri",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:newsletters?|bulletins?|lettre d['’]information|la lettre d|revue de presse|(?:notre|la) veille|"
        r"[ée]dition|"
        r"num[ée]ro \d|n[°o] ?\d{1,4} |au sommaire|digest|weekly|hebdo|semaine en|tribune|dossier du mois|flash info)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:webinaires?|webinars?|inscri(?:vez|ption|ts)|r[ée]servez|d[ée]mo(?:nstration)?s?\b|livre blanc|"
        r"white ?paper|"
        r"conf[ée]rences?|salons?\b|formations?\b|colloque|journ[ée]e (?:nationale|s[ée]curit)|programme\b|"
        r"places limit|devis\b|-\d{1,2} ?%|recrut|[àa] pourvoir|candidat|replay|offres?\b|remise|essai gratuit|"
        r"promotion|"
        r"d[ée]couvrez|"
        r"participez|rendez-vous le|solutions?\b|prot[ée]gez|register|book (?:a|your))",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:lire (?:la suite|l['’]article|plus)|en savoir plus|read (?:more|on)|lisez|article|le[çc]ons?\b|"
        r"d[ée]crypt|analys(?!es\b)|"
        r"retours? d['’]exp[ée]rience|t[ée]moign|entretien (?:complet|avec)|sur notre site|(?:mois|ans?|"
        r"semaines) apr[èe]s|vuln[ée]rabilit|vulnerabilit|\bcve-|failles?\b|correctifs?|patch|mises? [àa] jour|"
        r"maintenance (?:du|de|program)|programm[ée]e|menu\b|conseils?\b|bonnes pratiques|comment (?:se|s['’]|votre|"
        r"vos|"
        r"[ée]viter|bien)|"
        r"guide\b|recommandations?\b|(?:indicateurs|marqueurs) (?:de compromission\b|:)|"
        r"[ée]tude|enqu[êe]te|panorama|baromètre|tendances?|lessons|how to|best practices)",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:selon|d['’]apr[èe]s|a (?:annonc|indiqu|d[ée]clar|confirm|expliqu|r[ée]v[ée]l)[ée]|rapporte|"
        r"communiqu[ée] de presse|"
        r"raconte|reuters|afp\b|said\b|according to|un (?:h[ôo]pital|[ée]tablissement|ch[ru]?u?)\b|une? (?:clinique|"
        r"ehpad)\b|"
        r"des h[ôo]pitaux|(?:les|\d+|trois|deux|plusieurs) (?:h[ôo]pitaux|[ée]tablissements)|"
        r"(?:[ée]tablissements?|h[ôo]pita(?:l|ux)) sur (?:deux|trois|\d)|vigilance (?:orange|rouge|jaune)|canicule|"
        r"chaque (?:semaine|jour|ann[ée]e)|"
        r"cette ann[ée]e|"
        r"cette semaine|ce mois|(?:mois|ans?|semaines) apr[èe]s|saviez-vous|savez-vous|et si (?:demain|c['’][ée]tait))",
        re.IGNORECASE,
    ),
)


# What programs that write to many put into the head, whatever they carry.
_MAILER_FIELDS = (
    "x-mailin-eid",
    "x-mailin-client",
    "x-mailin-campaign",
    "x-sib-id",
    "x-mailjet-campaign",
    "x-mj-mid",
    "x-mc-user",
    "x-sfmc-stack",
    "x-campaign",
    "x-campaignid",
    "x-campaign-id",
    "x-csa-complaints",
    "x-rpcampaign",
    "x-acymailing",
    "list-unsubscribe-post",
)
_MAILER = re.compile(
    r"\b(?:brevo|sendinblue|mailjet|mail ?chimp|sarbacane|salesforce marketing|hubspot|mautic|phplist|acymailing|"
    r"mailpoet|activecampaign|campaign monitor|emailing|sendy)\b",
    re.IGNORECASE,
)
# What only a letter to many says of itself: how to leave, why it came, where its page is.
_FURNITURE = re.compile(
    r"\b(?:(?:se |vous |me |nous )?(?:d[ée]sabonn|d[ée]sinscri)\w{0,6}|unsubscribe|(?:ne|n['’]) ?(?:souhaitez |"
    r"d[ée]sirez |voulez )?plus (?:la |le |les )?recevoir|r[ée]pondez stop|(?:g[ée]re[rz]|modifie[rz]) (?:vos|votre|"
    r"mes|mon|l['’])\W?(?:abonnement|pr[ée]f[ée]rence|alerte|inscription)s?|(?:manage|update) (?:your )?(?:preferences|"
    r"subscriptions?)|(?:lire|voir|consulte[rz])? ?(?:la )?version en ligne|"
    r"view (?:this |it )?(?:\w+ )?in (?:your )?browser|"
    r"vous recevez (?:ce|cet|cette) (?:\w{1,12} ){1,3}(?:car|parce)|you(?:['’]re| are) (?:getting|receiving) this)",
    re.IGNORECASE,
)
_ILL_SHOWN = re.compile(
    r"\bsi (?:vous|cet?|cette|la|le|les) [^.\n]{0,60}(?:affich|lire|lisez|visualis|images)[^.\n]{0,60}", re.IGNORECASE
)
_LEAVES = Stems(
    "abonn désinscri desinscri unsubscri recevoir stop gérer gerer modifie manage update version view recevez "
    "receiving getting"
)
# The program that runs a list writes of its own accord: digests, moderation, reminders.
_LIST_PROGRAM = re.compile(
    r"^(?:sympa|mailman|listserv|majordomo|listmaster|.{1,60}-(?:request|bounces|owner|admin))@", re.IGNORECASE
)


def by_list_program(message: Message) -> str | None:
    """The address by which the program of a list shows itself, or None: it tells of no incident of its own."""
    author = message.author
    found = _LIST_PROGRAM.match(author.address[:100]) if author is not None else None
    return f"From: {found[0]}" if found is not None and message.values("list-id") else None


def sent_to_many(message: Message, addressed: bool) -> str | None:
    """The field or the words by which a letter of no list shows that it goes to many, or None: whoever passes one on,
    answers one, or tells that anything at all went wrong is heard. `addressed`: as of `declares_through`."""
    sign = _mailer(message) or _furniture(message)
    if sign is None or declares_through(message, addressed) or declares_itself(message):
        return None
    body = _ILL_SHOWN.sub(" ", message.text[:_MOST])
    text = f"{message.subject}\n{body}"
    if _count(message, text) < 2 and (_HAPPENED.search(text) or _TROUBLE.search(text)):
        return None
    return None if told_by_its_receiver(message.subject, body) else sign


def _mailer(message: Message) -> str | None:
    field = next((name for name in _MAILER_FIELDS if message.values(name)), None)
    if field is not None:
        return f"{field} present"
    mailer = _MAILER.search(message.value("x-mailer")[:200])
    return f"X-Mailer: {mailer[0]}" if mailer is not None else None


def _furniture(message: Message) -> str | None:
    if message.forwarded or message.cuts or message.in_reply_to or not _LEAVES(message.text[:_MOST]):
        return None
    found = _FURNITURE.search(message.text[:_MOST])
    return f"text: {found[0].strip()[:60]}" if found is not None else None


def declares_through(message: Message, addressed: bool) -> bool:
    """True when a letter of a list tells of an incident of its own. `addressed`: it names an address of ours, as a
    report does and most letters of lists do not."""
    text = f"{message.subject}\n{message.text[:_MOST]}"
    many = _count(message, text)
    if declares_itself(message) and (addressed or many < 2):
        return True
    short = len(message.text) <= _LONG
    happened = _HAPPENED.search(text) is not None
    if short and not many and _tells(text, happened, addressed):
        return True
    if not happened:
        return False
    own = sum(bool(pattern.search(text)) for pattern in (_PLACE, _NAMED, _NOW, _CALL))
    return own - many - int(not short) >= 2


def _count(message: Message, text: str) -> int:
    """How many signs say that a letter was written to many."""
    return sum(bool(pattern.search(text)) for pattern in _TO_MANY) + _discussed(message)


def _tells(text: str, happened: bool, addressed: bool) -> bool:
    return (happened and addressed) or (_CARE.search(text) is not None and (happened or bool(_TROUBLE.search(text))))


def _discussed(message: Message) -> int:
    """One for the signs of many readers in its head: an answer within a list, a page to leave it."""
    leaves = "http" in message.value("list-unsubscribe").lower()
    return int(leaves or _ANSWERED.search(message.subject[:200]) is not None)
