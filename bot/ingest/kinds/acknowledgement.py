"""Machines that say they have our letter (helpdesks, challenges to the sender) by their words: a Message in, the
words that decided out. In doubt the letter is a person's.
"""

from __future__ import annotations

import re

from bot.ingest.kinds.absence import spoken, tells_of_incident
from bot.ingest.kinds.challenge import challenge
from bot.ingest.kinds.presence import presence
from bot.ingest.kinds.stems import Stems
from bot.mail.message import Message

_LONGEST = 120
_THING = (
    r"(?:demande|message|mail|e-?mail|courriel|courrier|ticket|requ[êe]te|sollicitation|signalement|question|request|"
    r"enquiry|inquiry|query|case|issue)"
)
_RECEIVED = re.compile(
    rf"\b(?:votre|ta) {_THING}[^.\n]{{0,60}}\b(?:a|est|ont) (?:bien )?(?:[ée]t[ée] )?(?:bien )?(?:re[çc]ue?|"
    r"enregistr|prise? en (?:compte|charge)|transmise?|affect|attribu|assign|cr[ée][ée]|arriv|parvenu)|"
    rf"nous (?:avons bien (?:re[çc]u|pris en compte|enregistr[ée])|accusons (?:bonne )?r[ée]ception de|"
    rf"(?:vous )?confirmons la (?:bonne )?r[ée]ception de) votre|un (?:ticket|dossier) (?:vient d'[êe]tre|"
    rf"a [ée]t[ée]) (?:cr[ée]|ouvert)|(?:ticket|demande|dossier) (?:n[o°] ?)?#?\d[^.\n]{{0,40}}(?:cr[ée][ée]|"
    rf"enregistr|ouvert)|\bwe(?: have|'ve)? (?:got|received) your {_THING}|"
    rf"\byour {_THING}(?: [A-Z0-9#-]{{2,20}})? (?:has been|was|is) (?:\w+ )?(?:received|logged|"
    r"registered|created|recorded|assigned)|a (?:ticket|case) has been (?:created|opened)|ihre (?:anfrage|nachricht|"
    r"e-?mail|meldung) (?:ist|wurde|haben wir)[^.\n]{0,60}(?:eingegangen|erhalten|registriert|erfasst|angelegt)|"
    r"(?:hemos recibido|su (?:mensaje|solicitud|consulta) ha sido)|abbiamo ricevuto|la (?:sua|tua) richiesta (?:è|"
    r"e') stata|(?:wij|we) hebben uw (?:bericht|mail|melding|aanvraag)[^.\n]{0,30}ontvangen|uw (?:bericht|melding|"
    r"aanvraag) is[^.\n]{0,30}(?:ontvangen|geregistreerd)",
    re.IGNORECASE,
)
_HANDLED_LATER = re.compile(
    r"ser(?:a|ont) (?:trait|lu\b|examin|pris|transmis)|meilleurs d[ée]lais|plus brefs d[ée]lais|d[ée]lai|recontact|"
    r"d[èe]s que possible|sous \d{1,3} ?(?:h|jour|mois)|sous un |r[ée]ponse vous sera|reviendrons vers vous|"
    r"vous r[ée]pondr|recontact|num[ée]ro ?:? ?(?:\d|de (?:ticket|dossier|suivi)|\d)|ne pas (?:y )?r[ée]pondre|"
    r"automatique|technicien|view (?:your )?request|ticket ?(?:id|number|#)|r[ée]f[ée]rence|avancement|"
    r"vous serez (?:notifi|inform|pr[ée]venu|tenu)|reply soon|get back to you|be in touch|as soon as|within \d|"
    r"reference number|do not reply|we're on it|automat|schnellstm|baldm|so bald|bearbeit|lo antes posible|en breve|"
    r"al pi[ùu] presto|zo snel|spoedig",
    re.IGNORECASE,
)
_AGAINST_SPAM = re.compile(
    r"ind[ée]sirables?|anti-?spams?|\bspams?\b|junk|pourriels?|protection de sa messagerie|prot[ée]g[ée]e? par|"
    r"unsolicited|unerwünscht",
    re.IGNORECASE,
)
_OUR_LETTER = re.compile(
    r"votre (?:message|mail|e-?mail|courriel|envoi)|your (?:message|e-?mail|mail)|ihre (?:nachricht|e-?mail)|"
    r"only (?:have to|need to|once)|une (?:seule )?(?:seule )?fois",
    re.IGNORECASE,
)


_HELPDESK_FIELDS = (
    "x-rt-loop-prevention",
    "x-rt-ticket",
    "x-otrs-loop",
    "x-zammad-ticket-id",
    "x-zammad-loop",
    "x-jira-fingerprint",
    "x-glpi-itemtype",
    "x-zendesk-priority-mail",
    "x-freshdesk-ticket-id",
)
_HELPDESK = re.compile(
    r"\b(?:otrs|znuny|glpi|zendesk|freshdesk|jira|request tracker|zammad|itop|servicenow|easyvista)\b", re.IGNORECASE
)
_TICKET = re.compile(
    r"\b(?:ticket|dossier|case|incident|anfrage|solicitud|richiesta|melding|pedido)s? ?(?:#|n[°o.]|id|num\w{0,3}|"
    r"number|nummer)?[ :]{0,3}[a-z]{0,6}[-#]?\d{3,}|creation of a (?:trouble )?ticket|(?:sous|unter) (?:le|der) "
    r"num(?:[ée]ro|mer) \S{0,3}\d|assigned (?:an id|the (?:id|number)|ticket)|\bticket (?:id|number)",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\b(?:(?:tmda|mailinblack|spamenmoins|boxtrapper|spamarrest)\b|has not been (?:verified|delivered yet)|"
    r"(?:message|mail|it|courriel|nachricht|mensaje|messaggio|bericht) (?:is|was|est|wird|wurde|est[áa]|[èe]|is) "
    r"(?:\w{3,10} )?(?:held|retenu|bloqu|suspendu|zur[üu]ckgehalten|retenid|trattenut|tegengehouden)|"
    r"(?:en attente|in attesa|pendiente) d[ei] (?:(?:votre|la) )?(?:validation|confirmation|v[ée]rification|conferma|"
    r"confirmaci)|to release (?:it|your)|whitelist|(?:liste|lista) (?:blanche|blanca|bianca)|"
    r"(?:not|n'[êe]tes (?:pas|ni)[^.\n]{0,20}) (?:a |un )?(?:robot|spammer|automate)|humain\b|"
    r"are (?:a )?human|un mensch|"
    r"confirm(?:er|ez)? (?:que vous|your (?:message|address)|votre (?:message|envoi|adresse)))",
    re.IGNORECASE,
)


_HINTS = Stems(
    "accus affect angelegt arriv assign attribu authentif automat bestätig compte confirm created cree créé creé crée "
    "eingegangen enregistr erfasst erhalten got identif log ontvangen open ouvert parvenu prouv prov receiv "
    "recibido recu reg reçu ricevuto robot solicitud transmis valider verif verify vérif was "
    "un_ticket un_dossier pris_en prise_en recorded richiesta_è richiesta_e' ha_sido"
)
"""Without one of these nothing below can match."""


def acknowledges(message: Message, backed: bool) -> str | None:
    """The words by which a machine confirms our letter or asks us to prove ourselves, or None.

    `backed`: header fields say already that a machine sent it.
    """
    text = spoken(message)
    wanted = challenge(text, message.subject)
    if wanted is not None:
        return wanted
    if len(text.split()) > _LONGEST or not _HINTS(text):
        return None
    received = _RECEIVED.search(text)
    if received is None or not (backed or _HANDLED_LATER.search(text)):
        return None
    if tells_of_incident(message) or (not backed and presence(message)):
        return None
    return received[0].strip()[:60]


def another_machine(message: Message) -> str | None:
    """The sign that a machine of another sort than a responder wrote: a helpdesk, one that wants proof; or None."""
    field = next((name for name in _HELPDESK_FIELDS if message.values(name)), None)
    if field is not None:
        return f"{field} present"
    mailer = _HELPDESK.search(f"{message.value('x-mailer')} {message.value('x-powered-by')}"[:300])
    if mailer is not None:
        return f"X-Mailer: {mailer[0]}"
    text = spoken(message)
    told = _HELD.search(text) or _TICKET.search(text)
    if told is None and _OUR_LETTER.search(text):
        told = _AGAINST_SPAM.search(text)
    return told[0].strip()[:60] if told is not None else acknowledges(message, True)
