"""Who writes: the role a letter's form, prose, signature or sender's name tells, the surest first."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.mail.message import Message
from bot.report.fields import Found
from bot.report.forms.form import Form
from bot.report.house.role import role_in_prose, role_in_signature, role_in_value
from bot.report.house.unlisted import trade_behind_name, unlisted_role
from bot.report.reading import Reading
from bot.report.words.folded import fold

_LEAST_FIRM = 4
_WORD = re.compile(r"[a-z]{3}")
# « Volet choisi par le déclarant : cybersécurité » tells nothing of him.
_CHOSEN_BY = re.compile(r"\w par l[ea'] ?(?:declarant|etablissement)")


def role_of(message: Message, reading: Reading, signature: Reading | None, form: Form) -> Found[str] | None:
    """The declarant's role as written, or None when nothing tells it."""
    return _without_firm(_told(message, reading, signature, form), message)


def _told(message: Message, reading: Reading, signature: Reading | None, form: Form) -> Found[str] | None:
    for answer in (*form.all("declarant_role"), *form.all("declarant")):
        if _WORD.search(answer.value) is None:
            continue
        span = role_in_value(answer.value)
        if span is not None:
            start, end = answer.start + span[0], answer.start + span[1]
            return reading.found(reading.written(start, end), 0.95, start, end)
        if (trade := trade_behind_name(answer.value)) is not None:
            start, end = answer.start + trade[0], answer.start + trade[1]
            return reading.found(reading.written(start, end), 0.8, start, end)
        unnamed = reading.written(answer.start, answer.start + 1).islower() and len(answer.value) < 40
        if _CHOSEN_BY.search(answer.label):
            continue
        if (answer.field == "declarant_role" and len(answer.value) < 80) or unnamed:
            return reading.found(reading.written(answer.start, answer.end), 0.8, answer.start, answer.end)
    body = reading.extent("subject")[1]
    if (told := role_in_prose(reading.folded, reading.words, reading.aligned, body)) is not None:
        return reading.found(reading.written(told[0], told[1]), told[2], told[0], told[1])
    if signature is not None and (signed := role_in_signature(signature.folded, signature.aligned)) is not None:
        return signature.found(signature.written(*signed), 0.75, *signed)
    author = fold(message.author.name) if message.author is not None else ""
    for told_in in (reading, signature):
        if told_in is not None and (trade := unlisted_role(told_in.folded, author)) is not None:
            return told_in.found(told_in.written(*trade), 0.5, *trade)
    return _role_of_sender(message)


def _without_firm(found: Found[str] | None, message: Message) -> Found[str] | None:
    """« Responsable SOC Nuagora », written from « nuagora.example »: the role ends where the firm begins."""
    firm = message.author.domain.partition(".")[0].lower()[:60] if message.author is not None else ""
    first, _, last = found.value.rpartition(" ") if found is not None else ("", "", "")
    if (
        found is None
        or not first
        or len(last) < _LEAST_FIRM
        or not last[0].isupper()
        or not firm.startswith(fold(last))
    ):
        return found
    span = found.span and (found.span[0], found.span[1] - len(last) - 1)
    return replace(found, value=first, span=span)


def _role_of_sender(message: Message) -> Found[str] | None:
    """« Médecin régulateur <regulation@…> »: who writes under his role alone."""
    if message.author is None or not message.author.name:
        return None
    sender = Reading([("from", message.author.name[:80], 0)])
    span = role_in_value(sender.folded.strip(" \n."))
    if span is None or span[0] != 0 or " " not in sender.folded[: span[1]] or sender.folded[span[1] :].strip(" \n."):
        return None
    return sender.found(sender.written(*span), 0.5, *span)
