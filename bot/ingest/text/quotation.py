"""Lines that announce somebody else's words: attributions, separators, header blocks, in the languages mailers speak.

Every recogniser sees capped lines and says yes or no; what is done about it stands in `reply` and `forward`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

LONGEST = 500
_VERBS = (
    r"wrote|writes|sent|said|posted|[aà][ \u00a0]+[ée]crit|a envoyé|schrieb\w{0,3}|hat geschrieben|skrev|skreiv|"
    r"escribi[óo]|va escriure|ha escrito|ha scritto|"
    r"scrisse|scrive|escreveu|napisa[łl]\(?a?\)?|pisze|написал\(?[аи]?\)?|пишет|писал\(?а?\)?|написав|пише|"
    r"schreef|geschreven|kirjoitti|yazd[ıi]|"
    r"şunu yazdı|[íi]rta|a scris|napsal\(?a?\)?|nap[íi]sal\(?a?\)?|έγραψε|đã viết|menulis|написа|rašė|rakstīja|"
    r"kirjutas|je napisa[ol]\w?|napisa[ol]\w? je|ha scrit|"
    r"idatzi zuen|scríobh|hat am|כתב|בתאריך|كتب|написав\(ла\)|님이 작성|작성"
)
_ASIAN = r"写道|寫道|さんは書きました|のメッセージ|님이 씀|wrote"
_WEEKDAY = (
    r"mon|tue|wed|thu|fri|sat|sun|lun|mar|mer|jeu|ven|sam|dim|montag|dienstag|mittwoch|donnerstag|freitag|"
    r"samstag|sonntag|"
    r"понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс"
)
_STARTER = re.compile(
    r"(?:[*_>«\"'“\s]{0,4})(?:on|at|le|am|el|il|em|op|den|dnia|w dniu|pada|på|vào|στις|dana|dne|la|il giorno|a|"
    r"in data|na|von|in|"
    r"em|van|l’|tarihinde|\d{1,4}[-./]\d+|\d{1,2}\.? \w+|(?:" + _WEEKDAY + r")\w{0,7})\b",
    re.IGNORECASE,
)
_SAID = re.compile(rf"(?:\b(?:{_VERBS})|(?:{_ASIAN}))", re.IGNORECASE)
_ENDS_SAYING = re.compile(rf"(?:(?:{_VERBS})\b[\w\s,.'’()-]{{0,60}}|(?:{_ASIAN})\s*)$", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>@:]{1,100}@[^\s<>@:]{2,100}")
_DATED = re.compile(r"\d{1,4}[-./ ]|\d[:h]\d\d|\b(?:19|20)\d\d\b")
_ANGLED = re.compile(r"<\s?[^<>\s]{1,120}@[^<>\s]{1,120}\s?>")
_BARE = re.compile(r"<\s*[^<>\s]{1,120}@[^<>\s]{1,120}\s*>\s*(?:\([^)]{0,40}\)\s*)?[:：]$")
_RULE = re.compile(r"\s{0,8}([-_=*#~+])\1{1,100}\s*")
_FORWARD_WORDS = (
    r"forwarded|fwd|transf[ée]r|réexpédi|reexpedi|retransmis|weitergeleitet|inoltrat|reenviad|encaminhad|"
    r"doorgestuurd|vidarebefordrat|videresendt|"
    r"przekazan|пересыла|пересл|edelleen|转发|轉寄|転送|továbbít|přeposl|iletil|redirig"
)
_ORIGINAL_WORDS = (
    r"original|origine|oorspronkelijk|ursprüngliche|ursprungligt|oprindelig|opprinnelig|alkuperäinen|исходное|"
    r"wiadomość|mensaje|messaggio|mensagem|"
    r"nachricht|antwort|bericht|meddelande|meddelelse|melding|viesti|сообщение|orijinal|eredeti|původní|reply|"
    r"message|mail|原始邮件|原始郵件|원본|元の|mesaj"
)
_SEPARATOR = re.compile(r"\s{0,8}[-_=*—–]{2,60}\s?([^-_=*\n]{3,70}?(?:-[^-_=*\n]{1,40})?)\s?[-_=*—–:]{1,60}\s*")
# ">>> Name <address> 15.08.26 02:47 >>>" (GroupWise): no mark of quoted lines, none follow.
_GROUPWISE = re.compile(r">>>\s?(?=[^\n]{0,200}\d[:.hH]\d\d)[^\s>][^\n]{2,240}>>>\s{0,4}")
_SAID_BY = (" wrote", " a écrit", " schrieb", " ha scritto", " escribió", " schreef", " escreveu")
_BEGIN_FORWARD = re.compile(
    r"\s{0,8}(?:begin forwarded message|d[ée]but du message (?:r[ée]exp[ée]di[ée]|transf[ée]r[ée])|message "
    r"(?:transf[ée]r[ée]|r[ée]exp[ée]di[ée])|anfang der "
    r"weitergeleiteten (?:nachricht|e-mail)|inizio(?: del)? messaggio inoltrato|inicio del mensaje reenviado|"
    r"início da mensagem reencaminhada|"
    r"begin doorgestuurd bericht|vidarebefordrat brev|начало переадресованного сообщения)\s?[:：]?\s*",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"\W{0,8}(?:please |merci de )?(?:reply|type your reply|write your reply|r[ée]ponde[zr]|r[ée]pondre|"
    r"écrivez)[^\n]{0,40}(?:above this line|au-dessus de cette ligne)[^\n]{0,60}",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(
    r"\s{0,8}[*_]{0,2}(?:sent (?:from|via|with|using)|envoy[ée] (?:[àa] partir|de(?:puis)?|avec|par) |"
    r"t[ée]l[ée]charge[rz] outlook|obtenir outlook|obtenez outlook|"
    r"get outlook for|gesendet (?:von|mit)|von meinem .{2,40} gesendet|inviato da|enviado (?:desde|do|a partir)|"
    r"verzonden (?:vanaf|met|van)|verstuurd vanaf|"
    r"skickat från|sendt fra|wys[łl]an[eo] z|отправлено (?:с|из)|lähetetty|odeslán[oa] z|via mon|发自我的|從我的|"
    r"iphoneから送信|provenance : courrier|from my (?:iphone|ipad|android))",
    re.IGNORECASE,
)

_KEYS = {
    "from": (
        "from de von da van från fra od от von/from expéditeur expediteur remitente absender mittente afzender kimden "
        "lähettäjä feladó "
        "发件人 寄件者 寄件人 差出人 보낸사람 מאת من envoyé~par auteur message~de"
    ),
    "date": (
        "sent date envoyé envoye gesendet datum inviato data verzonden skickat sendt sendet wysłano дата отправлено "
        "enviado fecha enviada~em enviado~el date~d'envoi lähetetty päivämäärä elküldve gönderen~tarih tarih dato "
        "message~du le date~envoi "
        "发送时间 日期 寄件日期 送信日時 日付 날짜"
    ),
    "to": (
        "to à a an pour aan till til do кому para per destinataire destinataires destinatario vastaanottaja címzett "
        "kime empfänger 收件人 收件者 宛先 받는사람"
    ),
    "subject": (
        "subject objet sujet betreff oggetto onderwerp ämne emne temat тема asunto assunto aihe tárgy konu předmět "
        "re 主题 主旨 件名 제목"
    ),
    "cc": (
        "cc copie~à copie cópia kopie kopia kopi копия ccn bcc cci reply-to répondre~à antwort~an importance priorité "
        "pièces~jointes attachments 抄送 副本"
    ),
}
_CATEGORY = {key.replace("~", " ").rstrip(":"): category for category, keys in _KEYS.items() for key in keys.split()}
_HEADER = re.compile(r"[\s*_|]{0,10}([^\s:：*<>|][^:：*<>\n]{0,19}?)[\s*_]{0,4}[:：][\s*_]{0,4}(.{0,400})", re.DOTALL)
_FULL_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[./-]\s?\d{1,2}[./-]\s?\d\d(?!\d)")


class Block(NamedTuple):
    """A header block inside a text: its first and last line (exclusive), and the first value of each category."""

    start: int
    end: int
    values: dict[str, str]


def attribution(lines: list[str], at: int) -> int:
    """How many lines from `at` announce a quotation ("Le … a écrit :", wrapped or not); 0 when they do not."""
    joined = ""
    for size in range(1, 5):
        if at + size > len(lines):
            return 0
        line = lines[at + size - 1].strip()
        if not line or (size > 1 and line.startswith(">") and not line.startswith(">:")):
            return 0
        joined = f"{joined} {line}".strip()
        if len(joined) > LONGEST:
            return 0
        if size > 1 and not (_STARTER.match(lines[at]) or _ADDRESS.search(lines[at]) or "<" in lines[at]):
            return 0
        if _announces(joined) or (_dated_address(joined) and _marked_below(lines, at + size)):
            return size
    return 0


def _dated_address(text: str) -> bool:
    """A date and an address end to end: an attribution in any language, when marked lines follow."""
    address = _ANGLED.search(text)
    if address is None or not text.endswith((":", "：", ">")):
        return False
    return len(re.findall(r"\d", text[: address.start()] + text[address.end() :])) >= 5


def _marked_below(lines: list[str], row: int) -> bool:
    while row < len(lines) and not lines[row].strip():
        row += 1
    return row < len(lines) and lines[row].lstrip(" ").startswith(">")


def _announces(text: str) -> bool:
    colon = text.endswith((":", "："))
    if not colon and not text.endswith(("wrote", "écrit")):
        return False
    if not (_DATED.search(text) or _ADDRESS.search(text)):
        return False
    said = _SAID.search(text)
    if said is None:
        return bool(_BARE.search(text) and len(re.findall(r"\d", text.partition("<")[0])) >= 4)
    if text.count(":") > 6 or text.count(". ") > 5:
        return False
    bare = text.rstrip(":： ").rstrip()
    starts = bool(_STARTER.match(text)) or bool(_ADDRESS.search(text))
    return starts and (bool(_ENDS_SAYING.search(bare)) or said.start() > 0)


def is_rule(line: str) -> bool:
    """A line of one repeated mark, such as `-- ` or `_____`."""
    return bool(_RULE.fullmatch(line[:LONGEST]))


def is_signature_mark(line: str) -> bool:
    """The line before a signature: `-- ` (RFC 3676 section 4.3), or `--` as many write it."""
    return line.strip() in ("--", "—", "- --") and len(line) - len(line.lstrip()) < 3


def separator(line: str) -> str | None:
    """`original` or `forward` for a line such as `-----Message d'origine-----` or `Début du message réexpédié :`;
    None for others.
    """
    line = line[:LONGEST].rstrip()
    if _BEGIN_FORWARD.fullmatch(line):
        return "forward"
    if _ABOVE.fullmatch(line) or _GROUPWISE.fullmatch(line):
        return "original"
    match = _SEPARATOR.fullmatch(line)
    if match is None:
        return None
    words = match[1].lower().rstrip(" :")
    if re.search(_FORWARD_WORDS, words):
        return "forward"
    return "original" if re.search(_ORIGINAL_WORDS, words) or words.endswith(_SAID_BY) else None


def is_sent_from(line: str) -> bool:
    """A telephone's own line, such as `Envoyé de mon iPhone`."""
    return len(line) <= 120 and bool(_SENT_FROM.match(line)) and not line.rstrip().endswith((":", ";"))


def header_block(lines: list[str], at: int, announced: bool = False) -> Block | None:
    """The header block of a letter inside a text that begins at line `at`, or None.

    True lines "De : …", "Envoyé : …" are none: it takes an originator and a second kind of line, and as proof that a
    mailer wrote them its address, a full date with a third kind of line, or a separator above (`announced`).
    """
    first = _header(lines[at])
    if first is None or first[0] not in ("from", "date", "subject", "to"):
        return None
    values: dict[str, str] = {}
    end, odd, row = at, 0, at
    while row < min(len(lines), at + 25):
        line = lines[row]
        found = _header(line)
        if found is not None:
            if found[0] == "from" and "from" in values:
                break
            values.setdefault(*found)
            odd, end = 0, row + 1
        elif not line.strip():
            if len(values) >= 3 or odd or (row + 1 < len(lines) and _header(lines[row + 1]) is None):
                break
        else:
            odd += 1
            if odd > 2 or (len(values) < 2 and odd > 1 and not line[:1].isspace()):
                break
            if (
                values.get("to") is None
                and values.get("subject") is None
                and len(values) >= 2
                and "@" not in line
                and "<" not in line
            ):
                break
        row += 1
    if "from" not in values or len(values) < 2:
        return None
    return Block(at, end, values) if _proven(values, lines[at:end], announced) else None


def _proven(values: dict[str, str], lines: list[str], announced: bool) -> bool:
    """True for values as mailers write them: people write "De : 21 h à 23 h" and "Envoyé : un technicien à 22:00"."""
    if _ADDRESS.search(values["from"]):
        return True
    if announced and not values["from"].endswith("."):
        return True
    if any(_ADDRESS.search(line[:LONGEST]) for line in lines):
        return len(values) > 2 or bool(_FULL_DATE.search(values.get("date", "")))
    whom = "to" in values or "subject" in values
    return whom and bool(_FULL_DATE.search(values.get("date", "")))


def _header(line: str) -> tuple[str, str] | None:
    match = _HEADER.match(line[:LONGEST])
    if match is None:
        return None
    key = " ".join(match[1].replace("\u00a0", " ").lower().split()).strip("'’ ")
    category = _CATEGORY.get(key)
    return (category, match[2].strip().strip("*").strip()) if category else None
