"""Delivery status texts (RFC 3464) and diagnostics in, recipients with action, status and class of reason out. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.mail.address import first_spec, normalised
from bot.mail.message import Delivery

ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:[ \t]?(.*)")
_STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_FAULT = re.compile(r"(?<![\d.])([45])\.(\d{1,3})\.(\d{1,3})(?![\d.]*\d)")
_ADDRESSED = re.compile(r"[^\s<>]{1,200}@[^\s<>]{1,200}")
_REPLY = re.compile(r"(?<![\d.\[:-])([245])[0-5]\d(?=[\s\-#;:,]|$)")
_MOST_RECIPIENTS = 200
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
            r"reputation|spamhaus|spamcop|spamrats|sorbs|black ?list|block(?:ing)? ?list|\brbl\b|dnsbl|(?<!not "
            r")\blisted (?:at|by|on|in (?:the |our )?(?:dns|rbl|sbl|xbl|black))|blocked ip|blocked using|"
            r"reverse (?:dns|hostname|lookup|map)|\bptr\b|\brdns\b|my name was rejected|domain of sender|sender'?s? "
            r"(?:address|domain|mail)[^.\n]{0,80}(?:exist|reject|invalid|resolv|refus|denied|blocked|unknown)|"
            r"frequency|malformed address|"
            r"(?:envelope )?sender address|from address|your (?:server|host|domain|network)|relay(?:ing)? (?:access "
            r")?(?:denied|not|prohibit|is)|not (?:permitted|allowed) to relay|unable to relay|we do not relay|cannot "
            r"relay|open relay|"
            r"\bspf\b|\bdkim\b|\bdmarc\b|unauthenticated|access denied|client host rejected|rate ?limit|throttl|too "
            r"many (?:connections|messages|mails|recipients|invalid|errors|concurrent|bad)"
        ),
    ),
    (
        "unknown_host",
        (
            r"host (?:is )?unknown|unknown (?:host|domain)|host (?:name )?(?:or domain name )?(?:was )?not found|no "
            r"such (?:host|domain)|domain (?:name )?(?:was )?not found|"
            r"name service error|nxdomain|non-?existent domain|domain (?:name )?(?:does not|doesn't) exist|no mx|bad "
            r"destination host|unrouteable (?:mail )?domain|null mx|nullmx|"
            r"does not (?:accept|receive) mail|mx (?:record|points|lookup)|illegal host|dns error|cannot find (?:a |"
            r"the )?(?:mail exchanger|host)|unable to (?:find|resolve|lookup)|"
            r"cannot resolve|no route to|invalid domain|domain is not|delivery to this domain|5\.1\.2|5\.4\.4|"
            r"domaine? (?:inconnu|invalide|introuvable)|no valid hosts|"
            r"host not in dns|all relevant mx records point to non-existent|couldn't find any host"
        ),
    ),
    (
        "mailbox_full",
        (
            r"mailbox (?:is |was |size )?(?:full|exceed|limit)|mail ?box .{0,30}full|over (?:the )?(?:disk )?quota|"
            r"overquota|quota (?:is )?(?:exceeded|full|violation|error)|exceed\w* .{0,40}quota|"
            r"(?:disk|storage|mail|user|receiving)\w* ?quota|insufficient (?:disk|storage|system storage)|inbox "
            r"(?:is )?full|bo[iî]te .{0,30}pleine|out of storage|storage (?:space|quota|allocation)|not enough "
            r"(?:storage|space|disk)|exceeded (?:storage|max\w* mailbox|its)|mailfolder is full|is full|no space "
            r"left|disk full|4\.2\.2|5\.2\.2|quota"
        ),
    ),
    (
        "too_large",
        (
            r"message (?:is |was )?too (?:large|big|long)|message size|size limit|exceeds? (?:the )?(?:maximum|fixed|"
            r"allowed)? ?(?:message |mail )?size|mail too (?:large|big)|"
            r"message length|maximum (?:allowed )?(?:message )?size|message exceeds|5\.3\.4|552 5\.2\.3|too large "
            r"for|trop (?:gros|volumineux|grand)|larger than|line too long"
        ),
    ),
    (
        "mailbox_disabled",
        (
            r"(?:account|mailbox|user|address|recipient|domain|e-?mail)[^.\n]{0,50}(?:disabled|suspended|deactivated|"
            r"inactive|not active|closed|locked|blocked|expired|terminated|frozen|désactiv|suspendu)|"
            r"(?:disabled|suspended|inactive|deactivated|expired|closed) (?:account|mailbox|user|recipient|address)|"
            r"no longer (?:active|in use|available|valid)|"
            r"not (?:currently )?active|account (?:is )?temporarily|mailbox not available|boîte .{0,20}désactivée|"
            r"this account"
        ),
    ),
    (
        "spam",
        (
            r"(?<!anti-)(?<!anti)spam(?!haus|cop|\.|-?rats|assassin\.org)|virus|malware|content (?:rejected|filter|"
            r"was rejected|denied)|junk mail|unsolicited|bulk (?:mail|e-?mail)|message scored|infected|phish|"
            r"dangerous attachment|"
            r"banned (?:content|file)|suspicious|message content|high probability|looks like|message contains|"
            r"pourriel|blocked by .{0,20}filter|5\.7\.0 .{0,40}content"
        ),
    ),
    (
        "policy",
        (
            r"spamhaus|spamcop|spamrats|blacklist|black ?list|blocklist|block ?list|\brbl\b|dnsbl|(?<!not )\blisted "
            r"(?:at|in|by|on)|reputation|banned|your ip|client host|reverse (?:dns|hostname|lookup)|\bptr\b|\brdns\b|"
            r"rate ?limit|too many (?:connections|messages|mails|recipients|invalid|errors|concurrent|bad)|throttl|"
            r"relay(?:ing)?\b|\bspf\b|\bdkim\b|\bdmarc\b|unauthenticated|authentication|not (?:permitted|"
            r"authori[sz]ed)|"
            r"tls (?:is )?required|must issue a starttls|encryption|sender (?:address )?(?:rejected|verif|domain|"
            r"denied)|sender (?:is )?not|return-?path|bad sender|helo|mail from|not a member|moderat|"
            r"connections? (?:from|limit)|ip address|ip name|dynamic ip|postmaster|abuse|security|you are not "
            r"allowed|not allowed to|blocked by|refused by|access denied|403|command out of|improper use|"
            r"transaction failed|policy|prohibited|restrict|only accepts|protected by|rule\b|unsafe|5\.7\.[1-9]|4\.7\."
        ),
    ),
    (
        "unknown_user",
        (
            r"user (?:is )?(?:unknown|not found|not known)|unknown[ -](?:user|recipient|address|account|local|"
            r"mailbox|or illegal|to address)|no (?:such |valid )?(?:user|mailbox|recipients?|person|address|account|"
            r"email|local)|does ?n[o']t exist|doesn't (?:exist|have)|"
            r"(?:user|recipient|address|mailbox|account|name)[^.\n]{0,60}not (?:be )?(?:found|exist|listed|known|"
            r"valid|recogni[sz]ed|in)|invalid (?:recipient|user|mailbox|address|final|e-?mail)|recipient (?:address "
            r")?(?:rejected|unknown|invalid|not)|"
            r"unrouteable address|address (?:rejected|unknown|error|not|is invalid)|not a (?:valid|known)|no mailbox "
            r"(?:here )?|inconnu|n['’]existe (?:pas|plus)|introuvable|account that you tried|(?:has )?moved|"
            r"relocated|unknown$|"
            r"(?:user|mailbox|recipient|address)[^.\n]{0,40}(?:unknown|invalid|unavailable)|5\.1\.[0136]|4\.1\.1|not "
            r"our customer|recipnotfound|adr_|undefined mail alias|not listed in|destination address|user not|bad "
            r"address|"
            r"addressee|can't create|invalid|mailbox unavailable|never logged|no such|not exist|couldn't be found|"
            r"wasn't found|isn't|no longer (?:on server|here|at|with)"
        ),
    ),
    (
        "temporary",
        (
            r"timed? ?-?out|expired|retry (?:time|timeout)|too long|in (?:the )?queue|temporar|try again|giving up|"
            r"connection (?:refused|reset|dropped|lost|closed)|delayed?|unable to connect|greylist|grey-?list|"
            r"deferred|"
            r"could not (?:connect|be delivered (?:for|after|within))|no answer|not respond|unreachable|4\.4\.[1-7]|"
            r"will (?:retry|keep|continue)|hours|network|for \d+ days|heures|réessayer"
        ),
    ),
    (
        "system",
        (
            r"system|i/?o error|mailer|configuration|local error|loop|hops|disk|internal|pipe|command died|protocol "
            r"error|server error|exit|not implemented|can't open|cannot open|cannot append|permission|procmail|"
            r"maildrop|software|processing|resources|5\.3\.[05]|5\.4\.6|4\.3\.|5\.2\.0|5\.6\.|conversion"
        ),
    ),
)
_COMPILED = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _REASONS)
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


def status_blocks(text: str) -> list[dict[str, str]]:
    """The field groups of a delivery-status body, folded lines joined; blank lines and a second recipient begin a new
    group.
    """
    blocks: list[dict[str, str]] = [{}]
    last = ""
    for line in text.splitlines()[:5_000]:
        if not line.strip():
            if blocks[-1]:
                blocks.append({})
            last = ""
            continue
        if line[0] in " \t" and last:
            blocks[-1][last] = f"{blocks[-1][last]} {line.strip()}"[:_LONGEST]
            continue
        match = _FIELD.match(line[:_LONGEST])
        if match is None:
            continue
        last = match[1].lower()
        if last in blocks[-1] and last in ("final-recipient", "original-recipient", "action"):
            blocks.append({})
        blocks[-1].setdefault(last, match[2].strip())
    return [block for block in blocks if block]


def deliveries(text: str) -> tuple[Delivery, ...]:
    """What a message/delivery-status body says of each recipient (RFC 3464 section 2.3); one for each address."""
    found: list[Delivery] = []
    for block in status_blocks(text):
        recipient = _recipient(block)
        if recipient is None and "action" not in block and "status" not in block:
            continue
        if "final-recipient" not in block and "original-recipient" not in block and "action" not in block:
            continue
        found.append(told(recipient, block.get("action", ""), block.get("status", ""), _diagnostic(block)))
        if len(found) >= _MOST_RECIPIENTS:
            break
    return tuple(found)


def told(recipient: str | None, action: str, status: str, diagnostic: str) -> Delivery:
    """One recipient's outcome, with the status made specific from the diagnostic and the reason's class found."""
    enhanced = enhanced_status(status, diagnostic)
    word = action.strip().lower().split(" ")[0].strip("();")
    if word not in ACTIONS:
        word = {"2": "delivered", "4": "delayed" if word == "delayed" else "failed"}.get((enhanced or "5")[0], "failed")
    if enhanced is None and word == "failed":
        enhanced = "5.0.0"
    reason = reason_of(enhanced, diagnostic)
    return Delivery(recipient, word, enhanced, reason, diagnostic[:1_000] or None)


def enhanced_status(status: str, diagnostic: str) -> str | None:
    """The enhanced status code (RFC 3463): the field's own, unless it is a bare class, the sender's own word for
    giving up,
    or of another class than the server's reply, and the diagnostic knows better."""
    said = _ADDRESSED.sub(" ", diagnostic[:_LONGEST])
    declared = _STATUS.search(status[:200])
    spoken = next((one for one in _FAULT.finditer(said) if one[3] != "0"), None) or _FAULT.search(said)
    reply = _REPLY.search(said)
    if declared is None:
        return spoken[0] if spoken is not None else f"{reply[1]}.0.0" if reply is not None else None
    if spoken is None or declared[1] == "2":
        return f"{declared[1]}.{declared[2]}.{declared[3]}"
    vague = declared[3] == "0" and (spoken[3] != "0" or declared[2] == "0")
    other_class = reply is not None and reply[1] == spoken[1] != declared[1]
    return spoken[0] if vague or other_class or declared[0] == "4.4.7" else declared[0]


def reason_of(status: str | None, diagnostic: str) -> str:
    """The class of reason in the contract's words: the diagnostic's own phrases first, then the enhanced status."""
    spoken = _ADDRESSED.sub(" ", diagnostic[:_LONGEST])
    for name, pattern in _COMPILED:
        if pattern.search(spoken):
            return name
    parts = (status or "").split(".")
    if len(parts) == 3:
        known = _BY_STATUS.get(f"{parts[1]}.{parts[2]}")
        if known is not None:
            return known
        if parts[1] == "7":
            return "policy"
        if parts[1] in ("3",):
            return "system"
        if parts[0] == "4" and parts[1] in ("4", "0"):
            return "temporary"
    return "other"


def _recipient(block: dict[str, str]) -> str | None:
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        value = block.get(name, "")
        kind, mark, rest = value.partition(";")
        spec = first_spec(rest if mark else kind)
        if spec:
            return normalised(spec)
    bare = block.get("final-recipient", "").partition(";")[2].strip()
    return bare[:320] or None


def _diagnostic(block: dict[str, str]) -> str:
    said = block.get("diagnostic-code", "")
    kind, mark, rest = said.partition(";")
    texts = [rest.strip() if mark and len(kind) < 30 else said]
    texts += [
        block[name] for name in ("x-notes", "x-supplementary-info", "x-display-name") if name in block and not texts[0]
    ]
    return " ".join(text for text in texts if text)[:_LONGEST]


def all_of(found: Iterable[Delivery], action: str) -> bool:
    """True when there is a recipient and each has this action."""
    told_of = [one.action for one in found]
    return bool(told_of) and all(one == action for one in told_of)
