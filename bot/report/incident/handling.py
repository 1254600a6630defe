"""How things stand and who is in it: help asked for, state of handling, provider, others at risk."""

from __future__ import annotations

import re

from bot.report.evidence import Evidence
from bot.report.fields import Found
from bot.report.house import provider
from bot.report.incident.false_alarm import good_news_denied, taken_back
from bot.report.incident.recovery import ALL_WELL, is_one, not_yet, told_after
from bot.report.words.folded import heads, starts_of
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
_HELD = re.compile(r"\b(?:contenu|maitris|circonscri|endigu|stabilis)")
_DOING = re.compile(r"\b(?:on|je|il faut|allons|vais|va|vont|en train d[e']|en cours d[e']|essay\w+ d[e'])\s?$")
_DONE = re.compile(
    r"\b(?:on a|avons|j'ai|a ete|ont ete|ont|rssi a|dsi a|astreinte a)(?: [a-z]{4,16}ment| aussitot| vite)? $"
)
_STILL = re.compile(r"\b(?:toujours|encore|(?<!est )(?<!etait )reste\w{0,3}|actuellement|still)\b")
# « J'ignore si l'on souhaite votre intervention »
_UNDECIDED = re.compile(
    r"\b(?:ignor\w{1,4}|(?:sai[st]|savons) pas(?: encore)?) si (?:l'on |on |nous |il |elle )(?:souhait|veu|voul|aur)"
)
_HOUSES = re.compile(
    r"(?:hopitaux|cliniques|ehpad|etablissements|structures|laboratoires|clients|centres|maisons|residences|had|ssiad|"
    r"chu|ch|foyers|cabinets|confreres|hospitals|customers|laboratories|labs|clinics|facilities|adherents|abonnes)\b"
)
_HOUSES_FIRST = heads(
    "hopitaux cliniques ehpad etablissements structures laboratoires clients centres maisons residences had ssiad chu"
    " ch foyers cabinets confreres hospitals customers laboratories labs clinics facilities adherents abonnes"
)
_MANY = re.compile(
    r"\b(?:[2-9]|[1-9]\d{1,3}|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|quarante|"
    r"plusieurs|tous|toutes|d'autres|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|several|other|all) "
    r"(?:[a-z']{1,12} ){0,2}$"
)
_STRUCK = re.compile(
    r"[^.;!?\n]{0,50}\b(?:concernee?s?|touchee?s?|impactee?s?|atteinte?s?|exposee?s?|vulnerables?|menacee?s?|equipee?s|"
    r"identiques|affected|impacted|exposed|hit by|run (?:an|the|this)|use (?:the|this)|(?:utilisent|exploitent|ont) "
    r"(?:le|la|ce|cette) (?:meme|version|outil|logiciel)|dans le meme cas)\b"
)
_REACHING = re.compile(
    r"\b(?:demand|appel|joindre|joint|contact|preven|prevenu|derang|attend|avert|sollicit|repond)\w{0,5} "
    r"(?:(?:a|notre|nos|le|les|l|au|aux|un|une|mon|son) ?){0,2}$"
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


def _not_reached(evidence: Evidence, hit: Hit) -> bool:
    """« Je n'ose pas demander à notre informaticien » denies the asking."""
    return _REACHING.search(evidence.reading.folded, max(0, hit.start - 40), hit.start) is not None


def _many_houses(evidence: Evidence) -> Hit | None:
    """« 64 HAD sont concernées », « eleven hospitals run an exposed version »: several houses in one trouble."""
    folded = evidence.reading.folded
    for at in starts_of(evidence.reading.words, _HOUSES_FIRST):
        houses = _HOUSES.match(folded, at)
        struck = _STRUCK.match(folded, houses.end()) if houses is not None else None
        if struck is not None and (many := _MANY.search(folded, max(0, at - 40), at)) is not None:
            return Hit("others", 1.0, many.start(), struck.end())
    return None


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
        stance: [hit for hit in evidence.of("resolved", stance) if is_one(evidence, hit)] for stance in Stance
    }
    resolved = [hit for hit in recoveries[Stance.STATED] if not not_yet(evidence, hit)]
    open_hits = evidence.of("ongoing", Stance.STATED)
    open_hits += [hit for hit in evidence.of("ongoing", Stance.DENIED) if hit.denies]
    open_hits += recoveries[Stance.DENIED]
    told = sorted(recoveries[Stance.STATED] + recoveries[Stance.DOUBTED], key=lambda hit: hit.start)
    open_hits += [hit for hit in told if not_yet(evidence, hit)]
    if any(evidence.reading.folded.startswith(ALL_WELL, hit.start) for hit in resolved):
        open_hits = [hit for hit in open_hits if hit.concept != "resolved"]
    if resolved and not open_hits:
        troubles = evidence.of("outage", Stance.STATED) + evidence.of("degraded", Stance.STATED)
        later = [hit for hit in troubles if _goes_on(evidence, hit)]
        later += [hit] if (hit := told_after(evidence, resolved)) is not None else []
        if later:
            return evidence.found("ongoing", 0.7, later[0])
        return evidence.found("resolved", 0.85, resolved[0])
    if open_hits:
        held = next(
            (hit for hit in evidence.of("contained", Stance.STATED) if _named_held(evidence, hit, open_hits)), None
        )
        return evidence.found("contained", 0.8, held) if held else evidence.found("ongoing", 0.8, open_hits[0])
    return _held_or_on(evidence, category)


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


def provider_involved_of(evidence: Evidence) -> Found[bool] | None:
    """True when a provider, publisher, host or operator is in it; False when that is denied."""
    if provider.writes_as_provider(evidence.reading.folded):
        return Found(True, 0.8)
    stated = evidence.stated("provider") or evidence.doubted("provider")
    if stated is not None:
        return evidence.found(True, 0.75, stated)
    denied = next((hit for hit in evidence.of("provider", Stance.DENIED) if not _not_reached(evidence, hit)), None)
    denied = denied or evidence.stated("provider_none")
    return evidence.found(False, 0.7, denied) if denied is not None else None


def others_at_risk_of(evidence: Evidence, category: str | None) -> Found[bool] | None:
    """True when other structures are or may be hit; a fault in a publisher's update may hit all its users."""
    hit = evidence.stated("others") or evidence.doubted("others") or _many_houses(evidence)
    denied = evidence.stated("others_none") or evidence.denied("others") or evidence.denied("others_none")
    if hit is not None and not (denied is not None and _same_sentence(evidence, hit, denied)):
        return evidence.found(True, 0.75, hit)
    if denied is not None:
        return evidence.found(False, 0.75, denied)
    provider = evidence.stated("provider")
    if (
        category == "software_bug"
        and provider is not None
        and re.search(r"\bedit|\bconcepteur|\bfabricant", evidence.reading.folded)
    ):
        return evidence.found(True, 0.5, provider)
    return None
