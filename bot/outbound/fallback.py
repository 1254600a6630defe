"""The words sent when a template fails: plain, built in, without any fact that could be missing (failure 47)."""

from __future__ import annotations

from bot.desk.kept.letters import LetterClass, Rendered
from bot.desk.kept.records import OutboxEntry
from bot.outbound import paragraphs
from bot.outbound.typography import NO_BREAK, english, french, one_line, phone
from bot.settings.model import IdentitySettings

_SUBJECTS = {
    "fr": {LetterClass.PAGE: "ASTREINTE", LetterClass.ALARM: "ALARME de Veilleur", LetterClass.NOTICE: "Notification"},
    "en": {LetterClass.PAGE: "ON CALL", LetterClass.ALARM: "ALARM from Veilleur", LetterClass.NOTICE: "Notice"},
}
_SUBJECT = {"fr": "Votre message", "en": "Your message"}
_PAGE = {
    "fr": "Un signalement attend une personne d'astreinte.\n\n"
    "Répondez à ce courriel par « je prends », « je ne peux pas » ou « dans 20 minutes ».",
    "en": "A report waits for a person on call.\n\nAnswer this letter with “taken”, “I can't” or “in 20 minutes”.",
}
_INSIDE = {
    "fr": "Une notification n'a pas pu être rédigée. Consultez le dossier.",
    "en": "A notice could not be written. Look at the ticket.",
}
_DECLARANT = {
    "fr": "Madame, Monsieur,\n\nVotre message est enregistré. Ce courriel est automatique et ne dit pas "
    "qu'une personne l'a lu.",
    "en": "Dear Madam, dear Sir,\n\nYour message is recorded. This letter is automatic and does not say that a "
    "person has read it.",
}
_EMERGENCY = {
    "fr": "Si la prise en charge des patients est menacée, appelez le {number}.",
    "en": "If patient care is under threat, call {number}.",
}
_REFERENCE = {"fr": "Référence : [{ticket}]", "en": "Reference: [{ticket}]"}
_PAGE_HTML = '<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'


def fallback(entry: OutboxEntry, identity: IdentitySettings) -> Rendered:
    """Words that are true of any letter of this class. Raises nothing, whatever the entry's context holds."""
    language = "en" if entry.language == "en" else "fr"
    typeset = english if language == "en" else french
    subject = _SUBJECTS[language].get(entry.cls, _SUBJECT[language])
    paragraphs_due = [_body(entry, language)]
    if entry.cls in (LetterClass.ANSWER, LetterClass.QUESTION) and identity.emergency_phone:
        paragraphs_due.append(_EMERGENCY[language].format(number=phone(identity.emergency_phone)))
    if desk := identity.name.get(language):
        paragraphs_due.append(one_line(desk))
    if entry.ticket:
        subject = f"[{entry.ticket}] {subject}"
        paragraphs_due.append(_REFERENCE[language].format(ticket=entry.ticket))
    found = paragraphs.blocks(typeset("\n\n".join(paragraphs_due)))
    head = _PAGE_HTML.format(language=language, title=subject.replace(NO_BREAK, " "))
    html = f"{head}<body>\n{paragraphs.as_html(found)}\n</body>\n</html>\n"
    return Rendered(subject, paragraphs.as_text(found), html)


def _body(entry: OutboxEntry, language: str) -> str:
    if entry.cls is LetterClass.PAGE:
        return _PAGE[language]
    if entry.cls is LetterClass.REPLY and isinstance(written := entry.context.get("text"), str):
        return paragraphs.verbatim(written)
    if entry.cls is LetterClass.ALARM and isinstance(alarm := entry.context.get("alarm"), str):
        return one_line(alarm, 1000)
    return _INSIDE[language] if entry.cls in (LetterClass.NOTICE, LetterClass.ALARM) else _DECLARANT[language]
