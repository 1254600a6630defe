"""The texts of alarms by kind: which key, what the text for the operator's screen says, and its words for a letter.

Whoever raises an alarm names its key and says in English what `status` shows; the groups of the pattern are the values
that the words of a language may name.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AlarmWords:
    """`cause` stands in the subject (may be empty), `text` in the body; plain spaces, no typography yet."""

    cause: str
    text: str


@dataclass(frozen=True, slots=True)
class AlarmText:
    """One kind of alarm: the beginning of its keys, the pattern of its text, and its words with `{values}` in them."""

    key: str
    pattern: str
    fr: AlarmWords
    en: AlarmWords


_TICKET = r"[A-Z]{2,10}-\d{4}-\d{6,9}: "
_AT = r"round (?P<round>\d+), step (?P<step>\d+)"
_LETTER = r"letter \S+ \((?P<letter>[\w-]+)\)"

ALARM_TEXTS = (
    AlarmText(
        "case/",
        rf"{_TICKET}answers-in-vain: (?P<person>.+?): no further letter about them goes there within the hour",
        AlarmWords(
            "astreinte, réponses sans effet",
            "Des réponses au nom de {person} se répètent sans effet : incomprises, ou peut-être fausses. Appelez "
            "{person} ; pendant une heure, nous ne lui en écrivons plus rien. La chaîne d'appel continue.",
        ),
        AlarmWords(
            "on call, answers without effect",
            "Answers in the name of {person} repeat without effect: not understood, or maybe forged. Call {person}; "
            "for an hour we write nothing more about them. The call chain goes on.",
        ),
    ),
    AlarmText(
        "case/",
        rf"{_TICKET}not-reached: (?P<person>.+?): (?P<why>bounce|absence) of the page of {_AT}",
        AlarmWords(
            "astreinte, {person} injoignable",
            "{person} est injoignable : {why} (tour {round}, étape {step}). La chaîne d'appel continue.",
        ),
        AlarmWords(
            "on call, {person} out of reach",
            "{person} is out of reach: {why} (round {round}, step {step}). The call chain goes on.",
        ),
    ),
    AlarmText(
        "case/",
        rf"{_TICKET}nobody-on-call: (?P<target>\w+ .+?) at {_AT}: out of reach: (?P<people>.+)",
        AlarmWords(
            "astreinte injoignable",
            "Quelqu'un est d'astreinte, mais injoignable : {people}, pour {target} (tour {round}, étape {step}). "
            "La chaîne d'appel continue.",
        ),
        AlarmWords(
            "whoever is on call is out of reach",
            "Somebody is on call, but out of reach: {people}, for {target} (round {round}, step {step}). "
            "The call chain goes on.",
        ),
    ),
    AlarmText(
        "case/",
        rf"{_TICKET}nobody-on-call: (?P<target>\w+ .+?) at {_AT}",
        AlarmWords(
            "personne n'est d'astreinte",
            "Personne n'est d'astreinte : aucun nom pour {target} (tour {round}, étape {step}). "
            "La chaîne d'appel continue.",
        ),
        AlarmWords(
            "nobody is on call",
            "Nobody is on call: no name for {target} (round {round}, step {step}). The call chain goes on.",
        ),
    ),
    AlarmText(
        "case/",
        rf"{_TICKET}lease-ended: (?P<person>.+?) took the case and left no trace on the ticket",
        AlarmWords(
            "dossier pris, puis sans trace de travail",
            "{person} a pris le dossier sans y laisser de trace de travail : le dossier attend quelqu'un.",
        ),
        AlarmWords(
            "ticket taken, then no trace of work",
            "{person} took the ticket and left no trace of work on it: it waits for somebody again.",
        ),
    ),
    AlarmText(
        "case/",
        rf"{_TICKET}exhausted: policy (?P<policy>.+?) ran out, nobody has taken the case",
        AlarmWords(
            "personne n'a pris le dossier",
            "La chaîne d'appel « {policy} » est épuisée, personne n'a pris le dossier : appelez quelqu'un vous-même.",
        ),
        AlarmWords(
            "nobody has taken the ticket",
            "The call chain “{policy}” ran out and nobody has taken the ticket. Telephone somebody.",
        ),
    ),
    AlarmText(
        "leg/",
        r"(?P<leg>.+?) has completed no round for (?P<minutes>\d+) min: (?P<detail>.+)",
        AlarmWords(
            "{leg}, à l'arrêt",
            "{leg} : aucun tour n'a abouti depuis {minutes}. Dernier état connu : {detail}",
        ),
        AlarmWords(
            "{leg} at a standstill",
            "{leg}: no round was completed for {minutes}. Last known state: {detail}",
        ),
    ),
    AlarmText(
        "submission",
        r"no letter can leave: (?P<detail>.+)",
        AlarmWords("aucun courriel ne peut partir", "Aucun courriel ne peut partir. Détail technique : {detail}"),
        AlarmWords("no letter can leave", "No letter can leave. Technical detail: {detail}"),
    ),
    AlarmText(
        "outbox/",
        r"(?P<letter>[\w-]+) for (?P<to>.+?) was not delivered: (?P<detail>.+)",
        AlarmWords(
            "courriel non remis",
            "Un courriel n'a pas été remis : {letter}, pour {to}. Détail technique : {detail}",
        ),
        AlarmWords(
            "letter not delivered", "A letter was not delivered: {letter}, for {to}. Technical detail: {detail}"
        ),
    ),
    AlarmText(
        "bounce/",
        r"(?P<letter>[\w-]+) for (?P<to>.+?) came back: (?P<detail>.+)",
        AlarmWords(
            "courriel revenu en erreur",
            "Un courriel est revenu en erreur : {letter}, pour {to}. Détail technique : {detail}",
        ),
        AlarmWords("letter came back", "A letter came back: {letter}, for {to}. Technical detail: {detail}"),
    ),
    AlarmText(
        "outbox/",
        rf"{_LETTER}: one recipient (?:refused|was given up): (?P<detail>.+)",
        AlarmWords(
            "un destinataire sur plusieurs n'a rien reçu",
            "Un des destinataires n'a pas reçu {letter} ; les autres, si. Détail technique : {detail}",
        ),
        AlarmWords(
            "one of several recipients got nothing",
            "One of the recipients did not get this letter: {letter}; the others did. Technical detail: {detail}",
        ),
    ),
    AlarmText(
        "outbox/",
        rf"{_LETTER}: the connection was lost (?P<count>\d+) times? while it was handed over; .+",
        AlarmWords(
            "envoi incertain",
            "La connexion a été perdue pendant l'envoi ({count} fois) : on ne sait pas si le courriel est arrivé "
            "({letter}).",
        ),
        AlarmWords(
            "letter in doubt",
            "The connection was lost while a letter was handed over ({count} times): whether it arrived is not known "
            "({letter}).",
        ),
    ),
    AlarmText(
        "outbox/",
        rf"{_LETTER} could not be sent: (?P<detail>.+)",
        AlarmWords("courriel non envoyé", "Un courriel n'a pas pu être envoyé : {letter}. Détail technique : {detail}"),
        AlarmWords("letter not sent", "A letter could not be sent: {letter}. Technical detail: {detail}"),
    ),
    AlarmText(
        "template/",
        r"letter \S+: (?P<detail>.+)",
        AlarmWords(
            "modèle de courriel défectueux",
            "Un modèle de courriel est défectueux : un texte court de secours est parti à sa place. "
            "Détail technique : {detail}",
        ),
        AlarmWords(
            "faulty letter template",
            "A letter's template is faulty: short built-in words went instead. Technical detail: {detail}",
        ),
    ),
    AlarmText(
        "answers/",
        r"an automatic answer to (?P<to>\S+) is held: (?P<detail>.+)",
        AlarmWords(
            "réponse automatique retenue",
            "Une réponse automatique à {to} est retenue : trop de réponses à cette adresse ou en tout. "
            "Elle attend votre décision. Détail technique : {detail}",
        ),
        AlarmWords(
            "automatic answer held",
            "An automatic answer to {to} is held: too many to this address, or in all. It waits for your decision. "
            "Technical detail: {detail}",
        ),
    ),
    AlarmText(
        "level/",
        rf"{_TICKET}(?P<level>\w+) was due at (?P<at>\S+) and has not been given",
        AlarmWords("délai dépassé, {level}", "Le délai est dépassé : {level}, à donner pour le {at}, ne l'a pas été."),
        AlarmWords(
            "time limit passed, {level}", "A time limit has passed: {level} was due on {at} and has not been given."
        ),
    ),
    AlarmText(
        "unanswered/",
        rf"{_TICKET}the declarant was reminded twice and has not answered; still missing: .*",
        AlarmWords(
            "déclarant sans réponse",
            "Le déclarant a été relancé deux fois et n'a pas répondu. Veilleur n'écrit plus : à vous de l'appeler. "
            "Le dossier dit ce qui manque.",
        ),
        AlarmWords(
            "no answer from the declarant",
            "The declarant was reminded twice and has not answered. Veilleur writes no more: please telephone. "
            "The ticket tells what is missing.",
        ),
    ),
    AlarmText(
        "reach/",
        r"(?P<person>.+?) answered the test letter to (?P<to>\S+), but not with « reçu »: please read it",
        AlarmWords(
            "essai d'astreinte, réponse à lire",
            "{person} a répondu à l'essai envoyé à {to}, mais pas par « reçu » : lisez sa réponse.",
        ),
        AlarmWords(
            "on-call test, an answer to read",
            "{person} answered the test letter to {to}, but not with “reçu”: please read the answer.",
        ),
    ),
    AlarmText(
        "reach/",
        r"(?P<person>.+?) has not answered the test letter to (?P<to>\S+) \((?P<proven>last proven \S+|never proven)\)",
        AlarmWords(
            "essai d'astreinte sans réponse",
            "{person} n'a pas répondu à l'essai envoyé à {to} ({proven}).",
        ),
        AlarmWords("on-call test not answered", "{person} has not answered the test letter to {to} ({proven})."),
    ),
    AlarmText(
        "quarantine/",
        r"a letter received in (?P<account>.+?) could not be taken in and stands in quarantine: (?P<detail>.+)",
        AlarmWords(
            "message mis en quarantaine",
            "Un message reçu dans la boîte « {account} » n'a pas pu être traité : il est en quarantaine, "
            "à lire par une personne. Détail technique : {detail}",
        ),
        AlarmWords(
            "letter in quarantine",
            "A letter received in the mailbox “{account}” could not be taken in: it stands in quarantine, "
            "for a person to read. Technical detail: {detail}",
        ),
    ),
    AlarmText(
        "rota/",
        r"schedule (?P<schedule>.+?): its calendar \((?P<place>.+?)\) is refused, .+? stays: (?P<detail>.+)",
        AlarmWords(
            "planning d'astreinte refusé",
            "Le calendrier de « {schedule} » ({place}) est refusé ; le dernier valable reste en vigueur. "
            "Détail technique : {detail}",
        ),
        AlarmWords(
            "on-call calendar refused",
            "The calendar of “{schedule}” ({place}) is refused; the last good one stays. Technical detail: {detail}",
        ),
    ),
    AlarmText(
        "rota/",
        r"schedule (?P<schedule>.+?): no sound calendar from (?P<place>.+?) since (?P<at>\S+)",
        AlarmWords(
            "planning d'astreinte plus à jour",
            "Aucun calendrier valable pour « {schedule} » ({place}) depuis le {at}.",
        ),
        AlarmWords("on-call calendar out of date", "No sound calendar for “{schedule}” ({place}) since {at}."),
    ),
    AlarmText(
        "configuration",
        r"the configuration was read again and refused, .*?; (?P<count>\d+) fault\(s\): (?P<detail>.+)",
        AlarmWords(
            "configuration refusée",
            "La configuration relue est refusée ({count} fautes) ; l'ancienne reste en vigueur. Détail : {detail}",
        ),
        AlarmWords(
            "configuration refused",
            "The configuration was read again and refused ({count} faults); the old one stays. Detail: {detail}",
        ),
    ),
)
