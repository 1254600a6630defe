"""Vacation notes by their words alone, in the languages met: a Message in, the words that weigh for and against out.

A note says in the first person that its author is away, and little else; who tells of an incident writes no note,
whatever words he uses. In doubt a letter is a person's.
"""

from __future__ import annotations

import re

from bot.mail.message import Message

_MOST = 3_000
_LONGEST_NOTE = 160
ENOUGH = 3
_SUBJECT = re.compile(
    r"^\W{0,6}(?:(?:auto|autom\w{0,10})\s?:\s?)?(?:re ?: )?\W{0,4}(?:out[- ]of[- ](?:the[- ])?office|ooo\b|"
    r"absen(?:ce|t|te|t\(e\)) (?:du|de mon|au) (?:bureau|poste)|message d.absence|notification d.absence|"
    r"absence\]|absence (?:temporaire|maternit|maladie|pour (?:cong|maladie))|"
    r"absent(?:e|\(e\)|·e)?\s*(?:$|[:(]|du \d|jusqu|pour)|absence\s*(?:$|:|du \d|jusqu|message|auto)|je suis "
    r"(?:absent|en cong)|en (?:cong[ée]s?|vacances)\b|cong[ée]s?\s*(?:$|:|du \d)|abwesen|nicht im (?:büro|haus)|"
    r"i am (?:away|out of)|away from (?:my|the) (?:desk|office)|"
    r"on (?:vacation|leave|holiday|(?:annual|sick|parental|maternity) leave)|annual leave|vacation\b|"
    r"fuera de (?:la )?oficina|ausencia|ausente|fuori (?:ufficio|sede)|"
    r"assen(?:za|te)|afwezig|niet (?:aanwezig|op kantoor)|frånvar|ute "
    r"av kontoret|fravær|poissa|nieobecno|вне офиса|отпуск|不在|休暇|férias|maternity leave|congé (?:maternité|"
    r"parental)|d[ée]part de l.[ée]tablissement|im urlaub|urlaub\b|en vacances)",
    re.IGNORECASE,
)
# Nobody but a note begins so: these words are proof enough where nothing is told of an incident.
_PLAIN_SUBJECT = re.compile(
    r"^\W{0,6}(?:(?:auto|autom\w{0,10})\s?:\s?)?(?:(?:re|rép|aw|"
    r"r) ?: )?\W{0,4}(?:out[- ]of[- ](?:the[- ])?office|ooo\b|"
    r"hors du bureau|(?:message|notification) d.absence|absen(?:ce|t|te) du bureau|abwesenheit|abwesend|"
    r"nicht im (?:büro|haus)|fuera de (?:la )?oficina|fuori (?:ufficio|sede)|afwezig|niet aanwezig|"
    r"(?:je suis|estoy|sono|"
    r"ich bin|i am|i'm) (?:absente?|ausente|assente|abwesend|away|out of)|away from (?:my|the) (?:desk|office))",
    re.IGNORECASE,
)
_WEAK_SUBJECT = re.compile(
    r"^\W{0,6}(?:indisponible|indisponibilit[ée]|ferm(?:eture|é|ee|ée)\b.{0,20}(?:estival|annuel|cong|août|no[ëe]l|"
    r"$)|cong[ée]|vacances|away\b|closed\b|holiday|geschlossen|cerrado|chiuso|gesloten)",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"\b(?:je suis|je serai|nous (?:sommes|serons)|suis|actuellement|[ée]tant) (?:actuellement |moi-m[êe]me |h[ée]las |"
    r"en ce moment |ce jour )?(?:absent|en (?:cong|vacances|formation|d[ée]placement|"
    r"arr[êe]t(?: maladie)?\b|rtt|mission)|"
    r"indisponible)|(?:^|[.\n]\s{0,3})absent(?:e|\(e\))? (?:jusqu|du \d|ce jour|pour)|"
    r"je ne (?:suis pas|serai pas) (?:disponible|au bureau|pr[ée]sent|joignable)|je ne (?:travaille|"
    r"suis) pas (?:le|les) "
    r"\w{3,9}di|j.ai quitt[ée]|je ne fais plus partie|notre (?:cabinet|bureau|secr[ée]tariat|service|"
    r"soci[ée]t[ée]) est "
    r"ferm|(?:nos|les) bureaux (?:sont|seront) ferm|"
    r"\bi(?: am|'m| will be| shall be) (?:currently |now |presently |still )?(?:out of|away|"
    r"on (?:\w{3,12} )?(?:vacation|"
    r"leave|holiday|pto)|travell?ing|not (?:in|available))|"
    r"(?:^|[.\n]\s{0,3})out of (?:the )?office|\bi no longer work|\bi have left\b|our offices? (?:is|"
    r"are|will be) closed|"
    r"ich (?:bin|befinde mich|werde) (?:\S{1,14} ){0,6}(?:nicht (?:im|in)|urlaub|abwesend|außer haus|verreist|erkrankt|"
    r"elternzeit)|ich bin erkrankt|(?:estoy|estaré|me encuentro) (?:\S{1,12} ){0,4}(?:fuera|ausente|de vacaciones|de "
    r"baja)|(?:sono|sarò) (?:\S{1,12} ){0,3}(?:assente|fuori|in ferie|in malattia)|"
    r"ik ben (?:\S{1,12} ){0,4}(?:afwezig|niet (?:op|aanwezig|in)|met (?:vakantie|verlof))|"
    r"(?:ben ik|is) (?:\S{1,12} ){0,3}(?:afwezig|met (?:vakantie|verlof))|"
    r"(?:^|[.,\n]\s{0,3})bin (?:\S{1,14} ){0,4}(?:urlaub|abwesend|unterwegs)|ab (?:dem |"
    r"\w{3,10}tag )[^\n]{0,30}wieder (?:im|"
    r"in|da|erreichbar)|no podré responder|no estaré|(?:ufficio|studio|sede|segreteria) (?:è|sarà|resta) chius|"
    r"à la retraite|hors du bureau|(?:est|sera|sont|seront) en (?:congés?|vacances) (?:du|jusqu)|je suis en "
    r"t[ée]l[ée]travail|\bi.m ooo\b|\bi (?:have|will have) (?:limited|no|intermittent) access to|"
    r"jag är (?:på|borta)|estou (?:ausente|de férias)|不在",
    re.IGNORECASE,
)
_AROUND = (
    re.compile(
        r"de retour|retour (?:le|pr[ée]vu|au bureau|demain)|mon retour|notre retour|reprendrai|"
        r"r[ée]pondrai|jusqu.(?:au|en|à)|"
        r"(?:return(?:ing)?|be back|back) (?:on|to|in|at|from)|my return|get back|will (?:reply|respond|answer)|until|"
        r"\bwieder|zur[üu]ck|\bbis (?:zum|einschl|\d)|regres|vuelvo|hasta el|rientr|fino al|risponder|"
        r"\bterug|tot (?:en met|\w{3,9}dag|\d)|weer (?:bereik|op|aan)|vanaf|\btill den|"
        r"\bdu \d{1,2}(?:er)?\b|à partir du|"
        r"reopen|riapertura|expect delays|diff[ée]r[ée]|successeur|non (?:posso|potrò)|les \d{1,2} et \d",
        re.IGNORECASE,
    ),
    re.compile(
        r"en cas d.urgence|demandes? urgente|toute (?:demande|question|urgence)|en mon absence|rempla[çc]ant|"
        r"contacte[rz]|adresse[rz]|merci d.[ée]crire|joignable|coll[èe]gue|secr[ée]tariat|standard|"
        r"(?:for|if it is|in) urgent|urgent (?:matter|enquir)|please (?:contact|call|direct)|contact \w|instead|"
        r"dringend|vertretung|wenden sie sich|urgente|contacte|dirija|per urgenze|contattare|scrivere a|dringende|"
        r"contact opnemen|collega|br[åa]dskande|kontakta",
        re.IGNORECASE,
    ),
    re.compile(
        r"acc[èe]s (?:limit|irr[ée]gulier)|pas acc[èe]s|fa[çc]on irr[ée]guli|ne sont pas (?:lus|transf)|plus consult|"
        r"limited access|intermittent access|no access|keinen zugriff|nicht weitergeleitet|sin acceso|accesso limitato|"
        r"non vengono let|lees mijn mail niet|prendrai connaissance|lirai votre|consulte mes|dès mon retour",
        re.IGNORECASE,
    ),
)
_BY_MACHINE = re.compile(
    r"(?:message|r[ée]ponse|mail|courriel) (?:est |a été |envoy[ée] |"
    r"g[ée]n[ée]r[ée]e? )*automatique(?:ment)?\b[ .!]{0,3}(?:$|\n|ne "
    r"|merci)|ceci est une? (?:r[ée]ponse|message) automatique|this is an auto\w{0,8} (?:response|reply|message)|"
    r"automatische antwort|respuesta automática|risposta automatica|automatisch antwoord",
    re.IGNORECASE,
)
_INCIDENT = re.compile(
    r"\b(?:serveurs?|postes? (?:de|du|des|est|sont|infect|chiffr|touch)|\d+ postes|logiciel|rançon|"
    r"chiffr[ée]s?|attaque|panne|"
    r"cliqu[ée]|phishing|menaces?|infect[ée]e?s?|pirat|hame[çc]onn|bloqu[ée]|isol[ée]|compromis|"
    r"mode d[ée]grad[ée]|incident|r[ée]solu|patients?|r[ée]seau|dpi|"
    r"sauvegarde|antivirus|t[ée]l[ée]phonie|alert[ée]|journal|journaux|logs?|constat|d[ée]clar|"
    r"coup[ée]|vol[ée]?|r[ée]ponses ?:|"
    r"servers?|encrypted|ransom|attack|hospital.s|down since|been down|outage|malware|backups?|forensic|isolated|pacs|"
    r"verschlüsselt|ausgefallen|angriff|gesichert|cifrad|ataque|servidor|fuori servizio|cifrati|gegevens verloren)\b",
    re.IGNORECASE,
)


_SUPPOSED = re.compile(
    r"\b(?:en cas d|pour (?:tou|les|une|un|le) ?|for (?:any|all|an)\b|in case of|in an? |if (?:you|it|there)|"
    r"si (?:vous|votre)|bei |im fall|per |para |voor )[^.\n]{0,90}",
    re.IGNORECASE,
)


_STEMS = (
    "absen absent abwesen access acces accès afwezig automati ausen away baja borta büro cerrado chiuso chius closed "
    "cong disponi déplacement erkrankt estaré ferie ferm formation fravær frånvar fuera fuori férias gesloten haus "
    "holiday indispon kantoor leave left malatt mission nieobecno office ooo poissa podré quitt retraite rtt semester "
    "travaill travel télétravail unterwegs urlaub vacan vakantie verlof verreist wieder aanwezig longer "
    "elternzeit assen arrêt arret bureau ute отпуск офиса 不在 休暇"
).split()
"""Without one of these nothing below can match: most letters cost no more than looking for them."""


def away(message: Message) -> bool:
    """True when a letter says that its author is not there."""
    return bool(_SUBJECT.search(message.subject[:300]) or _AWAY.search(_text(message)))


def subject_words(message: Message) -> str | None:
    """The words at the head of the subject that speak of absence, or None."""
    found = _SUBJECT.search(message.subject[:300])
    return found[0].strip()[:60] if found else None


def weight(message: Message, answers: bool) -> int:
    """How much speaks for a note; from `ENOUGH` on it is one. `answers`: the letter answers another."""
    subject, text = message.subject[:300], _text(message)
    folded = f"{subject}\n{text}".lower()
    if not any(stem in folded for stem in _STEMS):
        return 0
    # Asked first because it is soon told of a report, and most letters are reports.
    if tells_of_incident(message):
        return 0
    found = _AWAY.search(text)
    points = 2 if found else 0
    if _PLAIN_SUBJECT.search(subject):
        points += 3
    elif _SUBJECT.search(subject):
        points += 2
    elif _WEAK_SUBJECT.search(subject):
        points += 1
    points += 2 if _BY_MACHINE.search(text) else 0
    if not points:
        return 0
    points += min(2, sum(bool(pattern.search(text)) for pattern in _AROUND)) + int(answers and found is not None)
    if not (found or points > 2):
        return 0
    return points if len(text.split()) <= _LONGEST_NOTE else points - 3


def tells_of_incident(message: Message) -> bool:
    """True when a letter speaks of what happened to machines, networks or patients, quotations and suppositions ("en
    cas d'incident, contactez…") left out."""
    text = _text(message)
    return bool(_INCIDENT.search(text) and _INCIDENT.search(_SUPPOSED.sub(" ", text)))


def _text(message: Message) -> str:
    return message.new_text[:_MOST].replace("’", "'").replace("\u00a0", " ")
