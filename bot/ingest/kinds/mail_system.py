"""A mail system speaking of a letter it could not deliver, told from a person speaking of mail: a head and words in,
yes or no out.
"""

from __future__ import annotations

import re

from bot.ingest.body import Gathered
from bot.ingest.kinds.stems import Stems
from bot.ingest.mime.envelope import authors, return_path
from bot.ingest.mime.head import Head

_DAEMON = re.compile(
    r"mailer-?daemon|mail[-_. ]?delivery|^maildaemon|^mdaemon|delivery[-_. ]?(?:system|sub|status|agent|notif)|"
    r"^e-?mail[-_ ]?daemon|^qmail|returned?[-_. ]?mail|non.?remis|^bounces?$",
    re.IGNORECASE,
)
# Also people's addresses: they count only when both subject and words speak of a letter not delivered.
_PERHAPS = re.compile(
    r"^post_?master\b|mail[-_. ]?(?:system|admin|daemon|router|server|gateway|routing)|^mta$|^daemon$|exchange|"
    r"^smtpd?$|administrator|^root$|antispam|internet mail|uucp",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"undeliver|non-?deliver|not delivered|returned mail|return(?:ed)? to sender|deliver\w*(?: status)? notif|"
    r"deliver\w* (?:fail|error|problem|delay|has been delayed|report|status)|fail\w* (?:notice|delivery|to deliver)|"
    r"failure (?:delivering|notice)|mail (?:delivery|system|failure|could not|not delivered|error|status|undelivered|"
    r"returned)|(?:could|can) ?not (?:be )?(?:deliver|send|sent)|couldn.t be delivered|non remis|non distribu|"
    r"[ée]chec d|remise (?:retard|diff[ée]r)|distribution (?:retard|diff[ée]r)|unzustellbar|zustell|"
    r"warning: (?:message|could)|message (?:not|delayed|status|you sent|delivery|rejected)|user unknown|"
    r"processing error|failed mail|permanent (?:error|fail)|returned e?-?mail|rejected (?:mail|mess)|"
    r"automatically rejected|error (?:sending|in|delivering)|problem delivering|bounce|recapit|non consegn|"
    r"no se (?:ha )?(?:puede|pudo)|devuel|entrega|mail rejected|email (?:error|rejected)|unknown (?:user|address)|"
    r"[иі]е доставлен|не доставлен|недоставлен|配信|送信|エラー|退信|投递|relay (?:fail|denied)|ndn:|^nondeliverable|"
    r"delivery unsuccessful|notification d.[ée]tat|expired|delayed mail|still being|undelivered|virus|"
    r"mailbox (?:full|unavailable)|smtp|over quota|retour",
    re.IGNORECASE,
)
_HINTS = Stems(
    "deliver return mail could can non_remis remise distrib chec_d zustell warning message unknown processing "
    "permanent reject error bounce recapit consegn puede pudo devuel entrega доставлен 配信 送信 エラー 退信 投递 "
    "relay ndn: expired still_being virus smtp over_quota retour fail d'état d’état notification_d"
)
"""Without one of these no subject is a mail system's."""
_PHRASE = re.compile(
    r"could ?n[o']t be delivered|cannot be delivered|can't be delivered|wasn't able to deliver|(?:was|"
    r"were) (?:un)?able to deliver|was not delivered|(?:has|have) (?:been |not been )?(?:un)?delivered|undeliver|"
    r"not deliverable|delivery (?:to|attempt|has|failed|status|failure|error|of)|user unknown|unknown user|"
    r"no such user|unknown (?:address|recipient|mailbox)|mailbox (?:unavailable|full|not found|is full|quota)|"
    r"recipient (?:address )?(?:rejected|unknown)|does not exist|doesn't exist|permanent(?:ly)? (?:fatal )?(?:error|"
    r"fail)|transcript of (?:the )?session|said:\s|returned (?:mail|to|below|message|for|because)|failed (?:address|"
    r"recipient|permanently|to deliver)|following (?:recipient|address|destination|user)|has been (?:returned|"
    r"rejected|delayed)|bounced|over quota|quota exceeded|host (?:unknown|not found)|n[’']a pas pu être (?:remis|"
    r"distribu|livr)|non remis|n[’']ont pas reçu|"
    r"n[’']a pas encore été (?:remis|distribu)|(?:remise|"
    r"distribution)[^.\n]{0,80} (?:est )?(?:retard|diff[ée]r)|problème de remise|"
    r"adresse (?:inconnue|introuvable|inexistante)|will (?:keep|continue) trying|still (?:being )?(?:attempt|retri)|"
    r"not yet been delivered|(?:did not|has not) reach|reason (?:for|of) (?:the )?(?:failure|return|non-?delivery)|"
    r"unable to (?:deliver|send|relay)|gave up|giving up|final-?recipient|rejected by|error (?:was|while|occur)|"
    r"konnte nicht|nicht zugestellt|invalid (?:recipient|address|user)|\b5\d\d[ -](?:\d\.\d\.\d|#)|smtp error|"
    r"以下|届け|配送|送信でき|mail delivery",
    re.IGNORECASE,
)
# How French mail systems say it; a person who tells of his letters uses the same words, so theirs are asked for these.
_FRENCH_SUBJECT = re.compile(
    r"\b(?:remise|distribution|livraison|envoi|acheminement|message|courriel|courrier|e-?mail|"
    r"mail)\b[^\n]{0,30}\b(?:non|"
    r"retard|diff[ée]r|rejet|refus|retourn|bloqu|impossible|[ée]chou|abandon|en (?:attente|file|cours|souffrance))|"
    r"\b(?:[ée]chec|erreur|retard|abandon|rejet|refus|avis|d[ée]faut|probl[èe]me|"
    r"non)\b[- ](?:\w{1,12}[- ]){0,3}(?:remise|"
    r"remis|distribu\w{0,4}|livraison|d[ée]livr\w{0,4}|acheminement|message|courriel|transmission)|"
    r"^\W{0,4}[ée]chec\W{0,4}$",
    re.IGNORECASE,
)
_FRENCH_LETTER = re.compile(
    r"\b(?:votre|vos|le|ce|du) (?:message|mail|e-?mail|courriel|courrier|envoi)\b|\b(?:la|cette) (?:remise|"
    r"distribution|"
    r"livraison)\b|\bdestinataires?\b|\bl[’']adresse\b",
    re.IGNORECASE,
)
_FRENCH_FATE = re.compile(
    r"\b(?:remis|remise|remettre|distribu|livr[eé]|d[ée]livr|achemin|arriv[ée]|parven|rejet|refus|bloqu|retard|"
    r"diff[ée]r|"
    r"retourn|abandon|inconnue?s?\b|inexistante?s?\b|n[’']existe (?:pas|plus)|file d[’']attente)",
    re.IGNORECASE,
)
# Nothing of this stands in the words of a mail system: a portal or a probe tells of what happened.
_TOLD = re.compile(
    r"\b(?:patients?|m[ée]dicaments?|soins?|chiffr|ran[çc]on|panne|incidents?\b|signalement|d[ée]clar|[ée]tablissement|"
    r"structure|hors service|attaqu|intrusion|pirat|automate)",
    re.IGNORECASE,
)
_DELAYED = re.compile(
    r"delay|warning|not yet been delivered|will (?:keep|continue) (?:to )?try|still (?:being )?(?:attempt|retri|try)|"
    r"you do(?:n't| not) need to (?:re|take)|temporarily deferred|retard|is still in the queue|remains in|retry until|"
    r"diff[ée]r[ée]|pas encore|(?:en|file d[’']) ?attente|r[ée]essa(?:i|y)er|(?:nouvelle|autre)s? (?:tentative|"
    r"essai)s?|"
    r"tentera de nouveau|continuons d|n[’']avez rien à faire|pour information|momentan[ée]|(?:tentatives|"
    r"essais) (?:se )?(?:seront|vont|continu|poursui)|sera renouvel",
    re.IGNORECASE,
)
_GAVE_UP = re.compile(
    r"giv\w+ up|gave up|permanent|fatal|has been returned|was returned|(?:could|can)(?:not|n't|"
    r" not) be delivered(?! (?:yet|immediately|for the last))|expired|no further|failed after|"
    r"delivery (?:has )?failed|undeliverable|failure|"
    r"abandon|d[ée]finitive(?:ment)?\b|n[’']a (?:donc )?pas pu être|(?:plus|aucune) (?:autre )?tentative|renonc|"
    r"malgr[ée] (?:plusieurs|nos|de nombreu)|apr[èe]s (?:\d{1,3}|plusieurs) (?:tentatives|essais|jours)",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"^(?:[-=_* >]{2,20}.{0,40}(?:copy of|original message|returned message|message (?:header|follows|text)|"
    r"unsent message|below this line|undelivered message|begin(?:ning)? of (?:the )?message|included message|"
    r"forwarded|original mail|message d.origine|your message|message headers).{0,60}|(?:-+ )?(?:original message|"
    r"the (?:original )?message (?:header|that|follows|was)|message (?:header|text|contents)s? follow|"
    r"your (?:original )?(?:message|mail) (?:follows|is|was)|below (?:is|this line)|received: (?:from|by|\()|"
    r"return-path: ?<|>? ?received: |x-originating|(?:- )?(?:these recipients of )?your message (?:reads|included)|"
    r"en-tête|mime-version:|dkim-signature:).{0,120})$",
    re.IGNORECASE | re.MULTILINE,
)
_PLAIN = re.compile(
    r"undeliver|returned mail|delivery (?:status )?(?:notification|failure|error)|failure notice|mail delivery|"
    r"failed mail|non remis|non distribu",
    re.IGNORECASE,
)
_REPLY = re.compile(r"\s{0,4}(?:\[[^\]]{0,60}\]\s?)?(?:re|rép|tr|fwd?|aw|wg) ?:", re.IGNORECASE)
# About many letters, or about letters to come: no letter of ours failed.
_SUMMARY = re.compile(
    r"\b(?:log ?watch|(?:log|mail|daily|weekly|traffic) (?:summar|report|statisti)|summar(?:y|ies)|statisti|digest\b|"
    r"rapport (?:quotidien|journalier|hebdo|d['’]activit)|synth[èe]se|bilan\b|tagesbericht)",
    re.IGNORECASE,
)
_TO_COME = re.compile(
    r"\b(?:presque|bient[ôo]t|almost|nearly|approaching|fast) (?:plein|full|satur|\w{0,10} ?(?:quota|limit))|"
    r"(?:seront|sera) (?:alors )?(?:refus|rejet|retourn)|will (?:then )?be (?:refused|bounced|returned to the)|"
    r"(?:7|8|9)\d ?% (?:full|of|de|du|plein)|\(9\d ?%\)",
    re.IGNORECASE,
)
_PENDING = re.compile(
    r"\b(?:incoming|pending|held|blocked|quarantined|undelivered)(?: \w{1,12})? (?:messages?|mails?|e-?mails?)\b"
    r"[^\n]{0,80}\b(?:mailbox|inbox|pending|release)|\brelease\b[^.\n]{0,40}(?:messages?|mails?)|(?:messages?|"
    r"courriels?|mails?) (?:en attente|bloqu[ée]s|retenus)\b|(?:d[ée]bloquer|lib[ée]rer|r[ée]cup[ée]rer)[^.\n]{0,30}"
    r"(?:messages?|courriels?|mails?)",
    re.IGNORECASE,
)
_ABSENCE = re.compile(
    r"auto(?:matic)?[- ]?(?:repl|resp)|out of (?:the )?office|absen|vacation|réponse automatique", re.IGNORECASE
)
_MOST_TEXT = 60_000


def is_report(head: Head, gathered: Gathered, text: str) -> bool:
    """A letter from a mail system about a letter it could not deliver: the sender's nature and its words must agree."""
    if "message/feedback-report" in gathered.types:
        return False
    if head.all_raw("x-failed-recipients"):
        return True
    report = head.text("content-type").lower()
    if "report-type" in report and "delivery-status" in report:
        return True
    subject = head.readable("subject")[:300]
    nature = _nature(head)
    # Most letters are a person's, and here is all that is asked of them.
    if nature == "person" and (not _HINTS(subject) or not _SUBJECT.search(subject) or _is_listed(head)):
        return False
    own_words = report_text(text)
    french = nature == "daemon" or (nature == "perhaps" and not _TOLD.search(f"{subject}\n{own_words[:3_000]}"))
    said = bool(_SUBJECT.search(subject) or (french and _FRENCH_SUBJECT.search(subject)))
    replied = head.text("auto-submitted").lower().startswith("auto-replied")
    if ((nature == "person" or replied) and nature != "daemon" and _REPLY.match(subject)) or _ABSENCE.search(subject):
        return False
    if (replied and not said) or _about_no_letter_of_ours(head, gathered, subject, text):
        return False
    phrase = bool(_PHRASE.search(own_words)) or (french and _in_french(own_words))
    if nature == "daemon":
        return said or phrase
    if nature == "perhaps" and _PLAIN.search(subject):
        return True
    if not phrase:
        return False
    return (said or _coded(text)) if nature == "perhaps" else said and _back_to_sender(gathered, text)


def _is_listed(head: Head) -> bool:
    return any(head.all_raw(name) for name in ("list-id", "list-post", "list-unsubscribe"))


def _about_no_letter_of_ours(head: Head, gathered: Gathered, subject: str, text: str) -> bool:
    """A summary of traffic, a warning that a mailbox fills, a lure to release letters: none returns a letter."""
    enclosed = bool(gathered.letters) or "text/rfc822-headers" in gathered.types
    if not enclosed and (head.all_raw("x-cron-env") or _SUMMARY.search(subject)):
        return True
    if _back_to_sender(gathered, text):
        return False
    spoken = f"{subject}\n{report_text(text)[:3_000]}"
    return bool(_TO_COME.search(spoken) or ("://" in spoken and _PENDING.search(spoken)))


def _in_french(spoken: str) -> bool:
    """What became of a letter for an address that is named, in the words of French mail systems."""
    spoken = spoken[:3_000]
    return "@" in spoken and bool(_FRENCH_LETTER.search(spoken) and _FRENCH_FATE.search(spoken))


def _nature(head: Head) -> str:
    named = authors(head)
    local = (named[0].address.rpartition("@")[0] or named[0].address)[:100] if named else ""
    names = (local, named[0].name[:200]) if named else (head.readable("from")[:200],)
    if any(_DAEMON.search(name) for name in names):
        return "daemon"
    return "perhaps" if return_path(head) == "" or any(_PERHAPS.search(name) for name in names) else "person"


def _coded(text: str) -> bool:
    """A server's reply code stands in the words (RFC 5321 section 4.2)."""
    return re.search(r"(?m)(?:^|[\s:<>\"'])[45][0-5]\d[ -]{1,3}(?:[45]\.\d|[<#A-Za-z])", text[:_MOST_TEXT]) is not None


def is_delay(subject: str, spoken: str) -> bool:
    """True when the mail system still tries."""
    if re.search(r"fail|undeliver|returned|[ée]chec|non[- ](?:remis|distribu)|rejet", subject, re.IGNORECASE):
        return False
    if _DELAYED.search(subject):
        return True
    return (
        bool(_DELAYED.search(spoken[:3_000])) and not _GAVE_UP.search(spoken[:3_000]) and not _GAVE_UP.search(subject)
    )


def _back_to_sender(gathered: Gathered, text: str) -> bool:
    """The copy of a letter comes along, enclosed or below: some systems send reports under odd names."""
    return (
        bool(gathered.letters) or "text/rfc822-headers" in gathered.types or _COPY.search(text[:_MOST_TEXT]) is not None
    )


def report_text(text: str) -> str:
    """The mail system's own words, before the copy of the letter."""
    text = text[:_MOST_TEXT]
    copy = _COPY.search(text, 20)
    if copy is None:
        return text[:20_000]
    return text[: copy.start()] if "@" in text[: copy.start()] else text
