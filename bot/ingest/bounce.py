"""Delivery reports, standard (RFC 3464) and not: a letter's head, parts and text in, what became of each recipient
out.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.ingest.body import Gathered
from bot.ingest.charset import decode
from bot.ingest.envelope import authors, identifiers, mailboxes, message_id, return_path
from bot.ingest.head import Head, read_head
from bot.mail.address import normalised, plausible
from bot.mail.delivery_report import deliveries, enhanced_status, reason_of, told
from bot.mail.message import Delivery

_DAEMON = re.compile(
    r"mailer-?daemon|^post_?master\b|mail[-_. ]?(?:delivery|system|admin|daemon|router|server|gateway|routing)|"
    r"^mta$|^maildaemon|^mdaemon|delivery[-_. ]?(?:system|sub|status|agent|notif)|^bounces?$|"
    r"^daemon$|exchange|^smtpd?$|administrator|^root$|^qmail|antispam|^e-?mail[-_ ]?daemon|internet mail|uucp|"
    r"returned?[-_. ]?mail|non.?remis",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"undeliver|non-?deliver|not delivered|returned mail|return(?:ed)? to sender|deliver\w*(?: status)? notif|"
    r"deliver\w* (?:fail|error|problem|delay|has been delayed|report|status)|fail\w* (?:notice|delivery|to "
    r"deliver)|failure (?:delivering|notice)|"
    r"mail (?:delivery|system|failure|could not|not delivered|error|status|undelivered|returned)|(?:could|can) "
    r"?not (?:be )?(?:deliver|send|sent)|couldn.t be delivered|non remis|non distribu|[ée]chec d|unzustellbar|"
    r"zustell|warning: (?:message|could)|message (?:not|delayed|status|you sent|delivery|rejected)|"
    r"user unknown|processing error|failed mail|permanent (?:error|fail)|returned e?-?mail|rejected (?:mail|mess)|"
    r"automatically rejected|error (?:sending|in|delivering)|problem delivering|bounce|recapit|non consegn|no se "
    r"(?:ha )?(?:puede|pudo)|devuel|entrega|mail rejected|"
    r"email (?:error|rejected)|unknown (?:user|address)|[иі]е доставлен|не доставлен|недоставлен|"
    r"配信|送信|エラー|退信|投递|"
    r"relay (?:fail|denied)|ndn:|^nondeliverable|delivery unsuccessful|notification d.[ée]tat|"
    r"expired|delayed mail|still being|undelivered|virus|mailbox (?:full|unavailable)|smtp|over quota|retour",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    r"could ?n[o']t be delivered|cannot be delivered|can't be delivered|wasn't able to deliver|(?:was|were) "
    r"(?:un)?able to deliver|was not delivered|(?:has|have) (?:been |not been )?(?:un)?delivered|undeliver|not "
    r"deliverable|delivery (?:to|attempt|has|failed|status|failure|error|of)|"
    r"user unknown|unknown user|no such user|unknown (?:address|recipient|mailbox)|mailbox (?:unavailable|full|not "
    r"found|is full|quota)|recipient (?:address )?(?:rejected|unknown)|does not exist|doesn't exist|"
    r"permanent(?:ly)? (?:fatal )?(?:error|fail)|"
    r"transcript of (?:the )?session|said:\s|returned (?:mail|to|below|message|for|because)|failed (?:address|"
    r"recipient|permanently|to deliver)|following (?:recipient|address|destination|user)|has been (?:returned|"
    r"rejected|delayed)|bounced|"
    r"over quota|quota exceeded|host (?:unknown|not found)|n[’']a pas pu être (?:remis|distribu|livr)|non remis|"
    r"n[’']ont pas reçu|problème de remise|impossible de remettre|adresse (?:inconnue|introuvable)|will (?:keep|"
    r"continue) trying|"
    r"still (?:being )?(?:attempt|retri)|not yet been delivered|(?:did not|has not) reach|reason (?:for|of) (?:the "
    r")?(?:failure|return|non-?delivery)|unable to (?:deliver|send|relay)|gave up|giving up|final-?recipient|"
    r"rejected by|error (?:was|while|occur)|konnte nicht|"
    r"invalid (?:recipient|address|user)|\b5\d\d[ -](?:\d\.\d\.\d|#)|smtp error|以下|届け|配送|送信でき|mail delivery",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"delay|warning|not yet been delivered|will (?:keep|continue) (?:to )?try|still (?:being )?(?:attempt|retri|"
    r"try)|you do(?:n't| not) need to (?:re|take)|temporarily deferred|retard|is still in the queue|remains in|"
    r"retry until",
    re.IGNORECASE,
)
_GAVE_UP = re.compile(
    r"giv\w+ up|gave up|permanent|fatal|has been returned|was returned|(?:could|can)(?:not|n't| not) be "
    r"delivered(?! (?:yet|immediately|for the last))|expired|no further|failed after|delivery (?:has )?failed|"
    r"undeliverable|failure",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"^(?:[-=_* >]{2,20}.{0,40}(?:copy of|original message|returned message|message (?:header|follows|text)|unsent "
    r"message|below this line|undelivered message|begin(?:ning)? of (?:the )?message|included message|forwarded|"
    r"original mail|message d.origine|your message|message headers).{0,60}|(?:-+ )?(?:original message|the "
    r"(?:original )?message (?:header|that|follows|was)|message (?:header|text|contents)s? follow|your (?:original "
    r")?(?:message|mail) (?:follows|is|was)|below (?:is|this line)|"
    r"received: (?:from|by|\()|return-path: ?<|>? ?received: |x-originating|(?:- )?(?:these recipients of )?your "
    r"message (?:reads|included)|en-tête|mime-version:|dkim-signature:).{0,120})$",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS = r"[^\s<>()\[\],;:\"@\\'`*|]{1,100}@[^\s<>()\[\],;:\"@\\'`*|=]{2,100}"
_FIRST = re.compile(
    rf"^[\s*>-]{{0,12}}(?:\d{{1,2}}[.)]\s|5\d\d[ -](?:5\.\d\.\d\s)?)?[<\[(\"']{{0,2}}(?:mailto:|smtp:|"
    rf"rfc822;)?({_ADDRESS})[>\])\"']{{0,2}}(?=[\s:;,.(]|$)",
    re.MULTILINE | re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?:recipients?|rcpt to|to|for|user|address|destinataires?|mailbox|account|failed|adresse|à|unknown|"
    rf"addressee|delivering|delivered|mail|sending|reason|userid|smtp)(?:\s{{1,2}}address)?(?:\s{{1,2}}(?:is|"
    rf"was))?[\s:;=<\[(\"']{{1,6}}(?:smtp:|rfc822;)?({_ADDRESS})",
    re.IGNORECASE,
)
_ANY = re.compile(rf"({_ADDRESS})")
_HEADER_LINE = re.compile(
    r"^[\s>]{0,3}(?:to|cc|x-original-to|delivered-to|original-recipient|final-recipient)\s?:[^\n@]{0,200}?("
    + _ADDRESS
    + ")",
    re.IGNORECASE | re.MULTILINE,
)
_NOT_A_RECIPIENT = re.compile(
    r"^(?:postmaster|mailer-daemon|abuse|help|support|admin|webmaster|hostmaster|root)@", re.IGNORECASE
)
_CODED = re.compile(
    r"[^\n]{0,200}(?<![\d.\[])(?:[45][0-5]\d[ \-#]|[45]\.\d{1,2}\.\d{1,3})[^\n]{0,300}(?:\n[ "
    r"\t>]{1,12}\S[^\n]{0,200}){0,2}"
)
_MOST_TEXT = 60_000


class Bounce(NamedTuple):
    """What a delivery report says; all empty when the letter is none."""

    deliveries: tuple[Delivery, ...] = ()
    original_message_id: str | None = None
    inner_ids: tuple[str, ...] = ()


def read_bounce(head: Head, gathered: Gathered, text: str) -> Bounce:
    """The outcome of each recipient a letter reports on, and the identifier of the letter that came back."""
    if "message/disposition-notification" in gathered.types:
        return Bounce((), *_original(head, gathered, text))
    found = _standard(gathered, text)
    if not found:
        if not _is_report(head, gathered, text):
            return Bounce()
        found = _from_text(head, gathered, text)
        if not found:
            return Bounce()
    original, ids = _original(head, gathered, text)
    return Bounce(found, original, ids)


def _standard(gathered: Gathered, text: str) -> tuple[Delivery, ...]:
    """From a message/delivery-status part; a diagnostic that says nothing is filled from the human text."""
    for kind, octets in gathered.machine:
        if not kind.endswith("delivery-status"):
            continue
        found = deliveries(decode(octets).text)
        if not found:
            continue
        spoken = _report_text(text)
        return tuple(_filled(one, spoken) for one in found)
    return ()


def _filled(one: Delivery, spoken: str) -> Delivery:
    if one.reason != "other" or not spoken or one.action not in ("failed", "delayed"):
        return one
    if one.diagnostic and len(one.diagnostic) > 30:
        return one
    about = _around(spoken, one.recipient or "")
    again = told(one.recipient, one.action, one.status or "", f"{one.diagnostic or ''} {about}".strip())
    return Delivery(one.recipient, one.action, again.status, again.reason, one.diagnostic)


def _is_report(head: Head, gathered: Gathered, text: str) -> bool:
    """A letter from a mail system about a letter it could not deliver: the sender's nature and its words must agree."""
    if "message/feedback-report" in gathered.types:
        return False
    if head.all_raw("x-failed-recipients"):
        return True
    report = head.text("content-type").lower()
    if "report-type" in report and "delivery-status" in report:
        return True
    subject = head.readable("subject")[:300]
    said = bool(_SUBJECT.search(subject))
    daemon = _from_machine(head)
    if (not daemon and re.match(r"(?:re|tr|fwd?|aw) ?:", subject, re.IGNORECASE)) or re.search(
        r"auto(?:matic)?[- ]?(?:repl|resp)|out of (?:the )?office|absen|vacation|réponse automatique",
        subject,
        re.IGNORECASE,
    ):
        return False
    if head.text("auto-submitted").lower().startswith("auto-replied") and not said:
        return False
    listed = bool(head.all_raw("list-id") or head.all_raw("list-post") or head.all_raw("list-unsubscribe"))
    if not daemon and (listed or not said):
        return False
    phrase = bool(_PHRASE.search(_report_text(text)))
    return (said or phrase) if daemon else phrase and _back_to_sender(gathered, text)


def _from_machine(head: Head) -> bool:
    if return_path(head) == "":
        return True
    named = authors(head)
    if not named:
        return bool(_DAEMON.search(head.readable("from")[:200]))
    local = named[0].address.rpartition("@")[0] or named[0].address
    return bool(_DAEMON.search(local[:100]) or _DAEMON.search(named[0].name[:200]))


def _back_to_sender(gathered: Gathered, text: str) -> bool:
    """The copy of a letter comes along, enclosed or below: some systems send reports under odd names."""
    return (
        bool(gathered.letters) or "text/rfc822-headers" in gathered.types or _COPY.search(text[:_MOST_TEXT]) is not None
    )


def _report_text(text: str) -> str:
    """The mail system's own words, before the copy of the letter."""
    text = text[:_MOST_TEXT]
    copy = _COPY.search(text, 20)
    return (
        text[: copy.start()]
        if copy is not None and _ANY.search(text[: copy.start()])
        else text[:20_000]
        if copy is None
        else text
    )


def _from_text(head: Head, gathered: Gathered, text: str) -> tuple[Delivery, ...]:
    spoken = _report_text(text)
    subject = head.readable("subject")[:300]
    delayed = bool(_DELAYED.search(subject)) or (
        bool(_DELAYED.search(spoken[:3_000])) and not _GAVE_UP.search(spoken[:3_000]) and not _GAVE_UP.search(subject)
    )
    action = "delayed" if delayed and not re.search(r"fail|undeliver|returned", subject, re.IGNORECASE) else "failed"
    found = _recipients(head, gathered, text, spoken)
    if not found:
        return (told(None, action, "", spoken[:3_000]),)
    alone = len(found) == 1
    return tuple(_delivery(recipient, action, spoken, subject, alone) for recipient in found)


def _delivery(recipient: str, action: str, spoken: str, subject: str, alone: bool) -> Delivery:
    """One recipient's outcome from free words: lines with reply codes tell most, then those about the recipient, then
    all.
    """
    about = spoken[:3_000] if alone else _around(spoken, recipient)
    status = enhanced_status("", about) or ("4.0.0" if action == "delayed" else "5.0.0")
    coded = " ".join(match[0] for match in list(_CODED.finditer(about))[:12])
    found = told(recipient, action, status, about)
    for words in (coded, _around(spoken, recipient), f"{about} {subject}"):
        reason = reason_of(None, words) if words else "other"
        if reason != "other" or (words and re.search(r"(?i)\bon hold\b", words)):
            return Delivery(recipient, found.action, found.status, reason, found.diagnostic)
    reason = (
        "policy" if recipient.endswith("@googlegroups.com") else reason_of(status, "")
    )  # Google Groups refuse posts in thirty languages
    return Delivery(recipient, found.action, found.status, reason, found.diagnostic)


def _around(text: str, recipient: str) -> str:
    """The lines that speak of a recipient: from its first mention to the next blank line but one, at most 600
    characters.
    """
    at = text.lower().find(recipient.lower()) if recipient else 0
    if at < 0:
        return text[:1_000]
    start = max(text.rfind("\n", 0, at), 0)
    return text[start : start + 600]


def _recipients(head: Head, gathered: Gathered, text: str, spoken: str) -> list[str]:
    failed = mailboxes(head, "x-failed-recipients")
    if failed:
        return list(dict.fromkeys(one.address for one in failed))[:50]
    ours = {
        one.address.lower() for name in ("to", "from", "return-path", "delivered-to") for one in mailboxes(head, name)
    }
    for pattern in (_FIRST, _NAMED, _ANY):
        found = [normalised(match[1].rstrip(".:-_)>")) for match in pattern.finditer(spoken)]
        good = [
            one
            for one in dict.fromkeys(found)
            if plausible(one) and one.lower() not in ours and not _NOT_A_RECIPIENT.match(one)
        ]
        if good:
            return good[:50] if pattern is _FIRST else good[:1]
    for _, root in gathered.letters[:1]:
        to = [one.address for one in mailboxes(root.head, "to") if plausible(one.address)]
        if to:
            return to[:50]
    for kind, octets in gathered.machine:
        if kind == "text/rfc822-headers":
            to = [
                one.address
                for one in mailboxes(read_head(octets, 0, len(octets), 65_536), "to")
                if plausible(one.address)
            ]
            if to:
                return to[:50]
    below = [normalised(match[1]) for match in _HEADER_LINE.finditer(text[:_MOST_TEXT])]
    return [one for one in dict.fromkeys(below) if plausible(one)][:1]


def _original(head: Head, gathered: Gathered, text: str) -> tuple[str | None, tuple[str, ...]]:
    """The identifier of the letter reported on: from its copy, its header lines, or the report's own references."""
    heads = [root.head for _, root in gathered.letters[:1]]
    heads += [
        read_head(octets, 0, len(octets), 65_536) for kind, octets in gathered.machine if kind == "text/rfc822-headers"
    ][:1]
    for inner in heads:
        own = message_id(inner)
        if own:
            return own, (own, *identifiers(inner, "in-reply-to"), *identifiers(inner, "references"))
    copied = re.search(
        r"(?im)^[\s>]{0,4}(?:message-id|original-message-id|x-original-message-id)\s?:\s{0,3}<([^<>\s]{3,400})>",
        text[:200_000],
    )
    for kind, octets in gathered.machine:
        if copied is None and kind.endswith(("delivery-status", "disposition-notification")):
            copied = re.search(
                r"(?im)^(?:original-message-id|x-original-message-id)\s?:\s{0,3}<?([^<>\s]{3,400})>?",
                decode(octets).text,
            )
    if copied is not None:
        return copied[1], (copied[1],)
    answered = (*identifiers(head, "in-reply-to"), *identifiers(head, "references"))
    return (answered[0] if answered else None), answered[:20]
