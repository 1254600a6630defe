"""How things stand: help asked for and the state of handling."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.report.evidence import Evidence
from bot.report.fields import Found
from bot.report.incident.course import denied_after, is_old_headline, outweighed
from bot.report.incident.false_alarm import good_news_denied, taken_back
from bot.report.incident.recovery import ALL_WELL, contradicted, is_one, not_yet, told_after
from bot.report.words.negation import Stance
from bot.report.words.terms import Hit

# Nobody writes of these when they are over without saying so.
_LASTING = frozenset(
    {"ransomware", "ddos", "telecom_loss", "infrastructure_failure", "software_bug", "system_compromise"}
)
# « Le serveur est bloqué » may be the blow or the answer to it; it is taken for the blow.
_FALLS = re.compile(r"serveurs?|postes?|machines?|liens?|services?|equipements?|acces|lien")
# « Il a désactivé l'antivirus », « quelqu'un a changé les mots de passe »: what the intruder did contains nothing.
_BY_INTRUDER = re.compile(
    r"\b(?:ils?|elle|quelqu'un|inconnus?|tiers|attaquants?|pirates?|intrus|hackers?|voleurs?|auteurs?|somebody|"
    r"attackers?) (?:nous |leur |y |en |lui )?(?:a|ont|avait|avaient|has|have) (?!ete )(?:\w{2,12} ){0,2}$"
)
# Where intruders are fought, what is cut off is cut off by hand.
_RECEIVERS = ("destinataire", "homonyme", "correspondant", "confrere")
_FOUGHT = frozenset({"system_compromise", "account_compromise", "vulnerability_exploit", "data_leak", "phishing"})
_HELD = re.compile(
    r"\b(?:contenu|maitris|circonscri|endigu|stabilis|enraye|jugul|cloisonn|contained|containment|"
    r"under control|sous controle|plus rien ne|ne (?:se |s')?(?:propage|repand|etend|progresse|evolue|gagne)\w{0,2} "
    r"plus|n'evolue\w{0,2} plus|colmat|no further|nothing has spread|ecarte)"
)
_GOING = re.compile(r"en cours|poursui|continu|toujours|encore|reste")
_OF_FIRE = re.compile(r"\b(?:incendie|feu|flammes|sinistre|fire)s? (?:[a-z]{2,8} ){0,3}$")
# What is still done once it is held: it is looked into, cleaned, rebuilt.
_AFTERMATH = re.compile(
    r"\b(?:enquet|analys|investigat|reconstru|rebuil|nettoy|clean|inventair|surveill|expertis|audit|forensi|verificat|"
    r"levee de doute|ressais|recuperation des traces|plainte|notification|reinstallation|remasteris)[a-z]{0,9}\b"
)
_DOING = re.compile(r"\b(?:on|je|il faut|allons|vais|va|vont|en train d[e']|en cours d[e']|essay\w+ d[e'])\s?$")
_DONE = re.compile(
    r"\b(?:on a|avons|j'ai|a ete|ont ete|ont|rssi a|dsi a|astreinte a)(?: [a-z]{4,16}ment| aussitot| vite)? $"
)
_STILL = re.compile(r"\b(?:toujours|encore|(?<!est )(?<!etait )reste\w{0,3}|actuellement|still)\b")
# « J'ignore si l'on souhaite votre intervention »
# « Nous avons demandé à notre assureur d'envoyer un expert », « la gendarmerie propose de nous épauler »
_OF_OTHERS = re.compile(
    r"\b(?:avons|ai|a|ont|a ete|avions) (?:deja |aussi )?(?:demande|sollicite|faite?|reclame|appele)\w{0,2} "
    r"[^.;!?]{0,40}?\b(?:a (?:l'|la |notre |nos |un |une )|au |aux |aupres d)"
    r"(?!cert|anssi|vos|vous|votre|ministere|fssi)|"
    r"\b(?:propose|proposent|offre|offrent|promis|promet)\w{0,2} (?:de |d'|une )[^.;!?]{0,30}"
)
# « Pouvez-vous me confirmer que ce courriel est arrivé »
_ONLY_TO_KNOW = re.compile(
    r"\b(?:confirmer|accuser|dire|savoir|indiquer) (?:la |bonne |que |si |combien |avoir )[^.;!?]{0,40}"
    r"\b(?:recu|reception|arriv|parven|saisis|touches|concernes)"
)
_UNDECIDED = re.compile(
    r"\b(?:decid|verr|reflechi|etudi|hesit|discut)\w{1,6} [^.;!?]{0,30}\b(?:si |a )[^.;!?]{0,30}|"
    r"\b(?:ignor\w{1,4}|(?:sai[st]|savons) pas(?: encore)?) si (?:l'on |on |nous |il |elle )(?:souhait|veu|voul|aur)"
)
_WITHOUT_OUTAGE = frozenset(
    {"data_leak", "defacement", "account_compromise", "phishing", "theft_loss", "vulnerability_exploit"}
)


def support_requested_of(evidence: Evidence) -> Found[bool] | None:
    """True when help is asked for, also by « que dois-je faire »; False when declined or only for information."""
    declined = evidence.stated("support_declined") or evidence.denied("support_declined")
    asked = evidence.stated("support_asked") or evidence.doubted("support_asked")
    if asked is not None and _UNDECIDED.search(evidence.sentence_of(asked)):
        return None
    if asked is not None and not _is_asked_of_us(evidence, asked):
        asked = next(
            (hit for hit in evidence.of("support_asked", Stance.STATED) if _is_asked_of_us(evidence, hit)), None
        )
    if asked is None:
        declined = declined or evidence.denied("support_asked")
    if asked is not None and not (declined is not None and _same_sentence(evidence, asked, declined)):
        informs = declined is not None and re.match(
            r"(?:pour|a titre|simple|fyi|for|juste)", evidence.reading.folded[declined.start : declined.end]
        )
        if declined is None or informs:
            return evidence.found(True, 0.85, asked)
        return evidence.found(False, 0.6, declined)
    return evidence.found(False, 0.8, declined) if declined is not None else None


def asks_elsewhere(evidence: Evidence) -> bool:
    """True when all help that is spoken of was asked of somebody else, or it is not decided whether to ask for it."""
    asked = evidence.of("support_asked", Stance.STATED, Stance.DOUBTED)
    return bool(asked) and not any(
        _is_asked_of_us(evidence, hit) and _UNDECIDED.search(evidence.sentence_of(hit)) is None for hit in asked
    )


def _is_asked_of_us(evidence: Evidence, hit: Hit) -> bool:
    """False for help that was asked of somebody else, or a question that only wants to know."""
    sentence = evidence.sentence_of(hit)
    return _OF_OTHERS.search(sentence) is None and _ONLY_TO_KNOW.search(sentence) is None


def _same_sentence(evidence: Evidence, one: Hit, other: Hit) -> bool:
    start, end = evidence.sentences.around(one.start, one.end)
    return start <= other.start < end


def state_of(evidence: Evidence, category: str | None) -> Found[str] | None:
    """`ongoing`, `contained` or `resolved`. A resolution that is denied, partial or yet to come is none."""
    if (back := taken_back(evidence)) is not None:
        return evidence.found("resolved", 0.7, back)
    if (denied := good_news_denied(evidence)) is not None:
        return evidence.found("ongoing", 0.75, denied)
    recoveries = {
        stance: [hit for hit in evidence.of("resolved", stance) if _is_told(evidence, hit)] for stance in Stance
    }
    resolved = [
        hit for hit in recoveries[Stance.STATED] if not not_yet(evidence, hit) and not denied_after(evidence, hit)
    ]
    open_hits = evidence.of("ongoing", Stance.STATED)
    open_hits += [hit for hit in evidence.of("ongoing", Stance.DENIED) if hit.denies]
    open_hits += recoveries[Stance.DENIED]
    told = sorted(recoveries[Stance.STATED] + recoveries[Stance.DOUBTED], key=lambda hit: hit.start)
    open_hits += [hit for hit in told if not_yet(evidence, hit)]
    if any(evidence.reading.folded.startswith(ALL_WELL, hit.start) for hit in resolved):
        open_hits = [hit for hit in open_hits if hit.concept != "resolved"]
    if any(not _undone(evidence, hit) for hit in evidence.of("contained", Stance.STATED)):
        open_hits = [hit for hit in open_hits if not _is_aftermath(evidence, hit)]
    if resolved and not open_hits:
        troubles = evidence.of("outage", Stance.STATED) + evidence.of("degraded", Stance.STATED)
        later = [hit for hit in troubles if _goes_on(evidence, hit)]
        against = contradicted(evidence, resolved) or told_after(evidence, resolved) or outweighed(evidence, resolved)
        later += [against] if against else []
        if later:
            return evidence.found("ongoing", 0.7, later[0])
        return evidence.found("resolved", 0.85, resolved[0])
    if open_hits:
        held = next(
            (hit for hit in evidence.of("contained", Stance.STATED) if _named_held(evidence, hit, open_hits)), None
        )
        return evidence.found("contained", 0.8, held) if held else evidence.found("ongoing", 0.8, open_hits[0])
    past = [hit for hit in evidence.of("resolved", Stance.PAST) if is_one(evidence, hit) and not not_yet(evidence, hit)]
    if past and not evidence.of("outage", Stance.STATED) and outweighed(evidence, past) is None:
        return evidence.found("resolved", 0.6, past[0])
    return _held_or_on(evidence, category)


def _is_told(evidence: Evidence, hit: Hit) -> bool:
    return is_one(evidence, hit) and not is_old_headline(evidence, hit)


def still_felt(fields: Mapping[str, Found[Any] | None]) -> Found[str] | None:
    """`ongoing` where care or the way of working is told to suffer and nothing is said of an end, else None."""
    felt = (fields.get(name) for name in ("degraded_mode", "care_impact"))
    told = next((found for found in felt if found is not None and found.value is True), None)
    return Found("ongoing", min(0.5, told.confidence), told.source, told.span) if told is not None else None


def _is_named_held(folded: str, hit: Hit) -> bool:
    """« L'attaque est enrayée », but not « l'incendie est maîtrisé »."""
    if _HELD.search(folded, hit.start, hit.end) is None:
        return False
    return _OF_FIRE.search(folded, max(0, hit.start - 30), hit.start) is None


def _is_aftermath(evidence: Evidence, hit: Hit) -> bool:
    """« L'enquête se poursuit », « nettoyage en cours »: what goes on is no incident."""
    start, end = evidence.sentences.around(hit.start, hit.end)
    folded = evidence.reading.folded
    if _GOING.search(folded, hit.start, hit.end) is None:
        return False
    return _AFTERMATH.search(folded, max(start, hit.start - 50), min(end, hit.end + 40)) is not None


def _named_held(evidence: Evidence, hit: Hit, open_hits: list[Hit]) -> bool:
    """« L'incident est contenu, non résolu »: what is still open does not speak against it in the same sentence."""
    if _HELD.search(evidence.reading.folded[hit.start : hit.end]) is None:
        return False
    start, end = evidence.sentences.around(hit.start, hit.end)
    return any(start <= other.start < end for other in open_hits)


def _held_or_on(evidence: Evidence, category: str | None) -> Found[str] | None:
    """`contained` where what was done outweighs what still fails, else `ongoing`; None when nothing tells."""
    held_now = [hit for hit in evidence.of("contained", Stance.STATED) if not _undone(evidence, hit)]
    contained = next(iter(held_now), None)
    cut = [hit for hit in held_now if not _FALLS.match(evidence.reading.folded, hit.start)]
    blows = [hit for hit in evidence.of("outage", Stance.STATED) if not any(_within(hit, each) for each in cut)]
    outages = [hit for hit in blows if not _by_hand(evidence, hit, category)]
    if contained is None and len(outages) < len(blows):
        contained = next(hit for hit in blows if hit not in outages)
    outage = outages[0] if outages and category != "theft_loss" else evidence.stated("degraded")
    if contained is None:
        outage = outage or evidence.stated("care_hit")
    measures = len(held_now) if not outages else 0
    held = category in _WITHOUT_OUTAGE or (category == "system_compromise" and measures > 1)
    held = held or (category == "software_bug" and not outages and _mended(evidence, held_now))
    named = next((hit for hit in held_now if _is_named_held(evidence.reading.folded, hit)), None)
    if outage is not None and named is not None and not _goes_on(evidence, outage):
        return evidence.found("contained", 0.75, named)
    if outage is not None and not (contained is not None and held):
        return evidence.found("ongoing", 0.65, outage)
    if contained is not None:
        return evidence.found("contained", 0.75, contained)
    lasts = category in _LASTING or evidence.stated("contained") is not None
    hit = evidence.stated(f"category.{category}") if lasts else None
    return evidence.found("ongoing", 0.5, hit) if hit is not None else None


def _by_hand(evidence: Evidence, hit: Hit, category: str | None) -> bool:
    """« On a coupé l'extranet » is what was done about it."""
    folded = evidence.reading.folded
    cut = folded.startswith(("coup", "interromp", "hors ligne"), hit.start)
    if cut and category in _FOUGHT and not _goes_on(evidence, hit):
        return _DOING.search(folded, max(0, hit.start - 24), hit.start) is None
    return cut and _DONE.search(folded, max(0, hit.start - 40), hit.start) is not None


def _undone(evidence: Evidence, hit: Hit) -> bool:
    """« On isole les sites » is not done yet; « il a désactivé l'antivirus » was done by the intruder."""
    folded = evidence.reading.folded
    if _DOING.search(folded, max(0, hit.start - 24), hit.start) is not None:
        return True
    if folded.startswith(_RECEIVERS, hit.start):
        return False
    verb = max(folded.rfind(each, hit.start, hit.end) for each in (" a ", " ont ", " has ", " have "))
    said = hit.start if verb < 0 else verb + 1 + len(folded[verb + 1 : hit.end].split(" ", 1)[0]) + 1
    return _BY_INTRUDER.search(folded, max(0, said - 48), said) is not None


def _mended(evidence: Evidence, held: list[Hit]) -> bool:
    """« Le correctif a été posé ce matin »: of a fault in a program nothing more can be held."""
    return any(evidence.reading.folded.startswith(("correct", "patch", "hotfix"), hit.start) for hit in held)


def _within(hit: Hit, other: Hit) -> bool:
    """« Le flux a été coupé » cuts off what is wrong; it is no outage."""
    return other.start <= hit.start and hit.end <= other.end


def _goes_on(evidence: Evidence, hit: Hit) -> bool:
    return _STILL.search(evidence.sentence_of(hit)) is not None
