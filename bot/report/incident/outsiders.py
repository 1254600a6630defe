"""Who else is in it: a firm by whose hands it came, and other houses that it hits or may hit."""

from __future__ import annotations

import re

from bot.report.evidence import Evidence
from bot.report.fields import Found
from bot.report.house import provider
from bot.report.words.folded import heads, starts_of
from bot.report.words.negation import Stance
from bot.report.words.terms import Hit

_HOUSES = re.compile(
    r"(?:hopitaux|cliniques|ehpads?|etablissements|structures|laboratoires|labos|clients|clientes|centres|maisons|"
    r"residences|had|ssiad|chu?|foyers|cabinets|confreres|officines|pharmacies|dispensaires|maternites|reanimations|"
    r"partenaires|correspondants|adherents|abonnes|utilisateurs|liberaux|medecins de ville|praticiens|"
    r"hospitals?|customers?|laboratories|labs|clinics?|practices|facilities|trusts?|care homes|nursing homes|"
    r"organisations|organizations)\b"
)
_HOUSES_FIRST = heads(
    "hopitaux cliniques ehpad ehpads etablissements structures laboratoires labos clients clientes centres maisons"
    " residences had ssiad chu ch foyers cabinets confreres officines pharmacies dispensaires maternites reanimations"
    " partenaires correspondants adherents abonnes utilisateurs liberaux medecins praticiens hospital"
    " hospitals customer customers laboratories labs clinic clinics practices facilities trust trusts care nursing"
    " organisations organizations"
)
_NUMBER = (
    r"[2-9]|[1-9]\d{1,3}|[1-9]\d? \d{3}|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|seize|vingt|"
    r"dix-neuf|vingt-trois|trente|quarante|cinquante|soixante|cent|deux cents|trois cents|two|three|four|five|six|"
    r"seven|eight|nine|ten|eleven|twelve|fifteen|nineteen|twenty|thirty|forty|fifty|sixty|dozens of|hundreds of|"
    r"(?:dizaine|douzaine|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|soixantaine|centaine)s? d[e']"
)
_MANY = re.compile(
    rf"\b(?:{_NUMBER}|plusieurs|tous|toutes|d'autres|chaque|quelques|certains|certaines|bien des|n'importe quel(?:le)?|"
    r"several|other|all|every|any|many|some) ?(?:[a-z'-]{1,14} ){0,2}$"
)
_STRUCK_WORDS = (
    r"concernee?s?|touchee?s?|impactee?s?|atteinte?s?|exposee?s?|vulnerables?|menacee?s?|equipee?s|identiques|infectee?s|"
    r"contaminee?s|privee?s d|sans service|a l'arret|victimes|unpatched|affected|impacted|exposed|hit\b|"
    r"ont (?:aussi |egalement |deja )?recu|recoivent|recevront|en recoi|dans le meme cas|eux aussi|elles aussi|"
    r"(?:tournent|travaillent|fonctionnent) (?:avec|sur) (?:ce|cette|cet|le|la) meme|(?:sont|est) coupee?s|"
    r"run(?:ning|s)? (?:an|the|this|that|it|\d)|us(?:e|es|ing) (?:the|this|that)|at risk|out of service|lost|"
    r"(?:utilisent|exploitent|ont|possedent|tournent sur) (?:le|la|ce|cette|cet) (?:meme|version|outil|logiciel)"
)
_STRUCK = re.compile(rf"[^.;!?\n]{{0,60}}\b(?:{_STRUCK_WORDS})")
_STRIKES = re.compile(
    r"\b(?:touche|impacte|affecte|concerne|menace|expose|paralyse|prive|penalise|coupe\w{0,3}|contamine|infecte|visent?|impacted|"
    r"affect(?:s|ing)|impact(?:s|ing)|hit(?:ting)?|blame for|data of|patients de) [^.;!?\n,]{0,40}$"
)
# Who serves several houses and writes of trouble writes of theirs.
_SERVES = re.compile(
    r"\b(?:our|french|named|hospital|of the|belgian) customers\b|\bcustomer (?:list|advisory|security|notice)|"
    r"\bnos (?:\w+ )?(?:clients|abonnes|adherents|utilisateurs)\b|\bclients (?:prives|impactes|touches|sante)|"
    r"\b(?:hospitals|sites|clinics|laboratories) in france\b|\bon your side of the border"
)
_SPARED = re.compile(r"\b(?:aucune?|pas|ni|sans|jamais|nul|no|not|none|neither|que nous|chez nous)\b")
_SENT_THERE = re.compile(
    r"\b(?:transf|orient|evac|dirig|envoy\w+ (?:les |nos )?(?:patient|malade)|pret(?:e|ent|er)\b|aid|heberg)"
)
_REACHING = re.compile(
    r"\b(?:demand|appel|joindre|joint|contact|preven|prevenu|derang|attend|avert|sollicit|repond)\w{0,5} "
    r"(?:(?:a|notre|nos|le|les|l|au|aux|un|une|mon|son) ?){0,2}$"
)
# « Un devis est en cours auprès d'un prestataire »: trade, no part in the trouble.
_TRADE = re.compile(
    r"\b(?:devis|appels? d'offres?|commercial de|badge visiteur|nouve(?:l|au) (?:editeur|prestataire|fournisseur)|"
    r"prestataire de (?:formation|restauration|menage|nettoyage|blanchisserie)|"
    r"contrat \S+ \S{0,6} ?\w+ (?:prend|prendra) fin)"
)
_PUBLISHED = re.compile(r"\bedit|\bconcepteur|\bfabricant")


def provider_involved_of(evidence: Evidence) -> Found[bool] | None:
    """True when a provider, publisher, host or operator is in it; False when that is denied."""
    if provider.writes_as_provider(evidence.reading.folded):
        return Found(True, 0.8)
    named = (hit for hit in evidence.of("provider", Stance.STATED, Stance.DOUBTED))
    stated = next((hit for hit in named if _TRADE.search(evidence.sentence_of(hit)) is None), None)
    cleared = evidence.stated("provider_none")
    if stated is not None and (cleared is None or not _is_near(evidence, stated, cleared)):
        return evidence.found(True, 0.75, stated)
    denied = next((hit for hit in evidence.of("provider", Stance.DENIED) if not _not_reached(evidence, hit)), None)
    denied = cleared or denied
    return evidence.found(False, 0.7, denied) if denied is not None else None


def others_at_risk_of(evidence: Evidence, category: str | None) -> Found[bool] | None:
    """True when other structures are or may be hit; a fault in a publisher's update may hit all its users."""
    hit = evidence.stated("others") or evidence.doubted("others") or _many_houses(evidence)
    denied = evidence.stated("others_none") or evidence.denied("others") or evidence.denied("others_none")
    if hit is not None and not (denied is not None and _same_sentence(evidence, hit, denied)):
        return evidence.found(True, 0.75, hit)
    if denied is not None:
        return evidence.found(False, 0.75, denied)
    published = evidence.stated("provider")
    if category == "software_bug" and published is not None and _PUBLISHED.search(evidence.reading.folded):
        return evidence.found(True, 0.5, published)
    return None


def _not_reached(evidence: Evidence, hit: Hit) -> bool:
    """« Je n'ose pas demander à notre informaticien » denies the asking."""
    return _REACHING.search(evidence.reading.folded, max(0, hit.start - 40), hit.start) is not None


def _is_near(evidence: Evidence, named: Hit, cleared: Hit) -> bool:
    """True where what clears a firm stands in the sentence that names it, or right beside."""
    return (
        _same_sentence(evidence, named, cleared)
        or _same_sentence(evidence, cleared, named)
        or (
            evidence.sentences.before(cleared.start)[0] <= named.start < cleared.end
            or evidence.sentences.before(named.start)[0] <= cleared.start < named.end
        )
    )


def _many_houses(evidence: Evidence) -> Hit | None:
    """« 64 HAD sont concernées », « eleven hospitals run an exposed version »: several houses in one trouble."""
    folded = evidence.reading.folded
    serves = _SERVES.search(folded) is not None
    for at in starts_of(evidence.reading.words, _HOUSES_FIRST):
        houses = _HOUSES.match(folded, at)
        many = _MANY.search(folded, max(0, at - 40), at) if houses is not None else None
        if houses is None or many is None:
            continue
        first = evidence.sentences.around(at, at + 1)[0]
        struck = _STRUCK.match(folded, houses.end()) or _STRIKES.search(folded, max(first, at - 70), at)
        if struck is None and serves:
            struck = many
        if struck is None:
            continue
        begin, end = min(many.start(), struck.start()), max(houses.end(), struck.end())
        said = folded[max(first, begin - 24) : end]
        if _SPARED.search(said) is None and _SENT_THERE.search(said) is None:
            return Hit("others", 1.0, begin, end)
    return None


def _same_sentence(evidence: Evidence, one: Hit, other: Hit) -> bool:
    start, end = evidence.sentences.around(one.start, one.end)
    return start <= other.start < end
