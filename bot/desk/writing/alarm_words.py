"""An alarm as a letter tells it: its key and English text come in, the cause in a few words and a sentence go out.

Read at night by somebody woken: in his language, without names of the machine's insides where people have a word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.desk.writing.alarm_texts import ALARM_TEXTS, AlarmWords
from bot.walltime import Language, spoken

_LONGEST = 1000
_KINDS = tuple((one, re.compile(one.pattern, re.S)) for one in ALARM_TEXTS)
_NAMES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "why": {
        "bounce": ("le courriel d'astreinte n'a pas pu être remis", "the page could not be delivered"),
        "absence": ("un message d'absence a répondu", "an absence note answered the page"),
    },
    "target": {
        "schedule": ("le planning", "the schedule"),
        "person": ("la personne", "the person"),
        "team": ("l'équipe", "the team"),
        "mailbox": ("la boîte", "the mailbox"),
    },
    "leg": {
        "dispatch": ("envoi des courriels", "sending of letters"),
        "pipeline": ("traitement des messages", "handling of letters"),
        "escalation": ("appels d'astreinte", "calls of whoever is on call"),
        "account": ("lecture de la boîte", "reading of the mailbox"),
    },
    "detail": {
        "started": ("démarré", "started"),
        "no reason known": ("cause inconnue", "no reason known"),
    },
    "level": {
        "first_answer": ("la première réponse au déclarant", "the first answer to the declarant"),
        "qualification": ("la qualification", "the qualification"),
        "plan": ("le plan d'action", "the plan of action"),
        "nis2_early_warning": ("l'alerte précoce NIS 2 (24 heures)", "the NIS2 early warning (24 hours)"),
        "nis2_notification": ("la notification NIS 2 (72 heures)", "the NIS2 notification (72 hours)"),
        "nis2_final_report": ("le rapport final NIS 2 (un mois)", "the NIS2 final report (one month)"),
    },
}
# By the beginning of the template's name.
_LETTERS = {
    "acknowledgement": ("l'accusé de réception", "the acknowledgement"),
    "redirect": ("la réorientation", "the redirection"),
    "out-of-scope": ("la réponse « hors périmètre »", "the answer “out of scope”"),
    "questions": ("les questions au déclarant", "the questions to the declarant"),
    "resolution-questions": ("les questions au déclarant", "the questions to the declarant"),
    "page": ("le courriel d'astreinte", "the page"),
    "agency-notice": ("l'avis à l'agence régionale", "the notice to the regional agency"),
    "notice": ("l'avis d'un nouveau dossier", "the notice of a new ticket"),
    "night-list": ("la liste de la nuit", "the list of the night"),
    "storm-digest": ("le point sur les signalements groupés", "the digest of grouped reports"),
    "level-reminder": ("le rappel d'échéance", "the reminder of a time limit"),
    "reach-test": ("l'essai d'astreinte", "the on-call test"),
    "reply": ("la réponse de l'équipe", "the desk's reply"),
    "closing": ("la clôture du dossier", "the closing of the ticket"),
}

# What the subject says of an alarm whose text is not known here: by the beginning of its key.
_CAUSES = {
    "case/": ("astreinte", "on call"),
    "leg/": ("organe à l'arrêt", "a leg at a standstill"),
    "outbox/": ("courriel non remis", "letter not delivered"),
    "bounce/": ("courriel revenu en erreur", "letter came back"),
    "rota/": ("planning d'astreinte", "on-call calendar"),
    "quarantine/": ("message mis en quarantaine", "letter in quarantine"),
}


def worded(key: str, text: str, language: Language, zone: ZoneInfo) -> AlarmWords:
    """The words of an alarm in a language; instants are spoken in `zone`.

    A text that is of no known kind is told as it is, with a cause by its key where there is one.
    """
    bounded = text[:_LONGEST]
    for kind, pattern in _KINDS:
        if key.startswith(kind.key) and (found := pattern.fullmatch(bounded)):
            values = {name: _value(name, value, language, zone) for name, value in found.groupdict().items()}
            words = kind.fr if language == "fr" else kind.en
            return AlarmWords(words.cause.format_map(values), _capital(words.text.format_map(values)))
    cause = next((_in(language, causes) for start, causes in _CAUSES.items() if key.startswith(start)), "")
    return AlarmWords(cause, bounded)


def _value(name: str, value: str, language: Language, zone: ZoneInfo) -> str:
    match name:
        case "letter":
            known = next((words for start, words in _LETTERS.items() if f"{value}-".startswith(f"{start}-")), None)
            return _in(language, known) if known else value
        case "target" | "leg":
            return _named(name, value, language)
        case "why" | "level" | "detail":
            known = _NAMES[name].get(value)
            return _in(language, known) if known else value
        case "minutes":
            return _minutes(int(value), language)
        case "at":
            return _instant(value, language, zone)
        case "proven":
            return _proven(value, language, zone)
    return value


def _named(name: str, value: str, language: Language) -> str:
    """`schedule astreinte`, `account fssi`: a kind that has a word, and the name of one."""
    kind, _, which = value.partition(" ")
    known = _NAMES[name].get(kind)
    if known is None:
        return value
    quoted = f" « {which} »" if language == "fr" else f" “{which}”"
    return _in(language, known) + (quoted if which else "")


def _minutes(count: int, language: Language) -> str:
    if count < 1:
        return "moins d'une minute" if language == "fr" else "less than a minute"
    return f"{count} min"


def _instant(value: str, language: Language, zone: ZoneInfo) -> str:
    try:
        return spoken(datetime.fromisoformat(value), zone, language)
    except ValueError:
        return value


def _proven(value: str, language: Language, zone: ZoneInfo) -> str:
    if not value.startswith("last proven "):
        return "adresse jamais éprouvée" if language == "fr" else "never proven"
    told = _instant(value.removeprefix("last proven "), language, zone)
    return f"dernière réponse le {told}" if language == "fr" else f"last answered on {told}"


def _in(language: Language, words: tuple[str, str]) -> str:
    return words[0] if language == "fr" else words[1]


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
