"""Why a letter was refused: an enhanced status and a mail server's words in, the class of reason out. Pure."""

from __future__ import annotations

import re

from bot.mail.provider_codes import reason_of_code

_ADDRESSED = re.compile(r"[^\s<>]{1,200}@[^\s<>]{1,200}")
_REPLY = re.compile(r"(?<![\d.\[:-])([45][0-5]\d)(?=[\s\-#;:,]|$)")
_LONGEST = 4_000

# Phrases of mail servers, asked in this order; the first that speaks decides.
_REASONS: tuple[tuple[str, str], ...] = (
    (
        "system",
        (
            r"procmail|maildrop|mailer error|\bpipe to\b|command (?:died|failed|output|line)|exit(?:ed)? (?:with|"
            r"code|status)|\bldap\b|mail loop|too many hops|hop count|routing loop"
        ),
    ),
    ("other", r"\bon hold\b"),
    (
        "policy",
        (
            r"reputation|blocked senders?\b|bad_header|improper (?:folded )?header|spamhaus|spamcop|spamrats|sorbs|"
            r"black ?list|block(?:ing)? ?list|\brbl\b|dnsbl|"
            r"(?<!not )\blisted (?:at|by|on|in (?:the |our )?(?:dns|rbl|sbl|xbl|black))|blocked ip|blocked using|"
            r"reverse (?:dns|hostname|lookup|map)|\bptr\b|\brdns\b|my name was rejected|domain of sender|"
            r"sender'?s? (?:address|domain|mail)[^.\n]{0,80}(?:exist|reject|invalid|resolv|refus|denied|blocked|"
            r"unknown)|frequency|malformed address|(?:envelope )?sender address|from address|your (?:server|host|"
            r"domain|network)|relay(?:ing)? (?:access )?(?:denied|not|prohibit|is)|not (?:permitted|"
            r"allowed) to relay|unable to relay|we do not relay|cannot relay|open relay|\bspf\b|\bdkim\b|\bdmarc\b|"
            r"unauthenticated|access denied|client host rejected|rate ?limit|throttl|too many (?:connections|"
            r"messages|mails|recipients|invalid|errors|concurrent|bad)"
        ),
    ),
    (
        "unknown_host",
        (
            r"host (?:is )?unknown|unknown (?:host|domain)|host (?:name )?(?:or domain name )?(?:was )?not found|"
            r"no such (?:host|domain)|domain (?:name )?(?:was )?not found|name service error|nxdomain|"
            r"non-?existent domain|domain (?:name )?(?:does not|doesn't) exist|no mx|bad destination host|"
            r"unrouteable (?:mail )?domain|null mx|nullmx|does not (?:accept|receive) mail|mx (?:record|points|"
            r"lookup)|illegal host|dns error|cannot find (?:a |the )?(?:mail exchanger|host)|unable to (?:find|"
            r"resolve|lookup)|cannot resolve|no route to|invalid domain|domain is not|"
            r"does not appear to be registered|delivery to this domain|"
            r"5\.1\.2|5\.4\.4|domaine? (?:\S{1,40} )?(?:est |a été )?(?:inconnu|invalide|introuvable|inexistant)|"
            r"(?:domaine|serveur|h[ôo]te)[^\n]{0,60} (?:n[’']existe (?:pas|plus)|introuvable|inconnu)|no valid hosts|"
            r"host not in dns|"
            r"all relevant mx records point to non-existent|couldn't find any host"
        ),
    ),
    (
        "mailbox_full",
        (
            r"mailbox (?:is |was |size )?(?:full|exceed|limit)|mail ?box .{0,30}full|over (?:the )?(?:disk )?quota|"
            r"overquota|quota (?:is )?(?:exceeded|full|violation|error)|exceed\w* .{0,40}quota|(?:disk|storage|mail|"
            r"user|receiving)\w* ?quota|insufficient (?:disk|storage|system storage)|inbox (?:is )?full|"
            r"(?:bo[iî]te|messagerie|espace|stockage|compte)[^.\n]{0,60} (?:plein|satur|rempli)|"
            r"quota[^.\n]{0,40}(?:d[ée]pass|"
            r"atteint)|(?:d[ée]pass|atteint)[^.\n]{0,40}(?:quota|stockage|capacit)|espace (?:disque |"
            r"de stockage )?insuffisant|"
            r"postfach[^.\n]{0,40}voll|"
            r"out of storage|storage (?:space|quota|allocation)|not enough (?:storage|space|"
            r"disk)|exceeded (?:storage|max\w* mailbox|its)|mailfolder is full|is full|no space left|disk full|"
            r"4\.2\.2|5\.2\.2|quota"
        ),
    ),
    (
        "too_large",
        (
            r"message (?:is |was )?too (?:large|big|long)|message size|size limit|exceeds? (?:the )?(?:maximum|fixed|"
            r"allowed)? ?(?:message |mail )?size|mail too (?:large|big)|message length|"
            r"maximum (?:allowed )?(?:message )?size|message exceeds|5\.3\.4|552 5\.2\.3|too large for|trop (?:gros|"
            r"volumineux|grand|lourd|long)|(?:d[ée]pass|exc[èe]d|sup[ée]rieur)[^.\n]{0,40}(?:taille|limite de|"
            r"\d ?mo\b)|"
            r"taille (?:maximale|limite|autoris|maximum|trop|du (?:message|courriel) (?:trop|d[ée]pass|sup))|"
            r"larger than|line too long"
        ),
    ),
    (
        "mailbox_disabled",
        (
            r"(?:account|mailbox|user|address|recipient|domain|e-?mail)[^.\n]{0,50}(?:disabled|suspended|deactivated|"
            r"inactive|not active|closed|locked|blocked|expired|terminated|frozen|désactiv|suspendu)|(?:disabled|"
            r"suspended|inactive|deactivated|expired|closed) (?:account|mailbox|user|recipient|address)|"
            r"no longer (?:active|in use|available|valid)|not (?:currently )?active|account (?:is )?temporarily|"
            r"mailbox not available|this account|(?:compte|bo[iî]te|adresse|utilisateur|"
            r"destinataire|messagerie)[^.\n]{0,60} (?:d[ée]sactiv|suspend|ferm[ée]|cl[ôo]tur|inacti[fv]|bloqu|"
            r"verrouill|"
            r"r[ée]sili|expir|supprim|n[’']est plus (?:acti|valide|utilis|consult|relev))"
        ),
    ),
    (
        "spam",
        (
            r"(?<!anti-)(?<!anti)spam(?!haus|cop|\.\w|-?rats|assassin\.org)|virus|malware|content (?:rejected|filter|"
            r"was rejected|denied)|junk mail|unsolicited|bulk (?:mail|e-?mail)|message scored|infected|phish|"
            r"dangerous attachment|banned (?:content|file)|suspicious|message content|high probability|looks like|"
            r"message contains|pourriel|ind[ée]sirable|contenu (?:suspect|malveillant|interdit)|"
            r"pi[èe]ce jointe (?:interdite|"
            r"dangereuse|non autoris)|hame[çc]onnage|blocked by .{0,20}filter|5\.7\.0 .{0,40}content"
        ),
    ),
    (
        "policy",
        (
            r"spamhaus|spamcop|spamrats|blacklist|black ?list|blocklist|block ?list|\brbl\b|dnsbl|"
            r"(?<!not )\blisted (?:at|in|by|on)|reputation|banned|your ip|client host|reverse (?:dns|hostname|"
            r"lookup)|\bptr\b|\brdns\b|rate ?limit|too many (?:connections|messages|mails|recipients|invalid|errors|"
            r"concurrent|bad)|throttl|relay(?:ing)?\b|\bspf\b|\bdkim\b|\bdmarc\b|unauthenticated|authentication|"
            r"not (?:permitted|authori[sz]ed)|tls (?:is )?required|must issue a starttls|encryption|"
            r"sender (?:address )?(?:rejected|verif|domain|denied)|sender (?:is )?not|return-?path|bad sender|helo|"
            r"mail from|not a member|moderat|connections? (?:from|limit)|(?<!target )ip address|ip name|dynamic ip|"
            r"postmaster|"
            r"abuse|security|you are not allowed|not allowed to|blocked by|refused by|access denied|403|"
            r"command out of|improper use|transaction failed|policy|prohibited|restrict|only accepts|protected by|"
            r"rule\b|unsafe|liste noire|politique de (?:s[ée]curit|messagerie)|non autoris[ée]|"
            r"pas (?:l[’']autorisation|"
            r"autoris)|interdit|exp[ée]diteur (?:refus|rejet|bloqu|non)|relais refus|5\.7\.[1-9]|4\.7\."
        ),
    ),
    (
        "unknown_user",
        (
            r"5\d\d[\s<>]{2,8}rejected|user (?:is )?(?:unknown|not found|not known)|unknown[ -](?:user|recipient|"
            r"address|account|local|mailbox|or illegal|to address)|no (?:such |valid )?(?:user|mailbox|recipients?|"
            r"person|address|account|email|local)|does ?n[o']t exist|doesn't (?:exist|have)|(?:user|recipient|"
            r"address|mailbox|account|name)[^.\n]{0,60}not (?:be )?(?:found|exist|listed|known|valid|recogni[sz]ed|"
            r"in)|invalid (?:recipient|user|mailbox|address|final|e-?mail)|recipient (?:address )?(?:rejected|"
            r"unknown|invalid|not)|unrouteable address|address (?:rejected|unknown|error|not|is invalid)|"
            r"not a (?:valid|known)|no mailbox (?:here )?|inconnu|n['’]existe (?:pas|plus)|introuvable|"
            r"inexistant|non valide|(?:adresse|destinataire|utilisateur)[^.\n]{0,40}(?:invalide|incorrect|erron)|"
            r"aucun (?:compte|utilisateur|destinataire|abonn)|ne (?:figure|fait) (?:pas|plus)|"
            r"account that you tried|(?:has )?moved|relocated|unknown$|(?:user|mailbox|recipient|"
            r"address)[^.\n]{0,40}(?:unknown|invalid|unavailable)|5\.1\.[0136]|4\.1\.1|not our customer|"
            r"recipnotfound|adr_|undefined mail alias|not listed in|destination address|user not|bad address|"
            r"addressee|can't create|invalid|mailbox unavailable|never logged|no such|not exist|couldn't be found|"
            r"wasn't found|isn't|no longer (?:on server|here|at|with)"
        ),
    ),
    (
        "temporary",
        (
            r"timed? ?-?out|expired|retry (?:time|timeout)|too long|in (?:the )?queue|temporar|try again|giving up|"
            r"connection (?:refused|reset|dropped|lost|closed)|socket error|requests to connect|plus tard|later|"
            r"delayed?|unable to connect|greylist|grey-?list|deferred|could not (?:connect|be delivered (?:for|after|"
            r"within))|no answer|not respond|unreachable|4\.4\.[1-7]|will (?:retry|keep|continue)|hours|network|"
            r"for \d+ days|heures|r[ée]essa[iy]e|tentative|tent[ée] pendant|continuons|nouvel essai|momentan[ée]|"
            r"provisoire|retard[ée]|"
            r"diff[ée]r[ée]|"
            r"pas encore|file d[’']attente|injoignable|ne r[ée]pond(?:ait)? pas|d[ée]lai (?:d[ée]pass|expir|"
            r"d[’']attente)"
        ),
    ),
    (
        "system",
        (
            r"system|i/?o error|mailer|configuration|local error|loop|hops|disk|internal|pipe|command died|"
            r"protocol error|server error|exit|not implemented|can't open|cannot open|cannot append|permission|"
            r"procmail|maildrop|software|processing|resources|5\.3\.[05]|5\.4\.6|4\.3\.|5\.2\.0|5\.6\.|conversion"
        ),
    ),
)
_COMPILED = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _REASONS)
_BY_REPLY = {"451": "system", "452": "system", "551": "unknown_user", "552": "mailbox_full", "553": "unknown_user"}
_BY_STATUS = {
    "1.1": "unknown_user",
    "1.0": "unknown_user",
    "1.3": "unknown_user",
    "1.6": "unknown_user",
    "1.2": "unknown_host",
    "1.8": "policy",
    "1.10": "unknown_host",
    "2.1": "mailbox_disabled",
    "2.2": "mailbox_full",
    "2.3": "too_large",
    "3.4": "too_large",
    "4.1": "temporary",
    "4.3": "system",
    "4.2": "temporary",
    "4.4": "unknown_host",
    "4.6": "system",
    "4.7": "temporary",
    "5.2": "policy",
}


def reason_of(status: str | None, diagnostic: str) -> str:
    """The class of reason in the contract's words: the diagnostic's own phrases first, then the enhanced status."""
    spoken = _ADDRESSED.sub(" ", diagnostic[:_LONGEST])
    published = reason_of_code(spoken)
    if published is not None:
        return published
    for name, pattern in _COMPILED:
        if pattern.search(spoken):
            return name
    return _by_status(status) or _by_reply(spoken) or "other"


def _by_status(status: str | None) -> str | None:
    parts = (status or "").split(".")
    if len(parts) == 3:
        known = _BY_STATUS.get(f"{parts[1]}.{parts[2]}")
        if known is not None:
            return known
        if parts[1] == "7":
            return "policy"
        if parts[1] in ("3",):
            return "system"
        if parts[0] == "4" and parts[1] == "4":
            return "temporary"
    return None


def _by_reply(spoken: str) -> str | None:
    """By the server's bare reply code (RFC 5321 section 4.2.3), where neither words nor status say more."""
    found = _REPLY.search(spoken)
    return _BY_REPLY.get(found[1], "temporary" if found[1][0] == "4" else None) if found is not None else None
