"""Vacation notes by their words alone, in the languages met: a Message in, the words that weigh for and against out.

A note says in the first person that its author is away, and little else; who tells of an incident writes no note,
whatever words he uses. In doubt a letter is a person's.
"""

from __future__ import annotations

import re
import unicodedata

from bot.ingest.kinds.stems import Stems
from bot.mail.message import Message

_MOST = 3_000
_LONGEST_NOTE = 160
ENOUGH = 3
_SUBJECT = re.compile(
    r"^\W{0,6}(?:(?:auto|autom\w{0,10})\s?:\s?)?(?:re ?: )?\W{0,4}(?:out[- ]of[- ](?:the[- ])?office|ooo\b|"
    r"absen(?:ce|t|te|t\(e\)) (?:du|de mon|au) (?:bureau|poste)|message d.absence|notification d.absence|absence\]|"
    r"absence (?:temporaire|maternit|maladie|pour (?:cong|maladie)|re ?:)|absent(?:e|\(e\)|·e)?\s*(?:$|[:(]|du \d|"
    r"jusqu|pour)|absence\s*(?:$|:|du \d|jusqu|message|auto)|je suis (?:absent|en cong|en vacances|[àa] la retraite)|"
    r"en (?:cong[ée]s?|vacances)\b|cong[ée]s?\s*(?:$|:|du \d|d'[ée]t|annuel|maladie|re ?:)|abwesen|nicht im (?:büro|"
    r"haus)|i(?: am|'m) (?:away|out of)|i (?:have left|no longer work)|away from (?:my|the) (?:desk|office)|"
    r"on (?:vacation|leave|holiday|(?:annual|sick|parental|maternity) leave)|annual leave|vacation\b|"
    r"fuera de (?:la )?oficina|ausencia(?! de)|ausente|fuori (?:ufficio|sede)|assen(?:za(?! di)|te)|afwezig|"
    r"niet (?:aanwezig|op kantoor)|frånvar|ute av kontoret|fravær|poissa|nieobecno|вне офиса|отпуск|不在|休暇|férias|"
    r"maternity leave|congé (?:maternité|parental)|d[ée]part (?:de l.[ée]tablissement|[àa] la retraite|en retraite)|"
    r"je n'exerce plus|j'ai quitt|r[ée]pondeur\b|maternity|paternity|parental leave|im urlaub|urlaub\b|en vacances)",
    re.IGNORECASE,
)
# Nobody but a note begins so: these words are proof enough where nothing is told of an incident.
_PLAIN_SUBJECT = re.compile(
    r"^\W{0,6}(?:(?:auto|autom\w{0,10})\s?:\s?)?(?:(?:re|rép|aw|r) ?: )?\W{0,4}(?:out[- ]of[- ](?:the[- ])?office|"
    r"ooo\b|hors du bureau|(?:message|notification) d.absence|absen(?:ce|t|te) du bureau|abwesenheit|abwesend|"
    r"nicht im (?:büro|haus)|fuera de (?:la )?oficina|fuori (?:ufficio|sede)|afwezig|niet aanwezig|(?:je suis|estoy|"
    r"sono|ich bin|i am|i'm) (?:absente?|en cong|(?:[àa] la|en) retraite|en vacances|ausente|assente|abwesend|away|"
    r"out of)|away from (?:my|the) (?:desk|office))",
    re.IGNORECASE,
)
_SUBJECT_ENDS = re.compile(
    r"\w{0,12}\s{0,3}(?:$|[^\w\s]|\d|re\b|bis|ab|vom|zum|jusqu|du\b|le\b|de\b|ce\b|au\b|pour|en\b|until|till|from|"
    r"today|tomorrow|on\b|the\b|of\b|this|auto|hasta|del\b|maternit|parental|fino|dal\b|tot\b|van(?:af)?\b|office|"
    r"leave)",
    re.IGNORECASE,
)
_WEAK_SUBJECT = re.compile(
    r"^\W{0,6}(?:indisponible|indisponibilit[ée]|ferm(?:eture|é|ee|ée)\b.{0,20}(?:estival|annuel|cong|août|no[ëe]l|"
    r"$)|cong[ée]|vacances|away\b|closed\b|holiday|geschlossen|cerrado|chiuso|gesloten)",
    re.IGNORECASE,
)
_AWAY = re.compile(
    r"\b(?:je suis|je serai|nous (?:sommes|serons)|suis|actuellement|[ée]tant) (?:actuellement |moi-m[êe]me |"
    r"h[ée]las |en ce moment |ce jour )?(?:absent|en (?:cong|vacances|formation|d[ée]placement|"
    r"arr[êe]t(?: maladie)?\b|rtt|mission|repos\b|maternit|retraite)|indisponible)|(?:^|[.\n]\s{0,3})absent(?:e|"
    r"\(e\))? (?:jusqu|du \d|ce jour|pour)|je ne (?:suis pas|serai pas) (?:disponible|au bureau|pr[ée]sent|"
    r"joignable)|je ne (?:travaille|suis) pas (?:le|les) \w{3,9}di|j.ai quitt[ée]|je ne fais plus partie|"
    r"notre (?:cabinet|bureau|secr[ée]tariat|service|soci[ée]t[ée]) est ferm|(?:cabinet|laboratoire|bureau|"
    r"secr[ée]tariat|pharmacie|service|[ée]tablissement|mairie|soci[ée]t[ée]|agence|accueil|officine) (?:est |sera |"
    r"actuellement ){0,2}ferm[ée]e? (?:pour (?:cong|cause de cong|les f[êe]tes)|du \d|le \d|jusqu'au|pendant les)|"
    r"(?:je (?:ne )?serai de|de mon) retour |(?:jours?|semaines?) de repos|mi-temps|temps partiel|"
    r"correspondant [^\n]{0,80}est absent|n'exerce plus|(?:cess[ée]|arr[êe]t[ée]) (?:mon|toute|mes) (?:activit|"
    r"fonction)|mon d[ée]part|droits [àa] la retraite|(?:n'occupe|ne travaille) plus|(?:adresse|"
    r"bo[îi]te)[^.\n]{0,40} n(?:'est|e sera)[^.\n]{0,20} plus (?:relev|consult|activ|utilis|lue)|"
    r"\bi have (?:now )?(?:gone|started|retired)|on (?:maternity|paternity|parental|sick|annual) leave|"
    r"i (?:only )?work (?:mon|tue|wed|thu|fri|part)|(?:^|"
    r"[-–—,.!\n]\s{0,3})back (?:on )?(?:in (?:the office )?)?(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:nos|"
    r"les) bureaux (?:sont|seront) ferm|\bi(?: am|'m| will be| shall be) (?:currently |now |presently |"
    r"still )?(?:out of|away|on (?:\w{3,12} )?(?:vacation|leave|holiday|pto)|travell?ing|not (?:in|available))|(?:^|"
    r"[.\n]\s{0,3})out of (?:the )?office|\bi no longer work|\bi have left\b|our offices? (?:is|are|will be) closed|"
    r"ich (?:bin|befinde mich|werde) (?:\S{1,14} ){0,6}(?:nicht (?:im|in)|urlaub|abwesend|außer haus|verreist|"
    r"erkrankt|elternzeit)|ich bin erkrankt|(?:estoy|estaré|me encuentro) (?:\S{1,12} ){0,4}(?:fuera|ausente|"
    r"de vacaciones|de (?:baja|permiso))|(?:sono|sarò) (?:\S{1,12} ){0,3}(?:assente|fuori|in ferie|in malattia|"
    r"in maternit)|ik ben (?:\S{1,12} ){0,4}(?:afwezig|niet(?: (?:op|aanwezig|in)|[.\n])|(?:met|in) (?:vakantie|"
    r"verlof))|(?:ben ik|is) (?:\S{1,12} ){0,3}(?:afwezig|met (?:vakantie|verlof))|(?:^|"
    r"[.,\n]\s{0,3})bin (?:\S{1,14} ){0,4}(?:urlaub|abwesend|unterwegs)|ab (?:dem |"
    r"\w{3,10}tag )[^\n]{0,30}wieder (?:im|in|da|erreichbar)|no podré responder|no estaré|(?:ufficio|studio|sede|"
    r"segreteria) (?:è|sarà|resta) chius|à la retraite|hors du bureau|(?:est|sera|sont|seront) en (?:congés?|"
    r"vacances) (?:du|jusqu)|je suis en t[ée]l[ée]travail|\bi.m ooo\b|\bi (?:have|will have) (?:limited|no|"
    r"intermittent) access to|jag är (?:på|borta)|estou (?:ausente|de férias)|不在",
    re.IGNORECASE,
)
_ON_LEAVE = re.compile(
    r"\ben cong|\bvacances|\bim urlaub|on leave|\babsen|abwesen|ausent|afwezig|holiday", re.IGNORECASE
)
_AROUND = (
    re.compile(
        r"de retour|retour (?:le|pr[ée]vu|au bureau|demain)|mon retour|notre retour|reprendrai|r[ée]pondrai|"
        r"jusqu.(?:au|en|à)|(?:return(?:ing)?|be back|back) (?:on|to|in|at|from|mid|\w{3,6}day)|my return|get back|"
        r"will (?:reply|respond|answer)|until|\bwieder|zur[üu]ck|\bbis (?:zum|einschl|\d)|regres|vuelvo|hasta el|"
        r"rientr|fino al|risponder|\bterug|tot (?:en met|\w{3,9}dag|\d)|weer (?:bereik|op|aan)|vanaf|\btill den|"
        r"\bdu \d{1,2}(?:er)?\b|à partir du|reopen|riapertura|expect delays|diff[ée]r[ée]|successeur|reprise|"
        r"r[ée]ouvertur|en rentrant|en attendant|d[ée]sormais|interlocuteur|non (?:posso|potrò)|les \d{1,2} et \d",
        re.IGNORECASE,
    ),
    re.compile(
        r"en cas d.urgence|demandes? urgente|toute (?:demande|question|urgence)|en mon absence|rempla[çc]ant|"
        r"contacte[rz]|adresse[rz]|merci d.[ée]crire|int[ée]rim|le relais|prendre contact|voyez avec|continuit[ée]|"
        r"reprise par|joignable|coll[èe]gue|secr[ée]tariat|standard|(?:for|if it is|in) urgent|urgent (?:matter|"
        r"enquir)|please (?:contact|call|direct)|contact \w|instead|dringend|vertretung|wenden sie sich|urgente|"
        r"contacte|dirija|per urgenze|contattare|scrivere a|dringende|contact opnemen|collega|br[åa]dskande|kontakta",
        re.IGNORECASE,
    ),
    re.compile(
        r"acc[èe]s (?:limit|irr[ée]gulier)|pas acc[èe]s|fa[çc]on irr[ée]guli|ne sont pas (?:lus|transf)|plus consult|"
        r"limited access|intermittent access|no access|keinen zugriff|nicht weitergeleitet|sin acceso|"
        r"accesso limitato|non vengono let|lees mijn mail niet|prendrai connaissance|lirai votre|consulte mes|"
        r"dès mon retour",
        re.IGNORECASE,
    ),
)
_BY_MACHINE = re.compile(
    r"(?:message|r[ée]ponse|mail|courriel) (?:est |a été |envoy[ée] |"
    r"g[ée]n[ée]r[ée]e? )*automatique(?:ment)?\b[ .,!]{0,3}(?:$|\n|ne |merci|[àa] votre)|ceci est une? (?:r[ée]ponse|"
    r"message|mail|courriel) automatique|this is an auto\w{0,8} (?:response|reply|message)|automatische antwort|"
    r"respuesta automática|risposta automatica|automatisch antwoord",
    re.IGNORECASE,
)
_INCIDENT = re.compile(
    r"\b(?:serveurs?|postes? (?:de|du|des|est (?!occup|repris|vacant|tenu)|sont|infect|chiffr|touch)|\d+ postes|"
    r"logiciel|rançon\w*|chiffr[ée]s?|attaques?|pannes?|cliqu[ée]|phishing|menaces?|infect[ée]e?s?|pirat\w*|"
    r"hame[çc]onn\w*|bloqu[ée]e?s?|isol[ée]e?s?|compromise?s?|mode d[ée]grad[ée]|incidents?|r[ée]solu|"
    r"pati[eë]nt(?:e?s|en|in)?|pacientes?|pazient[ei]|r[ée]seau|dpi|sauvegarde|antivirus|t[ée]l[ée]phonie|"
    r"alert[ée]e?s?|journal|journaux|logs?|constat|d[ée]clar|coup[ée]|vol[ée]?|r[ée]ponses ?:|servers?|encrypted|"
    r"ransom\w*|attack\w*|hospital.s|down since|been down|outage|malware|backups?|forensic|isolated|pacs|"
    r"verschlüsselt|verlust|gestohlen|ausgefallen|angriff|gesichert|cifrad|ataque|servidor|fuori servizio|cifrati|"
    r"gegevens verloren)\b",
    re.IGNORECASE,
)


_ADDRESS = re.compile(r"[^\s<>()]{1,100}@[^\s<>()]{1,100}")
_SUPPOSED = re.compile(
    r"\b(?:en cas d|pour (?:tou|mes|les|une|un|le|d[ée]clarer|signaler) ?|for (?:any|all|an)\b|in case of|in an? |"
    r"if (?:you|it|there)|si (?:vous|votre)|bei |im fall|per |para |voor )[^.\n]{0,90}",
    re.IGNORECASE,
)


_HINTS = Stems(
    "aanwezig abroad absen abwesen acces accident accès afwezig arret arrêt assen ausen automati away back "
    "baja borta bureau büro cerrado cessé changé chius closed conference cong depart dienstreise disponi "
    "déconnect départ déplac désactiv elternzeit erreichbar estaré exerce ferie ferm formation fravær frånvar "
    "fuera fuori férias gesloten haus holiday hospitalis indispon injoign joignab kantoor krank leave left "
    "longer malade malatt maternit meetings mission moved nieobecno niet occupe office ooo partiel pension "
    "permiso podré poissa pourrai quitt regres rejoint relev repos retir retour retraite rtt répondr réunion "
    "sabbat semester serai sick temps training trasferta travel télétravail unavail unterwegs urlaub "
    "répondeur repondeur out_of deplac n'est_plus plus_relev plus_consult plus_activ plus_utilis plus_lue paternit "
    "cess available pto started gone nicht not_in fais_plus pas_le pas_pr travail jag_är notre_retour "
    "ute vacac vacan vacat vakantie verlof verreist viaje werk wieder work ziek отпуск офиса 不在 休暇"
)
"""Without one of these nothing below can match: most letters cost no more than looking for them."""
_SUPPOSES_WITHIN, _ADDRESS_WITHIN = 130, 250
"""No supposition reaches further than so many characters, no address than so many."""


def away(message: Message) -> bool:
    """True when a letter says that its author is not there."""
    return bool(_SUBJECT.search(message.subject[:300]) or _AWAY.search(spoken(message)))


def words(message: Message) -> str:
    """The words of the text that speak of absence, or those by which a machine names itself."""
    text = spoken(message)
    found = _AWAY.search(text) or _BY_MACHINE.search(text)
    return " ".join(found[0].split())[:60] if found is not None else "an absence"


def returns(message: Message) -> bool:
    """True when a letter tells until when, or that somebody is on leave: enough where a machine is known to answer."""
    text = spoken(message)
    return bool(_ON_LEAVE.search(text) or _AROUND[0].search(text))


def subject_words(message: Message) -> str | None:
    """The words at the head of the subject that speak of absence, or None."""
    found = _SUBJECT.search(message.subject[:300])
    return found[0].strip()[:60] if found else None


def hinted(message: Message) -> bool:
    """False when no word of absence can be found in subject or text: the cheap question before the dear ones."""
    return _HINTS(f"{message.subject[:300]}\n{spoken(message)}")


def plain_subject(message: Message) -> bool:
    """True when the subject is that of a note and nothing else: "Out of office replies look odd" is a sentence."""
    subject = message.subject[:300]
    found = _PLAIN_SUBJECT.search(subject)
    return found is not None and _SUBJECT_ENDS.match(subject[found.end() :]) is not None


def weight(message: Message, answers: bool) -> int:
    """How much speaks for a note; from `ENOUGH` on it is one. `answers`: the letter answers another."""
    subject, text = message.subject[:300], spoken(message)
    if not hinted(message):
        return 0
    # Asked first because it is soon told of a report, and most letters are reports.
    if tells_of_incident(message):
        return 0
    found = _AWAY.search(text)
    points = 2 if found else 0
    if _PLAIN_SUBJECT.search(subject):
        points += 3 if plain_subject(message) else 1
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
    text = spoken(message)
    found = _INCIDENT.search(text)
    if found is None:
        return False
    start, end = found.span()
    addressed = "@" in text[max(0, start - _ADDRESS_WITHIN) : end + _ADDRESS_WITHIN]
    if not addressed and _SUPPOSED.search(text, max(0, start - _SUPPOSES_WITHIN), end + 30) is None:
        return True
    return _INCIDENT.search(_ADDRESS.sub(" ", _SUPPOSED.sub(" ", text))) is not None


def spoken(message: Message) -> str:
    """The author's own text as the word lists expect it: bounded, composed accents, plain apostrophes and spaces."""
    text = unicodedata.normalize("NFC", message.new_text[:_MOST])
    return text.replace("’", "'").replace("\u00a0", " ").replace("\u202f", " ")
